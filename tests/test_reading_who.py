"""Who is in the picture: a table of prompts, and what the rules do at the edges."""

from pathlib import Path
from typing import Any

import pytest

from composer.documents import load_yaml
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.who import Presence, who
from composer.types import ImageRequest, Person, Term, Trait

CASES: list[dict[str, Any]] = load_yaml(Path(__file__).parent / "reading_cases" / "who.yaml")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(registered_languages())


def people(language: str) -> list[Person]:
    character, user = ("Мира", "Том") if language == "ru" else ("Mira", "Tom")
    return [
        Person(character, traits=gender("female")),
        Person(user, role="persona", traits=gender("male")),
        Person("Rowan", ("Row", "the ranger"), traits=gender("male")),
    ]


def gender(value: str) -> tuple[Trait, ...]:
    return (Trait("gender", value, (Term(value, value),)),)


@pytest.mark.parametrize("case", CASES, ids=[str(case.get("people", case["prompt"])) for case in CASES])
def test_people_of_a_prompt(case: dict[str, Any], reading: Reading) -> None:
    cast = people(case.get("language", "en"))
    listed = tuple(case["people"]) if "people" in case else None
    presence = who(ImageRequest(case["prompt"], people=listed), cast[0].name, cast, reading)
    assert presence == Presence(tuple(case["who"]), case.get("pov", ""), case.get("sure", True))


def test_no_more_than_a_dozen_people(reading: Reading) -> None:
    listed = tuple(f"Guest {number}" for number in range(1000))
    assert len(who(ImageRequest("a feast", people=listed), "Mira", people("en"), reading).people) == 12


def test_nobody_is_known(reading: Reading) -> None:
    assert who(ImageRequest("close-up of a smile"), "", [], reading) == Presence((), sure=False)


def test_you_is_the_character_when_the_user_asks(reading: Reading) -> None:
    assert who(ImageRequest("you on the roof"), "Tom", people("en"), reading).people == ("Mira",)
