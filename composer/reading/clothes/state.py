"""The state of a wardrobe: who wears what, how sure that is by now, and what is locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from composer.reading.clothes.look_changes import LookChanges
from composer.reading.clothes.memory import is_sure, remembered, still_holds
from composer.reading.clothes.sameness import same
from composer.types import Garment, Person

Outfit = tuple[Garment, ...]

#: The order in which clothes are listed.
SLOT_ORDER = (
    "underwear", "full", "top", "bottom", "outer", "front", "legs", "feet", "hands", "head", "face", "neck", "waist",
    "back", "accessory",
)  # fmt: skip
#: Slots in which several garments are worn at once.
SEVERAL = frozenset({"accessory", "neck", "head", "waist", "face", "back", "underwear"})

#: Of more people at once, those who were dressed longest ago are forgotten.
MOST_PEOPLE = 24


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What somebody took off last, and the source that says so (``message:12``)."""

    garments: tuple[Garment, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """The state of the fold.

    Attributes:
        outfits: name → what that person wears, in the order it was put on.
        recent: names, the last mentioned first; genders: what pronouns have shown of them.
        handled: the garments named last, worn or not, and whose they were: what "it" and "them" may mean.
        clock: how much time has gone by, in messages; a scene jump counts as many (`composer.reading.clothes.memory`).
        ruled: speakers whose last message had a line across the page; of whom has one in every message, none is a jump.
        scene: the clock when the scene began, at the last jump; night: the same of the last jump over a night.
        acting: speakers who tell between *asterisks* and speak outside them: without asterisks, they only speak.
        put_away: name → what that person wore and wears no more, the last taken off first: which coat "her coat" is.
        locked: names of those whose clothes as a whole stay as they are.
        looks: name → what the chat has changed of their looks for good.
        changed: name → when anything was last said of their clothes; taken_off: name → what they took off last.
    """

    outfits: Mapping[str, tuple[Garment, ...]] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    genders: Mapping[str, str] = field(default_factory=dict)
    handled: tuple[Garment, ...] = ()
    clock: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    taken_off: Mapping[str, TakenOff] = field(default_factory=dict)
    locked: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    scene: int = 0
    night: int = 0
    put_away: Mapping[str, Outfit] = field(default_factory=dict)
    acting: tuple[str, ...] = ()
    looks: LookChanges = field(default_factory=dict)


def start(people: Sequence[Person]) -> Wardrobe:
    """Return the state before the first message: everybody wears what `Person.garments` says."""
    return Wardrobe({person.name: person.garments for person in people if person.garments})


def known(state: Wardrobe, name: str) -> tuple[Garment, ...]:
    """Return all that somebody was said to wear, as sure as it is by now, ordered by slot and layer."""
    garments = (remembered(garment, state.clock) for garment in state.outfits.get(name, ()))
    return tuple(sorted(garments, key=_place))


def worn(state: Wardrobe, name: str, usual: Sequence[Garment] = ()) -> tuple[Garment, ...]:
    """Return what somebody surely wears, ordered by slot and layer; () when nothing is known.

    Args:
        usual: the outfit of their card: it returns once nothing holds any more that the chat said of their clothes.
    """
    garments = tuple(garment for garment in known(state, name) if is_sure(garment))
    if garments or not usual or name in state.locked or still_holds(state.changed.get(name, state.clock), state.clock):
        return garments
    return tuple(sorted(usual, key=_place))


def later(state: Wardrobe) -> Wardrobe:
    """Return the state one message later."""
    return replace(state, clock=state.clock + 1)


def with_locks(before: Wardrobe, after: Mapping[str, Outfit]) -> dict[str, Outfit]:
    """Return what everybody wears `after` something, were it not that some of it is locked as it was `before`."""
    held = dict(after)
    for name, garments in before.outfits.items():
        kept = tuple(garment for garment in garments if garment.locked)
        others = (own for own in after.get(name, ()) if not any(_excludes(lock, own) for lock in kept))
        if kept:
            held[name] = (*kept, *others)
    for name in before.locked:
        held[name] = before.outfits.get(name, ())
    return {name: garments for name, garments in held.items() if garments}


def _excludes(lock: Garment, own: Garment) -> bool:
    """Return whether a garment is not worn beside a locked one; of two dresses or suits not even in layers."""
    whole = lock.slot == own.slot == "full"
    return own.locked or whole or same(lock, own) or replaces(lock, own) or crosses(lock, own)


def replaces(new: Garment, own: Garment) -> bool:
    """Return whether a garment takes the place of another one."""
    if new.slot != own.slot or new.layer != own.layer:
        return False
    return (
        new.slot not in SEVERAL or new.name.english == own.name.english or (new.slot == "head" and own.slot == "head")
    )


def crosses(new: Garment, own: Garment) -> bool:
    """Return whether a dress takes the place of top and bottom, or they take its place."""
    if new.layer != own.layer:
        return False
    return (new.slot == "full" and own.slot in ("top", "bottom")) or (
        own.slot == "full" and new.slot in ("top", "bottom")
    )


def _place(garment: Garment) -> tuple[int, int]:
    slot = SLOT_ORDER.index(garment.slot) if garment.slot in SLOT_ORDER else len(SLOT_ORDER)
    return slot, garment.layer
