"""Asking the optional readers (plugins such as a language model) what the rules may have missed, before composing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.contracts import Reader
from composer.errors import ComposerError, PluginError
from composer.reading.mapped import MappedText
from composer.types import Person, Trait


class Consultation:
    """Asks readers once for each text and keeps the answers by content.

    Attributes:
        reports: what went wrong with a reader; the rules' facts stand all the same.
    """

    def __init__(self, readers: Iterable[Reader]) -> None:
        self.readers = tuple(readers)
        self.reports: list[PluginError] = []
        self._answers: dict[str, tuple[Trait, ...]] = {}

    async def looks(self, person: Person, texts: Sequence[MappedText]) -> Person:
        """Return the person with the readers' facts added where the rules found none of that attribute.

        A fact whose quote does not occur in the text is dropped: a reader may read, never invent.
        """
        known = {trait.attribute for trait in person.traits}
        found = [trait for text in texts for reader in self.readers for trait in await self._ask(reader, person, text)]
        fresh = [trait for trait in dict.fromkeys(found) if trait.attribute not in known]
        return replace(person, traits=(*person.traits, *fresh))

    async def _ask(self, reader: Reader, person: Person, text: MappedText) -> tuple[Trait, ...]:
        key = hashlib.sha256("\0".join((reader.name, person.name, text.source, text.text)).encode()).hexdigest()
        if key not in self._answers:
            try:
                answer = await reader.read_looks(person.name, text.text)
                self._answers[key] = tuple(_trait(text, *fact) for fact in answer if fact[2] and fact[2] in text.text)
            except ComposerError:
                raise
            except Exception as error:
                self.reports.append(PluginError(f"reader {reader.name}: {error!r}"))
                return ()
        return self._answers[key]


def _trait(text: MappedText, attribute: str, value: str, quote: str) -> Trait:
    start = text.text.index(quote)
    return Trait(attribute, value, confidence=0.8, evidence=(text.evidence(start, start + len(quote)),))
