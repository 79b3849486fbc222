"""Texts of cards and personas that were misread as another encoding, put right field by field and reported."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from composer.encodings import repaired
from composer.encodings.suspicion import is_suspicious
from composer.types import CharacterCard, Lorebook, LoreEntry, Persona

#: What is no text of the story: kept as it stands in the file.
_UNTOUCHED = frozenset(
    {"unknown", "stored", "assets", "spec", "spec_version", "carrier", "file", "warnings", "coercions"}
)
_NO_TEXT = (bool, int, bytes, bool | None, int | None)
_DEEPEST = 100
#: The fields of each type that are looked at.
_NAMES = {
    kind: tuple(one.name for one in fields(kind) if one.name not in _UNTOUCHED and one.type not in _NO_TEXT)
    for kind in (CharacterCard, Persona, Lorebook, LoreEntry)
}
#: What returns them.
_VALUES = {kind: attrgetter(*names) for kind, names in _NAMES.items()}
T = TypeVar("T", CharacterCard, Persona, Lorebook, LoreEntry)


def mended_card(card: CharacterCard) -> CharacterCard:
    """Return a card with every text as it was written; what was misread is told in `warnings`, `stored` stays."""
    if _is_good(card):
        return card
    warnings: dict[str, None] = {}
    mended = _mended(card, "the field ", warnings)
    return replace(mended, warnings=(*card.warnings, *warnings)) if warnings else card


def mended_persona(persona: Persona) -> Persona:
    """Return a persona with every text as it was written."""
    return persona if _is_good(persona) else _mended(persona, "the field ", {})


def mended_book(book: Lorebook) -> tuple[Lorebook, tuple[str, ...]]:
    """Return a lorebook with every text as it was written, and what was misread, a sentence each."""
    if _is_good(book):
        return book, ()
    warnings: dict[str, None] = {}
    return _mended(book, "the book's ", warnings), tuple(warnings)


def _is_good(owner: CharacterCard | Persona | Lorebook) -> bool:
    """Say whether nothing in it may have been misread: all its texts are looked at as one, many times as fast."""
    return not is_suspicious("\n".join(text for text in _texts(owner) if not text.isascii()))


def _texts(owner: CharacterCard | Persona | Lorebook) -> Iterator[str]:
    left: list[Any] = [owner]
    while left:
        value = left.pop()
        kind = type(value)
        if kind is str:
            yield value
        elif kind is dict:
            left += value.values()
        elif kind is list or kind is tuple:
            left += value
        elif kind in _VALUES:
            left += _VALUES[kind](value)


def _mended(owner: T, where: str, warnings: dict[str, None]) -> T:
    changed = {}
    for name in _NAMES[type(owner)]:
        value = getattr(owner, name)
        new = _value(value, f"{where}{name}", warnings)
        if new is not value:
            changed[name] = new
    return replace(owner, **changed) if changed else owner


def _value(value: Any, where: str, warnings: dict[str, None], depth: int = 0) -> Any:
    """Return a value with its texts put right, and the value itself when there was nothing to do."""
    if isinstance(value, str):
        return value if value.isascii() else _text(value, where, warnings)
    if depth > _DEEPEST or not value:
        return value
    if isinstance(value, tuple | list):
        items = [_value(item, where, warnings, depth + 1) for item in value]
        changed = any(new is not old for new, old in zip(items, value, strict=True))
        return type(value)(items) if changed else value
    if isinstance(value, Mapping):
        return _mapping(value, where, warnings, depth)
    if isinstance(value, Lorebook):
        return _mended(value, "the book's ", warnings)
    if isinstance(value, LoreEntry):
        return _mended(value, "the book's ", warnings)
    return value


def _mapping(value: Mapping[str, Any], where: str, warnings: dict[str, None], depth: int) -> Mapping[str, Any]:
    items = {key: _value(item, f"{where}.{key}", warnings, depth + 1) for key, item in value.items()}
    return items if any(items[key] is not item for key, item in value.items()) else value


def _text(text: str, where: str, warnings: dict[str, None]) -> str:
    found = repaired(text)
    if not found.encodings:
        return text
    how = " and ".join(found.encodings)
    warnings[f"{where} was UTF-8 that some program read as {how}; it was put right"] = None
    return found.text
