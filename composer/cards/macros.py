"""What macros stand for in a chat, from the cards and the persona that take part in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from composer.cards.limits import LONGEST_TEXT
from composer.reading.macros import after, filled
from composer.types import CharacterCard, Macros, Persona

#: The card's fields by the macros that stand for them; never the notes of its creator.
_FIELDS = {
    "charprompt": "system_prompt", "description": "description", "personality": "personality", "scenario": "scenario",
    "mesexamples": "mes_example", "charinstruction": "post_history_instructions", "charversion": "character_version",
    "greeting": "first_mes",
}  # fmt: skip


def macros_of(
    cards: Sequence[CharacterCard], persona: Persona | None = None, char: str = "", user: str = "", chat: str = "",
    greeting: bool = False,
) -> Macros:  # fmt: skip
    """Return what macros stand for before a chat's first message, the variables set that cards and persona set.

    Args:
        char, user: the names that the chat gives; else the first card's, the persona's. chat: its id.
        greeting: there is no chat, so that the cards' greetings count, too.
    """
    user = user or filled(persona.name if persona else "", Macros(char))
    cast = tuple(called(card, Macros(user=user)) for card in cards)
    texts = {"persona": persona.description[:LONGEST_TEXT]} if persona else {}
    macros = Macros(char or next(iter(cast), ""), user, chat, "", cast, texts)
    for card in reversed(cards):  # the first card's texts are the chat's
        macros = of_card(card, macros, char if card is cards[0] else "", greeting)
    return after(macros, texts.values())


def of_card(card: CharacterCard, macros: Macros, char: str = "", greeting: bool = False) -> Macros:
    """Return what macros stand for in the texts of one card of a chat, the variables set that they set.

    Args:
        char: its character's name where the chat gives it another one. greeting: its greeting counts, too.
    """
    own_name, texts = called(card, macros), dict(_texts(card))
    own = replace(macros, char=char or own_name, card=own_name, texts={**macros.texts, **texts})
    return after(own, (text for name, text in texts.items() if greeting or name != "greeting"))


def called(card: CharacterCard, macros: Macros) -> str:
    """Return what ``{{char}}`` stands for in a card's texts: its nickname or name, which may hold macros itself."""
    return filled(card.called, replace(macros, char=""))


def _texts(card: CharacterCard) -> Iterator[tuple[str, str]]:
    yield from ((name, getattr(card, field)[:LONGEST_TEXT]) for name, field in _FIELDS.items())
    note = card.extensions.get("depth_prompt")
    if isinstance(note, dict) and isinstance(note.get("prompt"), str):
        yield "chardepthprompt", note["prompt"][:LONGEST_TEXT]
