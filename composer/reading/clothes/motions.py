"""What happens to a garment without a verb of wearing: "eases her boots off", "is down to a bikini"."""

from collections.abc import Sequence

from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.mark import Mark, is_opener

_ENTERED = frozenset({"top", "bottom", "full", "outer", "front", "legs", "feet", "hands", "underwear"})
#: Which parts of the body go into which clothes.
_INSIDE = {
    "hands": frozenset({"hands"}),
    "arms": frozenset({"top", "outer", "full"}),
    "feet": frozenset({"feet", "legs"}),
}


def unnamed_motion(clause: Clause, role: str, number: int) -> str:
    """Return the event of a garment in a clause whose verb, if any, is no verb of wearing; "" for none."""
    if has_cases(clause) or clause.lying:
        return ""
    if role in ("start", "object", "none", "with"):
        return _moved_on_or_off(clause, number)
    if role == "down to":
        return "strip_to" if _is_down(clause, number) else ""
    if role == "out of":
        return "take_off" if _leaves(clause, number) else ""
    return "put_on" if role == "into" and _enters(clause, number) else ""


def _is_person(mark: Mark) -> bool:
    return mark.kind in ("person", "pronoun")


def _is_down(clause: Clause, number: int) -> bool:
    """Return whether somebody "is down to" what they have on: "by midnight *she is* down to her camisole"."""
    at = next(at for at in range(number, -1, -1) if clause.row[at].get("role") == "down to")
    before = [mark for mark in clause.row[:at] if mark.kind != "small_word"]
    return _is_person(clause.row[0]) or (bool(before) and _is_person(before[-1]))


def _leaves(clause: Clause, number: int) -> bool:
    """Return whether somebody moves out of clothes: "she *shimmies* out of her shorts", not "steam rises out of …"."""
    phrase = clause.row[number].phrase
    at = next(at for at in range(number, -1, -1) if clause.row[at].get("role") == "out of")
    before = clause.row[:at]
    moves = bool(before) and before[-1].kind == "word" and len(before) <= 3
    told = not before[:-1] or _is_person(before[0])
    return moves and told and phrase is not None and phrase.garment.slot in _ENTERED


def _enters(clause: Clause, number: int) -> bool:
    """Return whether a part of the body goes into what is made for it: "works her fingers into the gloves"."""
    phrase = clause.row[number].phrase
    parts = [mark.get("inside") for mark in clause.row[:number] if mark.kind == "body_part"]
    return phrase is not None and any(phrase.garment.slot in _INSIDE.get(part, ()) for part in parts)


def _moved_on_or_off(clause: Clause, number: int) -> str:
    """Return what "on" or "off" behind a garment says even of an unknown verb: "eases her boots *off*"."""
    row = clause.row
    if has_cases(clause) or clause.lying:
        return ""
    at = number + 1
    while at < len(row) and (row[at].kind in ("word", "garment_part") or row[at].get("role") == "back"):
        if at > number + 2:
            break
        at += 1  # "the coat comes off", "the glasses go back on"
    role = row[at].get("role") if at < len(row) else ""
    if role not in ("off", "on") or not (ends_phrase(row, at) or (role == "on" and at + 2 == len(row))):
        return ""
    if role == "off":
        return "take_off"
    if at > number + 1:
        return "put_on" if row[number + 1].kind == "word" and ends_phrase(row, at) else ""
    aside = is_opener(row[0]) if number else clause.number > 0
    if aside or any(mark.get("role") == "with" for mark in row[:number]):
        return "wear"  # "with his hat on", ", her boots on the wrong feet"
    return "put_on" if any(mark.kind == "word" for mark in row[:number]) else ""


def ends_phrase(row: Sequence[Mark], at: int) -> bool:
    """Return whether nothing that a preposition could govern follows."""
    if at + 1 >= len(row):
        return True
    after = row[at + 1]
    return after.kind in (
        "wearing_preposition",
        "elsewhere",
        "joining",
        "break",
        "clause_start",
        "wearing_only",
        "small_word",
        "unreal",
    ) or (after.kind == "word" and row[at].get("role") in ("off", "tight"))
