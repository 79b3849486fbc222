r"""Keys that are regular expressions, as JavaScript writes them: ``/pattern/flags``, searched within a time limit.

They come from strangers: a pattern that is invalid, too long or too slow calls nothing, and says so. Letters of all
scripts count as letters, so that ``\b`` and ``\w`` hold for Russian, too, which JavaScript knows only as ASCII.

Sources: ECMA-262, 22.2 (patterns); SillyTavern, public/scripts/world-info.js (which keys it takes for expressions).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any

#: The longest pattern that is read, in characters.
LONGEST = 2000
#: How long one search may take, and all searches for one scene together, in seconds.
SEARCH_SECONDS, SCENE_SECONDS = 0.05, 0.25
#: How many patterns of one book may be too slow before no more of its patterns are searched.
MOST_SLOW = 8

_WRITTEN = re.compile(r"/((?:[^/\\]|\\.)+)/([a-z]*)", re.DOTALL)
_FLAGS = frozenset("gimsuvyd")
#: What makes a key of a book with expressions more than a plain word.
_MEANT = re.compile(r"[\\\[|*+^$]|\(\?|\{\d")
_TOKEN = re.compile(
    r"""\\(?P<escape>u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^<>]{1,100}>
        |[pP]\{[^{}]{1,60}\}|\d{1,3}|.)
      | \[(?P<denied>\^?)(?P<inside>(?:\\.|[^\]\\])*)\]
      | (?P<kept>\(\?(?::|=|!|<=|<!|<[^\W\d]\w{0,60}>)|\{\d{1,4}(?:,\d{0,4})?\})
      | (?P<wrong>\(\?)
      | (?P<brace>\{)
      | (?P<end>\$)""",
    re.VERBOSE | re.DOTALL,
)
_KNOWN_ESCAPES = frozenset("dDwWsSbBnrtfv")


class Patience:
    """How much time is left for the expressions of one scene."""

    def __init__(self, seconds: float = SCENE_SECONDS) -> None:
        self.left = seconds
        #: What was not searched or not found for lack of time, or of a pattern that can be read.
        self.notices: dict[str, str] = {}


@dataclass(eq=False)
class Expression:
    """A pattern that may be searched for; `written` is the key as the book has it."""

    written: str
    pattern: str
    flags: str = ""
    slow: bool = False

    @cached_property
    def problem(self) -> str:
        """Why it cannot be searched for, "" when it can."""
        return "" if self._search else "it is no valid regular expression"

    @cached_property
    def _search(self) -> Callable[..., Any] | None:
        import regex  # most books have none

        translated = translate(self.pattern, "m" in self.flags)
        if translated is None:
            return None
        sticky = rf"\A(?:{translated})" if "y" in self.flags else translated
        chosen = (
            (regex.IGNORECASE if "i" in self.flags else 0)
            | (regex.MULTILINE if "m" in self.flags else 0)
            | (regex.DOTALL if "s" in self.flags else 0)
        )
        try:
            search: Callable[..., Any] = regex.compile(sticky, chosen | regex.VERSION0).search
        except (regex.error, RecursionError, OverflowError, ValueError, MemoryError):
            return None
        return search

    def find(self, text: str, patience: Patience) -> tuple[int, int] | None:
        """Return where the pattern stands in a text; None when it does not, or cannot be searched in time."""
        if self.slow or self.problem or patience.left <= 0:
            why = "it took too long" if self.slow else self.problem or "the expressions before it took too long"
            patience.notices.setdefault(self.written, why)
            return None
        begun = monotonic()
        try:
            assert self._search is not None
            match = self._search(text, timeout=min(SEARCH_SECONDS, patience.left))
        except (TimeoutError, MemoryError):
            self.slow, match = True, None
            patience.notices[self.written] = "it took too long"
        patience.left -= monotonic() - begun
        return match.span() if match else None


def expression_of(key: str, bare: bool, ignore_case: bool) -> Expression | None:
    """Return a key as an expression, None for a key that is plain words.

    Args:
        key: as the book writes it. bare: the book's keys are expressions without slashes, too (version 3 of the
            specification); one with no sign that only an expression has, or that is none, is taken as words.
        ignore_case: whether a bare one ignores case.
    """
    written = _WRITTEN.fullmatch(key)
    if written and _FLAGS.issuperset(written[2]):
        return _checked(key, written[1], written[2])
    if bare and _MEANT.search(key):
        made = _checked(key, key, "i" if ignore_case else "")
        return None if made.problem else made
    return None


def _checked(written: str, pattern: str, flags: str) -> Expression:
    return Expression(written, pattern if len(pattern) <= LONGEST else "(", flags)


@lru_cache(maxsize=1024)
def translate(pattern: str, multiline: bool = False) -> str | None:
    """Return JavaScript's pattern as Python's `regex` writes it, None for one that is invalid."""
    parts, position = list[str](), 0
    for match in _TOKEN.finditer(pattern):
        written = _token(match, multiline)
        if written is None:
            return None
        parts += [pattern[position : match.start()], written]
        position = match.end()
    return "".join((*parts, pattern[position:]))


def _token(match: re.Match[str], multiline: bool) -> str | None:
    if match["escape"]:
        return _escaped(match["escape"])
    if match["inside"] is not None:
        return _class(match["denied"], match["inside"])
    if match["wrong"]:
        return None
    if match["end"]:
        return "$" if multiline else r"\Z"
    return r"\{" if match["brace"] else match["kept"]


def _escaped(escape: str) -> str:
    kind, rest = escape[0], escape[1:]
    if kind in "ux" and rest:
        number = int(rest.strip("{}"), 16)
        return re.escape(chr(number)) if number <= 0x10FFFF else "(?!)"
    if kind == "c" and rest:
        return rf"\x{ord(rest.upper()) % 32:02x}"
    if kind == "k" and rest:
        return f"(?P={rest[1:-1]})"
    if kind in "pP" and rest:
        return f"\\{escape}"
    if kind.isdigit():
        return r"\x00" if escape == "0" else f"\\{escape}"
    return f"\\{kind}" if kind in _KNOWN_ESCAPES else re.escape(kind)


def _class(denied: str, inside: str) -> str:
    if not inside:
        return r"[\s\S]" if denied else "(?!)"
    return f"[{denied}{re.sub(_CLASS_TOKEN, _class_token, inside)}]"


_CLASS_TOKEN = re.compile(
    r"\\(?P<escape>u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^{}]{1,60}\}|.)|\[|&&|--|~~|\|\|",
    re.DOTALL,
)


def _class_token(match: re.Match[str]) -> str:
    if match["escape"] is None:
        return "".join(f"\\{sign}" for sign in match[0])
    return r"\-" if match["escape"] == "-" else _escaped(match["escape"])
