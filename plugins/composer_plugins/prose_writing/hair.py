"""Hair as one phrase, in which each fact keeps a piece of its own: "long wavy auburn hair in a ponytail with bangs"."""

from collections.abc import Iterator, Sequence

from composer.types import Looks
from composer.writing.pieces import Piece
from composer_plugins.prose_writing.phrases import head_noun, is_latin, listed, with_article
from composer_plugins.prose_writing.vocabulary import prose_words, words_of

_NOUN = "hair"
#: The attributes of traits that are of somebody's hair.
HAIR = ("hair_color", "hair_style")
_COLOR = 2


def hair_items(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return what is told of somebody's hair as things they have: as a rule one, "a shaved head" for itself."""
    groups: dict[str, list[Piece]] = {"before": [], "behind": [], "in": [], "with": [], "else": []}
    for piece in pieces:
        groups[_place(piece)].append(piece)
    apart = [[(with_article(text), fragment)] for text, fragment in groups["else"]]
    if not (groups["before"] or groups["behind"]):
        return [[(with_article(text), fragment)] for text, fragment in (*groups["in"], *groups["with"])] + apart
    return [[*_hair(groups["before"], groups["behind"]), *_done_up(groups["in"], groups["with"])], *apart]


def _place(piece: Piece) -> str:
    text = piece[0].casefold()
    if text.startswith(f"{_NOUN} "):
        return "behind"
    if text.endswith(f" {_NOUN}"):
        first, *others = text.removesuffix(f" {_NOUN}").split()
        return "behind" if others and first in prose_words().behind else "before"
    noun = head_noun(text)
    if noun in prose_words().hairdos and is_latin(text):
        return "in"
    if noun in prose_words().hair_parts:
        return "with"
    return "before" if _is_color(piece) else "else"


def _hair(before: Sequence[Piece], behind: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the noun with what stands around it: "long auburn hair", "hair to her waist tied back"."""
    ordered = sorted(before, key=_rank)
    for number, (text, fragment) in enumerate(ordered):
        if number:
            yield _between(ordered[number - 1], ordered[number]), None
        modifier = text[: -len(_NOUN) - 1] if text.casefold().endswith(f" {_NOUN}") else text
        yield (f"{modifier} {_NOUN}" if number == len(ordered) - 1 else modifier), fragment
    for number, (text, fragment) in enumerate(behind):
        if number or ordered:
            yield (" and " if number else " "), None
        yield (_behind(text) if number or ordered else f"{_NOUN} {_behind(text)}"), fragment


def _between(one: Piece, other: Piece) -> str:
    """Return what stands between two adjectives: two colours are both there, others follow one another."""
    return " and " if _rank(one) == _rank(other) == _COLOR else " "


def _behind(text: str) -> str:
    folded = text.casefold()
    return text[len(_NOUN) + 1 :] if folded.startswith(f"{_NOUN} ") else text[: -len(_NOUN) - 1]


def _rank(piece: Piece) -> int:
    """Return where an adjective of hair stands: length, then style, then colour."""
    if _is_color(piece):
        return _COLOR
    modifier = piece[0].casefold().removesuffix(f" {_NOUN}")
    return 0 if modifier in prose_words().lengths or modifier.endswith("-length") else 1


def _is_color(piece: Piece) -> bool:
    content = piece[1].content if piece[1] else None
    return isinstance(content, Looks) and content.traits[0].attribute == "hair_color"


def _done_up(hairdos: Sequence[Piece], parts: Sequence[Piece]) -> Iterator[Piece]:
    for opening, pieces in ((" in ", hairdos), (" with ", parts)):
        if pieces:
            yield opening, None
            yield from listed([(with_article(text), fragment)] for text, fragment in pieces)


def is_hairless(text: str) -> bool:
    """Say whether a style of hair is that there is none, which is said of the person: "a bald man"."""
    return any(word in prose_words().hairless for word in words_of(text)) and " " not in text
