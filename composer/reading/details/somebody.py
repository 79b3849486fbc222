"""Who is spoken of in a sentence: names, pronouns and figures, and which of them can be a subject."""

from collections.abc import Sequence
from typing import NamedTuple

from composer.reading.clothes.cast import Cast
from composer.reading.details.line import Line
from composer.reading.lexicon import Entry
from composer.reading.reading import Reading
from composer.types import Person

#: Words that name somebody who is none of the known people.
_STRANGERS = frozenset({"figure", "relation"})
#: Every kind of word that `Somebody` is made of or placed by.
PEOPLE = frozenset(
    {"pronoun", "possessive", "joining", "clause_start", "article", "detail_toward", "detail_owning", *_STRANGERS}
)
#: How many words stand at most before a figure that is the subject: "the old (guard)".
_PHRASE = 2


class Somebody(NamedTuple):
    """Somebody at ``[start, end)`` of the text; `name` is "" for a stranger or where it is unclear who is meant."""

    start: int
    end: int
    name: str
    subject: bool
    owns: bool


def everybody(line: Line, cast: Cast, people: Sequence[Person], reading: Reading) -> list[Somebody]:
    """Return who is spoken of in a sentence, from left to right."""
    found = [
        Somebody(
            one.start,
            one.end,
            one.person.name,
            _is_subject(line, one.start, one.end, one.case),
            one.case in ("possessive", "genitive") or _owns(line, one.end),
        )
        for one in reading.named(line.sentence, people)
    ]
    taken = [(one.start, one.end) for one in found]
    for spot in line.spots:
        if any(start < spot.end and spot.start < end for start, end in taken):
            continue
        pronoun, possessive = spot.entry("pronoun"), spot.entry("possessive")
        if pronoun or possessive:
            name = _meant((pronoun or possessive), cast, found, spot.start)
            subject = pronoun is not None and _may_be_subject(line, pronoun, spot.start, spot.end)
            owns = possessive is not None or _owns(line, spot.end)
            found.append(Somebody(spot.start, spot.end, name, subject and not (owns and not pronoun), owns))
        elif spot.entry(*_STRANGERS) and not spot.entry("small_word"):
            found.append(Somebody(spot.start, spot.end, "", _is_stranger(line, spot.start), False))
    return sorted(found)


def opens(line: Line, position: int) -> bool:
    """Return whether a clause, or a further verb of one, begins at a place."""
    begin, _ = line.clause(position)
    if line.distance(begin, position) == 0:
        return True
    openers = line.between(begin, position, "joining", "clause_start", "detail_adverb")
    return any(line.distance(spot.end, position) == 0 for spot in openers)


def _is_subject(line: Line, start: int, end: int, case: str) -> bool:
    language = line.sentence.language
    if case != "nominative" or language is None or _owns(line, end):
        return False
    if language.cases:
        return True
    if line.unspaced:
        return not _is_governed(line, start)
    return opens(line, start)


def _may_be_subject(line: Line, entry: Entry, start: int, end: int) -> bool:
    if entry.get("case") == "object" or entry.get("gender") in ("neuter", "plural"):
        return False
    if line.unspaced:
        return not _is_governed(line, start) and not _owns(line, end)
    return entry.get("case") == "subject" or opens(line, start)


def _is_stranger(line: Line, start: int) -> bool:
    begin, _ = line.clause(start)
    return line.unspaced or line.distance(begin, start) <= _PHRASE


def _is_governed(line: Line, start: int) -> bool:
    begin, _ = line.clause(start)
    return any(one.end == start for one in line.between(begin, start, "detail_toward"))


def _owns(line: Line, end: int) -> bool:
    return any(spot.start == end and spot.entry("detail_owning") for spot in line.spots)


def _meant(entry: Entry | None, cast: Cast, found: Sequence[Somebody], position: int) -> str:
    """Return whom a pronoun or possessive means, "" where it is unclear."""
    if entry is None or entry.get("gender") in ("neuter", "plural"):
        return ""
    person = entry.get("person")
    if person == "first":
        return cast.speaker
    if person == "second":
        return cast.second()
    before = [one for one in found if one.subject and one.end <= position and one.name]
    gender = entry.get("gender")
    if person == "reflexive":
        return before[-1].name if before else cast.subject
    for one in reversed(before):
        if cast.genders.get(one.name, gender) == gender:
            return one.name
    return cast.third(gender)
