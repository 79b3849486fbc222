"""A group of SillyTavern's: who is in it, by avatar file, and which chats are its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from composer.cards.parsing import json_object
from composer.sillytavern.contained import text_of, texts_of


@dataclass(frozen=True, slots=True)
class Group:
    """A group.

    Attributes:
        id: its file's name without the ending; name: as shown.
        members: avatar files, disabled ones among them; disabled: those that are muted.
        chats: ids of its chats (files in ``group chats``).
        metadata: what older versions keep here of a chat, by its id, and newer ones in the chat's header.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    metadata: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)

    @property
    def active(self) -> tuple[str, ...]:
        """The avatar files of those who take part."""
        return tuple(file for file in self.members if file not in self.disabled)


def read_group(data: bytes, file: str) -> Group:
    """Read a group's JSON; `file` is its file's name without the ending.

    Raises:
        CardError: it is no JSON object. Whatever is of the wrong type inside counts as not there.
    """
    fields = json_object(data, "a group")
    chat = _identity(fields.get("chat_id")) or file
    past = fields.get("past_metadata")
    metadata = {**(past if isinstance(past, dict) else {}), chat: fields.get("chat_metadata")}
    chats = tuple(dict.fromkeys([*map(_identity, _items(fields.get("chats"))), chat]))
    return Group(
        file,
        text_of(fields.get("name")).strip() or file,
        tuple(dict.fromkeys(texts_of(fields.get("members")))),
        texts_of(fields.get("disabled_members")),
        tuple(one for one in chats if one),
        {key: value for key, value in metadata.items() if isinstance(value, dict)},
    )


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _identity(value: object) -> str:
    """Return an id as text: it is the time at which something was made, and may be written as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text_of(value)
