"""What the chat has changed of everybody's looks for good, as part of the wardrobe's state: small, and bounded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from composer.types import Evidence, Trait

#: Of more changes of one person, and of more people, the oldest are forgotten.
_MOST_CHANGES, _MOST_PEOPLE = 24, 24


@dataclass(frozen=True, slots=True)
class LookChange:
    """Something that is different about somebody from now on.

    Attributes:
        kind: set (in the place of what excludes it), add, lose, turn (into another shape) or revert (out of it).
        attribute: of looks; trait: what is new, None for lose and revert.
        lost: what goes: aspects of a hairstyle (length, texture, arrangement), or features by their English.
    """

    who: str
    kind: Literal["set", "add", "lose", "turn", "revert"]
    attribute: str
    evidence: Evidence
    trait: Trait | None = None
    lost: tuple[str, ...] = ()


LookChanges = Mapping[str, tuple[LookChange, ...]]


def with_changes(before: LookChanges, new: Iterable[LookChange]) -> LookChanges:
    """Return what has changed of everybody once more has; what a change undoes is forgotten."""
    after = dict(before)
    for one in new:
        kept = [earlier for earlier in after.pop(one.who, ()) if not _undoes(one, earlier)]
        if one.kind != "revert":
            kept.append(one)
        after[one.who] = tuple(kept[-_MOST_CHANGES:])
    return dict(list(after.items())[-_MOST_PEOPLE:])


def _undoes(new: LookChange, earlier: LookChange) -> bool:
    """Return whether nothing is left of a change after a later one."""
    if new.attribute != earlier.attribute:
        return False
    if new.kind in ("turn", "revert"):
        return earlier.kind == "turn"
    if new.attribute == "hair_style":
        return new.kind == "set" and bool(new.lost) and earlier.lost == new.lost
    if new.kind == "lose":
        return earlier.trait is not None and names_any(earlier.trait, new.lost)
    if new.lost and earlier.trait is not None and names_any(earlier.trait, new.lost):
        return True  # new glasses take the place of the old
    return new.kind == "set" or (earlier.trait, earlier.kind) == (new.trait, new.kind)


def names_any(trait: Trait, english: Iterable[str]) -> bool:
    """Return whether a trait is one of some features by their English: "full beard" is a "beard"."""
    said = [term.english or term.text for term in trait.words] or [trait.value]
    return any(word in one for word in english for one in said)
