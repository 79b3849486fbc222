"""Printed facts in English: "чёрное платье" → "black dress", word by word out of the lexicon, in English word order.

A lexicon's `english` is also what things are drawn and compared by. Where another word reads better, and for words that
no rule of reading needs, there are entries of the kind "translation". What no lexicon knows stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from composer.reading.language import Language, language_of
from composer.reading.lexicon import Form, normalise
from composer.reading.text.segments import tokens
from composer.types import Garment, Term, Trait

#: Groups of kinds, as English puts adjectives before their noun.
_RANKS = (
    ("number", "count"), ("degree", "adverb"), ("plain_modifier", "garment_look"),
    ("build", "height", "bald", "compound", "garment_length", "hair_style", "part_mod", "feature_adjective",
     "garment_state"),
    ("tone", "shade", "hair_color", "eye_color", "color"), ("pattern", "pattern_after"), ("material", "side"),
    ("purpose",),
)  # fmt: skip
_NOUNS = (
    "feature", "hairdo", "hair", "eye", "skin", "body", "stature", "hair_part", "body_part", "length_part", "garment",
    "garment_part", "species", "gender", "age_word", "decade", "person", "figure", "unit", "year",
)  # fmt: skip
_LINKS = ("place_preposition", "length_preposition", "style_preposition", "of_color", "joining", "function")
#: Words that say nothing in English: a measure word, "of".
_SILENT = ("joining", "part", "copula", "linking", "degree")
_KINDS = (*(kind for kinds in _RANKS for kind in kinds), *_NOUNS, *_LINKS, *_SILENT, "roughly")
_COLORS = ("color", "hair_color", "eye_color")
_PAIRED = frozenset({"eye", "feature", "body_part"})
_COUNTED = _PAIRED | {"hairdo", "hair_part"}
_LENGTHS = frozenset({"long", "short", "cropped"})
_LETTERS = re.compile(r"[\x00-\x7f]+|.")
_UNSPACED_LONGEST = 8
#: What a word is looked for as first, by what is told; else as that.
_LIKELY = {
    "garment": ("garment", "material", "pattern", "pattern_after", "garment_look"),
    "hair_style": ("hair_style", "hairdo", "hair"), "hair_color": ("hair_color", "color", "shade", "hair"),
    "eye_color": ("eye_color", "color", "shade"), "skin": ("tone", "color", "shade", "skin"),
    "feature": ("feature", "part_mod"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in English and the words that stayed as they were."""

    text: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or phrase in English: `kind` of the lexicon, "" for one that nobody knows."""

    text: str
    kind: str = ""


def trait_in_english(trait: Trait, languages: tuple[Language, ...]) -> Translated:
    """Return a trait as it is printed on its own, in English."""
    text = trait.phrase or trait.value
    language = _foreign(text, languages)
    return _trait_told(text, trait.attribute, trait.words, language) if language else Translated(text)


# One scene may be written for many models.
@lru_cache(maxsize=1024)
def _trait_told(text: str, attribute: str, words: tuple[Term, ...], language: Language) -> Translated:
    pieces = list(_pieces(text, language, attribute))
    if attribute == "age_look":
        return _told(_aged(pieces, words), language)
    if attribute == "height" and any(piece.kind == "unit" or piece.text[0].isdigit() for piece in pieces):
        return _told(_measured(pieces), language)
    return _told(_ordered(_joined(pieces)), language)


def in_english(text: str, languages: tuple[Language, ...], kind: str = "garment") -> Translated:
    """Return words of a language in English; `kind` is what they are likeliest to be."""
    language = _foreign(text, languages)
    return _told(_ordered(_joined(_pieces(text, language, kind))), language) if language else Translated(text)


def garment_in_english(garment: Garment, languages: tuple[Language, ...]) -> tuple[Garment, tuple[str, ...]]:
    """Return a garment whose printed words are English, and the words that are not."""
    texts = (garment.text or garment.name.text, *(state.text for state in garment.state))
    return _garment_told(garment, languages) if any(_foreign(text, languages) for text in texts) else (garment, ())


@lru_cache(maxsize=1024)
def _garment_told(garment: Garment, languages: tuple[Language, ...]) -> tuple[Garment, tuple[str, ...]]:
    text = in_english(garment.text or garment.name.text, languages)
    states = [in_english(state.text, languages, "garment_state") for state in garment.state]
    state = tuple(Term(one.text, one.text) for one in states)
    return replace(garment, text=text.text, state=state), (*text.kept, *(word for one in states for word in one.kept))


@lru_cache(maxsize=4096)
def spoken(text: str, languages: tuple[Language, ...]) -> Language | None:
    """Return the language of a fact or of a prompt's words, as `language_of` does; every model asks for the same."""
    return language_of(text, languages)


def is_foreign(text: str, languages: tuple[Language, ...]) -> bool:
    """Say whether a text is in one of some languages, and not in English."""
    return _foreign(text, languages) is not None


def _foreign(text: str, languages: tuple[Language, ...]) -> Language | None:
    """Return the language of a text, None when it is English or no language that is known."""
    language = spoken(text, languages)
    return language if language and language.code != "en" else None


def _told(pieces: Iterable[_Piece], language: Language) -> Translated:
    found = list(pieces)
    kept = tuple(piece.text for piece in found if not piece.kind and language.writes(piece.text))
    return Translated(" ".join(piece.text for piece in found), kept)


def _pieces(text: str, language: Language, kind: str) -> Iterator[_Piece]:
    """Yield the words of a text in English, in the order of the text; `kind` is the likeliest."""
    words = _words(text, language)
    norms, position = [norm for _, norm in words], 0
    while position < len(words):
        count, form = _known(norms, position, language, kind)
        if form is None and norms[position][0].isalnum():
            yield _Piece(words[position][0])
        elif form and form.entry.english:
            yield _Piece(_counted(form), form.entry.get("as") or form.entry.kind)
        position += count


def _words(text: str, language: Language) -> list[tuple[str, str]]:
    """Return the words as they stand and as they are looked up; in a script without spaces, the letters."""
    found = tokens(text)
    if language.words is None:
        return [(token.text, token.norm) for token in found]
    return [(part, normalise(part)) for token in found for part in _LETTERS.findall(token.text)]


def _known(norms: Sequence[str], position: int, language: Language, told: str) -> tuple[int, Form | None]:
    """Return how many words make the longest known phrase, and its likeliest reading."""
    kinds = _kinds(told)
    lexicon = language.lexicon.only(frozenset(kinds))
    joint, most = ("", _UNSPACED_LONGEST) if language.words else (" ", lexicon.longest(norms[position]))
    for count in range(min(most, len(norms) - position), 0, -1):
        forms = lexicon.lookup(joint.join(norms[position : position + count]))
        said = [one for one in forms if one.entry.english or one.entry.kind in _SILENT]
        fitting = [one for one in said if one.entry.get("for", told) == told]
        if fitting:
            return count, min(fitting, key=lambda one: kinds.index(one.entry.kind))
    return 1, None


@cache
def _kinds(told: str) -> tuple[str, ...]:
    """Return the kinds of words that may stand in what is told, the likeliest first."""
    return tuple(dict.fromkeys(("translation", *_LIKELY.get(told, (told,)), *_KINDS)))


def _counted(form: Form) -> str:
    """Return a word in English, in the number in which it stands where only that may be meant."""
    english, kind = form.entry.english, form.entry.get("as") or form.entry.kind
    one, several = "singular" in form.tags, "plural" in form.tags
    many = english.endswith("s") and not english.endswith("ss")
    if one and not several and many and form.entry.kind in _PAIRED:
        return english[:-1]
    return f"{english}s" if several and not one and not many and kind in _COUNTED else english


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Make one piece of two adjectives with "and" between them, and of a shade or "the colour of" with a colour."""
    found: list[_Piece] = []
    for piece in pieces:
        before = found[-1] if found else _Piece("")
        if before.text == "and" and len(found) > 1 and _place(found[-2]) == _place(piece) < len(_RANKS):
            found[-2:] = [_Piece(f"{found[-2].text} and {piece.text}", piece.kind)]
        elif before.kind == "shade" and piece.kind in _COLORS:
            found[-1] = _Piece(f"{before.text} {piece.text}", piece.kind)
        elif before.kind == "of_color" and piece.kind in _COLORS:
            found[-1] = piece
        else:
            found.append(piece)
    return found


def _place(piece: _Piece) -> int:
    """Return where a word stands before its noun: first what nobody knows, behind all that is known for a noun."""
    if not piece.kind:
        return -1
    return next((place for place, kinds in enumerate(_RANKS) if piece.kind in kinds), len(_RANKS))


def _is_link(piece: _Piece) -> bool:
    return piece.kind in _LINKS


def _ordered(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield the words of each noun with its adjectives; a preposition begins another noun."""
    for link, group in groupby(pieces, key=_is_link):
        found = list(group)
        yield from found if link else _noun_phrase(found)


def _noun_phrase(pieces: list[_Piece]) -> Iterator[_Piece]:
    if any(piece.kind == "hairdo" for piece in pieces):  # "two pigtails hair"
        pieces = [piece for piece in pieces if piece.kind != "hair"]
    head = next((piece for piece in reversed(pieces) if piece.kind in _NOUNS), None)
    if head is None:
        yield from pieces
        return
    place = next(number for number, piece in enumerate(pieces) if piece is head)
    behind = [piece for piece in pieces[place:] if not piece.kind]  # "tattoo якоря"
    others = [piece for piece in pieces if piece is not head and piece not in behind]
    head = _several(head, others)
    first, _, rest = head.text.partition(" ")
    if rest and first in _LENGTHS and others:  # "black long dress"
        others, head = [_Piece(first, "garment_length"), *others], replace(head, text=rest)
    yield from dict.fromkeys(sorted(others, key=_place))
    yield head
    yield from behind


def _several(noun: _Piece, others: Sequence[_Piece]) -> _Piece:
    """Return a noun in the plural where a number says so: "two pigtails"."""
    counted = any(piece.kind == "number" and piece.text != "one" for piece in others)
    one = counted and noun.kind in _COUNTED and not noun.text.endswith("s")
    return replace(noun, text=f"{noun.text}s") if one else noun


def _measured(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield a height: "185 cm tall", "one metre sixty-two tall"."""
    said = [piece for piece in pieces if piece.kind not in ("stature", "height")]
    if said and said[0].kind == "unit":
        said = [_Piece("one", "number"), replace(said[0], text="metre"), *said[1:]]
    for number, group in groupby(said, key=lambda piece: piece.kind == "number"):
        found = list(group)
        joint = "" if all(piece.text.isdigit() for piece in found) else "-"
        yield from [_Piece(joint.join(piece.text for piece in found), "number")] if number else found
    yield _Piece("tall", "unit")


def _aged(pieces: Sequence[_Piece], words: Sequence[Term]) -> Iterator[_Piece]:
    """Yield an age: "24 years old", "about thirty years old"; what states no number as it is."""
    digits = [piece for piece in pieces if piece.text[0].isdigit()]
    numbers = digits or [piece for piece in pieces if piece.kind == "number"]
    years = next((term.english for term in words if term.english.isdecimal()), "")
    if any(piece.kind in ("decade", "gender", "age_word") for piece in pieces) or not (numbers or years):
        yield from _ordered(_joined(pieces))
        return
    yield from _roughly(pieces, numbers)
    said = "-".join(piece.text for piece in numbers)
    yield _Piece(said if numbers and not (len(numbers) > 1 and digits) else years or said, "number")
    yield _Piece("years old", "year")


def _roughly(pieces: Sequence[_Piece], numbers: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield "about" and the like; "лет тридцать", years before their number, is about thirty."""
    said = next((piece for piece in pieces if piece.kind == "roughly"), None)
    if said:
        yield said
    elif numbers and any(piece.kind == "year" for piece in pieces[: pieces.index(numbers[0])]):
        yield _Piece("about", "roughly")
