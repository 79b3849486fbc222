"""Where the chats of a data folder lie, and what the file of one says of who takes part."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from composer.cards.coercion import Notes
from composer.cards.limits import Limits
from composer.cards.parsing import cleaned, json_object
from composer.errors import CardError, ChatError
from composer.sillytavern.contained import text_of

#: The most that is read of one line, in bytes: a header may hold variables.
_LINE_LIMIT = 32 * 1024 * 1024
_HEADER = Limits(json_length=_LINE_LIMIT)
_MOST_PEOPLE = 1_000
_AVATAR = re.compile(rb'"(original_avatar|force_avatar)"\s*:\s*("(?:[^"\\]|\\.){1,1000}")')


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """What a chat file says of who takes part.

    Attributes:
        persona: the avatar file of the persona that is locked to the chat, "" for none; world: the name of the world
            that is bound to it.
        speakers: avatar files of the characters that speak; writers: of the personas, each in the order of the chat.
    """

    persona: str = ""
    world: str = ""
    speakers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()


def latest(chats: Sequence[Path]) -> Path | None:
    """Return the chat that was written to last, None for no chats."""
    return max(chats, key=lambda path: (_written(path), path.name), default=None)


def chat_facts(path: Path, kept: Mapping[str, Any] | None = None) -> ChatFacts:
    """Return what a chat says of who takes part, line by line; whatever cannot be read counts as not there.

    Args:
        kept: metadata that stands elsewhere, for a chat without a header.

    Raises:
        ChatError: the file cannot be opened.
    """
    found: dict[bytes, dict[str, None]] = {b"original_avatar": {}, b"force_avatar": {}}
    try:
        with path.open("rb") as file:
            header = _object(file.readline(_LINE_LIMIT))
            for line in iter(lambda: file.readline(_LINE_LIMIT), b""):
                for key, literal in _AVATAR.findall(line):
                    if len(found[key]) < _MOST_PEOPLE:
                        found[key][_avatar_file(literal)] = None
    except (OSError, ValueError) as error:
        raise ChatError(f"{path}: {error}") from error
    metadata = header.get("chat_metadata")
    metadata = metadata if isinstance(metadata, dict) else kept or {}
    speakers, writers = (tuple(file for file in found[key] if file) for key in (b"original_avatar", b"force_avatar"))
    return ChatFacts(text_of(metadata.get("persona")), text_of(metadata.get("world_info")), speakers, writers)


def _avatar_file(literal: bytes) -> str:
    """Return the file that a message names in a JSON string: alone, or in the address of its thumbnail."""
    try:
        address: str = cleaned(json.loads(literal), Notes())
        if "thumbnail?" not in address:
            return address
        return next(iter(parse_qs(urlsplit(address).query).get("file", [])), "")
    except ValueError:
        return ""


def _object(line: bytes) -> dict[str, Any]:
    try:
        return json_object(line, "a header", limits=_HEADER)
    except CardError:
        return {}


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
