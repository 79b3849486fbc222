"""Putting wrong types right: what a file says becomes what the specification asks for, and the card says so.

Every function takes the value, `where` it stands ("the field tags") and the `Notes` that hear of what was odd.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

#: So many sentences of each kind are kept: who reads a card with thousands of oddities knows by then.
_MOST_NOTES = 100
#: Whole numbers beyond it are no depth, order or date.
_LARGEST_NUMBER = 2**53
#: Dates above it count milliseconds: in seconds it is the year 5138.
_LATEST_SECOND = 10**11
_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


@dataclass(slots=True)
class Notes:
    """What is odd about a card, a sentence each, none twice; see `CharacterCard.coercions` and `.warnings`."""

    coercions: dict[str, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)

    def coerced(self, sentence: str) -> None:
        """Note a wrong type or place that was put right."""
        if len(self.coercions) < _MOST_NOTES:
            self.coercions[sentence] = None
        else:
            self.coercions["further oddities of the same kinds are not listed"] = None

    def warn(self, sentence: str) -> None:
        """Note anything else the user should know."""
        if len(self.warnings) < _MOST_NOTES:
            self.warnings[sentence] = None


def kind_of(value: Any) -> str:
    """Return what a parsed value is, in words."""
    return _KINDS.get(type(value), "a number")


def text(value: Any, where: str, notes: Notes) -> str:
    """Return text as it is, null as "", a list of texts line by line, anything else as its JSON."""
    if isinstance(value, str):
        return value
    notes.coerced(f"{where} is {kind_of(value)}, not text")
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return _written(value)


def texts(value: Any, where: str, notes: Notes, separator: str = "") -> tuple[str, ...]:
    """Return a list of texts; what is one text is a list of one, or of those between the separators."""
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return tuple(value)
        return _all_texts(value, where, notes)
    notes.coerced(f"{where} is {kind_of(value)}, not a list")
    if isinstance(value, dict):
        return _all_texts(value.values(), where, notes)
    if value is None:
        return ()
    written = value if isinstance(value, str) else _written(value)
    parts = written.split(separator) if separator else [written]
    return tuple(part.strip() if separator else part for part in parts if part.strip())


def _all_texts(values: Iterable[Any], where: str, notes: Notes) -> tuple[str, ...]:
    return tuple(text(item, f"{where}: an item", notes) for item in values if item is not None)


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError:  # a whole number of thousands of digits
        return ""


def flag(value: Any, where: str, notes: Notes, default: bool) -> bool:
    """Return true or false, also of numbers and of words for them."""
    if isinstance(value, bool):
        return value
    notes.coerced(f"{where} is {kind_of(value)}, not true or false")
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower(), default)
    return bool(value) if isinstance(value, int | float) else default


def number(value: Any, where: str, notes: Notes) -> int | None:
    """Return a whole number, also of a text that is one; None for anything else."""
    if type(value) is int and -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        return value
    if not isinstance(value, int | float) or isinstance(value, bool):
        notes.coerced(f"{where} is {kind_of(value)}, not a number")
    elif value != _whole(value):
        notes.coerced(f"{where} is no whole number in a sensible range")
    return _whole(value)


def _whole(value: Any) -> int | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return int(value) if abs(value) <= _LARGEST_NUMBER else None


def date(value: Any, where: str, notes: Notes) -> int | None:
    """Return a date as seconds since 1970, also of a text in the form of ISO 8601 and of milliseconds."""
    if isinstance(value, str) and (seconds := _seconds(value.strip())) is not None:
        notes.coerced(f"{where} is text, not a number of seconds")
        return seconds
    found = number(value, where, notes)
    if found is not None and abs(found) > _LATEST_SECOND:
        notes.coerced(f"{where} counts milliseconds, not seconds")
        return found // 1000
    return found


def _seconds(written: str) -> int | None:
    try:
        moment = datetime.fromisoformat(written)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def mapping(value: Any, where: str, notes: Notes) -> dict[str, Any]:
    """Return an object as it is; anything else is an empty one."""
    if isinstance(value, dict):
        return value
    notes.coerced(f"{where} is {kind_of(value)}, not an object")
    return {}
