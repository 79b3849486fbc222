"""Descriptions that go on behind a semicolon: "One eye is brown; the other is white", "…; they are gold"."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from composer.reading.text.segments import Sentence

#: Words in which it shows that a part of a sentence goes on about what was just described.
_FIRST = 3


def resumed(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield sentences, with the parts between semicolons that describe the same joined again."""
    before: Sentence | None = None
    for sentence in sentences:
        if before is not None and _goes_on(before, sentence):
            before = replace(before, end=sentence.end)
            continue
        if before is not None:
            yield before
        before = sentence
    if before is not None:
        yield before


def _goes_on(before: Sentence, sentence: Sentence) -> bool:
    """Return whether a sentence goes on about what the part before it described."""
    language = sentence.language
    if language is None or language is not before.language or sentence.zone != before.zone:
        return False
    if before.text.text[before.start : sentence.start].rstrip()[-1:] != ";" or sentence.parts is not None:
        return False
    return not language.lexicon.words["resuming"].isdisjoint(sentence.words[:_FIRST])
