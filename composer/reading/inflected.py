"""Words read again in a language whose endings tell: what is still to be done is no event, «как» may open a clause."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.reading.marks import Mark

_VERBS = frozenset({"wearing_verb", "garment_motion", "lying_verb"})
_ENDS = frozenset({"break", "clause_start"})


def with_endings(row: "list[Mark]") -> "list[Mark]":
    """Read verbs and «как» of a sentence again in the light of their endings and neighbours."""
    started = False
    read: list[Mark] = []
    for number, mark in enumerate(row):
        started = (started and mark.kind != "clause_start") or mark.kind == "phase_verb"
        read.append(_reread(mark, row, number, started))
    return read


def _reread(mark: "Mark", row: "Sequence[Mark]", number: int, started: bool) -> "Mark":
    if mark.kind == "wearing_verb":
        if _is_to_be_done(mark, started):
            return mark._replace(kind="word", match=None)
        return mark._replace(kind="lying_verb") if _only_lies(mark, row, number) else mark
    opens = mark.kind == "wearing_preposition" and mark.entry("clause_start") is not None
    return mark._replace(kind="clause_start") if opens and _leads_to_verb(row, number) else mark


def _is_to_be_done(mark: "Mark", started: bool) -> bool:
    """Return whether a verb tells what is not done yet: «снять», unless somebody "begins" to; «сниму»."""
    if "future" in mark.case:
        return not {"past", "present", "imperative"} & mark.case
    return "infinitive" in mark.case and not started


def _only_lies(mark: "Mark", row: "Sequence[Mark]", number: int) -> bool:
    """Return whether something "stands" or "remains" somewhere: not "stands *in* a coat"."""
    if mark.entry("lying_verb") is None:
        return False
    rest = row[number + 1 :]
    return not any(
        one.get("role") == "in" and any(other.kind == "garment" for other in rest[at + 1 : at + 4])
        for at, one in enumerate(rest)
    )


def _leads_to_verb(row: "Sequence[Mark]", number: int) -> bool:
    """Return whether «как» opens a clause: «чувствуя, *как* корсет впивается …»."""
    for mark in row[number + 1 :]:
        if mark.kind in _ENDS:
            return False
        if mark.kind in _VERBS and not {"participle", "gerund"} & mark.case:
            return True
    return False
