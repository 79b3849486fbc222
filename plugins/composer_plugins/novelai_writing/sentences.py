"""The words of a request, clause by clause: what is about one person goes into their box, and names are replaced."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from composer.types import Person
from composer_plugins.novelai_writing.people import called

_CLAUSE = re.compile(r"(?:[^,.;!?…\n。！？，；]|(?<=\d)[.,](?=\d))+")
_LINK = re.compile(r"^(?:['’]s)?\s+(?:(?:is|are|was)\s+)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text without its outer space and marks: how it is said, how it stood there, and whom it is about.

    `person` is the only one it is about, by number, None for nobody or several.
    """

    text: str
    original: str
    person: int | None = None


class Names:
    """The names of the people in a picture, to be found in a text and replaced."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = tuple(people)
        self._numbers = {
            name: number
            for number, person in reversed(list(enumerate(people)))
            for name in (person.name, *person.aliases)
            if name.strip()
        }
        listed = "|".join(map(re.escape, sorted(self._numbers, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?<!\w)(?:{listed or '(?!)'})(?!\w)")
        self._called = called(self.people)

    def clauses(self, text: str) -> Iterator[Clause]:
        """Yield the clauses of a text; what begins with the only person it names is said without the name."""
        for match in _CLAUSE.finditer(text):
            original = match[0].strip()
            if original:
                yield self._clause(original)

    def replaced(self, text: str) -> str:
        """Return an English text with what people are called in place of their names."""
        letters = [letter for letter in text if letter.isalpha()]
        if sum(letter.isascii() for letter in letters) * 2 < len(letters):
            return text
        return self._pattern.sub(lambda match: self._called[self._numbers[match[0]]], text)

    def named(self, text: str) -> list[int]:
        """Return who is named in a text, by number, each once."""
        return list(dict.fromkeys(self._numbers[match[0]] for match in self._pattern.finditer(text)))

    def _clause(self, original: str) -> Clause:
        named = self.named(original)
        first = self._pattern.match(original) if len(named) == 1 else None
        if first is None:
            return Clause(self.replaced(original), original)
        return Clause(self.replaced(_LINK.sub("", original[first.end() :])), original, named[0])
