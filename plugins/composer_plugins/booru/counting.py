"""Who is in the picture, as tags count people: ``1girl, solo``, ``2girls``, ``no humans``."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from composer.types import Cast, Person
from composer_plugins.booru.vocabulary import Count, looks, rules

_WORD = re.compile(r"[\w'-]+")
_SHE, _HE = re.compile(r"\b(?:she|her|herself)\b"), re.compile(r"\b(?:he|his|him|himself)\b")


def count_tags(cast: Cast, request: str) -> tuple[str, ...]:
    """Return the tags that count who is to be seen.

    Args:
        request: what the request says, in lower case: it may show others, so that nobody is alone, and its pronouns
            tell the gender of somebody of whom no looks are known.
    """
    if not cast.people and _shows_somebody(request):
        return ()
    humans = [person for person in cast.people if not is_creature(person)]
    told = [gender_of(person, request if len(cast.people) == 1 else "") for person in humans]
    tags = list(_counted(told, len(cast.people)))
    if len(cast.people) == 1 and not _shows_others(request):
        tags.append(rules().solo)
    if not humans and not _shows_others(request):
        tags.append(rules().nobody)
    if cast.point_of_view is not None:
        tags.append(rules().point_of_view)
    return tuple(tags)


def gender_of(person: Person, request: str = "") -> str:
    """Return ``feminine``, ``masculine``, ``other``, or "" where nothing says it."""
    for attribute in ("gender", "species"):
        for trait in person.traits:
            if trait.attribute == attribute and (gender := _told(trait.value, *(one.english for one in trait.words))):
                return gender
    if any(trait.attribute == "gender" for trait in person.traits):
        return "other"
    she, he = bool(_SHE.search(request)), bool(_HE.search(request))
    return ("feminine" if she else "masculine") if she != he else ""


def is_creature(person: Person) -> bool:
    """Say whether somebody has the body of an animal, so that they count as no human."""
    said = [trait for trait in person.traits if trait.attribute == "species"]
    return any(
        word.casefold() in looks().animals
        for trait in said
        for word in (trait.value, *(term.english for term in trait.words))
    ) and not any(_told(trait.value) for trait in said)


@lru_cache(maxsize=1024)
def _told(*values: str) -> str:
    for value in values:
        words = [value.casefold(), *_WORD.findall(value.casefold())]
        if any(word in rules().feminine for word in words):
            return "feminine"
        if any(word in rules().masculine for word in words):
            return "masculine"
    return ""


@lru_cache(maxsize=256)
def _shows_others(request: str) -> bool:
    found = rules().of_others.finditer(request)
    return any(
        not rules().denying.intersection(_WORD.findall(request[max(0, match.start() - 12) : match.start()]))
        for match in found
    )


def _shows_somebody(request: str) -> bool:
    """Say whether a request without anybody of the story shows people: it counts them, or has a word for them."""
    words = set(_WORD.findall(request))
    return any(rules().counts_people.fullmatch(word) for word in words) or bool(words & _nouns())


@cache
def _nouns() -> frozenset[str]:
    return (rules().feminine | rules().masculine) - {"she", "he", "her", "his", "him"}


def _counted(told: Sequence[str], people: int) -> Iterator[str]:
    counts = Counter(gender or ("other" if people > 1 else "") for gender in told)
    for gender, count in rules().counts.items():
        if number := counts[gender]:
            yield from _number(count, number)


def _number(count: Count, number: int) -> Iterator[str]:
    words = (count.one, count.two, count.three, count.four, count.five)
    yield words[number - 1] if number <= len(words) else count.more
    if number > 2:
        yield count.several
