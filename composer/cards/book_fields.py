"""Lorebooks as plain JSON values, in the form of the V3 specification's `character_book`."""

from typing import Any, get_args

from composer.types import Lorebook, LoreEntry, SelectiveLogic

_LOGICS = get_args(SelectiveLogic)


def book_fields(book: Lorebook) -> dict[str, Any]:
    """Return a lorebook as the object it is in a card of version 3; what is not said is left out."""
    said: dict[str, Any] = {"name": book.name, "scan_depth": book.scan_depth}
    fields = {key: value for key, value in said.items() if value not in ("", None)}
    if book.recursive:
        fields["recursive_scanning"] = True
    return {
        **book.unknown,
        **fields,
        "extensions": dict(book.extensions),
        "entries": [entry_fields(entry) for entry in book.entries],
    }


def entry_fields(entry: LoreEntry) -> dict[str, Any]:
    """Return an entry as the object it is in a card of version 3.

    What the specification has no place for stands in its `extensions`, where SillyTavern puts and reads it.
    """
    fields: dict[str, Any] = {
        "keys": list(entry.keys),
        "content": entry.content,
        "extensions": {**entry.extensions, **_sillytavern_fields(entry)},
        "enabled": entry.enabled,
        "insertion_order": entry.order,
        "constant": entry.constant,
        "selective": entry.selective,
        "secondary_keys": list(entry.secondary_keys),
        "use_regex": entry.use_regex,
    }
    if entry.name:
        fields |= {"name": entry.name, "comment": entry.name}
    if entry.id:
        fields["id"] = int(entry.id) if _is_number(entry.id) else entry.id
    if entry.case_sensitive is not None:
        fields["case_sensitive"] = entry.case_sensitive
    return fields | dict(entry.unknown)


def _sillytavern_fields(entry: LoreEntry) -> dict[str, Any]:
    fields: dict[str, Any] = {"scan_depth": entry.scan_depth, "match_whole_words": entry.whole_words}
    fields = {key: value for key, value in fields.items() if value is not None}
    if entry.logic != "and_any":
        fields["selectiveLogic"] = _LOGICS.index(entry.logic)
    if entry.probability != 100:
        fields |= {"probability": entry.probability, "useProbability": True}
    return fields


def _is_number(text: str) -> bool:
    return len(text) < 16 and text.isascii() and text.isdecimal() and str(int(text)) == text
