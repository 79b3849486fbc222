"""A backend for tests that asks a service over the network, and the world of one run against it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from composer.answers import status_error
from composer.app import Composer
from composer.contracts import Dialogue, Exchange, Progress, Register, Service, Wait
from composer.hookspecs import hookimpl
from composer.keys import Keys
from composer.pictures import GenerationJob, GenerationResult, Picture
from composer.profiles import Profile
from composer.routing import Step
from composer.types import Change, ImageRequest, RenderedPrompt, Scene

KEY = "sk-test/0123456789+abcdefghij="
ENDPOINT = "https://draw.example/v1"
PICTURE = Picture(b"png", "image/png", 1, 1)


class Remote:
    """Submits, polls while the answer is 202, and downloads the picture where the answer names an address."""

    operations = frozenset({"generate"})

    def __init__(self, name: str = "remote", paid: bool = True, keyed: bool = True) -> None:
        self.name = name
        variables = ("REMOTE_KEY",) if keyed else ()
        self.service = Service(ENDPOINT, variables, "X-Remote-Key: {key}", paid)

    def exchange(self, job: GenerationJob) -> Exchange:
        answer = yield httpx.Request("POST", f"{job.endpoint}/draw", json={"prompt": job.prompt.prompt})
        while True:
            assert answer is not None
            assert KEY not in str(answer.request.headers), "a backend never sees a key"
            if not answer.is_success:
                raise status_error(answer)
            if answer.headers.get("x-notice"):
                yield Change("dropped", "reference", answer.headers["x-notice"])
            if answer.status_code == 202:
                yield Wait(0.5)
                answer = yield httpx.Request("GET", f"{job.endpoint}/jobs/1")
            elif answer.headers.get("x-picture"):
                answer = yield httpx.Request("GET", answer.headers["x-picture"], headers={"Cookie": "of=ours"})
            elif answer.status_code == 204:
                return ()
            else:
                return (Picture(answer.content, "image/png", 1, 1),)

    def models(self, endpoint: str) -> Dialogue[tuple[str, ...]]:
        answer = yield httpx.Request("GET", f"{endpoint}/models")
        assert answer is not None
        if not answer.is_success:
            raise status_error(answer)
        return tuple(answer.text.split())

    @hookimpl
    def register_backends(self, register: Register) -> None:
        register(self)


class Stoppable(Remote):
    """The same on this machine, which can be asked how far it is and be stopped."""

    def progress(self, job: GenerationJob) -> Dialogue[Progress]:
        answer = yield httpx.Request("GET", f"{job.endpoint}/progress")
        assert answer is not None
        return Progress(float(answer.text))

    def interrupt(self, job: GenerationJob) -> Dialogue[None]:
        yield httpx.Request("POST", f"{job.endpoint}/interrupt")


@dataclass
class World:
    """A composer whose backends meet `handler` in place of the network, and what happened there.

    `sent` are the requests that reached it, `steps` what was reported, `pauses` how long was waited for what.
    """

    folder: Path
    handler: Callable[[httpx.Request], Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    backends: tuple[Remote, ...] = (Remote(),)
    environment: Mapping[str, str] = field(default_factory=lambda: {"REMOTE_KEY": KEY})
    sent: list[httpx.Request] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    before: Callable[[Step], Any] = lambda step: None

    @property
    def posts(self) -> list[httpx.Request]:
        return [request for request in self.sent if request.method == "POST"]

    def draw(self, words: str = "a lamp", prompt: RenderedPrompt | None = None, **request: Any) -> GenerationResult:
        return asyncio.run(self.drawing(Scene(ImageRequest(words, **request)), prompt))

    async def drawing(self, scene: Scene, prompt: RenderedPrompt | None = None) -> GenerationResult:
        async with httpx.AsyncClient(transport=httpx.MockTransport(self._answer)) as client:
            route = self.composer(client).route(scene, prompt, self._hear)
            route.sleep = self._sleep
            return await route.draw()

    def models(self) -> tuple[str, ...] | None:
        async def go() -> tuple[str, ...] | None:
            async with httpx.AsyncClient(transport=httpx.MockTransport(self._answer)) as client:
                composer = self.composer(client)
                return await composer.list_models(composer.targets[0])

        return asyncio.run(go())

    def composer(self, client: httpx.AsyncClient) -> Composer:
        profile = Profile.model_validate({"name": "test", "backend": self.backends[0].name, **self.settings})
        plugins = {backend.name: backend for backend in self.backends}
        return Composer(profile, plugins=plugins, keys=Keys(self.folder, self.environment), client=client)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answer = self.handler(request)
        return answer if isinstance(answer, httpx.Response) else await answer

    async def _hear(self, step: Step) -> None:
        self.steps.append(step)
        self.before(step)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)
