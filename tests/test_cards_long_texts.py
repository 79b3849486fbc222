"""Texts of any length: so much of each is read, the card says so, and what is not read is kept."""

import time

import pytest

from composer import Composer
from composer.cards.fields import card_from_fields
from composer.cards.limits import LONGEST_TEXT
from composer.types import CharacterCard, Persona
from tests.card_samples import V3, V3_DATA

SENTENCE = "She has green eyes and wears a coat. "
#: Ten times as much as is read.
ENDLESS = SENTENCE * (10 * LONGEST_TEXT // len(SENTENCE))


@pytest.mark.parametrize("field", ["description", "personality", "scenario", "first_mes"])
def test_a_card_says_that_the_end_of_a_long_text_is_not_read(field: str) -> None:
    card = card_from_fields({**V3, "data": {**V3_DATA, field: ENDLESS}})
    assert card.warnings == (
        f"the field {field} has {len(ENDLESS)} characters; only the first {LONGEST_TEXT} are read",
    )
    assert getattr(card, field) == ENDLESS


def looks_of(card: CharacterCard, persona: Persona) -> list[list[str]]:
    story = Composer().story([card], persona, greeting=True)
    return [[trait.value for trait in one.traits if trait.attribute == "eye_color"] for one in story.people]


def test_all_texts_of_any_length_cost_little() -> None:
    card = CharacterCard("Maren", ENDLESS, personality=ENDLESS, scenario=ENDLESS, first_mes=ENDLESS)
    started = time.perf_counter()
    assert looks_of(card, Persona("Alex", ENDLESS)) == [["green"], ["green"]]
    assert time.perf_counter() - started < 30


def test_macros_of_any_length_cost_little() -> None:
    endless = "{{if a}}" * LONGEST_TEXT + "{{char}} has red hair." * LONGEST_TEXT
    started = time.perf_counter()
    Composer().story([CharacterCard("Maren", endless, first_mes=endless)], Persona("Alex", endless))
    assert time.perf_counter() - started < 30


def test_looks_before_the_end_of_what_is_read_count() -> None:
    before, behind = "It rains. " * (LONGEST_TEXT // 10 - 10), "It rains. " * LONGEST_TEXT
    assert looks_of(CharacterCard("Maren", before + SENTENCE + behind), Persona("Alex"))[0] == ["green"]
    assert looks_of(CharacterCard("Maren", before + behind + SENTENCE), Persona("Alex"))[0] == []
