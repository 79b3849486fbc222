"""People as NovelAI counts and calls them: ``2girls, 1boy`` for all of them, ``girl`` for one."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.types import Cast, Person

_ORDINALS = ("the first", "the second", "the third", "the fourth", "the fifth", "another")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class _People(BaseModel):
    """`people.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kinds: dict[str, frozenset[str]]
    other: str
    most: int
    alone: str
    nobody: str
    point_of_view: tuple[str, ...]
    nouns: dict[str, str]


@cache
def _words() -> _People:
    return check_builtin(_People, resources.files("composer_plugins") / "novelai_writing" / "people.yaml")


def kind_of(person: Person) -> str:
    """Return what a character prompt calls somebody: ``girl``, ``boy`` or ``other``."""
    said = " ".join(trait.value for trait in person.traits if trait.attribute in ("gender", "species", "age_look"))
    words = {word.casefold() for word in _WORD.findall(said)}
    return next((kind for kind, known in _words().kinds.items() if words & known), _words().other)


def noun_of(person: Person) -> str:
    """Return what a sentence calls somebody whose name it does not say."""
    return _words().nouns[kind_of(person)]


def counts(cast: Cast) -> list[str]:
    """Return how many people there are of each kind, whether one is alone, and through whose eyes we look."""
    people = _words()
    if not cast.people:
        return [people.nobody]
    kinds = [kind_of(person) for person in cast.people]
    counted = [_counted(kinds.count(kind), kind) for kind in dict.fromkeys(sorted(kinds, key=_place))]
    alone = [people.alone] if len(kinds) == 1 and cast.point_of_view is None else []
    return [*counted, *alone, *(people.point_of_view if cast.point_of_view else ())]


def _place(kind: str) -> int:
    return [*_words().kinds, _words().other].index(kind)


def _counted(number: int, kind: str) -> str:
    most = _words().most
    return f"{min(number, most)}{'+' if number >= most else ''}{kind}{'s' if number > 1 else ''}"


def called(people: Sequence[Person]) -> list[str]:
    """Return what a sentence calls each of some people, whose names say nothing to the model.

    The noun alone where it tells them apart, else with the colour of the hair, else by their order.
    """
    nouns = [noun_of(person) for person in people]
    names = [_told_apart(person, noun, nouns) for person, noun in zip(people, nouns, strict=True)]
    return [
        name if name and names.count(name) == 1 else f"{_ORDINALS[min(number, len(_ORDINALS) - 1)]} {noun}"
        for number, (name, noun) in enumerate(zip(names, nouns, strict=True))
    ]


def _told_apart(person: Person, noun: str, nouns: Sequence[str]) -> str:
    if nouns.count(noun) == 1:
        return f"the {noun}"
    hair = _hair(person)
    return f"the {hair}-haired {noun}" if hair else ""


def _hair(person: Person) -> str:
    colours = [trait.value for trait in person.traits if trait.attribute == "hair_color"]
    return colours[0] if len(colours) == 1 and colours[0].replace("-", "").isalpha() and colours[0].isascii() else ""
