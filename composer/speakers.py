"""Whom a message's name and avatar file mean, whom the user plays from it on, and people of the same name. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from composer.reading.reading import Reading
from composer.types import ChatMessage, Person


def speaker_of(message: ChatMessage, people: Sequence[Person], reading: Reading) -> Person | None:
    """Return the person who speaks, None for somebody new or a message without a name.

    Their avatar file tells, since names may be shared and changed; else the name: the full one, an alias, or a part
    that is one person's only. Of the user's and a character's equal names each is meant by their own messages.
    """
    own = [one for one in people if (one.role == "persona") == message.is_user]
    if message.avatar and (known := next((one for one in own if one.file == message.avatar), None)):
        return known
    name = message.name
    exact = next((one for one in (*own, *people) if name and name in names_of(one)), None)
    if exact or not name:
        return exact
    mentions = reading.names(name, people)
    return next((one.person for one in mentions if (one.start, one.end) == (0, len(name))), None)


def names_of(person: Person) -> tuple[str, ...]:
    """Return all names of somebody."""
    return (person.name, *person.aliases)


def persona_of(people: Iterable[Person]) -> Person | None:
    """Return whom the user plays now: the first persona; those they played before stand behind it."""
    return next((person for person in people if person.role == "persona"), None)


def played(people: Sequence[Person], persona: Person) -> tuple[Person, ...]:
    """Return the people with `persona`, known or new, as the one whom the user plays now."""
    others = [person for person in people if person.name != persona.name]
    place = next((number for number, one in enumerate(people) if one.role == "persona"), len(others))
    return (*others[:place], persona, *others[place:])


def called(people: Sequence[Person], person: Person, name: str) -> tuple[Person, ...]:
    """Return the people, of whom one has one more name."""
    renamed = replace(person, aliases=(*person.aliases, name))
    return tuple(renamed if one is person else one for one in people)


def with_own_names(people: Sequence[Person], taken: Collection[str]) -> tuple[Person, ...]:
    """Return the people of one card, each with a name that nobody else has.

    The second Wren of a chat is "Wren 2", who is called "Wren", too: looks and clothes go by names.
    """
    own: dict[str, str] = {}
    for person in people:
        own[person.name] = _own_name(person.name, {*taken, *own.values()})
    return tuple(person if set(own) == set(own.values()) else _renamed(person, own) for person in people)


def namesake_first(people: Sequence[Person], speaker: str) -> tuple[Person, ...]:
    """Return the people with the speaker before whoever has the same name: it is theirs in what they tell."""
    own = next((person for person in people if person.name == speaker), None)
    shared = set(own.aliases) if own else set()
    place = next((number for number, one in enumerate(people) if one is own or one.name in shared), len(people))
    if own is None or people[place] is own:
        return tuple(people)
    others = [person for person in people if person is not own]
    return (*others[:place], own, *others[place:])


def _own_name(name: str, taken: Collection[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} {number}"
    return candidate


def _renamed(person: Person, own: dict[str, str]) -> Person:
    name = own[person.name]
    return replace(
        person,
        name=name,
        aliases=person.aliases if name == person.name else (person.name, *person.aliases),
        references=tuple(replace(one, person=own.get(one.person, one.person)) for one in person.references),
        members=tuple(own.get(member, member) for member in person.members),
    )
