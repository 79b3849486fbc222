"""Who wears what, as plain data: for ``rp-composer wardrobe`` and the API, with the sentences it was read from."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from composer.prompt_data import conflict_fields
from composer.reading.clothes.look_changes import LookChange
from composer.reading.clothes.wardrobe import known, worn
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, Evidence, Garment, Person, Persona, Term, Trait

#: The longest piece of a sentence that is shown on either side of a garment, in characters.
_REACH = 200
# A line that goes on in small letters was only broken to be narrow.
_SENTENCE_END = re.compile(r"[.!?…][\"”»*_)]*\s+|\n(?=\s*[^\sa-zа-яё])|\n\s*\n")
# A source that a client made up may have any number.
_MESSAGE = re.compile(r"message:(\d{1,8})$")
#: Source of an evidence → the text as stored, None when it is not at hand.
Texts = Callable[[str], str | None]


def texts_of(
    messages: Mapping[int, ChatMessage], cards: Iterable[CharacterCard] = (), persona: Persona | None = None
) -> Texts:
    """Return what finds the stored text of an evidence's source among messages, by their number, and cards."""
    known_cards = {card.name: card for card in cards}

    def find(source: str) -> str | None:
        kind, _, rest = source.partition(":")
        if number := _MESSAGE.match(source):
            message = messages.get(int(number[1]))
            return message.text if message is not None else None
        name, _, field = rest.rpartition(".")
        if kind == "persona" and persona is not None:
            return persona.description
        text = getattr(known_cards.get(name), field, None) if kind == "card" else None
        return text if isinstance(text, str) else None

    return find


def sources_of(story: Story) -> set[str]:
    """Return the sources of all evidence that `wardrobe_fields` asks for."""
    asked: set[str] = set()

    def ask(source: str) -> None:
        asked.add(source)

    wardrobe_fields(story, ask)
    return asked


def wardrobe_fields(story: Story, texts: Texts) -> dict[str, Any]:
    """Return what everybody wears in a story, as plain data.

    Returns:
        ``message`` (the number of the last message told, None before the first) and ``people``: all who are known with
        ``name``, ``role``, ``file`` (of their card, where it
        is known), ``looks`` (what can be seen of them), ``garments``, ``put_right`` (looks that are corrected
        or locked), ``changed`` (looks that the chat has changed for good, the latest last), ``conflicts`` of their
        looks and ``taken_off``. A garment
        is ``said`` while it is sure enough for a prompt; its ``message`` is None when it comes from a card.
    """
    strangers = [Person(name, role="npc") for name in story.wardrobe.outfits if name not in _names(story.people)]
    people = [*(person for person in story.people if not person.members), *strangers]
    return {
        "message": story.count - 1 if story.count else None,
        "people": [_person_fields(person, story, texts) for person in people],
    }


def _names(people: Iterable[Person]) -> set[str]:
    return {person.name for person in people}


def _person_fields(person: Person, story: Story, texts: Texts) -> dict[str, Any]:
    said = worn(story.wardrobe, person.name, person.garments)
    faded = [garment for garment in known(story.wardrobe, person.name) if garment not in said]
    gone = story.wardrobe.taken_off.get(person.name)
    held = person.name in story.wardrobe.locked
    return {
        "name": person.name,
        "role": person.role,
        "file": person.file,
        "looks": [_look_fields(one, texts, one.attribute in person.locked) for one in person.traits],
        "garments": [
            _garment_fields(one, texts, number < len(said), held) for number, one in enumerate((*said, *faded))
        ],
        "put_right": [
            {"attribute": trait.attribute, "value": trait.value}
            for trait in person.traits
            if trait.attribute in person.locked
        ],
        "changed": [_change_fields(one, texts) for one in story.wardrobe.looks.get(person.name, ())],
        "conflicts": [conflict_fields(one) for one in person.conflicts],
        "taken_off": {"garments": [one.text for one in gone.garments], "message": _number(gone.source)}
        if gone
        else None,
    }


def _look_fields(trait: Trait, texts: Texts, locked: bool) -> dict[str, Any]:
    evidence = trait.evidence[0] if trait.evidence else None
    return {
        "attribute": trait.attribute,
        "text": trait.phrase or trait.value,
        "locked": locked,
        "source": evidence.source if evidence else "",
        "message": _number(evidence.source) if evidence else None,
        "sentence": _sentence(evidence, texts) if evidence else "",
    }


def _change_fields(change: LookChange, texts: Texts) -> dict[str, Any]:
    return {
        "attribute": change.attribute,
        "kind": change.kind,
        "text": (change.trait.phrase or change.trait.value) if change.trait else "",
        "lost": list(change.lost),
        "message": _number(change.evidence.source),
        "sentence": _sentence(change.evidence, texts),
    }


def _garment_fields(garment: Garment, texts: Texts, said: bool, held: bool) -> dict[str, Any]:
    evidence = garment.evidence[0] if garment.evidence else None
    return {
        "text": garment.text,
        "english": garment.name.english or garment.name.text,
        "slot": garment.slot,
        "colours": _texts(garment.colours),
        "materials": _texts(garment.materials),
        "pattern": garment.pattern.text if garment.pattern else "",
        "length": garment.length.text if garment.length else "",
        "state": _texts(garment.state),
        "owner": garment.owner,
        "confidence": round(garment.confidence, 2),
        "said": said,
        "locked": held or garment.locked,
        "source": evidence.source if evidence else "",
        "message": _number(evidence.source) if evidence else None,
        "sentence": _sentence(evidence, texts) if evidence else "",
        "reader": evidence.reader if evidence else "",
    }


def _texts(terms: Iterable[Term]) -> list[str]:
    return [term.text for term in terms]


def _number(source: str) -> int | None:
    found = _MESSAGE.match(source)
    return int(found[1]) if found else None


def _sentence(evidence: Evidence, texts: Texts) -> str:
    """Return the sentence an evidence stands in; of a text that is not at hand the words it quotes."""
    stored = texts(evidence.source)
    if stored is None or not 0 <= evidence.start < evidence.end <= len(stored):
        return evidence.quote
    first = max(0, evidence.start - _REACH)
    before = [match.end() for match in _SENTENCE_END.finditer(stored, first, evidence.start)]
    after = _SENTENCE_END.search(stored, evidence.end, evidence.end + _REACH)
    start, end = max(before, default=first), after.end() if after else min(len(stored), evidence.end + _REACH)
    return stored[start:end].strip()
