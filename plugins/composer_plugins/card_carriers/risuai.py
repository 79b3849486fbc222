"""The pictures that RisuAI puts into text chunks of a PNG card: ``chara-ext-asset_:N``, called ``__asset:N`` in it."""

import binascii
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import count

from composer.cards.attached import Stored, is_inside
from composer.cards.limits import Limits
from composer.decoding import from_base64
from composer.errors import CardError
from composer.types import Asset, CharacterCard
from composer_plugins.card_carriers import png_chunks
from composer_plugins.card_carriers.png_chunks import Chunk

_ADDRESS = "__asset:"
_CHUNK = "chara-ext-asset_"


def stored_in(data: bytes, chunks: Sequence[Chunk], limits: Limits) -> Stored:
    """Return what finds the picture behind an address of RisuAI's own; the chunks are gone through when it is asked."""

    @cache
    def numbered() -> dict[str, Chunk]:
        return _numbered(data, chunks)

    def stored(uri: str) -> bytes | None:
        chunk = numbered().get(uri.removeprefix(_ADDRESS)) if uri.startswith(_ADDRESS) else None
        if chunk is None:
            return None
        try:
            return from_base64(png_chunks.text(data, chunk, limits))
        except binascii.Error as error:
            raise CardError(f"its chunk is no valid base64: {error}") from None

    return stored


def put_in(card: CharacterCard, picture: bytes, limits: Limits) -> tuple[CharacterCard, bytes]:
    """Return a card whose assets are in chunks of the picture, and the chunks that have to be put into it for that."""
    there = set(_numbered(picture, tuple(png_chunks.chunks(picture, limits))))
    numbers = (str(number) for number in count() if str(number) not in there)
    assets: list[Asset] = []
    new: list[bytes] = []
    for asset in card.assets:
        known = asset.uri.startswith(_ADDRESS) and asset.uri.removeprefix(_ADDRESS) in there
        if asset.data and is_inside(asset.uri) and not known:
            number = next(numbers)
            new.append(png_chunks.made(b"tEXt", f"{_CHUNK}:{number}\0".encode() + b64encode(asset.data)))
            asset = replace(asset, uri=_ADDRESS + number)
        assets.append(asset)
    return (replace(card, assets=tuple(assets)), b"".join(new)) if new else (card, b"")


def _numbered(data: bytes, chunks: Sequence[Chunk]) -> dict[str, Chunk]:
    named = ((png_chunks.keyword(data, chunk), chunk) for chunk in chunks if chunk.is_text)
    return {name.removeprefix(_CHUNK).lstrip(":"): chunk for name, chunk in named if name.startswith(_CHUNK)}
