"""What holds of all that is read of somebody's looks: one value where a person has one, and what gave way to it."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.reading.clothes.cast import gender_of
from composer.reading.lexicon import normalise
from composer.reading.looks.described import EXCLUSIVE, Found
from composer.types import Conflict, Person, Trait

#: What no value holds: a bracket or control character is a sign that structure was taken for words.
_MARKS = re.compile(r"[\[\]{}<>=|\x00-\x1f«»“*]|(?<![\d'])\"|\([^)]*$")
#: The words of a value; in a script without spaces its letters.
_SAID = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_FEET = re.compile(r"(\d)['’′]\s?(\d{0,2})")
_METRES = re.compile(r"(\d)[.,](\d{2})\s?(?:m|м)\b")
_CENTIMETRES = re.compile(r"\b([12]\d\d)\b")
#: Two heights no further apart may be another rounding.
_SAME_CENTIMETRES = 4
#: Who looks young and is old has two ages; who is 25 or 27 has one.
_TWO_AGES = 10
LATER = "said later in the same text"
LABELLED = "a label says it"
MORE_TRUSTED = "said in a text that counts more"


class _Opposites(BaseModel):
    """Words of which one excludes those of the other groups; `composer/data/opposites.yaml` explains."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    height: tuple[frozenset[str], ...]
    build: tuple[frozenset[str], ...]


class Settled:
    """Traits that hold, text after text, the most trusted first; `dropped` are those that gave way, and why."""

    def __init__(self) -> None:
        self.traits: list[Trait] = []
        self.dropped: list[tuple[Trait, str]] = []

    def add(self, found: Iterable[tuple[Found, Trait]]) -> None:
        """Add what one text says: nothing exclusive that is known already, nothing twice."""
        known = list(self.traits)
        for trait in self._of_text(found):
            if any(excludes(other, trait) for other in known):
                self._drop(trait, MORE_TRUSTED)
            elif not any(one.attribute == trait.attribute and says(one.value, trait.value) for one in self.traits):
                self.traits.append(trait)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What gave way, with what holds in its place."""
        found = []
        for trait, why in self.dropped:
            rivals = [one for one in self.traits if excludes(one, trait)]
            if rivals and not any(_alike(one, trait) for one in rivals):
                found.append(Conflict(trait.attribute, rivals[-1], trait, why))
        return tuple(dict.fromkeys(found))

    def _drop(self, trait: Trait, why: str) -> None:
        self.dropped.append((trait, why))

    def _of_text(self, found: Iterable[tuple[Found, Trait]]) -> list[Trait]:
        """Return the traits of one text, each once; of an exclusive attribute the most specific, then the last."""
        traits: list[Trait] = []
        mixed: dict[str, bool] = {}
        for one, trait in found:
            if _MARKS.search(trait.value):
                continue
            rivals = [other for other in traits if other.attribute == trait.attribute]
            if any(says(other.value, trait.value) for other in rivals):
                continue
            narrower = [other for other in rivals if says(trait.value, other.value)]
            traits = [other for other in traits if other not in narrower]
            labelled = any(other.confidence == 1.0 for other in rivals)
            if trait.attribute == "gender" and labelled:
                self._drop(trait, LABELLED)  # more exact than "woman" in a sentence
                continue
            if trait.attribute in EXCLUSIVE and not one.mixed and not mixed.get(trait.attribute):
                traits = self._without(traits, trait.attribute)
            if not (mixed.get(trait.attribute) and trait.attribute == "eye_color" and not one.mixed):
                traits.append(trait)
            if trait.attribute == "age_look":
                traits = _aged(traits)
            mixed[trait.attribute] = one.mixed or (mixed.get(trait.attribute, False) and trait.attribute == "eye_color")
        return traits

    def _without(self, traits: Iterable[Trait], attribute: str) -> list[Trait]:
        kept = []
        for trait in traits:
            if trait.attribute == attribute:
                self._drop(trait, LATER)
            else:
                kept.append(trait)
        return kept


def excludes(one: Trait, other: Trait) -> bool:
    """Return whether traits of different texts cannot both hold: two eye colours, 170 and 185 cm, tall and short."""
    attribute = one.attribute
    if attribute != other.attribute:
        return False
    if attribute in EXCLUSIVE:
        return True
    if attribute == "age_look":
        first, second = _years(one), _years(other)
        return bool(first and second) and 0 < abs(first - second) < _TWO_AGES
    if attribute == "height" and (first := _centimetres(one)) and (second := _centimetres(other)):
        return abs(first - second) > _SAME_CENTIMETRES
    return attribute in _Opposites.model_fields and _opposite(attribute, one, other)


def says(longer: str, shorter: str) -> bool:
    """Return whether one value says all that another says: "dark brown" and "brown"."""
    return _said(shorter) <= _said(longer)


@lru_cache(maxsize=1024)
def _said(value: str) -> frozenset[str]:
    return frozenset(_SAID.findall(normalise(value)))


def _alike(one: Trait, other: Trait) -> bool:
    """Return whether two values are about the same in other words: "blond" and "blonde", "чёрные" and "black"."""
    if one.attribute == "gender":
        genders = {gender_of(Person("", traits=(trait,))) for trait in (one, other)}
        return len(genders) == 1 or "" in genders
    return says(one.value, other.value) or says(other.value, one.value) or bool(_english(one) & _english(other))


def _english(trait: Trait) -> set[str]:
    return {term.english for term in trait.words if term.english}


def _aged(traits: list[Trait]) -> list[Trait]:
    """Return the traits without "young" where a number says more."""
    numbered = any(trait.attribute == "age_look" and _years(trait) for trait in traits)
    return [trait for trait in traits if trait.attribute != "age_look" or not numbered or _years(trait)]


def _years(trait: Trait) -> int:
    return max((int(term.english) for term in trait.words if term.english.isdecimal()), default=0)


def _centimetres(trait: Trait) -> int:
    """Return a measured height, 0 for one that is not measured."""
    if feet := _FEET.search(trait.value):
        return round((int(feet[1]) * 12 + int(feet[2] or 0)) * 2.54)
    if metres := _METRES.search(trait.value):
        return int(metres[1]) * 100 + int(metres[2])
    found = _CENTIMETRES.search(trait.value)
    return int(found[1]) if found else 0


def _opposite(attribute: str, one: Trait, other: Trait) -> bool:
    groups: tuple[frozenset[str], ...] = getattr(_opposites(), attribute)
    first = [number for number, group in enumerate(groups) if group & _english(one)]
    second = [number for number, group in enumerate(groups) if group & _english(other)]
    return bool(first and second) and not set(first) & set(second)


@cache
def _opposites() -> _Opposites:
    return check_builtin(_Opposites, resources.files("composer") / "data" / "opposites.yaml")
