"""Chinese sentences as words: the lexicon's longest word at each place, names first, numbers and Latin words whole."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.reading.lexicon import Entry, Form, Lexicon, normalise
from composer.reading.text.segments import Sentence

_LONGEST_CLAUSE = 48
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'’_-]*")
#: What ends a clause.
CLAUSE_MARKS = frozenset('，；。！？,;!?\n（）()：:—…~～+|/"“”「」')
#: After one of these "发红" is hair and the colour of something else: "白发红瞳".
_DESCRIBING = ("color", "hair_style", "shade")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence at ``[start, end)`` of the text read; `name` of the person it names."""

    start: int
    end: int
    text: str
    forms: tuple[Form, ...] = ()
    name: str = ""
    kinds: frozenset[str] = frozenset()

    def entry(self, *kinds: str) -> Entry | None:
        """Return the word in one of these kinds, or None."""
        if self.kinds.isdisjoint(kinds):
            return None
        return next((form.entry for form in self.forms if form.entry.kind in kinds), None)

    def has(self, *kinds: str) -> bool:
        """Return whether the word may be of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def base(self) -> str:
        """The word as the lexicon spells it, in simplified characters."""
        for form in self.forms:  # a plain loop: this is asked more often than anything else
            if not form.tags:
                return form.entry.text
        return self.text

    @property
    def is_unknown(self) -> bool:
        """Whether this is a letter of a word nobody knows."""
        return not self.forms and not self.name and "\u3400" <= self.text[0] <= "\u9fff"

    @property
    def ends_clause(self) -> bool:
        """Whether this is a mark between clauses."""
        return self.text in CLAUSE_MARKS


@lru_cache(maxsize=16384)
def _kinds(lexicon: Lexicon, word: str) -> frozenset[str]:
    return frozenset(form.entry.kind for form in lexicon.lookup(word))


def longest(text: str, position: int, lexicon: Lexicon, described: bool = False) -> tuple[int, tuple[Form, ...]]:
    """Return where the longest known word at a place ends and what it may be; one letter when nothing is known."""
    run = _RUN.match(text, position)
    longest_known = lexicon.longest_beginning.get(text[position : position + 2].casefold(), 1)
    most = min(len(text), max(position + longest_known, run.end() if run else 0))
    for end in range(most, position, -1):
        if run and end < run.end():
            break
        word = text[position:end]
        forms = lexicon.lookup(normalise(word) if run else word)  # Chinese letters have no other case
        senseless = described and end - position > 1 and text[position] in "发眼" and _is_senseless(forms)
        if forms and not senseless:
            return end, forms
    return (run.end() if run else position + 1), ()


def _is_senseless(forms: Sequence[Form]) -> bool:
    return all(form.entry.kind == "nosense" for form in forms)


def ends(text: str, lexicon: Lexicon) -> Iterator[int]:
    """Yield where the words of a run of letters end."""
    position, described = 0, False
    while position < len(text):
        position, forms = longest(text, position, lexicon, described)
        described = any(form.entry.kind in _DESCRIBING for form in forms)
        yield position


def words(sentence: Sentence, name_at: Callable[[str, int], tuple[int, str]]) -> list[Word]:
    """Return the words and marks of a sentence; `name_at`: (text, place) → (where a name ends, whose) or (0, "")."""
    assert sentence.language is not None
    lexicon, text = sentence.language.lexicon, sentence.source
    found: list[Word] = []
    position, described = 0, False
    while position < len(text):
        if text[position].isspace() or text[position] == "*":
            position += 1
            continue
        end, name = name_at(text, position)
        forms: tuple[Form, ...] = ()
        if not end:
            end, forms = longest(text, position, lexicon, described)
        start = sentence.start
        word = text[position:end]
        kinds = _kinds(lexicon, normalise(word)) if forms else frozenset()
        found.append(Word(start + position, start + end, word, forms, name, kinds))
        described = any(form.entry.kind in _DESCRIBING for form in forms)
        position = end
    return found


def named(spans: Mapping[int, tuple[int, str]]) -> Callable[[str, int], tuple[int, str]]:
    """Return what finds the names at known places."""
    return lambda _text, position: spans.get(position, (0, ""))


def clauses(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins and ends."""
    begin = 0
    for number, word in enumerate(found):
        if word.ends_clause:
            if number > begin:
                yield begin, number
            begin = number + 1
        elif number - begin >= _LONGEST_CLAUSE:  # rules look around in a clause: its length is bounded
            yield begin, number
            begin = number
    if begin < len(found):
        yield begin, len(found)
