"""Which words of a lexicon stand in a sentence: leftmost first, the longest phrase at each place."""

from collections.abc import Sequence
from typing import NamedTuple

from composer.reading.lexicon import Entry, Form, Forms, Lexicon
from composer.reading.text.segments import Sentence


class Match(NamedTuple):
    """A known word or phrase: the tokens ``[first, last)`` and all it may be."""

    first: int
    last: int
    forms: Forms

    def form(self, *kinds: str) -> Form | None:
        """Return the first reading of one of these kinds, or None."""
        known = self.forms.kinds
        if len(kinds) == 1:
            return known.get(kinds[0])
        if known.keys().isdisjoint(kinds):  # asked more often than anything else
            return None
        return next(form for form in self.forms if form.entry.kind in kinds)

    def entry(self, *kinds: str) -> Entry | None:
        """Return the first entry of one of these kinds, or None."""
        form = self.form(*kinds)
        return form.entry if form else None


def matches(words: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """Return the known words and phrases among normalised tokens, from left to right, never overlapping."""
    return list(map(Match._make, lexicon.matches(words)))


def matched(sentence: Sentence, kinds: frozenset[str] | None = None, words: Sequence[str] | None = None) -> list[Match]:
    """Return the known words and phrases of a sentence in its language, all or those of some kinds."""
    if sentence.language is None:
        return []
    lexicon = sentence.language.lexicon
    return matches(sentence.words if words is None else words, lexicon.only(kinds) if kinds else lexicon)


def has_any(sentence: Sentence, kinds: frozenset[str]) -> bool:
    """Return whether a known word or phrase of some kinds stands in a sentence; most often its words alone say no."""
    if sentence.language is None or kinds.isdisjoint(sentence.kinds):
        return False
    return sentence.language.lexicon.only(kinds).touches(sentence.vocabulary)
