"""From what a client sends to the story before its message: cards, persona, messages, and the state it kept.

The frontend owns the state: an answer carries what the story says after its message, and later calls send it back with
the messages that came since. A state is somebody else's data: it is checked, and what does not fit is told anew.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from pydantic import ValidationError

from composer import decoding
from composer.app import Composer
from composer.cards.fields import card_from_fields
from composer.cards.worlds import world_from_fields
from composer.corrections import corrected_people
from composer.errors import CardError, EmptyAnswerError
from composer.lore.calling import MOST_ENTRIES
from composer.lore.world import World
from composer.profiles import Profile
from composer.requests import finding
from composer.server.errors import AnswerError
from composer.server.request_models import (
    LONGEST_NAME,
    MOST_CHARACTERS,
    CardFields,
    Conversation,
    MessageFields,
    PersonaFields,
    State,
    StatePerson,
)
from composer.speakers import names_of
from composer.story import Story, Told
from composer.types import CharacterCard, ChatMessage, Lorebook, Macros, Person, Persona

#: A state is larger only when somebody made it so.
_LARGEST_STATE = 512 * 1024
#: Avatars up to this length, in characters of base64, are remembered.
_REMEMBERED = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Setting:
    """The message of a call with the story before it.

    Attributes:
        composer: reads and composes under the call's profile. cards, persona: who takes part.
        message: with the requests; story: the state before it; chain: the hash of everything up to there.
    """

    composer: Composer
    cards: tuple[CharacterCard, ...]
    persona: Persona | None
    message: ChatMessage
    story: Story
    start: str
    chain: str

    def state(self) -> State:
        """Return what the story says after the message, for the frontend to keep."""
        after = self.composer.tell(self.story, self.message)
        return State(
            version=1,
            start=self.start,
            chain=_link(self.chain, self.message),
            count=after.count,
            char=after.macros.char,
            user=after.macros.user,
            people=[_state_person(person) for person in after.people],
            wardrobe=after.wardrobe,
            corrections=_corrections_hash(after, after.count),
            variables=dict(after.macros.variables),
        )


@dataclass(frozen=True, slots=True)
class _Opening:
    """A call before its messages are told: what is known, the message, and the story it goes on from.

    Attributes:
        begun: with the story as a state or the beginning has it. number: of the first of the `earlier` messages.
        known: how many messages, counted from the chat's beginning, are in the story already.
    """

    begun: Setting
    earlier: tuple[ChatMessage, ...]
    number: int
    known: int


async def setting_of(composer: Composer, sent: Conversation, read: Sequence[CharacterCard] = ()) -> Setting:
    """Return the story before the message of a call, told with what optional readers know of unclear messages.

    Args:
        read: cards that came as files and are read already; they stand before those of `sent`.

    Raises:
        CardError: a card cannot be read. AnswerError: too much text, a broken avatar, or messages are missing.
    """
    opening = await asyncio.to_thread(_opened, composer, sent, read)
    begun, new = opening.begun, opening.earlier[max(0, opening.known - opening.number) :]
    story = await composer.consult(begun.story, messages=(*new, begun.message))
    return await asyncio.to_thread(_told, replace(opening, begun=replace(begun, story=story)))


def _opened(composer: Composer, sent: Conversation, read: Sequence[CharacterCard]) -> _Opening:
    _check_size(sent)
    cards = (*read, *(_card(number, card) for number, card in enumerate(sent.people)))
    persona = _persona(sent.persona) if sent.persona else None
    begun = _begun(composer, sent, cards, persona)
    start = _start(composer, sent, begun.world)
    state = _fitting(sent, start, composer.profile, begun)
    story, chain = (
        (_restored(composer, begun, state), state.chain) if state else (_from(composer, begun, sent.first), start)
    )
    setting = Setting(composer, cards, persona, message_of(sent.message), story, start, chain)
    return _Opening(setting, tuple(_earlier(sent)), sent.first, state.count if state else sent.first)


def _told(opening: _Opening) -> Setting:
    """Tell the messages before the one that counts; those the story knows already are only recalled."""
    begun = opening.begun
    composer, story, chain = begun.composer, begun.story, begun.chain
    for number, message in enumerate(opening.earlier, opening.number):
        if number < opening.known:
            story = _recalled(composer, story, message, number)
        else:
            story, chain = composer.tell(story, message), _link(chain, message)
    story = replace(story, count=max(story.count, opening.known))
    return replace(begun, story=story, chain=chain)


async def consulted(setting: Setting) -> Setting:
    """Return the setting with what optional readers find in its cards and persona.

    Nothing of it goes into the state: it is asked for, or remembered, each time.
    """
    composer = setting.composer
    story = await composer.consult(setting.story, setting.cards, setting.persona)
    return replace(setting, story=story)


def message_of(fields: MessageFields) -> ChatMessage:
    """Return a message as the core knows it."""
    return ChatMessage(
        fields.name, fields.text, fields.is_user, fields.is_system, fields.id, fields.swipe, fields.avatar
    )


def _earlier(sent: Conversation) -> list[ChatMessage]:
    """Return the messages before the one that counts, should it stand among them with what came after it."""
    ids = [message.id for message in sent.messages] if sent.message.id else []
    last = ids.index(sent.message.id) if sent.message.id in ids else len(sent.messages)
    return [message_of(message) for message in sent.messages[:last]]


def _check_size(sent: Conversation) -> None:
    characters = sum(len(message.text) for message in sent.messages)
    if characters > MOST_CHARACTERS:
        raise AnswerError(
            422, "too_large", f"the messages have {characters} characters; the limit is {MOST_CHARACTERS}: "
            "send a state and only the messages after it", "messages",
        )  # fmt: skip


def _card(number: int, sent: CardFields) -> CharacterCard:
    fields = sent.model_dump(exclude={"aliases", "avatar", "file"}, exclude_none=True)
    return replace(card_from_fields(fields, _picture(sent.avatar, f"people.{number}.avatar")), file=sent.file)


def _persona(sent: PersonaFields) -> Persona:
    return Persona(sent.name, sent.description, tuple(sent.aliases), _picture(sent.avatar, "persona.avatar"))


def _picture(text: str, field: str) -> bytes:
    if not text:
        return b""
    try:
        return _remembered(text) if len(text) < _REMEMBERED else decoding.bytes_of(text)
    except EmptyAnswerError as error:
        raise AnswerError(422, "invalid", f"{error}; send base64 or a data URL", field) from error


@lru_cache(maxsize=8)
def _remembered(text: str) -> bytes:
    """Return an avatar; the few people of a chat send theirs with every message, and no second time is it decoded."""
    return decoding.bytes_of(text)


def _begun(composer: Composer, sent: Conversation, cards: Sequence[CharacterCard], persona: Persona | None) -> Story:
    """Return the story before its first message, with the further names of the characters."""
    story = composer.story(
        cards, persona, greeting=_is_bare(sent), corrections=sent.corrections, books=_books(sent), chat=sent.chat
    )
    aliases = {(card.file, card.name): tuple(card.aliases) for card in sent.people}
    people = (replace(one, aliases=(*one.aliases, *_further(one, aliases))) for one in story.people)
    return replace(story, people=tuple(people))


def _further(person: Person, aliases: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that a card of the call adds for somebody; the second of one name is called otherwise here."""
    names = names_of(person) if person.file else (person.name,)
    return next((aliases[person.file, name] for name in names if (person.file, name) in aliases), ())


def _books(sent: Conversation) -> list[Lorebook]:
    books = [_book(number, book) for number, book in enumerate(sent.books)]
    entries = sum(len(book.entries) for book in books)
    if entries > MOST_ENTRIES:
        raise AnswerError(
            422, "too_large", f"the books have {entries} entries; the limit is {MOST_ENTRIES}: send only those the "
            "user has chosen", "books",
        )  # fmt: skip
    return books


def _book(number: int, sent: dict[str, Any]) -> Lorebook:
    """Return a lorebook that was sent, under its own name or its number."""
    name = sent.get("name")
    called = name if isinstance(name, str) and name.strip() else str(number)
    try:
        return world_from_fields(sent, called[:LONGEST_NAME])
    except CardError as error:
        raise AnswerError(422, "invalid", str(error), f"books.{number}") from error


def _is_bare(sent: Conversation) -> bool:
    """Return whether there is no chat, only a text: then the card's greeting says what is worn."""
    return not sent.messages and not sent.first and not sent.message.name


def _from(composer: Composer, begun: Story, first: int) -> Story:
    """Return the story from a later message on: what was corrected before it is known, what was told is not."""
    earlier, reading = begun.corrected(0, first - 1), composer.narrator.reading
    people = corrected_people(begun.people, earlier, reading)
    return replace(begun, people=people, count=first)


def _corrections_hash(story: Story, count: int) -> str:
    """Return a hash of the corrections that count within the first `count` messages, "" when there are none."""
    counted = story.corrected(-1, count - 1)
    return _hash([one.model_dump() for one in counted]) if counted else ""


def _fitting(sent: Conversation, start: str, profile: Profile, begun: Story) -> State | None:
    """Return the state that was sent if it belongs to this story; AnswerError when the story cannot do without."""
    state = _read_state(sent.state)
    last = sent.first + len(sent.messages)
    if state is not None and state.corrections != _corrections_hash(begun, state.count):
        state = None  # something earlier was put right since: it has to be told anew
    fits = state is not None and state.start == start and sent.first <= state.count <= last and profile.memory
    if state is not None and fits and _is_of(state, sent, start):
        return state
    if sent.first and profile.memory:
        start_from = state.count if state is not None and state.start == start and state.count < sent.first else 0
        raise AnswerError(
            409, "need_messages", f"send the messages from number {start_from} on", "messages", {"from": start_from}
        )
    return None


def _is_of(state: State, sent: Conversation, start: str) -> bool:
    """Return whether a state is of the messages that were sent; where its first ones were not, nobody can tell."""
    if sent.first:
        return True
    chain = start
    for message in sent.messages[: state.count]:
        chain = _link(chain, message_of(message))
    return chain == state.chain


def _read_state(sent: dict[str, Any] | None) -> State | None:
    """Return a state that was sent, None when it is too large or no state of this version."""
    if sent is None:
        return None
    try:
        if len(json.dumps(sent)) > _LARGEST_STATE:
            return None
        return State.model_validate(sent)
    except (ValidationError, ValueError, RecursionError):
        return None


def _restored(composer: Composer, story: Story, state: State) -> Story:
    """Return a story as a state continues it: what cards say comes from the cards, the rest from the state."""
    kept = {one.name: one for one in state.people}
    known = [_continued(person, kept.pop(person.name, None)) for person in story.people]
    macros = replace(story.macros, char=state.char, user=state.user, variables=state.variables)
    joined = [_met(one, story.world, macros) for one in kept.values()]
    people = corrected_people((*known, *joined), story.corrected(-1, state.count - 1), composer.narrator.reading)
    order = {one.name: number for number, one in enumerate(state.people)}
    people = tuple(sorted(people, key=lambda person: order.get(person.name, len(order))))
    return replace(story, people=people, macros=macros, wardrobe=state.wardrobe, count=state.count)


def _met(kept: StatePerson, world: World | None, macros: Macros) -> Person:
    """Return somebody whom the messages made known: as lorebooks describe them, or by name alone."""
    described = world.person_called(kept.name, macros) if world and kept.role == "npc" else None
    return _continued(described or Person(kept.name, role=kept.role), kept)


def _continued(person: Person, kept: StatePerson | None) -> Person:
    if kept is None:
        return person
    aliases = tuple(dict.fromkeys((*person.aliases, *kept.aliases)))
    return replace(person, aliases=aliases, under_age=person.under_age or tuple(kept.under_age))


def _recalled(composer: Composer, story: Story, message: ChatMessage, number: int) -> Story:
    """Return the story with a message that its state knows already: it is recent, and changes nothing else."""
    if message.is_system:
        return story
    heard = composer.narrator.hear(
        replace(story, count=number), message, finding.silent_spans(message.text, composer.grammars)
    )
    return replace(story, recent=(*story.recent, Told(heard.voiced, heard.text, number))[-composer.profile.depth :])


def _state_person(person: Person) -> StatePerson:
    return StatePerson(
        name=person.name, role=person.role, aliases=list(person.aliases), under_age=list(person.under_age[:1])
    )


def _start(composer: Composer, sent: Conversation, world: World | None) -> str:
    """Return the hash of who takes part and of all that decides how they and the messages are read.

    Of lorebooks only those entries count that may tell of people: of places and things nothing is in the state.
    """
    people = [card.model_dump(exclude={"avatar", "character_book"}, exclude_none=True) for card in sent.people]
    persona = sent.persona.model_dump(exclude={"avatar"}) if sent.persona else None
    profile = composer.profile
    tables = sorted(f"{language.code} {language.version}" for language in composer.narrator.reading.languages)
    how: list[Any] = [list(profile.templates), list(profile.disabled_plugins), _is_bare(sent), tables, _version()]
    if profile.reader.messages and profile.reader.endpoint and profile.reader.model:
        how.append([profile.reader.endpoint, profile.reader.model])
    told_of = world.people_told_of if world else ()
    return _hash([people, persona, how, *([told_of] if told_of else [])])


@cache
def _version() -> str:
    return version("rp-composer")


def _link(chain: str, message: ChatMessage) -> str:
    avatar = [message.avatar] if message.avatar else []
    return _hash([chain, message.name, message.is_user, message.is_system, message.text, *avatar])


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
