"""The driver runs any backend's exchange: its requests, its waits and its faults."""

import asyncio

import httpx
import pytest

from composer.contracts import Exchange, Wait
from composer.errors import EmptyAnswerError, TimedOutError, UnknownOutcomeError, UnsupportedError
from composer.pictures import GenerationJob, GenerationResult, GenerationSettings, Picture
from composer.routing import run
from composer.types import ImageRequest, RenderedPrompt, Scene

PICTURE = Picture(b"png", "image/png", 1, 1)


class Polling:
    """A backend that submits, waits, polls and returns what the last answer holds."""

    name = "polling"
    operations = frozenset({"generate"})
    service = None

    def exchange(self, job: GenerationJob) -> Exchange:
        submitted = yield httpx.Request("POST", "https://draw.example/jobs", json={"prompt": job.prompt.prompt})
        assert submitted is not None
        assert (yield Wait(0.0)) is None
        answer = yield httpx.Request("GET", f"https://draw.example/jobs/{submitted.text}")
        assert answer is not None
        return () if answer.status_code == 204 else (Picture(answer.content, "image/png", 1, 1),)


def job(operation: str = "generate") -> GenerationJob:
    scene = Scene(ImageRequest("a lamp"))
    return GenerationJob(RenderedPrompt("a lamp"), scene, GenerationSettings("m"), operation=operation)  # type: ignore[arg-type]


def drive(handler: object, operation: str = "generate") -> GenerationResult:
    async def go() -> GenerationResult:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as client:  # type: ignore[arg-type]
            return await run(Polling(), job(operation), client)

    return asyncio.run(go())


def test_requests_waits_and_answers_go_back_and_forth_until_the_pictures_come() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"seven" if request.method == "POST" else request.url.path.encode())

    result = drive(handler)
    assert (result.backend, result.model) == ("polling", "m")
    assert result.pictures == (Picture(b"/jobs/seven", "image/png", 1, 1),)


def test_a_redirect_is_handed_to_the_backend_and_not_followed() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"}, content=b"x")

    drive(handler)
    assert set(seen) == {"draw.example"}


def test_an_answer_without_a_picture_is_an_error() -> None:
    with pytest.raises(EmptyAnswerError, match="polling"):
        drive(lambda request: httpx.Response(200 if request.method == "POST" else 204, content=b"x"))


def test_an_operation_the_backend_lacks_is_refused_before_anything_is_sent() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing may be sent")

    with pytest.raises(UnsupportedError, match="upscale"):
        drive(handler, "upscale")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx.ConnectError("refused"), TimedOutError),
        (httpx.ConnectTimeout("slow"), TimedOutError),
        (httpx.ReadTimeout("silence"), UnknownOutcomeError),
        (httpx.RemoteProtocolError("cut off"), UnknownOutcomeError),
    ],
)
def test_a_fault_of_the_network_says_whether_anything_was_sent(fault: Exception, error: type[Exception]) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(error, match=r"draw\.example"):
        drive(handler)
