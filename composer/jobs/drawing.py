"""Drawing one job: every step is on disk before the next one is taken, and nothing that may be billed happens twice."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from composer.errors import ComposerError, ConflictError, DiskFullError, OverBudgetError, UnknownOutcomeError
from composer.jobs import table
from composer.jobs.feed import Feed
from composer.jobs.job import BARRING, Job, Submission
from composer.jobs.records import record_of
from composer.jobs.sources import check_source
from composer.jobs.table import Row
from composer.pictures import Attempt, GenerationResult, Picture
from composer.prompt_data import reference_fields
from composer.store import Record, SavedPicture, Store
from composer.types import RenderedPrompt, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.app import Composer
    from composer.database import Database
    from composer.profiles import Profile
    from composer.routing import Step
    from composer.spending import Spending


@dataclass
class Desk:
    """What every drawing of a process works with.

    Attributes:
        owner: the name of this process in the table; unsaved: finished pictures the disk has not taken yet, by job.
        room: called before anything is sent; raises StorageError while there is no room for what it would bring.
    """

    folder: Path
    database: "Database"
    store: Store
    spending: "Spending"
    composer_for: "Callable[[Profile], Composer]"
    owner: str
    unsaved: "dict[str, Delivery]" = field(default_factory=dict)

    def check_room(self) -> None:
        """Raise DiskFullError while earlier pictures wait for room: what is sent now could not be kept either."""
        if self.unsaved:
            waiting = ", ".join(self.unsaved)
            raise DiskFullError(f"{self.folder}: the pictures of {waiting} still wait for room; nothing was sent")

    def account(self, job_id: str, owner: str | None = None) -> str:
        """Return the name of a job's entry in the book of what is spent, another for each process."""
        return f"{owner or self.owner}/{job_id}"


@dataclass
class Work:
    """A job that this process has queued or in work.

    Attributes:
        row: as it stands in the table. cancelling: somebody wants it to stop. out: a call is out that will be billed.
        delivered: its pictures have arrived and are on their way to the disk.
    """

    submission: Submission
    row: Row
    feed: Feed
    cancelling: bool = False
    out: bool = False
    delivered: bool = False
    task: "asyncio.Task[None] | None" = None
    _stopped: bool = False

    @property
    def job(self) -> Job:
        """The job as it is now."""
        return self.feed.job

    def stop(self) -> None:
        """Stop its task; a second time would break off what writes down how it ended."""
        if self.task is not None and not self._stopped:
            self._stopped = True
            self.task.cancel()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Pictures that arrived, with all that is to be kept of them."""

    job: Job
    scene: Scene
    prompt: RenderedPrompt
    pictures: tuple[Picture, ...]
    composer: "Composer"
    booked: bool

    @property
    def unsaved(self) -> Job:
        """The job as it is while the disk takes nothing, not even this."""
        reason = "there is no room for its picture, which is kept in memory and written as soon as there is"
        return replace(self.job, status="failed", code=DiskFullError.code, reason=reason)


class Drawing:
    """One run of one job, from the queue to its end."""

    def __init__(self, desk: Desk, work: Work) -> None:
        self.desk = desk
        self.work = work
        self.prompt: RenderedPrompt | None = None
        self._began = time.monotonic()
        self._booked_for: int | None = None
        self._booking: asyncio.Future[None] | None = None
        self._pictures = 1

    async def run(self) -> None:
        """Draw; whatever comes of it stands in the table, and is told to those who listen.

        Raises:
            StorageError: the disk does not take even that.
        """
        try:
            await self._change(status="running")
            delivery = await self._generate()
            if delivery is not None:
                await self._keep(delivery)
        except asyncio.CancelledError:
            await self.put_back()
            raise
        except ConflictError:
            return  # another process has taken the job over, or cancelled it

    async def put_back(self) -> None:
        """Leave the queue: for good when it was cancelled, else for whoever takes it up next."""
        with contextlib.suppress(ConflictError):
            await self._broken_off()

    # ── asking ──

    async def _generate(self) -> Delivery | None:
        submission = self.work.submission
        try:
            composer = await asyncio.to_thread(self.desk.composer_for, submission.profile)
            scene, words = _seeded(submission), _words(submission)
            await self._check_source(submission)
            result = await composer.generate(scene, words, listen=self._hear)
        except ConflictError:
            raise
        except ComposerError as error:
            await self._fail(error)
            return None
        except Exception as error:  # whatever goes wrong with one picture, the others are drawn
            await self._fail(ComposerError(f"unexpected {type(error).__name__}: {error}"))
            return None
        prompt = result.prompt or self.prompt or words or RenderedPrompt("")
        booked = self._booking is not None
        return Delivery(self._finished(result, prompt), scene, prompt, result.pictures, composer, booked)

    async def _check_source(self, submission: Submission) -> None:
        if submission.scene.request.source_image:
            await self.desk.database.do(partial(check_source, submission=submission))

    async def _hear(self, step: "Step") -> None:
        if step.kind in ("composed", "waiting"):
            self.work.out = False  # what went out before was answered, or the route would have ended with it
        if self.work.cancelling and step.kind in ("composed", "sending", "waiting"):
            raise asyncio.CancelledError  # it was asked for while a call was out, and that one has come back in vain
        if step.kind == "composed":
            self._composed(step)
        elif step.kind == "sending":
            await self._send(step)
        elif step.kind == "waiting":
            await self._change(sent=False, reason=step.reason)
        elif step.kind == "progress":
            self.work.feed.publish(replace(self.work.job, progress=step.fraction))
        elif step.kind == "failed" and step.usd:
            await self._settle(step.usd)

    def _composed(self, step: "Step") -> None:
        self.prompt = prompt = step.prompt or RenderedPrompt("")
        self._pictures = step.settings.n if step.settings else 1
        job = replace(
            self.work.job,
            prompt=prompt.prompt,
            negative_prompt=prompt.negative_prompt,
            people=prompt.people,
            references=_references(prompt),
            changes=prompt.changes,
            backend=step.backend,
            model=step.model,
        )
        self.work.feed.publish(job)

    async def _send(self, step: "Step") -> None:
        """Book the call and put on disk that it goes out; only when both are done may it."""
        self.desk.check_room()
        if self._booked_for != step.number:
            await self._book(step)
        await self._change(sent=True, paid=step.paid, reason="")
        self.work.out = step.paid

    # ── money ──

    async def _book(self, step: "Step") -> None:
        await self._release()
        if not self._has_service(step.backend):
            return
        limits = self.work.submission.profile.limits
        pictures = self._pictures
        usd = step.usd if step.paid else 0.0
        reserve = partial(self.desk.spending.reserve, limits, usd, pictures, self._account, step.backend, step.model)
        self._booking = asyncio.ensure_future(asyncio.to_thread(reserve))
        await asyncio.shield(self._booking)
        self._booked_for = step.number

    @property
    def _account(self) -> str:
        return self.desk.account(self.work.job.id)

    def _has_service(self, backend: str) -> bool:
        composer = self.desk.composer_for(self.work.submission.profile)
        return composer.backends.get(backend).service is not None

    async def _settle(self, usd: float | None = None) -> None:
        if self._booking is not None:
            await asyncio.wait([self._booking])
            await asyncio.to_thread(self.desk.spending.settle, self._account, usd)
            self._booking = self._booked_for = None

    async def _release(self) -> None:
        if self._booking is not None:
            await asyncio.wait([self._booking])
            await asyncio.to_thread(self.desk.spending.release, self._account)
            self._booking = self._booked_for = None

    # ── ends ──

    def _finished(self, result: GenerationResult, prompt: RenderedPrompt) -> Job:
        return replace(
            self.work.job,
            status="finished",
            reason="",
            code="",
            progress=None,
            prompt=prompt.prompt,
            negative_prompt=prompt.negative_prompt,
            people=prompt.people,
            references=_references(prompt),
            backend=result.backend,
            model=result.model,
            seed=result.pictures[0].seed if result.pictures else None,
            attempts=result.attempts,
            changes=result.changes or self.work.job.changes,
            usd=_sum(result.attempts),
            seconds=self._seconds,
        )

    @property
    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)

    async def _keep(self, delivery: Delivery) -> None:
        self.work.delivered = True
        await keep(self.desk, delivery, self.work)

    async def _fail(self, error: ComposerError) -> None:
        unknown = isinstance(error, UnknownOutcomeError)
        status = "unknown" if unknown else "held" if isinstance(error, OverBudgetError) else "failed"
        attempts = tuple(one for one in getattr(error, "attempts", ()) if isinstance(one, Attempt))
        fields = {"status": status, "reason": str(error), "code": error.code, "attempts": attempts}
        job = replace(self.work.job, **fields, progress=None, usd=_sum(attempts), seconds=self._seconds)  # type: ignore[arg-type]
        await (self._settle() if unknown else self._release())
        await self._record(job)
        await self._end(job)

    async def _broken_off(self) -> None:
        """Leave a state behind from which the right thing follows: cancelled, perhaps billed, or queued again."""
        if self.work.delivered:
            return  # its pictures are being written; the next start finds them
        # What was being written when the interruption came may have been written or not.
        self.work.row = await self.desk.database.do(partial(table.load, job_id=self.work.job.id))
        if self.work.row.owner != self.desk.owner:
            return
        if self.work.out:
            error = UnknownOutcomeError("rp-composer was stopped before the answer came; it may have been billed")
            await self._fail(error)
            return
        await self._release()
        if self.work.cancelling:
            await self._end(replace(self.work.job, status="cancelled", reason="", progress=None))
        else:
            await self.desk.database.do(partial(table.queue, row=self.work.row, owner=""))

    async def _record(self, job: Job) -> None:
        if job.status not in ("failed", "unknown") or job.code in BARRING:
            return
        with contextlib.suppress(OSError):  # the table has it as well, and says so itself when the disk is full
            await asyncio.to_thread(self.desk.store.save, record_of(job, self.prompt), ())

    async def _end(self, job: Job) -> None:
        self.work.out = False
        self.work.row = await end(self.desk, self.work.row, job)
        self.work.feed.publish(self.work.row.job)

    async def _change(self, sent: bool | None = None, paid: bool | None = None, **fields: Any) -> None:
        before = self.work.row
        after = replace(
            before,
            job=replace(self.work.job, **fields),
            sent=before.sent if sent is None else sent,
            paid=before.paid if paid is None else paid,
        )
        job = await self.desk.database.do(partial(table.save, row=after, expected=before))
        self.work.row = replace(after, job=job)
        self.work.feed.publish(job)


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


def _seeded(submission: Submission) -> Scene:
    if submission.seed is None:
        return submission.scene
    return replace(submission.scene, request=replace(submission.scene.request, seed=submission.seed))


def _words(submission: Submission) -> RenderedPrompt | None:
    if submission.prompt is None:
        return None
    return RenderedPrompt(
        submission.prompt, submission.negative_prompt, submission.references, people=submission.people
    )


def _references(prompt: RenderedPrompt) -> tuple[dict[str, Any], ...]:
    return tuple(reference_fields(one) for one in prompt.references)


def _sum(attempts: tuple[Attempt, ...]) -> float | None:
    known = [attempt.usd for attempt in attempts if attempt.usd is not None]
    return sum(known) if known else None
