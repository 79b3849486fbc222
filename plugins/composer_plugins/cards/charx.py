"""Character cards as CHARX files: zip archives that hold the card's JSON and its pictures."""

from composer.cards.limits import LIMITS, Limits
from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.types import CharacterCard
from composer_plugins.card_carriers.archive import SIGNATURES
from composer_plugins.card_carriers.charx import read_charx


class CharxCard:
    """A zip archive with ``card.json`` in it; the main icon is the card's avatar."""

    name = "charx"
    suffix = ".charx"

    def recognises(self, head: bytes) -> float:
        """Sure of every zip archive."""
        return 0.9 if head.startswith(SIGNATURES) else 0.0

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; see `read_within`."""
        return self.read_within(data, LIMITS)

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; CardError when the archive is broken, too large or encrypted, or holds none."""
        return read_charx(data, limits)


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(CharxCard())
