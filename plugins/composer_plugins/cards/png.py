"""Character cards inside PNG pictures: base64 JSON in a text chunk called ``ccv3`` (version 3) or ``chara``."""

import binascii
from collections.abc import Iterator
from dataclasses import replace

from composer.cards.fields import TEXT_FIELDS, card_from_json
from composer.cards.limits import LIMITS
from composer.contracts import Register
from composer.decoding import from_base64
from composer.errors import CardError
from composer.hookspecs import hookimpl
from composer.types import CharacterCard

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHUNK_LIMIT, CHUNKS_LIMIT = LIMITS.chunk, LIMITS.chunks
_KEYWORDS = ("ccv3", "chara")  # in the order of preference


class PngCard:
    """A picture with the card in it; the picture is the card's avatar."""

    name = "png"

    def recognises(self, head: bytes) -> float:
        """Sure of every PNG."""
        return 1.0 if head.startswith(SIGNATURE) else 0.0

    def read(self, data: bytes) -> CharacterCard:
        """Return the card of the best readable chunk; CardError when there is none."""
        texts = _card_texts(data)
        cards: list[tuple[str, CharacterCard]] = []
        problems: list[str] = []
        for keyword in _KEYWORDS:
            if keyword in texts:
                try:
                    cards.append((keyword, card_from_json(_decoded(texts[keyword]), data)))
                except CardError as error:
                    problems.append(f"chunk {keyword}: {error}")
        if not cards:
            raise CardError("; ".join(problems))
        card = cards[0][1]
        return replace(card, warnings=(*card.warnings, *problems, *_differences(cards)))


def _card_texts(data: bytes) -> dict[str, bytes]:
    texts: dict[str, bytes] = {}
    other = ""
    for kind, body in _chunks(data):
        keyword, _, text = body.partition(b"\0")
        name = keyword.decode("latin-1").lower()
        if name in _KEYWORDS and kind == b"tEXt":
            texts.setdefault(name, text)
        elif name in _KEYWORDS:
            other = f"; its {name} chunk is of the kind {kind.decode('latin-1')}, which is not read"
    if not texts:
        raise CardError(f"the picture holds no card data (no tEXt chunk called chara or ccv3){other}")
    return texts


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the beginning of the body of each text chunk; what follows a cut-off chunk is gone."""
    if not data.startswith(SIGNATURE):
        raise CardError("the file is no PNG: it does not begin with the PNG signature")
    position = len(SIGNATURE)
    for _ in range(CHUNKS_LIMIT):
        header = data[position : position + 8]
        kind = header[4:]
        if len(header) < 8 or kind == b"IEND":
            return
        length = int.from_bytes(header[:4])
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            if length > CHUNK_LIMIT:
                raise CardError(f"the text chunk at byte {position} has {length} bytes; the limit is {CHUNK_LIMIT}")
            yield kind, data[position + 8 : position + 8 + length]
        position += length + 12
    raise CardError(f"the picture has more than {CHUNKS_LIMIT} chunks")


def _decoded(text: bytes) -> bytes:
    """Decode base64, however it is written; JSON stays as it is."""
    if text.lstrip().startswith(b"{"):
        return text
    try:
        return from_base64(text)
    except binascii.Error as error:
        raise CardError(f"no valid base64: {error}") from None


def _differences(cards: list[tuple[str, CharacterCard]]) -> Iterator[str]:
    if len(cards) < 2:
        return
    (first, chosen), (second, other) = cards
    names = [name for name in TEXT_FIELDS[:-1] if getattr(chosen, name) != getattr(other, name)]
    if names:
        yield f"the chunks {first} and {second} differ in {', '.join(names)}; {first} is used"


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(PngCard())
