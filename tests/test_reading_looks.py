"""Looks read from sentences and cards: tables of sentences in two languages, then the layouts of cards."""

from pathlib import Path

import pytest

from composer.documents import load_yaml
from composer.reading.compile import registered_languages
from composer.reading.markup import plain
from composer.reading.reading import Reading
from composer.types import Person, Trait

READING = Reading(registered_languages())
CASES = Path(__file__).parent / "reading_cases"
INFERRED = 0.6
NAMES = {"en": ("Vera", "Max"), "ru": ("Вера", "Максим")}


def looks(text: str, language: str = "en") -> tuple[Trait, ...]:
    name, user = NAMES[language]
    return READING.looks([plain("text", text, name, user)], Person(name), [Person(user, role="persona")])


def stated(text: str, language: str = "en") -> set[str]:
    return {f"{trait.attribute}: {trait.value}" for trait in looks(text, language) if trait.confidence > INFERRED}


def sentences(language: str) -> list[tuple[str, str, str]]:
    cases = load_yaml(CASES / f"looks_{language}.yaml")
    rows = []
    for text, expected in cases.items():
        before, expected = (expected["before"], expected["looks"]) if isinstance(expected, dict) else ("", expected)
        rows.append((language, before + text, expected))
    return rows


@pytest.mark.parametrize(("language", "text", "expected"), [*sentences("en"), *sentences("ru")])
def test_sentence(language: str, text: str, expected: str) -> None:
    assert stated(text, language) == {fact for fact in expected.split("; ") if fact}
