"""What a Chinese sentence says of somebody's looks."""

import re
from collections.abc import Callable, Iterator, Sequence

from composer.reading.lexicon import normalise
from composer.reading.looks.described import Found
from composer.reading.looks.owners import Whose
from composer.reading.text.segments import Sentence
from composer.types import Trait
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.eyes import two_eyes
from composer_plugins.languages.chinese.losses import read_inked, read_losses
from composer_plugins.languages.chinese.measures import read_measures
from composer_plugins.languages.chinese.nouns import Nouns
from composer_plugins.languages.chinese.owners import Owners
from composer_plugins.languages.chinese.singles import read_singles
from composer_plugins.languages.chinese.stated import Stated
from composer_plugins.languages.chinese.words import Word, clauses, words
from composer_plugins.languages.chinese.written import as_written

#: Of what a label announces the first colour counts: "平时是黑色，有时变成红色".
_OWN = {"hair": "hair_color", "eyes": "eye_color", "skin": "skin"}
_NOTHING = re.compile(r"(?:无|没有|未知|不详|暂无|保密|不明|none|n/a|unknown|\?+|？+)\W*", re.IGNORECASE)


def read_looks(sentence: Sentence, whose: Whose | None, reads: str) -> Iterator[tuple[Found, Trait]]:
    """Yield the traits of a sentence; see `composer.reading.language.Rules.looks`."""
    if whose is None and _NOTHING.fullmatch(sentence.source):
        return
    row = words(sentence, _names(whose))
    reader = _Reader(sentence, row, whose, reads)
    found = list(reader.read()) if not _asks(sentence, row) else []
    reader.owners.remember()
    for one in found:
        yield one, _trait(sentence, one, row, 1.0 if reads else one.confidence)


def _asks(sentence: Sentence, row: Sequence[Word]) -> bool:
    text = sentence.text.text[sentence.start : sentence.end + 1]
    return any(mark in text for mark in "？?") or any(word.has("question") for word in row)


def _names(whose: Whose | None) -> Callable[[str, int], tuple[int, str]]:
    known = [] if whose is None else [(name, "own") for name in whose.own] + [(name, "") for name in whose.foreign]
    known.sort(key=lambda one: len(one[0]), reverse=True)

    def name_at(text: str, position: int) -> tuple[int, str]:
        for name, own in known:
            if name[0] == text[position].casefold() and normalise(text[position : position + len(name)]) == name:
                return position + len(name), own or "foreign"
        return 0, ""

    return name_at


def _trait(sentence: Sentence, found: Found, row: Sequence[Word], confidence: float) -> Trait:
    evidence = sentence.text.evidence(row[found.first].start, row[found.last - 1].end)
    phrase = found.phrase if found.phrase != found.value else ""
    return Trait(found.attribute, found.value, tuple(dict.fromkeys(found.words)), confidence, (evidence,), phrase)


class _Reader:
    """Reads one sentence, clause by clause."""

    def __init__(self, sentence: Sentence, row: Sequence[Word], whose: Whose | None, reads: str) -> None:
        self.text = sentence.text.text
        self.row = row
        self.reads = reads
        self.owners = Owners(whose, listed=bool(reads))
        self.nouns = Nouns(reads)
        self.stated = Stated(listed=bool(reads))
        self.apart = False

    def read(self) -> Iterator[Found]:
        """Yield what is stated of the person."""
        both = two_eyes(Clause(self.text, self.row, 0, len(self.row)))
        found = [both] if both is not None else []
        self.apart = both is not None
        for begin, end in clauses(self.row):
            clause = Clause(self.text, self.row, begin, end)
            mentions = self.owners.mentions(clause)
            for one in self._found(clause):
                rivalled = self._is_rivalled(one, found)
                if not rivalled and self.owners.owns(clause, one, mentions) and self.stated.holds(clause, one):
                    found.append(one)
            self.owners.follow(clause, mentions)
            self.stated.follow(clause)
        yield from found
        yield from as_written(self.text, self.row, self.reads, found)

    def _is_rivalled(self, one: Found, found: Sequence[Found]) -> bool:
        """Return whether what was said before says it better."""
        if self.apart and one.attribute == "eye_color":
            return True
        said = any(other.attribute == one.attribute for other in found)
        return said and not one.mixed and one.attribute == _OWN.get(self.reads)

    def _found(self, clause: Clause) -> Iterator[Found]:
        taken: set[int] = set()
        yield from self.nouns.read(clause, taken)
        yield from read_singles(clause, taken, self.reads, self.owners)
        yield from self.nouns.reach(clause)
        yield from read_measures(clause, self.reads)
        yield from read_losses(clause)
        yield from read_inked(clause, taken)
