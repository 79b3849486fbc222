"""From the JSON of a character card, whatever its version and however it was damaged, to a `CharacterCard`.

A card is never rejected for a wrong type or place: the value is put right, and the card says so in `coercions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from composer.cards import coercion
from composer.cards.assets import assets_from
from composer.cards.books import book_from
from composer.cards.coercion import Notes, kind_of
from composer.cards.limits import LIMITS, LONGEST_NAME, LONGEST_TEXT, Limits
from composer.cards.own import own_problems
from composer.cards.parsing import check_depth, cleaned, parsed
from composer.errors import NoCardError
from composer.types import CharacterCard, Lorebook

#: The fields of which a card has at least one.
TEXT_FIELDS = ("name", "description", "personality", "scenario", "first_mes", "mes_example", "nickname")
#: What stands around the fields of a card of version 2 or 3.
ENVELOPE = frozenset({"spec", "spec_version", "data"})
#: The fields as Pygmalion's and text-generation-webui's JSON calls them.
_OLD_NAMES = {
    "char_name": "name", "char_persona": "description", "world_scenario": "scenario", "char_greeting": "first_mes",
    "example_dialogue": "mes_example",
}  # fmt: skip
_NEWEST = 3.0
#: The fields that are read for looks and clothes.
_READ = ("description", "personality", "scenario", "first_mes")

_split = partial(coercion.texts, separator=",")


def _name(value: Any, where: str, notes: Notes) -> str:
    name = coercion.text(value, where, notes)
    if len(name) > LONGEST_NAME:
        notes.coerced(f"{where} has {len(name)} characters; the first {LONGEST_NAME} count")
    return name[:LONGEST_NAME]


def _book(value: Any, where: str, notes: Notes) -> Lorebook | None:
    if not isinstance(value, dict | list):
        notes.coerced(f"{where} is {kind_of(value)}, not an object")
        return None
    if isinstance(value, dict) and isinstance(value.get("entries"), dict):
        notes.coerced(f"{where}: entries is an object, as in SillyTavern's world-info files, not a list")
    return book_from(value, "", notes, where)


def _translations(value: Any, where: str, notes: Notes) -> dict[str, str]:
    read = coercion.mapping(value, where, notes)
    return {key: coercion.text(item, f"{where}: {key}", notes) for key, item in read.items()}


#: How the value of each field of the specification is read.
FIELDS: Mapping[str, Callable[[Any, str, Notes], Any]] = {
    **dict.fromkeys(TEXT_FIELDS, coercion.text),
    "name": _name,
    "nickname": _name,
    "creator_notes": coercion.text,
    "system_prompt": coercion.text,
    "post_history_instructions": coercion.text,
    "alternate_greetings": coercion.texts,
    "group_only_greetings": coercion.texts,
    "tags": _split,
    "creator": coercion.text,
    "character_version": coercion.text,
    "creator_notes_multilingual": _translations,
    "source": coercion.texts,
    "creation_date": coercion.date,
    "modification_date": coercion.date,
    "character_book": _book,
    "assets": assets_from,
    "extensions": coercion.mapping,
}


def card_from_json(
    data: bytes, avatar: bytes = b"", notes: Notes | None = None, limits: Limits = LIMITS
) -> CharacterCard:
    """Read a card of version 1 (flat), 2 or 3.

    Args:
        data: JSON in UTF-8 (or UTF-16 and UTF-32, which JSON allows), with or without a byte order mark.
        avatar: the picture that carried the card; notes: what is known to be odd about the card already.

    Raises:
        CardError: the data is too long or nested too deeply, is no JSON, or has no field of a card.
    """
    notes = Notes() if notes is None else notes
    value, clean = parsed(data, notes, limits)
    return card_from_fields(value, avatar, notes, limits, clean)


def card_from_fields(
    fields: Any, avatar: bytes = b"", notes: Notes | None = None, limits: Limits = LIMITS, clean: bool = False
) -> CharacterCard:
    """Normalise the parsed JSON of a card: `data` wins over the top level, wrong types are put right.

    Args:
        fields: what was parsed; it becomes the card's `stored` and must not be changed any more.
        clean: it is known to hold neither NUL characters nor halves of surrogate pairs.

    Raises:
        NoCardError: it is no object or has no field of a card. CardError: it is nested too deeply.
    """
    notes = Notes() if notes is None else notes
    if not isinstance(fields, dict):
        raise NoCardError(f"a card is a JSON object, this is {kind_of(fields)}")
    check_depth(fields, limits)
    merged = merged_fields(fields, notes)
    if not clean:
        merged = cleaned(merged, notes)
    if not any(name in merged for name in TEXT_FIELDS):
        raise NoCardError(f"no character card: it has none of the fields {', '.join(TEXT_FIELDS[:-1])}")
    return _card(fields, merged, avatar, notes)


def merged_fields(fields: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """Return the fields of a card on one level: of `data`, and what only the top level says."""
    outer = {key: value for key, value in fields.items() if key not in ENVELOPE}
    data = fields.get("data")
    if not isinstance(data, dict):
        if "data" in fields:
            notes.coerced(f"the field data is {kind_of(data)}, not an object; the top level is read")
    elif not outer:
        return data
    else:
        _note_levels(outer, data, notes)
        outer |= {key: value for key, value in data.items() if value is not None or key not in outer}
    return _with_old_names(outer, notes)


def named(card: CharacterCard, name: str) -> CharacterCard:
    """Return a card whose file gives it no name under another one; its lorebook's texts are called after it, too."""
    book = card.character_book
    return replace(card, name=name, character_book=book and replace(book, origin=_origin(name)))


def _card(fields: dict[str, Any], merged: dict[str, Any], avatar: bytes, notes: Notes) -> CharacterCard:
    values: dict[str, Any] = {}
    unknown = {}
    for key, value in merged.items():
        read = FIELDS.get(key)
        if read is None:
            unknown[key] = value
        elif read is coercion.text and type(value) is str:
            values[key] = value
        else:
            values[key] = read(value, f"the field {key}", notes)
    if not values.setdefault("name", "").strip():
        notes.coerced("the card has no name")
    if values.get("character_book") is not None:
        values["character_book"] = replace(values["character_book"], origin=_origin(values["name"]))
    _note_long_texts(values, notes)
    for problem in own_problems(values.get("extensions", {})):
        notes.warn(problem)
    spec, version = (_envelope(fields, key, notes) for key in ("spec", "spec_version"))
    return CharacterCard(
        **values, unknown=unknown, spec=spec, spec_version=version, avatar=avatar, stored=fields,
        coercions=tuple(notes.coercions), warnings=tuple(notes.warnings),
    )  # fmt: skip


def _note_long_texts(values: Mapping[str, Any], notes: Notes) -> None:
    for field in _READ:
        length = len(values.get(field, ""))
        if length > LONGEST_TEXT:
            notes.warn(f"the field {field} has {length} characters; only the first {LONGEST_TEXT} are read")


def _origin(name: str) -> str:
    return f"card:{name}"


def _envelope(fields: Mapping[str, Any], key: str, notes: Notes) -> str:
    if fields.get(key) is None:
        return ""
    text: str = cleaned(coercion.text(fields[key], f"the field {key}", notes), notes)
    if key == "spec_version" and _is_newer(text):
        notes.warn(f"the card is of version {text}, newer than {_NEWEST}: fields that are not known yet are kept")
    return text


def _is_newer(version: str) -> bool:
    try:
        return float(version) > _NEWEST
    except ValueError:
        return False


def _note_levels(outer: Mapping[str, Any], data: Mapping[str, Any], notes: Notes) -> None:
    """Note fields that stand beside `data` only, and those that say something else there."""
    different = []
    for key, value in outer.items():
        if key not in FIELDS or value is None:
            continue
        if data.get(key) is None:
            notes.coerced(f"the field {key} stands beside data, not in it")
        elif key in TEXT_FIELDS and value != data[key]:
            different.append(key)
    if different:
        notes.warn(f"beside data, the card says something else in {', '.join(different)}; data counts")


def _with_old_names(merged: dict[str, Any], notes: Notes) -> dict[str, Any]:
    for old in _OLD_NAMES.keys() & merged.keys():
        if not merged.get(_OLD_NAMES[old]):
            notes.coerced(f"the field {old} is read as {_OLD_NAMES[old]}")
            merged[_OLD_NAMES[old]] = merged[old]
    return merged
