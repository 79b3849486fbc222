"""The scenes of one message: what its requests see of it, and how often it is read for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from composer.app import Composer
from composer.cards.people import people_of
from composer.profiles import Profile
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.scenes import Narrator
from composer.story import REQUESTS_IN_A_PART
from composer.types import CharacterCard, ChatMessage, Macros, Scene
from tests.painting import tag

MAREN = CharacterCard("Maren", description="Maren is a woman of 34 with grey eyes. She wears a red coat.")


class CountingReading(Reading):
    """Counts the characters that are cut into sentences."""

    characters = 0

    def sentences(self, text: MappedText) -> Iterator[Sentence]:
        """Count, then read as always."""
        self.characters += len(text.text)
        return super().sentences(text)


@dataclass
class Told:
    """One message of Maren's, and the scenes of its requests."""

    text: str
    profile: Profile = field(default_factory=Profile)

    def __post_init__(self) -> None:
        self.composer = Composer(self.profile)
        self.reading = CountingReading(self.composer.narrator.reading.languages)
        self.composer.narrator = Narrator(self.reading, self.profile)
        self.story = self.composer.story((MAREN,), char="Maren", user="Alex")
        self.message = ChatMessage("Maren", self.text, id="message")
        self.requests = self.composer.find(self.text)
        self.reading.characters = 0

    def scene(self, number: int) -> Scene:
        return self.composer.scene(self.story, self.message, self.requests[number])

    def clothes(self, number: int) -> list[str]:
        (person,) = self.scene(number).people
        return [garment.text for garment in person.garments]


def many(count: int) -> str:
    return "\n".join(f"She looks at the sea, wave {number}. {tag(f'Maren, {number}')}" for number in range(count))


def test_reading_a_message_costs_no_more_for_each_request_the_more_it_has() -> None:
    few, lots = Told(many(50)), Told(many(500))
    for told in (few, lots):
        for number in range(len(told.requests)):
            told.scene(number)
        told.composer.tell(told.story, told.message)
    assert lots.reading.characters <= 11 * few.reading.characters


def test_the_last_request_alone_reads_the_message_once() -> None:
    told = Told(many(500))
    told.scene(499)
    assert told.reading.characters <= len(told.text)


@pytest.mark.parametrize("memory", [True, False])
def test_many_requests_see_what_is_worn_where_they_stand(memory: bool) -> None:
    count = 3 * REQUESTS_IN_A_PART
    lines = [f"She waits. {tag('Maren')}" for _ in range(count)]
    lines[10] = f"Maren takes off her red coat. {tag('Maren')}"
    lines[17] = f"Maren puts on a green scarf. {tag('Maren')}"
    told = Told("\n".join(lines), Profile(memory=memory))
    seen = [told.clothes(number) for number in range(count)]
    assert seen == [["red coat"]] * 10 + [[]] * 7 + [["green scarf"]] * 7


def test_scenes_are_the_same_in_whatever_order_they_are_asked_for() -> None:
    text = many(REQUESTS_IN_A_PART + 3).replace("wave 4", "and takes off her red coat")
    forwards, backwards = Told(text), Told(text)
    numbers = range(len(forwards.requests))
    scenes = [forwards.scene(number) for number in numbers]
    assert scenes == [backwards.scene(number) for number in reversed(numbers)][::-1]


def test_a_request_that_heads_its_text_sees_what_follows_up_to_the_next() -> None:
    told = Told(f"{tag('Maren')}\nMaren takes off her red coat.\n{tag('Maren')}\nMaren puts on a green scarf.")
    assert [told.clothes(0), told.clothes(1)] == [[], []]


def test_an_age_counts_wherever_in_the_message_it_is_stated() -> None:
    told = Told(f"A look. {tag('Maren')} And then I say it: I am 15.")
    (person,) = told.scene(0).people
    assert [evidence.quote for evidence in person.under_age] == ["I am 15"]


def test_the_greeting_says_what_somebody_looks_like_where_the_description_does_not() -> None:
    card = CharacterCard(
        "Ida", description="Ida has short black hair.", first_mes="*Ida blinks her green eyes and shakes her red hair.*"
    )
    [ida] = Composer().story((card,)).people
    looks = {trait.attribute: trait.phrase for trait in ida.traits}
    assert (looks["hair_color"], looks["eye_color"]) == ("black hair", "green eyes")


def test_what_is_worn_and_may_be_taken_off_is_no_look() -> None:
    card = CharacterCard("Ida", description="Ida has freckles. She wears round glasses and a red scarf.")
    [ida] = Composer().story((card,)).people
    assert [trait.value for trait in ida.traits if trait.attribute == "feature"] == ["freckles"]
    assert "glasses" in [garment.name.english for garment in ida.garments]


def test_a_card_is_read_once_while_it_does_not_change() -> None:
    reading = Composer().narrator.reading
    first, again, changed = (
        people_of(CharacterCard("Vera", f"Vera has {colour} eyes."), Macros(user="Max"), False, reading)
        for colour in ("green", "green", "grey")
    )
    assert again is first
    assert [trait.value for trait in changed[0].traits if trait.attribute == "eye_color"] == ["grey"]


def test_a_pronoun_in_the_request_does_not_tell_the_gender_again() -> None:
    told = Told(tag("Maren steers the boat, torn sails above her"))
    (person,) = told.scene(0).people
    assert [trait.value for trait in person.traits if trait.attribute == "gender"] == ["woman"]
