"""What events do to outfits: put on, taken off, lent, adjusted, one clause after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.reading.clothes.event import Event
from composer.reading.clothes.memory import is_night
from composer.reading.clothes.parts import with_part
from composer.reading.clothes.recalling import PUTS_ON, Recalled, agreeing, at_clock, says_something
from composer.reading.clothes.sameness import same
from composer.reading.clothes.state import MOST_PEOPLE, SEVERAL, Wardrobe, crosses, replaces
from composer.reading.clothes.swapping import swapped
from composer.types import Garment, Term

_OVER = frozenset({"full", "outer", "front"})
#: What a garment that is said to be worn in a picture takes the place of there, besides its like.
_PICTURED = {
    "full": frozenset({"top", "bottom", "legs"}) | _OVER, "top": frozenset({"top"}) | _OVER,
    "bottom": frozenset({"bottom", "legs"}) | _OVER,
}  # fmt: skip
_CLEARED_BY_CHANGE = frozenset({"top", "bottom", "full", "outer", "front", "underwear", "legs"})
_ABOVE_WAIST = frozenset({"top", "full", "outer", "front"})
_KEPT_ON_IN_WATER = frozenset({"neck", "accessory"})
#: What is off once it is undone; a dress or a pair of boots is not.
_OFF_WHEN_UNDONE = frozenset({"neck", "hands", "head", "front", "face", "accessory"})
_UNDONE = frozenset({"untied", "undone"})
#: What straps and clasps alone hold, wherever it is worn.
_STRAPPED_ON = frozenset({"breastplate", "greaves", "pauldrons", "armor", "bracers", "cloak", "cape"})
_HANGS_ON_HATS = frozenset({"veil"})
_OFF_AT_NIGHT = frozenset({"feet", "hands"})
_DRESSING = frozenset({"top", "bottom", "full"})
#: Who is described in these after a night has dressed, too.
_GOING_OUT = frozenset({"outer", "feet"})
_MOST_GARMENTS = 24
_MOST_PUT_AWAY = 12
_MENTIONED = 0.8
_OPPOSITES = (
    {"unbuttoned", "buttoned", "open"}, {"unzipped", "zipped up"}, {"hood up", "hood down"}, {"untied", "tied"},
    {"unlaced", "laced"},
)  # fmt: skip


class Fold(Recalled):
    """A state while one message is applied to it."""

    def __init__(self, state: Wardrobe, pictured: bool = False) -> None:
        super().__init__(state)
        self.pictured = pictured
        self.before = dict(state.outfits) if pictured else {}
        self.scene, self.night = state.scene, state.night
        self.fresh: list[Garment] = []
        self.alone = self.single = False

    def bounded(self) -> dict[str, tuple[Garment, ...]]:
        """Return the outfits within their limits, people without clothes left out."""
        kept = {name: garments[-_MOST_GARMENTS:] for name, garments in self.outfits.items() if garments}
        return dict(list(kept.items())[-MOST_PEOPLE:])

    def apply(self, clause: Iterable[Event]) -> None:
        """Let the events of one clause happen; what it puts on does not displace each other."""
        self.fresh = []
        events = [event for event in clause if not self._move_part(event)]
        self.alone = sum(event.kind == "change" for event in events) == 1
        #: Who is down to one thing above the waist still has on what is worn below it.
        self.single = sum(event.kind == "strip_to" for event in events) == 1
        for event in events:
            self._happen(event)
        if len(self.outfits) > MOST_PEOPLE:
            self.outfits = self.bounded()

    def jump(self, time: int) -> None:
        """Let so much time go by at once: a new scene begins."""
        self.clock += time
        self.scene = self.clock
        self.night = self.clock if is_night(time) else self.night

    def _happen(self, event: Event) -> None:
        if event.kind in ("strip", "bathe", "bare"):
            self._bare(event)
        elif event.kind == "clear":
            self._clear(event.who, everything=False)
        elif event.kind == "seen":
            self._handle(event)
        elif event.kind in PUTS_ON:
            self._dress(event)
        elif event.kind in ("adjust", "touch", "state") and not self._comes_undone(event):
            self._adjust(event)
        elif event.kind == "fallen":
            self._fall()
        elif event.kind == "swap" and event.phrase:
            self.outfits = swapped(self.outfits, event.phrase.garment, event.who, event.giver)
        else:
            self._remove(event)

    def _bare(self, event: Event) -> None:
        """Take off everything, what is off in water, or what is worn at one place."""
        if event.kind == "bathe":
            kept = [own for own in self.outfits.get(event.who, ()) if own.slot in _KEPT_ON_IN_WATER]
        else:
            kept = [own for own in self.outfits.get(event.who, ()) if event.kind == "bare" and own.slot != event.slot]
        self._keep(event.who, kept)

    def _comes_undone(self, event: Event) -> bool:
        """Return whether a state takes a garment off: "unties her apron"."""
        garment = self.meant(event) if event.state and event.state.english in _UNDONE else None
        if garment is None:
            return False
        return garment.slot in _OFF_WHEN_UNDONE or (garment.name.english or garment.name.text) in _STRAPPED_ON

    def _handle(self, event: Event) -> None:
        if event.phrase is None:
            return
        garment = self._richer(event.phrase.garment, event)
        if not event.phrase.household:
            self.name(garment)
        own = self.worn_by(event.owner, garment) if event.owner and not self.pictured else None
        if own is not None:
            seen = at_clock(own, self.clock)
            self.outfits[event.owner] = tuple(seen if one is own else one for one in self.outfits[event.owner])

    def _dress(self, event: Event) -> None:
        garment = self.meant(event)
        if garment is None or not event.who:
            return
        self._clear_for_picture(event.who, garment)
        own = self.worn_by(event.who, garment)
        if own is None:
            garment = self._handed_over(event, garment)
            self._leave_behind(event, garment)
        if self._changes(event, garment):
            everything = event.kind == "strip_to" and not (self.single and garment.slot == "top")
            self._clear(event.who, everything)
            own = None
        if event.phrase and own and _says_more(event.phrase.garment, own):
            self._drop(event.who, own)
        elif own:
            self._update(event.who, own, garment)
            return
        if event.phrase and event.phrase.household:  # a towel round one's neck takes the place of nothing
            self.fresh += self.outfits.get(event.who, ())
        self.put(event.who, garment, crossing=True)

    def _changes(self, event: Event, garment: Garment) -> bool:
        """Return whether other clothes go: who is back in other shoes, "переобулась в балетки", keeps the rest on."""
        clothes = garment.slot in _CLEARED_BY_CHANGE or event.kind == "strip_to"
        first = not any(g.slot in _CLEARED_BY_CHANGE for g in self.fresh)
        if event.kind == "change" and self.alone and _goes_over(garment):
            return False  # "comes back in a thick sweater"
        return event.kind in ("change", "strip_to") and clothes and first

    def _handed_over(self, event: Event, garment: Garment) -> Garment:
        """Take a garment from whoever wore it or gives it away; returns it with whose it is."""
        owner = event.owner or (event.giver if self.had(event.giver, garment) else "")
        for other in dict.fromkeys((event.giver, event.owner)):
            if other and other != event.who and (event.definite or agreeing(garment)):
                self._drop(other, garment)
        if event.definite and not event.owner:
            self._drop_elsewhere(event.who, garment)
        owner = "" if owner == event.who else owner or garment.owner
        return garment if owner == garment.owner else replace(garment, owner=owner)

    def _leave_behind(self, event: Event, garment: Garment) -> None:
        """Take off what was worn in an earlier scene, when other clothes are described in a new one."""
        dressed = garment.slot in _DRESSING
        outdoors = garment.slot in _GOING_OUT and event.kind != "put_on"
        if not (dressed or outdoors) or not event.who or self.pictured:
            return
        described = dressed and (event.kind != "put_on" or garment.slot == "full")
        scene = self.scene if described else self.night
        left = [(_CLEARED_BY_CHANGE, scene), (_OFF_AT_NIGHT, self.night)]
        worn = self.outfits.get(event.who, ())
        gone = [own for own in worn for slots, since in left if own.slot in slots and own.mentioned < since]
        self._keep(event.who, [own for own in worn if own not in gone])

    def _adjust(self, event: Event) -> None:
        garment = self.meant(event)
        if garment is None:
            return
        who = event.who
        own = self.worn_by(who, garment) if who else None
        if own is None:
            wearer = self.borrower(event.owner, garment) if event.owner else self.wearer(garment)
            wearer = "" if wearer and self._is_another(wearer, garment) else wearer
            own = self.worn_by(wearer, garment) if wearer else None
            who = wearer or who
        if event.state:
            garment = replace(garment, state=_with(garment.state, event.state))
        if own is not None:
            self._update(who, own, garment)
        elif (event.kind == "touch" and not event.owner) or any(same(garment, gone) for gone in self.removed):
            return  # "under the coat" she has just taken off
        elif who and (event.definite or garment.slot in SEVERAL or agreeing(garment)):
            self._leave_behind(event, garment)
            self.put(who, replace(garment, confidence=_MENTIONED), crossing=False)

    def _move_part(self, event: Event) -> bool:
        """Change the state of what somebody wears whose part is moved: "pulls up her hood"; whether one is."""
        if event.kind != "part":
            return False
        own = with_part(self.outfits.get(event.who, ()), event.slot)
        if own is not None and event.state:
            new = replace(own, state=_with(own.state, event.state), mentioned=self.clock)
            self.outfits[event.who] = tuple(new if one is own else one for one in self.outfits[event.who])
        return True

    def _is_another(self, wearer: str, garment: Garment) -> bool:
        """Return whether a described garment is not what somebody else wears under another name: «шубка», «шуба»."""
        own = self.worn_by(wearer, garment)
        described = agreeing(garment) and says_something(garment)
        return own is not None and described and own.name.text != garment.name.text

    def _remove(self, event: Event) -> None:
        garment = self.meant(event)
        if garment is None:
            return
        if event.phrase and event.phrase.several and event.definite and not event.owner:
            for name in self.outfits:  # "off come the coats"
                self._drop(name, garment)
        who = event.owner or event.who
        if event.kind == "take" and who == event.who:  # one's own coat from a hook, or somebody's: not the taker's
            who = self.borrower(who, garment) if event.owner else self.wearer(garment, besides=event.who)
        elif who and event.kind != "gone" and not self._takes_off(event, who, garment):
            who = self.wearer_of(event, garment)
        own = self.taken(event, who, garment) if who else None
        if own is not None:
            self._drop(who, own)
            self._drop_hanging(who, own)
            garment = _merged(own, garment)
        elif who or event.owner:
            self._put_away(who or event.owner, [garment])
        self.removed.append(garment)
        self.name(garment)

    def _takes_off(self, event: Event, who: str, garment: Garment) -> bool:
        """Return whether somebody wears what an event takes off or puts down, under another name it may be."""
        if event.kind == "take_off":
            return self.taken(event, who, garment) is not None
        return self.worn_by(who, garment) is not None

    def _fall(self) -> None:
        """Take off what was named last: "she unclips the cloak, and it slides to the floor"."""
        wearer = self.wearer(self.handled[0]) if self.handled else ""
        if wearer:
            self._drop(wearer, self.handled[0])

    def _drop(self, who: str, garment: Garment) -> None:
        gone = self.worn_by(who, garment)
        self._keep(who, [own for own in self.outfits.get(who, ()) if own is not gone])

    def _drop_hanging(self, who: str, gone: Garment) -> None:
        """Take off what hangs on a hat together with it: «сняла шляпку с вуалью»."""
        if gone.slot == "head" and (gone.name.english or gone.name.text) not in _HANGS_ON_HATS:
            worn = self.outfits.get(who, ())
            self._keep(who, [own for own in worn if (own.name.english or own.name.text) not in _HANGS_ON_HATS])

    def _drop_elsewhere(self, who: str, garment: Garment) -> None:
        if wearer := self.wearer(garment, besides=who):
            self._drop(wearer, garment)

    def _clear(self, who: str, everything: bool) -> None:
        worn = self.outfits.get(who, ())
        cleared = _ABOVE_WAIST if self.single else _CLEARED_BY_CHANGE
        self._keep(who, () if everything else [own for own in worn if own.slot not in cleared])

    def _keep(self, who: str, kept: Sequence[Garment]) -> None:
        """Leave somebody in no more than `kept` of what they wear; the rest is put away."""
        self._put_away(who, [own for own in self.outfits.get(who, ()) if own not in kept])
        self.outfits[who] = tuple(kept)

    def _put_away(self, who: str, gone: Sequence[Garment]) -> None:
        if gone and not self.pictured:
            others = [one for one in self.put_away.get(who, ()) if not any(same(one, new) for new in gone)]
            away = [replace(one, locked=False, state=()) if one.locked or one.state else one for one in gone]
            self.put_away = {**{name: one for name, one in self.put_away.items() if name != who}}
            self.put_away[who] = (*away, *others)[:_MOST_PUT_AWAY]

    def _clear_for_picture(self, who: str, garment: Garment) -> None:
        """Take off, in a picture that says what is worn there, what the story said before of the same places."""
        before, cleared = self.before.get(who, ()), _PICTURED.get(garment.slot, frozenset())
        self.outfits[who] = tuple(
            own
            for own in self.outfits.get(who, ())
            if own not in before or own.slot not in cleared or same(own, garment)
        )

    def put_list(self, who: str, garments: Iterable[Garment]) -> None:
        """Put on what a list names: nothing takes the place of what stands in the same list."""
        self.fresh = []
        for garment in garments:
            worn = self.outfits.get(who, ())
            if not any(own.name == garment.name and not _says_more(garment, own) for own in worn):
                self.put(who, garment, crossing=True)

    def put(self, who: str, garment: Garment, crossing: bool) -> None:
        """Put a garment on somebody, in the place of its like; `crossing`: a dress in that of top and bottom, too."""
        garment = at_clock(garment, self.clock)
        kept = [
            own
            for own in self.outfits.get(who, ())
            if own in self.fresh
            or _is_laid_over(garment, own)
            or not (replaces(garment, own) or (crossing and crosses(garment, own)))
        ]
        self._keep(who, kept[1 - _MOST_GARMENTS :])
        self.outfits[who] = (*self.outfits[who], garment)
        if who in self.put_away:
            self.put_away[who] = tuple(one for one in self.put_away[who] if not same(one, garment))
        self.fresh.append(garment)
        self.removed = [gone for gone in self.removed if not same(gone, garment)]
        self.name(garment)

    def _update(self, who: str, own: Garment, said: Garment) -> None:
        state = own.state
        for term in said.state:
            state = _with(state, term)
        new = replace(_merged(own, said), state=state, mentioned=self.clock)
        self.outfits[who] = tuple(new if one is own else one for one in self.outfits[who])
        self.fresh.append(new)
        self.name(new)


def _goes_over(garment: Garment) -> bool:
    """Return whether a garment goes over the other clothes: a coat or sweater, no bathrobe."""
    outer = garment.slot == "outer" and (garment.name.english or garment.name.text) != "robe"
    return outer or (garment.slot == "top" and garment.layer > 1)


def _is_laid_over(garment: Garment, own: Garment) -> bool:
    """Return whether somebody else's coat lies over one's own."""
    return garment.owner != "" and garment.slot == own.slot == "outer"


def _with(states: tuple[Term, ...], new: Term) -> tuple[Term, ...]:
    """Add a state; what it undoes goes."""
    undone = set().union(*(group for group in _OPPOSITES if (new.english or new.text) in group))
    kept = tuple(state for state in states if (state.english or state.text) not in undone and state != new)
    return (*kept, new)


def _says_more(new: Garment, own: Garment) -> bool:
    """Return whether a garment said to be put on is another one, or better described, than the one already worn."""
    return says_something(new) and new.text != own.text and len(new.text) >= len(own.text)


def _merged(own: Garment, said: Garment) -> Garment:
    """Return the better described of two mentions of one garment."""
    return replace(said, state=own.state) if says_something(said) and not says_something(own) else own
