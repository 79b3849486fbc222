"""Character cards as JSON files, version 1 to 3."""

from composer.cards.fields import card_from_json
from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.types import CharacterCard

_BLANK = b"\xef\xbb\xbf\xfe\xff \t\r\n\0"


class JsonCard:
    """A file that holds nothing but the card's JSON."""

    name = "json"

    def recognises(self, head: bytes) -> float:
        """Sure of an object that names a card specification, unsure of any other."""
        start = head.lstrip(_BLANK)
        if not start.startswith((b"{", b'"')):
            return 0.0
        return 0.9 if b"chara_card_v" in start or b'"first_mes"' in start else 0.4

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; CardError when it is no JSON or has no field of a card."""
        return card_from_json(data)


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(JsonCard())
