"""Jobs: submit, poll, follow, cancel, retry and make new versions; everything survives the process it happens in."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from composer.database import Database
from composer.errors import ComposerError, ConflictError, NotFoundError
from composer.files import locked
from composer.jobs import recovery, table, transitions
from composer.jobs.desk import Desk
from composer.jobs.job import Event, Job, Kind, Status, Submission, check_id
from composer.jobs.keeping import keep
from composer.jobs.records import job_of
from composer.jobs.works import Works
from composer.store import Store

if TYPE_CHECKING:
    import builtins

    from composer.app import Composer
    from composer.profiles import Profile
    from composer.spending import Spending
    from composer.types import PersonPrompt

DATABASE = "jobs.sqlite3"
_GRACE = 10.0
_TICK = 1.0
_RECOVER_EVERY = 30
_POLL = 0.25
_WRITES_AGAIN = 120


class Jobs:
    """The jobs of one folder, as this process sees them; several processes may work on one folder at once.

    Use it as an asynchronous context manager, from one event loop.

    Args:
        folder: where pictures, records and the table of jobs are kept.
        composer_for: returns who draws with a profile; called often, so it should know the profile again.
        spending: the book that all calls are entered in; None for the user's own.
        resume: draw what a process that died had queued; False leaves it until it is submitted again.

    Attributes:
        notices: what the user should know about the folder (a broken table that was set aside), in plain words.
    """

    def __init__(
        self,
        folder: Path,
        composer_for: "Callable[[Profile], Composer]",
        spending: "Spending | None" = None,
        resume: bool = True,
    ) -> None:
        from composer.spending import Spending

        self.folder = folder
        self.notices: list[str] = []
        self._resume = resume
        self._database = Database(folder / DATABASE, table.MIGRATIONS)
        self._desk = Desk(
            folder,
            self._database,
            Store(folder),
            spending or Spending(),
            composer_for,
            owner=f"{os.getpid()}-{secrets.token_hex(4)}",
        )
        self._works = Works(self._desk)
        self._own_spending = spending is None
        self._closing = False
        self._hurry = asyncio.Event()
        self._lock = contextlib.ExitStack()
        self._housekeeper: asyncio.Task[None] | None = None

    # ── life ──

    async def __aenter__(self) -> Self:
        """Open the folder and take over what processes that died have left."""
        opened = await self._database.open()
        try:
            self._lock.enter_context(locked(self.folder / f"jobs-{self._desk.owner}"))
            if opened.notice:
                self.notices.append(opened.notice)
            if opened.new:
                await recovery.rebuild(self._desk)
            await self._recover()
        except BaseException:
            await self._leave()
            raise
        self._housekeeper = asyncio.create_task(self._keep_house())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let what is in work finish, unless this process is to stop at once."""
        await self.close(_GRACE if error is None or isinstance(error, Exception) else 0.0)

    async def close(self, grace: float = _GRACE) -> None:
        """Stop taking jobs, let those in work finish for so many seconds, put the others back to the queue.

        Called again meanwhile, it ends the waiting of the first call.
        """
        if self._closing:
            self._hurry.set()
            return
        self._closing = True
        if self._housekeeper is not None:
            self._housekeeper.cancel()
        await self._works.stop([work for work in self._works.all() if work.job.status == "queued"])
        at_work = [work.task for work in self._works.all() if work.task]
        if at_work and grace:
            await self._let_finish(at_work, grace)
        await self._works.stop([work for work in self._works.all() if not work.delivered])
        saving = [work.task for work in self._works.all() if work.task]
        if saving:
            await asyncio.wait(saving)
        await self._write_again()
        await self._leave()

    async def _let_finish(self, tasks: "builtins.list[asyncio.Task[None]]", seconds: float) -> None:
        ended, hurry = asyncio.ensure_future(asyncio.wait(tasks)), asyncio.ensure_future(self._hurry.wait())
        await asyncio.wait((ended, hurry), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        hurry.cancel()

    async def _leave(self) -> None:
        await self._database.close()
        self._lock.close()
        if self._own_spending:
            self._desk.spending.close()

    # ── asking for pictures ──

    async def submit(self, submission: Submission) -> Job:
        """Ask for a picture; whoever asks for the same id again gets the same job.

        What is queued, running or finished is answered as it is, what was cancelled is queued again; failed, unknown
        and held jobs wait for a `retry`.

        Raises:
            InvalidRequestError: the id cannot name a file. ConflictError: this process is closing down.
            StorageError: it cannot be written down; nothing was asked of anybody.
        """
        check_id(submission.id)
        self._check_open()
        if work := self._works.get(submission.id):
            if (job := transitions.placed(work.job, submission)) != work.job:
                work.feed.publish(job)
            return work.job
        row = await self._database.do(partial(table.find, job_id=submission.id))
        if row is None:
            return await self._submit_new(submission)
        if not row.job.ended and row.owner not in ("", self._desk.owner):
            await self._recover_from(row.owner)
        if row.job.status == "finished":
            await self._check_pictures(submission.id)
        job, queued = await self._database.do(
            partial(transitions.ask_again, submission=submission, owner=self._desk.owner)
        )
        if queued:
            self._works.start(submission, job)
        return self._seen(job)

    async def _check_pictures(self, job_id: str) -> None:
        if await asyncio.to_thread(self._desk.store.find, job_id) is None:
            await self._database.do(partial(transitions.lose_pictures, job_id=job_id))

    async def _submit_new(self, submission: Submission) -> Job:
        record = await asyncio.to_thread(self._desk.store.find, submission.id)
        job = job_of(record) if record is not None and record.status == "finished" else transitions.job_for(submission)
        return await self._add(submission, job)

    async def _add(self, submission: Submission, job: Job) -> Job:
        admitted, new = await self._database.do(
            partial(transitions.admit, submission=submission, job=job, owner=self._desk.owner)
        )
        if new and admitted.status == "queued":
            self._works.start(submission, admitted)
        return self._seen(admitted)

    async def retry(self, job_id: str, submission: Submission | None = None, profile: "Profile | None" = None) -> Job:
        """Draw a job again that failed, was cancelled or held, or of which nobody knows how it ended.

        Args:
            submission: what to draw it from now; None for what it was drawn from before.
            profile: draw with this one, which may have been put right since; None for the submission's.

        Raises:
            NotFoundError, ConflictError: it is in no such state, or its record no longer says what to draw.
        """
        self._check_open()
        if job_id in self._desk.unsaved:
            return await keep(self._desk, self._desk.unsaved[job_id])
        again = partial(
            transitions.retry, job_id=job_id, owner=self._desk.owner, submission=submission, profile=profile
        )
        job, wanted = await self._database.do(again)
        return self._works.start(wanted, job)

    async def reroll(
        self, job_id: str, seed: int | None = None, profile: "Profile | None" = None, wish: str = ""
    ) -> Job:
        """Draw another version of a job's picture: with this seed, or one taken at random; None for its profile.

        The same `wish` again leads to the same version, however often it is said; "" is never the same.
        """
        taken = secrets.randbelow(2**31) if seed is None else seed
        return await self._new_version(job_id, "reroll", wish, seed=taken, profile=profile)

    async def redraw(
        self,
        job_id: str,
        prompt: str,
        negative_prompt: str | None = None,
        people: "tuple[PersonPrompt, ...] | None" = None,
        seed: int | None = None,
        aspect_ratio: str | None = None,
        profile: "Profile | None" = None,
        wish: str = "",
    ) -> Job:
        """Draw another version of a job's picture with these words, in this shape; None keeps what it had.

        The same `wish` again leads to the same version, as with `reroll`.
        """
        wishes = {"prompt": prompt, "negative_prompt": negative_prompt, "people": people, "seed": seed}
        return await self._new_version(job_id, "redraw", wish, **wishes, profile=profile, aspect_ratio=aspect_ratio)

    async def _new_version(self, job_id: str, kind: Kind, wish: str, **wishes: object) -> Job:
        self._check_open()
        again = partial(
            transitions.new_version, job_id=job_id, kind=kind, wishes=wishes, owner=self._desk.owner, wish=wish
        )
        job, submission = await self._database.do(again)
        return self._works.start(submission, job) if submission else self._seen(job)

    # ── looking ──

    async def get(self, job_id: str) -> Job:
        """Return a job as it is now; NotFoundError when there is none."""
        if work := self._works.get(job_id):
            return work.job
        return self._seen((await self._database.do(partial(table.load, job_id=job_id))).job)

    async def wait(self, job_id: str, seconds: float | None = None) -> Job:
        """Return a job once it has ended, or as it is after so many seconds; None for however long it takes."""
        job = await self.get(job_id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for event in self.events(job_id):
                    job = event.job
        return job

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        """Yield the present state of a job, then every change and progress until it has ended.

        A slow listener misses progress, never the end. Raises NotFoundError when there is no such job.
        """
        last: Job | None = None
        while True:
            work = self._works.get(job_id)
            if work is not None:
                async with contextlib.aclosing(work.feed.listen()) as heard:
                    async for event in heard:
                        yield event
                        last = event.job
                if self._closing or (last is not None and last.ended):
                    return
            job = await self.get(job_id)  # another process draws it, or nobody does
            if last is None or job.updated != last.updated:
                yield Event("state", job)
            if job.ended:
                return
            last = job
            await asyncio.sleep(_POLL)

    async def list(
        self, status: Status | None = None, chat: str | None = None, limit: int | None = 100
    ) -> "builtins.list[Job]":
        """Return jobs, the newest first."""
        jobs = await self._database.do(partial(table.newest, status=status, chat=chat, limit=limit))
        return [self._seen(job) for job in jobs]

    async def counts(self) -> dict[str, int]:
        """Return how many jobs there are in each state that any is in."""
        return await self._database.do(table.counts)

    async def versions(self, job_id: str) -> "builtins.list[Job]":
        """Return every version of a job's picture, the first one first; NotFoundError when there is none."""
        jobs = await self._database.do(partial(table.versions, job_id=job_id))
        return [self._seen(job) for job in jobs]

    async def picture(self, job_id: str, number: int = 0) -> tuple[Path, str]:
        """Return where a picture of a finished job stands, and its media type; `number` from 0.

        Raises:
            NotFoundError: no such job, it has no such picture, or the file is gone.
        """
        job = await self.get(job_id)
        if not 0 <= number < len(job.pictures):
            raise NotFoundError(f"the job {job_id} is {job.status} and has no picture {number}")
        one = job.pictures[number]
        path = self.folder / Path(one.file).name
        if not path.is_file():
            raise NotFoundError(f"{path.name} is no longer in the folder of pictures; a retry draws it again")
        return path, one.media_type

    def _seen(self, job: Job) -> Job:
        """Return the job with what only this process knows of it."""
        work = self._works.get(job.id)
        if work is not None:
            return work.job
        delivery = self._desk.unsaved.get(job.id)
        return delivery.unsaved if delivery is not None and not job.ended else job

    # ── stopping and deleting ──

    async def cancel(self, job_id: str) -> Job:
        """Stop a job; one whose call is out and will be billed finishes and is kept, and its reason says so.

        A job that another process draws is stopped by that one, a moment later. What has ended stays as it is.
        """
        work = self._works.get(job_id)
        if work is None:
            return await self._database.do(partial(transitions.cancel_elsewhere, job_id=job_id, owner=self._desk.owner))
        work.cancelling = True
        await asyncio.sleep(0)  # a task that has not begun yet would end without a word
        if work.out or work.delivered:
            return replace(work.job, reason=f"already sent to {work.job.backend}: it is finished and kept")
        if work.task is not None:
            work.stop()
            await asyncio.wait([work.task])
        return await self.get(job_id)

    async def delete(self, job_id: str) -> Job:
        """Delete a job with its pictures and return it as it was; ConflictError while it is queued or running."""
        row = await self._database.do(partial(table.load, job_id=job_id))
        if job_id in self._works or not row.job.ended:
            raise ConflictError(f"the job {job_id} is {row.job.status}; cancel it first, then delete it")
        self._desk.unsaved.pop(job_id, None)
        await asyncio.to_thread(self._desk.store.delete, job_id, row.job.pictures)
        await self._database.do(partial(table.delete, job_id=job_id))
        return row.job

    # ── working ──

    def _check_open(self) -> None:
        if self._closing:
            raise ConflictError("rp-composer is closing down and takes no more jobs; start it again")

    # ── keeping house ──

    async def _keep_house(self) -> None:
        tick = tries = 0
        while True:
            await asyncio.sleep(_TICK)
            tick += 1
            with contextlib.suppress(ComposerError):  # a disk that takes nothing now may do so later
                if self._works:
                    for job_id in await self._database.do(partial(table.asked_to_stop, owner=self._desk.owner)):
                        await self.cancel(job_id)
                tries = tries + 1 if self._desk.unsaved else 0
                if 0 < tries <= _WRITES_AGAIN:
                    await self._write_again()
                if tick % _RECOVER_EVERY == 0:
                    await self._recover()

    async def _write_again(self) -> None:
        for delivery in list(self._desk.unsaved.values()):
            if delivery.job.id not in self._works:
                await keep(self._desk, delivery)

    async def _recover(self) -> None:
        at_work = await self._database.do(partial(table.others_at_work, owner=self._desk.owner))
        for owner in {*at_work, *recovery.lock_owners(self.folder)} - {self._desk.owner}:
            await self._recover_from(owner)
        for row in await self._database.do(partial(table.at_work, owner=self._desk.owner)):
            if row.job.id not in self._works and row.job.id not in self._desk.unsaved:
                with contextlib.suppress(ConflictError):  # the disk did not take how it ended
                    await recovery.settle(self._desk, row)
        if self._resume:
            await self._adopt()

    async def _recover_from(self, owner: str) -> None:
        with contextlib.suppress(ConflictError):
            await recovery.take_over(self._desk, owner)

    async def _adopt(self) -> None:
        """Draw what nobody draws."""
        for job, submission in await self._database.do(partial(transitions.adopt, owner=self._desk.owner)):
            self._works.start(submission, job)
