"""A shop for pictures in tests: a backend that sells them over a transport without a network, and counts every call."""

import asyncio
import base64
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from PIL import Image

from composer.app import Composer
from composer.contracts import Exchange, Register, Service
from composer.hookspecs import hookimpl
from composer.jobs.engine import Jobs
from composer.jobs.job import Submission
from composer.pictures import GenerationJob, Picture
from composer.profiles import Profile
from composer.spending import Spending
from composer.types import ImageRequest, Scene

PRICE = 0.04


class Counter:
    """The backend: asks for each job once, and takes what comes for a picture.

    Args:
        paid: a call costs money. name: the backend's, which names it in a profile.
    """

    operations = frozenset({"generate"})

    def __init__(self, paid: bool = True, name: str = "shop") -> None:
        self.name = name
        self.service: Service | None = Service("http://127.0.0.1:9", paid=paid)

    def exchange(self, job: GenerationJob) -> Exchange:
        """Ask for the pictures of a job."""
        words = {"prompt": job.prompt.prompt, "seed": job.settings.seed}
        response = yield httpx.Request("POST", f"{job.endpoint}/draw", json=words)
        assert response is not None
        response.raise_for_status()
        return (Picture(base64.b64decode(response.content), "image/png", 64, 48, job.settings.seed),)

    @hookimpl
    def register_backends(self, register: Register) -> None:
        """Register this backend."""
        register(self)


Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


def sold(_: httpx.Request) -> httpx.Response:
    """Return a picture of its own for every call."""
    image, data = Image.effect_noise((64, 48), 50), io.BytesIO()
    image.save(data, "PNG")
    return httpx.Response(200, content=base64.b64encode(data.getvalue()))


@dataclass
class Shop:
    """A folder of jobs whose pictures come from a shop.

    Attributes:
        calls: the bodies of all calls. answer: what is done with a call; by default it is sold at once.
        opened: set when a call has arrived; gate: when not None, calls wait for it.
    """

    folder: Path
    paid: bool = True
    settings: dict[str, object] = field(default_factory=dict)
    calls: list[bytes] = field(default_factory=list)
    answer: Callable[[httpx.Request], httpx.Response] = sold
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.spending = Spending(self.folder / "spending.sqlite3")
        fields = {"name": "shop", "backend": "shop", "retries": {"times": 0}, **self.settings}
        self.profile = Profile.model_validate(fields)
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._serve))
        self.composer = Composer(self.profile, plugins={"shop": Counter(self.paid)}, client=self.client)

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.content)
        self.arrived.set()
        if self.gate is not None:
            await self.gate.wait()
        return self.answer(request)

    def jobs(self, resume: bool = True) -> Jobs:
        """Return the jobs of the folder, to be entered."""
        return Jobs(self.folder / "pictures", lambda _: self.composer, self.spending, resume)

    def wish(self, job_id: str = "gull-0", prompt: str = "a gull", **fields: object) -> Submission:
        """Return what may be submitted."""
        return Submission(job_id, Scene(ImageRequest(prompt)), self.profile, **fields)  # type: ignore[arg-type]
