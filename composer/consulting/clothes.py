"""Asking readers who puts on, takes off or wears what, in messages of which the rules are unsure.

The answers become events of the wardrobe's fold, as corrections are: an input, so that the same story with the same
answers always gives the same state. What is read of a sentence in which the rules are sure does not count.
"""

import asyncio
from collections import deque
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one reader is asked: what it has answered before, and the last of the rest."""

    reader: ClothesReader
    known: list[Question]
    new: deque[Question]


async def clothes(
    consultation: Consultation, questions: Iterable[Question], most: int, reading: Reading
) -> dict[int, tuple[Event, ...]]:
    """Return what readers say happens in messages, by the number of the message.

    Args:
        most: of how many messages each reader is asked anew, the last ones first; what it has answered before counts
            in any case. Others of the questions are not kept, so that they may come from a chat of any length.
        reading: reads the garments it names.
    """
    found: dict[int, tuple[Event, ...]] = {}
    for asked in await asyncio.to_thread(_chosen, consultation, questions, most):
        for question, facts in await _answered(consultation, asked):
            events = _events(asked.reader.name, question, facts, reading)
            found[question.number] = (*found.get(question.number, ()), *events)
    return {number: events for number, events in found.items() if events}


def _chosen(consultation: Consultation, questions: Iterable[Question], most: int) -> list[_Asked]:
    readers = [reader for reader in consultation.readers if isinstance(reader, ClothesReader)]
    chosen = [_Asked(reader, [], deque(maxlen=most)) for reader in readers]
    for question in questions:
        for asked in chosen:
            (asked.known if _is_known(consultation, asked.reader, question) else asked.new).append(question)
    return chosen


async def _answered(consultation: Consultation, asked: _Asked) -> list[tuple[Question, tuple[Fact, ...]]]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def ask(question: Question, known: bool) -> tuple[Fact, ...]:
        async with places:
            return await _ask(consultation, asked.reader, question, known)

    wanted = [*asked.known, *asked.new]
    answers = [*(ask(one, True) for one in asked.known), *(ask(one, False) for one in asked.new)]
    return list(zip(wanted, await asyncio.gather(*answers), strict=True))


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
