"""Personas as JSON files: a name and a text about them, under the keys that programs use."""

import json
from collections.abc import Mapping
from typing import Any

from composer.contracts import Register
from composer.decoding import bytes_of
from composer.errors import CardError, EmptyAnswerError
from composer.hookspecs import hookimpl
from composer.types import Persona

#: The most a persona's JSON may take, in bytes: an avatar may stand in it.
JSON_LIMIT = 8 * 1024 * 1024
_BLANK = b"\xef\xbb\xbf\xfe\xff \t\r\n\0"
_CARD = (b"chara_card_v", b'"first_mes"', b'"personality"')
_NAMES = ("name", "display_name", "title")
_TEXTS = ("description", "persona", "personaPrompt", "content", "text", "bio", "appearance")


class JsonPersona:
    """An object with a name and a description; `avatar` is a picture in base64, or a data URL."""

    name = "json"
    suffix = ".json"

    def recognises(self, head: bytes) -> float:
        """Fairly sure of an object that is no card."""
        if not head.lstrip(_BLANK).startswith(b"{"):
            return 0.0
        return 0.1 if any(key in head for key in _CARD) else 0.85 if b'"name"' in head else 0.5

    def read(self, data: bytes) -> Persona:
        """Return the persona; CardError names the key and the cause."""
        fields = _parsed(data)
        name = _first(fields, _NAMES).strip()
        texts = [text for key in _TEXTS if isinstance(text := fields.get(key), str) and text.strip()]
        if not name and not texts:
            raise CardError(f"no persona: it has none of the keys {', '.join((*_NAMES, *_TEXTS))}")
        aliases = fields.get("aliases")
        names = tuple(item for item in aliases if isinstance(item, str)) if isinstance(aliases, list) else ()
        described = "\n".join(dict.fromkeys(texts))
        return Persona(_clean(name)[:200], _clean(described), tuple(map(_clean, names)), _picture(fields))


def _parsed(data: bytes) -> Mapping[str, Any]:
    if len(data) > JSON_LIMIT:
        raise CardError(f"the persona's JSON has {len(data)} bytes; the limit is {JSON_LIMIT}")
    try:
        fields = json.loads(data, strict=False)
    except RecursionError:
        raise CardError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise CardError(f"no valid JSON: {error}") from None
    if not isinstance(fields, dict):
        raise CardError("a persona is a JSON object, this is none")
    return fields


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if isinstance(text := fields.get(key), str) and text.strip()), "")


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _picture(fields: Mapping[str, Any]) -> bytes:
    """Return the avatar where the file holds one: a path or address is nothing we read."""
    avatar = fields.get("avatar")
    if not isinstance(avatar, str) or len(avatar) < 64:
        return b""
    try:
        return bytes_of(avatar)
    except EmptyAnswerError:
        return b""


@hookimpl
def register_persona_formats(register: Register) -> None:
    """Register the format."""
    register(JsonPersona())
