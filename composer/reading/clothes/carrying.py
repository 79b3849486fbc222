"""Garments that are not worn but carried, slung over one shoulder, hung up or laid down."""

from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.frames import role_of
from composer.reading.clothes.mark import Mark
from composer.reading.clothes.mentions import is_elsewhere, is_on_thing
from composer.reading.clothes.wearers import body_owner, hangs_from, person_after

#: Worn where other things are carried: "a quiver over one shoulder".
_SLUNG = frozenset({"back", "waist", "accessory"})
#: What one may hold in one's hands while it is worn.
_GATHERED = frozenset({"top", "bottom", "full", "outer", "front"})


def is_carried(clause: Clause, number: int, role: str, kind: str) -> bool:
    """Return whether a garment is held or lies somewhere: "her helmet *under one arm*", "her coat *on the chair*"."""
    phrase = clause.row[number].phrase
    slot = phrase.garment.slot if phrase else ""
    if slot in _SLUNG or _stays_on(clause, role, kind, slot) or _puts_feet_up(clause, slot):
        return False
    placed = role in ("start", "object", "with", "none") and kind in ("", "adjust", "state")
    return (placed and is_elsewhere(clause, number)) or _is_slung(clause, slot)


def _stays_on(clause: Clause, role: str, kind: str, slot: str) -> bool:
    """Return whether a place tells only where a worn garment reaches: "gathers her skirt in both hands"."""
    verb = clause.verb
    if role == "start":  # "her cloak drags on the floor", "pools around her on the floor"
        moves = "garment_motion" in clause.kinds
        bunched = verb is not None and verb.get("alone") == "adjust" and "past" in verb.case and slot in _GATHERED
        return (
            bunched
            or bool(kind and verb and verb.get("start"))
            or (moves and person_after(clause, ("place",), "") != "")
        )
    if kind != "adjust" or role != "object" or verb is None or verb.get("holds"):
        return False
    return slot in _GATHERED or not any(mark.kind == "elsewhere" and mark.match for mark in clause.row)


def _puts_feet_up(clause: Clause, slot: str) -> bool:
    """Return whether shoes rest on something with the feet in them: "her boots *up* on the desk"."""
    return slot == "feet" and "up" in clause.roles


def _is_slung(clause: Clause, slot: str) -> bool:
    """Return whether something is slung over one shoulder, not put round both."""
    slung = clause.verb.get("slung") != "" if clause.verb else slot == "outer" and not clause.lying
    over = not clause.roles.isdisjoint(("over", "on", "place"))
    return slung and over and any(_is_one_shoulder(mark) for mark in clause.row)


def _is_one_shoulder(mark: Mark) -> bool:
    entry = mark.entry() if mark.kind == "body_part" and "plural" not in mark.case else None
    return entry is not None and (entry.english or entry.text) == "shoulder"


def lying(clause: Clause, number: int, owner: str, carrier: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment that hangs or lies: on somebody, on a part of somebody, or about."""
    role = role_of(clause, number)
    body = body_owner(clause) or hangs_from(clause)
    if body and owner and owner != body and "falls" in clause.features:
        return "gone", owner  # "her shirt lands on my head"
    on = carrier or ("" if has_cases(clause) else person_after(clause, ("on",), owner))
    if role == "start" and on:
        return "wear", on
    if body:
        return "wear", body if hangs_from(clause) else owner or body
    lost = definite or has_cases(clause) or "drops" in clause.features
    if not owner and lost and role == "start" and _is_put_down(clause, number):
        return "gone", clause.subject
    return "gone" if owner else "", owner


def _is_put_down(clause: Clause, number: int) -> bool:
    """Return whether a garment drops, or hangs or lies on a thing."""
    drops = "drops" in clause.features
    return drops or is_elsewhere(clause, number) or is_on_thing(clause, number)
