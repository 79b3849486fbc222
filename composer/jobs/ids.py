"""Job ids: the same request asked twice has the same id, so it is answered once."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import fields

from composer.types import ChatMessage, FoundRequest, ImageRequest

_DIGITS = 20
#: The reroll counter at the end of an id, as far as one that a chat claims is believed.
_VERSION = re.compile(r"-[1-9]\d{0,3}\Z")


def request_fields(request: ImageRequest) -> dict[str, object]:
    """Return what a request says, without what it does not say."""
    said = ((field.name, getattr(request, field.name)) for field in fields(request))
    return {name: value for name, value in said if value is not None}


def job_id(
    chat: str, message: str, swipe: int, request: ImageRequest, number: int, profile: str, reroll: int = 0
) -> str:
    """Return the id of one job: a hash of what is asked for and where, then the reroll counter.

    Args:
        chat: a stable id of the chat; for a chat file, its name.
        message: the message's stable id, never its index; swipe: which swipe of it.
        request: as parsed, so that the way it was written does not matter.
        number: its number, from 0, among the message's identical parsed requests.
        profile: the name of the profile; reroll: how often another picture was asked for.
    """
    place = json.dumps([chat, message, swipe, request_fields(request), number, profile], sort_keys=True)
    return f"{hashlib.sha256(place.encode()).hexdigest()[:_DIGITS]}-{reroll}"


def assign_jobs(chat: str, message: ChatMessage, requests: Sequence[FoundRequest], profile: str) -> list[str]:
    """Return the job id of each request of a message, "" for one that cannot be drawn.

    A finished or failed request keeps the id it carries, that of a later version too, if it is one that this message
    can have; every other request takes the lowest number that is free. So an id that a chat merely claims never leads
    to somebody else's picture.
    """
    result = [""] * len(requests)
    for alike in _alike(requests).values():
        ids = [
            job_id(chat, message.id, message.swipe, request, number, profile)
            for number, (_, request) in enumerate(alike)
        ]
        free = dict.fromkeys(ids)
        for place, _ in alike:
            first = _VERSION.sub("-0", requests[place].job_id)
            if first in free:
                result[place] = requests[place].job_id
                del free[first]
        waiting = [place for place, _ in alike if not result[place]]
        for place, one in zip(waiting, free, strict=True):
            result[place] = one
    return result


def _alike(requests: Sequence[FoundRequest]) -> dict[str, list[tuple[int, ImageRequest]]]:
    """Group the requests that can be drawn by what they say: for each, its place among all and the parsed request."""
    groups: dict[str, list[tuple[int, ImageRequest]]] = {}
    for place, found in enumerate(requests):
        if found.request is not None and found.status in ("pending", "failed", "done"):
            key = json.dumps(request_fields(found.request), sort_keys=True)
            groups.setdefault(key, []).append((place, found.request))
    return groups
