"""Lorebooks: a card's `character_book`, the V3 specification's own files, and SillyTavern's world-info files.

One reader takes all of them, entry by entry, whatever names the fields have: those of the specification
(``secondary_keys``), of SillyTavern (``keysecondary``), or of SillyTavern's fields inside an entry's `extensions`
(``selectiveLogic``), where it puts what the specification has no place for.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

from composer.cards import coercion
from composer.cards.coercion import Notes
from composer.cards.limits import LIMITS
from composer.errors import CardError
from composer.types import Lorebook, LoreEntry, SelectiveLogic

_LOGICS: tuple[SelectiveLogic, ...] = get_args(SelectiveLogic)
_DECORATOR = re.compile(r"\s*@@(@?[A-Za-z_][A-Za-z0-9_]*)(?:[ \t]+([^\r\n]*))?(?=[\r\n]|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")

Read = Callable[[Any, str, Notes], Any]


def _logic(value: Any, where: str, notes: Notes) -> SelectiveLogic:
    found = coercion.number(value, where, notes)
    if found is not None and 0 <= found < len(_LOGICS):
        return _LOGICS[found]
    notes.coerced(f"{where} is none of 0 to {len(_LOGICS) - 1}")
    return "and_any"


def _percent(value: Any, where: str, notes: Notes) -> int | None:
    found = coercion.number(value, where, notes)
    if found is None or 0 <= found <= 100:
        return found
    notes.coerced(f"{where} is none of 0 to 100")
    return min(max(found, 0), 100)


def _id(value: Any, where: str, notes: Notes) -> str:
    return str(value) if type(value) is int else coercion.text(value, where, notes)


_keys = partial(coercion.texts, separator=",")
_off, _on = partial(coercion.flag, default=False), partial(coercion.flag, default=True)
#: Values of these types are taken as they are.
_AS_IS: Mapping[Read, type] = {coercion.text: str, _off: bool, _on: bool}

#: Field of `LoreEntry` and how its value is read, by the name it has in a file.
_FIELDS: Mapping[str, tuple[str, Read]] = {
    "content": ("content", coercion.text),
    "keys": ("keys", _keys), "key": ("keys", _keys),
    "name": ("name", coercion.text),
    "secondary_keys": ("secondary_keys", _keys), "keysecondary": ("secondary_keys", _keys),
    "id": ("id", _id), "uid": ("id", _id),
    "enabled": ("enabled", _on), "disable": ("disable", _off),
    "constant": ("constant", _off), "selective": ("selective", _off), "use_regex": ("use_regex", _off),
    "insertion_order": ("order", coercion.number), "order": ("order", coercion.number),
}  # fmt: skip
#: The same for what stands in an entry itself or, converted by SillyTavern, in its `extensions`.
_EITHER: Mapping[str, tuple[str, Read]] = {
    "selectiveLogic": ("logic", _logic),
    "case_sensitive": ("case_sensitive", _off), "caseSensitive": ("case_sensitive", _off),
    "match_whole_words": ("whole_words", _off), "matchWholeWords": ("whole_words", _off),
    "scan_depth": ("scan_depth", coercion.number), "scanDepth": ("scan_depth", coercion.number),
    "probability": ("probability", _percent), "useProbability": ("may_fail", _on),
}  # fmt: skip
_IN_ENTRY = {**_FIELDS, **_EITHER}
_OF_BOOK = frozenset({"entries", "name", "scan_depth", "recursive_scanning", "extensions"})


def book_from(value: Any, origin: str, notes: Notes, where: str = "the book") -> Lorebook:
    """Read a lorebook from parsed JSON; wrong types are put right.

    Args:
        value: an object with `entries` (a list or, in world-info files, an object), a V3 file with the book in its
            `data`, or a list of entries.
        origin: what its texts are called in evidence: ``card:Maren``, ``world:Northport``; where: for the notes.

    Raises:
        CardError: it is neither an object nor a list.
    """
    if isinstance(value, list):
        notes.coerced(f"{where} is a list of entries, not an object")
        value = {"entries": value}
    if not isinstance(value, dict):
        raise CardError(f"{where} is {coercion.kind_of(value)}; a lorebook is an object with entries")
    if value.get("spec") == "lorebook_v3" and isinstance(value.get("data"), dict):
        value = value["data"]
    depth = value.get("scan_depth")
    return Lorebook(
        entries=_entries(value.get("entries", []), where, notes),
        name=coercion.text(value.get("name") or "", f"{where}: name", notes),
        scan_depth=None if depth is None else coercion.number(depth, f"{where}: scan_depth", notes),
        recursive=_off(value.get("recursive_scanning") or False, f"{where}: recursive_scanning", notes),
        origin=origin,
        extensions=_extensions(value, where, notes),
        unknown={key: item for key, item in value.items() if key not in _OF_BOOK},
    )


def content_start(content: str) -> int:
    """Return where the text of an entry begins, behind the lines of its decorators."""
    return _decorated(content)[1]


def _decorated(content: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the decorators at the head of an entry, and where its text begins.

    A fallback (``@@@depth 4``), which counts where the one above it is not known, keeps one ``@`` in its name.
    """
    found: list[tuple[str, str]] = []
    position = 0
    while match := _DECORATOR.match(content, position):
        found.append((match[1], (match[2] or "").strip()))
        position = match.end()
    blank = _BLANK_LINES.match(content, position) if found else None
    return tuple(found), blank.end() if blank else 0


def _entries(value: Any, where: str, notes: Notes) -> tuple[LoreEntry, ...]:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        notes.coerced(f"{where}: entries is {coercion.kind_of(value)}, not a list")
        return ()
    if len(value) > LIMITS.entries:
        notes.warn(f"{where} has {len(value)} entries; those behind the first {LIMITS.entries} are left out")
    entries = []
    for number, stored in enumerate(value[: LIMITS.entries]):
        if isinstance(stored, dict):
            entries.append(_entry(stored, f"{where}, entry {number}", notes))
        else:
            notes.coerced(f"{where}, entry {number} is {coercion.kind_of(stored)}, not an object; it is left out")
    return tuple(entries)


def _extensions(stored: dict[str, Any], where: str, notes: Notes) -> dict[str, Any]:
    value = stored.get("extensions")
    return {} if value is None else coercion.mapping(value, f"{where}: extensions", notes)


def _entry(stored: dict[str, Any], where: str, notes: Notes) -> LoreEntry:
    extensions = _extensions(stored, where, notes)
    found: dict[str, Any] = {}
    unknown = _sorted_out(stored, _IN_ENTRY, found, where, notes)
    unknown.pop("extensions", None)
    rest = _sorted_out(extensions, _EITHER, found, where, notes)
    if found.pop("disable", False):
        found["enabled"] = False
    if not found.pop("may_fail", True):
        found["probability"] = 100
    if "key" in stored:  # a world-info file: there every key that is written like a regular expression is one
        found["use_regex"] = True
    comment = unknown.get("comment")
    if isinstance(comment, str) and comment == (found.setdefault("name", "") or comment):
        found["name"] = unknown.pop("comment")
    content = found.setdefault("content", "")
    if "@@" in content:
        found["decorators"] = _decorated(content)[0]
    return LoreEntry(**found, extensions=rest, unknown=unknown)


def _sorted_out(
    stored: dict[str, Any], fields: Mapping[str, tuple[str, Read]], found: dict[str, Any], where: str, notes: Notes
) -> dict[str, Any]:
    """Put what `fields` know into `found`, unless it is null or already there; return the others."""
    others = {}
    for key, value in stored.items():
        field = fields.get(key)
        if field is None:
            others[key] = value
        elif value is not None and field[0] not in found:
            right = type(value) is _AS_IS.get(field[1])
            read = value if right else field[1](value, f"{where}: {key}", notes)
            if read is not None:
                found[field[0]] = read
    return others
