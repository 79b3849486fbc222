"""Keeping what was drawn: pictures, record, book and row, in this order, and in memory while the disk takes nothing."""

import asyncio
import contextlib
from dataclasses import replace
from functools import partial
from sqlite3 import Connection

from composer.errors import ComposerError
from composer.jobs import table
from composer.jobs.desk import Delivery, Desk, Work
from composer.jobs.job import Job
from composer.jobs.records import record_of
from composer.jobs.table import Row
from composer.store import Record, SavedPicture


async def keep(desk: Desk, delivery: Delivery, work: Work | None = None) -> Job:
    """Put a delivery on disk: pictures, their record, the entry in the book, the row; then announce it.

    What the disk does not take stays in memory, and its job says so. Returns the job as it is then.
    """
    job = delivery.job
    try:
        record, saved = await asyncio.to_thread(_saved, desk, delivery)
        job = replace(job, pictures=record.pictures)
        row = await desk.database.do(partial(_delivered, job=job))
    except (OSError, ComposerError) as error:
        desk.unsaved[job.id] = delivery
        job = _unsaved(desk, delivery, error)
        if work is not None:
            work.feed.publish(job)
            await _note(desk, work.row, job)
        return job
    desk.unsaved.pop(job.id, None)
    for one in saved:
        await asyncio.to_thread(delivery.composer.announce, delivery.scene, delivery.prompt, one)
    if work is not None:
        work.row = row
        work.feed.publish(row.job)
    return row.job


def _saved(desk: Desk, delivery: Delivery) -> tuple[Record, tuple[SavedPicture, ...]]:
    job = delivery.job
    record, saved = desk.store.save(record_of(job, delivery.prompt), delivery.pictures)
    if delivery.booked:
        desk.spending.settle(desk.account(job.id), job.usd, len(record.pictures))
    return record, saved


async def end(desk: Desk, row: Row, job: Job) -> Row:
    """Write the end of a job; nobody owns it any more."""
    after = Row(job, sent=row.sent, paid=row.paid)
    return replace(after, job=await desk.database.do(partial(table.save, row=after, expected=row)))


def _delivered(connection: Connection, job: Job) -> Row:
    before = table.load(connection, job.id)
    after = Row(job)
    return replace(after, job=table.save(connection, after, before))


def _unsaved(desk: Desk, delivery: Delivery, error: Exception) -> Job:
    from composer.database import storage_error

    problem = storage_error(desk.folder, error) if isinstance(error, OSError) else error
    code = problem.code if isinstance(problem, ComposerError) else "storage"
    reason = f"{problem}; the picture is kept in memory and written as soon as the disk takes it, or by a retry"
    return replace(delivery.job, status="failed", code=code, reason=reason)


async def _note(desk: Desk, row: Row, job: Job) -> None:
    with contextlib.suppress(ComposerError):  # the row then still says "sent": the next start knows what that means
        await end(desk, row, job)
