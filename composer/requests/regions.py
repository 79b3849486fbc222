"""The parts of a message that never hold a request: thoughts, code and comments.

- A thought is ``<think>``, ``<thinking>`` or ``<reasoning>`` (any case, with or without attributes) up to its closing
  tag; a comment is ``<!--`` up to ``-->``.
- A fence is a line that begins, after at most three spaces, with three or more backticks or tildes. A line with only
  the same character, at least as often, closes it. Backtick fences have no backtick in the rest of their first line.
- Inline code stands between two backtick runs of the same length, without a blank line between them. A run that finds
  no partner is text.

What is not closed runs to the end of the message, except for inline code. Indented text is not code.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache

_WORDS = r"[^`\n]*+(?:\n(?![ \t]*+\r?\n)[^`\n]*+)*+"
#: Where a region may begin. Inline code of the common kind, with few backticks inside, is read at once.
OPENER = re.compile(
    rf"""
    <(?P<thought>think|thinking|reasoning)(?=[\s>])[^<>]*+>
    | (?P<comment><!--)
    | ^[ ]{{0,3}}(?:(?P<fence>`{{3,}})[^`\n]*+$ | (?P<tildes>~{{3,}}))
    | (?P<code>(?P<run>`++){_WORDS}(?:(?!(?P=run)(?!`))`++{_WORDS}){{0,3}}+(?P=run)(?!`))
    | (?P<ticks>`+)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*+\r?\n")


@lru_cache(maxsize=64)
def _closing(kind: str, mark: str) -> re.Pattern[str]:
    """Return what ends a region that `mark` (the name of a tag, the run of a fence) began."""
    if kind == "comment":
        return re.compile("-->")
    if kind == "thought":
        return re.compile(rf"</{mark}\s*+>", re.IGNORECASE)
    return re.compile(rf"^[ ]{{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*+\r?$", re.MULTILINE)


class Regions:
    """Says where the regions of one text end; what it looks up it looks up once, so that walking a text is linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._free = (0, 0)

    def between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the regions that begin in ``text[start:end]``, in order; the last one may reach beyond it."""
        position = start
        if self._free[0] <= start and end <= self._free[1]:
            return
        while position < end:
            for match in OPENER.finditer(self.text, position):
                if match.start() >= end:
                    # Remembered, so that many requests before a far region do not each search for it.
                    self._free = (position, match.start())
                    return
                position = self._end(match)
                if position != match.end() or match.lastgroup != "ticks":
                    yield match.start(), position
                if position != match.end():
                    break
            else:
                self._free = (position, len(self.text) + 1)
                return

    def behind(self, position: int, place: int) -> int:
        """Return where the region ends that `place` lies in, looking from `position` on; `place` when in none."""
        return max((end for _, end in self.between(position, place + 1)), default=place)

    def _end(self, match: "re.Match[str]") -> int:
        kind = match.lastgroup
        if kind == "code":
            return match.end()
        if kind == "ticks":
            return self._code_end(match)
        mark = "" if kind in (None, "comment") else match[str(kind)]
        found = _closing(str(kind), mark.lower()).search(self.text, match.end())
        return found.end() if found else len(self.text)

    def _code_end(self, match: "re.Match[str]") -> int:
        """Return the end of the inline code, or of the run of backticks itself when it is text."""
        length = len(match["ticks"])
        partners = self._runs.get(length, [])
        number = bisect_left(partners, match.end())
        if number == len(partners):
            return match.end()
        blank = bisect_left(self._blank_lines, match.end())
        if blank < len(self._blank_lines) and self._blank_lines[blank] < partners[number]:
            return match.end()
        return partners[number] + length

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        runs: dict[int, list[int]] = {}
        for run in _TICKS.finditer(self.text):
            runs.setdefault(len(run[0]), []).append(run.start())
        return runs

    @cached_property
    def _blank_lines(self) -> list[int]:
        return [line.start() for line in _BLANK_LINE.finditer(self.text)]
