"""Labelled Chinese values whose words nobody knows: they are taken as they are written."""

from collections.abc import Collection, Iterator, Sequence

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.words import Word, clauses

#: What a label announces → (attribute, the longest value in letters).
_ATTRIBUTES = {
    "hair": ("hair_style", 14), "eyes": ("eye_color", 10), "skin": ("skin", 12), "build": ("build", 12),
    "species": ("species", 10), "gender": ("gender", 4), "feature": ("feature", 16),
}  # fmt: skip
_SAYS_OTHERWISE = ("negation", "former", "irreal", "pronoun", "relation", "question")
_CLOTHES = ("wearing_verb", "garment")


def as_written(text: str, row: Sequence[Word], reads: str, found: Collection[Found]) -> Iterator[Found]:
    """Yield a short labelled value as it stands where nothing that it should say was found in it.

    Args:
        reads: see `composer.reading.looks.labels.Reads`; found: what was found in the value.
    """
    attribute, longest = _ATTRIBUTES.get(reads, ("", 0))
    every = reads == "feature"
    if not attribute or (not every and any(one.attribute == attribute or reads == "hair" for one in found)):
        return
    for begin, end in _items(row):
        clause = Clause(text, row, begin, end)
        value = text[row[begin].start : row[end - 1].end].strip(" *_-.·")
        fits = 0 < len(value) <= longest and value[0] >= "\u3400"
        known = any(begin <= one.first < end for one in found)
        otherwise = _SAYS_OTHERWISE if every else (*_SAYS_OTHERWISE, *_CLOTHES)
        if fits and not known and not any(word.has(*otherwise) or word.name for word in clause.words):
            yield Found(attribute, value, value, (Term(value, ""),), begin, end, begin)
            if not every:
                return


def _items(row: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where each item of a list begins and ends."""
    for begin, end in clauses(row):
        for at in range(begin, end):
            if row[at].text == "、":
                if at > begin:
                    yield begin, at
                begin = at + 1
        if begin < end:
            yield begin, end
