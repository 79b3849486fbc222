"""Which garment is meant, whose it is and who wears it: what was worn, named and put away so far."""

from dataclasses import replace

from composer.reading.clothes.event import Event
from composer.reading.clothes.sameness import fits, may_name, same
from composer.reading.clothes.state import Wardrobe, replaces
from composer.types import Garment

#: "It" is what was named within so many messages.
_RECENT = 3
#: Where what is taken off is what was worn, whatever it was called.
_ALONE = frozenset({"feet", "hands", "bottom", "full", "outer"})
#: How many garments "it" may mean.
_MOST_HANDLED = 3
PUTS_ON = frozenset({"wear", "put_on", "change", "strip_to"})


class Recalled:
    """What a message's events may speak of."""

    def __init__(self, state: Wardrobe) -> None:
        self.outfits = dict(state.outfits)
        self.put_away = dict(state.put_away)
        self.handled = state.handled
        self.clock = state.clock
        self.removed: list[Garment] = []

    def name(self, garment: Garment) -> None:
        """Remember a garment as the one named last."""
        self.handled = (at_clock(garment, self.clock), *self.handled)[:_MOST_HANDLED]

    def meant(self, event: Event) -> Garment | None:
        """Return the garment of an event; of "it" and "them" the one last named."""
        if event.phrase is not None:
            return self._richer(event.phrase.garment, event)
        reach = _RECENT if event.kind in PUTS_ON or event.kind in ("take_off", "adjust", "state") else 0
        recent = [garment for garment in self.handled if self.clock - garment.mentioned <= reach]
        fitting = sorted(recent, key=lambda garment: not fits(garment, event.gender, event.language))
        fitting = [one for one in fitting if one.name.text.isascii() or fits(one, event.gender, event.language)]
        if event.kind == "put_on":  # not what somebody has on
            worn = [own for outfit in self.outfits.values() for own in outfit]
            fitting.sort(key=lambda garment: any(at_clock(own, garment.mentioned) == garment for own in worn))
        if event.kind in ("give", "store"):  # rather what was just taken off
            fitting.sort(key=lambda garment: not any(same(garment, gone) for gone in self.removed))
        return next(iter(fitting), None)

    def _richer(self, garment: Garment, event: Event) -> Garment:
        """Return a garment with what was said of it before, when "the coat" was described earlier."""
        if says_something(garment):
            return garment
        candidates = self._candidates(event)
        new = event.kind in PUTS_ON or not agreeing(garment)
        if new and not event.definite:  # "swim trunks" are not the shorts worn before
            candidates = [one for one in candidates if one.name.text == garment.name.text]
        earlier = next((one for one in candidates if same(garment, one)), None)
        if earlier is None and (event.definite or event.kind not in PUTS_ON):
            known = [one for one in candidates if not event.owner or one not in self.handled or self._has(event, one)]
            mine = self.outfits.get(event.who, ()) if agreeing(garment) and not event.definite else known
            earlier = next((one for one in known if one in mine and may_name(garment, one)), None)
        if earlier is None or may_name(earlier, garment):
            return garment  # a fedora that was called a hat
        return replace(earlier, state=garment.state or earlier.state, evidence=garment.evidence)

    def _has(self, event: Event, garment: Garment) -> bool:
        """Return whether whose garment is meant wears it, or has put it away."""
        own = (*self.outfits.get(event.owner, ()), *self.put_away.get(event.owner, ()))
        return any(one.text == garment.text and same(one, garment) for one in own)

    def _candidates(self, event: Event) -> list[Garment]:
        """Return what a garment without a description may be: what its owner wears, what was named last, what is worn
        by others, and at last what was taken off."""
        owners = [event.owner] if event.owner else [event.who, event.giver]
        others = [one for name, worn in self.outfits.items() if name not in owners for one in worn]
        lent = [one for one in others if event.owner and one.owner == event.owner]
        mine = [one for name in owners for one in self.outfits.get(name, ())]
        known = [*lent, *mine, *(one for one in self.handled if one not in others)]
        if not event.owner and event.kind != "put_on" and (event.definite or event.kind not in PUTS_ON):
            known += others
        return [*known, *(one for name in owners for one in self.put_away.get(name, ()))]

    def worn_by(self, who: str, garment: Garment) -> Garment | None:
        """Return what somebody wears that a garment may be, None when they wear no such thing."""
        found = [own for own in self.outfits.get(who, ()) if same(own, garment)]
        exact = [own for own in found if own.name.text == garment.name.text]
        return next(reversed(exact or found), None)

    def taken(self, event: Event, who: str, garment: Garment) -> Garment | None:
        """Return what goes of somebody's clothes; "without leggings" takes no skirt away."""
        own = self.worn_by(who, garment)
        named = garment.slot != "outer" or (event.phrase is not None and not says_something(garment))
        return self._instead_of(who, garment) if own is None and named and event.kind != "gone" else own

    def _instead_of(self, who: str, garment: Garment) -> Garment | None:
        """Return what must be meant where only one thing can be worn: of "heels" and "shoes" both are the shoes."""
        found = [own for own in self.outfits.get(who, ()) if garment.slot in _ALONE and replaces(garment, own)]
        return found[0] if len(found) == 1 else None

    def wearer(self, garment: Garment, besides: str = "") -> str:
        """Return the only one who wears such a thing, "" for nobody or several."""
        wearers = [name for name in self.outfits if name != besides and self.worn_by(name, garment)]
        return wearers[0] if len(wearers) == 1 else ""

    def had(self, who: str, garment: Garment) -> bool:
        """Return whether somebody wears a garment, or did."""
        return any(same(one, garment) for one in (*self.outfits.get(who, ()), *self.put_away.get(who, ())))

    def wearer_of(self, event: Event, garment: Garment) -> str:
        """Return from whom a garment is taken that its owner does not wear."""
        if event.who != event.owner and self.worn_by(event.who, garment):
            return event.who
        if event.owner:
            return self.borrower(event.owner, garment)
        return self.wearer(garment) if event.definite else ""

    def borrower(self, owner: str, garment: Garment) -> str:
        """Return who wears a garment of somebody else's: "his jacket is much too big for her"."""
        wearers = (name for name in self.outfits if (own := self.worn_by(name, garment)) and own.owner == owner)
        return next(wearers, "")


def at_clock(garment: Garment, clock: int) -> Garment:
    """Return a garment as last mentioned at `clock`."""
    return garment if garment.mentioned == clock else replace(garment, mentioned=clock)


def says_something(garment: Garment) -> bool:
    """Return whether anything is said of a garment but what it is."""
    return garment.text != garment.name.text or bool(garment.colours or garment.materials)


def agreeing(garment: Garment) -> bool:
    """Return whether the language has no articles, so that a bare noun is as good as "the"."""
    return not garment.name.text.isascii()
