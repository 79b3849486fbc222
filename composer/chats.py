"""A chat as the core works on it: its messages, who takes part, and the moments in which it asks for pictures.

A chat file is read anew, message by message, each time its messages are gone through, so that a chat of any length
needs memory for one message and for what is looked for.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from composer.app import Composer
from composer.cards.limits import LONGEST_NAME
from composer.contracts import ChatFormat, HoldsCorrections
from composer.corrections import Correction, read_corrections
from composer.errors import ChatChangedError, ChatError, DamagedEndError, PluginError
from composer.story import Story
from composer.types import CharacterCard, ChatMessage, FoundRequest, Lorebook, Persona, Scene

#: A longer line comes to a format in pieces, so that a file without line ends is not read whole; formats that read
#: line by line have lower limits of their own.
LONGEST_PIECE = 32 * 1024 * 1024 + 1


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat: its messages, the names of character and user as it states them ("" for one it does not), and what the
    user put right in it. The messages can be gone through more than once. Its id tells it from other chats, "" when
    nothing does."""

    messages: Iterable[ChatMessage]
    char: str = ""
    user: str = ""
    corrections: tuple[Correction, ...] = ()
    id: str = ""

    @property
    def bare(self) -> bool:
        """Whether this is a lone message of nobody in particular, not a chat that has its own beginning."""
        beginning = list(self.first(2))
        return len(beginning) < 2 and not any(message.name for message in beginning)

    def followed_by(self, message: ChatMessage) -> "Chat":
        """Return the chat with one more message at its end."""
        return Chat(_Followed(self.messages, message), self.char, self.user, self.corrections, self.id)

    def first(self, count: int | None) -> Iterator[ChatMessage]:
        """Yield the first messages, all of them for None."""
        return islice(iter(self.messages), count)


@dataclass(frozen=True, slots=True)
class _Followed:
    """Messages and one more behind them."""

    messages: Iterable[ChatMessage]
    last: ChatMessage

    def __iter__(self) -> Iterator[ChatMessage]:
        yield from self.messages
        yield self.last


@dataclass(frozen=True, slots=True)
class StoredMessages:
    """The messages of a chat file, read anew each time; one that is broken at its end is read up to there.

    Attributes:
        report: hears of an end that is damaged.
    """

    path: Path
    format: ChatFormat
    report: Callable[[str], object]

    def __iter__(self) -> Iterator[ChatMessage]:
        with _telling_file(self.path, self.format), self.path.open("rb") as file:
            try:
                yield from map(_with_short_name, self.format.read(_lines_of(file)))
            except DamagedEndError as error:
                self.report(f"{self.path}: {error}")


def _with_short_name(message: ChatMessage) -> ChatMessage:
    return message if len(message.name) <= LONGEST_NAME else replace(message, name=message.name[:LONGEST_NAME])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile(Chat):
    """A chat that stands in a file.

    Attributes:
        path: the file; its name is the chat's id in job ids. format: how it is read and written.
        stamp: tells the file as it was opened from one that was changed since.
    """

    path: Path
    format: ChatFormat
    stamp: tuple[int, ...]

    @property
    def name(self) -> str:
        """What stands for the chat in job ids."""
        return self.path.name

    def rewritten(self, texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the file with the texts of some messages changed.

        Raises:
            ChatChangedError: somebody has changed the file since it was opened.
        """
        with _telling_file(self.path, self.format), self.path.open("rb") as file:
            yield from self.format.rewrite(_lines_of(file), texts)
        if _stamp(self.path) != self.stamp:
            raise ChatChangedError(f"{self.path}: another program has changed it meanwhile; close it there, try again")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part.

    Attributes:
        cards: of the characters. persona: the user's; others: personas the user may change to.
        books: lorebooks beside the cards' own.
    """

    cards: tuple[CharacterCard, ...] = ()
    persona: Persona | None = None
    others: tuple[Persona, ...] = ()
    books: tuple[Lorebook, ...] = ()


def read_chat(composer: Composer, path: Path) -> ChatFile:
    """Open a chat file; its messages are read as they are gone through.

    Raises:
        ChatError: the file cannot be read, here or while its messages are gone through; names file, line and cause.
        PluginError: the format failed.
    """
    chat_format = composer.open_chat(path)
    with _telling_file(path, chat_format):
        stamp = _stamp(path)
        with path.open("rb") as file:
            char, user = (name[:LONGEST_NAME] for name in chat_format.names(_lines_of(file)))
        corrections = read_corrections(_corrections(chat_format, path))
    messages = StoredMessages(path, chat_format, composer.notice)
    return ChatFile(messages, char, user, corrections, path.name, path=path, format=chat_format, stamp=stamp)


def _corrections(chat_format: ChatFormat, path: Path) -> object:
    """Return the corrections a chat file holds, unchecked; a format may know no place for them."""
    if not isinstance(chat_format, HoldsCorrections):
        return None
    with path.open("rb") as file:
        return chat_format.corrections(_lines_of(file))


def _lines_of(file: BinaryIO) -> Iterator[bytes]:
    return iter(partial(file.readline, LONGEST_PIECE), b"")


def _stamp(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@contextlib.contextmanager
def _telling_file(path: Path, chat_format: ChatFormat) -> Iterator[None]:
    """Have every error name the file, and whatever else a format raises be a PluginError."""
    try:
        yield
    except ChatChangedError:
        raise
    except ChatError as error:
        raise ChatError(f"{path}: {error}") from error
    except OSError as error:
        raise ChatError(f"{path}: {error.strerror or error}") from error
    except Exception as error:
        raise PluginError(f"the format {chat_format.name} failed on {path}: {error!r}") from error


def read_cast(composer: Composer, cards: Iterable[str | Path] = (), persona: str | Path | None = None) -> Cast:
    """Read cards and persona from their files; CardError names file, place and cause."""
    return Cast(tuple(composer.read_card(card) for card in cards), composer.read_persona(persona) if persona else None)


def begin(composer: Composer, chat: Chat, cast: Cast) -> Story:
    """Return the state of the story before the chat's first message."""
    return composer.story(
        cast.cards, cast.persona, chat.char, chat.user, chat.bare, chat.corrections, cast.others, cast.books, chat.id
    )


def find_each(composer: Composer, chat: Chat) -> Iterator[tuple[int, ChatMessage, list[FoundRequest]]]:
    """Yield every message that has requests and is not hidden, with its number and the requests."""
    for number, message in enumerate(chat.messages):
        if not message.is_system and (found := composer.find(message.text)):
            yield number, message, found


def find_all(composer: Composer, chat: Chat) -> list[tuple[int, list[FoundRequest]]]:
    """Return the requests of every message that has some and is not hidden, with the message's number."""
    return [(number, found) for number, _, found in find_each(composer, chat)]


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
    last = max(by_message, default=-1)
    for number, message in enumerate(chat.first(last + 1)):
        for found in by_message.get(number, ()):
            yield Moment(number, found, message, story)
        if number < last:
            story = composer.tell(story, message)
