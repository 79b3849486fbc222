"""The people of cards and personas: their looks, the clothes they start in, and what shows that somebody is a minor."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from composer.cards.limits import LONGEST_TEXT
from composer.cards.macros import of_card
from composer.cards.trust import CLOTHES_ORDER, Trust
from composer.guard import under_age
from composer.reading.clothes.wardrobe import outfit
from composer.reading.looks.people import Portrait, portraits
from composer.reading.macros import filled
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText, Piece
from composer.reading.text.markup import plain, readable
from composer.references import asset_name
from composer.types import CharacterCard, Evidence, Garment, Lorebook, Macros, Person, Persona, Reference, Trait

#: So many cards and personas are read once while they do not change.
_REMEMBERED = 16
#: What a persona's text may call them instead of by name, in the languages that the guard reads.
_ADDRESSES = ("you", "You", "ты", "Ты", "вы", "Вы")


def texts_about(who: CharacterCard | Persona, macros: Macros, reading: Reading) -> dict[str, tuple[MappedText, ...]]:
    """Return the texts that say what somebody looks like, in order of trust, by name: a card may tell of several.

    Args:
        macros: what they stand for in the chat.
    """
    if isinstance(who, Persona):
        name = filled(who.name, macros)
        played = texts_about(who.card, _talked_to(macros), reading) if who.card is not None else {}
        return {name: played.get(name) or _persona_texts(who, macros)}
    own = of_card(who, macros)
    found = _portraits(who, own, _card_texts(who, own), reading)
    return {one.person.name: (*one.own, *one.shared) for one in _trust(who, own, reading).portraits(found)}


@lru_cache(maxsize=_REMEMBERED)
def people_of(
    card: CharacterCard, macros: Macros, greeting: bool, reading: Reading, books: tuple[Lorebook, ...] = ()
) -> tuple[Person, ...]:
    """Return the people a card describes; behind them, where its name is none of theirs, the group under that name.

    Args:
        macros: what they stand for in the chat. greeting: there is no chat, so the greeting says what they wear.
        books: further lorebooks of the story.
    """
    macros = of_card(card, macros, greeting=greeting)
    hello = _card_text(card, "first_mes", macros)
    trust = _trust(card, macros, reading, books)
    found = trust.portraits(_portraits(card, macros, (*_card_texts(card, macros), hello), reading))
    reader = [Person(macros.user, role="persona")] if macros.user else []
    people = tuple(
        trust.settled(_seen(one, [*(other.person for other in found if other is not one), *reader], hello, reading))
        for one in found
    )
    unread = () if greeting else (hello,)
    everyone = (*people, *reader)
    dressed = tuple(
        _pictured(_dressed(one, person, everyone, unread, reading, trust), trust)
        for one, person in zip(found, people, strict=True)
    )
    title = _character(card, macros)
    if behind := _young_behind(card, title):
        dressed = tuple(replace(person, under_age=(*person.under_age, *behind)) for person in dressed)
    told = (*_card_texts(card, macros), *trust.beside)
    return dressed if any(person.name == title.name for person in dressed) else _group(title, told, dressed)


@lru_cache(maxsize=_REMEMBERED)
def person_of(persona: Persona, macros: Macros, reading: Reading) -> Person:
    """Return the person of a persona; `macros` are what they stand for in the chat."""
    name = filled(persona.name, macros)
    avatar = _avatar(name, "persona", asset_name("persona", persona.name, persona.avatar) if persona.avatar else "")
    person = Person(name, persona.aliases, "persona", references=avatar, file=persona.file)
    if persona.card is not None:
        return _played(person, persona.card, macros, reading)
    portrait = Portrait(person, _persona_texts(persona, macros))
    others = (Person(macros.char),) if macros.char and macros.char not in (name, *persona.aliases) else ()
    return person_in(portrait, others, reading)


def person_in(portrait: Portrait, others: Sequence[Person], reading: Reading) -> Person:
    """Return the person of a portrait as their texts describe and dress them; `others` are people who are not meant."""
    return _dressed(portrait, _seen(portrait, others, None, reading), others, (), reading, None)


def _played(person: Person, card: CharacterCard, macros: Macros, reading: Reading) -> Person:
    """Return a persona that is a card's character: whoever talks to it is the character of the chat."""
    people = people_of(card, _talked_to(macros), False, reading)
    character = next((one for one in people if one.name == person.name and not one.members), None)
    if character is None:  # the card's name is a title: nobody knows who of its people is played
        return replace(person, under_age=tuple(evidence for one in people for evidence in one.under_age))
    return replace(character, role="persona", references=person.references, file=person.file)


def _talked_to(macros: Macros) -> Macros:
    """Return what macros stand for in a card whose character the user plays."""
    return replace(macros, user=macros.char, texts={})


def _card_texts(card: CharacterCard, macros: Macros) -> tuple[MappedText, ...]:
    fields = ("description", "personality", "scenario")
    return tuple(_card_text(card, field, macros) for field in fields)


def _card_text(card: CharacterCard, field: str, macros: Macros) -> MappedText:
    return plain(f"card:{card.name}.{field}", getattr(card, field)[:LONGEST_TEXT], macros)


def _persona_texts(persona: Persona, macros: Macros) -> tuple[MappedText, ...]:
    own = replace(macros, user=filled(persona.name, macros))
    return (plain(f"persona:{persona.name}.description", persona.description[:LONGEST_TEXT], own),)


def _portraits(
    card: CharacterCard, macros: Macros, texts: Sequence[MappedText], reading: Reading
) -> tuple[Portrait, ...]:
    return portraits(texts, _character(card, macros), macros.user, reading)


def _character(card: CharacterCard, macros: Macros) -> Person:
    name, nickname = (filled(called, replace(macros, char="")) for called in (card.name, card.nickname))
    aliases = (nickname,) if nickname and nickname != name else ()
    asset = asset_name("card", card.name, card.avatar) if card.avatar else ""
    return Person(name, aliases, references=_avatar(name, "identity", asset), file=card.file)


def _seen(portrait: Portrait, others: Sequence[Person], hello: MappedText | None, reading: Reading) -> Person:
    """Return somebody with their looks, and with what shows that they are under 18."""
    person = portrait.person
    seen = reading.seen(portrait.own, person, others, portrait.shared)
    young = tuple(_young(portrait, hello))
    return replace(person, traits=seen.traits, conflicts=seen.conflicts, under_age=young)


def _young(portrait: Portrait, hello: MappedText | None) -> Iterable[Evidence]:
    """Yield what shows that somebody is under 18: a greeting is in their own words."""
    spoken_to = _ADDRESSES if portrait.person.role == "persona" else ()
    names = (portrait.person.name, *portrait.person.aliases, *spoken_to)
    for text in (*portrait.own, *portrait.shared):
        of_hello = hello is not None and text.source == hello.source
        yield from under_age(text, names, "own words" if of_hello else "description")


def _dressed(
    portrait: Portrait, person: Person, people: Sequence[Person], unread: Sequence[MappedText], reading: Reading,
    trust: Trust | None,
) -> Person:  # fmt: skip
    """Return somebody with the clothes they start in; `unread` texts say nothing of clothes."""
    garments = trust.pinned_outfit(person) if trust else ()
    if not garments:
        silent = {text.source for text in unread}
        told = ([text for text in texts if text.source not in silent] for texts in (portrait.own, portrait.shared))
        own, shared = (trust.ordered(texts, CLOTHES_ORDER) if trust else texts for texts in told)
        garments = outfit(own, person, reading, [other for other in people if other is not person], shared)
    return replace(person, traits=_lasting(person.traits, garments), garments=garments)


def _trust(card: CharacterCard, macros: Macros, reading: Reading, books: tuple[Lorebook, ...] = ()) -> Trust:
    return Trust(card, _character(card, macros).name, partial(readable, macros=macros), reading, books)


def _pictured(person: Person, trust: Trust) -> Person:
    return replace(person, wishes=trust.wishes(person))


def _young_behind(card: CharacterCard, title: Person) -> tuple[Evidence, ...]:
    """Return what shows that somebody is under 18 behind the part of a card's texts that is read for looks.

    It counts for all of the card's people: nobody tells them apart there.
    """
    names = (title.name, *title.aliases, "{{char}}")
    found: list[Evidence] = []
    for field in ("description", "personality", "scenario"):
        stored = getattr(card, field)
        if len(stored) > LONGEST_TEXT:
            piece = Piece(0, LONGEST_TEXT, len(stored), True)
            found += under_age(MappedText(f"card:{card.name}.{field}", stored[LONGEST_TEXT:], (piece,)), names)
    return tuple(found)


def _group(title: Person, told: Iterable[MappedText], people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people of a card and the group whose title its name is.

    That somebody is under 18, and not who, is said of all of them.

    Args:
        told: the card's texts.
    """
    of_somebody = {evidence for person in people for evidence in person.under_age}
    stated = (evidence for text in told for evidence in under_age(text, (title.name,)))
    of_all = tuple(dict.fromkeys(evidence for evidence in stated if evidence not in of_somebody))
    known = tuple(replace(person, under_age=(*person.under_age, *of_all)) for person in people)
    return (*known, replace(title, members=tuple(person.name for person in people)))


def _avatar(name: str, role: str, asset: str) -> tuple[Reference, ...]:
    """Name the picture that came with a card or persona; the app keeps its bytes."""
    return (Reference(name, role, asset),) if asset else ()


def _lasting(traits: Iterable[Trait], garments: Iterable[Garment]) -> tuple[Trait, ...]:
    """Return the looks without what is worn, such as glasses: that may be taken off."""
    worn_names = {garment.name.english or garment.name.text for garment in garments}
    return tuple(
        trait
        for trait in traits
        if trait.attribute != "feature" or not worn_names.intersection(term.english for term in trait.words)
    )
