"""Opening cards, personas and chats: which format reads a file, how large it may be, and errors that name the file."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from composer.contracts import CardFormat, ChatFormat, PersonaFormat
from composer.errors import CardError, ChatError, ComposerError, PluginError
from composer.types import CharacterCard, Persona

HEAD = 64 * 1024
#: The most that is read of a file, in bytes: cards carry pictures, chats may be long.
CARD_LIMIT = 64 * 1024 * 1024
PERSONA_LIMIT = 1024 * 1024
CHAT_LIMIT = 256 * 1024 * 1024

#: What the ending of a chat's file name adds to a format's certainty.
_SUFFIX_BONUS = 0.5


class _Format(Protocol):
    name: str

    def recognises(self, head: bytes) -> float: ...


F = TypeVar("F", bound=_Format)
R = TypeVar("R")


def read_card(path: Path, formats: Iterable[CardFormat]) -> CharacterCard:
    """Read a character card with the format that knows it best; a card without a name takes the file's.

    Raises:
        CardError: naming the file, the place in it and the cause, or the known formats when none fits.
    """
    data = _bytes(path, CARD_LIMIT, CardError)
    chosen = _choose(path, data[:HEAD], formats, "card", CardError)
    card = _read(path, chosen, lambda: chosen.read(data))
    return replace(card, name=card.name if card.name.strip() else path.stem, carrier=chosen.name, file=path.name)


def read_persona(path: Path, formats: Iterable[PersonaFormat]) -> Persona:
    """Read a persona with the format that knows it best.

    Raises:
        CardError: naming the file, the line and key in it and the cause, or the known formats when none fits.
    """
    data = _bytes(path, PERSONA_LIMIT, CardError)
    chosen = _choose(path, data[:HEAD], formats, "persona", CardError)
    return _read(path, chosen, lambda: chosen.read(data))


def open_chat(path: Path, formats: Iterable[ChatFormat]) -> ChatFormat:
    """Return the format of a chat; the ending of the file name helps where the beginning does not decide.

    Raises:
        ChatError: the file cannot be read or is too large, or no format knows it (the known ones are listed).
    """
    head = _bytes(path, CHAT_LIMIT, ChatError, HEAD)
    return _choose(path, head, formats, "chat", ChatError)


def _bytes(path: Path, limit: int, error_type: type[ComposerError], count: int | None = None) -> bytes:
    try:
        if not path.is_file():
            raise error_type(f"{path}: {'it is no file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > limit:
            raise error_type(f"{path}: the file has {size} bytes; the limit is {limit}")
        with path.open("rb") as file:
            return file.read(limit if count is None else count)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise error_type(f"{path}: {error}") from error


def _choose(path: Path, head: bytes, formats: Iterable[F], noun: str, error_type: type[ComposerError]) -> F:
    known = sorted(formats, key=lambda item: item.name)
    sure = [(_certainty(path, item, head), item) for item in known]
    best = max(sure, key=lambda pair: pair[0], default=None)
    if best is None or best[0] <= 0:
        names = ", ".join(item.name for item in known) or "none"
        raise error_type(f"{path}: no {noun} format knows this file; there are: {names}")
    return best[1]


def _certainty(path: Path, item: _Format, head: bytes) -> float:
    try:
        certainty = item.recognises(head)
    except Exception as error:
        raise PluginError(f"the format {item.name} failed on {path}: {error!r}") from error
    fits = path.suffix.lower() == getattr(item, "suffix", None)
    return certainty + _SUFFIX_BONUS if fits else certainty


def _read(path: Path, item: _Format, read: Callable[[], R]) -> R:
    try:
        return read()
    except CardError as error:
        raise CardError(f"{path}: {error}") from error
    except ComposerError:
        raise
    except Exception as error:
        raise PluginError(f"the format {item.name} failed on {path}: {error!r}") from error
