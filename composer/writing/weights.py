r"""How much words count: the syntaxes of weights, read and written.

* ``a1111`` (AUTOMATIC1111, Forge, ComfyUI and most programs for local models): ``(x)`` counts 1.1 times, ``[x]``
  1/1.1 times, ``(x:1.3)`` 1.3 times; nested ones multiply, round and square ones may overlap, one that is never closed
  goes on to the end, and ``\(`` is a bracket to be seen. Source: AUTOMATIC1111/stable-diffusion-webui,
  modules/prompt_parser.py.
* ``novelai`` (V4 and later): ``{x}`` counts 1.05 times, ``[x]`` 1/1.05 times, ``1.3::x::`` 1.3 times; ``::`` ends a
  number and all brackets that are open; negative numbers (V4.5) take something away; round brackets are words. A digit
  before ``::`` would begin a number. Source: NovelAI's documentation of V4 as its users quote it.
* ``none``: weights are left out, and so is what has one of nothing or less.

A1111's other operators are those of `composer.writing.operators`: syntaxes that lack them get what is left of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Literal

from composer.writing.operators import Note, has_operators, without_operators

Syntax = Literal["none", "a1111", "novelai"]

#: What one bracket does.
A1111_STEP, NOVELAI_STEP = 1.1, 1.05
#: Weights beyond these spoil pictures; text that is not the user's own is kept within them.
SAFE = (0.6, 1.4)

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_A1111 = re.compile(rf"\\[()\[\]\\]|[(\[]|:\s*({_NUMBER})\s*\)|[)\]]")
_NOVELAI = re.compile(rf"[{{\[]|[}}\]]|(?<![\w.])(?<![^:]:)({_NUMBER})::|::")
_SPECIAL = re.compile(r"[()\[\]\\]")
_WEIGHED = re.compile(rf"\([^()]*:\s*{_NUMBER}\s*\)|\\[()\[\]]|\(\(")
_NOVELAI_WEIGHED = re.compile(rf"(?<![\w.])(?<![^:]:){_NUMBER}::|\{{[^{{}}|]*\}}")
_A1111_NUMBERED = re.compile(rf"\([^()]*:\s*{_NUMBER}\s*\)")
_NOVELAI_NUMBERED = re.compile(rf"(?<![\w.])(?<![^:]:)({_NUMBER})::(.*?)(?:::|$)", re.DOTALL)
_BRACED = re.compile(r"\{([^{}|]*)\}")
_BEGINS_NUMBER = re.compile(r"[\d.]$")
_NO_NOVELAI = str.maketrans("{}[]", "()()")
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Words and how much they count, 1 for as much as everything else; `text` as it is to be seen, without escapes."""

    text: str
    weight: float = 1.0


@lru_cache(maxsize=1024)
def syntax_of(text: str) -> Syntax:
    """Return the syntax a text has its weights in, ``none`` where it has none that are told for sure."""
    if _NOVELAI_WEIGHED.search(text):
        return "novelai"
    return "a1111" if _WEIGHED.search(text) or has_operators(text) else "none"


def read_weights(text: str, syntax: Syntax, bare: bool = True) -> list[Span]:
    """Return a text as spans, neighbours of one weight joined.

    Args:
        bare: brackets without a number weigh; else they are words, as in prose, and numbers are kept within `SAFE`.
    """
    if syntax == "none":
        return [Span(text)] if text else []
    reader = _A1111Reader(bare) if syntax == "a1111" else _NovelAIReader(bare)
    return list(_joined(reader.read(text), partial(_clamped, bare)))


def _unheard(_kind: str, _what: str, _why: str) -> None:
    """Let a change go untold."""


def write_weights(spans: Iterable[Span], syntax: Syntax) -> str:
    """Return spans in a syntax; what it cannot say (braces to be seen, in NovelAI's) becomes round brackets."""
    return "".join(map(_WRITERS[syntax], spans))


def converted(text: str, syntax: Syntax, own: bool = True, note: Note = _unheard) -> str:
    """Return a text with its weights in another syntax.

    A user's own stays to the letter where it is in that syntax, or has nothing that tells another one.

    Args:
        own: the user wrote it, so that brackets without a number are meant as weights, and operators as operators.
        note: is told what the syntax has no words for.
    """
    text = _in_one_syntax(text, syntax) if own else text
    source = syntax_of(text)
    if own and source in (syntax, "none"):
        return text
    if own and syntax != "a1111":
        text = without_operators(text, note)
    spans = read_weights(text, source, bare=own)
    return write_weights(_present(spans, note) if syntax == "none" else spans, syntax)


@lru_cache(maxsize=1024)
def _in_one_syntax(text: str, wanted: Syntax) -> str:
    """Return a user's text in A1111's syntax where it has numbers of both, or its operators beside NovelAI's numbers.

    No program reads such a text as it is meant.
    """
    if not _NOVELAI_NUMBERED.search(text):
        return text
    if not _A1111_NUMBERED.search(text) and not (wanted == "a1111" and has_operators(text)):
        return text
    return _BRACED.sub(rf"(\1:{NOVELAI_STEP})", _NOVELAI_NUMBERED.sub(r"(\2:\1)", text))


def escaped(text: str) -> str:
    r"""Return words whose brackets and backslashes are to be seen, for the syntax ``a1111``: ``\(``."""
    return _SPECIAL.sub(r"\\\g<0>", text)


class _Reader:
    """Reads a text once, from left to right; `open` are the brackets around the place: where they began, and closer."""

    def __init__(self, bare: bool) -> None:
        self.bare = bare
        self.pieces: list[tuple[str, float]] = []
        self.open: list[tuple[int, str]] = []

    def add(self, text: str) -> None:
        if text:
            self.pieces.append((text, 1.0))

    def close(self, closer: str, factor: float) -> bool:
        """Close the last bracket that `closer` fits, and let all since then count `factor` times; False for none."""
        place = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][1] == closer), None)
        if place is None:
            return False
        self.weigh(self.open[place][0], factor)
        del self.open[place]
        return True

    def weigh(self, since: int, factor: float) -> None:
        self.pieces[since:] = [(text, weight * factor) for text, weight in self.pieces[since:]]


class _A1111Reader(_Reader):
    def read(self, text: str) -> list[tuple[str, float]]:
        position = 0
        for match in _A1111.finditer(text):
            self.add(text[position : match.start()])
            self._token(match[0], match[1])
            position = match.end()
        self.add(text[position:])
        for start, closer in self.open:
            self._unclosed(start, closer)
        return self.pieces

    def _token(self, token: str, number: str | None) -> None:
        if token.startswith("\\"):
            self.add(token[1:])
        elif token in "([":
            self.open.append((len(self.pieces), ")" if token == "(" else "]"))
            self.add("" if self.bare else token)
        elif number is not None:
            self._numbered(token, float(number))
        elif not self.bare or not self.close(token, A1111_STEP if token == ")" else 1 / A1111_STEP):
            self._literal(token)

    def _literal(self, token: str) -> None:
        """Take a closing bracket as words, and the one it closes with it."""
        place = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][1] == token), None)
        if place is not None:
            del self.open[place:]
        self.add(token)

    def _numbered(self, token: str, factor: float) -> None:
        start = next((start for start, closer in reversed(self.open) if closer == ")"), None)
        if start is None:
            self.add(token)
            return
        if not self.bare:  # its opening bracket stands among the words
            del self.pieces[start]
            self.open = [(place - (place > start), closer) for place, closer in self.open]
        self.close(")", factor)

    def _unclosed(self, start: int, closer: str) -> None:
        if self.bare:
            self.weigh(start, A1111_STEP if closer == ")" else 1 / A1111_STEP)


class _NovelAIReader(_Reader):
    def read(self, text: str) -> list[tuple[str, float]]:
        position = 0
        for match in _NOVELAI.finditer(text):
            self.add(text[position : match.start()])
            self._token(match[0], match[1])
            position = match.end()
        self.add(text[position:])
        for start, closer in self.open:
            self.weigh(start, _novelai_step(closer))
        return self.pieces

    def _token(self, token: str, number: str | None) -> None:
        if number is not None:
            self._end_number()
            self.open.append((len(self.pieces), number))
        elif token == "::":
            if not self._end_all():
                self.add(token)
        elif not self.bare:
            self.add(token)
        elif token in "{[":
            self.open.append((len(self.pieces), "}" if token == "{" else "]"))
        else:
            self.close(token, _novelai_step(token))

    def _end_number(self) -> None:
        """Close the number that is open: NovelAI knows one at a time."""
        number = next((closer for _, closer in self.open if closer not in "}]"), None)
        if number is not None:
            self.close(number, float(number))

    def _end_all(self) -> bool:
        """Close the number and all brackets; False where nothing is open."""
        for start, closer in self.open:
            self.weigh(start, _novelai_step(closer))
        ended = bool(self.open)
        self.open.clear()
        return ended


def _novelai_step(closer: str) -> float:
    return {"}": NOVELAI_STEP, "]": 1 / NOVELAI_STEP}.get(closer) or float(closer)


def _joined(pieces: Iterable[tuple[str, float]], clamped: Callable[[float], float]) -> Iterator[Span]:
    weighed = ((text, round(clamped(weight), _DIGITS)) for text, weight in pieces)
    for weight, group in groupby(weighed, key=lambda piece: piece[1]):
        yield Span("".join(text for text, _ in group), weight)


def _present(spans: Iterable[Span], note: Note) -> Iterator[Span]:
    for span in spans:
        if span.weight > 0:
            yield span
        elif span.text.strip():
            note("dropped", span.text.strip(" ,"), "its weight takes it away, and the model knows no weights")


def _clamped(bare: bool, weight: float) -> float:
    return weight if bare else safe_weight(weight)


def _as_a1111(span: Span) -> str:
    text = escaped(span.text)
    return text if span.weight == 1 or not text.strip() else f"({text}:{span.weight:g})"


def _as_novelai(span: Span) -> str:
    text = span.text.translate(_NO_NOVELAI).replace("::", ":")
    if span.weight == 1 or not text.strip():
        return text
    return f"{span.weight:g}::{text}{' ' if _BEGINS_NUMBER.search(text) else ''}::"


def _plain(span: Span) -> str:
    return span.text


_WRITERS: dict[Syntax, Callable[[Span], str]] = {"none": _plain, "a1111": _as_a1111, "novelai": _as_novelai}


def safe_weight(weight: float) -> float:
    """Return a weight within the bounds in which foreign text may set it, whatever it is multiplied with."""
    return min(max(weight, SAFE[0]), SAFE[1])
