"""Plain text files as cards, personas and chats; a language; and a reader."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.reading.language import Inflected, Language
from composer.types import CharacterCard, ChatMessage, Persona


def _split(data: bytes) -> tuple[str, str]:
    _, name, description = data.decode().split("|", 2)
    return name, description


class Card:
    """``CARD|name|description``."""

    name = "stranger_card"

    def recognises(self, head: bytes) -> float:
        """Look for the mark."""
        return float(head.startswith(b"CARD|"))

    def read(self, data: bytes) -> CharacterCard:
        """Read the card."""
        return CharacterCard(*_split(data))


class PersonaText:
    """``PERSONA|name|description``."""

    name = "stranger_persona"

    def recognises(self, head: bytes) -> float:
        """Look for the mark."""
        return float(head.startswith(b"PERSONA|"))

    def read(self, data: bytes) -> Persona:
        """Read the persona."""
        return Persona(*_split(data))


class Chat:
    """One ``name> text`` a line."""

    name = "stranger_chat"
    suffix = ".says"

    def recognises(self, head: bytes) -> float:
        """Look for the mark."""
        return float(b"> " in head.split(b"\n")[0])

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatMessage]:
        """Read the messages."""
        for line in lines:
            name, _, text = line.decode().rstrip("\n").partition("> ")
            yield ChatMessage(name, text)

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Say nothing: each line names its speaker."""
        return "", ""

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Write the messages again."""
        for number, line in enumerate(lines):
            name, _, text = line.decode().rstrip("\n").partition("> ")
            yield f"{name}> {texts.get(number, text)}\n".encode()


class Eyes:
    """A reader that sees one thing."""

    name = "stranger_eyes"

    async def read_looks(self, name: str, text: str) -> Sequence[tuple[str, str, str]]:
        """Read the colour of the eyes."""
        return [("eye_color", "grey", "grey")] if "grey" in text else []


def _unchanged(word: str, _speech: str, _irregular: Mapping[str, str]) -> list[Inflected]:
    return [(word, "nominative", -1)]


GREEK = Language(
    "greek", "el", Path(__file__).parent / "greek", re.compile("[α-ωάέήίόύώϊϋΐΰς]+", re.IGNORECASE), _unchanged
)


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the card."""
    register(Card())


@hookimpl
def register_persona_formats(register: Register) -> None:
    """Register the persona."""
    register(PersonaText())


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the chat."""
    register(Chat())


@hookimpl
def register_languages(register: Register) -> None:
    """Register a language in Greek letters."""
    register(GREEK)


@hookimpl
def register_readers(register: Register) -> None:
    """Register the reader."""
    register(Eyes())
