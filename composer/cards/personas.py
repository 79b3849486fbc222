"""A character card played by the user: the card turned into a persona."""

import re

from composer.types import CharacterCard, Persona

_NAMES = re.compile(r"(\{\{\s*)(char|user)(\s*\}\})|<(bot|char|user)>", re.IGNORECASE)


def persona_of_card(card: CharacterCard) -> Persona:
    """Return the persona of a user who plays a card's character.

    In the card ``{{char}}`` is its character and ``{{user}}`` whoever talks to them; in a persona it is the other way
    round, so the two are swapped in its description: that of the card, or its personality where it has none. What the
    persona looks like is read from the card itself, with all that it says of its character.
    """
    text = card.description if card.description.strip() else card.personality
    aliases = (card.nickname,) if card.nickname and card.nickname != card.name else ()
    return Persona(card.name, swapped(text), aliases, card.avatar, card.file, card)


def swapped(text: str) -> str:
    """Return a text in which ``{{char}}`` (``<BOT>``, ``<CHAR>``) and ``{{user}}`` (``<USER>``) have changed places."""
    return _NAMES.sub(_other, text)


def _other(match: re.Match[str]) -> str:
    opening, name, closing, old_name = match.groups()
    if name:
        return f"{opening}{_swap(name)}{closing}"
    return f"<{_swap(old_name)}>"


def _swap(name: str) -> str:
    other = "char" if name.lower() == "user" else "user"
    return other.upper() if name.isupper() else other
