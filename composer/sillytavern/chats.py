"""Where the chats of a data folder lie, and what the beginning and the end of one say of who takes part."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from composer.errors import ChatError
from composer.sillytavern.contained import text_of

#: The most that is read at the beginning of a chat (its header may hold variables) and at its end, in bytes.
_HEADER_LIMIT = 8 * 1024 * 1024
_END = 512 * 1024
_THUMBNAIL = re.compile(r"^/?thumbnail\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """What a chat file says of who takes part.

    Attributes:
        persona: the avatar file of the persona that is locked to the chat; writer: of the persona that wrote the last
            message of the user's; "" for none.
        world: the name of the world that is bound to the chat.
    """

    persona: str = ""
    writer: str = ""
    world: str = ""


def latest(chats: Sequence[Path]) -> Path | None:
    """Return the chat that was written to last, None for no chats."""
    return max(chats, key=lambda path: (_written(path), path.name), default=None)


def chat_facts(path: Path) -> ChatFacts:
    """Return what the header and the last messages of a chat say; whatever cannot be read counts as not there.

    Raises:
        ChatError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            header = _object(file.readline(_HEADER_LIMIT))
            file.seek(max(0, path.stat().st_size - _END))
            end = file.read(_END)
    except (OSError, ValueError) as error:
        raise ChatError(f"{path}: {error}") from error
    metadata = header.get("chat_metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return ChatFacts(text_of(metadata.get("persona")), _writer(end), text_of(metadata.get("world_info")))


def avatar_file(address: str) -> str:
    """Return the avatar file that a message names: alone, or in the address of its thumbnail."""
    if not _THUMBNAIL.match(address):
        return address
    return next(iter(parse_qs(urlsplit(address).query).get("file", [])), "")


def speakers(path: Path) -> frozenset[str]:
    """Return the avatar files of the characters that speak in a chat; ChatError when the file cannot be opened."""
    try:
        with path.open("rb") as file:
            lines = iter(lambda: file.readline(_HEADER_LIMIT), b"")
            spoken = (_object(line) for line in lines if b"original_avatar" in line)
            return frozenset(text_of(message.get("original_avatar")) for message in spoken) - {""}
    except (OSError, ValueError) as error:
        raise ChatError(f"{path}: {error}") from error


def _writer(end: bytes) -> str:
    """Return the avatar file in the last of the user's messages that names one."""
    for message in _from_the_end(end):
        avatar = text_of(message.get("force_avatar"))
        if message.get("is_user") and avatar:
            return avatar_file(avatar)
    return ""


def _from_the_end(end: bytes) -> Iterator[dict[str, Any]]:
    return (_object(line) for line in reversed(end.splitlines()) if b"force_avatar" in line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
