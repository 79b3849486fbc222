"""Drawing one job: every step is on disk before the next one is taken, and nothing that may be billed happens twice."""

import asyncio
import contextlib
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from composer.errors import ComposerError, ConflictError, OverBudgetError, UnknownOutcomeError
from composer.jobs import table
from composer.jobs.desk import Delivery, Desk, Work
from composer.jobs.job import BARRING, Job, Submission
from composer.jobs.keeping import end, keep
from composer.jobs.records import record_of
from composer.jobs.sources import check_source
from composer.pictures import Attempt, GenerationResult
from composer.prompt_data import reference_fields
from composer.types import RenderedPrompt, Scene

if TYPE_CHECKING:
    from composer.routing import Step


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
