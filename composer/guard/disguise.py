"""Sees through disguised words: a text as its plain readings, each of which knows where its letters stood.

Case, accents, ё, fullwidth and styled letters, zero-width characters, Latin and Cyrillic letters of the same shape,
digits for letters and letters set apart (``w o r d``, ``w.o.r.d``) are undone; a text gives a few readings at most.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

_UNSEEN = "\u115f\u1160\u3164\uffa0"
_SPACED = re.compile(r"(?<!\w)\w(?:[\s.\-*·•|/]{1,2}\w(?!\w)){2,}")
_INSIDE = re.compile(r"(?<=[^\W\d])[.*·•|~\-]+(?=[^\W\d])")
_LONG_SPACE = re.compile(r"(?<=\s\s)\s+")
_APART = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Seen:
    """One plain reading of a text: `places[i]` is where its letter `i` stood; None when every letter kept its place."""

    text: str
    places: Sequence[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original text that ``text[start:end]`` was read from."""
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1)

    def without(self, pattern: re.Pattern[str], inside: re.Pattern[str] | None = None) -> "Seen":
        """Return the reading without what `pattern` matches, or without what `inside` matches there."""
        cuts = [match.span() for match in pattern.finditer(self.text)]
        if inside is not None:
            cuts = [cut.span() for first, last in cuts for cut in inside.finditer(self.text, first, last)]
        if not cuts:
            return self
        kept = list(_kept(cuts, len(self.text)))
        places = self.places if self.places is not None else range(len(self.text))
        return Seen("".join(self.text[a:b] for a, b in kept), [place for a, b in kept for place in places[a:b]])


def readings(text: str, letters: Mapping[int, str], digits: Sequence[Mapping[int, str]]) -> list[Seen]:
    """Return the plain readings of `text`, without repeats, the plainest first.

    Args:
        letters: what each look-alike of another script stands for (a table for `str.translate`, letter by letter).
        digits: what digits and signs inside words stand for, each table one more reading.
    """
    plain = _plain(text)
    plain = Seen(plain.text.translate(letters), plain.places).without(_LONG_SPACE)
    seen = {plain.text: plain}
    for table in digits:
        if any(chr(digit) in plain.text for digit in table):
            leet = _words_with("".join(map(chr, table))).sub(partial(_as_letters, table), plain.text)
            seen.setdefault(leet, Seen(leet, plain.places))
    for one in list(seen.values()):
        for variant in (one.without(_SPACED, inside=_APART), one.without(_INSIDE)):
            seen.setdefault(variant.text, variant)
    return list(seen.values())


@cache
def _words_with(signs: str) -> re.Pattern[str]:
    """Return what finds the words that have one of some signs; a sign that is no part of words is left out."""
    within = re.escape("".join(one for one in signs if one.isalnum() or one in "_@$"))
    return re.compile(rf"(?<![\w@$])[\w@$]*[{within}][\w@$]*")


def _as_letters(table: Mapping[int, str], token: re.Match[str]) -> str:
    """Read the digits of a word as letters; a number stays one."""
    word = token[0]
    return word.translate(table) if any(map(str.isalpha, word)) else word


def _plain(text: str) -> Seen:
    """Undo styling, case, accents (but й stays itself) and unseen characters, letter by letter."""
    if text.isascii():
        return Seen(text.lower().replace("_", " "))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in letter.lower() if letter.isascii() else _letters(letter):
            letters.append(" " if plain == "_" else plain)
            places.append(place)
    return Seen("".join(letters), places)


def _letters(letter: str) -> str:
    folded = unicodedata.normalize("NFKC", letter).casefold()
    if folded == "й":
        return folded
    bare = unicodedata.normalize("NFKD", folded)
    return "".join(one for one in bare if one not in _UNSEEN and unicodedata.category(one) not in ("Mn", "Cf", "Co"))


def _kept(cuts: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    position = 0
    for first, last in cuts:
        yield position, first
        position = last
    yield position, length
