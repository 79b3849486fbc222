"""Character cards as YAML, as text-generation-webui writes them, or with the keys of a card's JSON."""

import re

from composer.cards.coercion import Notes
from composer.cards.fields import card_from_fields
from composer.cards.limits import LIMITS, Limits
from composer.contracts import Register
from composer.documents import read_yaml
from composer.encodings import decoded
from composer.errors import CardError, NoCardError, ProfileError
from composer.hookspecs import hookimpl
from composer.types import CharacterCard
from composer_plugins.card_carriers.mapping import readable, with_card_names

#: The longest file, in bytes, and about how many lines and values it may have: thousands of them take a second.
YAML_LIMIT = 512 * 1024
VALUES_LIMIT = 40_000
_KEY = re.compile(
    rb"^[\"']?(context|greeting|example_dialogue|char_name|char_persona|char_greeting|description|personality|scenario"
    rb"|first_mes|mes_example|spec|data)[\"']?[ ]*:",
    re.MULTILINE,
)
_NAME = re.compile(rb"^[ ]{0,4}[\"']?(?:char_)?name[\"']?[ ]*:", re.MULTILINE)
#: What no text begins with, and pictures and archives do.
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BEGINNING = 64
#: Keys that personas have, too.
_SHARED = {b"description"}


class YamlCard:
    """A YAML file with the keys of a card."""

    name = "yaml"
    suffix = (".yaml", ".yml")

    def recognises(self, head: bytes) -> float:
        """Sure of a text with a name and another key of a card, each at the beginning of a line."""
        if _CONTROLS.search(head, 0, _BEGINNING):
            return 0.0
        plain = head.replace(b"\r", b"").replace(b"\0", b"")  # UTF-16 and UTF-32 for all that is asked here
        if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\n").startswith((b"{", b"[")):
            return 0.0
        keys = set(_KEY.findall(plain))
        if not keys or not _NAME.search(plain.lstrip(b"\xef\xbb\xbf\xff\xfe")):
            return 0.0
        return 0.86 if keys - _SHARED else 0.5

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; see `read_within`."""
        return self.read_within(data, LIMITS)

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; CardError names the line and the cause."""
        limit = min(YAML_LIMIT, limits.json_length)
        if len(data) > limit:
            raise CardError(f"the YAML has {len(data)} bytes; the limit for a card is {limit}")
        notes = Notes()
        text = readable(decoded(data), notes)
        if sum(map(text.count, ",[{\n")) > VALUES_LIMIT:
            raise CardError(f"the YAML has too many lines and values; the limit for a card is {VALUES_LIMIT}")
        try:
            fields = read_yaml(text, "YAML", foreign=True)
        except ProfileError as error:
            raise CardError(str(error)) from error
        if not isinstance(fields, dict):
            raise NoCardError("no character card: the YAML has no keys")
        return card_from_fields(with_card_names(fields), b"", notes, limits)


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(YamlCard())
