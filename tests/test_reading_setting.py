"""Place, light and camera read from the prompts of requests: a table in three languages."""

from pathlib import Path

import pytest

from composer.documents import load_yaml
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import Macros

READING = Reading(registered_languages())
CASES = load_yaml(Path(__file__).parent / "reading_cases" / "setting.yaml")


@pytest.mark.parametrize(("text", "expected"), [pair for table in CASES.values() for pair in table.items()])
def test_setting(text: str, expected: str) -> None:
    setting = READING.setting(plain("prompt", text, Macros("Vera", "Max")))
    named = {"place": setting.place, "light": setting.light, "camera": setting.camera}
    found = {f"{kind}: {term.english or term.text}" for kind, term in named.items() if term is not None}
    assert found == set(expected.split("; "))


def test_a_text_without_words_of_setting_says_nothing() -> None:
    setting = READING.setting(plain("prompt", "Vera smiles", Macros("Vera", "Max")))
    assert (setting.place, setting.light, setting.camera) == (None, None, None)
