"""Looks and clothes that a card pins (``extensions.rp_composer``): whatever else it says, these count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from composer.reading.clothes.wardrobe import outfit
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Evidence, Garment, Person, Term, Trait

#: Labels of looks and of clothes, which the reading knows in a text of any language.
LOOKS, OUTFIT = "Appearance: ", "Outfit: "

_ITEM = re.compile(r"[^,，、;；\n]+")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
#: What shows that a text has labels of its own, and that it is no list.
_LABELLED = re.compile(r"[:：=|{}\[\]]")
_SENTENCES = re.compile(r"[.!?…。！？]\s*\S")
_LONGEST_ITEM, _MOST_WORDS, _MOST_ITEMS = 60, 6, 60


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned text, its macros filled in, and the label that says what it is of."""

    text: MappedText
    label: str

    @property
    def items(self) -> list[tuple[int, int]]:
        """Where the items of a list stand; [] when it is written in sentences or has labels of its own."""
        said = self.text.text
        if _LABELLED.search(said) or _SENTENCES.search(said):
            return []
        found = [_trimmed(said, match.start(), match.end()) for match in _ITEM.finditer(said)]
        brief = all(
            end - start <= _LONGEST_ITEM and len(said[start:end].split()) <= _MOST_WORDS for start, end in found
        )
        return [(start, end) for start, end in found if start < end] if brief and len(found) <= _MOST_ITEMS else []

    def told(self) -> MappedText:
        """Return the text as it is read: behind its label, the items of a list once more by themselves."""
        if _LABELLED.search(self.text.text):
            return self.text
        lines = [match.span() for match in _LINE.finditer(self.text.text)]
        return self.text.lines([*lines, *(span for span in self.items if span not in lines)], self.label)

    def unread(self, read: Sequence[Evidence]) -> Iterator[tuple[str, Evidence]]:
        """Yield the items of which nothing was read, with where they stand."""
        for start, end in self.items:
            evidence = self.text.evidence(start, end)
            if not any(_meet(evidence, one) for one in read):
                yield self.text.text[start:end], evidence


def pinned_traits(pin: Pin, person: Person, reading: Reading) -> tuple[Trait, ...]:
    """Return somebody's traits with the items of pinned looks as they are: features in all their words, and those that
    no rule reads as features, too."""
    traits = tuple(_whole(one, pin) for one in person.traits)
    known = (*traits, *(one.dropped for one in person.conflicts))
    rest = pin.unread([evidence for one in known for evidence in one.evidence])
    unread = (
        Trait("feature", words, (), 1.0, (evidence,), words)
        for words, evidence in rest
        if not outfit([MappedText.of("item", OUTFIT + words)], person, reading)
    )
    return (*traits, *unread)


def _whole(trait: Trait, pin: Pin) -> Trait:
    """Return a pinned feature in all words of its item: "a comet tattoo", of which a rule reads the tattoo."""
    if trait.attribute != "feature" or trait.evidence[0].source != pin.text.source:
        return trait
    items = ((pin.text.text[start:end], pin.text.evidence(start, end)) for start, end in pin.items)
    found = [(words, place) for words, place in items if _meet(place, trait.evidence[0])]
    if len(found) != 1:
        return trait
    words, place = found[0]
    return replace(trait, value=words, phrase=words, evidence=(place,))


def pinned_garments(pin: Pin, person: Person, reading: Reading) -> tuple[Garment, ...]:
    """Return pinned clothes; the items of a list that nobody knows are worn as they are."""
    read = outfit([pin.told()], Person(person.name), reading)
    rest = pin.unread([evidence for one in read for evidence in one.evidence])
    return (*read, *(Garment(Term(words), words, evidence=(evidence,)) for words, evidence in rest))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip(" \t."))
    return first, max(first, end - len(words) + len(words.rstrip(" \t.。")))


def _meet(one: Evidence, other: Evidence) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end
