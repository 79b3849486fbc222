"""From a message to its jobs: which of its requests become one, under which id, and which are held and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from composer.jobs.ids import assign_jobs
from composer.jobs.job import Submission
from composer.profiles import Profile
from composer.requests.instructions import read_request
from composer.server.errors import AnswerError
from composer.server.prices import Price, price_of
from composer.server.stories import Setting
from composer.types import FoundRequest

#: The form of a request that a caller makes itself, which stands in no message.
OWN = "request"
#: Why a request is held whose caller only wants to know what there is.
_LATER = "it is drawn when it is asked for"


@dataclass(frozen=True, slots=True)
class Planned:
    """One request of a message and what is to be done about it.

    Attributes:
        found: the request; occurrence: which of the same texts in the message it is, from 0.
        status: why there is no job; "" when there is one. reason, code: in words and as a stable name.
        submission: what to submit, None for nothing; job_id: its id, "" when it cannot have one.
        price: what it is expected to cost.
    """

    found: FoundRequest
    occurrence: int
    job_id: str = ""
    status: Literal["done", "error", "incomplete", ""] = ""
    reason: str = ""
    code: str = ""
    submission: Submission | None = None
    price: Price | None = None


def requests_of(setting: Setting, own: dict[str, Any] | None) -> list[FoundRequest]:
    """Return the requests of the message, or the one that the caller makes itself; AnswerError when it is wrong."""
    if own is None:
        return setting.composer.find(setting.message.text)
    request, problem = read_request(own, "tag")
    if problem is not None or request is None:
        name = f"request.{problem.field}" if problem else "request.prompt"
        raise AnswerError(422, problem.code if problem else "missing_prompt", problem.message if problem else "", name)
    end = len(setting.message.text)
    return [FoundRequest(OWN, request.operation, "pending", end, end, "", request, own=True)]


def plan(
    setting: Setting, requests: Sequence[FoundRequest], chat: str, automatic: bool, hold: bool = False
) -> list[Planned]:
    """Return what is to be done about each request of a message, in order.

    Args:
        chat: its stable id. automatic: nobody asked, so that the profile's `automatic` decides.
        hold: nothing is to be drawn that is not drawn already.
    """
    profile = setting.composer.profile
    ids = assign_jobs(chat, setting.message, requests, profile.name)
    pictures = _pictures(requests, profile)
    asked, later = not (automatic or hold), _LATER if hold else ""
    return [
        _planned(setting, found, job_id, chat, _held(found, profile, number, automatic) or later, asked)
        for found, job_id, number in zip(requests, ids, pictures, strict=True)
    ]


def _pictures(requests: Sequence[FoundRequest], profile: Profile) -> Iterator[int]:
    """Yield for each request how many pictures the message has up to it."""
    count = 0
    for found in requests:
        if found.status not in ("error", "incomplete"):
            wanted = (found.request.n if found.request else None) or 1
            count += min(wanted, profile.max_pictures_per_request)
        yield count


def _held(found: FoundRequest, profile: Profile, pictures: int, automatic: bool) -> str:
    """Return why a request is not drawn by itself, "" when it is."""
    if pictures > profile.max_pictures_per_message:
        return f"the profile draws at most {profile.max_pictures_per_message} pictures per message by itself"
    if automatic and profile.automatic == "ask":
        return "the profile asks before it draws"
    if automatic and profile.automatic == "off":
        return "the profile draws nothing by itself"
    return "it failed before, as the message says" if found.status == "failed" else ""


def _planned(setting: Setting, found: FoundRequest, job_id: str, chat: str, hold: str, asked: bool) -> Planned:
    planned = Planned(found, _occurrence(setting.message.text, found), job_id)
    if found.status == "incomplete":
        return replace(planned, job_id="", status="incomplete", reason="it is cut off before its end")
    if found.status == "error" or found.request is None:
        problem = found.error
        reason, code = (problem.message, problem.code) if problem else ("it cannot be read", "bad_syntax")
        return replace(planned, job_id="", status="error", reason=reason, code=code)
    if found.status == "done":
        return replace(planned, status="done")
    submission = replace(_submission(setting, planned, chat, hold), asked=asked)
    return replace(planned, submission=submission, price=price_of(setting.composer, submission.scene))


def _submission(setting: Setting, planned: Planned, chat: str, hold: str) -> Submission:
    return Submission(
        planned.job_id,
        setting.composer.scene(setting.story, setting.message, planned.found),
        setting.composer.profile,
        chat=chat,
        message=setting.message.id,
        message_number=setting.story.count,
        swipe=setting.message.swipe,
        source=planned.found.source,
        occurrence=planned.occurrence,
        hold=hold,
    )


def _occurrence(text: str, found: FoundRequest) -> int:
    return text.count(found.source, 0, found.start) if found.source else 0
