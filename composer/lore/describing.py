"""What a lorebook's entry says can be seen of a place or a thing: its descriptive sentences, and no history.

A sentence describes when it says a colour, a material, a shape or a part of a building or thing, and nothing that shows
it to tell of something else: of what was, of whose it is, of rules, of smells, of people. Precision first: a sentence
that may be either is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.reading.language import Language
from composer.reading.lexicon import Entry, normalise
from composer.reading.matching import has_any, matched
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Person, Term

#: How much is said of one place or thing, in characters.
LONGEST = 300
_SEEN = frozenset({"lore_seen", "color", "material"})
_UNSEEN = frozenset({"lore_unseen"})
_PEOPLE = frozenset({"figure", "gender", "relation", "person"})
_PLACES = frozenset({"place"})
_FIRST_PERSONS = frozenset({"first", "second"})
#: Up to where the first sentence says what something is.
_PREDICATE = 14
_BEFORE = frozenset({"lore_before"})
_ENDS = (".", "!", "?", "…", "。", "！", "？")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Described:
    """The descriptive sentences of an entry: as one text, where they stand, and what they call the place."""

    text: str
    evidence: tuple[Evidence, ...]
    places: tuple[Term, ...] = ()


def described(text: MappedText, people: Sequence[Person], reading: Reading) -> Described:
    """Return what can be seen, from the beginning of an entry on, at most `LONGEST` characters.

    Args:
        text: the entry's content as read. people: whom no sentence may name: they would be drawn.
    """
    kept: list[Sentence] = []
    length = 0
    for number, sentence in enumerate(reading.within([text.text]).sentences(text)):
        said = _said(sentence)
        if said and _describes(sentence, first=number == 0) and not reading.names(sentence.source, people):
            if length + len(said) > LONGEST:
                break
            kept.append(sentence)
            length += len(said) + 1
    places = {term.text: term for one in kept[:1] for term in _places(one)}
    return Described(_joined(kept), tuple(map(_evidence, kept)), tuple(places.values()))


def is_place(names: Sequence[str], text: MappedText, reading: Reading) -> bool:
    """Return whether an entry is about a place: its name says so, or what its first sentence calls it."""
    named = (MappedText.of("name", name) for name in names)
    if any(has_any(sentence, _PLACES) for name in named for sentence in reading.sentences(name)):
        return True
    first = next((one for one in reading.sentences(text) if one.language and one.vocabulary), None)
    return first is not None and _is_called_place(first)


def _is_called_place(sentence: Sentence) -> bool:
    """Return whether a sentence begins by saying that its subject is a place: "Northport is a harbour town"."""
    for match in matched(sentence, _PLACES | _PEOPLE | _BEFORE):
        if match.first > _PREDICATE or (match.first > 0 and not match.entry(*_PLACES)):
            return False
        if match.first > 0:
            return True
    return False


def _describes(sentence: Sentence, first: bool) -> bool:
    language = sentence.language
    if language is None or sentence.zone != "narration":
        return False
    if _tells_otherwise(sentence) or has_any(sentence, _PEOPLE) or _speaks_to_somebody(sentence):
        return False
    return has_any(sentence, _SEEN) or (first and _is_called_place(sentence))


def _tells_otherwise(sentence: Sentence) -> bool:
    """Return whether words show that a sentence is no description; where none are parted, any part of it may be one."""
    if sentence.language is not None and sentence.language.words is not None:
        return any(word in sentence.source for word in sentence.spellings("lore_unseen"))
    return has_any(sentence, _UNSEEN)


def _speaks_to_somebody(sentence: Sentence) -> bool:
    entries = (match.entry("pronoun", "possessive") for match in matched(sentence))
    return any(
        entry.get("person") in _FIRST_PERSONS or entry.get("gender") in ("feminine", "masculine")
        for entry in entries
        if entry and (sentence.language is None or not sentence.language.cases)
    )


def _places(sentence: Sentence) -> Iterator[Term]:
    """Yield what a sentence calls the place it is about: nothing behind "of" or "above"."""
    for match in matched(sentence, _PLACES | _BEFORE):
        entry = match.entry(*_PLACES)
        if entry is None or sentence.language is None:
            return
        yield Term(entry.text, _english(entry, sentence.language))


def _english(entry: Entry, language: Language) -> str:
    """Return the English of a place, "" where the lexicon has only that of what it is like: a chapel is no temple."""
    if language.code == "en":
        return entry.text
    scenery = (
        one.entry.english for one in language.lexicon.lookup(normalise(entry.text)) if one.entry.kind == "scenery"
    )
    return next(scenery, entry.english if entry.text in _own_words(language) else "")


@lru_cache(maxsize=16)
def _own_words(language: Language) -> frozenset[str]:
    """Return the words of places that stand first for their English, which is theirs."""
    first: dict[str, str] = {}
    for entry in language.lexicon.of_kind("place"):
        first.setdefault(entry.english, entry.text)
    return frozenset(first.values())


def _joined(sentences: Sequence[Sentence]) -> str:
    """Return sentences as one text; what a line or a list has without an end gets a semicolon."""
    parts: list[str] = []
    for sentence in sentences:
        said = _said(sentence)
        spaced = not (sentence.language and sentence.language.words)
        if parts and not parts[-1].endswith(_ENDS):
            parts[-1] = parts[-1].rstrip(",;:") + (";" if spaced else "；")
        parts.append(f" {said}" if parts and spaced else said)
    return "".join(parts)


def _said(sentence: Sentence) -> str:
    return _SPACE.sub(" ", sentence.source).strip(" \t\n[]{}")


def _evidence(sentence: Sentence) -> Evidence:
    source = sentence.source
    start = sentence.start + len(source) - len(source.lstrip())
    return sentence.text.evidence(start, start + len(source.strip()))
