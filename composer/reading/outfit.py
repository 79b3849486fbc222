"""The outfit a card gives its character: labelled clothes ("Clothes: …"), and what its prose and greeting state."""

import re
from collections.abc import Callable, Iterator, Sequence

from composer.reading.garments import Phrase
from composer.reading.language import Language, language_of
from composer.reading.layout import Layout, Passage
from composer.reading.lexicon import normalise
from composer.reading.mapped import MappedText
from composer.reading.marks import Mark, is_opener, marks
from composer.reading.reading import Reading
from composer.reading.segments import Sentence, Token, sentences, words
from composer.types import Person

_ITEM = re.compile(r"(?:[^\n,;+|\"“”{}\[\].，；、。]|\.(?!\s))+")


def card_clothes(
    text: MappedText, person: Person, reading: Reading
) -> Iterator[tuple[Sequence[Sentence], Sequence[Phrase]]]:
    """Yield what a card's field holds, in order: sentences of prose, and the garments of its labelled lists."""
    layout = Layout(reading.languages, _owner(person, reading))
    for passage in layout.everything(text.text):
        if passage.reads == "prose":
            yield list(sentences(text, reading.languages, passage.start, passage.end)), ()
        elif passage.reads == "looks":
            yield list(sentences(text, reading.languages, passage.start, passage.end)), ()
            yield (), list(_listed(text, passage, person, reading, whole=True))
        elif passage.reads in ("outfit", "accessories"):
            listed = _listed(text, passage, person, reading, whole=False)
            yield (), [phrase for phrase in listed if passage.reads == "outfit" or not _is_feature(phrase, reading)]


def _owner(person: Person, reading: Reading) -> Callable[[str], bool | None]:
    """Return what tells whether a label names the person (True) or nobody known (None)."""

    def owner(name: str) -> bool | None:
        return True if reading.names(name, (person,)) else None

    return owner


def _is_feature(phrase: Phrase, reading: Reading) -> bool:
    """Return whether a garment counts among the looks: glasses, an eyepatch."""
    name = normalise(phrase.garment.name.text)
    forms = (form for language in reading.languages for form in language.lexicon.lookup(name))
    return any(form.entry.kind == "feature" and not form.entry.get("needs") for form in forms)


def _listed(text: MappedText, passage: Passage, person: Person, reading: Reading, whole: bool) -> Iterator[Phrase]:
    """Yield the garments of a list; `whole`: only items that are nothing but a garment count."""
    language = language_of(text.text[passage.start : passage.end], reading.languages)
    for match in _ITEM.finditer(text.text, passage.start, passage.end):
        said = tuple(words(text.text, match.start(), match.end(), language))
        if said and language is not None:
            item = _sentence(text, said, language)
            if language.rules is not None:
                yield from language.rules.garments(item, whole)
            else:
                yield from _worn(marks(item, (person,), reading), whole)


def _sentence(text: MappedText, said: tuple[Token, ...], language: Language) -> Sentence:
    return Sentence(text, said[0].start, said[-1].end, "narration", language, said)


def _worn(row: Sequence[Mark], whole: bool) -> Iterator[Phrase]:
    if any(mark.kind in ("negation", "unreal", "elsewhere") for mark in row):
        return
    said = [mark for mark in row if not is_opener(mark)]
    first = said[0] if said else None
    if whole and (first is None or first.kind != "garment" or len(said) > 1):
        return
    for mark in row:
        if mark.phrase and not (mark.phrase.household and whole):
            yield mark.phrase
