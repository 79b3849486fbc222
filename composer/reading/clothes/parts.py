"""Parts of worn clothes moved without naming what they belong to: "pulls up her hood", «закатывает рукава»."""

from collections.abc import Iterable

from composer.reading.clothes.clause import Clause, owner_of
from composer.reading.clothes.event import Event
from composer.reading.clothes.mark import Mark
from composer.reading.clothes.wearers import dative
from composer.types import Garment, Term

_SLEEVED = frozenset({"top", "full", "outer"})
#: Outer clothes without sleeves.
_SLEEVELESS = frozenset({"cape", "cloak"})


def part_events(clause: Clause, mark: Mark) -> list[Event]:
    """Return what a verb does to a hood or to sleeves where no garment is named."""
    at = next((n for n, one in enumerate(clause.row) if one.kind == "garment_part"), -1)
    state = part_state(clause, mark) if at >= 0 else None
    entry = clause.row[at].entry() if state else None
    return [] if state is None or entry is None else [_event(clause, at, entry.english or entry.text, state)]


def told_part(clause: Clause, number: int) -> list[Event]:
    """Return what is said of a hood without a verb of its own: "*Hood up*, she steps out"."""
    entry = clause.row[number].entry("garment_state")
    if entry is None or not entry.get("piece") or "garment" in clause.kinds:
        return []
    english = entry.english or entry.text
    return [_event(clause, number, entry.get("piece"), Term(english, english))]


def _event(clause: Clause, at: int, part: str, state: Term) -> Event:
    who = owner_of(clause, at)[0] or (dative(clause) if clause.sentence.language else "") or clause.subject
    mark = clause.row[at]
    evidence = clause.sentence.evidence(mark.first, mark.last)
    return Event("part", who, evidence, definite=True, state=state, slot=part)


def with_part(garments: Iterable[Garment], part: str) -> Garment | None:
    """Return which of somebody's clothes a hood or sleeves belong to: the outermost that has them, None for none."""
    worn = sorted(garments, key=_outermost)
    if part.startswith("sleeve"):
        return next((one for one in worn if one.slot in _SLEEVED and _english(one) not in _SLEEVELESS), None)
    sure = next((one for one in worn if "hood" in _english(one)), None)
    return sure or next((one for one in worn if one.slot == "outer"), None)


def _outermost(garment: Garment) -> int:
    return -garment.layer


def _english(garment: Garment) -> str:
    return garment.name.english or garment.name.text


def part_state(clause: Clause, verb: Mark) -> Term | None:
    """Return the state into which a verb brings the part of a garment that its clause names, None for none."""
    part = next((mark for mark in clause.row if mark.kind == "garment_part"), None)
    if part is None or verb.match is None:
        return None
    entry = part.entry()
    hood = verb.match.entry("hood_verb")
    name = entry.english if entry else ""
    if hood and name == "hood":
        return Term(hood.get("state"), hood.get("state"))
    particles = [mark.get("role") for mark in clause.row if mark.kind == "wearing_preposition"]
    for key in [*(f"{name} {particle}" for particle in particles), name]:
        if verb.get(key):
            return Term(verb.get(key), verb.get(key))
    return None
