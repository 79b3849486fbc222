"""Illustrating a whole chat file: which requests are to be drawn, drawing them one by one, writing the chat anew.

Everything is kept by job id in the folder of pictures, so a run that was broken off, in whatever way, is continued by
running again: what is on disk is not drawn again, and the chat is always written from what is on disk.
"""

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from composer.app import Composer
from composer.contracts import ChatFormat
from composer.errors import ChatError, ComposerError, PluginError
from composer.jobs import assign_jobs, request_fields
from composer.scenes import Story
from composer.store import Record, Store, locked, prompt_fields, write_whole
from composer.types import (
    CharacterCard,
    ChatMessage,
    Failed,
    FoundRequest,
    GenerationResult,
    Illustrated,
    Outcome,
    Persona,
    RenderedPrompt,
    Scene,
)

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
class Chat:
    """A chat: its messages and the names of character and user as it states them, "" for one it does not."""

    messages: tuple[ChatMessage, ...]
    char: str = ""
    user: str = ""

    @property
    def bare(self) -> bool:
        """Whether this is a lone message of nobody in particular, not a chat that has its own beginning."""
        return not any(message.name for message in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile(Chat):
    """A chat as read from a file; the file's name is the chat's id in job ids."""

    name: str
    format: ChatFormat
    data: bytes

    def rewritten(self, texts: dict[int, str]) -> bytes:
        """Return the file with the texts of some messages changed."""
        return b"".join(self.format.rewrite(io.BytesIO(self.data), texts)) if texts else self.data


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the characters' cards and the user's persona."""

    cards: tuple[CharacterCard, ...] = ()
    persona: Persona | None = None


def read_chat(composer: Composer, path: Path) -> ChatFile:
    """Read a chat file; ChatError names the file, the line and the cause, PluginError a format that failed."""
    chat_format = composer.open_chat(path)
    data = path.read_bytes()
    try:
        messages = tuple(chat_format.read(io.BytesIO(data)))
        char, user = chat_format.names(io.BytesIO(data))
    except ChatError as error:
        raise ChatError(f"{path}: {error}") from error
    except Exception as error:
        raise PluginError(f"the format {chat_format.name} failed on {path}: {error!r}") from error
    return ChatFile(messages, char, user, name=path.name, format=chat_format, data=data)


def begin(composer: Composer, chat: Chat, cast: Cast) -> Story:
    """Return the state of the story before the chat's first message."""
    return composer.story(cast.cards, cast.persona, chat.char, chat.user, greeting=chat.bare)


def find_all(composer: Composer, chat: Chat) -> list[tuple[int, list[FoundRequest]]]:
    """Return the requests of every message that has some and is not hidden, with the message's number."""
    found = [
        (number, composer.find(message.text)) for number, message in enumerate(chat.messages) if not message.is_system
    ]
    return [(number, requests) for number, requests in found if requests]


def scenes(
    composer: Composer, chat: Chat, story: Story, wanted: Iterable[tuple[int, FoundRequest]]
) -> Iterator[tuple[int, FoundRequest, Scene]]:
    """Yield the scene of each wanted request, in the order of the chat; the story is told no further than needed.

    Args:
        story: the state before the first message. wanted: message numbers and requests.
    """
    by_message: dict[int, list[FoundRequest]] = {}
    for number, found in wanted:
        by_message.setdefault(number, []).append(found)
    for number, message in enumerate(chat.messages[: max(by_message, default=-1) + 1]):
        for found in by_message.get(number, ()):
            yield number, found, composer.scene(story, message, found)
        story = composer.tell(story, message)


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
        out: the folder for the rewritten chat and its pictures; None rewrites the chat in place and keeps the first
            original as ``<name>.bak``.
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
        self.backup = self.path.with_name(f"{self.path.name}.bak")

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
        self.composer.backend  # noqa: B018  (found when first asked for)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.target):
            chat = read_chat(self.composer, self.path)
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

    def scenes(self, chat: ChatFile, tasks: Sequence[Task]) -> Iterator[Scene]:
        """Yield the scene of each task, in the order of the chat, with what optional readers know of its people."""
        import asyncio  # composing alone does not pay for it

        story = begin(self.composer, chat, self.cast)
        if tasks:
            story = asyncio.run(self.composer.consult(story, self.cast.cards, self.cast.persona))
        wanted = [(task.message, task.found) for task in tasks]
        return (scene for _, _, scene in scenes(self.composer, chat, story, wanted))

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
        waiting = iter(tasks)
        for scene in self.scenes(chat, tasks):
            if stop():
                return
            yield self._drawn(chat, next(waiting), scene)

    def _drawn(self, chat: ChatFile, task: Task, scene: Scene) -> Task:
        began, clock = datetime.now(UTC), time.monotonic()
        prompt = RenderedPrompt("")
        result: GenerationResult | None = None
        fields: dict[str, Any]
        try:
            prompt = self.composer.compose(scene)
            result = self.composer.generate_sync(scene, prompt)
            fields = {"status": "finished", **_result_fields(result)}
        except Exception as error:  # whatever goes wrong with one picture, the others are drawn
            fields = {"status": "failed", "reason": _reason(error), "backend": self.composer.profile.backend}
        prompts = prompt_fields(prompt)
        prompts["changes"] += self._changes(scene, result)
        record = Record(
            job_id=task.job_id,
            chat=chat.name,
            message=chat.messages[task.message].id,
            message_number=task.message,
            swipe=chat.messages[task.message].swipe,
            profile=self.composer.profile.name,
            request=request_fields(scene.request),
            source=task.found.source,
            time=began.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - clock, 3),
            **prompts,
            **fields,
        )
        record, saved = self.store.save(record, result.pictures if result else ())
        for one in saved:
            self.composer.announce(scene, prompt, one)
        state: State = "drawn" if result else "failed"
        return replace(task, state=state, reason=record.reason, record=record, tried=True)

    def _changes(self, scene: Scene, result: GenerationResult | None) -> list[dict[str, str]]:
        changes = (*self.composer.settings(scene)[1], *(result.changes if result else ()))
        return [{"kind": change.kind, "what": change.what, "why": change.why} for change in changes]

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


def _result_fields(result: GenerationResult) -> dict[str, Any]:
    return {"backend": result.backend, "model": result.model, "seed": result.pictures[0].seed}


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ComposerError) else f"unexpected {type(error).__name__}: {error}"
