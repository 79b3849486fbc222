"""What a call of a foreign protocol asks for, as the request that a message would hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from composer.profiles import Profile
from composer.requests.instructions import request_fields
from composer.types import Change

#: The longest prompt that is taken, in characters: as OpenAI has it.
LONGEST_PROMPT = 32_000
_SEEDS = 2**32


@dataclass(frozen=True, slots=True)
class Wish:
    """One call for pictures.

    Attributes:
        profile: how it is drawn. instruction: what is asked for, by the keys of an image tag. seed: None for any.
        source: the picture that is edited, b"" for none; mask: what of it may change; given: further pictures, of
            whose use the words tell.
        changes: what is already known not to be done as asked.
    """

    profile: Profile
    instruction: Mapping[str, Any]
    seed: int | None = None
    source: bytes = b""
    mask: bytes = b""
    given: tuple[bytes, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def content(self) -> str:
        """A hash of all that is asked for: two calls with the same one ask the same."""
        pictures = [hashlib.sha256(one).hexdigest() for one in (self.source, self.mask, *self.given)]
        told = json.dumps([self.profile.model_dump(mode="json"), dict(self.instruction), self.seed, pictures])
        return hashlib.sha256(told.encode()).hexdigest()


def instruction_of(asked: Mapping[str, Any], profile: Profile) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """Return what is asked for within the ranges of an image tag, and what had to be brought into them.

    Nobody wrote these numbers into a chat: a client's default that is out of range is no reason to draw nothing.

    Args:
        asked: by the keys of an image tag; None and "" count as not said.
    """
    known = {key: value for key, value in asked.items() if value not in (None, "")}
    changes: list[Change] = []
    for key, allowed in request_fields().numbers.items():
        if key in known:
            most = min(allowed.maximum, profile.max_pictures_per_message) if key == "n" else allowed.maximum
            value = min(max(known[key], allowed.minimum), most)
            if value != known[key]:
                changes.append(Change("lowered", key, f"{known[key]:g} became {value:g}, the nearest that is taken"))
            known[key] = int(value) if allowed.whole else value
    return known, tuple(changes)


def asked_by_the_user(profile: Profile) -> Profile:
    """Return the profile for a call of the user's own: what a tag may ask for by default does not bind it.

    A number of pictures that the profile itself names counts for every request, whoever writes it.
    """
    if "max_pictures_per_request" in profile.model_fields_set:
        return profile
    return profile.model_copy(update={"max_pictures_per_request": profile.max_pictures_per_message})


def size_of(width: float | None, height: float | None) -> str | None:
    """Return a size as an image tag has it; None when none is asked for."""
    if not width or not height:
        return None
    most = request_fields().longest_side["tag"]
    sides = (int(min(max(side, 1), most)) for side in (width, height))
    return "x".join(map(str, sides))


def seed_of(seed: float | None) -> int | None:
    """Return a seed, None for any: that is what negative ones mean."""
    return int(seed) % _SEEDS if seed is not None and seed >= 0 else None
