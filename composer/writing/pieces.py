"""Text in pieces that remember which fragment they say, and the prompt with its parts that is joined from them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from composer.fragments import narrowed
from composer.types import Fragment, Part, Words

#: Text and the fragment it says; None for labels and separators.
Piece = tuple[str, Fragment | None]

#: A phrase with the marks behind it; after one of these a space joins, else a comma does.
_PHRASE = re.compile(r"[^,.;!?…\n]*[,.;!?…\n]+\s*|[^,.;!?…\n]+$")
_ENDS = (".", ",", ";", ":", "!", "?", "…", "\n")


def joined(blocks: Iterable[Sequence[Piece]], separator: str, negative: bool = False) -> tuple[str, list[Part]]:
    """Return the text of all blocks with `separator` between them, and which range of it says which fragment.

    Args:
        negative: it is the negative prompt.
    """
    texts: list[str] = []
    parts: list[Part] = []
    start = 0
    for block in between(blocks, separator) if separator else blocks:
        for text, fragment in block:
            end = start + len(text)
            if fragment is not None:
                parts.append(Part(start, end, fragment, negative))
            texts.append(text)
            start = end
    return "".join(texts), parts


@dataclass(slots=True)
class Drafts:
    """Writes the prompt of some pieces, and remembers the last: the one that is measured mostly is the one that stays.

    Attributes:
        blocks: returns the blocks of the prompt of some pieces; separator: what comes between them.
    """

    blocks: Callable[[Sequence[Piece]], Iterable[Sequence[Piece]]]
    separator: str = ""
    _last: tuple[Sequence[Piece], str, list[Part]] | None = None

    def written(self, pieces: Sequence[Piece]) -> tuple[str, list[Part]]:
        """Return the prompt of some pieces with its parts, as `joined` does."""
        if self._last is None or self._last[0] != pieces:
            self._last = (pieces, *joined(self.blocks(pieces), self.separator))
        return self._last[1], self._last[2]

    def text(self, pieces: Sequence[Piece]) -> str:
        """Return the text of that prompt, for what asks how long it is."""
        return self.written(pieces)[0]


def separated(pieces: Iterable[Piece], separator: str) -> list[Piece]:
    """Return pieces with `separator` between them."""
    mark: Piece = (separator, None)
    result: list[Piece] = []
    for piece in pieces:
        if result:
            result.append(mark)
        result.append(piece)
    return result


def between(groups: Iterable[Sequence[Piece]], separator: str) -> Iterator[list[Piece]]:
    """Yield groups of pieces, each but the first with `separator` before it."""
    for number, group in enumerate(groups):
        yield [(separator, None), *group] if number else [*group]


def phrases(piece: Piece) -> list[Piece]:
    """Return words phrase by phrase, each with the marks and space behind it; a fact is never taken apart."""
    text, fragment = piece
    if fragment is None or not isinstance(fragment.content, Words) or fragment.content.own:
        return [piece]
    return [(match[0], narrowed(fragment, match[0].strip(" ,;\n"))) for match in _PHRASE.finditer(text)]


def listed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return texts one after the other: a space after the end of a sentence, else a comma between them.

    Phrases that bring their own space stand as they are; what they would leave at the end goes.
    """
    result: list[Piece] = []
    for text, fragment in pieces:
        if result and not result[-1][0][-1:].isspace():
            result.append((" " if result[-1][0].endswith(_ENDS) else ", ", None))
        result.append((text, fragment))
    if result and result[-1][0][-1:].isspace():  # the phrase behind it has been cut
        text, fragment = result[-1]
        result[-1] = (text.rstrip(" ,;:\n"), fragment)
    return result
