"""The words of one language: every inflected form of every entry, from one compiled table."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from composer.reading.once import once
from composer.reading.stems import Stems, unpack_words

T = TypeVar("T")

#: Labels of card fields ("has no", "hair") are kept apart by this mark: they are no words of a sentence.
LABEL = ":"
#: Words of these kinds are found only by who asks for them, so that "that evening" hides no "evening" from others.
_ASIDE = ("time_", "people_", "change_", "ending_", "word_", "detail_", "lore_", "translation", "printed", "nothing")
#: The longest word that is looked for where no spaces part words.
_LONGEST_UNSPACED = 8
#: How many words met in texts are remembered.
_MOST_WORDS = 65_536


def normalise(word: str) -> str:
    """Return how a word is looked up: case-folded, ё as е, one kind of apostrophe."""
    if word.isascii():  # most words: nothing to put right
        return word.lower()
    return word.casefold().replace("ё", "е").replace("’", "'").replace("ʼ", "'")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase of a lexicon in one sense.

    Attributes:
        kind: what sort of word it is ("color", "hair", "garment", "negation" …); an open set.
        text: the dictionary form as it is printed; english: its English, "" when there is none.
        features: whatever the rules of the kind need ("slot", "layer", "gender", "person" …).
        nominative: for printing in agreement: of a noun (singular, plural), of an adjective (masculine, feminine,
            neuter, plural); () in a language without agreement.
    """

    kind: str
    text: str
    english: str = ""
    features: Mapping[str, str] = field(default_factory=dict, hash=False)
    nominative: tuple[str, ...] = ()

    def get(self, feature: str, default: str = "") -> str:
        """Return a feature, or `default`."""
        return self.features.get(feature, default)


class Form(NamedTuple):
    """An entry as it stands in a text; `tags` are all that the form may be ("plural", "past", "feminine" …)."""

    entry: Entry
    tags: frozenset[str]


class Remembered(dict[str, T]):
    """The answers to one question about words or kinds of words, each worked out once.

    Args:
        answer: word → answer.
    """

    def __init__(self, answer: Callable[[str], T]) -> None:
        super().__init__()
        self.answer = answer

    def __missing__(self, word: str) -> T:
        if len(self) >= _MOST_WORDS:  # texts are hostile: they may hold any number of words
            self.clear()
        answer = self[word] = self.answer(word)
        return answer


class Forms(tuple[Form, ...]):
    """All that a word or phrase may be, the likeliest first."""

    @once
    def kinds(self) -> dict[str, Form]:
        """The first reading of each kind."""
        return {form.entry.kind: form for form in reversed(self)}

    @once
    def features(self) -> "Remembered[dict[str, str]]":
        """Kind → the features of the readings of that kind; of a feature that several have, the first one's."""
        return Remembered(self._merged)

    def _merged(self, kind: str) -> dict[str, str]:
        merged: dict[str, str] = {}
        for form in reversed(self):
            if form.entry.kind == kind:
                merged |= {name: value for name, value in form.entry.features.items() if value}
        return merged


_UNKNOWN = Forms()
#: What a word may be, and of the phrases it begins the most words that one has, and the second words.
_Known = tuple[Forms, int, frozenset[str]]


class Lexicon:
    """A compiled table: entries, and which of them each form belongs to.

    Args:
        table: the text of the compiled table (see `composer.reading.compile`).
    """

    def __init__(self, table: str) -> None:
        data = json.loads(table)
        self.version: str = data["version"]
        self._entries: list[list[Any]] = data["entries"]
        self._senses: list[tuple[str, dict[str, str]]] = data["senses"]
        self._tags = tuple(frozenset(tags.split()) for tags in data["tags"])
        self._stems = Stems(data["stems"], data["paradigms"])
        self._stored = Remembered(self._stems.find)
        self._openers: dict[str, str] = data["openers"]
        self._phrases = Remembered(self._phrases_of)
        self._alone = Remembered(self._kinds_of)
        self._opened = Remembered(self._kinds_by_second)
        #: Kind → its words as they are looked up; for rules about a few words that stand beside those they look for.
        self.words = Remembered(self._spellings)
        #: Kind → what words nobody knows end in that may be of that sort: ("ed", "ing", …).
        self.endings = Remembered(self._endings)
        #: Word → whether one that nobody knows looks like an adjective.
        self.adjectival = Remembered(self._is_adjectival)
        #: Word → it without the ending that makes it somebody's: "Anna's".
        self.bare = Remembered(self._bare)
        self._made: dict[int, Entry] = {}
        self._parts: dict[frozenset[str], Lexicon] = {}
        self._choose(None)

    def _choose(self, kinds: frozenset[str] | None) -> None:
        self._kinds = kinds
        self._found: dict[str, Forms] = {}
        self._words = Remembered(self._known)

    def _known(self, word: str) -> _Known | None:
        """Return what a word may be and the phrases it begins; None: nothing at all."""
        forms, (longest, by_kind) = self.lookup(word), self._phrases[word]
        seconds = frozenset().union(*(found for kind, found in by_kind.items() if self._counts(kind)))
        return (forms, longest, seconds) if forms or seconds else None

    def longest(self, word: str) -> int:
        """Return how many words the longest phrase has that a normalised word begins; 1 when it begins none."""
        return self._phrases[word][0]

    def _phrases_of(self, word: str) -> tuple[int, dict[str, list[str]]]:
        """Return how many words the longest phrase has that a word begins, and the second words of each kind's."""
        longest, *kinds = self._openers.get(word, "1").split()
        parted = (one.partition("=") for one in kinds)
        return int(longest), {kind: seconds.split(",") for kind, _, seconds in parted}

    def kinds_in(self, words: Sequence[str]) -> set[str]:
        """Return the kinds that some words may be of, or phrases among them: of no other is any."""
        found = set().union(*map(self._alone.__getitem__, words))
        for opened, second in zip(map(self._opened.__getitem__, words), words[1:], strict=False):
            if second in opened:
                found |= opened[second]
        return found

    def _kinds_of(self, word: str) -> frozenset[str]:
        return frozenset(self._senses[self._entries[number][0]][0] for number, _ in self._stored[word])

    def _kinds_by_second(self, word: str) -> dict[str, set[str]]:
        """Return the kinds of the phrases that a word begins, by their second words."""
        found: dict[str, set[str]] = {}
        for kind, seconds in self._phrases[word][1].items():
            for second in seconds:
                found.setdefault(second, set()).add(kind)
        return found

    def only(self, kinds: frozenset[str]) -> "Lexicon":
        """Return the part of this lexicon with entries of some kinds, so that no other phrase hides them."""
        part = self._parts.get(kinds)
        if part is None:
            part = copy(self)
            part._choose(kinds)
            self._parts[kinds] = part
        return part

    def lookup(self, form: str) -> Forms:
        """Return what a normalised form, or several joined by single spaces, may be; () when unknown."""
        forms = self._found.get(form)
        if forms is None:
            stored = self._stored[form]
            if not stored:
                return _UNKNOWN
            found = (Form(self._entry(entry), self._tags[tags]) for entry, tags in stored)
            forms = self._found[form] = Forms(one for one in found if self._counts(one.entry.kind))
        return forms

    def touches(self, words: Sequence[str]) -> bool:
        """Return whether a known word or phrase stands among some normalised words."""
        return next(self.matches(words), None) is not None

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Forms]]:
        """Yield (first, last, what they may be) of the known words and phrases, the longest at each place."""
        end, last = 0, len(words) - 1
        for position, known in enumerate(map(self._words.__getitem__, words)):
            if known is None or position < end:
                continue
            forms, most, seconds = known
            count = 1
            if seconds and position < last and words[position + 1] in seconds:
                count, forms = self._longest(words, position, forms, most)
            if forms:
                end = position + count
                yield position, end, forms

    def longest_at(self, words: Sequence[str], position: int) -> tuple[int, Forms]:
        """Return how many of the words from `position` on make the longest known phrase, and what that may be."""
        known = self._words[words[position]]
        return (0, _UNKNOWN) if known is None else self._longest(words, position, known[0], known[1])

    def _longest(self, words: Sequence[str], position: int, forms: Forms, most: int) -> tuple[int, Forms]:
        for count in range(min(most, len(words) - position), 1, -1):
            phrase = self.lookup(" ".join(words[position : position + count]))
            if phrase:
                return count, phrase
        return (1, forms) if forms else (0, forms)

    def spelled(self) -> Iterator[str]:
        """Yield all forms as they are looked up, in no order, some of them several times."""
        return self._stems.forms()

    @cached_property
    def longest_beginning(self) -> Mapping[str, int]:
        """How many letters the longest form has, and at most 8, that begins with each two letters.

        For scripts without spaces, where every place of a text may begin a word.
        """
        lengths: dict[str, int] = {}
        for form in self.spelled():
            lengths[form[:2]] = min(_LONGEST_UNSPACED, max(lengths.get(form[:2], 1), len(form)))
        return lengths

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the source."""
        return tuple(self._entry(number) for number in range(len(self._entries)))

    def of_kind(self, kind: str) -> Iterable[Entry]:
        """Yield the entries of one kind."""
        return map(self._entry, self._by_kind.get(kind, ()))

    def _endings(self, kind: str) -> tuple[str, ...]:
        return tuple(normalise(entry.text) for entry in self.of_kind(kind))

    def _bare(self, word: str) -> str:
        ending = next(filter(word.endswith, self.endings["ending_possessive"]), "")
        return word.removesuffix(ending)

    def _is_adjectival(self, word: str) -> bool:
        said = self.of_kind("ending_adjective") if word.isalpha() else ()
        return any(word.endswith(one.text) and len(word) >= len(one.text) + int(one.get("stem", "1")) for one in said)

    def _spellings(self, kind: str) -> frozenset[str]:
        return frozenset(normalise(entry.text) for entry in self.of_kind(kind))

    @cached_property
    def _by_kind(self) -> dict[str, list[int]]:
        """Kind → the numbers of its entries."""
        found: dict[str, list[int]] = {}
        for number, (sense, *_) in enumerate(self._entries):
            found.setdefault(self._senses[sense][0], []).append(number)
        return found

    def _counts(self, kind: str) -> bool:
        return kind in self._kinds if self._kinds is not None else not kind.startswith(_ASIDE)

    def _entry(self, number: int) -> Entry:
        entry = self._made.get(number)
        if entry is None:
            sense, text, english, *printed = self._entries[number]
            kind, features = self._senses[sense]
            english = text if english is None else english
            entry = Entry(kind, text, english, features, unpack_words(printed[0]) if printed else ())
            self._made[number] = entry
        return entry


def agreeing(adjective: Entry, gender: str, plural: bool) -> str:
    """Return an adjective as it stands before a noun in the nominative; unchanged in a language without agreement.

    Args:
        gender: the noun's gender, "masculine", "feminine" or "neuter".
        plural: whether the noun is printed in the plural.
    """
    if len(adjective.nominative) < 4:
        return adjective.text
    return adjective.nominative[3 if plural else ("masculine", "feminine", "neuter").index(gender or "masculine")]
