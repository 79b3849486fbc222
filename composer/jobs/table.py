"""The table of jobs: each function is one step of a transaction, and every change of state happens here.

A row belongs to the process that is to draw it (its owner). Whatever changes a row says which state and which owner it
expects, so that of two processes only one succeeds.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from composer.errors import ConflictError, NotFoundError
from composer.jobs.job import Job, Status, Submission, split_id

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MIGRATIONS = (
    (
        """CREATE TABLE jobs (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            base TEXT NOT NULL,
            reroll INTEGER NOT NULL,
            status TEXT NOT NULL,
            chat TEXT NOT NULL,
            owner TEXT NOT NULL DEFAULT '',
            sent INTEGER NOT NULL DEFAULT 0,
            paid INTEGER NOT NULL DEFAULT 0,
            cancelling INTEGER NOT NULL DEFAULT 0,
            job TEXT NOT NULL,
            submission TEXT
        )""",
        "CREATE INDEX jobs_by_base ON jobs(base)",
        "CREATE INDEX jobs_by_chat ON jobs(chat)",
        "CREATE INDEX jobs_at_work ON jobs(owner) WHERE status IN ('queued', 'running')",
    ),
    (
        "ALTER TABLE jobs ADD COLUMN wish TEXT",
        "CREATE UNIQUE INDEX jobs_by_wish ON jobs(wish) WHERE wish IS NOT NULL",
    ),
)
_COLUMNS = "id, status, owner, sent, paid, cancelling, job"
_AT_WORK = "status IN ('queued', 'running')"
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A job and how it is being worked on.

    Attributes:
        owner: the process that draws it, "" for none. sent, paid: a call is out, and is billed. cancelling: its owner
            is asked to stop.
    """

    job: Job
    owner: str = ""
    sent: bool = False
    paid: bool = False
    cancelling: bool = False


def now() -> str:
    """Return the time as jobs carry it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def find(connection: Connection, job_id: str) -> Row | None:
    """Return a row, None when there is none."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return _row(found) if found else None


def load(connection: Connection, job_id: str) -> Row:
    """Return a row; NotFoundError when there is none."""
    row = find(connection, job_id)
    if row is None:
        raise NotFoundError(f"there is no job {job_id!r}")
    return row


def submission_of(connection: Connection, job_id: str) -> Submission | None:
    """Return what a job is drawn from, None when only its record is left, or an older version wrote it otherwise."""
    from pydantic import ValidationError

    found = connection.execute("SELECT submission FROM jobs WHERE id = ?", (job_id,)).fetchone()
    try:
        return _submissions().validate_json(found[0]) if found and found[0] else None
    except ValidationError:
        return None


def insert(connection: Connection, job: Job, submission: Submission | None = None, owner: str = "") -> Job:
    """Add a job whose id is free."""
    base, reroll = split_id(job.id)
    job = replace(job, base=base, reroll=reroll, created=job.created or now(), updated=job.updated or now())
    connection.execute(
        "INSERT INTO jobs(id, base, reroll, status, chat, owner, job, submission) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (job.id, base, reroll, job.status, job.chat, owner, _text(job), _text(submission) if submission else None),
    )
    return job


def keep_submission(connection: Connection, submission: Submission) -> None:
    """Write down what a job is drawn from, in place of what it was before."""
    connection.execute("UPDATE jobs SET submission = ? WHERE id = ?", (_text(submission), submission.id))


def save(connection: Connection, row: Row, expected: Row) -> Job:
    """Change a row that still has the state and owner of `expected`; ConflictError when it has not."""
    job = replace(row.job, updated=now())
    changed = connection.execute(
        "UPDATE jobs SET status = ?, owner = ?, sent = ?, paid = ?, cancelling = ?, job = ? "
        "WHERE id = ? AND status = ? AND owner = ?",
        (
            job.status, row.owner, row.sent, row.paid, row.cancelling, _text(job),
            job.id, expected.job.status, expected.owner,
        ),
    ).rowcount  # fmt: skip
    if not changed:
        raise ConflictError(f"the job {job.id} is no longer {expected.job.status} here")
    return job


def queue(connection: Connection, row: Row, owner: str) -> Job:
    """Put a job back to the queue of `owner`, without anything of the run before."""
    job = replace(row.job, status="queued", reason="", code="", progress=None)
    return save(connection, Row(job, owner), row)


def next_version(connection: Connection, job_id: str) -> tuple[Row, int]:
    """Return the row of a job and the number that its next version gets."""
    row = load(connection, job_id)
    (most,) = connection.execute("SELECT max(reroll) FROM jobs WHERE base = ?", (row.job.base,)).fetchone()
    return row, int(most) + 1


def wished(connection: Connection, wish: str) -> Job | None:
    """Return the version that was made for a wish, None when there is none."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE wish = ?", (wish,)).fetchone()
    return _row(found).job if found else None


def keep_wish(connection: Connection, job_id: str, wish: str) -> None:
    """Write down for which wish a version was made, so that the same one leads to it again."""
    connection.execute("UPDATE jobs SET wish = ? WHERE id = ?", (wish, job_id))


def counts(connection: Connection) -> dict[str, int]:
    """Return how many jobs there are in each state that any is in."""
    return {status: int(count) for status, count in connection.execute("SELECT status, count(*) FROM jobs GROUP BY 1")}


def versions(connection: Connection, job_id: str) -> list[Job]:
    """Return all versions of a job's picture, the first one first; NotFoundError when there are none."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE base = ? ORDER BY reroll", (split_id(job_id)[0],)
    ).fetchall()
    if not found:
        raise NotFoundError(f"there is no job {job_id!r}")
    return [_row(one).job for one in found]


def newest(
    connection: Connection, status: Status | None = None, chat: str | None = None, limit: int | None = 100
) -> list[Job]:
    """Return jobs, the newest first; None for any status, any chat, no limit."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR chat = ?2) "
        "ORDER BY number DESC LIMIT ?3",
        (status, chat, -1 if limit is None else limit),
    )
    return [_row(one).job for one in found]


def delete(connection: Connection, job_id: str) -> None:
    """Forget a job."""
    connection.execute("DELETE FROM jobs WHERE id = ?", (job_id,))


def others_at_work(connection: Connection, owner: str) -> list[str]:
    """Return the other processes that have something in work or queued."""
    found = connection.execute(f"SELECT DISTINCT owner FROM jobs WHERE {_AT_WORK} AND owner NOT IN ('', ?)", (owner,))
    return [str(one) for (one,) in found]


def at_work(connection: Connection, owner: str) -> list[Row]:
    """Return what a process has in work or queued, "" for nobody's, in the order it was asked for."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE {_AT_WORK} AND owner = ? ORDER BY number", (owner,))
    return [_row(one) for one in found]


def ask_to_stop(connection: Connection, job_id: str) -> None:
    """Leave word for the process that draws a job."""
    connection.execute(f"UPDATE jobs SET cancelling = 1 WHERE id = ? AND {_AT_WORK}", (job_id,))


def asked_to_stop(connection: Connection, owner: str) -> list[str]:
    """Return which of a process's jobs others have asked it to stop."""
    found = connection.execute(f"SELECT id FROM jobs WHERE {_AT_WORK} AND owner = ? AND cancelling", (owner,))
    return [str(one) for (one,) in found]


def _row(found: Sequence[Any]) -> Row:
    job_id, status, owner, sent, paid, cancelling, text = found
    job = _jobs().validate_json(text)
    return Row(replace(job, id=job_id, status=status), owner, bool(sent), bool(paid), bool(cancelling))


def _text(value: Job | Submission) -> str:
    fields = asdict(value) if isinstance(value, Job) else _submissions().dump_python(value)
    # Half a surrogate pair (a cut emoji) is no UTF-8 and is not read again as JSON.
    return _HALF.sub("\ufffd", json.dumps(fields, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    return value.model_dump()


@cache
def _jobs() -> "TypeAdapter[Job]":
    from pydantic import TypeAdapter

    return TypeAdapter(Job)


@cache
def _submissions() -> "TypeAdapter[Submission]":
    from pydantic import TypeAdapter

    return TypeAdapter(Submission)
