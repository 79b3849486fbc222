"""What a process that died leaves behind, and what a table that was lost can be made from."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from composer.errors import ComposerError, ConflictError
from composer.files import locked
from composer.jobs import table
from composer.jobs.desk import Desk
from composer.jobs.job import Job
from composer.jobs.keeping import end
from composer.jobs.records import job_of, record_of
from composer.jobs.table import Row
from composer.store import Record


async def take_over(desk: Desk, owner: str) -> None:
    """Bring every job of a process that has died to the state it ought to have; nothing while it lives.

    A job whose pictures are all on disk is finished. One that was sent to somebody who bills is unknown. Every other
    one is queued again, and belongs to nobody.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locked(desk.folder / f"jobs-{owner}"))
        except ComposerError:
            return  # it lives
        for row in await desk.database.do(partial(table.at_work, owner=owner)):
            with contextlib.suppress(ConflictError):
                await settle(desk, row)


def lock_owners(folder: Path) -> set[str]:
    """Return the processes that work on a folder, or have died while they did."""
    return {path.name.removeprefix(".jobs-").removesuffix(".lock") for path in folder.glob(".jobs-*-*.lock")}


async def rebuild(desk: Desk) -> None:
    """Fill a new table from the records beside the pictures."""
    records = await asyncio.to_thread(lambda: list(desk.store.records()))
    if records:
        await desk.database.do(partial(_insert_all, records=records))


async def settle(desk: Desk, row: Row) -> None:
    """Bring one job that nobody works on to the state it ought to have; ConflictError when somebody else just has."""
    record = await asyncio.to_thread(desk.store.find, row.job.id)
    account = desk.account(row.job.id, row.owner)
    if record is not None and record.status == "finished":
        await asyncio.to_thread(desk.spending.settle, account)
        await end(desk, row, _finished(row.job, record))
    elif row.sent and row.paid:
        await asyncio.to_thread(desk.spending.settle, account)
        if not await _rescued(desk, row):
            await _give_up(desk, row)
    else:
        await asyncio.to_thread(desk.spending.release, account)
        if row.cancelling:
            await end(desk, row, replace(row.job, status="cancelled", progress=None))
        else:
            await desk.database.do(partial(table.queue, row=row, owner=""))


async def _rescued(desk: Desk, row: Row) -> bool:
    """Write the record that pictures on disk still lack; False when there are none of this run."""
    since = datetime.fromisoformat(row.job.updated).timestamp()
    pictures = await asyncio.to_thread(desk.store.unrecorded, row.job.id, since)
    if not pictures:
        return False
    job = replace(row.job, status="finished", reason="", code="", progress=None)
    record, _ = await asyncio.to_thread(desk.store.save, record_of(job, None), pictures)
    await end(desk, row, replace(job, pictures=record.pictures))
    return True


async def _give_up(desk: Desk, row: Row) -> None:
    who = row.job.backend or "the service"
    reason = f"rp-composer was stopped before {who} answered; it may be billed, so it is not sent again by itself"
    job = replace(row.job, status="unknown", code="unknown_outcome", reason=reason, progress=None)
    with contextlib.suppress(OSError):
        await asyncio.to_thread(desk.store.save, record_of(job, None), ())
    await end(desk, row, job)


def _finished(job: Job, record: Record) -> Job:
    told = job_of(record)
    return replace(
        told, occurrence=job.occurrence, attempts=job.attempts, base=job.base, reroll=job.reroll, kind=job.kind,
        created=job.created, usd=job.usd,
    )  # fmt: skip


def _insert_all(connection: Connection, records: list[Record]) -> None:
    for record in sorted(records, key=lambda one: one.time):
        if table.find(connection, record.job_id) is None:
            table.insert(connection, job_of(record))
