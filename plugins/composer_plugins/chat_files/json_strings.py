"""JSON of chats: where the values of an object or a list stand in its text, and strings written into it."""

import json
import re
from collections.abc import Mapping, Sequence

BLANK = " \t\r\n"
#: Takes control characters inside strings, as chats hold them that were joined from pieces.
DECODER = json.JSONDecoder(strict=False)
HALF = re.compile("[\ud800-\udfff]")

Span = tuple[int, int]


def whole(text: str) -> str:
    """Show the half of a surrogate pair, which no UTF-8 text can hold, as U+FFFD; the length stays."""
    return HALF.sub("\ufffd", text)


def writes_escapes(text: str) -> bool:
    """Return whether a JSON text writes its letters beyond ASCII as escapes."""
    return text.isascii() and "\\u" in text


def literal(text: str, escapes: bool) -> str:
    """Return a string as JSON; half surrogate pairs can only be written as escapes."""
    return json.dumps(text, ensure_ascii=escapes or HALF.search(text) is not None)


def object_spans(text: str, start: int = 0) -> dict[str, Span]:
    """Return where the value of each key of the object at `start` stands; of equal keys the last counts, as in JSON."""
    spans: dict[str, Span] = {}
    position = skip(text, text.index("{", start) + 1)
    while text[position] == '"':
        key, position = DECODER.raw_decode(text, position)
        begin = skip(text, skip(text, position) + 1)
        end = DECODER.raw_decode(text, begin)[1]
        spans[key] = (begin, end)
        position = skip(text, end)
        if text[position] == ",":
            position = skip(text, position + 1)
    return spans


def array_spans(text: str, start: int) -> list[Span]:
    """Return where each value of the list at `start` stands."""
    spans: list[Span] = []
    position = skip(text, start + 1)
    while text[position] != "]":
        end = DECODER.raw_decode(text, position)[1]
        spans.append((position, end))
        position = skip(text, end)
        if text[position] == ",":
            position = skip(text, position + 1)
    return spans


def skip(text: str, position: int) -> int:
    """Return where the next thing that is no white space stands."""
    while text[position] in BLANK:
        position += 1
    return position


class Spans:
    """Where the values of a JSON text stand, by their paths; each object and list on the way is gone through once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: dict[int, Mapping[str | int, Span]] = {}

    def of(self, path: Sequence[str | int]) -> Span:
        """Return where the value of a path stands; KeyError when there is none."""
        start = skip(self._text, 0)
        span = (start, len(self._text))
        for step in path:
            span = self._values(span[0])[step]
        return span

    def _values(self, start: int) -> Mapping[str | int, Span]:
        if start not in self._inside:
            is_object = self._text[start] == "{"
            found = object_spans(self._text, start) if is_object else dict(enumerate(array_spans(self._text, start)))
            self._inside[start] = found  # type: ignore[assignment]
        return self._inside[start]
