"""Texts of cards and personas that were misread as another encoding, put right field by field and reported."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from composer.encodings import repaired
from composer.types import CharacterCard, Lorebook, LoreEntry, Persona

#: What is no text of the story: kept as it stands in the file.
_UNTOUCHED = frozenset(
    {"unknown", "stored", "assets", "spec", "spec_version", "carrier", "file", "warnings", "coercions"}
)
_DEEPEST = 100
T = TypeVar("T", CharacterCard, Persona, Lorebook, LoreEntry)


def mended_card(card: CharacterCard) -> CharacterCard:
    """Return a card with every text as it was written; what was misread is told in `warnings`, `stored` stays."""
    warnings: dict[str, None] = {}
    mended = _mended(card, "the field ", warnings)
    return replace(mended, warnings=(*card.warnings, *warnings)) if warnings else card


def mended_persona(persona: Persona) -> Persona:
    """Return a persona with every text as it was written."""
    return _mended(persona, "the field ", {})


def mended_book(book: Lorebook) -> tuple[Lorebook, tuple[str, ...]]:
    """Return a lorebook with every text as it was written, and what was misread, a sentence each."""
    warnings: dict[str, None] = {}
    return _mended(book, "the book's ", warnings), tuple(warnings)


def _mended(owner: T, where: str, warnings: dict[str, None]) -> T:
    changed = {}
    for one in fields(owner):
        if one.name not in _UNTOUCHED:
            value = getattr(owner, one.name)
            new = _value(value, f"{where}{one.name}", warnings)
            if new is not value:
                changed[one.name] = new
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
