"""Looks of whole cards and sentences by the words a value must hold, from tables in two languages."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from composer.documents import load_yaml
from composer.reading.compile import registered_languages
from composer.reading.lexicon import normalise
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import Macros, Person, Trait

READING = Reading(registered_languages())
CASES = Path(__file__).parent / "reading_cases"
INFERRED = 0.6
NAMES = {"en": ("Vera", "Max"), "ru": ("Вера", "Максим")}


def says(trait: Trait, fact: str) -> bool:
    """Return whether a trait has the attribute of a fact and words that begin like each of the fact's keywords."""
    attribute, _, keywords = fact.partition(": ")
    value = normalise(trait.value)
    found = (re.search(rf"(?<!\w){re.escape(normalise(word))}", value) for word in keywords.split("+"))
    return trait.attribute == attribute and all(found)


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("looks_*_??.yaml")):
        table, language = load_yaml(path), path.stem[-2:]
        name, user = NAMES[language]
        sentences = [{"name": name, "text": text, **facts} for text, facts in table["sentences"].items()]
        for case in [*sentences, *table["cards"]]:
            label = f"{path.stem}-{case['name']}-{case['text'][:40]}"
            yield pytest.param(case["name"], user, case["text"], case["has"], case.get("may", []), id=label)


@pytest.mark.parametrize(("name", "user", "text", "has", "may"), list(cases()))
def test_only_what_is_stated_is_read(name: str, user: str, text: str, has: Sequence[str], may: Sequence[str]) -> None:
    traits = READING.looks([plain("card", text, Macros(name, user))], Person(name), [Person(user, role="persona")])
    sure = [trait for trait in traits if trait.confidence > INFERRED]
    assert [fact for fact in has if not any(says(trait, fact) for trait in sure)] == []
    assert [trait.value for trait in sure if not any(says(trait, fact) for fact in (*has, *may))] == []
