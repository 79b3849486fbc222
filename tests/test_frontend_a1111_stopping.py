"""AUTOMATIC1111's API while pictures are drawn: progress, interrupts, and clients that hang up."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.profiles import Profile
from composer.server.running import Server
from tests.engine import asynchronous
from tests.foreign import profile_at
from tests.painting import Painter, SlowPainter
from tests.serving import listening, options, wanted
from tests.stubs.server import Stub

pytestmark = pytest.mark.usefixtures("stub_key")

DRAW = "/sdapi/v1/txt2img"
CAT = {"prompt": "a cat"}


@contextlib.asynccontextmanager
async def running(folder: Path, painter: Painter | None = None, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    with listening(options(folder, painter, **settings)) as (address, _):
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            yield client


async def until(found: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    """Ask until something is so; the test's own time-out bounds it."""
    while not await found():
        await asyncio.sleep(0.01)


def statuses(client: httpx.AsyncClient) -> Callable[[], Coroutine[Any, Any, list[str]]]:
    async def asked() -> list[str]:
        return [one["status"] for one in (await client.get("/api/jobs")).json()["jobs"]]

    return asked


@asynchronous
async def test_progress_counts_the_pictures_that_are_waited_for(tmp_path: Path) -> None:
    painter = SlowPainter()
    async with running(tmp_path, painter) as client:
        drawing = asyncio.create_task(client.post(DRAW, json=CAT))
        await asyncio.to_thread(painter.began.wait, 20)
        during = (await client.get("/sdapi/v1/progress")).json()
        painter.go_on.set()
        assert (await drawing).is_success
        after = (await client.get("/sdapi/v1/progress?skip_current_image=true")).json()
    assert (during["state"]["job_count"], after["state"]["job_count"], after["progress"]) == (1, 0, 0)


@pytest.mark.parametrize("path", ["interrupt", "skip"])
def test_an_interrupt_ends_what_costs_nothing(tmp_path: Path, path: str) -> None:
    @asynchronous
    async def interrupted() -> None:
        painter = SlowPainter()
        async with running(tmp_path, painter) as client:
            drawing = asyncio.create_task(client.post(DRAW, json=CAT))
            await asyncio.to_thread(painter.began.wait, 20)
            assert (await client.post(f"/sdapi/v1/{path}")).json() == {}
            answer = await drawing
            painter.go_on.set()
        assert (answer.status_code, answer.json()["error"]) == (409, "interrupted")

    interrupted()


@asynchronous
async def test_an_interrupt_leaves_the_jobs_of_others_alone(tmp_path: Path) -> None:
    """SillyTavern sends one whenever its page is left, and the page's own pictures are jobs of another protocol."""
    painter = SlowPainter()
    async with running(tmp_path, painter) as client:
        [job] = (await client.post("/api/jobs", json=wanted())).json()["requests"]
        other = asyncio.create_task(client.post("/v1/images/generations", json=CAT))
        await until(lambda: counted(client, 2))
        assert (await client.post("/sdapi/v1/interrupt", json={})).is_success
        painter.go_on.set()
        assert (await client.get(f"/api/jobs/{job['id']}?wait=20")).json()["status"] == "finished"
        assert (await other).is_success


async def counted(client: httpx.AsyncClient, count: int) -> bool:
    return len(await statuses(client)()) == count


@asynchronous
async def test_a_client_that_hangs_up_cancels_what_costs_nothing(tmp_path: Path) -> None:
    painter = SlowPainter()
    async with running(tmp_path, painter) as client:
        await hang_up(client, painter.began)
        await until(lambda: ended(client, "cancelled"))
        painter.go_on.set()


@asynchronous
async def test_a_client_that_hangs_up_leaves_the_queue(tmp_path: Path) -> None:
    painter = SlowPainter()
    async with running(tmp_path, painter, profile=Profile(name="test", backend="painter", parallel=1)) as client:
        first = asyncio.create_task(client.post(DRAW, json=CAT))
        await asyncio.to_thread(painter.began.wait, 20)
        second = asyncio.create_task(client.post(DRAW, json={"prompt": "a dog"}))
        await until(lambda: counted(client, 2))
        second.cancel()
        await until(lambda: ended(client, "cancelled"))
        painter.go_on.set()
        assert (await first).is_success
    assert painter.painted == ["a cat"]


async def hang_up(client: httpx.AsyncClient, began: threading.Event) -> None:
    """Ask for a picture and close the connection once it is drawn."""
    async with httpx.AsyncClient(base_url=client.base_url, timeout=30) as leaving:
        drawing = asyncio.create_task(leaving.post(DRAW, json=CAT))
        await asyncio.to_thread(began.wait, 20)
        drawing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await drawing


async def ended(client: httpx.AsyncClient, status: str) -> bool:
    return status in await statuses(client)()


@asynchronous
async def test_what_a_paid_service_has_is_finished_and_goes_to_who_asks_the_same(tmp_path: Path) -> None:
    with Stub("openai", thinks=0.5) as stub:
        async with running(tmp_path, profile=profile_at(stub)) as client:
            await hang_up(client, arrived(stub))
            again = await client.post(DRAW, json=CAT)
            assert again.is_success
            assert await statuses(client)() == ["finished"]
            assert stub.billed == 1
            assert (await client.post(DRAW, json=CAT)).is_success
            assert stub.billed == 2


@asynchronous
async def test_and_is_kept_when_nobody_asks(tmp_path: Path) -> None:
    with Stub("openai", thinks=0.3) as stub:
        async with running(tmp_path, profile=profile_at(stub)) as client:
            await hang_up(client, arrived(stub))
            await until(lambda: ended(client, "finished"))
            [job] = (await client.get("/api/jobs")).json()["jobs"]
            assert (await client.get(job["pictures"][0]["url"])).is_success


def arrived(stub: Stub) -> threading.Event:
    """Return what is set once a request for a picture has arrived."""
    event = threading.Event()

    def look() -> None:
        for _ in range(2000):
            if stub.asked or event.wait(0.01):
                break
        event.set()

    threading.Thread(target=look, daemon=True).start()
    return event


@asynchronous
async def test_an_interrupt_lets_a_paid_call_finish_for_who_waits(tmp_path: Path) -> None:
    with Stub("openai", thinks=0.5) as stub:
        async with running(tmp_path, profile=profile_at(stub)) as client:
            drawing = asyncio.create_task(client.post(DRAW, json=CAT))
            await asyncio.to_thread(arrived(stub).wait, 20)
            await client.post("/sdapi/v1/interrupt")
            assert (await drawing).is_success


@asynchronous
async def test_a_server_that_stops_says_so(tmp_path: Path) -> None:
    painter = SlowPainter()

    async def stopped(client: httpx.AsyncClient, server: Server) -> httpx.Response:
        drawing = asyncio.create_task(client.post(DRAW, json=CAT))
        await asyncio.to_thread(painter.began.wait, 20)
        server.stop()
        answer = await drawing
        painter.go_on.set()
        return answer

    with listening(options(tmp_path, painter)) as (address, server):
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            answer = await stopped(client, server)
    assert (answer.status_code, answer.json()["error"]) == (503, "stopping")
