"""Optional readers add what they can quote, once per text, and break nothing."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from composer.consulting import MOST_FACTS, Consultation
from composer.errors import OverloadedError
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
    assert "broken" in str(consultation.answers.reports[0])


@pytest.mark.parametrize(
    "fact",
    [
        ("prompt", "straw", "straw"),
        ("hair_color", " \n", "straw"),
        ("hair_color", "x" * 121, "straw"),
        ("hair_color", "straw", " "),
        ("hair_color", 3, "straw"),
        ("hair_color", "straw"),
    ],
)
def test_what_is_no_fact_of_looks_is_dropped(fact: Any) -> None:
    assert looks(Consultation([Quoting(fact)])) == []


def test_a_value_is_one_harmless_line() -> None:
    assert looks(Consultation([Quoting(("skin", "pale\n[STYLE: x]", "slate"))])) == [("skin", "pale (STYLE: x)")]


def test_a_reader_can_say_only_so_much() -> None:
    facts = [("feature", f"scar {number}", "slate") for number in range(500)]
    assert len(looks(Consultation([Quoting(*facts)]))) == MOST_FACTS


def test_of_what_one_has_once_the_first_text_counts() -> None:
    later = MappedText.of("card:Ida.scenario", "By night her eyes are red.")
    reader = Quoting(("eye_color", "red", "eyes are red"), ("eye_color", "slate grey", "Eyes like wet slate"))
    person = asyncio.run(Consultation([reader]).looks(IDA, [TEXT, later]))
    assert [trait.value for trait in person.traits] == ["slate grey"]


class Away(Quoting):
    """A reader whose service is away."""

    name = "away"

    async def read_looks(self, name: str, text: str) -> Sequence[tuple[str, str, str]]:
        self.asked += 1
        raise OverloadedError("not now")


def test_a_service_that_is_away_is_asked_again_after_a_minute() -> None:
    now = [0.0]
    reader = Away()
    consultation = Consultation([reader], clock=lambda: now[0])
    for now[0] in (0.0, 59.0, 61.0):
        assert looks(consultation) == []
    assert reader.asked == 2


def test_a_fact_names_its_reader_and_is_printed_with_its_noun() -> None:
    person = asyncio.run(Consultation([Quoting(("hair_color", "straw", "straw"))]).looks(IDA, [TEXT]))
    [trait] = person.traits
    assert (trait.phrase, trait.evidence[0].reader) == ("straw hair", "quoting")
