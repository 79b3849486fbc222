"""Clothes that somebody uses or touches while they are worn: "wipes the blade with her apron", "pats at the jacket"."""

from composer.reading.clothes.clause import Clause, has_cases

#: What one wipes something with while it is worn: "wipes the blade with her apron".
_USED_WORN = frozenset({"front", "top", "bottom", "full"})


def _is_touched(clause: Clause, number: int, role: str) -> bool:
    """Return whether somebody handles what they wear: "*pats at the jacket* until it stops smoking"."""
    phrase = clause.row[number].phrase
    at = next((at for at in range(number, -1, -1) if clause.row[at].get("role") == "at"), 0)
    if phrase is None or phrase.garment.slot == "accessory":
        return False
    if role != "at" or not at or has_cases(clause) or clause.row[at - 1] is not clause.verb:
        return False
    return clause.verb.get("alone") == "adjust" and clause.sentence.words[clause.row[at].first] == "at"


def worn_in_use(clause: Clause, number: int, role: str, owner: str, definite: bool) -> str:
    """Return the event of a garment under which hair goes, into which another is tucked ("a blouse tucked into a
    *skirt*") or with which its wearer does something: "wipes the blade with her *apron*"."""
    if has_cases(clause) or role == "over":
        return "wear" if role == "over" and _hides_hair(clause, number) else ""
    if definite and _is_touched(clause, number, role):
        return "adjust"
    if role in ("into", "in") and clause.verb is not None and clause.verb.get("alone") == "adjust":
        goes_on = clause.row[0] is clause.verb and clause.last is not None
        return "wear" if goes_on or any(kind in ("wear", "adjust") for _, kind in clause.said.values()) else ""
    phrase = clause.row[number].phrase
    used = role == "with" and owner == clause.subject and clause.verb is None
    return "adjust" if used and phrase is not None and phrase.garment.slot in _USED_WORN else ""


def _hides_hair(clause: Clause, number: int) -> bool:
    """Return whether hair goes under a hat: "pins her hair under a white cap"."""
    phrase = clause.row[number].phrase
    hair = any(mark.kind == "body_part" for mark in clause.row[:number])
    return hair and phrase is not None and phrase.garment.slot == "head"
