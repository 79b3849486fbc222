"""Events of a job: a slow listener misses progress, but never the end, and keeps nothing growing."""

import asyncio
from dataclasses import replace

from composer.jobs.feed import Feed
from composer.jobs.job import Event, Job

QUEUED = Job("gull-0", "queued")
RUNNING = replace(QUEUED, status="running")
FINISHED = replace(QUEUED, status="finished")


async def heard_late(feed: Feed, steps: int) -> list[Event]:
    """Listen, but hear nothing before all has happened."""
    listening = feed.listen()
    events = [await anext(listening)]
    for step in range(steps):
        feed.publish(replace(RUNNING, progress=step / steps))
    feed.publish(FINISHED)
    return events + [event async for event in listening]


def test_everything_is_told_in_order_to_who_listens() -> None:
    events = asyncio.run(heard_late(Feed(QUEUED), 3))
    assert [event.job.status for event in events] == ["queued", "running", "running", "running", "finished"]
    assert [event.kind for event in events] == ["state", "state", "progress", "progress", "state"]


def test_a_slow_listener_hears_the_latest_and_the_end() -> None:
    events = asyncio.run(heard_late(Feed(QUEUED), 10_000))
    assert len(events) < 100
    assert events[-1].job is FINISHED
    assert events[-2].job.progress == 9_999 / 10_000


def test_who_comes_late_hears_how_it_is() -> None:
    async def listen() -> list[Event]:
        feed = Feed(QUEUED)
        feed.publish(FINISHED)
        return [event async for event in feed.listen()]

    assert [event.job.status for event in asyncio.run(listen())] == ["finished"]


def test_one_listener_that_goes_leaves_the_others() -> None:
    async def listen() -> list[Event]:
        feed = Feed(QUEUED)
        first = feed.listen()
        await anext(first)
        await first.aclose()
        return await heard_late(feed, 2)

    assert len(asyncio.run(listen())) == 4
