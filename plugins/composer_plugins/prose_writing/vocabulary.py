"""The words that English and Chinese sentences about people are made with, as data."""

import re
from functools import cache, cached_property, lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin

_FOLDER = resources.files("composer_plugins") / "prose_writing"
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Gender(_Words):
    """The words that say one gender, and its pronoun."""

    nouns: frozenset[str]
    adjectives: frozenset[str]
    pronoun: str
    possessive: str
    adult: str


class ProseWords(_Words):
    """What English grammar wants to know of words; `words.yaml` explains."""

    mass: frozenset[str]
    plural: frozenset[str]
    singular: frozenset[str]
    links: frozenset[str]
    adjectives: frozenset[str]
    genders: dict[str, Gender]
    person: str
    creature: str
    coats: frozenset[str]
    shapes: frozenset[str]
    heights: frozenset[str]
    aged: frozenset[str]
    measures: frozenset[str]
    decades: frozenset[str]
    apart: frozenset[str]
    lengths: frozenset[str]
    hairdos: frozenset[str]
    hair_parts: frozenset[str]
    behind: frozenset[str]
    hairless: frozenset[str]
    shared: dict[str, str]
    garment_parts: frozenset[str]
    adverbs: frozenset[str]
    positions: dict[int, tuple[str, ...]]
    row: str
    placing: tuple[str, ...]
    placing_by_name: tuple[str, ...]

    @cached_property
    def gender_of(self) -> dict[str, str]:
        """Which gender each word says."""
        return {word: name for name, one in self.genders.items() for word in one.nouns | one.adjectives}


class SpeakingWords(_Words):
    """How the words of a request are read before they become sentences; `speaking.yaml` explains."""

    lettering: tuple[str, ...]
    surfaces: tuple[str, ...]
    speech: tuple[str, ...]
    viewer: dict[str, str]
    first_person: tuple[str, ...]
    styled: tuple[str, ...]
    scripts: dict[str, frozenset[str]]
    letters: dict[str, str]


class ChineseWords(_Words):
    """What sentences in Chinese are made of; `chinese.yaml` explains."""

    adjectives: tuple[str, ...]
    genders: dict[str, str]
    height: str
    person: str
    put_on: frozenset[str]
    positions: dict[str, str]


@cache
def prose_words() -> ProseWords:
    """Return the words of English sentences."""
    return check_builtin(ProseWords, _FOLDER / "words.yaml")


@cache
def speaking_words() -> SpeakingWords:
    """Return the words of requests."""
    return check_builtin(SpeakingWords, _FOLDER / "speaking.yaml")


@cache
def chinese_words() -> ChineseWords:
    """Return the words of Chinese sentences."""
    return check_builtin(ChineseWords, _FOLDER / "chinese.yaml")


@lru_cache(4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without its marks and numbers."""
    return tuple(word.casefold() for word in _TOKEN.findall(text))
