"""Illustrating a whole chat file: which requests are to be drawn, drawing them as jobs, writing the chat anew.

Everything is kept by job id in the folder of pictures, so a run that was broken off, in whatever way, is continued by
running again: what is on disk is not drawn again, and the chat is always written from what is on disk.
"""

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from composer.app import Composer
from composer.chats import Cast, ChatFile, Moment, begin, find_each, moments, read_chat
from composer.errors import ChatChangedError, ComposerError, StorageError
from composer.files import holds, locked, pieces_of, write_pieces
from composer.jobs.ids import assign_jobs
from composer.jobs.job import BARRING, RETRIED, Job, Status, Submission
from composer.jobs.records import record_of
from composer.models import price_of
from composer.new_texts import NewTexts, Outcomes
from composer.settings import settings_for
from composer.store import Record, Store
from composer.types import ChatMessage, Failed, FoundRequest, Illustrated, Outcome

if TYPE_CHECKING:
    from composer.jobs.engine import Jobs

State = Literal["draw", "drawn", "kept", "done", "failed", "unknown", "held", "incomplete", "error"]

#: So often a chat is read anew when another program changes it while it is written.
_TIMES_CHANGED = 3

_STATES: dict[Status, State] = {
    "queued": "draw", "running": "draw", "cancelled": "draw",
    "finished": "drawn", "failed": "failed", "unknown": "unknown", "held": "held",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One request of a chat and what becomes of it.

    Attributes:
        message: the message's number in the chat, from 0; number: the request's in the message, from 1.
        state: ``draw`` (to be drawn), ``drawn`` (by this run), ``kept`` (drawn by an earlier run that was broken off),
            ``done`` (its picture stands in the chat), ``failed``, ``unknown`` (sent, and no answer came), ``held``
            (beyond a maximum of the profile), ``incomplete`` or ``error`` (cannot be drawn as it is written).
        reason: why it was not drawn; record: what the store has of it; job: what this run's work on it came to.
        tried: this run has asked the backend for it.
    """

    message: int
    number: int
    found: FoundRequest
    job_id: str
    state: State
    reason: str = ""
    record: Record | None = None
    job: Job | None = None
    tried: bool = False


@dataclass
class Drawn:
    """The tasks of one run as they are drawn.

    Attributes:
        report: hears of each task that has ended, in the order in which they were begun.
        notices: what the user should know about the folder. tasks: those that have ended, by job.
        barred: why nothing more is asked for, "" for no reason.
    """

    report: Callable[[Task], object]
    notices: Sequence[str] = ()
    tasks: dict[str, Task] = field(default_factory=dict)
    barred: str = ""
    _begun: "deque[asyncio.Task[Task]]" = field(default_factory=deque)

    def add(self, work: "asyncio.Task[Task]") -> None:
        """Add a task that was begun."""
        self._begun.append(work)

    async def make_room(self, most: int) -> None:
        """Wait until fewer than `most` are in work, and take what has ended meanwhile."""
        self._take()
        while len(working := [work for work in self._begun if not work.done()]) >= most:
            await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
            self._take()

    def _take(self) -> None:
        for work in self._begun:
            if work.done() and not self.barred:
                self.barred = _bar(work.result())
        while self._begun and self._begun[0].done():
            task = self._begun.popleft().result()
            self.tasks[task.job_id] = task
            self.report(task)


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run did.

    Attributes:
        tasks: as they ended. written: whether the chat had to be written. barred: why the rest was not asked for, ""
            when nothing stood in the way. notices: what the user should know about the folder of pictures.
    """

    tasks: list[Task]
    written: bool
    barred: str = ""
    notices: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether the run ended before everything was tried."""
        return any(task.state == "draw" for task in self.tasks)

    @property
    def failures(self) -> int:
        """How many requests this run tried in vain."""
        return sum(task.tried and task.state in ("failed", "unknown", "held") for task in self.tasks)

    @property
    def usd(self) -> float:
        """What this run cost as far as is known, in US dollars."""
        return sum(task.job.usd or 0.0 for task in self.tasks if task.tried and task.job is not None)

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not self.written and not any(task.tried for task in self.tasks) and not self.stopped


@dataclass
class Illustration:
    """One run over one chat.

    Args:
        composer: finds, composes and draws. path: the chat. cast: who takes part.
        out: the folder for the rewritten chat and its pictures, where a chat of an earlier run is written over; None
            rewrites the chat in place and keeps the first original, which nothing ever writes over, as ``<name>.bak``.
        retry_failed: draw again what has failed before.
    """

    composer: Composer
    path: Path
    cast: Cast = field(default_factory=Cast)
    out: Path | None = None
    retry_failed: bool = False

    def __post_init__(self) -> None:
        self.path = self.path.resolve()
        self.target = self.path if self.out is None else self.out.resolve() / self.path.name
        if self.out is not None and self.target == self.path:
            raise ComposerError(f"{self.out} is the chat's own folder; leave --out away to rewrite the chat in place")
        self.store = Store(self.target.with_name(f"{self.target.name}.pictures"))
        self.backup = self.target.with_name(f"{self.target.name}.bak")

    def plan(self, chat: ChatFile | None = None) -> list[Task]:
        """Return what is to be done about each request of the chat; writes nothing."""
        chat = chat or read_chat(self.composer, self.path)
        return [task for found in find_each(self.composer, chat) for task in self._tasks(chat, *found)]

    def run(
        self,
        report: Callable[[Task], object] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
        watch: Callable[[Task], object] = lambda _: None,
    ) -> Summary:
        """Draw what is to be drawn, write the chat, and return what became of each request.

        Args:
            report: called with each task once it is drawn or has failed.
            stop: asked before each picture; True ends the run early, with the chat written as far as it is done.
            watch: called with each task in work as its job goes on, or waits with a reason.

        Raises:
            PluginError: the profile's backend is not known; nothing was written. ChatError: the chat cannot be read.
            ComposerError: another process works on the chat.
        """
        # Nothing is made on disk for a chat that cannot be read or a backend that is not there.
        self.composer.open_chat(self.path)
        self.composer.backend(self.composer.targets[0])
        self.target.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.target):
            chat = read_chat(self.composer, self.path)
            self._keep_stranger(chat)
            tasks = self.plan(chat)
            wanted = [task for task in tasks if task.state == "draw"]
            drawn = Drawn(report)
            try:
                if wanted:
                    told = zip(wanted, self.moments(chat, wanted), strict=False)
                    drawn = asyncio.run(self._draw(chat, told, report, stop, watch))
            finally:
                written = self._write()
        ended = [drawn.tasks.get(task.job_id, task) if task.state == "draw" else task for task in tasks]
        return Summary(ended, written, drawn.barred, tuple(drawn.notices))

    def moments(self, chat: ChatFile, tasks: Sequence[Task]) -> Iterator[Moment]:
        """Yield the moment of each task, in the order of the chat, with what optional readers know."""
        story = begin(self.composer, chat, self.cast)
        if tasks:
            heard = chat.first(tasks[-1].message + 1)
            story = self.composer.consult_sync(story, self.cast.cards, self.cast.persona, heard)
        return moments(self.composer, chat, story, [(task.message, task.found) for task in tasks])

    def estimate(self, tasks: Sequence[Task]) -> float:
        """Return about what the first of the route takes for these tasks, in dollars; 0 where nobody knows."""
        target = self.composer.targets[0]
        model, profile = target.model, target.profile
        requests = [task.found.request for task in tasks if task.found.request is not None]
        asked = (settings_for(request, profile, model)[0] for request in requests)
        return sum(price_of(model, settings) or 0.0 for settings in asked)

    def pictures(self, task: Task) -> tuple[Path, ...]:
        """Return where the pictures of a task stand on disk, () when it has none here."""
        return self.store.paths(task.record) if task.record is not None else ()

    def _tasks(self, chat: ChatFile, number: int, message: ChatMessage, requests: list[FoundRequest]) -> Iterator[Task]:
        profile = self.composer.profile
        ids = assign_jobs(chat.name, message, requests, profile.name)
        pictures = 0
        for place, (found, job_id) in enumerate(zip(requests, ids, strict=True), 1):
            task = Task(number, place, found, job_id, "error")
            if found.status == "error":
                yield replace(task, reason=found.error.message if found.error else "it cannot be read")
            elif found.status == "incomplete":
                yield replace(task, state="incomplete", reason="it is cut off before its end")
            else:
                wanted = (found.request.n if found.request else None) or 1
                pictures += min(wanted, profile.max_pictures_per_request)
                yield self._decided(task, pictures > profile.max_pictures_per_message)

    def _decided(self, task: Task, beyond: bool) -> Task:
        if task.found.status == "done":
            return replace(task, state="done")
        if beyond:
            most = self.composer.profile.max_pictures_per_message
            return replace(task, state="held", reason=f"max_pictures_per_message of the profile is {most}")
        record = self.store.find(task.job_id)
        if record is not None and record.status == "finished":
            return replace(task, state="kept", record=record)
        if self.retry_failed or (record is None and task.found.status != "failed"):
            return replace(task, state="draw")
        reason = record.reason if record is not None else "it failed before"
        unknown = record is not None and record.status == "unknown"
        return replace(task, state="unknown" if unknown else "failed", reason=reason, record=record)

    async def _draw(
        self,
        chat: ChatFile,
        told: Iterator[tuple[Task, Moment]],
        report: Callable[[Task], object],
        stop: Callable[[], bool],
        watch: Callable[[Task], object],
    ) -> Drawn:
        """Have the tasks drawn, as many at once as the profile says, and report them in the order of the chat."""
        from composer.jobs.engine import Jobs  # a run without anything to draw does not pay for it

        self.composer.work_in(self.store.folder)
        async with Jobs(self.store.folder, lambda _: self.composer, resume=False) as jobs:
            drawn = Drawn(report, notices=jobs.notices)
            for task, moment in told:
                await drawn.make_room(self.composer.profile.parallel)
                if drawn.barred or stop():
                    break
                drawn.add(asyncio.create_task(self._drawn(jobs, chat, task, moment, watch)))
            await drawn.make_room(1)
        return drawn

    async def _drawn(
        self, jobs: "Jobs", chat: ChatFile, task: Task, moment: Moment, watch: Callable[[Task], object]
    ) -> Task:
        try:
            return await self._asked(jobs, chat, task, moment, watch)
        except (StorageError, OSError) as error:
            job = Job(task.job_id, "failed", reason=str(error), code=getattr(error, "code", StorageError.code))
            return replace(task, reason=str(error), job=job)

    async def _asked(
        self, jobs: "Jobs", chat: ChatFile, task: Task, moment: Moment, watch: Callable[[Task], object]
    ) -> Task:
        try:
            scene = moment.scene(self.composer)
        except Exception as error:  # whatever goes wrong with one picture, the others are drawn
            return self._unread(chat, task, moment, error)
        submission = Submission(
            task.job_id,
            scene,
            self.composer.profile,
            chat=chat.name,
            message=moment.message.id,
            message_number=moment.number,
            swipe=moment.message.swipe,
            source=moment.found.source,
        )
        job = await jobs.submit(submission)
        if self._is_wanted_again(job):
            job = await jobs.retry(task.job_id, submission)
        tried = not job.ended
        async for event in jobs.events(task.job_id):
            if not event.job.ended:
                watch(replace(task, reason=event.job.reason, job=event.job))
        job = await jobs.wait(task.job_id)
        return replace(task, state=_STATES[job.status], reason=job.reason, record=_record(job), job=job, tried=tried)

    def _is_wanted_again(self, job: Job) -> bool:
        """Return whether a job of an earlier run is to be drawn now."""
        delivered = any(attempt.status == "finished" for attempt in job.attempts)  # and paid for, but not kept
        waits = job.status == "held" or job.code == "picture_lost" or (job.code in BARRING and not delivered)
        return job.status in RETRIED and (waits or self.retry_failed)

    def _unread(self, chat: ChatFile, task: Task, moment: Moment, error: Exception) -> Task:
        """Keep why a request has no scene."""
        reason = str(error) if isinstance(error, ComposerError) else f"unexpected {type(error).__name__}: {error}"
        record = Record(
            job_id=task.job_id,
            status="failed",
            reason=reason,
            chat=chat.name,
            message=moment.message.id,
            message_number=moment.number,
            swipe=moment.message.swipe,
            profile=self.composer.profile.name,
            source=moment.found.source,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        record, _ = self.store.save(record, ())
        return replace(task, state="failed", reason=reason, record=record, tried=True)

    def _write(self) -> bool:
        """Write the chat as it is now, with every outcome the store has; False when it is so already."""
        for _ in range(_TIMES_CHANGED):
            with contextlib.suppress(ChatChangedError):
                return self._write_once()
        return self._write_once()

    def _write_once(self) -> bool:
        chat = read_chat(self.composer, self.path)
        outcomes = self._outcomes(chat)
        if self.target == self.path and not outcomes:
            return False
        if self.target.exists() and holds(self.target, self._rewritten(chat, outcomes)):
            return False
        if self.target == self.path and not self.backup.exists():
            write_pieces(self.backup, pieces_of(self.path), like=self.path)
        write_pieces(self.target, self._rewritten(chat, outcomes), like=self.path)
        return True

    def _rewritten(self, chat: ChatFile, outcomes: Outcomes) -> Iterator[bytes]:
        if not outcomes:
            return pieces_of(self.path)
        return chat.rewritten(NewTexts(self.composer, chat, outcomes))

    def _keep_stranger(self, chat: ChatFile) -> None:
        """Keep what stands where the chat is to be written, unless an earlier run wrote it."""
        if self.target == self.path or self.store.folder.exists() or not self.target.exists() or self.backup.exists():
            return
        if not holds(self.target, pieces_of(chat.path)):
            write_pieces(self.backup, pieces_of(self.target), like=self.target)

    def _outcomes(self, chat: ChatFile) -> Outcomes:
        outcomes: Outcomes = {}
        for task in self.plan(chat):
            outcome = self._outcome(task)
            if outcome is not None:
                outcomes.setdefault(task.message, []).append((task.found, outcome))
        return outcomes

    def _outcome(self, task: Task) -> Outcome | None:
        if task.state in ("failed", "unknown") and task.found.status == "failed":
            return None  # the message says so already
        record = task.record or (self.store.find(task.job_id) if task.state == "draw" else None)
        if record is None:
            return None
        if record.status != "finished":
            return Failed(record.reason, record.job_id)
        sources = (os.path.relpath(path, self.target.parent) for path in self.store.paths(record))
        return Illustrated(tuple(quote(source.replace(os.sep, "/")) for source in sources), record.job_id)


def _bar(task: Task) -> str:
    """Return why nothing more need be asked for after a task, "" when something may be."""
    asked = task.tried or task.state == "draw"
    return task.job.reason if asked and task.job is not None and task.job.code in BARRING else ""


def _record(job: Job) -> Record | None:
    if job.status not in ("finished", "failed", "unknown") or job.code in BARRING:
        return None
    return record_of(job, None)
