"""A full disk: what was paid for stays in memory until there is room, and nothing more is asked for meanwhile."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the room on disk is limited with setrlimit")

#: Runs one scenario and prints what it saw. A file may not grow beyond the limit, as if the disk were full there.
PROGRAM = """
import asyncio, base64, json, resource, sys
from pathlib import Path
import httpx
from composer.errors import StorageError
from tests.shop import Shop

FOLDER, SCENARIO = Path(sys.argv[1]), sys.argv[2]
PICTURE = b"\\x89PNG" + bytes(3_000_000)
SEEN = []


def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def see(job):
    SEEN.append([job.status, job.code, len(shop.calls)])


shop = Shop(FOLDER, answer=lambda _: httpx.Response(200, content=base64.b64encode(PICTURE)))


async def lasting(jobs, job_id):
    await jobs.submit(shop.wish(job_id))
    see(await jobs.wait(job_id))


async def room_later():
    async with shop.jobs() as jobs:
        limit(2_000_000)
        await lasting(jobs, "gull-0")
        await lasting(jobs, "next-0")
        limit(-1)
        for _ in range(100):
            job = await jobs.get("gull-0")
            if job.status == "finished":
                break
            await asyncio.sleep(0.1)
        see(job)
        SEEN.append((await jobs.picture("gull-0"))[0].read_bytes() == PICTURE)


async def no_room_for_a_note():
    def answer(_):
        limit(100)
        return httpx.Response(200, content=base64.b64encode(PICTURE))

    shop.answer = answer
    async with shop.jobs() as jobs:
        await lasting(jobs, "gull-0")
        see(await jobs.get("gull-0"))
        limit(-1)
        see(await jobs.retry("gull-0"))


async def retry():
    async with shop.jobs() as jobs:
        limit(2_000_000)
        await lasting(jobs, "gull-0")
        limit(-1)
        see(await jobs.retry("gull-0"))


async def room_at_the_end():
    async with shop.jobs() as jobs:
        limit(2_000_000)
        await lasting(jobs, "gull-0")
        limit(-1)
    async with shop.jobs() as jobs:
        see(await jobs.get("gull-0"))


async def never():
    async with shop.jobs() as jobs:
        limit(2_000_000)
        await lasting(jobs, "gull-0")
    limit(-1)
    async with shop.jobs() as jobs:
        see(await jobs.submit(shop.wish("gull-0")))
        await jobs.retry("gull-0")
        see(await jobs.wait("gull-0"))


async def no_room_at_all():
    async with shop.jobs() as jobs:
        limit(100)
        try:
            await jobs.submit(shop.wish("gull-0"))
        except StorageError as error:
            SEEN.append([error.code, str(error), len(shop.calls)])
        limit(-1)
        await lasting(jobs, "gull-0")


asyncio.run(globals()[SCENARIO]())
limit(-1)
print(json.dumps(SEEN))
"""


def seen(folder: Path, scenario: str) -> list[Any]:
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), scenario],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert output.returncode == 0, output.stderr
    result: list[Any] = json.loads(output.stdout)
    return result


FULL = ["failed", "disk_full", 1]


def test_a_picture_is_written_once_there_is_room_and_nothing_is_sent_before(tmp_path: Path) -> None:
    assert seen(tmp_path, "room_later") == [FULL, FULL, ["finished", "", 1], True]


def test_a_retry_writes_it_and_pays_nothing(tmp_path: Path) -> None:
    assert seen(tmp_path, "retry") == [FULL, ["finished", "", 1]]


def test_not_even_a_note_of_it_may_fit(tmp_path: Path) -> None:
    assert seen(tmp_path, "no_room_for_a_note") == [FULL, FULL, ["finished", "", 1]]


def test_it_is_tried_once_more_at_the_end(tmp_path: Path) -> None:
    assert seen(tmp_path, "room_at_the_end") == [FULL, ["finished", "", 1]]


def test_what_could_not_be_kept_is_asked_for_again_only_by_a_retry(tmp_path: Path) -> None:
    assert seen(tmp_path, "never") == [FULL, FULL, ["finished", "", 2]]


def test_without_room_for_a_note_of_it_nothing_is_asked_for(tmp_path: Path) -> None:
    (code, reason, calls), later = seen(tmp_path, "no_room_at_all")
    assert (code, calls) == ("disk_full", 0)
    assert "make room" in reason
    assert later == ["finished", "", 1]
