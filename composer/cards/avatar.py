"""The picture a card is written into."""

from io import BytesIO

from composer.cards.limits import LIMITS, Limits
from composer.decoding import media_type_of, open_picture
from composer.errors import CardError
from composer.types import CharacterCard

#: What PNG can hold; any other kind of picture becomes one of them.
_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


def png_of(card: CharacterCard, limits: Limits = LIMITS) -> bytes:
    """Return the avatar of a card as a PNG file: as it is if it is one, else the first picture in it, decoded.

    Raises:
        CardError: the card has no picture, or one that cannot be decoded or is too large.
    """
    if not card.avatar:
        raise CardError(
            f"the card of {card.name!r} has no picture to be written into: name a PNG file for it, or write it as JSON"
        )
    media_type = media_type_of(card.avatar)
    if media_type == "image/png":
        return card.avatar
    if not media_type:
        raise CardError("the card's picture is no PNG, JPEG, WebP or GIF")
    try:
        return _decoded(card.avatar, media_type, limits)
    except CardError:
        raise
    except Exception as error:  # Pillow's readers fail on hostile bytes with whatever comes first
        raise CardError(f"the card's picture cannot be decoded: {error}") from error


def _decoded(data: bytes, media_type: str, limits: Limits) -> bytes:
    image = open_picture(data, media_type)
    width, height = image.size
    if width * height > limits.pixels:
        raise CardError(f"the card's picture has {width}x{height} pixels; the limit is {limits.pixels}")
    written = BytesIO()
    (image if image.mode in _MODES else image.convert("RGB")).save(written, "PNG")
    return written.getvalue()
