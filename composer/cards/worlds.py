"""Lorebooks that stand in files of their own: SillyTavern's world info, and the V3 specification's ``lorebook_v3``."""

from typing import Any

from composer.cards.books import book_from
from composer.cards.coercion import Notes
from composer.cards.limits import LIMITS, Limits
from composer.cards.mending import mended_book
from composer.cards.parsing import check_depth, cleaned, parsed
from composer.errors import CardError
from composer.types import Lorebook


def world_from_json(data: bytes, name: str, limits: Limits = LIMITS) -> Lorebook:
    """Read a lorebook from JSON, in either form; wrong types are put right.

    Args:
        data: the file. name: what evidence calls it: ``world:Northport``.

    Raises:
        CardError: it is too long or nested too deeply, is no JSON, or no lorebook.
    """
    value, clean = parsed(data, Notes(), limits)
    return mended_book(world_from_fields(value, name, limits, clean))[0]


def world_from_fields(value: Any, name: str, limits: Limits = LIMITS, clean: bool = False) -> Lorebook:
    """Read a lorebook from parsed JSON; see `world_from_json`.

    Args:
        clean: it is known to hold neither NUL characters nor halves of surrogate pairs.
    """
    check_depth(value, limits)
    notes = Notes()
    fields = value if clean else cleaned(value, notes)
    if isinstance(fields, dict) and "entries" not in fields and not isinstance(fields.get("data"), dict):
        raise CardError("no lorebook: it has no entries")
    return book_from(fields, f"world:{name}", notes)
