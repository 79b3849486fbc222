"""English sentences about people: what they look like, and what they wear, each fact a piece of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from composer.types import Fragment, Looks, Trait
from composer.writing.pieces import Piece, separated
from composer_plugins.prose_writing.calling import Called
from composer_plugins.prose_writing.hair import HAIR, hair_items, is_hairless
from composer_plugins.prose_writing.phrases import article, head_noun, is_latin, is_plural, listed, with_article
from composer_plugins.prose_writing.vocabulary import prose_words, words_of

_NOUNS = ("species", "gender")
_ADJECTIVE = 2
#: As many words may stand before a noun; what is longer stands behind it.
_ADJECTIVES = 3
_AVERAGE = "average"


@dataclass(slots=True)
class _Told:
    """The facts of one sentence by where they stand: before the noun, it, behind a comma, and what they have."""

    before: list[Piece] = field(default_factory=list)
    noun: list[Piece] = field(default_factory=list)
    apart: list[Piece] = field(default_factory=list)
    hair: list[Piece] = field(default_factory=list)
    things: list[Piece] = field(default_factory=list)


def looks_sentence(who: Called, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of the facts of one person: "Maren, on the left, is a tall woman with silver hair."""
    told = _sorted(pieces)
    things = _things(told)
    place = f", {who.position}," if who.position else ""
    if who.label and not (told.before or told.noun):
        return [(f"{_capital(who.label)}{place} ", None), *_told_without_noun(told, who, things), (".", None)]
    head = [*separated(told.before, ", "), *_noun(told, who)]
    opening = article(head[0][0] if head[0][0].strip() else head[1][0])
    first = f"{_capital(who.label)}{place} is {opening} " if who.label else f"{_capital(opening)} "
    sentence = [(first, None), *head, *(piece for one in told.apart for piece in ((", ", None), *_apart(one, who)))]
    if things:
        sentence += [(", with " if told.apart else " with ", None), *listed(things)]
    return [*sentence, (".", None)]


def outfit_sentence(who: Called, pieces: Sequence[Piece]) -> list[Piece]:
    """Return one sentence of all garments of a person: "Maren wears a navy sweater and black trousers."""
    return [(f"{_capital(who.subject)} wears ", None), *listed([piece] for piece in pieces), (".", None)]


def expression_sentence(called: Mapping[str, Called], pieces: Sequence[Piece]) -> list[Piece]:
    """Return what faces show as a sentence: "Ida is smiling and Ruth has an angry expression."; [] when it is no such.

    Args:
        pieces: each what a face shows, after the name of whose it is where there are several people.
    """
    said = [_expression(called, text.rstrip(" ,."), fragment) for text, fragment in pieces]
    if not all(said):
        return []
    first, *others = listed(said)
    return [(_capital(first[0]), None), *others, (".", None)]


def _expression(called: Mapping[str, Called], text: str, fragment: Fragment | None) -> list[Piece]:
    name = next((name for name in called if name and text.startswith(f"{name} ")), "")
    who = called[name] if name else next(iter(called.values())) if len(called) == 1 else None
    shown = text[len(name) :].strip()
    if who is None or not shown:
        return []
    if words_of(shown)[:1] and words_of(shown)[0].endswith("ing"):
        return [(f"{who.subject} is ", None), (shown, fragment)]
    return [(f"{who.subject} has {article(shown)} ", None), (shown, fragment)] if shown.endswith("expression") else []


def _told_without_noun(told: _Told, who: Called, things: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """Yield what is said of whom only a name is known: "is 178 cm tall, with grey eyes", "has grey eyes"."""
    if told.apart:
        yield "is ", None
        yield from listed([_apart(one, who) for one in told.apart], last=", ")
    if things:
        yield (", with " if told.apart else "has "), None
        yield from listed(things)


def _apart(piece: Piece, who: Called) -> list[Piece]:
    """Return what stands behind a comma: "of average height", "34 years old", "in her mid twenties"."""
    words = words_of(piece[0])
    if words and words[-1] in prose_words().decades and words[0] != "in":
        return [(f"in {who.possessive} ", None), piece]
    if words and words[-1] == _AVERAGE:
        return [("of ", None), piece, (" height", None)]
    return [("of ", None), piece] if head_noun(piece[0]) in prose_words().heights else [piece]


def _sorted(pieces: Sequence[Piece]) -> _Told:
    told = _Told()
    for piece in pieces:
        getattr(told, _place(trait_of(piece).attribute, piece[0])).append(piece)
    return told


def trait_of(piece: Piece) -> Trait:
    """Return the one trait that a piece says."""
    assert piece[1] is not None
    assert isinstance(piece[1].content, Looks)
    return piece[1].content.traits[0]


@lru_cache(4096)
def _place(attribute: str, text: str) -> str:
    """Return the field of `_Told` for a trait."""
    if attribute in _NOUNS:
        return "noun"
    if attribute in HAIR:
        return "before" if is_hairless(text) else "hair"
    if not is_latin(text):
        return "things"
    if attribute == "age_look":
        return _place_of_age(text)
    return _place_of_shape(text) if attribute in ("height", "build") else _place_of_thing(attribute, text)


def _place_of_age(text: str) -> str:
    words = words_of(text)
    if any(word.endswith("-old") for word in words):
        return "before"
    if any(char.isdigit() for char in text) or prose_words().aged.intersection(words[1:]):
        return "apart"
    if words and words[-1] in prose_words().gender_of:
        return "noun"
    return "before" if len(words) == 1 else "apart"


def _place_of_shape(text: str) -> str:
    words, noun = words_of(text), head_noun(text)
    if any(char.isdigit() for char in text) or noun in prose_words().heights:
        return "apart"
    if noun in prose_words().shapes:
        return "things"
    explained = len(words) > 1 and words[1] in prose_words().links
    if explained or len(words) > _ADJECTIVES or prose_words().measures.intersection(words) or noun == _AVERAGE:
        return "apart"
    return "things" if " " in text and is_plural(noun) else "before"


def _place_of_thing(attribute: str, text: str) -> str:
    words = words_of(text) or ("",)
    if attribute == "feature" and len(words) == 1 and words[0].endswith("ed"):
        return "before"
    if attribute == "skin" and len(words) == 1 and not _is_coat(words[0]):
        return "before"
    return "apart" if len(words) > 1 and words[0] in prose_words().apart else "things"


def _is_coat(word: str) -> bool:
    return word in prose_words().coats or word in prose_words().mass or word.endswith("skin")


def _things(told: _Told) -> list[list[Piece]]:
    """Return what somebody has: skin, hair, eyes, then all else; adjectives of one noun stand before it together."""
    groups: dict[str, list[Piece]] = {"skin": [], "eyes": [], "build": [], "": []}
    for piece in told.things:
        groups[_shared_noun(piece)].append(piece)
    others = groups[""]
    first = [[_with_article(piece)] for piece in others if trait_of(piece).attribute in ("skin", "build", "height")]
    rest = [[_with_article(piece)] for piece in others if trait_of(piece).attribute not in ("skin", "build", "height")]
    hair = hair_items(told.hair) if told.hair else []
    build, skin = _joined(groups["build"], ", "), _joined(groups["skin"], ", ")
    eyes = _joined(sorted(groups["eyes"], key=_is_color), " ")
    things = [[*_article(build), *build], *first, skin, *hair, eyes, *rest]
    return [thing for thing in things if thing]


def _shared_noun(piece: Piece) -> str:
    """Return the noun that a fact has in common with others, "" where it says something of it for itself."""
    *before, last = words_of(piece[0]) or ("",)
    return last if before and "," not in piece[0] and last in prose_words().shared.values() else ""


def _is_color(piece: Piece) -> bool:
    return trait_of(piece).attribute == "eye_color"


def _joined(pieces: Sequence[Piece], separator: str) -> list[Piece]:
    """Return facts of one noun as one phrase: "pale, freckled skin"."""
    last = len(pieces) - 1
    texts = [text if number == last else text.rpartition(" ")[0] for number, (text, _) in enumerate(pieces)]
    return separated(((text, piece[1]) for text, piece in zip(texts, pieces, strict=True)), separator)


def _article(phrase: Sequence[Piece]) -> list[Piece]:
    return [(f"{article(phrase[0][0])} ", None)] if phrase else []


def _with_article(piece: Piece) -> Piece:
    text, fragment = piece
    *before, last = text.split(", ")
    several = before and all(one.startswith("one ") for one in (*before, last))
    return with_article(f"{', '.join(before)} and {last}" if several else text), fragment


def _noun(told: _Told, who: Called) -> Iterator[Piece]:
    """Yield what somebody is: adjectives of gender first, and a noun even where none is known."""
    ordered = [_grown(told.noun[0])] if len(told.noun) == 1 else sorted(told.noun, key=_is_adjective, reverse=True)
    for number, piece in enumerate(ordered):
        if number or told.before:
            yield " ", None
        yield piece
    if not ordered or _is_adjective(ordered[-1]) == _ADJECTIVE:
        known = prose_words()
        noun = known.creature if who.noun == known.creature else known.person  # a kind would be a fact without its part
        yield f"{' ' if ordered or told.before else ''}{noun}", None


def _grown(piece: Piece) -> Piece:
    """Return the noun for an adjective that is all that is known of somebody: "woman" for "female".

    Not of somebody who is known to be under age.
    """
    text, fragment = piece
    content = fragment.content if fragment else None
    if trait_of(piece).attribute != "gender" or not isinstance(content, Looks) or content.person.under_age:
        return piece
    gender = prose_words().genders.get(text.casefold())
    return (gender.adult if gender else text), fragment


def _is_adjective(piece: Piece) -> int:
    """Return how early a word stands before the noun: 2 for adjectives, 1 for a kind before a noun of gender."""
    if piece[0].casefold() in prose_words().adjectives:
        return _ADJECTIVE
    return int(trait_of(piece).attribute == "species")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
