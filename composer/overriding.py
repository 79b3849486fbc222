"""Looks that a request states, in the place of those of the card, for its picture only."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.reading.clothes.look_changes import LookChange, LookChanges, names_any
from composer.types import Conflict, Person, Trait

#: Traits of which a person has one: a request that states another overrides the card.
EXCLUSIVE = frozenset({"hair_color", "eye_color", "skin", "build", "height", "age_look", "species"})


CHANGED = "the chat has changed it"


class _Hairstyles(BaseModel):
    """What each word about hair says something about; `composer/data/hairstyles.yaml` explains."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    length: frozenset[str]
    texture: frozenset[str]
    arrangement: frozenset[str]


def override(traits: Sequence[Trait], stated: Sequence[Trait]) -> tuple[Trait, ...]:
    """Return `traits` with the `stated` ones: where a person can only have one, the stated one alone.

    Hair has a length, a texture and an arrangement, one of each; everything else of its style is kept beside them.
    """
    gone = {aspect for trait in stated for aspect in _aspects(trait)}
    kept = [trait for trait in traits if not gone & _aspects(trait)]
    seen = {(trait.attribute, trait.value) for trait in kept}
    return (*kept, *(trait for trait in stated if (trait.attribute, trait.value) not in seen))


def overridden(person: Person, stated: Sequence[Trait], why: str) -> Person:
    """Return a person who looks as stated, with what gave way to it among their conflicts; `why` in plain words."""
    traits = override(person.traits, stated)
    gone = [trait for trait in person.traits if trait not in traits]
    pairs = ((next(one for one in stated if _aspects(one) & _aspects(trait)), trait) for trait in gone)
    found = (Conflict(trait.attribute, kept, trait, why) for kept, trait in pairs if kept.value != trait.value)
    return replace(person, traits=traits, conflicts=(*person.conflicts, *found))


def changed_looks(people: Sequence[Person], changes: LookChanges) -> tuple[Person, ...]:
    """Return people as the chat has changed them for good; what the user corrected or locked stays."""
    return tuple(_lasting(person, changes.get(person.name, ())) for person in people)


def _lasting(person: Person, changes: Sequence[LookChange]) -> Person:
    for one in changes:
        if one.attribute not in person.locked:
            person = _changed(person, one)
    return person


def _changed(person: Person, change: LookChange) -> Person:
    lost = [trait for trait in person.traits if trait.attribute == change.attribute and _is_lost(trait, change)]
    if change.trait is None:
        return replace(person, traits=tuple(trait for trait in person.traits if trait not in lost))
    rest = replace(person, traits=tuple(trait for trait in person.traits if trait not in lost))
    found = tuple(
        Conflict(one.attribute, change.trait, one, CHANGED) for one in lost if one.value != change.trait.value
    )
    return overridden(replace(rest, conflicts=(*person.conflicts, *found)), [change.trait], CHANGED)


def _is_lost(trait: Trait, change: LookChange) -> bool:
    if change.attribute == "hair_style":
        return bool(_aspects(trait).intersection(change.lost)) or len(change.lost) == len(_Hairstyles.model_fields)
    return names_any(trait, change.lost)


def _aspects(trait: Trait) -> frozenset[str]:
    """Return what a trait says, of that of which a person has one."""
    if trait.attribute in EXCLUSIVE:
        return frozenset({trait.attribute})
    if trait.attribute != "hair_style":
        return frozenset()
    named = {one for word in trait.words for one in _styles(word.english or word.text)}
    styles = _hairstyles()
    return frozenset(aspect for aspect in _Hairstyles.model_fields if named & getattr(styles, aspect))


def _styles(english: str) -> tuple[str, ...]:
    """Return what a word about hair says of it: "long curly hair" is long and curly."""
    style = english.removesuffix(" hair")
    return (english, style, *(style.split() if style != english else ()))


@cache
def _hairstyles() -> _Hairstyles:
    return check_builtin(_Hairstyles, resources.files("composer") / "data" / "hairstyles.yaml")
