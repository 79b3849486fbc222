"""Where a message begins in a text log: ``Wren: …``, ``[12:31] Wren: …``, ``**Wren:** …``, ``**Wren**: …``.

A log keeps to one way of writing; which one its first line shows. Where nothing but a colon marks a speaker, a name has
to come more than once, and a line of a status block ("Mood: tired") is none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin

Style = Literal["stamped", "bold", "plain"]
_MOST_WORDS = 4
_PARTICLES = frozenset({"of", "the", "de", "da", "la", "le", "van", "von", "der", "di", "and", "al", "из", "де", "и"})
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[  ]?[AaPp]\.?[Mm]\.?)?"
_STAMP = (
    rf"(?:\[(?=[^\]\n]{{0,40}}\d[-:./]\d)[^\]\n]{{1,40}}\]|\((?=[^)\n]{{0,40}}\d:\d)[^)\n]{{1,40}}\)"
    rf"|(?:\d{{2,4}}[-./]\d{{1,2}}[-./]\d{{1,4}},?[ T])?{_TIME}(?:[ ]?[-–—])?)[ \t]+"
)
_NAME = r"[^\s:：*\[\]<>{}\"“”«»|#>-][^:：*\n\[\]<>{}\"“”«»|]{0,59}"
_COLON = r"(?::(?=[ \t\r\n]|$)|：)[ \t]*"
_PATTERNS: dict[Style, re.Pattern[str]] = {
    "stamped": re.compile(rf"{_STAMP}(?:\*\*)?(?P<name>{_NAME}?)(?:\*\*)?{_COLON}(?:\*\*[ \t]*)?"),
    "bold": re.compile(
        rf"\*\*(?:(?P<name>{_NAME}?)[:：]\*\*[ \t]*|(?P<name_outside>{_NAME}?)\*\*{_COLON})"
    ),
    "plain": re.compile(rf"(?P<name>{_NAME}?){_COLON}"),
}  # fmt: skip


class Head(NamedTuple):
    """The beginning of a message: who speaks, and where in the line the text begins."""

    name: str
    end: int


@dataclass(frozen=True, slots=True)
class Heads:
    """How a log writes the beginnings of its messages.

    Attributes:
        style: what marks them. names: who speaks, where only a colon marks it; spaced: a blank line stands before each.
        sure: whether this is a log beyond doubt.
    """

    style: Style
    names: frozenset[str] = frozenset()
    spaced: bool = False
    sure: bool = True

    def at(self, line: str, after_blank: bool) -> Head | None:
        """Return the beginning of a message in a line, None where it goes on."""
        head = _head(self.style, line)
        if head is None or self.style == "stamped":
            return head
        return head if head.name in self.names and (after_blank or not self.spaced) else None


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom a name stands for: a name of somebody, or "" for the user, the character or a narrator."""

    name: str
    is_user: bool = False


def voice_of(name: str) -> Voice:
    """Return whom the name before a colon stands for."""
    if name.casefold() in _names().user:
        return Voice("", True)
    return Voice("" if name.casefold() in _names().character | _names().narrator else name)


def heads_of(lines: Sequence[str]) -> Heads | None:
    """Return how a log writes its beginnings, None for a text that is no log; `lines` are its first ones."""
    first = next((line for line in lines if line.strip()), "")
    style = next((style for style in _PATTERNS if _speaker(style, first)), None)
    if style is None:
        return None
    told = list(_speakers(style, lines))
    if style == "stamped":
        return Heads(style, sure=len(told) > 1)
    return _told_by(style, told, len(told) == sum(bool(line.strip()) for line in lines))


def _told_by(style: Style, told: Sequence[tuple[str, bool]], every_line: bool) -> Heads | None:
    """Return the beginnings of a log by what may be its speakers; `every_line` has one."""
    counts = Counter(name for name, _ in told)
    first, sides = told[0][0], _names().user | _names().character
    again = [after_blank for name, after_blank in told[1:] if name == first]
    spaced = all(again or [after_blank for _, after_blank in told[1:]])
    if spaced:  # each begins a paragraph, so a name need not come again
        names = {name for name, after_blank in told if after_blank}
    elif every_line and len(told) > len(counts):
        names = set(counts)
    else:
        names = {name for name, count in counts.items() if count > 1 or name == first or name.casefold() in sides}
    sure = any(counts[name] > 1 or name.casefold() in sides for name in names)
    return Heads(style, frozenset(names), spaced, sure) if len(names) > 1 else None


def _speakers(style: Style, lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the names of what may be speakers, and whether a blank line stands before them."""
    blank = True
    for line in lines:
        if name := _speaker(style, line):
            yield name, blank
        blank = not line.strip()


def _speaker(style: Style, line: str) -> str:
    """Return what may be a speaker's name at the beginning of a line, "" for none."""
    head = _head(style, line)
    return head.name if head is not None and (style == "stamped" or _is_name(head.name)) else ""


def _head(style: Style, line: str) -> Head | None:
    match = _PATTERNS[style].match(line)
    if match is None:
        return None
    found = match.groupdict()
    return Head((found["name"] or found.get("name_outside") or "").strip(), match.end())


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(words) > _MOST_WORDS or name.casefold() in _names().field:
        return False
    if re.search(r"[,;!?…]|\.$", name):
        return False
    written = [word for word in words if word.casefold() not in _PARTICLES]
    return bool(written) and all(word[0].isalnum() and not word[0].islower() for word in written)


class _Names(BaseModel):
    """`log_names.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: frozenset[str]
    character: frozenset[str]
    narrator: frozenset[str]
    field: frozenset[str]


@cache
def _names() -> _Names:
    return check_builtin(_Names, resources.files(__package__) / "log_names.yaml")
