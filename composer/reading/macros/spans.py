"""What becomes of a text whose macros are filled in: stretches of it that stay, and words that come in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

_COMMA = re.compile(r"\\,|,|::")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` stays (`new` is None), or `new` stands for it.

    Attributes:
        trims: the line breaks around it go.
    """

    start: int
    end: int
    new: str | None = None
    trims: bool = False

    def says(self, text: str) -> str:
        """Return its words."""
        return text[self.start : self.end] if self.new is None else self.new

    def part(self, first: int, last: int) -> "Span":
        """Return a part of its words."""
        if self.new is None:
            return Span(self.start + first, self.start + last)
        return replace(self, new=self.new[first:last])


def written(text: str, spans: Iterable[Span]) -> str:
    """Return what spans say one after the other."""
    return "".join(span.says(text) for span in spans)


def stripped(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans without the blanks at both ends."""
    return _without_last(text, _without_first(text, spans, None), None)


def trimmed(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans without those that trim and the line breaks around them."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        if span.trims:
            parts[-1] = _without_last(text, parts[-1], "\r\n")
            parts.append([])
        else:
            parts[-1].append(span)
    first, *others = parts
    return [*first, *(span for part in others for span in _without_first(text, part, "\r\n"))]


def options(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Return what is listed in spans: parts between double colons where there are any, else between commas.

    A comma after a backslash is one of the words.
    """
    several = any("::" in span.says(text) for span in spans)
    parts: list[list[Span]] = [[]]
    for span in spans:
        for piece, separates in _pieces(text, span, "::" if several else ","):
            if separates:
                parts.append([])
            else:
                parts[-1].append(piece)
    return [stripped(text, part) for part in parts]


def _pieces(text: str, span: Span, separator: str) -> Iterator[tuple[Span, bool]]:
    """Yield the parts of a span and the separators between them."""
    words = span.says(text)
    position = 0
    for found in _COMMA.finditer(words):
        if found[0] not in (separator, "\\,") or (found[0] == "\\," and separator != ","):
            continue
        yield span.part(position, found.start()), False
        if found[0] == separator:
            yield span, True
        position = found.end() - (found[0] == "\\,")
    yield span.part(position, len(words)), False


def _without_first(text: str, spans: Sequence[Span], blanks: str | None) -> list[Span]:
    for number, span in enumerate(spans):
        words = span.says(text)
        if left := len(words.lstrip(blanks)):
            return [span.part(len(words) - left, len(words)), *spans[number + 1 :]]
    return []


def _without_last(text: str, spans: Sequence[Span], blanks: str | None) -> list[Span]:
    for number in range(len(spans) - 1, -1, -1):
        if left := len(spans[number].says(text).rstrip(blanks)):
            return [*spans[:number], spans[number].part(0, left)]
    return []
