"""From what stands beside a prompt to the story it belongs to: card, persona, messages, chat.

The character's picture is the file of its card. In a group the macros of the character are empty, so that the card
alone says who speaks.
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.decoding import bytes_of, size_of
from composer.errors import EmptyAnswerError, NoCardError
from composer.server.errors import AnswerError
from composer.server.request_models import MOST_MESSAGES, Conversation
from composer.types import CharacterCard
from composer_plugins.serving_comfyui.messages import messages_in
from composer_plugins.serving_prompts.bodies import checked
from composer_plugins.serving_prompts.drawings import NOTHING_TOLD
from composer_plugins.serving_prompts.pictures import picture_bytes

if TYPE_CHECKING:
    from composer.app import Composer

#: SillyTavern sends a picture of one pixel where there is none.
_NO_PICTURE = 2
#: Who plays when nobody says so.
_NOBODY = "User"
#: A macro that SillyTavern did not know stays as it is written.
_MACRO = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a prompt brings it: the conversation, and the cards that came as files."""

    conversation: Conversation = NOTHING_TOLD
    cards: tuple[CharacterCard, ...] = ()


async def told_of(composer: "Composer", context: Mapping[str, str]) -> Told:
    """Return the story of a prompt.

    Raises:
        AnswerError: a picture is none. ComposerError: the card in one cannot be read. RequestValidationError: too long.
    """
    return await asyncio.to_thread(_told, composer, context) if context else Told()


def _told(composer: "Composer", context: Mapping[str, str]) -> Told:
    card = _card(composer, context)
    persona = _persona(context)
    messages = _messages(context, card, persona)
    *earlier, last = messages or [{"text": ""}]
    sent: dict[str, Any] = {
        "chat": _chat(context),
        "persona": persona,
        "messages": earlier[-MOST_MESSAGES:],
        "message": last,
    }
    return Told(checked(Conversation, sent), (card,) if card else ())


def _card(composer: "Composer", context: Mapping[str, str]) -> CharacterCard | None:
    """Return the card in the character's picture; one that is only a picture is of whoever is named."""
    name = _said(context, "char") or (_names(context) or [""])[0]
    picture = _picture(context, "char_avatar")
    if not picture:
        return CharacterCard(name=name) if name else None
    try:
        return composer.card_in(picture, "char_avatar")
    except NoCardError:
        return CharacterCard(name=name, avatar=picture) if name else None


def _persona(context: Mapping[str, str]) -> dict[str, Any] | None:
    name, description = _said(context, "user"), _said(context, "persona")
    picture = _picture(context, "user_avatar")
    if not (name or description or picture):
        return None
    return {
        "name": name or _NOBODY,
        "description": description,
        "avatar": context["user_avatar"] if picture else "",
    }


def _messages(
    context: Mapping[str, str], card: CharacterCard | None, persona: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Return the messages, the last one as it stands in the chat now: it may have been edited or swiped since."""
    user, char = (persona["name"] if persona else ""), card.name if card else ""
    known = [name for name in (user, char, *_names(context)) if name]
    told: list[dict[str, Any]] = [
        {"name": one.name, "text": one.text, "is_user": bool(user) and one.name == user}
        for one in messages_in(_said(context, "recent"), known)
    ]
    last = _said(context, "last_char").strip()
    if not last or any(one["text"].strip() == last for one in told):
        return _named_apart(told)
    if told and not told[-1]["is_user"]:
        told[-1] = told[-1] | {"text": last}
    else:
        told.append({"name": char, "text": last, "is_user": False})
    return _named_apart(told)


def _named_apart(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return messages with an id for each, so that none is taken for another."""
    return [one | {"id": f"message-{number}"} for number, one in enumerate(messages)]


def _names(context: Mapping[str, str]) -> list[str]:
    """Return the names of the group's members."""
    return [name for one in _said(context, "group").split(",") if (name := one.strip())]


def _chat(context: Mapping[str, str]) -> str:
    """Return the chat's id, hashed where it is longer than ids are; "" for none."""
    chat = _said(context, "chat").strip()
    return chat if len(chat) <= 200 else hashlib.sha256(chat.encode("utf-8", "replace")).hexdigest()


def _said(context: Mapping[str, str], name: str) -> str:
    """Return a text of the context; "" where only a macro stands that nobody has filled in."""
    text = context.get(name, "")
    return text if _MACRO.sub("", text).strip() else ""


def _picture(context: Mapping[str, str], name: str) -> bytes:
    """Return a picture of the context, b"" for none or a mere placeholder."""
    sent = _said(context, name)
    if not sent:
        return b""
    try:
        data = picture_bytes(bytes_of(sent), name)
    except EmptyAnswerError as error:
        raise AnswerError(422, "bad_picture", f"{name}: {error}", name) from error
    size = size_of(data)
    return data if size is None or min(size) >= _NO_PICTURE else b""
