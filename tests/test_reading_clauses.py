"""What the description of the reading asks for, clause by clause, in every language."""

from collections.abc import Iterator
from typing import Any

import pytest

from composer.documents import load_yaml
from composer.reading.clothes.wardrobe import worn
from composer.reading.lexicon import normalise
from composer.reading.text.markup import plain
from composer.types import Macros, Person
from tests.test_reading_looks_tables import CASES, READING, says
from tests.test_reading_wardrobe import NAMES, gender, told

PEOPLE = {"en": ("Vera", "Max"), "ru": ("Вера", "Максим"), "zh": ("维拉", "马克")}
DRESSED = {**NAMES, "zh": ("米拉", "汤姆")}


def cases(name: str) -> Iterator[object]:
    for clause in load_yaml(CASES / name):
        for language in PEOPLE:
            if language in clause:
                missed = pytest.mark.xfail(reason="the rules do not see it yet", strict=True)
                marks = [missed] if clause[language].get("missed") else []
                yield pytest.param(language, clause[language], id=f"{clause['clause']}-{language}", marks=marks)


@pytest.mark.parametrize(("language", "case"), list(cases("clauses_looks.yaml")))
def test_looks(language: str, case: dict[str, Any]) -> None:
    character, user = PEOPLE[language]
    name = case.get("name", character)
    other = user if name == character else character
    traits = READING.looks([plain("card", case["say"], Macros(name, other))], Person(name), [Person(other)])
    found = [f"{trait.attribute}: {trait.value}" for trait in traits]
    for fact in case["has"]:
        assert any(_says(language, trait, fact) for trait in traits), found
    values = [normalise(word) for trait in traits for word in trait.value.replace("-", " ").split()]
    for word in case.get("never", ()):
        begun = (value.startswith(normalise(word)) or (language == "zh" and word in value) for value in values)
        assert not any(begun), found


def _says(language: str, trait: Any, fact: str) -> bool:
    attribute, _, words = fact.partition(": ")
    if language == "zh":
        return bool(trait.attribute == attribute and all(word in trait.value for word in words.split("+")))
    return says(trait, fact)


@pytest.mark.parametrize(("language", "case"), list(cases("clauses_clothes.yaml")))
def test_clothes(language: str, case: dict[str, Any]) -> None:
    character, user = DRESSED[language]
    cast = (Person(character, traits=gender("female")), Person(user, role="persona", traits=gender("male")))
    state = told(case.get("chat") or [f"{character}: {case['say']}"], cast)
    found = {name: sorted(garment.text for garment in worn(state, name)) for name in state.outfits}
    assert found == {name: sorted(garments) for name, garments in case["worn"].items()}
    states = {
        garment.name.text: [term.english for term in garment.state]
        for name in state.outfits
        for garment in worn(state, name)
    }
    for garment, stated in case.get("state", {}).items():
        assert states[garment] == stated
