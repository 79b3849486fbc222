"""The pictures that RisuAI puts into text chunks of a PNG card: ``chara-ext-asset_:N``, called ``__asset:N`` in it."""

import binascii
from collections.abc import Sequence
from functools import cache

from composer.cards.attached import Stored
from composer.cards.limits import Limits
from composer.decoding import from_base64
from composer.errors import CardError
from composer_plugins.card_carriers import png_chunks
from composer_plugins.card_carriers.png_chunks import Chunk

_ADDRESS = "__asset:"
_CHUNK = "chara-ext-asset_"


def stored_in(data: bytes, chunks: Sequence[Chunk], limits: Limits) -> Stored:
    """Return what finds the picture behind an address of RisuAI's own; the chunks are gone through when it is asked."""

    @cache
    def numbered() -> dict[str, Chunk]:
        named = ((png_chunks.keyword(data, chunk), chunk) for chunk in chunks if chunk.is_text)
        return {name.removeprefix(_CHUNK).lstrip(":"): chunk for name, chunk in named if name.startswith(_CHUNK)}

    def stored(uri: str) -> bytes | None:
        chunk = numbered().get(uri.removeprefix(_ADDRESS)) if uri.startswith(_ADDRESS) else None
        if chunk is None:
            return None
        try:
            return from_base64(png_chunks.text(data, chunk, limits))
        except binascii.Error as error:
            raise CardError(f"its chunk is no valid base64: {error}") from None

    return stored
