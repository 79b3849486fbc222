"""Illustrating a whole chat file: which requests are to be drawn, drawing them one by one, writing the chat anew.

Everything is kept by job id in the folder of pictures, so a run that was broken off, in whatever way, is continued by
running again: what is on disk is not drawn again, and the chat is always written from what is on disk.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from composer.app import Composer
from composer.chats import Cast, ChatFile, Moment, begin, find_all, moments, read_chat
from composer.errors import ComposerError
from composer.files import locked, write_whole
from composer.jobs.ids import assign_jobs, request_fields
from composer.pictures import GenerationResult
from composer.prompt_data import prompt_fields
from composer.store import Record, Store
from composer.types import Failed, FoundRequest, Illustrated, Outcome, RenderedPrompt, Scene

State = Literal["draw", "drawn", "kept", "done", "failed", "held", "incomplete", "error"]


@dataclass(frozen=True, slots=True)
class Task:
    """One request of a chat and what becomes of it.

    Attributes:
        message: the message's number in the chat, from 0; number: the request's in the message, from 1.
        state: ``draw`` (to be drawn), ``drawn`` (by this run), ``kept`` (drawn by an earlier run that was broken off),
            ``done`` (its picture stands in the chat), ``failed``, ``held`` (beyond the profile's maximum per message),
            ``incomplete`` or ``error`` (cannot be drawn as it is written).
        reason: why it was not drawn; record: what the store has of it.
        tried: this run has asked the backend for it.
    """

    message: int
    number: int
    found: FoundRequest
    job_id: str
    state: State
    reason: str = ""
    record: Record | None = None
    tried: bool = False


@dataclass(frozen=True, slots=True)
class _Attempt:
    """How far drawing one picture came; `reason` says why not to the end."""

    scene: Scene | None
    prompt: RenderedPrompt
    result: GenerationResult | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run did: the tasks as they ended, and whether the chat had to be written."""

    tasks: list[Task]
    written: bool

    @property
    def stopped(self) -> bool:
        """Whether the run ended before everything was tried."""
        return any(task.state == "draw" for task in self.tasks)

    @property
    def failures(self) -> int:
        """How many requests this run tried in vain."""
        return sum(task.tried and task.state == "failed" for task in self.tasks)

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
        return [task for number, found in find_all(self.composer, chat) for task in self._tasks(chat, number, found)]

    def run(
        self,
        report: Callable[[Task], object] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """Draw what is to be drawn, write the chat, and return what became of each request.

        Args:
            report: called with each task once it is drawn or has failed.
            stop: asked before each picture; True ends the run early, with the chat written as far as it is done.

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
            done: dict[str, Task] = {}
            try:
                for task in self._draw(chat, wanted, stop):
                    done[task.job_id] = task
                    report(task)
            finally:
                written = self._write()
        return Summary([done.get(task.job_id, task) if task.state == "draw" else task for task in tasks], written)

    def moments(self, chat: ChatFile, tasks: Sequence[Task]) -> Iterator[Moment]:
        """Yield the moment of each task, in the order of the chat, with what optional readers know of its people."""
        import asyncio  # composing alone does not pay for it

        story = begin(self.composer, chat, self.cast)
        if tasks:
            story = asyncio.run(self.composer.consult(story, self.cast.cards, self.cast.persona))
        return moments(self.composer, chat, story, [(task.message, task.found) for task in tasks])

    def pictures(self, task: Task) -> tuple[Path, ...]:
        """Return where the pictures of a task stand on disk, () when it has none here."""
        return self.store.paths(task.record) if task.record is not None else ()

    def _tasks(self, chat: ChatFile, number: int, requests: list[FoundRequest]) -> Iterator[Task]:
        profile = self.composer.profile
        ids = assign_jobs(chat.name, chat.messages[number], requests, profile.name)
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
            return replace(task, state="held", reason=f"the profile draws at most {most} pictures per message")
        record = self.store.find(task.job_id)
        if record is not None and record.status == "finished":
            return replace(task, state="kept", record=record)
        if self.retry_failed or (record is None and task.found.status != "failed"):
            return replace(task, state="draw")
        reason = record.reason if record is not None else "it failed before"
        return replace(task, state="failed", reason=reason, record=record)

    def _draw(self, chat: ChatFile, tasks: Sequence[Task], stop: Callable[[], bool]) -> Iterator[Task]:
        for task, moment in zip(tasks, self.moments(chat, tasks), strict=False):
            if stop():
                return
            yield self._drawn(chat, task, moment)

    def _drawn(self, chat: ChatFile, task: Task, moment: Moment) -> Task:
        began, clock = datetime.now(UTC), time.monotonic()
        attempt = self._attempt(moment)
        record = Record(
            job_id=task.job_id,
            reason=attempt.reason,
            chat=chat.name,
            message=moment.message.id,
            message_number=moment.number,
            swipe=moment.message.swipe,
            profile=self.composer.profile.name,
            request=request_fields(attempt.scene.request) if attempt.scene else {},
            source=moment.found.source,
            time=began.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - clock, 3),
            **self._prompt_fields(attempt),
            **self._result_fields(attempt.result),
        )
        record, saved = self.store.save(record, attempt.result.pictures if attempt.result else ())
        if attempt.scene is not None:
            for one in saved:
                self.composer.announce(attempt.scene, attempt.prompt, one)
        state: State = "drawn" if attempt.result else "failed"
        return replace(task, state=state, reason=record.reason, record=record, tried=True)

    def _attempt(self, moment: Moment) -> _Attempt:
        scene, prompt = None, RenderedPrompt("")
        try:
            scene = moment.scene(self.composer)
            prompt = self.composer.compose(scene)
            return _Attempt(scene, prompt, self.composer.generate_sync(scene, prompt))
        except ComposerError as error:
            return _Attempt(scene, prompt, None, str(error))
        except Exception as error:  # whatever goes wrong with one picture, the others are drawn
            return _Attempt(scene, prompt, None, f"unexpected {type(error).__name__}: {error}")

    def _prompt_fields(self, attempt: _Attempt) -> dict[str, Any]:
        lowered = self.composer.settings(attempt.scene)[1] if attempt.scene else ()
        changes = attempt.result.changes if attempt.result else (*attempt.prompt.changes, *lowered)
        return prompt_fields(replace(attempt.prompt, changes=changes))

    def _result_fields(self, result: GenerationResult | None) -> dict[str, Any]:
        if result is None:
            return {"status": "failed", "backend": self.composer.profile.backend}
        seed = result.pictures[0].seed
        return {"status": "finished", "backend": result.backend, "model": result.model, "seed": seed}

    def _write(self) -> bool:
        """Write the chat as it is now, with every outcome the store has; False when it is so already."""
        chat = read_chat(self.composer, self.path)
        data = chat.rewritten(self._texts(chat))
        if self.target == self.path:
            if data == chat.data:
                return False
            if not self.backup.exists():
                write_whole(self.backup, chat.data, like=self.path)
        elif self.target.exists() and self.target.read_bytes() == data:
            return False
        write_whole(self.target, data, like=self.path)
        return True

    def _keep_stranger(self, chat: ChatFile) -> None:
        """Keep what stands where the chat is to be written, unless an earlier run wrote it."""
        if self.target == self.path or self.store.folder.exists() or not self.target.exists() or self.backup.exists():
            return
        data = self.target.read_bytes()
        if data != chat.data:
            write_whole(self.backup, data, like=self.target)

    def _texts(self, chat: ChatFile) -> dict[int, str]:
        outcomes: dict[int, list[tuple[FoundRequest, Outcome]]] = {}
        for task in self.plan(chat):
            outcome = self._outcome(task)
            if outcome is not None:
                outcomes.setdefault(task.message, []).append((task.found, outcome))
        return {
            number: self.composer.replace_all(chat.messages[number].text, pairs) for number, pairs in outcomes.items()
        }

    def _outcome(self, task: Task) -> Outcome | None:
        if task.state == "failed" and task.found.status == "failed":
            return None  # the message says so already
        record = task.record or (self.store.find(task.job_id) if task.state == "draw" else None)
        if record is None:
            return None
        if record.status == "failed":
            return Failed(record.reason, record.job_id)
        sources = (os.path.relpath(path, self.target.parent) for path in self.store.paths(record))
        return Illustrated(tuple(quote(source.replace(os.sep, "/")) for source in sources), record.job_id)
