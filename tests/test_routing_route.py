"""The route: which error leads to another try, which to the next target, and what is told of all of it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.errors import (
    BackendError,
    BadKeyError,
    EmptyAnswerError,
    NoCreditError,
    OverBudgetError,
    RateLimitedError,
    RefusedError,
    UnknownOutcomeError,
)
from composer.folders import config_folder
from composer.routing import Step
from composer.types import ChatMessage, ImageRequest, Person, PersonPrompt, RenderedPrompt, Scene
from tests.remote import KEY, PICTURE, Remote, Stoppable, World

FIRST, SECOND = Remote("first"), Remote("second")
BOTH = {"route": [{"backend": "first"}, {"backend": "second"}]}


def answering(*statuses: int, **details: Any) -> Any:
    coming = iter(statuses)
    return lambda _: httpx.Response(next(coming), **{"content": b"png", **details})


def kinds(world: World) -> list[str]:
    return [step.kind for step in world.steps]


def test_what_may_succeed_later_is_tried_again_after_growing_pauses(tmp_path: Path) -> None:
    world = World(tmp_path, answering(429, 503, 500, 200), {"retries": {"times": 3, "wait": 2}})
    (attempt,) = world.draw().attempts
    assert attempt.calls == 4
    assert all(base / 2 <= pause <= base * 1.5 for base, pause in zip((2, 4, 8), world.pauses, strict=True))
    assert [step.seconds for step in world.steps if step.kind == "waiting"] == world.pauses


def test_the_wait_a_provider_asks_for_is_kept(tmp_path: Path) -> None:
    world = World(tmp_path, answering(429, 200, headers={"retry-after": "20"}))
    world.draw()
    assert 20 <= world.pauses[0] <= 22


def test_a_wait_that_is_too_long_is_not_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path, answering(429, headers={"retry-after": "3600"}))
    with pytest.raises(RateLimitedError):
        world.draw()
    assert world.pauses == []


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422, 504])
def test_what_will_not_get_better_is_not_tried_again(tmp_path: Path, status: int) -> None:
    world = World(tmp_path, answering(status))
    with pytest.raises(BackendError):
        world.draw()
    assert len(world.sent) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_the_next_target_is_tried_and_the_result_tells_both(tmp_path: Path, status: int) -> None:
    world = World(tmp_path, answering(status, 200), BOTH, (FIRST, SECOND))
    result = world.draw()
    assert [(one.backend, one.status, one.calls) for one in result.attempts] == [
        ("first", "failed", 1),
        ("second", "finished", 1),
    ]
    assert result.backend == "second"
    assert [(step.kind, step.number) for step in world.steps] == [
        ("composed", 0), ("sending", 0), ("failed", 0), ("composed", 1), ("sending", 1), ("answered", 1),
    ]  # fmt: skip


def test_an_unknown_outcome_ends_the_route(tmp_path: Path) -> None:
    world = World(tmp_path, answering(504), BOTH, (FIRST, SECOND))
    with pytest.raises(UnknownOutcomeError) as caught:
        world.draw()
    (attempt,) = caught.value.attempts
    assert getattr(attempt, "status", "") == "unknown"
    assert len(world.sent) == 1


def test_when_nobody_delivers_the_error_tells_each_in_one_line(tmp_path: Path) -> None:
    world = World(tmp_path, answering(401, 402), BOTH, (FIRST, SECOND))
    with pytest.raises(NoCreditError, match=r"first .*401.*; second .*402") as caught:
        world.draw()
    assert "\n" not in str(caught.value)
    assert [getattr(one, "code", "") for one in caught.value.attempts] == ["bad_key", "no_credit"]


class Prudish(Remote):
    """Refuses everything."""

    def exchange(self, job):  # type: ignore[no-untyped-def]
        yield httpx.Request("POST", f"{job.endpoint}/draw")
        raise RefusedError("not this", by="first")


@pytest.mark.parametrize(("after", "sent"), [("stop", 1), ("next", 2)])
def test_a_refusal_leads_to_the_next_target_only_if_the_profile_says_so(tmp_path: Path, after: str, sent: int) -> None:
    world = World(tmp_path, answering(200, 200), {**BOTH, "after_refusal": after}, (Prudish("first"), SECOND))
    if after == "stop":
        with pytest.raises(RefusedError, match="not this"):
            world.draw()
    else:
        assert world.draw().backend == "second"
    assert len(world.sent) == sent


HIDDEN = RenderedPrompt("a bed", people=(PersonPrompt("Tim", "child"), PersonPrompt("Ida", "girl, nude")))


@pytest.mark.parametrize("given", [None, RenderedPrompt("nude child"), HIDDEN])
def test_the_guard_is_nobodys_to_get_around(tmp_path: Path, given: RenderedPrompt | None) -> None:
    world = World(tmp_path, answering(200), {**BOTH, "after_refusal": "next"}, (FIRST, SECOND))
    with pytest.raises(RefusedError, match="never made"):
        world.draw("nude child" if given is None else "a lamp", given)
    assert world.sent == []


def test_words_that_are_given_go_to_every_target(tmp_path: Path) -> None:
    world = World(tmp_path, answering(400, 200), BOTH, (FIRST, SECOND))
    result = world.draw("a lamp", RenderedPrompt("two lamps"))
    assert result.prompt == RenderedPrompt("two lamps")
    assert all(b"two lamps" in request.content for request in world.sent)


def test_a_model_with_one_prompt_for_all_is_given_all_words_in_one(tmp_path: Path) -> None:
    world = World(tmp_path, answering(200), BOTH, (FIRST, SECOND))
    people = (PersonPrompt("Ida", "girl, red hat", "gloves"), PersonPrompt("Ruth", "girl, blue coat"))
    result = world.draw("two people", RenderedPrompt("2girls, a pier", "rain", people=people))
    assert result.prompt == RenderedPrompt("2girls, a pier, girl, red hat, girl, blue coat", "rain, gloves")


def test_without_any_key_nothing_is_sent_and_the_error_says_where_to_put_one(tmp_path: Path) -> None:
    world = World(tmp_path, answering(200), environment={})
    with pytest.raises(BadKeyError, match=r"REMOTE_KEY.*rp-composer keys set remote.*key_variable"):
        world.draw()
    assert world.sent == []
    assert "sending" not in kinds(world)


def test_another_address_gets_no_key_that_was_not_meant_for_it(tmp_path: Path) -> None:
    world = World(tmp_path, answering(200), {"endpoint": "https://proxy.example/v1"})
    world.draw()
    assert KEY not in str(world.sent[0].headers.raw)


def test_another_address_gets_the_key_that_the_profile_names_for_it(tmp_path: Path) -> None:
    named = {
        "endpoint": "https://proxy.example/v1/",
        "key_variable": "MINE",
        "key_header": "Authorization: Basic {basic}",
    }
    world = World(tmp_path, answering(200), named, environment={"MINE": "user:password", "REMOTE_KEY": KEY})
    world.draw()
    assert str(world.sent[0].url) == "https://proxy.example/v1/draw"
    assert world.sent[0].headers["authorization"] == "Basic dXNlcjpwYXNzd29yZA=="


def test_nothing_is_sent_before_the_listener_has_heard_of_it(tmp_path: Path) -> None:
    def before(step: Step) -> None:
        if step.kind == "sending":
            assert world.sent == []
            raise KeyError("the disk is full")

    world = World(tmp_path, answering(200), before=before)
    with pytest.raises(KeyError):
        world.draw()
    assert world.sent == []


def test_over_the_budget_of_a_paid_target_a_free_one_may_still_draw(tmp_path: Path) -> None:
    def before(step: Step) -> None:
        if step.kind == "sending" and step.paid:
            raise OverBudgetError("5 USD a day")

    world = World(tmp_path, answering(200), BOTH, (FIRST, Remote("second", paid=False)), before=before)
    result = world.draw()
    assert [(one.status, one.calls) for one in result.attempts] == [("failed", 0), ("finished", 1)]
    assert {request.url.host for request in world.sent} == {"draw.example"}


def test_the_progress_of_a_drawing_is_reported_and_its_faults_are_not(tmp_path: Path) -> None:
    answers = iter([httpx.Response(500), httpx.Response(200, text="0.5"), httpx.Response(200, text="much")])

    async def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            while len(world.sent) < 4:
                await asyncio.sleep(0.001)
            return httpx.Response(200, content=b"png")
        return next(answers, httpx.Response(500))

    world = World(tmp_path, handler, backends=(Stoppable(paid=False),))
    world.draw()
    assert [step.fraction for step in world.steps if step.kind == "progress"] == [0.5]


def test_a_drawing_that_nobody_waits_for_any_more_is_stopped(tmp_path: Path) -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/draw"):
            drawing.set()
            await asyncio.sleep(60)
        return httpx.Response(200, text="0")

    async def go() -> None:
        task = asyncio.create_task(world.drawing(Scene(ImageRequest("a lamp"))))
        await drawing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    drawing = asyncio.Event()
    world = World(tmp_path, handler, backends=(Stoppable(paid=False),))
    asyncio.run(go())
    assert [request.url.path.rpartition("/")[2] for request in world.posts] == ["draw", "interrupt"]


@pytest.mark.parametrize(("paid", "error"), [(True, UnknownOutcomeError), (False, BackendError)])
def test_a_call_that_takes_too_long_ends(tmp_path: Path, paid: bool, error: type[Exception]) -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return httpx.Response(200)

    settings = {"timeouts": {"total": 0.05}, "retries": {"times": 0}}
    world = World(tmp_path, handler, settings, (Remote(paid=paid),))
    with pytest.raises(error, match="timeouts"):
        world.draw()


def test_the_models_of_a_service_are_asked_for_with_its_key(tmp_path: Path) -> None:
    world = World(tmp_path, lambda _: httpx.Response(200, text="lamp-1 lamp-2"))
    assert world.models() == ("lamp-1", "lamp-2")
    assert world.sent[0].headers["x-remote-key"] == KEY


def test_a_key_in_what_a_service_says_reaches_nobody(tmp_path: Path) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": {"message": f"no such key: {request.headers['x-remote-key']}"}})

    world = World(tmp_path, handler)
    with pytest.raises(BadKeyError, match=r"no such key: \[key\]") as caught:
        world.draw()
    assert KEY not in str(caught.value.attempts) + str(world.steps)


class Priced(Remote):
    """Answers without a picture are worth another try."""

    def exchange(self, job):  # type: ignore[no-untyped-def]
        answer = yield httpx.Request("POST", f"{job.endpoint}/draw")
        if answer.content == b"empty":
            raise EmptyAnswerError("only words", once_more=True)
        return (PICTURE,)


def test_an_answer_in_vain_is_repeated_once_and_counted(tmp_path: Path) -> None:
    (config_folder() / "models").mkdir(parents=True)
    text = "models:\n  - name: lamp-1\n    default: true\n    prices: [{usd: 0.5}]\n"
    (config_folder() / "models" / "priced.yaml").write_text(text, encoding="utf-8")
    bodies = iter([b"empty", b"png"])
    world = World(tmp_path, lambda _: httpx.Response(200, content=next(bodies)), backends=(Priced("priced"),))
    (attempt,) = world.draw().attempts
    assert (attempt.calls, attempt.usd) == (2, 1.0)
    assert [(step.kind, step.usd) for step in world.steps if step.usd] == [
        ("sending", 0.5), ("sending", 0.5), ("answered", 1.0),
    ]  # fmt: skip
    empty = World(tmp_path, lambda _: httpx.Response(200, content=b"empty"), backends=(Priced("priced"),))
    with pytest.raises(EmptyAnswerError):
        empty.draw()
    assert len(empty.posts) == 2
    assert empty.steps[-1].usd == 1.0


def test_a_person_of_the_scene_is_composed_for_every_target(tmp_path: Path) -> None:
    scene = Scene(ImageRequest("Maren waves"), (Person("Maren"),), messages=(ChatMessage("Maren", "hi"),))
    world = World(tmp_path, answering(400, 200), BOTH, (FIRST, SECOND))
    asyncio.run(world.drawing(scene))
    assert [step.prompt.prompt for step in world.steps if step.prompt] == ["Maren waves"] * 2


def limited(unit: str) -> None:
    """Say in the user's catalogue that the first backend's model takes ten of a unit."""
    path = config_folder() / "models" / "first.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"models: [{{name: brief, default: true, prompt_limit: 10, prompt_unit: {unit}}}]", "utf-8")


def own(words: str) -> Scene:
    """Return the scene of a user's own request, whose words no dialect shortens."""
    return Scene(ImageRequest(words), own_request=True)


@pytest.mark.parametrize(("unit", "words"), [("characters", "a long lamp"), ("words", "a lamp" + " and another" * 5)])
def test_a_prompt_beyond_the_models_limit_is_not_sent_to_it(tmp_path: Path, unit: str, words: str) -> None:
    limited(unit)
    world = World(tmp_path, answering(200), BOTH, (FIRST, SECOND))
    first, second = asyncio.run(world.drawing(own(words))).attempts
    assert (first.status, first.code, first.calls, second.status) == ("failed", "unsupported", 0, "finished")
    assert f"{unit}, and brief takes 10; shorten" in first.reason


def test_of_a_prompt_that_may_be_cut_off_it_is_said_so(tmp_path: Path) -> None:
    limited("tokens")
    world = World(tmp_path, answering(200), BOTH, (FIRST, SECOND))
    result = asyncio.run(world.drawing(own("a lamp" + " and another" * 5)))
    (change,) = (one for one in result.changes if one.what == "prompt")
    assert (change.kind, change.why) == (
        "shortened", "the prompt has about 12 tokens, and brief takes 10: what goes beyond is not drawn"
    )  # fmt: skip


def test_a_prompt_as_long_as_the_model_takes_is_sent(tmp_path: Path) -> None:
    limited("characters")
    world = World(tmp_path, answering(200), BOTH, (FIRST, SECOND))
    assert asyncio.run(world.drawing(own("a big lamp"))).backend == "first"
