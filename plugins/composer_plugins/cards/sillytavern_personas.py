"""SillyTavern's personas: its settings, and the backup file its persona panel writes. A file holds several.

`composer.sillytavern.settings` knows the keys; the avatars lie in ``User Avatars`` beside the settings.
"""

from pathlib import Path

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.sillytavern.settings import persona_in_settings, read_settings
from composer.types import Persona

_BLANK = b"\xef\xbb\xbf \t\r\n"
_KEYS = (
    (b'"personas"', b'"persona_descriptions"'),
    (b'"user_avatar"', b'"username"'),
    (b'"power_user"', b'"main_api"'),
)


class SillyTavernPersonas:
    """Reads the default persona, or the one that is named."""

    name = "sillytavern"
    suffix = ".json"

    def recognises(self, head: bytes) -> float:
        """Sure of an object with the keys of a backup, or of settings."""
        is_object = head.lstrip(_BLANK).startswith(b"{")
        return 0.95 if is_object and any(all(key in head for key in keys) for keys in _KEYS) else 0.0

    def read(self, data: bytes) -> Persona:
        """Return the persona for new chats; CardError when the file prefers none, with the names there are."""
        return persona_in_settings(read_settings(data), "", None)

    def read_named(self, data: bytes, name: str, folder: Path) -> Persona:
        """Return the persona of a name with its avatar; CardError tells the names there are."""
        return persona_in_settings(read_settings(data), name, folder)


@hookimpl
def register_persona_formats(register: Register) -> None:
    """Register the format."""
    register(SillyTavernPersonas())
