"""Who wears what now: a pure fold over messages, ``step(state, message) -> state``.

The state is small (outfits, who was named last, what was in somebody's hands last) and never grows with the chat:
message 10,000 costs what message 10 does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.changing import changes
from composer.reading.clothes.event import Event
from composer.reading.clothes.folding import Fold
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.look_changes import LookChange, with_changes
from composer.reading.clothes.memory import is_break, passed
from composer.reading.clothes.opening import acts, opened
from composer.reading.clothes.outfit import card_clothes
from composer.reading.clothes.sameness import same
from composer.reading.clothes.state import (
    MOST_PEOPLE,
    SLOT_ORDER,
    Outfit,
    TakenOff,
    Wardrobe,
    known,
    later,
    start,
    with_locks,
    worn,
)
from composer.reading.clothes.wearing import events
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import ChatMessage, Garment, Person

T = TypeVar("T")


def step(
    state: Wardrobe, message: ChatMessage, text: MappedText, people: Sequence[Person], reading: Reading,
    consulted: Sequence[Event] = (),
) -> Wardrobe:  # fmt: skip
    """Return the state after one more message.

    Args:
        message: says who speaks; text: what it says, macros resolved and markup mapped (source ``message:<number>``).
        people: everyone known. Somebody else who is named with clothes is added to the state under that name.
        consulted: what optional readers say happens in the message; each event follows those of its sentence.
    """
    reading = reading.within([text.text])
    known, cast, sentences = opened(state, message, text, people, reading)
    fold = Fold(state, pictured=text.source == "request")
    looks: list[LookChange] = []
    for sentence in sentences:
        skipped = fold.pictured or (message.name in state.ruled and is_break(sentence))
        if not skipped and (gone_by := passed(sentence)):
            fold.jump(gone_by)
        looks += [] if fold.pictured else changes(sentence, cast, known, reading, bool(looks))
        for clause in events(sentence, cast, known, reading):
            fold.apply(clause)
        fold.apply(event for event in consulted if _is_of(event, sentence))
    cast.mention(message.name)
    outfits = with_locks(state, fold.bounded())
    return Wardrobe(
        outfits,
        tuple(cast.recent[:MOST_PEOPLE]),
        _bounded(cast.genders),
        fold.handled,
        fold.clock,
        _latest(state.changed, dict.fromkeys(_changed(state.outfits, outfits), fold.clock)),
        _latest(state.taken_off, dict(_taken_off(state.outfits, outfits, text.source))),
        state.locked,
        state.ruled if fold.pictured else _ruled(state.ruled, message.name, sentences),
        fold.scene,
        fold.night,
        _latest({}, fold.put_away),
        state.acting if fold.pictured else acts(state.acting, message.name, sentences),
        with_changes(state.looks, looks) if looks else state.looks,
    )


def _is_of(event: Event, sentence: Sentence) -> bool:
    """Return whether an event was read from a sentence."""
    place = sentence.text.evidence(sentence.start, sentence.end)
    return place.start <= event.evidence.start < place.end


def outfit(
    texts: Iterable[MappedText], person: Person, reading: Reading, others: Sequence[Person] = (),
    shared: Iterable[MappedText] = (),
) -> tuple[Garment, ...]:  # fmt: skip
    """Return the clothes a card's description or greeting gives its character, ordered by slot and layer.

    Args:
        texts: about the person. others: who else is described in the card; shared: texts about several of them.
    """
    texts, shared = tuple(texts), tuple(shared)
    reading = reading.within(text.text for text in (*texts, *shared))
    alone = Cast((person,), person.name, False, {}, ())
    alone.figure = person.name
    together = Cast((person, *others), "", False, {}, ())
    fold = Fold(Wardrobe())
    for cast, told in ((alone, texts), (together, shared)):
        for text in told:
            _dress_from(text, person, cast, fold, reading)
    return worn(Wardrobe(fold.bounded()), person.name)


def _dress_from(text: MappedText, person: Person, cast: Cast, fold: Fold, reading: Reading) -> None:
    """Put on what a card's text says somebody wears."""
    people = tuple(cast.people.values())
    listed: list[Phrase] = []
    for told, named in card_clothes(text, person, reading):
        listed += named
        for sentence in told:
            for clause in events(sentence, cast, people, reading):
                fold.apply(event for event in clause if event.kind != "change")
    # What a card lists, on one line or several, is all of it the character's outfit.
    fold.put_list(person.name, [phrase.garment for phrase in listed])


def put_on(state: Wardrobe, name: str, garments: Iterable[Garment]) -> Wardrobe:
    """Return the state once somebody has put on garments, whatever is locked; they take the place of their like."""
    fold = Fold(state)
    for garment in garments:
        fold.put(name, garment, crossing=True)
    return replace(state, outfits=fold.bounded(), changed=_latest(state.changed, {name: state.clock}))


def take_off(state: Wardrobe, name: str, gone: Iterable[Garment], source: str) -> Wardrobe:
    """Return the state once somebody has taken off garments they wear, whatever is locked."""
    gone = tuple(gone)
    outfits = {**state.outfits, name: tuple(one for one in state.outfits.get(name, ()) if one not in gone)}
    return replace(
        state,
        outfits={who: garments for who, garments in outfits.items() if garments},
        changed=_latest(state.changed, {name: state.clock}),
        taken_off=_latest(state.taken_off, {name: TakenOff(gone, source)} if gone else {}),
    )


def _bounded(genders: Mapping[str, str]) -> dict[str, str]:
    return dict(list(genders.items())[:MOST_PEOPLE])


def _latest(before: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    """Return what is known of each person, the newest last; of too many people the oldest is forgotten."""
    kept = {name: value for name, value in before.items() if name not in new}
    return dict(list({**kept, **new}.items())[-MOST_PEOPLE:])


def _ruled(before: Sequence[str], name: str, sentences: Iterable[Sentence]) -> tuple[str, ...]:
    others = [other for other in before if other != name]
    return (*others[1 - MOST_PEOPLE :], name) if any(map(is_break, sentences)) else tuple(others)


def _changed(before: Mapping[str, Outfit], after: Mapping[str, Outfit]) -> list[str]:
    return [name for name in {**before, **after} if before.get(name, ()) != after.get(name, ())]


def _taken_off(
    before: Mapping[str, Outfit], after: Mapping[str, Outfit], source: str
) -> Iterator[tuple[str, TakenOff]]:
    for name, garments in before.items():
        left = after.get(name, ())
        gone = tuple(one for one in garments if one not in left and not any(same(one, other) for other in left))
        if gone:
            yield name, TakenOff(gone, source)


__all__ = [
    "SLOT_ORDER", "Phrase", "TakenOff", "Wardrobe", "known", "later", "outfit", "put_on", "start", "step", "take_off",
    "with_locks", "worn",
]  # fmt: skip
