"""Lorebooks made for tests, and short ways to ask what they call."""

from functools import cache
from typing import Any

from composer.app import Composer
from composer.lore.calling import Calls, Library
from composer.reading.language import Language
from composer.types import Lorebook, LoreEntry


@cache
def languages() -> tuple[Language, ...]:
    """Return all built-in languages."""
    return Composer().narrator.reading.languages


def entry(*keys: str, **fields: Any) -> LoreEntry:
    """Return an entry with these keys."""
    return LoreEntry(**{"content": "It is there.", "keys": keys, **fields})


def book(*entries: LoreEntry, **fields: Any) -> Lorebook:
    """Return a book of a world called Northport."""
    return Lorebook(entries, origin="world:Northport", **fields)


def calls(of: Lorebook, request: str = "", *messages: str, count: int = 0) -> Calls:
    """Return what a request calls, with messages before it, the newest first."""
    told = [(f"message:{-number}", text) for number, text in enumerate(messages)]
    return Library([of], "Maren", "Alex", languages()).called(request, told, count)


def called(of: Lorebook, request: str = "", *messages: str, count: int = 0) -> list[int]:
    """Return the places of the entries that are called, the most important first."""
    return [call.number for call in calls(of, request, *messages, count=count).entries]


def calling(request: str, *keys: str, **fields: Any) -> bool:
    """Return whether a request calls an entry with these keys."""
    return bool(called(book(entry(*keys, **fields)), request))
