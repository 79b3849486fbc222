"""Asking readers who puts on, takes off or wears what, in messages of which the rules are unsure.

The answers become events of the wardrobe's fold, as corrections are: an input, so that the same story with the same
answers always gives the same state. What is read of a sentence in which the rules are sure does not count.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from composer.consulting import CONFIDENCE, LONGEST_QUOTE, LONGEST_VALUE, Consultation
from composer.consulting.remembered import MOST_FACTS, Fact
from composer.contracts import ClothesReader
from composer.neutral import neutral_line
from composer.reading.clothes.event import Event
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.wardrobe import outfit
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Evidence, Garment, Person, Term

#: What may happen to a garment, and what the fold calls it.
CHANGES = {"wears": "wear", "puts_on": "put_on", "changes_into": "change", "takes_off": "take_off"}
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A message of whose clothes the rules are unsure.

    Attributes:
        number: of the message in its chat. speaker: who says it. names: the people known by then.
        text: the message as read. doubts: the sentences that are unsure.
    """

    number: int
    speaker: str
    names: tuple[str, ...]
    text: MappedText
    doubts: tuple[Evidence, ...]


async def clothes(
    consultation: Consultation, questions: Sequence[Question], most: int, reading: Reading
) -> dict[int, tuple[Event, ...]]:
    """Return what readers say happens in messages, by the number of the message.

    Args:
        most: of how many messages each reader is asked anew, the last ones first; what it has answered before counts
            in any case.
        reading: reads the garments it names.
    """
    found: dict[int, tuple[Event, ...]] = {}
    for reader in consultation.readers:
        if isinstance(reader, ClothesReader):
            for question, facts in await _answered(consultation, reader, questions, most):
                events = _events(reader.name, question, facts, reading)
                found[question.number] = (*found.get(question.number, ()), *events)
    return {number: events for number, events in found.items() if events}


async def _answered(
    consultation: Consultation, reader: ClothesReader, questions: Sequence[Question], most: int
) -> list[tuple[Question, tuple[Fact, ...]]]:
    known = [one for one in questions if _is_known(consultation, reader, one)]
    new = [one for one in questions if one not in known]
    wanted = [*known, *(new[-most:] if most else ())]
    places = asyncio.Semaphore(_AT_ONCE)

    async def ask(question: Question) -> tuple[Fact, ...]:
        async with places:
            return await _ask(consultation, reader, question, question in known)

    return list(zip(wanted, await asyncio.gather(*map(ask, wanted)), strict=True))


def _is_known(consultation: Consultation, reader: ClothesReader, question: Question) -> bool:
    known = consultation.answers.knows(_key(reader, question))
    return known or reader.knows_clothes(question.names, question.speaker, question.text.text)


async def _ask(consultation: Consultation, reader: ClothesReader, question: Question, known: bool) -> tuple[Fact, ...]:
    names, speaker, text = question.names, question.speaker, question.text.text

    def checked(answer: Iterable[Any]) -> Iterator[Fact]:
        return _checked(answer, names)

    asked, about = _key(reader, question), f"message {question.number}"
    return await consultation.answers.to(
        asked, about, lambda: reader.read_clothes(names, speaker, text), checked, known
    )


def _key(reader: ClothesReader, question: Question) -> tuple[str, ...]:
    return (reader.name, "clothes", question.speaker, *question.names, question.text.text)


def _checked(answer: Iterable[Any], names: Sequence[str]) -> Iterator[Fact]:
    """Yield what may be a fact, whatever else a reader returns."""
    for _, fact in zip(range(MOST_FACTS), answer, strict=False):
        if len(fact) != 4 or not all(isinstance(part, str) for part in fact):
            continue
        person, change, garment, quote = fact
        garment = neutral_line(garment[: LONGEST_VALUE + 1]).text
        known = person in names and change in CHANGES
        if known and 0 < len(garment) <= LONGEST_VALUE and 0 < len(quote.strip()) <= LONGEST_QUOTE:
            yield person, change, garment, quote


def _events(reader: str, question: Question, facts: Iterable[Fact], reading: Reading) -> Iterator[Event]:
    for person, change, words, quote in facts:
        evidence = _evidence(question, quote)
        if evidence is not None:
            evidence = replace(evidence, reader=reader)
            yield Event(CHANGES[change], person, evidence, Phrase(0, 0, _garment(words, evidence, reading)))


def _evidence(question: Question, quote: str) -> Evidence | None:
    """Return where a quote stands in an unsure sentence, None when it stands in none."""
    text, at = question.text, question.text.text.find(quote)
    while at >= 0:
        found = text.evidence(at, at + len(quote))
        if any(doubt.start <= found.start < doubt.end for doubt in question.doubts):
            return found
        at = text.text.find(quote, at + len(quote))
    return None


def _garment(words: str, evidence: Evidence, reading: Reading) -> Garment:
    """Return the garment that words name; one that nobody knows is worn as it is."""
    read = outfit([MappedText.of("reader", f"Outfit: {words}")], Person("-"), reading)
    known = read[0] if read else Garment(Term(words), words)
    return replace(known, evidence=(evidence,), confidence=CONFIDENCE)
