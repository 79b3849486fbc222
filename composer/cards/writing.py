"""A card as JSON again: in the form of version 2 or 3, with everything its file said.

What was parsed is the beginning. Only what the card now says otherwise than the file is put into it: unknown fields of
every level, the order of keys, the spelling of numbers and halves of surrogate pairs stay.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Literal

from composer.cards.book_fields import book_fields
from composer.cards.coercion import Notes
from composer.cards.fields import ENVELOPE, FIELDS, card_from_fields
from composer.cards.json_text import json_text
from composer.cards.limits import LIMITS, Limits
from composer.cards.parsing import cleaned
from composer.errors import CardError
from composer.types import CharacterCard

Version = Literal[2, 3]

#: Fields that must not be missing.
_REQUIRED = (
    "name", "description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt",
    "post_history_instructions", "alternate_greetings", "tags", "creator", "character_version", "extensions",
)  # fmt: skip
#: What a field need not be there for.
_NOTHING: tuple[Any, ...] = ("", [], {})
#: In the place of what a value was read as: it was read as it stands in the file.
_AS_STORED = object()
_REQUIRED_IN: Mapping[int, tuple[str, ...]] = {2: _REQUIRED, 3: (*_REQUIRED, "group_only_greetings")}


def card_fields(card: CharacterCard) -> dict[str, Any]:
    """Return the fields of version 3 as plain JSON values, each there whether or not the card's file has it."""
    plain = {name: _plain(getattr(card, name)) for name in FIELDS}
    plain["assets"] = [
        {"type": asset.kind, "uri": asset.uri, "name": asset.name, "ext": asset.ext} for asset in card.assets
    ]
    plain["character_book"] = None if card.character_book is None else book_fields(card.character_book)
    return plain


def card_object(card: CharacterCard, version: Version = 3) -> dict[str, Any]:
    """Return the JSON object of a card: `spec`, `spec_version`, `data`, and what else its file has beside them.

    Fields of a flat card come into `data`; version 2 keeps those of version 3, which its readers pass over.
    """
    outer, data = _levels(card.stored)
    before = _before(card)
    now, then = card_fields(card), card_fields(before) if before else {}
    for name, value in now.items():
        changed = name not in then or then[name] != value
        if name in data and not changed and name != "extensions":  # whose True and 1 are equal, and not the same
            continue
        if value is None or (value in _NOTHING and name not in data and name not in _REQUIRED_IN[version]):
            data.pop(name, None)
            continue
        data[name] = _merged(data[name], value, then.get(name, _AS_STORED)) if name in data else value
        if changed and name in outer:
            outer[name] = data[name]
    _put_unknown(outer, data, before.unknown if before else {}, card.unknown)
    return _enveloped(card, outer, data, version)


def card_text(
    card: CharacterCard, version: Version = 3, limits: Limits = LIMITS, indent: str = "", ascii_only: bool = False,
    spaced: bool = False,
) -> bytes:  # fmt: skip
    """Return the JSON of a card in UTF-8; see `json_text` for how it is set.

    Raises:
        CardError: it holds what JSON cannot say, or would be too long to be read again.
    """
    text = json_text(card_object(card, version), indent, ascii_only, spaced).encode("utf-8")
    if len(text) > limits.json_length:
        raise CardError(f"the card's JSON would have {len(text)} bytes; the limit is {limits.json_length}")
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _levels(stored: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return copies of the top level and of `data`, into which the fields that stand beside it only have moved."""
    outer = {key: value for key, value in stored.items() if key not in ENVELOPE}
    inner = stored.get("data")
    data = dict(inner) if isinstance(inner, dict) else {}
    for name in [name for name in outer if name in FIELDS and data.get(name) is None]:
        data[name] = outer.pop(name)
    return outer, data


def _before(card: CharacterCard) -> CharacterCard | None:
    """Return what the card's file says; None when there is none, or none whose JSON is a card's."""
    try:
        return card_from_fields(dict(card.stored))
    except CardError:
        return None


def _put_unknown(
    outer: dict[str, Any], data: dict[str, Any], then: Mapping[str, Any], now: Mapping[str, Any]
) -> None:  # fmt: skip
    places = {_clean(key): (level, key) for level in (outer, data) for key in level if key not in FIELDS}
    for name in then.keys() - now.keys():
        for level in (outer, data):
            level.pop(places.get(name, (level, name))[1], None)
    for name, value in now.items():
        level, key = places.get(name, (data, name))
        level[key] = _merged(level[key], value) if key in level else value


def _enveloped(card: CharacterCard, outer: dict[str, Any], data: dict[str, Any], version: Version) -> dict[str, Any]:
    spec = f"chara_card_v{version}"
    kept = card.spec == spec and card.spec_version
    envelope = {"spec": spec, "spec_version": card.spec_version if kept else f"{version}.0", "data": data}
    order = [*(key for key in envelope if key not in card.stored), *card.stored]
    known = {**outer, **envelope}
    return {key: known.pop(key) for key in order if key in known} | known


def _merged(stored: Any, new: Any, then: Any = _AS_STORED) -> Any:
    """Return `new`, but with the parts of `stored` that say the same, as they were written.

    Args:
        then: what the stored value was read as, where that is more than taking out broken characters.
    """
    if isinstance(stored, dict) and isinstance(new, dict):
        return _merged_objects(stored, new, then)
    then = _clean(stored) if then is _AS_STORED else then
    if isinstance(stored, list) and isinstance(new, list) and isinstance(then, list):
        return _merged_lists(stored, new, then)
    return stored if then == new and isinstance(then, bool) == isinstance(new, bool) else new


def _merged_objects(stored: dict[str, Any], new: dict[str, Any], then: Any) -> dict[str, Any]:
    """Keep the order of keys, and keys that say nothing (a depth that is null)."""
    names = {_clean(key): key for key in stored}
    read = then if isinstance(then, dict) else dict.fromkeys(names, _AS_STORED)
    merged = {}
    for name, key in names.items():
        if name in new:
            merged[key] = _merged(stored[key], new[name], read.get(name, _AS_STORED))
        elif name not in read:
            merged[key] = stored[key]
    return merged | {name: value for name, value in new.items() if name not in names}


def _merged_lists(stored: list[Any], new: list[Any], then: list[Any]) -> list[Any]:
    """Keep the items that were there, wherever they stand now."""
    if len(stored) != len(then):
        return new
    written = {_key(read): item for read, item in zip(reversed(then), reversed(stored), strict=True)}
    return [written.get(_key(item), item) for item in new]


def _key(item: Any) -> Hashable:
    return json_text(item) if isinstance(item, dict | list) else (type(item), item)


def _clean(value: Any) -> Any:
    return cleaned(value, Notes())
