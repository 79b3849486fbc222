"""How sentences call people, and where each stands: names where they are needed, in letters that the model reads.

Somebody alone is called by name only when the request's words do; several are, so that nobody gets another's looks.
A name in letters that the model does not read is written in Latin ones, or gives way to "the woman on the left".
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.models import Model
from composer.types import Cast, Fragment, Looks, Outfit, Person, Trait, Words
from composer.writing.writing import Writing
from composer_plugins.prose_writing.phrases import is_latin
from composer_plugins.prose_writing.speaking import plain_line
from composer_plugins.prose_writing.vocabulary import prose_words, speaking_words, words_of

#: A kind of as many words is called by them: "the snow leopard".
_SHORT = 2
_UNREAD = "the model does not read the letters of the name"


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody as sentences speak of them.

    Attributes:
        label: the name, or what stands for one ("the woman on the left"); "" for somebody alone who needs none.
        position: where they stand, among several, "" when the label or the request says it or nobody does.
        pronoun: "she" or "he", "" when their gender is not known.
        noun: for whom nothing else is known of.
        written: what stands for the name everywhere, where the model does not read its letters; "" where it does.
    """

    label: str = ""
    position: str = ""
    pronoun: str = ""
    noun: str = "person"
    written: str = ""

    @property
    def possessive(self) -> str:
        """What stands before something of theirs."""
        genders = (one for one in prose_words().genders.values() if one.pronoun == self.pronoun)
        return next((one.possessive for one in genders), "their")

    @property
    def subject(self) -> str:
        """What a further sentence about them begins with."""
        return self.label or self.pronoun or f"the {self.noun}"


def called_people(
    fragments: Sequence[Fragment], pictured: Container[str], model: Model, writing: Writing
) -> dict[str, Called]:  # fmt: skip
    """Return how everybody in the picture and everybody who is told of is called, by name.

    Args:
        pictured: names that the lines about reference pictures give, which the sentences must give as well.
    """
    people, words = people_of(fragments), request_words(fragments)
    traits = {one.person.name: one.traits for one in (f.content for f in fragments) if isinstance(one, Looks)}
    looks = [traits.get(one.name, one.traits) for one in people]
    kinds = [_kind(one) for one in looks]
    places = _positions(people, words)
    result: dict[str, Called] = {}
    for person, kind, place in zip(people, kinds, places, strict=True):
        if len(people) == 1 and person.name not in pictured and not _wants_name(person, words, model):
            result[person.name] = Called("", "", *kind)
        else:
            result[person.name] = _named(person, kind, place, kinds, model, writing)
    return result


def people_of(fragments: Iterable[Fragment]) -> list[Person]:
    """Return everybody in the picture, then everybody else that fragments tell of, each once."""
    contents = [one.content for one in fragments]
    cast = [person for one in contents if isinstance(one, Cast) for person in one.people]
    told = [one.person for one in contents if isinstance(one, Looks | Outfit)]
    return list({person.name: person for person in (*cast, *told)}.values())


def request_words(fragments: Iterable[Fragment]) -> str:
    """Return the words of the request itself."""
    return " ".join(one.content.text for one in fragments if isinstance(one.content, Words) and one.slot == "prompt")


def _named(
    person: Person, kind: tuple[str, str], place: str, kinds: Sequence[tuple[str, str]], model: Model, writing: Writing
) -> Called:  # fmt: skip
    name = readable_name(person, model)
    label = plain_line("a name", name, writing) if name else _described(kind, place, kinds)
    if name != person.name:
        writing.note("translated" if name else "replaced", person.name, label or _UNREAD)
    return Called(label, place if name else "", *kind, label if name != person.name else "")


def _described(kind: tuple[str, str], place: str, kinds: Sequence[tuple[str, str]]) -> str:
    """Return what stands for a name that cannot be read: "the woman on the left"."""
    noun = _noun_of(kind)
    if len(kinds) == 1:
        return ""
    if place:
        return f"the {noun} {place}"
    return f"the {noun}" if [_noun_of(one) for one in kinds].count(noun) == 1 else f"another {noun}"


def _noun_of(kind: tuple[str, str]) -> str:
    pronoun, noun = kind
    if noun != prose_words().person:
        return noun
    return next((one.adult for one in prose_words().genders.values() if one.pronoun == pronoun), noun)


@lru_cache(4096)
def _kind_of(texts: tuple[tuple[str, str, str], ...]) -> tuple[str, str]:
    known = prose_words()
    said = [word for attribute, text, _ in texts if attribute in ("gender", "species") for word in words_of(text)]
    english = [word for attribute, _, words in texts if attribute == "gender" for word in words_of(words)]
    gender = next((known.gender_of[word] for word in (*said, *english) if word in known.gender_of), "")
    coated = any(attribute == "skin" and known.coats.intersection(words_of(text)) for attribute, text, _ in texts)
    kinds = (text.casefold() for attribute, text, _ in texts if attribute == "species" and is_latin(text))
    kind = next((one for one in kinds if one not in known.adjectives and len(one.split()) <= _SHORT), "")
    noun = kind or (known.creature if coated else known.person)
    return known.genders[gender].pronoun if gender else "", noun


def _kind(traits: Iterable[Trait]) -> tuple[str, str]:
    """Return the pronoun and the noun for somebody with these traits."""
    return _kind_of(tuple((one.attribute, one.value, " ".join(word.english for word in one.words)) for one in traits))


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_named(person: Person, words: str) -> bool:
    """Say whether the words of a request say somebody's name."""
    folded = words.casefold()
    return any(_stands_in(name.casefold(), folded) for name in (person.name, *person.aliases) if name.strip())


def _wants_name(person: Person, words: str, model: Model) -> bool:
    """Say whether somebody alone is called by name: where the words do, in letters that the model reads."""
    return is_named(person, words) and (_reads(person.name, model) or _reads(words, model, mostly=True))


def _stands_in(name: str, words: str) -> bool:
    return name in words and (not name.isascii() or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None)


@lru_cache(4096)
def _unread_scripts(text: str) -> frozenset[str]:
    known = speaking_words().scripts
    used = {unicodedata.name(char, "").partition(" ")[0].partition("-")[0] for char in text}
    return frozenset(used & known.keys())


def readable_name(person: Person, model: Model) -> str:
    """Return a name in letters that the model reads: its own, another of theirs, or written anew; "" for none."""
    if _reads(person.name, model):
        return person.name
    other = next((name for name in person.aliases if name and _reads(name, model)), "")
    written = "".join(_letter(char) for char in person.name)
    return other or (written if is_latin(written) else "")


def _reads(text: str, model: Model, mostly: bool = False) -> bool:
    """Say whether a model reads the letters of a text, or most of them."""
    if text.isascii() or not model.languages:
        return True
    if mostly:
        letters = [char for char in text if char.isalpha()]
        return 2 * sum(map(is_latin, letters)) > len(letters)
    languages = {code.partition("-")[0] for code in model.languages}
    return all(languages & speaking_words().scripts[script] for script in _unread_scripts(text))


def _letter(char: str) -> str:
    written = speaking_words().letters.get(char.casefold(), char)
    return written.capitalize() if char != char.casefold() else written


# ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _positions(people: Sequence[Person], words: str) -> Sequence[str]:
    """Return a place for each of several people, none where the request's words place them already."""
    nowhere = ("",) * len(people)
    known = prose_words().positions.get(len(people))
    return known if known and not is_placed(people, words) else nowhere


def is_placed(people: Sequence[Person], words: str) -> bool:
    """Say whether the words of a request say where somebody stands."""
    folded = words.casefold()
    if any(_stands_in(word, folded) for word in prose_words().placing):
        return True
    near = [re.escape(word) for word in prose_words().placing_by_name if word in folded]
    names = [re.escape(name.casefold()) for one in people for name in (one.name, *one.aliases) if name.strip()]
    by_name = rf"\b(?:{'|'.join(near)}) (?:{'|'.join([*names, 'him'])})(?!\w)"
    return bool(near) and re.search(by_name, folded) is not None
