"""Asking the optional readers (plugins such as a language model) what the rules may have missed, before composing.

What a reader says is foreign text: it counts only as a fact of a known kind, short, on one line, and with a quote that
stands in the text it was given.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from composer.consulting.answers import Answers
from composer.consulting.remembered import MOST_FACTS, Fact, Remembered
from composer.contracts import Reader
from composer.neutral import neutral_line
from composer.reading.looks.described import EXCLUSIVE
from composer.reading.text.mapped import MappedText
from composer.types import Person, Trait

__all__ = [
    "ATTRIBUTES", "CONFIDENCE", "LONGEST_QUOTE", "LONGEST_VALUE", "MOST_FACTS", "Consultation", "Fact", "Remembered",
]  # fmt: skip

#: What may be said of a person's looks, as in `composer.types.Trait`.
ATTRIBUTES = (
    "hair_color", "hair_style", "eye_color", "skin", "build", "height", "age_look", "species", "gender", "feature",
)  # fmt: skip
#: In characters.
LONGEST_VALUE, LONGEST_QUOTE = 120, 400
#: How sure a fact of a reader is.
CONFIDENCE = 0.8
#: What a value is said of, where it does not say so itself.
_NOUNS = {"hair_color": "hair", "hair_style": "hair", "eye_color": "eyes", "skin": "skin"}
_LONGEST_PHRASE = 60


class Consultation:
    """Asks readers once for each text and keeps the answers by content.

    Attributes:
        readers: who is asked. answers: what they have answered, and what went wrong with them.
    """

    def __init__(self, readers: Iterable[Reader], clock: Callable[[], float] = time.monotonic) -> None:
        self.readers = tuple(readers)
        self.answers = Answers(clock)

    async def looks(self, person: Person, texts: Sequence[MappedText]) -> Person:
        """Return the person with the readers' facts added where the rules found none of that attribute.

        A fact whose quote does not occur in the texts is dropped: a reader may read, never invent. What is known by
        nature only once (hair colour, eye colour, skin, gender) is taken from the first text that states it.
        """
        told = [text for text in texts if text.text.strip()]
        if not told:
            return person
        found = [trait for reader in self.readers for trait in await self._ask(reader, person, told)]
        return replace(person, traits=(*person.traits, *_fresh(person, found)))

    async def _ask(self, reader: Reader, person: Person, texts: Sequence[MappedText]) -> list[Trait]:
        whole = "\n\n".join(text.text for text in texts)
        question = (reader.name, "looks", person.name, whole)
        facts = await self.answers.to(question, person.name, lambda: reader.read_looks(person.name, whole), _checked)
        traits = (_trait(reader.name, fact, texts) for fact in facts)
        found = [one for one in traits if one is not None]
        return [trait for _, trait in sorted(found, key=lambda one: one[0])]


def _checked(answer: Iterable[Any]) -> Iterator[Fact]:
    """Yield what may be a fact, whatever else a reader returns."""
    for _, fact in zip(range(MOST_FACTS), answer, strict=False):
        if len(fact) != 3 or not all(isinstance(part, str) for part in fact):
            continue
        attribute, value, quote = fact[0], neutral_line(fact[1][: LONGEST_VALUE + 1]).text, fact[2]
        if attribute in ATTRIBUTES and 0 < len(value) <= LONGEST_VALUE and 0 < len(quote.strip()) <= LONGEST_QUOTE:
            yield attribute, value, quote


def _trait(reader: str, fact: Fact, texts: Sequence[MappedText]) -> tuple[int, Trait] | None:
    """Return the fact with the number of the first text that holds its quote, None when none does."""
    attribute, value, quote = fact
    number = next((number for number, text in enumerate(texts) if quote in text.text), None)
    if number is None:
        return None
    start = texts[number].text.index(quote)
    evidence = replace(texts[number].evidence(start, start + len(quote)), reader=reader)
    return number, Trait(attribute, value, (), CONFIDENCE, (evidence,), _phrase(attribute, value, quote))


def _phrase(attribute: str, value: str, quote: str) -> str:
    """Return the fact on its own: with its noun in English, in other languages in the words it was quoted in."""
    noun = _NOUNS.get(attribute, "")
    if not noun or noun in value.lower():
        return ""
    if value.isascii():
        return f"{value} {noun}"
    words = neutral_line(quote).text
    return words if len(words) <= _LONGEST_PHRASE else ""


def _fresh(person: Person, found: Iterable[Trait]) -> Iterator[Trait]:
    known = {trait.attribute for trait in person.traits}
    source: dict[str, str] = {}
    said: set[tuple[str, str]] = set()
    for trait in found:
        attribute, place = trait.attribute, trait.evidence[0].source
        again = (attribute, trait.value.casefold()) in said
        late = attribute in EXCLUSIVE and source.setdefault(attribute, place) != place
        if attribute not in known and not again and not late:
            said.add((attribute, trait.value.casefold()))
            yield trait
