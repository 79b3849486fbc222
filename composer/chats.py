"""A chat as the core works on it: its messages, who takes part, and the moments in which it asks for pictures."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.app import Composer
from composer.contracts import ChatFormat, HoldsCorrections
from composer.corrections import Correction, read_corrections
from composer.errors import ChatError, PluginError
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, FoundRequest, Persona, Scene


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat: its messages, the names of character and user as it states them ("" for one it does not), and what the
    user put right in it."""

    messages: tuple[ChatMessage, ...]
    char: str = ""
    user: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether this is a lone message of nobody in particular, not a chat that has its own beginning."""
        return not any(message.name for message in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile(Chat):
    """A chat as read from a file; the file's name is the chat's id in job ids."""

    name: str
    format: ChatFormat
    data: bytes

    def rewritten(self, texts: dict[int, str]) -> bytes:
        """Return the file with the texts of some messages changed."""
        return b"".join(self.format.rewrite(io.BytesIO(self.data), texts)) if texts else self.data


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the characters' cards and the user's persona."""

    cards: tuple[CharacterCard, ...] = ()
    persona: Persona | None = None


def read_chat(composer: Composer, path: Path) -> ChatFile:
    """Read a chat file; ChatError names the file, the line and the cause, PluginError a format that failed."""
    chat_format = composer.open_chat(path)
    data = path.read_bytes()
    try:
        messages = tuple(chat_format.read(io.BytesIO(data)))
        char, user = chat_format.names(io.BytesIO(data))
        corrections = read_corrections(_corrections(chat_format, data))
    except ChatError as error:
        raise ChatError(f"{path}: {error}") from error
    except Exception as error:
        raise PluginError(f"the format {chat_format.name} failed on {path}: {error!r}") from error
    return ChatFile(messages, char, user, corrections, name=path.name, format=chat_format, data=data)


def _corrections(chat_format: ChatFormat, data: bytes) -> object:
    """Return the corrections a chat file holds, unchecked; a format may know no place for them."""
    return chat_format.corrections(io.BytesIO(data)) if isinstance(chat_format, HoldsCorrections) else None


def read_cast(composer: Composer, cards: Iterable[str | Path] = (), persona: str | Path | None = None) -> Cast:
    """Read cards and persona from their files; CardError names file, place and cause."""
    return Cast(tuple(composer.read_card(card) for card in cards), composer.read_persona(persona) if persona else None)


def begin(composer: Composer, chat: Chat, cast: Cast) -> Story:
    """Return the state of the story before the chat's first message."""
    return composer.story(cast.cards, cast.persona, chat.char, chat.user, chat.bare, chat.corrections)


def find_all(composer: Composer, chat: Chat) -> list[tuple[int, list[FoundRequest]]]:
    """Return the requests of every message that has some and is not hidden, with the message's number."""
    found = [
        (number, composer.find(message.text)) for number, message in enumerate(chat.messages) if not message.is_system
    ]
    return [(number, requests) for number, requests in found if requests]


@dataclass(frozen=True, slots=True)
class Moment:
    """A request with the story before its message; `number` is the message's number in the chat."""

    number: int
    found: FoundRequest
    message: ChatMessage
    story: Story

    def scene(self, composer: Composer) -> Scene:
        """Return the scene of the request."""
        return composer.scene(self.story, self.message, self.found)


def moments(
    composer: Composer, chat: Chat, story: Story, wanted: Iterable[tuple[int, FoundRequest]]
) -> Iterator[Moment]:
    """Yield the moment of each wanted request, in the order of the chat; the story is told no further than needed.

    Args:
        story: the state before the first message. wanted: message numbers and requests.
    """
    by_message: dict[int, list[FoundRequest]] = {}
    for number, found in wanted:
        by_message.setdefault(number, []).append(found)
    for number, message in enumerate(chat.messages[: max(by_message, default=-1) + 1]):
        for found in by_message.get(number, ()):
            yield Moment(number, found, message, story)
        story = composer.tell(story, message)
