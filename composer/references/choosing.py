"""Which reference pictures travel with a prompt, and in which order: the one list that numbers and uploads come from.

First the picture that an edit starts from; then for each character what shows who they are and what they wear, the
user's persona likewise; then the place, the style, and last the mask of an edit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.models import Model
from composer.models.facts import ROLES
from composer.types import Change, Person, Reference

#: Of an edit: they travel beside the references, in fields of their own.
EDITING = ("source", "mask")
_SHOWN = ("identity", "persona", "outfit", "place", "style")
#: What is left out last when a model takes fewer; what no one knows is left out first.
_PRIORITY = ("source", "mask", "identity", "persona", "outfit", "place", "style")


def in_upload_order(references: Iterable[Reference], people: Sequence[Person]) -> list[Reference]:
    """Return references in the order in which they are numbered and sent.

    Args:
        people: those in the picture, in scene order.
    """
    places = {person.name: number for number, person in enumerate(people)}
    personas = {person.name for person in people if person.role == "persona"}

    def place(one: Reference) -> tuple[int, int, int, str]:
        role = _SHOWN.index(one.role) if one.role in _SHOWN else len(_SHOWN)
        return _group(one, personas), places.get(one.person, len(places)), role, one.asset

    return sorted(references, key=place)


def _group(one: Reference, personas: set[str]) -> int:
    if one.role in EDITING:
        return 0 if one.role == "source" else 5
    if one.role in ("place", "style") or not one.person:
        return 4 if one.role == "style" else 3
    return 2 if one.person in personas else 1


def chosen(references: Iterable[Reference], model: Model) -> tuple[tuple[Reference, ...], tuple[Change, ...]]:
    """Return the references that a model takes, in their order, and what became of the others.

    What it has no use for is left out, a picture that is given twice travels once, and of too many those go first that
    say least about who is in the picture.
    """
    taken, changes = _usable(references, model)
    taken = _joined(taken, changes)
    taken = _within_limit(taken, model, changes)
    if model.references and not (model.references_named or model.likeness):
        wish = next((one.consistency for one in taken if one.consistency != "balanced"), None)
        if wish:
            changes.append(Change("dropped", "consistency", f"{wish}: {model.name} has no means to follow it"))
    return tuple(taken), tuple(changes)


def _usable(references: Iterable[Reference], model: Model) -> tuple[list[Reference], list[Change]]:
    taken, changes = [], []
    for one in references:
        if why := _reason_against(one, model):
            changes.append(Change("dropped", f"reference {picture_name(one.asset)}", why))
        else:
            taken.append(one)
    return taken, changes


def _reason_against(one: Reference, model: Model) -> str:
    if one.role == "source":
        return ""
    if one.role == "mask":
        return "" if model.masks else f"the model {model.name} takes no mask"
    if not model.references:
        return f"the model {model.name} takes 0 reference pictures"
    known = one.role in model.reference_roles or (model.references_named and one.role not in ROLES)
    return "" if known else f"the model {model.name} takes none for the role {one.role!r}"


def content_of(asset: str) -> str:
    """Return what tells one picture from another: the hash of its bytes where the handle has one."""
    return asset.rpartition("#")[2]


def picture_name(asset: str) -> str:
    """Return what a user knows a picture by: its handle without the hash."""
    return asset.partition("#")[0]


def _joined(references: Iterable[Reference], changes: list[Change]) -> list[Reference]:
    """Return references with the further uses of a picture noted at the first."""
    kept: dict[str, Reference] = {}
    for one in references:
        key = f"{one.role} {one.asset}" if one.role in EDITING else content_of(one.asset)
        first = kept.setdefault(key, one)
        if first is not one:
            kept[key] = _with_uses(first, one)
            why = f"{picture_name(first.asset)} is the same picture"
            changes.append(Change("merged", f"reference {picture_name(one.asset)}", why))
    return list(kept.values())


def _with_uses(first: Reference, other: Reference) -> Reference:
    uses = dict.fromkeys((*first.also, (other.person, other.role), *other.also))
    uses.pop((first.person, first.role), None)
    return replace(first, also=tuple(uses))


def _within_limit(references: Sequence[Reference], model: Model, changes: list[Change]) -> list[Reference]:
    counted = [one for one in references if one.role != "mask" and (model.references_named or one.role != "source")]
    ranked = sorted(counted, key=_priority)
    gone = [one for one in ranked[model.references :] if one.role != "source"]
    limit = f"the model {model.name} takes {model.references or 'no'} reference pictures"
    changes += [Change("dropped", f"reference {picture_name(one.asset)}", limit) for one in references if one in gone]
    return [one for one in references if one not in gone]


def _priority(one: Reference) -> int:
    roles = (one.role, *(role for _, role in one.also))
    return min(_PRIORITY.index(role) if role in _PRIORITY else len(_PRIORITY) for role in roles)


def numbered(references: Iterable[Reference]) -> list[tuple[int, Reference]]:
    """Return references with the numbers that prompt and upload call them by; a mask has none."""
    return list(enumerate((one for one in references if one.role != "mask"), start=1))
