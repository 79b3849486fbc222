"""The story: its messages, its cards and the user's persona, as they were stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat, as stored.

    Attributes:
        name: the speaker; text: the current swipe, raw; is_user: the user wrote it; is_system: hidden from the story.
        id: stable within the chat (SillyTavern's `send_date`), never an index; swipe: number of the current swipe.
        avatar: the speaker's avatar file where the chat names it.
    """

    name: str
    text: str
    is_user: bool = False
    is_system: bool = False
    id: str = ""
    swipe: int = 0
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class CharacterCard:
    """A character card, normalised to the field names of the V3 specification.

    `extensions` and `unknown` keep what was not understood; `avatar` is the card's own picture (PNG bytes) or b"".
    """

    name: str
    description: str = ""
    personality: str = ""
    scenario: str = ""
    first_mes: str = ""
    mes_example: str = ""
    nickname: str = ""
    spec: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)
    avatar: bytes = b""
    warnings: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What ``{{char}}`` stands for: the nickname when there is one."""
        return self.nickname or self.name


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the user plays: a name, a description and, where known, other names and an avatar (PNG bytes)."""

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    avatar: bytes = b""
