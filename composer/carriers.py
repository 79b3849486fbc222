"""Opening cards, personas and chats: which format reads a file, how large it may be, and errors that name the file."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from composer.cards.fields import named
from composer.cards.limits import LIMITS, Limits
from composer.cards.mending import mended_card, mended_persona
from composer.cards.personas import persona_of_card
from composer.cards.worlds import world_from_json
from composer.contracts import CardFormat, ChatFormat, HoldsPersonas, PersonaFormat, ReadsWithin, WritesCards
from composer.errors import CardError, ChatError, ComposerError, NoCardError, PluginError
from composer.files import read_bytes
from composer.types import CharacterCard, Lorebook, Persona

HEAD = 64 * 1024
#: The most that is read of a file, in bytes; for cards see `composer.cards.limits`.
PERSONA_LIMIT = 16 * 1024 * 1024
#: Chats are read message by message, so this only keeps a run from taking days; the variable gives another, in MiB.
CHAT_LIMIT = 4 * 1024 * 1024 * 1024
CHAT_LIMIT_VARIABLE = "RP_COMPOSER_CHAT_LIMIT"

_MOST_DIGITS = 10

#: Texts that lie beside cards and are none, by their names.
_NO_CARDS = ("readme", "license", "licence", "copying", "changelog", "changes", "credits", "notes", "index")
_NONE: dict[str, type[ComposerError]] = {"card": NoCardError, "persona": CardError, "chat": ChatError}
#: How sure a format has to be of a file that only lies in a folder: any text may be a card, but need not be one.
_SURE_ENOUGH = 0.2
#: What the ending of a chat's file name adds to a format's certainty.
_SUFFIX_BONUS = 0.5


class _Named(Protocol):
    name: str


class _Format(_Named, Protocol):
    def recognises(self, head: bytes) -> float: ...


F = TypeVar("F", bound=_Format)
R = TypeVar("R")


def read_card(path: Path, formats: Iterable[CardFormat], limits: Limits = LIMITS) -> CharacterCard:
    """Read a character card with the format that knows it best; a card without a name takes the file's.

    Args:
        limits: how much is read of it.

    Raises:
        CardError: naming the file, the place in it and the cause; NoCardError: it holds no card, or no format knows it.
    """
    return _card(path, formats, limits, 0.0)


def card_in(data: bytes, what: str, formats: Iterable[CardFormat], limits: Limits = LIMITS) -> CharacterCard:
    """Read a character card from the bytes of its file; see `read_card`.

    Args:
        what: names the bytes in errors, as a path does; a card without a name is called so.
    """
    if len(data) > limits.file:
        raise CardError(f"{what}: it has {len(data)} bytes; the limit is {limits.file}")
    return _card_of(data, Path(what), formats, limits, 0.0)


def _card(path: Path, formats: Iterable[CardFormat], limits: Limits, least: float) -> CharacterCard:
    return _card_of(read_bytes(path, limits.file, CardError), path, formats, limits, least)


def _card_of(data: bytes, path: Path, formats: Iterable[CardFormat], limits: Limits, least: float) -> CharacterCard:
    chosen = _choose(path, data[:HEAD], formats, "card", least)
    card = mended_card(_read(path, chosen, lambda: _read_within(chosen, data, limits)))
    card = card if card.name.strip() else named(card, path.stem)
    return replace(card, carrier=chosen.name, file=path.name)


def read_cards(
    folder: Path, formats: Iterable[CardFormat], limits: Limits = LIMITS
) -> Iterator[tuple[Path, CharacterCard | CardError]]:
    """Read every card in a folder, in the order of the files' names; a broken one does not stop the others.

    Yields:
        The path and the card, or why there is none: a NoCardError for what was never meant to be one, such as a picture
        without a card in it or a readme. Folders in the folder and hidden files are passed over.

    Raises:
        CardError: the folder itself cannot be read.
    """
    known = tuple(formats)
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise CardError(f"{folder}: {error.strerror or error}") from error
    return ((path, _card_or_error(path, known, limits)) for path in paths if path.is_file())


def _card_or_error(path: Path, formats: Sequence[CardFormat], limits: Limits) -> CharacterCard | CardError:
    if path.stem.casefold() in _NO_CARDS:
        return NoCardError(f"{path}: by its name it is no card; open it by itself if it is one")
    try:
        return _card(path, formats, limits, _SURE_ENOUGH)
    except CardError as error:
        return error
    except ComposerError as error:  # a plugin's own fault
        return CardError(str(error))


def _read_within(chosen: CardFormat, data: bytes, limits: Limits) -> CharacterCard:
    if not hasattr(chosen, "read_within"):  # many times as fast as asking whether it is a ReadsWithin
        return chosen.read(data)
    return cast("ReadsWithin", chosen).read_within(data, limits)


def card_file(card: CharacterCard, path: Path, formats: Iterable[CardFormat]) -> bytes:
    """Return the file that holds a card, in the form that the ending of its name says.

    Raises:
        CardError: cards are not written in this form, or this one cannot be.
    """
    chosen = next((item for item in _writers(formats) if item.suffix == path.suffix.lower()), None)
    if chosen is None:
        raise CardError(f"{path}: cards are written as {_endings(formats)}; give the file one of these endings")
    return _read(path, chosen, lambda: chosen.write(card, b""))


def with_extensions(
    path: Path, extensions: Mapping[str, Any], formats: Iterable[CardFormat], limits: Limits = LIMITS
) -> bytes:
    """Return the card file at `path` with other extensions in it and everything else as it is.

    Raises:
        CardError: it cannot be read, or cards are not written in this form.
    """
    data = read_bytes(path, limits.file, CardError)
    chosen = _choose(path, data[:HEAD], formats, "card")
    if not isinstance(chosen, WritesCards):
        convert = f"rp-composer card convert {path} {path.stem}.json"
        raise CardError(f"{path}: cards are written as {_endings(formats)} only; convert this one first: {convert}")
    return _read(
        path, chosen, lambda: chosen.write(replace(_read_within(chosen, data, limits), extensions=extensions), data)
    )


def _writers(formats: Iterable[CardFormat]) -> list[WritesCards]:
    return [item for item in sorted(formats, key=_name) if isinstance(item, WritesCards)]


def _endings(formats: Iterable[CardFormat]) -> str:
    return " and ".join(item.suffix for item in _writers(formats)) or "nothing"


def read_persona(path: Path, formats: Iterable[PersonaFormat], cards: Iterable[CardFormat] = ()) -> Persona:
    """Read a persona with the format that knows it best, or turn a character card into one.

    Args:
        path: the file; of a file that holds several personas, ``FILE#NAME`` is the one of that name.
        cards: the formats of cards; one that is surer than every format of personas makes the file a card.

    Raises:
        CardError: naming the file, the line and key in it and the cause, or the known formats when none fits.
    """
    path, name = _named(path)
    data = read_bytes(path, LIMITS.file, CardError)
    head, known = data[:HEAD], tuple(formats)
    if (card := _choice(path, head, cards)) and not _is_persona(path, head, known, card):
        persona = persona_of_card(read_card(path, [card]))
    else:
        chosen = _choose(path, head, known, "persona")
        if isinstance(chosen, HoldsPersonas):
            return mended_persona(_read(path, chosen, lambda: chosen.read_named(_within(data), name, path.parent)))
        persona = mended_persona(_read(path, chosen, lambda: chosen.read(_within(data))))
    if name and persona.name.casefold() != name.casefold():
        raise CardError(f"{path}: the persona in it is called {persona.name!r}, not {name!r}")
    return persona if persona.name.strip() else replace(persona, name=path.stem)


def read_world(path: Path) -> Lorebook:
    """Read a lorebook: world info of SillyTavern, or a file of the V3 specification.

    Raises:
        CardError: naming the file and the cause.
    """
    data = read_bytes(path, LIMITS.file, CardError)
    try:
        return world_from_json(data, path.stem)
    except CardError as error:
        raise CardError(f"{path}: {error}") from error


def _named(path: Path) -> tuple[Path, str]:
    """Return the file and the name behind ``#``, "" where the whole path is a file's."""
    file, mark, name = str(path).rpartition("#")
    with suppress(OSError, ValueError):  # a name that is too long, a NUL
        if not mark or not file or path.exists():
            return path, ""
    return (Path(file), name.strip()) if file else (path, "")


def _is_persona(path: Path, head: bytes, formats: Iterable[PersonaFormat], card: CardFormat) -> bool:
    """Return whether a format of personas is as sure of a file as a format of cards is, whatever its ending."""
    persona = _choice(path, head, formats)
    return persona is not None and _recognised(path, persona, head) >= _recognised(path, card, head)


def _within(data: bytes) -> bytes:
    if len(data) > PERSONA_LIMIT:
        raise CardError(f"the file has {len(data)} bytes; the limit is {PERSONA_LIMIT}")
    return data


def open_chat(path: Path, formats: Iterable[ChatFormat]) -> ChatFormat:
    """Return the format of a chat; the ending of the file name helps where the beginning does not decide.

    Raises:
        ChatError: the file cannot be read or is too large, or no format knows it (the known ones are listed).
    """
    head = read_bytes(path, _chat_limit(), ChatError, HEAD, f"; {CHAT_LIMIT_VARIABLE} sets another, in MiB")
    return _choose(path, head, formats, "chat")


def _chat_limit() -> int:
    told = os.environ.get(CHAT_LIMIT_VARIABLE, "")
    if told and not (told.isascii() and told.isdigit() and len(told) < _MOST_DIGITS):
        raise ChatError(f"{CHAT_LIMIT_VARIABLE} is {told!r}; give a number of MiB, such as 512")
    return int(told) * 1024 * 1024 if told else CHAT_LIMIT


def _choose(path: Path, head: bytes, formats: Iterable[F], noun: str, least: float = 0.0) -> F:
    known = tuple(formats)
    best = _choice(path, head, known, least)
    if best is None:
        names = ", ".join(sorted(item.name for item in known)) or "none"
        raise _NONE[noun](f"{path}: no {noun} format knows this file; there are: {names}")
    return best


def _choice(path: Path, head: bytes, formats: Iterable[F], least: float = 0.0) -> F | None:
    """Return the format that knows a file best, None when none is surer than `least`."""
    known = sorted(formats, key=_name)
    ending = path.suffix.lower()
    sure = ((_certainty(path, item, head, ending), item) for item in known)
    best = max(sure, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > least else None


def _recognised(path: Path, item: _Format, head: bytes) -> float:
    try:
        return item.recognises(head)
    except Exception as error:
        raise PluginError(f"the format {item.name} failed on {path}: {error!r}") from error


def _name(item: _Named) -> str:
    return item.name


def _certainty(path: Path, item: _Format, head: bytes, ending: str) -> float:
    certainty = _recognised(path, item, head)
    suffixes = getattr(item, "suffix", ())
    fits = ending in ((suffixes,) if isinstance(suffixes, str) else suffixes)
    return certainty + _SUFFIX_BONUS if fits else certainty


def _read(path: Path, item: _Named, read: Callable[[], R]) -> R:
    try:
        return read()
    except CardError as error:
        kind = NoCardError if isinstance(error, NoCardError) else CardError
        raise kind(f"{path}: {error}") from error
    except ComposerError:
        raise
    except Exception as error:
        raise PluginError(f"the format {item.name} failed on {path}: {error!r}") from error
