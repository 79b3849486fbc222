"""Text that was rewritten for reading, with the way back to the text as stored."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter

from composer.types import Evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` on, mapped text stands for ``stored[stored_start:stored_end]``: letter by letter when `verbatim`."""

    start: int
    stored_start: int
    stored_end: int
    verbatim: bool


_start, _stored_start, _verbatim = attrgetter("start"), attrgetter("stored_start"), attrgetter("verbatim")


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text made from a stored one by replacements (macros, markup), which can still say where each word stood.

    Attributes:
        source: the name of the stored text, as in `Evidence.source`.
        text: the text to read.
    """

    source: str
    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, source: str, stored: str) -> "MappedText":
        """Wrap a stored text that has not been changed yet."""
        return cls(source, stored, (Piece(0, 0, len(stored), True),))

    def replaced(self, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> "MappedText":
        """Replace every match; what stays keeps its place, what is new points at what it replaced."""
        return self.rewritten((match.start(), match.end(), replacement(match)) for match in pattern.finditer(self.text))

    def without(self, spans: Iterable[tuple[int, int]]) -> "MappedText":
        """Cut out ranges of the mapped text (sorted, not overlapping), each leaving one line break behind."""
        return self.rewritten((start, end, "\n") for start, end in spans)

    def only(self, start: int, end: int, begin: int, instead: str = "") -> "MappedText":
        """Keep ``text[start:end]`` alone; `instead` takes the place of its first part, up to `begin`."""
        changes = ((0, start, ""), (start, begin, instead), (end, len(self.text), ""))
        return self.rewritten(change for change in changes if change[0] < change[1] and change[1] > change[0])

    def lines(self, spans: Iterable[tuple[int, int]], label: str) -> "MappedText":
        """Return ranges of the text, in any order, each on a line of its own behind a label."""
        parts: list[str] = []
        pieces: list[Piece] = []
        length = 0
        for start, end in spans:
            place, _ = self._stored(start, end, self._piece(start), self._piece(max(start, end - 1)))
            before = f"\n{label}" if parts else label
            pieces.append(Piece(length, place, place, False))
            parts.append(before)
            length += len(before)
            length += self._copy(start, end, length, parts, pieces)
        return MappedText(self.source, "".join(parts), tuple(pieces))

    def within(self, first: int, last: int) -> "MappedText":
        """Return the part that stands for ``stored[first:last]``; what a macro stands for is where the macro begins."""
        if not self.pieces:
            return self
        changes = ((0, self._position(first), ""), (self._position(last), len(self.text), ""))
        return self.rewritten(change for change in changes if change[0] < change[1])

    def _position(self, stored: int) -> int:
        """Return where the mapped text reaches a place of the stored one."""
        number = bisect_left(self.pieces, stored, key=_stored_start)
        following = self.pieces[number].start if number < len(self.pieces) else len(self.text)
        before = self.pieces[number - 1] if number else None
        if before is None or not before.verbatim:
            return following
        return min(before.start + stored - before.stored_start, following)

    def rewritten(self, changes: Iterable[tuple[int, int, str]]) -> "MappedText":
        """Replace ranges of the mapped text (sorted, not overlapping); what is new points at what it replaced."""
        parts: list[str] = []
        pieces: list[Piece] = []
        length = position = 0
        for start, end, new in changes:
            if new == self.text[start:end]:
                continue
            length += self._copy(position, start, length, parts, pieces)
            if new:
                stored = self._stored(start, end, self._piece(start), self._piece(max(start, end - 1)))
                pieces.append(Piece(length, *stored, False))
                parts.append(new)
                length += len(new)
            position = end
        if not parts and position == 0:
            return self
        self._copy(position, len(self.text), length, parts, pieces)
        return MappedText(self.source, "".join(parts), tuple(pieces))

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for ``text[start:end]``; `exact` when it stands in the stored text letter by letter."""
        first, last = self._piece(start), self._piece(max(start, end - 1))
        stored_start, stored_end = self._stored(start, end, first, last)
        # Text that was removed in between leaves pieces that do not touch: then the lengths differ.
        verbatim = all(map(_verbatim, self.pieces[first : last + 1]))
        exact = verbatim and stored_end - stored_start == end - start
        return Evidence(self.source, stored_start, stored_end, self.text[start:end], exact)

    def _piece(self, position: int) -> int:
        if len(self.pieces) == 1:
            return 0
        return max(0, bisect_right(self.pieces, position, key=_start) - 1)

    def _stored(self, start: int, end: int, number: int, last_number: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` is stored, which begins and ends in pieces of these numbers."""
        if not self.pieces:
            return 0, 0
        first, last = self.pieces[number], self.pieces[last_number]
        stored_start = first.stored_start + (start - first.start) if first.verbatim else first.stored_start
        stored_end = last.stored_start + (end - last.start) if last.verbatim else last.stored_end
        return stored_start, max(stored_start, stored_end)

    def _copy(self, start: int, end: int, at: int, parts: list[str], pieces: list[Piece]) -> int:
        """Copy ``text[start:end]`` to the position `at` of the new text; return how many characters that were."""
        if start >= end:
            return 0
        parts.append(self.text[start:end])
        for number in range(self._piece(start), self._piece(end - 1) + 1):
            piece = self.pieces[number]
            begin = max(start, piece.start)
            finish = end if number + 1 == len(self.pieces) else min(end, self.pieces[number + 1].start)
            if piece.verbatim:
                stored = piece.stored_start + begin - piece.start
                pieces.append(Piece(at + begin - start, stored, stored + finish - begin, True))
            else:
                pieces.append(Piece(at + begin - start, piece.stored_start, piece.stored_end, False))
        return end - start
