"""Lasting changes of looks in a chat: what messages change for good, and what they do not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from composer import Composer
from composer.documents import load_yaml
from composer.overriding import changed_looks
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, Person, Persona

CASES = Path(__file__).parent / "reading_cases"
COMPOSER = Composer()
MIRA = CharacterCard("Mira", "Mira is a woman of 28 with long black hair and green eyes.")
TOM = Persona("Tom", "Tom is a man with short brown hair, blue eyes and a thick beard.")
MIRA_RU = CharacterCard("Мира", "Мира — женщина 28 лет с длинными чёрными волосами и зелёными глазами.")
ANTON = Persona("Антон", "Антон — мужчина с короткими русыми волосами, голубыми глазами и густой бородой.")


def cases(name: str) -> list[Any]:
    return [pytest.param(one, id=one["text"]) for one in load_yaml(CASES / name)]


def begun(russian: bool = False) -> Story:
    return COMPOSER.story([MIRA_RU if russian else MIRA], ANTON if russian else TOM)


def told(story: Story, *messages: tuple[str, str]) -> Story:
    for name, text in messages:
        story = COMPOSER.tell(story, ChatMessage(name, text, is_user=name in ("Tom", "Антон")))
    return story


def now(story: Story) -> dict[str, Person]:
    return {person.name: person for person in changed_looks(story.people, story.wardrobe.looks)}


def values(person: Person, attribute: str) -> list[str]:
    return [trait.value for trait in person.traits if trait.attribute == attribute]


def changed(before: Story, after: Story) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for person in before.people:
        new = now(after)[person.name]
        for attribute in {trait.attribute for trait in (*person.traits, *new.traits)}:
            if values(person, attribute) != values(new, attribute):
                found.setdefault(person.name, {})[attribute] = values(new, attribute)
    return found


def fits(expected: Sequence[str], found: Sequence[str]) -> bool:
    return len(expected) == len(found) and all(any(word in value for value in found) for word in expected)


@pytest.mark.parametrize("case", [*cases("changes_en.yaml"), *cases("changes_ru.yaml")])
def test_what_a_message_changes_for_good(case: dict[str, Any]) -> None:
    story = begun(russian=case["by"] in ("Мира", "Антон"))
    found = changed(story, told(story, (case["by"], case["text"])))
    expected = case["looks"]
    assert {name: set(one) for name, one in found.items()} == {name: set(one) for name, one in expected.items()}, found
    for name, looks in expected.items():
        for attribute, words in looks.items():
            assert fits(words, found[name][attribute]), found
