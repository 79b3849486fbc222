"""The story: the messages of a chat, as they were stored."""

from dataclasses import dataclass


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
