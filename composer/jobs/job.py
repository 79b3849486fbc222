"""What a job is: what was asked for, how far it is, and what came of it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from composer.errors import InvalidRequestError
from composer.pictures import Attempt
from composer.profiles import Profile
from composer.store import PictureRecord
from composer.types import Change, PersonPrompt, Reference, Scene

Status = Literal["queued", "running", "finished", "failed", "cancelled", "held", "unknown"]
Kind = Literal["first", "reroll", "redraw"]

#: The states in which nothing happens any more by itself.
ENDED: frozenset[Status] = frozenset({"finished", "failed", "cancelled", "held", "unknown"})
#: The states from which a retry starts again.
RETRIED: frozenset[Status] = frozenset({"failed", "cancelled", "held", "unknown"})

#: Codes of errors that say nothing of the picture: the next one would end in the same way, and all wait until it is
#: put right.
BARRING = frozenset({"bad_key", "not_permitted", "no_credit", "over_budget", "disk_full", "storage"})

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_COUNTED = re.compile(r"(.+)-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Job:
    """One picture that was asked for, as it is now.

    Attributes:
        status: ``queued``, ``running``, ``finished``, ``failed``, ``cancelled``, ``held`` (back for a reason that the
            user can lift) or ``unknown`` (sent, and no answer came: perhaps billed).
        reason, code: why it is not finished, in words and as the error's stable name.
        chat, message, message_number, swipe, occurrence: where the request stands; source: it as written.
        profile: the name of the profile. request: what it asks for.
        prompt, negative_prompt, backend, model, seed: what was sent last and to whom.
        people: the prompts of single people, for models that have such. references: the reference pictures the prompt
            numbers, as plain data.
        pictures: finished ones, as files of the folder. attempts: every target that was tried.
        changes: what was not done as asked, and why.
        progress: 0 to 1 while it is running and known. usd: what it cost, None when nobody knows.
        created, updated: ISO 8601 in UTC. seconds: how long the last run took.
        base: the id without its counter; reroll: that counter; kind: how this version came about.
    """

    id: str
    status: Status
    reason: str = ""
    code: str = ""
    chat: str = ""
    message: str = ""
    message_number: int = 0
    swipe: int = 0
    profile: str = ""
    source: str = ""
    occurrence: int = 0
    request: dict[str, Any] | None = None
    prompt: str = ""
    negative_prompt: str = ""
    backend: str = ""
    model: str = ""
    seed: int | None = None
    references: tuple[dict[str, Any], ...] = ()
    people: tuple[PersonPrompt, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    changes: tuple[Change, ...] = ()
    progress: float | None = None
    usd: float | None = None
    created: str = ""
    updated: str = ""
    seconds: float = 0.0
    base: str = ""
    reroll: int = 0
    kind: Kind = "first"

    @property
    def ended(self) -> bool:
        """Whether nothing happens to it any more by itself."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True)
class Submission:
    """A request for a picture.

    Attributes:
        id: the same id is answered once; letters, digits, ``-`` and ``_``.
        scene, profile: what to draw and how.
        chat, message, message_number, swipe, source, occurrence: as in `Job`.
        hold: not drawn before a retry, for this reason.
        asked: somebody wants it now, so that it is queued again if it was cancelled.
        prompt, negative_prompt, people, references: draw with these instead of composing them.
        seed: draw with this seed instead of the request's.
        awaited: a client waits for it on one connection. Once this process has ended nobody does, so that it is
            cancelled instead of being drawn by the next.
    """

    id: str
    scene: Scene
    profile: Profile
    chat: str = ""
    message: str = ""
    message_number: int = 0
    swipe: int = 0
    source: str = ""
    occurrence: int = 0
    hold: str = ""
    asked: bool = True
    prompt: str | None = None
    negative_prompt: str = ""
    references: tuple[Reference, ...] = ()
    people: tuple[PersonPrompt, ...] = ()
    seed: int | None = None
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a job: a new ``state``, or ``progress`` in the one it has."""

    kind: Literal["state", "progress"]
    job: Job


def split_id(job_id: str) -> tuple[str, int]:
    """Return an id without its counter, and the counter; an id without one is its own base."""
    match = _COUNTED.fullmatch(job_id)
    return (match[1], int(match[2])) if match else (job_id, 0)


def check_id(job_id: str) -> str:
    """Return an id that may name a file; InvalidRequestError for any other."""
    if not _ID.fullmatch(job_id):
        raise InvalidRequestError("id", job_id[:80], "an id is 1 to 80 letters, digits, '-' and '_'")
    return job_id
