"""Sentences about people: what somebody looks like, and what they wear, each trait and garment a piece of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from composer.types import Fragment, Looks, Outfit, Person, Trait
from composer.writing.pieces import Piece
from composer_plugins.prose_writing.phrases import prose_words, separators, with_article

#: The traits of which one word stands before the noun ("tall"), and those that say what somebody is.
_BEFORE = ("height", "build", "age_look", "skin", "hair_style")
_NOUNS = ("species", "gender")
_AFTER = ("skin", "hair_color", "hair_style", "eye_color", "feature")
_DIGIT_OR_AGE = re.compile(r"\d|\b(?:years?|old|twenties|thirties|forties|fifties|sixties|seventies|aged?)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as sentences call them: "Maren", or "the woman" when no name is wanted; and where they stand."""

    label: str = ""
    position: str = ""


def looks_sentence(who: Named, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of all traits of a person: "Maren, on the left, is a tall woman with silver hair."""
    before, nouns, apart, after = _sorted(pieces)
    if not (before or nouns):
        return [(_opening(who, ""), None), *_listed([*apart, *after], ""), (".", None)]
    head = [*_adjectives(before), *_noun(nouns, bool(before))]
    first = next(text for text, fragment in head if fragment is not None)
    article = with_article(f"{first} figure").removesuffix(f"{first} figure")
    sentence = [(_opening(who, article), None), *head]
    sentence += [piece for one in apart for piece in ((", ", None), one)]
    return [*sentence, *_listed(after, ", with " if apart else " with "), (".", None)]


def outfit_sentence(who: Named, person: Person, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of all garments of a person: "Maren wears a navy sweater and black trousers."""
    subject = who.label or f"the {called(person)}"
    return [(f"{subject[:1].upper()}{subject[1:]} wears ", None), *_listed(pieces, ""), (".", None)]


def called(person: Person) -> str:
    """Return the noun for somebody whose name is not said: "woman", "dragon", "figure"."""
    values = {trait.attribute: trait.value.casefold() for trait in person.traits if trait.value.isascii()}
    nouns = [values[one] for one in ("gender", "species") if one in values]
    return next((noun for noun in nouns if noun not in prose_words().adjectives), prose_words().figure)


def gather(fragments: Sequence[Fragment]) -> Mapping[str, Person]:
    """Return the people whose looks or clothes are told, by name, in their order."""
    contents = [one.content for one in fragments]
    return {one.person.name: one.person for one in contents if isinstance(one, Looks | Outfit)}


def _opening(who: Named, article: str) -> str:
    """Return how a sentence about looks begins."""
    if not who.label:
        return article[:1].upper() + article[1:]
    place = f", {who.position}," if who.position else ""
    return f"{who.label}{place} is {article}" if article else f"{who.label}{place} has "


def _sorted(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece], list[Piece], list[Piece]]:
    """Return the traits before the noun, those that are the noun, those in apposition, and those behind "with"."""
    groups: dict[str, list[Piece]] = {"before": [], "noun": [], "apart": [], "after": []}
    for piece in pieces:
        groups[_place(_trait(piece), piece[0])].append(piece)
    return groups["before"], groups["noun"], groups["apart"], groups["after"]


def _trait(piece: Piece) -> Trait:
    assert piece[1] is not None and isinstance(piece[1].content, Looks)
    return piece[1].content.traits[0]


def _place(trait: Trait, text: str) -> str:
    if trait.attribute in _NOUNS:
        return "noun"
    if (trait.attribute == "age_look" and _DIGIT_OR_AGE.search(text)) or (trait.attribute == "height" and " " in text):
        return "apart"
    single = " " not in text.strip() and text.isascii()
    return (
        "before" if single and trait.attribute in _BEFORE and trait.attribute not in ("skin", "hair_style") else "after"
    )


def _adjectives(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        if number:
            yield ", ", None
        yield piece


def _noun(pieces: Sequence[Piece], preceded: bool) -> Iterator[Piece]:
    """Yield what somebody is: an adjective of gender first, and a noun even where none is known."""
    ordered = sorted(pieces, key=lambda piece: piece[0].casefold() not in prose_words().adjectives)
    for piece in ordered:
        if preceded:
            yield " ", None
        yield piece
        preceded = True
    if not ordered or ordered[-1][0].casefold() in prose_words().adjectives:
        yield f" {prose_words().figure}", None


def _listed(pieces: Sequence[Piece], opening: str) -> Iterator[Piece]:
    """Yield things as a list with "and" before the last, after an opening that stands only before something."""
    for number, (separator, piece) in enumerate(zip(separators(len(pieces)), pieces, strict=True)):
        yield (separator if number else opening), None
        yield piece
