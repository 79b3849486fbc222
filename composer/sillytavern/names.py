"""Finding by name: exactly, then whatever its capitals, then by the beginning of a name; nothing is guessed."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def matching(name: str, named: Iterable[tuple[str, T]]) -> list[T]:
    """Return what is called `name`, in the first way in which anything is; several when the name does not decide."""
    pairs = list(named)
    folded = name.casefold().strip()
    exact = [one for known, one in pairs if known == name]
    alike = exact or [one for known, one in pairs if known.casefold().strip() == folded]
    return alike or [one for known, one in pairs if folded and known.casefold().startswith(folded)]


def nearest_words(known: list[str]) -> str:
    """Return how an error tells the names that come nearest."""
    return f"the nearest are: {', '.join(known)}" if known else "there are none"
