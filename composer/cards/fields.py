"""From the JSON of a character card, whatever its version and however it was damaged, to a `CharacterCard`.

A card is never rejected for a wrong type: the value is turned into text and the card says so in `warnings`.
"""

import json
from collections.abc import Mapping
from typing import Any

from composer.cards.own import own_problems
from composer.errors import CardError
from composer.types import CharacterCard

#: The most a card's JSON may take, in bytes.
JSON_LIMIT = 16 * 1024 * 1024
TEXT_FIELDS = ("name", "description", "personality", "scenario", "first_mes", "mes_example", "nickname")
_ENVELOPE = frozenset({"spec", "spec_version", "data"})
_ENCODED_TIMES = 3
_DEPTH_LIMIT = 100
_TOO_DEEP = f"the card's JSON is nested too deeply; the limit is {_DEPTH_LIMIT} levels"


def card_from_json(data: bytes, avatar: bytes = b"") -> CharacterCard:
    """Read a card of version 1 (flat), 2 or 3.

    Args:
        data: JSON in UTF-8 (or UTF-16 and UTF-32, which JSON allows), with or without a byte order mark.
        avatar: the picture that carried the card.

    Raises:
        CardError: the data is too long or nested too deeply, is no JSON, or has no field of a card.
    """
    warnings: list[str] = []
    return card_from_fields(_parse(data, warnings), avatar, warnings)


def card_from_fields(fields: Any, avatar: bytes = b"", warnings: list[str] | None = None) -> CharacterCard:
    """Normalise the parsed JSON of a card: `data` wins over the top level, wrong types become text.

    Raises:
        CardError: it is no object, is nested too deeply, or has no field of a card.
    """
    notes = [] if warnings is None else warnings
    if not isinstance(fields, dict):
        raise CardError(f"a card is a JSON object, this is {_kind(fields)}")
    spec = fields.get("spec")
    merged = _cleaned(_merged(fields, notes), notes)
    if not any(name in merged for name in TEXT_FIELDS):
        raise CardError(f"no character card: it has none of the fields {', '.join(TEXT_FIELDS[:-1])}")
    texts: dict[str, Any] = {name: _text(name, merged[name], notes) for name in TEXT_FIELDS if name in merged}
    if not texts.setdefault("name", "").strip():
        notes.append("the card has no name")
    extensions, unknown = _rest(merged, notes)
    notes += own_problems(extensions)
    return CharacterCard(
        **texts,
        spec=_cleaned(spec, notes) if isinstance(spec, str) else "",
        extensions=extensions,
        unknown=unknown,
        avatar=avatar,
        stored=fields,
        warnings=tuple(dict.fromkeys(notes)),
    )


def _parse(data: bytes, warnings: list[str]) -> Any:
    if len(data) > JSON_LIMIT:
        raise CardError(f"the card's JSON has {len(data)} bytes; the limit is {JSON_LIMIT}")
    encoding = json.detect_encoding(data)
    try:
        value: Any = data.decode(encoding)
    except UnicodeDecodeError:
        value = data.decode(encoding, "replace")
        warnings.append(f"the card is not clean {encoding}: what could not be read is shown as \ufffd")
    for _ in range(_ENCODED_TIMES):
        try:
            value = json.loads(value, strict=False)
        except RecursionError:
            raise CardError(_TOO_DEEP) from None
        except ValueError as error:
            raise CardError(f"no valid JSON: {error}") from None
        if not isinstance(value, str):
            break
        warnings.append("the card's JSON was encoded twice")
    return value


def _merged(fields: dict[str, Any], warnings: list[str]) -> dict[str, Any]:
    outer = {key: value for key, value in fields.items() if key not in _ENVELOPE}
    data = fields.get("data")
    if not isinstance(data, dict):
        if "data" in fields:
            warnings.append(f"the field data is {_kind(data)}, not an object; the top level is read")
        return outer
    return outer | {key: value for key, value in data.items() if value is not None or key not in outer}


def _cleaned(value: Any, warnings: list[str], depth: int = 0) -> Any:
    """Return the value without what no text file can hold: NUL characters and halves of surrogate pairs."""
    if depth > _DEPTH_LIMIT:
        raise CardError(_TOO_DEEP)
    if isinstance(value, str):
        clean = value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if clean != value:
            warnings.append("broken characters (NUL, halves of surrogate pairs) were taken out")
        return clean
    if isinstance(value, dict):
        return {_cleaned(key, warnings): _cleaned(item, warnings, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, warnings, depth + 1) for item in value]
    return value


def _text(name: str, value: Any, warnings: list[str]) -> str:
    if isinstance(value, str):
        return value
    warnings.append(f"the field {name} is {_kind(value)}, not text")
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError:  # a whole number of thousands of digits
        return ""


def _rest(merged: Mapping[str, Any], warnings: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    unknown = {key: value for key, value in merged.items() if key not in TEXT_FIELDS and key != "extensions"}
    extensions = merged.get("extensions", {})
    if isinstance(extensions, dict):
        return extensions, unknown
    warnings.append(f"the field extensions is {_kind(extensions)}, not an object")
    return {}, unknown if extensions is None else unknown | {"extensions": extensions}


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
