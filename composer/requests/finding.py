"""Finding the image requests of a message, and putting pictures (or reasons) in their place.

The text is walked once, from left to right. Thoughts, code and comments (`composer.requests.regions`) are skipped
whole; where a grammar's opener matches, the grammar reads, and the walk goes on behind what it read. So whatever begins
inside a request belongs to that request, and whatever begins inside a thought is no request.

**What is reported.** Nothing that starts like a request is dropped silently. These are the starts:

- ``<img`` or ``<video``, a space or ``/``, then the whole attribute name ``data-iig-instruction`` (any case) with no
  ``<`` or ``>`` before it but in quoted values. Inside another attribute's value the name counts only before ``={``
  (with or without a quote and spaces): then that value lacks its closing quote;
- ``[IMG:GEN:`` before a ``{``, ``&``, quote, or text that a ``]`` ends in the same line; ``[IMG:✓:`` before a path
  and ``]``;
- ``<details>`` with a ``<summary>`` that says ``Image: New``, ``Edit``, ``Done`` or ``Failed``;
- the fixed text that begins a user's template.

What begins so is *pending*, *done*, *failed* or an *error*, and *incomplete* when the message ends before the request
does (also right inside ``[IMG:GEN`` and, in an image tag, inside the attribute name from ``data-iig`` on). Anything
else is plainly no request.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from composer.contracts import Grammar
from composer.requests.regions import Regions
from composer.types import FoundRequest, Outcome


def find(text: str, grammars: Iterable[Grammar]) -> list[FoundRequest]:
    """Find every image request in a message.

    Args:
        text: the message as stored.
        grammars: the forms to look for; their order does not matter.

    Returns:
        The requests in the order of their position; they do not overlap. Cost is linear in the length of the text.
    """
    regions = Regions(text)
    openers = [(_Opener(grammar.opener, text), grammar) for grammar in sorted(grammars, key=lambda item: item.name)]
    found: list[FoundRequest] = []
    position = 0
    while position < len(text):
        start = min((opener.next(position) for opener, _ in openers), default=len(text))
        behind = regions.behind(position, start)
        if behind > start:
            position = behind
            continue
        if start == len(text):
            break
        request = _longest(text, start, [grammar for opener, grammar in openers if opener.start == start])
        if request is not None:
            found.append(request)
        position = request.end if request is not None else start + 1
    return found


def silent_spans(text: str, grammars: Iterable[Grammar]) -> list[tuple[int, int]]:
    """Return the ranges of a message that tell nothing of its story: requests, thoughts, code, comments."""
    regions = Regions(text)
    spans: list[tuple[int, int]] = []
    position = 0
    for request in find(text, grammars):
        spans += [*regions.between(position, request.start), (request.start, request.end)]
        position = request.end
    return [*spans, *regions.between(position, len(text))]


def replace(text: str, found: FoundRequest, outcome: Outcome, grammars: Iterable[Grammar]) -> str:
    """Put an outcome in the place of one request.

    Args:
        text: the message the request was found in.
        found: a request of `find`; outcome: its pictures, or the reason why there are none.
        grammars: as given to `find`.

    Returns:
        The message with exactly ``text[found.start:found.end]`` changed; the message as it is when that is no longer
        the request's source, so that doing it twice changes nothing.
    """
    return replace_all(text, [(found, outcome)], grammars)


def replace_all(text: str, outcomes: Sequence[tuple[FoundRequest, Outcome]], grammars: Iterable[Grammar]) -> str:
    """Put an outcome in the place of each of several requests that one `find` returned; the rest is `replace`."""
    by_name = {grammar.name: grammar for grammar in grammars}
    pieces: list[str] = []
    position = 0
    for found, outcome in sorted(outcomes, key=lambda pair: pair[0].start):
        if found.start < position or text[found.start : found.end] != found.source or found.grammar not in by_name:
            continue
        pieces += [text[position : found.start], by_name[found.grammar].replace(found, outcome)]
        position = found.end
    return "".join([*pieces, text[position:]])


def as_json(found: FoundRequest) -> dict[str, object]:
    """Return a request in the form of ``rp-composer find --json``; keys that say nothing are left out.

    Returns:
        ``{grammar, operation, status, span: [start, end], error, request}`` with ``error`` as
        ``{code, field, value, message}`` and ``request`` with the fields of `ImageRequest`.
    """
    entry: dict[str, object] = {
        "grammar": found.grammar,
        "operation": found.operation,
        "status": found.status,
        "span": [found.start, found.end],
    }
    if found.error is not None:
        entry["error"] = _said(found.error)
    if found.request is not None:
        entry["request"] = _said(found.request, without=("operation",))
    return entry


def _said(value: object, without: tuple[str, ...] = ()) -> dict[str, object]:
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}  # type: ignore[arg-type]
    return {
        name: list(content) if isinstance(content, tuple) else content
        for name, content in fields.items()
        if content not in (None, "") and name not in without
    }


def _longest(text: str, start: int, grammars: Iterable[Grammar]) -> FoundRequest | None:
    answers = [answer for grammar in grammars if (answer := grammar.read(text, start)) is not None]
    return max((answer for answer in answers if answer.end > start), key=lambda answer: answer.end, default=None)


class _Opener:
    """The next match of a pattern; asked again only when the walk has passed it."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.pattern = pattern
        self.text = text
        self.start = -1

    def next(self, position: int) -> int:
        """Return where the pattern matches next, at `position` or later; the end of the text when nowhere."""
        if self.start < position:
            match = self.pattern.search(self.text, position)
            self.start = match.start() if match else len(self.text)
        return self.start
