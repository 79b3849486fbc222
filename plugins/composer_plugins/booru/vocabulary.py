"""The vocabulary of tag models, as the YAML files beside this module have it: looks, garments, scenes and rules."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin

#: Tags, several of them with commas between, and the words that mean them.
Table = dict[str, tuple[str, ...]]

#: Between two words of a phrase an article or possessive may stand.
_BETWEEN = r"\s+(?:(?:the|an?|her|his|their|its|my|your|own)\s+)?"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Age(_Words):
    """From how many years on somebody is called so."""

    since: int = Field(alias="from", ge=30)
    female: str
    male: str
    other: str


class Mark(_Words):
    """A mark of the skin: its nouns, and how it is said with a place, with "across", and with what it shows."""

    nouns: tuple[str, ...]
    plain: str
    placed: str = ""
    across: str = ""
    motif: str = ""


class LookWords(_Words):
    """`looks.yaml`."""

    hair_colors: Table
    eye_colors: Table
    skin: Table
    build: Table
    height: Table
    ages: tuple[Age, ...]
    age_looks: Table
    hair_lengths: Table
    hair_styles: Table
    features: Table
    marks: dict[str, Mark]
    places: Table
    place_tags: dict[str, str]
    species: Table
    animals: frozenset[str]
    small_words: frozenset[str]

    @cached_property
    def by_word(self) -> Mapping[str, Mapping[str, str]]:
        """The tags of each word, by the name of the table."""
        names = ("hair_colors", "eye_colors", "skin", "build", "height", "age_looks", "hair_lengths", "hair_styles",
                 "features", "places", "species")  # fmt: skip
        return {name: inverted(getattr(self, name)) for name in names}


class GarmentWords(_Words):
    """`garments.yaml`."""

    nouns: Table
    colors: Table
    patterns: Table
    lengths: Table
    states: Table
    kinds: frozenset[str]

    @cached_property
    def by_word(self) -> Mapping[str, Mapping[str, str]]:
        """The tags of each word, by the name of the table."""
        return {name: inverted(getattr(self, name)) for name in ("nouns", "colors", "patterns", "states")}

    @cached_property
    def of_length(self) -> Mapping[str, tuple[str, ...]]:
        """What a length may make of a garment, the narrower first."""
        found: dict[str, tuple[str, ...]] = {}
        for made, words in self.lengths.items():
            for word in words:
                found[word] = (*found.get(word, ()), made)
        return found


class SceneWords(_Words):
    """`scene.yaml`."""

    expression: Table
    pose: Table
    place: Table
    light: Table
    effects: Table
    camera: Table
    style: Table
    avoid: Table

    @cached_property
    def by_phrase(self) -> Mapping[str, tuple[str, str]]:
        """The slot and the tags of each phrase that a request may have; articles do not count."""
        slots = ("expression", "pose", "place", "light", "effects", "camera")
        return {
            bare(phrase): (slot, tags)
            for slot in slots
            for tags, phrases in getattr(self, slot).items()
            for phrase in (*((tags,) if "," not in tags else ()), *phrases)
        }

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All those phrases, the longer ones first."""
        phrases = sorted(self.by_phrase, key=len, reverse=True)
        return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(_spaced, phrases))})(?![\w'-])")

    @cached_property
    def styles(self) -> Mapping[str, str]:
        """The tags of each style."""
        return inverted(self.style)

    @cached_property
    def avoided(self) -> Mapping[str, str]:
        """The tags of what is to be avoided."""
        return inverted(self.avoid)


class Count(_Words):
    """How many of one gender are said."""

    one: str
    two: str
    three: str
    four: str
    five: str
    more: str
    several: str


class RuleWords(_Words):
    """`rules.yaml`."""

    exclusive: Table
    two_eyes: frozenset[str]
    two_hairs: frozenset[str]
    against: dict[str, frozenset[str]]
    quality: frozenset[str]
    most_quality: int = Field(ge=1)
    family_only: tuple[str, ...]
    underscored: tuple[str, ...]
    counts: dict[str, Count]
    counted: str
    solo: str
    nobody: str
    point_of_view: str
    feminine: frozenset[str]
    masculine: frozenset[str]
    others: tuple[str, ...]
    nouns: dict[str, str]
    pronouns: dict[str, str]
    leading: frozenset[str]
    trailing: frozenset[str]
    denying: frozenset[str]
    nobody_words: tuple[str, ...]
    pronoun_subjects: tuple[str, ...]
    determiners: frozenset[str]
    adjectives: frozenset[str]
    joining: frozenset[str]
    no_verbs: frozenset[str]

    @cached_property
    def group(self) -> Mapping[str, str]:
        """What a tag is one of, where only one may hold."""
        return {tag: name for name, tags in self.exclusive.items() for tag in tags}

    @cached_property
    def of_family(self) -> re.Pattern[str]:
        """Tags that only one family of models was taught."""
        return re.compile("|".join(self.family_only))

    @cached_property
    def keeps_underscores(self) -> re.Pattern[str]:
        """Tags that are written with underscores."""
        return re.compile("|".join(self.underscored))

    @cached_property
    def counts_people(self) -> re.Pattern[str]:
        """Tags that count people."""
        return re.compile(self.counted)

    @cached_property
    def of_others(self) -> re.Pattern[str]:
        """Words for people beside those of the story."""
        return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, self.others))})(?![\w'-])")


@cache
def looks() -> LookWords:
    """Return what looks are called."""
    return check_builtin(LookWords, _folder() / "looks.yaml")


@cache
def garments() -> GarmentWords:
    """Return what clothes are called."""
    return check_builtin(GarmentWords, _folder() / "garments.yaml")


@cache
def scenes() -> SceneWords:
    """Return what a request says of a scene."""
    return check_builtin(SceneWords, _folder() / "scene.yaml")


@cache
def rules() -> RuleWords:
    """Return the rules."""
    return check_builtin(RuleWords, _folder() / "rules.yaml")


def inverted(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the tags by each word that means them, a single tag's own words among them."""
    found = {tags: tags for tags in table if "," not in tags and "{" not in tags}
    return found | {word: tags for tags, words in table.items() for word in words}


def bare(phrase: str) -> str:
    """Return a phrase without the articles and possessives between its words."""
    return re.sub(_BETWEEN, " ", phrase.strip())


def _folder() -> Traversable:
    return resources.files("composer_plugins") / "booru"


def _spaced(phrase: str) -> str:
    return _BETWEEN.join(map(re.escape, phrase.split(" ")))
