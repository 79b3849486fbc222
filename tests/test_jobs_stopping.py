"""Jobs that are stopped: in the queue, while they are drawn, once they are billed, and with the engine itself."""

import asyncio
from pathlib import Path

import httpx
import pytest

from composer.errors import ConflictError
from tests.engine import GULL, asynchronous, failing
from tests.shop import Shop, sold


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@asynchronous
async def test_what_waits_in_the_queue_is_cancelled_and_queued_again_by_asking(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 1}, gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish("first-0"))
        await jobs.submit(shop.wish())
        assert (await jobs.cancel(GULL)).status == "cancelled"
        assert (await jobs.submit(shop.wish())).status == "queued"
        shop.gate.set()
        assert (await jobs.wait(GULL)).status == "finished"


@asynchronous
async def test_what_costs_nothing_is_stopped_while_it_is_drawn(tmp_path: Path) -> None:
    shop = Shop(tmp_path, paid=False, gate=asyncio.Event())
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        assert (await jobs.cancel(GULL)).status == "cancelled"
    assert shop.spending.report().today.pictures == 0


@asynchronous
@pytest.mark.parametrize("steps", range(12))
async def test_what_is_stopped_twice_at_once_is_stopped(tmp_path: Path, steps: int) -> None:
    """SillyTavern closes its connection, and posts an interrupt a moment later."""
    shop = Shop(tmp_path, paid=False, gate=asyncio.Event())
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        first = asyncio.create_task(jobs.cancel(GULL))
        for _ in range(steps):
            await asyncio.sleep(0)
        assert (await jobs.cancel(GULL)).status == "cancelled"
        assert (await first).status == "cancelled"
        assert (await jobs.get(GULL)).status == "cancelled"


@asynchronous
async def test_what_is_billed_already_finishes_and_is_kept(shop: Shop) -> None:
    shop.gate = asyncio.Event()
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        answer = await jobs.cancel(GULL)
        assert answer.status == "running"
        assert "already sent to shop" in answer.reason
        shop.gate.set()
        assert (await jobs.wait(GULL)).status == "finished"


@asynchronous
async def test_after_a_cancel_no_second_call_goes_out(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"retries": {"times": 3, "wait": 0}}, answer=failing(503), gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        await jobs.cancel(GULL)
        shop.gate.set()
        job = await jobs.wait(GULL)
    assert len(shop.calls) == 1
    assert job.status in ("cancelled", "failed")


@asynchronous
async def test_after_a_cancel_the_next_of_the_route_is_not_asked(tmp_path: Path) -> None:
    route = [{"model": "one"}, {"model": "other"}]
    shop = Shop(tmp_path, settings={"route": route}, answer=failing(503), gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        assert (await jobs.cancel(GULL)).status == "running"
        shop.gate.set()
        assert (await jobs.wait(GULL)).status == "cancelled"
    assert len(shop.calls) == 1
    assert shop.spending.report().today.pictures == 0


@asynchronous
async def test_the_next_of_the_route_is_booked_in_place_of_the_one_before(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"route": [{"model": "one"}, {"model": "other"}]}, answer=failing(503))
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        job = await jobs.wait(GULL)
        assert [attempt.model for attempt in job.attempts] == ["one", "other"]
        assert shop.spending.report().today.pictures == 0
        shop.answer = lambda request: sold(request) if len(shop.calls) == 4 else httpx.Response(503)
        await jobs.retry(GULL)
        assert (await jobs.wait(GULL)).model == "other"
    assert list(shop.spending.report().by_model) == [("shop", "other")]


@asynchronous
async def test_another_process_can_cancel(tmp_path: Path) -> None:
    shop = Shop(tmp_path, paid=False, gate=asyncio.Event())
    async with shop.jobs() as one, shop.jobs() as other:
        await one.submit(shop.wish())
        await shop.arrived.wait()
        await other.cancel(GULL)
        assert (await other.wait(GULL, 20)).status == "cancelled"


@asynchronous
async def test_closing_lets_what_is_in_work_finish_and_keeps_the_rest(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 1}, gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await jobs.submit(shop.wish("later-0"))
        await shop.arrived.wait()
        closing = asyncio.create_task(jobs.close(30))
        await asyncio.sleep(0)
        with pytest.raises(ConflictError, match="closing down"):
            await jobs.submit(shop.wish("new-0"))
        shop.gate.set()
        await closing
    async with shop.jobs(resume=False) as jobs:
        assert (await jobs.get(GULL)).status == "finished"
        assert (await jobs.get("later-0")).status == "queued"
    async with shop.jobs() as jobs:
        assert (await jobs.wait("later-0")).status == "finished"


@asynchronous
async def test_closing_at_once_leaves_the_outcome_of_what_is_out_unknown(shop: Shop) -> None:
    shop.gate = asyncio.Event()
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish())
        await shop.arrived.wait()
        await jobs.close(0)
    async with shop.jobs() as jobs:
        assert (await jobs.get(GULL)).status == "unknown"
    assert shop.spending.report().today.pictures == 1


@asynchronous
async def test_what_a_client_waited_for_is_not_drawn_by_the_next_process(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 1}, gate=asyncio.Event())
    assert shop.gate is not None
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish("first-0"))
        await shop.arrived.wait()
        await jobs.submit(shop.wish("awaited-0", awaited=True))
        await jobs.submit(shop.wish())
        await jobs.close(0)
    shop.gate.set()
    async with shop.jobs() as jobs:
        assert (await jobs.get("awaited-0")).status == "cancelled"
        assert (await jobs.wait(GULL)).status == "finished"
        assert (await jobs.retry("awaited-0")).status == "queued"
        assert (await jobs.wait("awaited-0")).status == "finished"
    assert len(shop.calls) == 3


@asynchronous
async def test_another_version_of_it_is_nobody_s_connection(tmp_path: Path) -> None:
    shop = Shop(tmp_path, settings={"parallel": 1})
    async with shop.jobs() as jobs:
        await jobs.submit(shop.wish(awaited=True))
        await jobs.wait(GULL)
        shop.gate = asyncio.Event()
        await jobs.submit(shop.wish("first-0"))
        again = await jobs.reroll(GULL)
        await jobs.close(0)
    shop.gate.set()
    async with shop.jobs() as jobs:
        assert (await jobs.wait(again.id)).status == "finished"
