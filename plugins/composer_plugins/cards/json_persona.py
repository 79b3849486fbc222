"""Personas as JSON files: a name and a text about them, under the keys that programs use."""

from collections.abc import Mapping
from typing import Any

from composer.cards.limits import Limits
from composer.cards.parsing import json_object
from composer.contracts import Register
from composer.decoding import bytes_of
from composer.errors import CardError, EmptyAnswerError
from composer.hookspecs import hookimpl
from composer.types import Persona

_LIMITS = Limits(json_length=8 * 1024 * 1024)  # an avatar may stand in it
_NAME_LIMIT = 200
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
        fields = json_object(data, "a persona", limits=_LIMITS)
        name = _first(fields, _NAMES).strip()
        texts = [text for key in _TEXTS if isinstance(text := fields.get(key), str) and text.strip()]
        if not name and not texts:
            raise CardError(f"no persona: it has none of the keys {', '.join((*_NAMES, *_TEXTS))}")
        aliases = fields.get("aliases")
        names = tuple(item for item in aliases if isinstance(item, str)) if isinstance(aliases, list) else ()
        described = "\n".join(dict.fromkeys(texts))
        return Persona(name[:_NAME_LIMIT], described, names, _picture(fields))


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if isinstance(text := fields.get(key), str) and text.strip()), "")


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
