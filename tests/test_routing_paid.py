"""What is paid for is asked for once, whatever the service answers, and is not lost on the way back."""

import contextlib
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import BackendError, ComposerError, OverloadedError, UnknownOutcomeError
from composer.routing import wire
from tests.remote import KEY, PICTURE, Remote, World

DOWNLOAD = {"x-picture": "https://cdn.example/lamp.png"}


def named(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers=DOWNLOAD)


def test_a_download_that_fails_is_repeated_and_the_picture_is_not_asked_for_again(tmp_path: Path) -> None:
    failures = iter([httpx.ReadError("cut"), httpx.ConnectError("away"), None])

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return named(request)
        fault = next(failures)
        if fault is not None:
            raise fault
        return httpx.Response(200, content=PICTURE.data)

    world = World(tmp_path, handler)
    assert world.draw().pictures == (PICTURE,)
    assert len(world.posts) == 1


@pytest.mark.parametrize("status", [404, 500, None])
def test_a_download_that_stays_away_is_an_unknown_outcome_that_names_its_host(
    tmp_path: Path, status: int | None
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return named(request)
        if status is None:
            raise httpx.ReadTimeout("silence")
        return httpx.Response(status)

    world = World(tmp_path, handler)
    with pytest.raises(UnknownOutcomeError, match=r"cdn\.example"):
        world.draw()
    assert len(world.posts) == 1


def test_a_download_from_elsewhere_carries_neither_key_nor_cookie(tmp_path: Path) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return named(request) if request.method == "POST" else httpx.Response(200, content=PICTURE.data)

    world = World(tmp_path, handler)
    world.draw()
    post, download = world.sent
    assert post.headers["x-remote-key"] == KEY
    assert KEY not in str(download.headers.raw)
    assert "cookie" not in download.headers


def test_a_poll_that_is_refused_for_a_while_does_not_ask_for_another_picture(tmp_path: Path) -> None:
    answers = iter([202, 503, 429, 200])
    world = World(tmp_path, lambda _: httpx.Response(next(answers), content=PICTURE.data))
    assert world.draw().pictures == (PICTURE,)
    assert len(world.posts) == 1


def test_an_answer_cut_in_its_middle_is_an_unknown_outcome(tmp_path: Path) -> None:
    world = World(tmp_path, lambda _: httpx.Response(200, stream=Cut()))
    with pytest.raises(UnknownOutcomeError, match="broke off"):
        world.draw()
    assert len(world.sent) == 1


def test_of_an_error_that_is_cut_the_status_counts(tmp_path: Path) -> None:
    world = World(tmp_path, lambda _: httpx.Response(503, stream=Cut()), {"retries": {"times": 1, "wait": 0}})
    with pytest.raises(OverloadedError):
        world.draw()
    assert len(world.sent) == 2


@pytest.mark.parametrize("by", ["answer", "download"])
def test_an_answer_beyond_the_ceiling_is_an_unknown_outcome_and_nobody_else_is_paid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 1000)

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and by == "download":
            return named(request)
        return httpx.Response(200, content=bytes(1001))

    backends = (Remote("first"), Remote("second"))
    world = World(tmp_path, handler, {"route": [{"backend": one.name} for one in backends]}, backends)
    with pytest.raises(UnknownOutcomeError, match="more than"):
        world.draw()
    assert len(world.posts) == 1
    assert len(world.sent) == (1 if by == "answer" else 2)


def test_an_answer_beyond_the_ceiling_from_this_machine_is_a_failure_that_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 1000)
    world = World(tmp_path, lambda _: httpx.Response(200, content=bytes(1001)), backends=(Remote(paid=False),))
    with pytest.raises(BackendError, match="more than") as caught:
        world.draw()
    assert type(caught.value) is BackendError
    assert len(world.sent) == 1


def test_of_an_error_beyond_the_ceiling_the_status_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 1000)
    with pytest.raises(OverloadedError, match="503"):
        World(tmp_path, lambda _: httpx.Response(503, content=bytes(1001)), {"retries": {"times": 0}}).draw()


def test_what_the_service_says_of_a_drawing_that_failed_is_its_answer(tmp_path: Path) -> None:
    answers = iter([202, 422])
    world = World(tmp_path, lambda _: httpx.Response(next(answers), json={"error": {"message": "two heads"}}))
    with pytest.raises(BackendError, match="two heads") as caught:
        world.draw()
    assert not isinstance(caught.value, UnknownOutcomeError)


@pytest.mark.parametrize("status", [504, 524])
def test_a_gateway_that_gave_up_is_an_unknown_outcome_only_where_money_is_at_stake(tmp_path: Path, status: int) -> None:
    with pytest.raises(UnknownOutcomeError):
        World(tmp_path, lambda _: httpx.Response(status)).draw()
    local = Remote(paid=False)
    with pytest.raises(OverloadedError):
        World(tmp_path, lambda _: httpx.Response(status), {"retries": {"times": 0}}, (local,)).draw()


class Cut(httpx.AsyncByteStream):
    """A body that ends before its end."""

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        yield b"half"
        raise httpx.ReadError("cut")


LOST = (httpx.ReadTimeout, httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)
ANSWERS = st.lists(
    st.one_of(
        st.sampled_from([200, 202, 204, 302, 400, 401, 402, 403, 404, 429, 500, 502, 503, 504, 524, 529]),
        st.sampled_from([*LOST, httpx.ConnectError, httpx.ConnectTimeout]),
        st.just("cut"),
        st.just("download"),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=100, deadline=None)
@given(answers=ANSWERS, times=st.integers(0, 3), targets=st.integers(1, 2))
def test_no_answers_in_any_order_make_it_pay_twice_or_try_for_ever(
    tmp_path_factory: pytest.TempPathFactory, answers: list[object], times: int, targets: int
) -> None:
    coming = iter(answers)
    posts: list[object] = []

    def handler(request: httpx.Request) -> httpx.Response:
        answer = next(coming, 503)
        if request.method == "POST":
            posts.append(answer)
        if isinstance(answer, type):
            raise answer("fault")
        if answer == "cut":
            return httpx.Response(200, stream=Cut())
        if answer == "download":
            return named(request)
        assert isinstance(answer, int)
        return httpx.Response(answer, content=PICTURE.data if answer == 200 else b"")

    backends = tuple(Remote(f"remote{number}") for number in range(targets))
    route = [{"backend": backend.name} for backend in backends]
    folder = tmp_path_factory.getbasetemp()
    world = World(folder, handler, {"retries": {"times": times, "wait": 0}, "route": route}, backends)
    with contextlib.suppress(ComposerError):
        world.draw()
    ambiguous = [number for number, one in enumerate(posts) if one in (*LOST, "cut", 504, 524)]
    assert ambiguous in ([], [len(posts) - 1])
    assert len(posts) <= targets * (1 + times)
    for number in range(targets):
        calls = [step for step in world.steps if step.kind == "sending" and step.number == number]
        assert len(calls) <= 1 + times
