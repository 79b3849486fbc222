"""Drawing over the network: one conversation, its faults, and what a fault means for the next try."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from composer.errors import (
    BackendError,
    EmptyAnswerError,
    OverloadedError,
    PluginError,
    TimedOutError,
    UnknownOutcomeError,
    UnsupportedError,
)
from tests.remote import ENDPOINT, PICTURE, Remote, World

ONCE = {"retries": {"times": 0}}
LOCAL = Remote(paid=False, keyed=False)


def drawn(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=PICTURE.data)


def failing(fault: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        raise fault

    return handler


def test_requests_waits_and_answers_go_back_and_forth_until_the_pictures_come(tmp_path: Path) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        polls = sum(one.method == "GET" for one in world.sent)
        return drawn(request) if polls == 2 else httpx.Response(202)

    world = World(tmp_path, handler)
    result = world.draw()
    assert result.pictures == (PICTURE,)
    assert [str(request.url) for request in world.sent] == [f"{ENDPOINT}/draw", *[f"{ENDPOINT}/jobs/1"] * 2]
    assert world.pauses == [0.5, 0.5]


def test_the_result_tells_who_drew_and_what_was_sent(tmp_path: Path) -> None:
    result = World(tmp_path, drawn).draw("a lamp")
    assert (result.backend, result.prompt and result.prompt.prompt) == ("remote", "a lamp")
    assert result.settings is not None
    assert result.settings.model == result.model
    (attempt,) = result.attempts
    assert (attempt.backend, attempt.status, attempt.calls) == ("remote", "finished", 1)


def test_a_notice_of_the_backend_stands_among_the_changes(tmp_path: Path) -> None:
    result = World(tmp_path, lambda _: httpx.Response(200, content=b"p", headers={"x-notice": "none here"})).draw()
    assert ("dropped", "reference", "none here") in [(one.kind, one.what, one.why) for one in result.changes]


def test_a_redirect_is_handed_to_the_backend_and_not_followed(tmp_path: Path) -> None:
    world = World(tmp_path, lambda _: httpx.Response(302, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(BackendError, match=r"elsewhere\.example"):
        world.draw()
    assert {request.url.host for request in world.sent} == {"draw.example"}


def test_an_answer_without_a_picture_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmptyAnswerError, match="remote"):
        World(tmp_path, lambda _: httpx.Response(204)).draw()


def test_an_operation_the_backend_lacks_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    world = World(tmp_path, drawn)
    with pytest.raises(UnsupportedError, match="upscale"):
        world.draw(operation="upscale")
    assert world.sent == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx.ConnectError("refused"), TimedOutError),
        (httpx.ConnectTimeout("slow"), TimedOutError),
        (httpx.PoolTimeout("busy"), TimedOutError),
        (httpx.ReadTimeout("silence"), UnknownOutcomeError),
        (httpx.WriteError("reset"), UnknownOutcomeError),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), UnknownOutcomeError),
    ],
)
def test_a_fault_of_the_network_says_whether_anything_was_sent(
    tmp_path: Path, fault: Exception, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"draw\.example"):
        World(tmp_path, failing(fault), ONCE).draw()


def test_without_money_at_stake_a_lost_answer_may_be_asked_for_again(tmp_path: Path) -> None:
    with pytest.raises(OverloadedError, match=r"draw\.example"):
        World(tmp_path, failing(httpx.ReadTimeout("silence")), ONCE, (LOCAL,)).draw()


def test_a_backend_that_breaks_is_named_and_no_more(tmp_path: Path) -> None:
    class Broken(Remote):
        def exchange(self, job):  # type: ignore[no-untyped-def]
            yield httpx.Request("POST", f"{job.endpoint}/draw")
            raise ZeroDivisionError("oops")

    with pytest.raises(PluginError, match="unexpected ZeroDivisionError: oops"):
        World(tmp_path, drawn, backends=(Broken(),)).draw()
