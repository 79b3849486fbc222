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
from functools import cached_property

#: Where a region may begin. Inline code of the common kind (one backtick, one line) is read at once.
OPENER = re.compile(
    r"""
    <(?P<thought>think|thinking|reasoning)(?=[\s>])[^<>]*+>
    | (?P<comment><!--)
    | ^[ ]{0,3}(?:(?P<fence>`{3,})[^`\n]*+$ | (?P<tildes>~{3,}))
    | (?P<code>`[^`\n]++`(?!`))
    | (?P<ticks>`+)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*+\r?\n")


class Regions:
    """Says where the regions of one text end; what it looks up it looks up once, so that walking a text is linear."""

    def __init__(self, text: str) -> None:
        self.text = text

    def end(self, match: "re.Match[str]") -> int:
        """Return where the region ends that begins with this match of `OPENER`."""
        kind = match.lastgroup
        if kind == "thought":
            return self._after(re.compile(rf"</{match['thought']}\s*+>", re.IGNORECASE), match.end())
        if kind == "comment":
            return self._after(re.compile("-->"), match.end())
        if kind in ("fence", "tildes"):
            mark = match[kind]
            closing = re.compile(rf"^[ ]{{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*+\r?$", re.MULTILINE)
            return self._after(closing, match.end())
        return match.end() if kind == "code" else self._code_end(match)

    def _after(self, closing: re.Pattern[str], position: int) -> int:
        found = closing.search(self.text, position)
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
