"""Character cards inside JPEG and WebP pictures: a zip archive behind the pixels, or a comment in the metadata."""

from composer.cards.limits import LIMITS, Limits
from composer.contracts import Register
from composer.decoding import media_type_of
from composer.hookspecs import hookimpl
from composer.types import CharacterCard
from composer_plugins.card_carriers.pictures import read_picture


class PictureCard:
    """A picture of one type with the card in it; the picture is the card's avatar."""

    def __init__(self, name: str) -> None:
        self.name = name

    def recognises(self, head: bytes) -> float:
        """Sure of every picture of its type."""
        return 1.0 if media_type_of(head) == f"image/{self.name}" else 0.0

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; see `read_within`."""
        return self.read_within(data, LIMITS)

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; CardError when the picture carries none, or one that cannot be read."""
        return read_picture(data, limits)


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the formats."""
    register(PictureCard("jpeg"))
    register(PictureCard("webp"))
