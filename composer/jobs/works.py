"""What this process has queued or in work: as many at once as each profile says, the first come first."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from composer.errors import ComposerError
from composer.jobs.desk import Desk, Work
from composer.jobs.drawing import Drawing
from composer.jobs.feed import Feed
from composer.jobs.job import Job, Submission
from composer.jobs.table import Row


class Works:
    """The works of a process, by the id of their job; one that has ended is no longer among them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: dict[str, Work] = {}
        self._slots: dict[tuple[str, int], asyncio.Semaphore] = {}

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._works

    def __len__(self) -> int:
        return len(self._works)

    def get(self, job_id: str) -> Work | None:
        """Return the work on a job, None when there is none here."""
        return self._works.get(job_id)

    def all(self) -> list[Work]:
        """Return all works."""
        return list(self._works.values())

    def start(self, submission: Submission, job: Job) -> Job:
        """Begin to work on a job that was queued for this process."""
        work = Work(submission, Row(job, self._desk.owner), Feed(job))
        self._works[job.id] = work
        work.task = asyncio.create_task(self._run(work))
        work.task.add_done_callback(_hear_end)
        return job

    async def stop(self, works: Iterable[Work]) -> None:
        """Stop some works, and wait until they have."""
        stopped = list(works)
        await asyncio.sleep(0)  # a task that has not begun yet would end without a word
        for work in stopped:
            work.stop()
        tasks = [work.task for work in stopped if work.task]
        if tasks:
            await asyncio.wait(tasks)

    async def _run(self, work: Work) -> None:
        profile = work.submission.profile
        slot = self._slots.setdefault((profile.name, profile.parallel), asyncio.Semaphore(profile.parallel))
        try:
            await self._in_turn(slot, work)
        except asyncio.CancelledError:
            pass  # it was asked for, and the table says what came of it
        except ComposerError as error:
            # Not even the table takes it: the row stays as it is, and recovery knows what to make of that.
            work.feed.publish(replace(work.job, status="failed", reason=str(error), code=error.code))
        finally:
            if self._works.get(work.job.id) is work:
                del self._works[work.job.id]
            work.feed.close()

    async def _in_turn(self, slot: asyncio.Semaphore, work: Work) -> None:
        drawing = Drawing(self._desk, work)
        try:
            await slot.acquire()
        except asyncio.CancelledError:
            await drawing.put_back()
            raise
        try:
            await drawing.run()
        finally:
            slot.release()


def _hear_end(task: "asyncio.Task[None]") -> None:
    """Take note of how a task ended, so that an interrupt which everybody sees is not reported a second time."""
    if not task.cancelled():
        task.exception()
