"""Our server for the page: on a port of its own, so that it can be away for a while, with a painter to steer."""

import contextlib
import socket
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from composer.contracts import Exchange
from composer.jobs.engine import DATABASE
from composer.pictures import GenerationJob, Picture
from composer.profiles import Profile
from composer.server.app import create_app
from composer.server.running import Server, bound
from composer.server.security import ORIGINS, Policy
from composer.server.service import Options
from tests.painting import Painter
from tests.sillytavern.content import picture

_COLOURS = ((180, 90, 60), (60, 120, 180), (90, 160, 90), (170, 150, 60))


class Easel(Painter):
    """Paints pictures that a browser can show, each in another colour; `before` may wait or fail."""

    def exchange(self, job: GenerationJob) -> Exchange:
        """Return pictures of two by three."""
        self.painted.append(job.scene.request.prompt)
        self.before(job.scene.request.prompt)
        return tuple(
            Picture(picture(_COLOURS[(len(self.painted) + number) % 4]), "image/png", 96, 144, number)
            for number in range(job.settings.n)
        )
        yield  # a generator that asks the network for nothing


class Backend:
    """The server; it is there from `start` to `stop`, and again after the next `start`, with what it has drawn.

    Args:
        folder: of jobs and pictures. origin: whose pages may ask.
    """

    def __init__(self, folder: Path, origin: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.easel = Easel()
        self._folder, self._origin = folder, origin
        self._server: Server | None = None

    def start(self, *, may_be_asked_directly: bool = True) -> None:
        """Listen; without permission for the page's origin only SillyTavern's server can ask."""
        origins = (*ORIGINS, self._origin) if may_be_asked_directly else ORIGINS
        profile = Profile(name="test", backend="painter", aspect_ratio="2:3", max_pictures_per_message=20)
        options = Options(
            profile=profile, data=self._folder,
            policy=Policy(origins=origins), drop_ins=None, plugins={"painter": self.easel}, refresh=False, grace=1,
        )  # fmt: skip
        self._server = Server(create_app(options))
        self._socket = bound("127.0.0.1", self.port)
        listening = self._socket.__enter__()
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._thread.start()
        assert self.get("/api/health")["status"] == "ok"

    def stop(self) -> None:
        """Be away."""
        if self._server is not None:
            self._server.stop()
            self._thread.join(30)
            self._socket.__exit__(None, None, None)
            self._server = None

    def stop_while_it_draws(self, go_on: threading.Event) -> None:
        """Be away in the middle of a picture; what was being drawn is given up before the painter goes on."""
        stopping = threading.Thread(target=self.stop)
        stopping.start()
        with contextlib.closing(sqlite3.connect(self._folder / DATABASE)) as table:
            while stopping.is_alive() and table.execute("SELECT 1 FROM jobs WHERE status = 'running'").fetchone():
                stopping.join(0.05)
        go_on.set()
        stopping.join()

    def get(self, path: str, **query: Any) -> Any:
        """Return what the server answers."""
        return httpx.get(self.address + path, params=query, timeout=30).raise_for_status().json()

    def jobs(self, chat: str) -> list[dict[str, Any]]:
        """Return the jobs of a chat, the newest first."""
        return list(self.get("/api/jobs", chat=chat)["jobs"])

    @contextlib.contextmanager
    def waiting(self) -> Iterator[threading.Event]:
        """Have every picture wait until the event is set; it is set at the end in any case."""
        go_on = threading.Event()
        self.easel.before = lambda _: go_on.wait(60)
        try:
            yield go_on
        finally:
            go_on.set()
            self.easel.before = lambda _: None
