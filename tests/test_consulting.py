"""Optional readers add what they can quote, once per text, and break nothing."""

import asyncio
from collections.abc import Sequence

from composer.consulting import Consultation
from composer.reading.mapped import MappedText
from composer.types import Person, Trait

IDA = Person("Ida")
TEXT = MappedText.of("card:Ida.description", "Ida's plait is the colour of straw. Eyes like wet slate.")


class Quoting:
    """A reader that answers what it was built with and counts how often it was asked."""

    name = "quoting"

    def __init__(self, *facts: tuple[str, str, str]) -> None:
        self.facts = facts
        self.asked = 0

    async def read_looks(self, name: str, text: str) -> Sequence[tuple[str, str, str]]:
        self.asked += 1
        return self.facts


class Broken(Quoting):
    """A reader that fails."""

    name = "broken"

    async def read_looks(self, name: str, text: str) -> Sequence[tuple[str, str, str]]:
        raise OSError("no route")


def looks(consultation: Consultation, person: Person = IDA) -> list[tuple[str, str]]:
    read = asyncio.run(consultation.looks(person, [TEXT]))
    return [(trait.attribute, trait.value) for trait in read.traits]


def test_a_quoted_fact_is_added_with_its_evidence() -> None:
    reader = Quoting(("eye_color", "slate grey", "Eyes like wet slate"))
    person = asyncio.run(Consultation([reader]).looks(Person("Ida"), [TEXT]))
    [evidence] = person.traits[0].evidence
    assert TEXT.text[evidence.start : evidence.end] == evidence.quote == "Eyes like wet slate"


def test_a_fact_whose_quote_does_not_occur_is_dropped() -> None:
    assert looks(Consultation([Quoting(("hair_color", "red", "red hair"), ("skin", "pale", ""))])) == []


def test_what_the_rules_found_stands() -> None:
    person = Person("Ida", traits=(Trait("eye_color", "grey"),))
    reader = Quoting(("eye_color", "blue", "Eyes"), ("hair_color", "straw", "straw"))
    assert looks(Consultation([reader]), person) == [("eye_color", "grey"), ("hair_color", "straw")]


def test_the_same_text_is_asked_for_once() -> None:
    reader = Quoting()
    consultation = Consultation([reader])
    looks(consultation)
    looks(consultation)
    assert reader.asked == 1


def test_a_failing_reader_is_reported_and_the_others_are_heard() -> None:
    consultation = Consultation([Broken(), Quoting(("hair_color", "straw", "straw"))])
    assert looks(consultation) == [("hair_color", "straw")]
    assert "broken" in str(consultation.reports[0])
