"""Garment phrases in Chinese: "一件白色的丝绸衬衫" → name, colours, materials, pattern, slot and layer."""

from collections.abc import Sequence

from composer.reading.garments import Phrase
from composer.reading.lexicon import Entry
from composer.reading.segments import Sentence
from composer.types import Garment, Term
from composer_plugins.languages.chinese.words import Word

MODIFIERS = ("color", "shade", "material", "pattern", "garment_length", "garment_look", "garment_state")
_BETWEEN = ("joining", "degree")
_MOST = 8


def garment_at(sentence: Sentence, row: Sequence[Word], at: int) -> Phrase | None:
    """Return the garment phrase whose noun is the word at a place, None when that is no garment."""
    entry = row[at].entry("garment")
    if entry is None or (at + 1 < len(row) and row[at + 1].has("garment") and not row[at + 1].has("garment_part")):
        return None
    places = _modifiers(row, at)
    if not places and _is_compound(row, at):
        places = _modifiers(row, at - 1)
        return _phrase(sentence, row, at, [*places], row[at - 1].text + row[at].text, entry)
    return _phrase(sentence, row, at, places, row[at].text, entry)


def _is_compound(row: Sequence[Word], at: int) -> bool:
    """Return whether an unknown letter before a short noun says what sort of garment it is: "蓑衣"."""
    before = row[at - 1] if at else None
    return (
        before is not None and len(row[at].text) == 1 and len(before.text) == 1 and not before.forms
        and not before.name and not before.ends_clause and before.end == row[at].start
    )  # fmt: skip


def _phrase(sentence: Sentence, row: Sequence[Word], at: int, places: Sequence[int], name: str, entry: Entry) -> Phrase:
    """Return the phrase of a garment and the words that describe it."""
    printed = [row[place].text for place in places if not row[place].has("garment_state")]
    first = places[0] if places else at + 1 - (len(name) > len(row[at].text)) - 1
    garment = Garment(
        name=Term(name, entry.english),
        text="".join([*printed, name]),
        colours=_colours(row, places),
        materials=_terms(row, places, "material"),
        pattern=next(iter(_terms(row, places, "pattern")), None),
        length=next(iter(_terms(row, places, "garment_length")), None),
        state=_terms(row, places, "garment_state"),
        slot=entry.get("slot"),
        layer=int(entry.get("layer")),
        evidence=(sentence.text.evidence(row[first].start, row[at].end),),
    )
    return Phrase(first, at + 1, garment, household=bool(entry.get("household")))


def is_general(entry: Entry | None) -> bool:
    """Return whether a word names clothes of any sort: "衣服"."""
    return entry is not None and entry.get("any") != ""


def _modifiers(row: Sequence[Word], at: int) -> list[int]:
    found: list[int] = []
    position = at - 1
    while position >= 0 and at - position < _MOST:
        word = row[position]
        if word.has(*MODIFIERS) or (word.has("garment") and position + 1 == at):
            found.insert(0, position)
        elif not word.has(*_BETWEEN) or word.text in ("、", "和", "与", "及", "跟"):
            break
        position -= 1
    return found


def _terms(row: Sequence[Word], places: Sequence[int], kind: str) -> tuple[Term, ...]:
    entries = [(row[place].text, row[place].entry(kind)) for place in places]
    return tuple(dict.fromkeys(Term(text, entry.english) for text, entry in entries if entry is not None))


def _colours(row: Sequence[Word], places: Sequence[int]) -> tuple[Term, ...]:
    found: list[Term] = []
    shade = ("", "")
    for place in places:
        color, tint = row[place].entry("color"), row[place].entry("shade")
        if color is not None:
            found.append(Term(shade[0] + row[place].text, f"{shade[1]} {color.english}".strip()))
        shade = (row[place].text, tint.english) if tint is not None and color is None else ("", "")
    return tuple(dict.fromkeys(found))
