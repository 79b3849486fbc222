"""A sentence as details are read from it: where words of some kinds stand, and what speaks against them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from composer.reading.lexicon import Entry, Form, Forms, Lexicon
from composer.reading.matching import matched
from composer.reading.text.segments import Sentence
from composer.types import Evidence

#: What makes a sentence tell of nothing that is so now, in the languages that are built in.
UNREAL = frozenset({"unreal", "time_doubt", "irreal", "former", "detail_unreal"})
DENYING = frozenset({"negation", "detail_not"})
#: What every reading of details looks at beside its own words.
AGAINST = UNREAL | DENYING | {"detail_like", "detail_over", "detail_none"}
_BREAKS = frozenset(",;:—–()，、；：…")
#: How many words around a word a denial, a likeness and an end of it may stand.
_DENIED, _LIKENED, _NEAR, _OVER = 3, 3, 3, 2


class Spot(NamedTuple):
    """A known word or phrase at ``[start, end)`` of the text read, and all it may be."""

    start: int
    end: int
    forms: Forms

    def entry(self, *kinds: str) -> Entry | None:
        """Return the first entry of one of these kinds, or None."""
        form = self.form(*kinds)
        return form.entry if form else None

    def form(self, *kinds: str) -> Form | None:
        """Return the first reading of one of these kinds, or None."""
        return next((form for form in self.forms if form.entry.kind in kinds), None)


class Line:
    """A sentence in which words of some kinds were found, from left to right."""

    def __init__(self, sentence: Sentence, kinds: frozenset[str]) -> None:
        self.sentence = sentence
        self.spots = list(_spots(sentence, kinds))
        self._starts = [start for start, _ in sentence.spans]
        self._breaks = [
            start for (start, _), word in zip(sentence.spans, sentence.written, strict=True) if word in _BREAKS
        ]
        #: Whether runs of letters are cut into words, so that words stand nearer to each other.
        self.unspaced = sentence.language is not None and sentence.language.words is not None

    def evidence(self, spot: Spot) -> Evidence:
        """Return the evidence for a word."""
        return self.sentence.text.evidence(spot.start, spot.end)

    def distance(self, first: int, last: int) -> int:
        """Return how many words and marks stand in ``[first, last)``."""
        return bisect_left(self._starts, last) - bisect_left(self._starts, first)

    def clause(self, position: int) -> tuple[int, int]:
        """Return the range between the marks around a place."""
        number = bisect_left(self._breaks, position)
        begin = self._breaks[number - 1] + 1 if number else self.sentence.start
        return begin, self._breaks[number] if number < len(self._breaks) else self.sentence.end

    def between(self, first: int, last: int, *kinds: str) -> list[Spot]:
        """Return the words of some kinds that stand in ``[first, last)``."""
        return [spot for spot in self.spots if first <= spot.start and spot.end <= last and spot.entry(*kinds)]

    def words(self, first: int, last: int) -> list[str]:
        """Return the normalised words and marks in ``[first, last)``."""
        return self.sentence.words[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    @property
    def is_asked(self) -> bool:
        """Whether the sentence is a question."""
        source = self.sentence.text.text[self.sentence.start : self.sentence.end + 1]
        return any(mark in source[-4:] for mark in "?？")

    def is_denied(self, spot: Spot) -> bool:
        """Return whether a denial stands close before a word."""
        begin, _ = self.clause(spot.start)
        denials = self.between(begin, spot.start, *DENYING)
        return any(self.distance(one.end, spot.start) < _DENIED for one in denials)

    def is_likened(self, spot: Spot) -> bool:
        """Return whether a word only says what something is like."""
        begin, end = self.clause(spot.start)
        before = self.between(begin, spot.start, "detail_like")
        behind = self.between(spot.end, end, "detail_like") if self.unspaced else []
        return any(self.distance(one.end, spot.start) < _LIKENED for one in before) or any(
            self.distance(spot.end, one.start) < _LIKENED for one in behind
        )

    def is_unreal(self, spot: Spot, first: int, last: int) -> bool:
        """Return whether something in ``[first, last)``, or close before a word, makes it unreal."""
        for one in self.between(first, last, *UNREAL):
            if self.unspaced and one.end - one.start == 1 and not one.entry("detail_unreal"):
                continue  # a letter of many meanings
            near = any(form.entry.get("near") for form in one.forms if form.entry.kind in UNREAL)
            if not near or (0 <= self.distance(one.end, spot.start) < _NEAR and one.end <= spot.start):
                return True
        return False

    def is_over(self, spot: Spot) -> bool:
        """Return whether a word names what is no more: "the rain stops", "she blows out the candle"."""
        begin, end = self.clause(spot.start)
        behind = self.between(spot.end, end, "detail_over")
        if any(self.distance(spot.end, one.start) <= _OVER for one in behind):
            return True
        before = self.between(begin, spot.start, "detail_over")
        return any(
            one.forms.features["detail_over"].get("ends") and self.distance(one.end, spot.start) <= _OVER
            for one in before
        )


def _spots(sentence: Sentence, kinds: frozenset[str]) -> Iterator[Spot]:
    if sentence.language is None or (kinds.isdisjoint(sentence.kinds) and sentence.language.words is None):
        return iter(())
    if sentence.language.words is not None:
        return _unspaced(sentence, kinds)
    spans = sentence.spans
    return (Spot(spans[one.first][0], spans[one.last - 1][1], one.forms) for one in matched(sentence, kinds))


def _unspaced(sentence: Sentence, kinds: frozenset[str]) -> Iterator[Spot]:
    """Yield the longest known words of a script without spaces, however the language cuts its runs of letters."""
    assert sentence.language is not None
    lexicon, text = sentence.language.lexicon.only(kinds), sentence.text.text
    lengths = sentence.language.lexicon.longest_beginning
    alone = {start for start, end in sentence.spans if end - start == 1}
    position = sentence.start
    while position < sentence.end:
        most = min(sentence.end, position + lengths.get(text[position : position + 2], 1))
        end, forms = _longest(lexicon, text, position, most, position in alone)
        if forms:
            yield Spot(position, end, forms)
        position = end


def _longest(lexicon: Lexicon, text: str, start: int, most: int, alone: bool) -> tuple[int, Forms]:
    for end in range(most, start, -1):
        forms = lexicon.lookup(text[start:end])
        # A single letter is a word only where the language cuts it off: the "rain" in "umbrella" is none.
        if forms and (end - start > 1 or alone):
            return end, forms
    return start + 1, Forms()


def in_order(spots: Sequence[Spot]) -> list[Spot]:
    """Return words from left to right."""
    return sorted(spots, key=lambda spot: spot.start)
