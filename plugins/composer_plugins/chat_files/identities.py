"""Ids of the messages of a chat, each given once, in a few bytes a message however long the chat is."""

from array import array
from collections import Counter
from hashlib import blake2b

_BYTES = 8
_FIRST_SIZE = 1024


class Identities:
    """Gives each message an id of its own: of equal ones the second gets ``#2``, the third ``#3``."""

    def __init__(self) -> None:
        self._given = _Hashes()
        self._again: Counter[str] = Counter()

    def own(self, identity: str) -> str:
        """Return the id, changed if it was given before."""
        candidate = identity
        while candidate in self._given:
            self._again[identity] += 1
            candidate = f"{identity}#{1 + self._again[identity]}"
        self._given.add(candidate)
        return candidate


class _Hashes:
    """A set of texts of which it knows only a hash of 64 bits each: a table with free places, at most half full."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(_FIRST_SIZE * _BYTES))
        self._count = 0

    def __contains__(self, text: str) -> bool:
        return bool(self._table[self._place(_hash(text))])

    def add(self, text: str) -> None:
        if 2 * self._count >= len(self._table):
            self._grow()
        number = _hash(text)
        self._table[self._place(number)] = number
        self._count += 1

    def _place(self, number: int) -> int:
        """Return where a hash stands, or the free place where it belongs."""
        table, last = self._table, len(self._table) - 1
        place = number & last
        while table[place] and table[place] != number:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        full, self._table = self._table, array("Q", bytes(2 * len(self._table) * _BYTES))
        for number in full:
            if number:
                self._table[self._place(number)] = number


def _hash(text: str) -> int:
    """Return a number that is never 0, which stands for a free place."""
    return int.from_bytes(blake2b(text.encode(), digest_size=_BYTES).digest()) or 1
