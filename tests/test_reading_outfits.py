"""What a card's prose gives its character to wear where no verb of wearing says so."""

from pathlib import Path

import pytest

from composer.documents import load_yaml
from composer.reading.clothes.wardrobe import outfit
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import Macros, Person, Term, Trait

READING = Reading(registered_languages())
FOLDER = Path(__file__).parent / "reading_cases"
CASES = load_yaml(FOLDER / "outfits_ru.yaml")
ENGLISH = load_yaml(FOLDER / "outfits_en.yaml")
VERA = Person("Vera", traits=(Trait("gender", "woman", (Term("woman", "woman"),)),))
MIRA = Person("Мира", traits=(Trait("gender", "женщина", (Term("женщина", "woman"),)),))


@pytest.mark.parametrize(("text", "wanted"), [(case["say"], case["worn"]) for case in CASES])
def test_only_what_is_usually_worn_is_read(text: str, wanted: list[str]) -> None:
    found = [one.text for one in outfit([plain("card:x.description", text, Macros("Мира", "Том"))], MIRA, READING)]
    assert len(found) == len(wanted), found
    assert all(any(all(word in one for word in keywords.split("+")) for one in found) for keywords in wanted), found


@pytest.mark.parametrize(("text", "wanted"), [(case["say"], case["worn"]) for case in ENGLISH])
def test_only_what_is_usually_worn_is_read_in_english(text: str, wanted: list[str]) -> None:
    found = [one.text for one in outfit([plain("card:x.description", text, Macros("Vera", "Tom"))], VERA, READING)]
    assert len(found) == len(wanted), found
    assert all(any(all(word in one for word in keywords.split("+")) for one in found) for keywords in wanted), found
