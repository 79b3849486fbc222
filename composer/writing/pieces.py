"""Text in pieces that remember which fragment they say, and the prompt with its parts that is joined from them."""

from collections.abc import Iterable, Iterator, Sequence

from composer.types import Fragment, Part

#: Text and the fragment it says; None for labels and separators.
Piece = tuple[str, Fragment | None]

#: After one of these a space joins; else a comma does.
_ENDS = (".", ",", ";", ":", "!", "?", "…", "\n")


def joined(blocks: Iterable[Sequence[Piece]], separator: str, negative: bool = False) -> tuple[str, list[Part]]:
    """Return the text of all blocks with `separator` between them, and which range of it says which fragment.

    Args:
        negative: it is the negative prompt.
    """
    texts: list[str] = []
    parts: list[Part] = []
    length = 0
    for text, fragment in (piece for block in between(blocks, separator) for piece in block):
        if fragment is not None:
            parts.append(Part(length, length + len(text), fragment, negative))
        texts.append(text)
        length += len(text)
    return "".join(texts), parts


def separated(pieces: Iterable[Piece], separator: str) -> list[Piece]:
    """Return pieces with `separator` between them."""
    return [piece for group in between(([piece] for piece in pieces), separator) for piece in group]


def between(groups: Iterable[Sequence[Piece]], separator: str) -> Iterator[list[Piece]]:
    """Yield groups of pieces, each but the first with `separator` before it."""
    for number, group in enumerate(groups):
        yield [(separator, None), *group] if number else [*group]


def listed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return texts one after the other: a space after the end of a sentence, else a comma between them."""
    result: list[Piece] = []
    for text, fragment in pieces:
        if result:
            result.append((" " if result[-1][0].endswith(_ENDS) else ", ", None))
        result.append((text, fragment))
    return result
