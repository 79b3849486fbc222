"""The door to reading: everything that turns text into facts, in the languages that plugins registered."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.reading.language import Language, spoken_in
from composer.reading.lexicon import normalise
from composer.reading.looks.appearance import Appearance, Seen
from composer.reading.names import name_table, parts_of
from composer.reading.setting import Setting, read_setting
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence, sentences
from composer.types import Person, Trait


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a text, at ``[start, end)``; `case` is "nominative", "possessive", "genitive" …"""

    person: Person
    start: int
    end: int
    case: str


class Reading:
    """Reads texts in the given languages; holds nothing but them and what it found last, so it may be shared."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self.languages = tuple(sorted(languages, key=_name))
        self._searched: tuple[MappedText | None, Sequence[Person], list[Mention]] = (None, (), [])

    def within(self, texts: Iterable[str]) -> "Reading":
        """Return what reads these texts: without languages that they are surely not in."""
        spoken = _spoken_in(tuple(texts), self.languages)
        return self if spoken == self.languages else _reading_of(spoken)

    def sentences(self, text: MappedText) -> Iterator[Sentence]:
        """Yield the sentences of a text, each with its zone, language and words."""
        return sentences(text, self.languages)

    def looks(
        self, texts: Sequence[MappedText], person: Person, others: Sequence[Person] = (),
        shared: Sequence[MappedText] = (),
    ) -> tuple[Trait, ...]:  # fmt: skip
        """Return what a person looks like; see `seen`."""
        return self.seen(texts, person, others, shared).traits

    def seen(
        self, texts: Sequence[MappedText], person: Person, others: Sequence[Person] = (),
        shared: Sequence[MappedText] = (),
    ) -> Seen:  # fmt: skip
        """Return what a person looks like, and what contradicts it.

        Args:
            texts: the texts about the person, the most trusted first: of an attribute of which one has a single value
                (hair colour, eye colour, skin, gender) the first text that states it wins, as it does where an age,
                height or build of another text cannot hold as well.
            person: whose looks; others: people whose looks are not meant, such as the user.
            shared: less trusted texts about several people, where only what is said of this one by name counts.

        Returns:
            Traits in the order of the texts, each once, with the words they were read from as evidence.
        """
        languages = self.within(text.text for text in (*texts, *shared)).languages
        return Appearance(languages, person, others, self._name_forms).read(texts, shared)

    def _name_forms(self, name: str) -> list[str]:
        parts = [name, *parts_of(name, self.languages)]
        return [form for language in self.languages for part in parts for form in language.name_forms(part)]

    def likely_genders(self, people: Iterable[Person]) -> dict[str, str]:
        """Return the genders that people's first names suggest, of those whose names do."""
        found = {person.name: likely_gender(person.name, self.languages) for person in people}
        return {name: gender for name, gender in found.items() if gender}

    def setting(self, text: MappedText) -> Setting:
        """Return the place, light and camera a request's prompt names."""
        return read_setting(text, self.within([text.text]).languages)

    def named(self, sentence: Sentence, people: Sequence[Person]) -> list[Mention]:
        """Return where people are named in a sentence, as `names` does, from the beginning of its text.

        A text is searched once for the same list of people, however many of its sentences are asked for.
        """
        text, known, found = self._searched
        if text is not sentence.text or known != people:
            found = self.names(sentence.text.text, people)
            self._searched = (sentence.text, people, found)
        first = bisect_left(found, sentence.start, key=_start)
        return found[first : bisect_left(found, sentence.end, first, key=_start)]

    def named_at(self, sentence: Sentence, people: Sequence[Person]) -> dict[int, tuple[int, str]]:
        """Return where people are named: first character, from the sentence's start → (last character, name)."""
        start = sentence.start
        return {one.start - start: (one.end - start, one.person.name) for one in self.named(sentence, people)}

    def names(self, text: str, people: Sequence[Person]) -> list[Mention]:
        """Return where people are named, by name or alias in any case, as whole words, from left to right.

        A part of a longer name ("Vera" of "Vera Holt") counts when it means one person only; of two people with the
        same name the first is meant. The title of a group names nobody.
        """
        called = (("", ()) if person.members else (person.name, person.aliases) for person in people)
        known = name_table(tuple(called), self.languages)
        found = []
        for start, end, (number, case) in known.find(text.replace("ё", "е").replace("Ё", "Е").replace("’", "'")):
            found.append(Mention(people[number], start, end, case))
        return found


@lru_cache(maxsize=16)
def _spoken_in(texts: tuple[str, ...], languages: tuple[Language, ...]) -> tuple[Language, ...]:
    return spoken_in(texts, languages)


@lru_cache(maxsize=16)
def _reading_of(languages: tuple[Language, ...]) -> Reading:
    return Reading(languages)


@lru_cache(maxsize=512)
def likely_gender(name: str, languages: tuple[Language, ...]) -> str:
    """Return the gender that the first name in somebody's name suggests, "" for none."""
    likely = [language for language in languages if language.claims(name) == 1.0]
    for word in normalise(name).split():
        for language in likely:
            for form in language.lexicon.lookup(word):
                if form.entry.kind == "given_name":
                    return form.entry.get("gender")
    return ""


def _start(mention: Mention) -> int:
    return mention.start


def _name(language: Language) -> str:
    return language.name
