"""Texts of any length, of cards, personas and messages: so much of each is read, and what is not read is kept."""

import time

import pytest

from composer import Composer
from composer.cards.fields import card_from_fields
from composer.cards.limits import LONGEST_TEXT
from composer.story import LONGEST_MESSAGE
from composer.types import CharacterCard, ChatMessage, Persona
from tests.card_samples import V3, V3_DATA
from tests.painting import tag

SENTENCE = "She has green eyes and wears a coat. "
#: Ten times as much as is read.
ENDLESS = SENTENCE + "It was a cold day. " * (LONGEST_TEXT // 2)


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
    started = time.process_time()
    assert looks_of(card, Persona("Alex", ENDLESS)) == [["green"], ["green"]]
    assert time.process_time() - started < 30


def test_macros_of_any_length_cost_little() -> None:
    endless = "{{if a}}" * LONGEST_TEXT + "{{char}} has red hair." * LONGEST_TEXT
    started = time.process_time()
    Composer().story([CharacterCard("Maren", endless, first_mes=endless)], Persona("Alex", endless))
    assert time.process_time() - started < 30


def test_looks_before_the_end_of_what_is_read_count() -> None:
    before, behind = "It rains. " * (LONGEST_TEXT // 10 - 10), "It rains. " * LONGEST_TEXT
    assert looks_of(CharacterCard("Maren", before + SENTENCE + behind), Persona("Alex"))[0] == ["green"]
    assert looks_of(CharacterCard("Maren", before + behind + SENTENCE), Persona("Alex"))[0] == []


def test_of_an_endless_message_the_beginning_is_read_and_every_request_counts() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Maren", "Maren is a woman.")], Persona("Alex"), "Maren", "Alex")
    endless = "*Maren puts on a red scarf.*" + "\n" * LONGEST_MESSAGE + f"*She puts on a blue hat.* {tag('Maren')}"
    (found,) = composer.find(endless)
    scene = composer.scene(story, ChatMessage("Maren", endless), found)
    assert [one.text for one in scene.people[0].garments] == ["red scarf"]


def test_a_request_that_stands_where_reading_ends_is_no_story() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Maren", "Maren is a woman.")], Persona("Alex"), "Maren", "Alex")
    request = tag("Maren puts on a blue hat and a green coat")
    told = composer.tell(story, ChatMessage("Maren", "\n" * (LONGEST_MESSAGE - len(request) // 2) + request))
    assert all(not garments for garments in told.wardrobe.outfits.values())


@pytest.mark.parametrize(
    "said", ["Nell is fourteen years old.", "{{char}} is fourteen years old.", "Ей четырнадцать лет."]
)
def test_an_age_behind_what_is_read_is_heard_by_the_guard(said: str) -> None:
    card = CharacterCard("Nell", "A long road and nothing else. " * (LONGEST_TEXT // 25) + said)
    [nell] = (one for one in Composer().story([card]).people if one.name == "Nell")
    assert nell.under_age
    assert all(card.description[one.start : one.end] == one.quote for one in nell.under_age)
