"""Optional readers add what they can quote, once per text, and break nothing."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from composer.consulting import MOST_FACTS, Consultation
from composer.consulting.clothes import Question, clothes
from composer.errors import OverloadedError
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
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


# ── clothes ──

MESSAGE = MappedText.of("message:4", "The gown had found Ida. She laughs. The gown had found Ida.")
FIRST = MESSAGE.evidence(0, 23)
READING = Reading(registered_languages())


class Dressing:
    """A reader of messages that says what it was built with, and may know it without asking."""

    name = "dressing"

    def __init__(self, *facts: Any, known: bool = False) -> None:
        self.facts = facts
        self.known = known
        self.asked: list[str] = []

    async def read_looks(self, name: str, text: str) -> Sequence[tuple[str, ...]]:
        return ()

    def knows_clothes(self, names: Sequence[str], speaker: str, text: str) -> bool:
        return self.known

    async def read_clothes(self, names: Sequence[str], speaker: str, text: str) -> Sequence[tuple[str, ...]]:
        self.asked.append(text)
        return self.facts


def happening(*readers: Any, most: int = 10, times: int = 1) -> list[tuple[str, str, str, int]]:
    """Return what readers say of one message: who, what happens, the garment, and where it stands."""
    consultation, question = Consultation(readers), Question(4, "Ida", ("Ida", "Tom"), MESSAGE, (FIRST,))
    for _ in range(times):
        found = asyncio.run(clothes(consultation, [question], most, READING))
    events = found.get(4, ())
    return [(one.who, one.kind, one.phrase.garment.text, one.evidence.start) for one in events if one.phrase]


def test_a_fact_of_clothes_becomes_an_event_with_its_place() -> None:
    fact = ("Ida", "puts_on", "velvet gown", "The gown had found Ida")
    assert happening(Dressing(fact)) == [("Ida", "put_on", "velvet gown", 0)]


@pytest.mark.parametrize(
    "fact",
    [
        ("Ida", "puts_on", "gown", "She laughs"),  # of a sentence the rules are sure of
        ("Zed", "puts_on", "gown", "The gown"),
        ("Ida", "burns", "gown", "The gown"),
        ("Ida", "puts_on", "gown"),
        ("Ida", "puts_on", 3, "The gown"),
        ("Ida", "puts_on", "x" * 121, "The gown"),
        "none",
    ],
)
def test_what_is_no_fact_of_clothes_is_dropped(fact: Any) -> None:
    assert happening(Dressing(fact)) == []


def test_of_a_quote_that_occurs_again_the_unsure_place_counts() -> None:
    [(_, _, _, start)] = happening(Dressing(("Ida", "wears", "gown", "The gown had found Ida")))
    assert start < FIRST.end


def test_no_new_message_is_asked_for_beyond_the_bound_but_what_is_known_counts() -> None:
    fact = ("Ida", "wears", "gown", "The gown")
    asked, known = Dressing(fact), Dressing(fact, known=True)
    assert happening(asked, most=0) == []
    assert happening(known, most=0) == [("Ida", "wear", "gown", 0)]
    assert asked.asked == []


def test_the_same_message_is_read_once() -> None:
    reader = Dressing(("Ida", "wears", "gown", "The gown"))
    assert happening(reader, times=3) == [("Ida", "wear", "gown", 0)]
    assert len(reader.asked) == 1


def test_a_reader_of_looks_alone_is_not_asked_about_messages() -> None:
    assert happening(Quoting(("skin", "pale", "gown"))) == []
