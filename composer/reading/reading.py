"""The door to reading: everything that turns text into facts, in the languages that plugins registered."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from composer.reading.language import Language, spoken_in
from composer.reading.lexicon import normalise
from composer.reading.looks.appearance import Appearance, Seen
from composer.reading.setting import Setting, read_setting
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence, sentences
from composer.types import Person, Trait

_SHORTEST_PART = 2
_LETTERS_WITHOUT_SPACES = r"\u3400-\u9fff"
_UNSPACED = re.compile(f"[{_LETTERS_WITHOUT_SPACES}]")


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
        spoken = spoken_in(texts, self.languages)
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
        parts = [name, *_parts(name, self.languages)]
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
        for match in known.find(text.replace("ё", "е").replace("Ё", "Е").replace("’", "'")):
            number, case = known.forms[normalise(match[0])]
            found.append(Mention(people[number], match.start(), match.end(), case))
        return found


@lru_cache(maxsize=16)
def _reading_of(languages: tuple[Language, ...]) -> Reading:
    return Reading(languages)


@dataclass(frozen=True)
class NameTable:
    """All forms of some people's names, and the patterns that find them."""

    forms: dict[str, tuple[int, str]]

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where the names stand in a text as whole words, from left to right."""
        if not self.forms:
            return iter(())
        return (self._unspaced if _UNSPACED.search(text) else self._spaced).finditer(text)

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        return re.compile(_pattern(self.forms, ""))

    @cached_property
    def _unspaced(self) -> re.Pattern[str]:
        """Finds names also where letters of a script without spaces stand beside them."""
        unspaced = [re.escape(form) for form in self.forms if _UNSPACED.search(form)]
        spaced = [form for form in self.forms if not _UNSPACED.search(form)]
        patterns = [_pattern(spaced, _LETTERS_WITHOUT_SPACES)] if spaced else []
        return re.compile("|".join([*patterns, *sorted(unspaced, key=len, reverse=True)]))


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


@lru_cache(maxsize=64)
def name_table(people: tuple[tuple[str, tuple[str, ...]], ...], languages: tuple[Language, ...]) -> NameTable:
    """Return the forms of the names and aliases of people, in all languages."""
    forms: dict[str, tuple[int, str]] = {}
    owners: dict[str, set[int]] = {}
    for number, (name, aliases) in enumerate(people):
        for called in (name, *aliases):
            _add(forms, called, number, languages)
            for part in _parts(called, languages):
                owners.setdefault(part, set()).add(number)
    single = {part: next(iter(numbers)) for part, numbers in owners.items() if len(numbers) == 1}
    for part, number in single.items():
        _add(forms, part, number, languages)
    whole = {name: number for number, (name, _) in reversed(list(enumerate(people)))}
    for name, number in {**single, **whole}.items():
        for language in languages:
            for other in language.nicknames(name):  # after all names: nobody's own name is another's nickname
                _add(forms, other, number, (language,))
    return NameTable(forms)


def _pattern(forms: Iterable[str], beside: str) -> str:
    """Return the pattern of names as whole words; `beside`: letters beside which a word ends."""
    longest = sorted(forms, key=len, reverse=True)
    # The class that leads lets the search leap from capital to capital.
    initials = "".join(sorted({re.escape(_initial(form)) for form in longest}))
    rests = "|".join(f"(?<={re.escape(_initial(form))}){_rest(form[1:])}" for form in longest)
    return rf"[{initials}](?<![^\W_{beside}](?s:.))(?:{rests})(?![^\W_{beside}])"


def _initial(form: str) -> str:
    """Return the letter a name begins with; it is written with a capital, else "hope" or "вера" would be people."""
    return form[0].upper() if len(form[0].upper()) == 1 else form[0]


def _rest(letters: str) -> str:
    return f"(?i:{re.escape(letters)})" if letters else ""


def _add(forms: dict[str, tuple[int, str]], name: str, number: int, languages: tuple[Language, ...]) -> None:
    if not name.strip():
        return
    for language in languages:
        for form, case in language.name_forms(name.strip()).items():
            forms.setdefault(normalise(form), (number, case))


def _parts(name: str, languages: tuple[Language, ...]) -> list[str]:
    """Return the words of a longer name that name the person on their own: no "Doctor", no "the"."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
    words += [part for word in words if "-" in word for part in word.split("-")]
    if len(words) < 2:
        return []
    return [word for word in words if len(word) >= _SHORTEST_PART and word[0].isupper() and not _title(word, languages)]


def _title(word: str, languages: tuple[Language, ...]) -> bool:
    written = (language for language in languages if language.writes(word))
    forms = (form for language in written for form in language.lexicon.lookup(normalise(word)))
    return any(form.entry.kind == "title" for form in forms)


def _start(mention: Mention) -> int:
    return mention.start


def _name(language: Language) -> str:
    return language.name
