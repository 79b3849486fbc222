"""The server for tests: in this process without a socket, or as a real one on a loopback port."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from composer.profiles import Profile
from composer.server.app import create_app
from composer.server.running import Server, bound
from composer.server.security import Policy
from composer.server.service import Options
from tests.painting import Painter, tag

T = TypeVar("T")

#: A message with one request, and a chat it belongs to.
CHAT = "Maren - 2026-01-05"
TEXT = f"She waves. {tag('a lighthouse in the fog')}"


def options(folder: Path, painter: Painter | None = None, **settings: Any) -> Options:
    """Return how a server is started that keeps everything in a folder; `settings` are those of `Options`.

    Args:
        painter: who draws; None for the sketch.
    """
    given: dict[str, Any] = {
        "profile": Profile(name="test", backend="painter" if painter else "sketch"),
        "data": folder / "library",
        "drop_ins": None,
        "plugins": {"painter": painter} if painter else {},
        "refresh": False,
    }
    return Options(**given | settings)


@contextlib.asynccontextmanager
async def client_of(app: FastAPI, base: str = "http://127.0.0.1:8765") -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of a running application."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


def serve(made: Options, talk: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
    """Run a server in this process, talk to it, stop it, and return what the talk returned."""

    async def served() -> T:
        async with client_of(create_app(made)) as client:
            return await talk(client)

    return asyncio.run(served())


def policy(**settings: Any) -> Policy:
    """Return who may ask, as `Policy` takes it."""
    return Policy(**settings)


def message(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    """Return a message of Maren's, as a frontend sends it."""
    return {"name": "Maren", "text": text, "id": "2026-01-05@10h00m", **fields}


def wanted(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    """Return the body of ``POST /api/jobs`` for a message of the chat."""
    return {"chat": CHAT, "message": message(text), "people": [{"name": "Maren"}], **fields}


async def drawn(client: httpx.AsyncClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Submit a message and return its jobs once they have ended."""
    answer = await client.post("/api/jobs", json=body)
    assert answer.status_code == 200, answer.text
    ids = [one["id"] for one in answer.json()["requests"]]
    return [(await client.get(f"/api/jobs/{job_id}", params={"wait": 20})).json() for job_id in ids]


@contextlib.contextmanager
def listening(made: Options) -> Iterator[tuple[str, Server]]:
    """Run a server on a free loopback port, in a thread of its own; yield its address and itself."""
    with bound("127.0.0.1", 0) as socket:
        server = Server(create_app(made))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        address = f"http://127.0.0.1:{socket.getsockname()[1]}"
        try:
            _wait_for(address, thread)
            yield address, server
        finally:
            server.stop()
            thread.join(30)
            assert not thread.is_alive()


def _wait_for(address: str, thread: threading.Thread) -> None:
    """Wait until a server answers; it listens already, so the first connection waits as well."""
    assert httpx.get(f"{address}/api/health", timeout=30, verify=False).is_success  # loading certificates is slow
    assert thread.is_alive()
