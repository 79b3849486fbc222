"""Cards in JPEG and WebP pictures: behind the pixels as a zip archive, or in a comment among the metadata."""

import re
from collections.abc import Iterator
from html import unescape

from composer.cards.coercion import Notes
from composer.cards.fields import card_from_json
from composer.cards.limits import Limits
from composer.cards.parsing import unpacked
from composer.errors import CardError, NoCardError
from composer.picture_parts import jpeg_segments, webp_chunks
from composer.types import CharacterCard
from composer_plugins.card_carriers.archive import has_end
from composer_plugins.card_carriers.charx import read_charx
from composer_plugins.card_carriers.exif import exif_texts

_APP1 = 0xE1
_COMMENT = 0xFE
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
#: A text of XMP, as an element's content or an attribute's value, that is long enough for a card.
_XMP_TEXT = re.compile(r">([^<>]{40,})<|=\"([^\"<>]{40,})\"|='([^'<>]{40,})'")
#: The characters of a card as numbers between commas, as TavernAI wrote them.
_NUMBERS = re.compile(rb"[\[\s]*\d{1,3}(?:\s*,\s*\d{1,3})+[\]\s]*")
_SHORTEST = 20


def read_picture(data: bytes, limits: Limits) -> CharacterCard:
    """Return the card in a JPEG or WebP; the picture is its avatar.

    Raises:
        CardError: what is in it cannot be read, or is too large; NoCardError: it carries none.
    """
    if has_end(data):
        return read_charx(data, limits)
    problems: list[str] = []
    for place, text in _texts(data):
        if len(text) > limits.chunk:
            raise CardError(f"the {place} has {len(text)} bytes; the limit is {limits.chunk}")
        try:
            return _card(text, data, limits)
        except NoCardError:
            continue
        except CardError as error:
            problems.append(f"{place}: {error}")
    if problems:
        raise CardError("; ".join(problems[:3]))
    raise NoCardError("the picture holds no card data (no zip archive behind it, none in EXIF, XMP and comments)")


def _texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    for kind, body in _blocks(data):
        if kind == "EXIF":
            yield from exif_texts(body)
        elif kind == "XMP":
            yield from (("XMP", text) for text in _xmp_texts(body))
        else:
            yield kind, body


def _blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the metadata of a picture; EXIF of a JPEG may be longer than a segment and go on in the next one."""
    if data[:4] == b"RIFF":
        names = {b"EXIF": "EXIF", b"XMP ": "XMP"}
        yield from ((names[name], body) for name, body in webp_chunks(data) if name in names)
        return
    exif = bytearray()
    for marker, body in jpeg_segments(data):
        if marker == _COMMENT:
            yield "comment", body.strip(b"\0 \r\n")
        elif marker == _APP1 and body.startswith(b"Exif\0\0"):
            exif += body[6:]
        elif marker == _APP1 and body.startswith(_XMP):
            yield "XMP", body[len(_XMP) :]
    yield "EXIF", bytes(exif)


def _xmp_texts(body: bytes) -> Iterator[bytes]:
    for match in _XMP_TEXT.finditer(body.decode("utf-8", "replace")):
        yield unescape(next(group for group in match.groups() if group)).strip().encode("utf-8", "replace")


def _card(text: bytes, picture: bytes, limits: Limits) -> CharacterCard:
    if len(text) < _SHORTEST:
        raise NoCardError("too short for a card")
    try:
        packed = _from_numbers(text) if _NUMBERS.fullmatch(text) else unpacked(text)
    except CardError as error:
        if text.startswith(b"rcc||"):
            raise
        raise NoCardError(str(error)) from None  # a comment of some other program
    if not packed.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith((b"{", b'"')):
        raise NoCardError("no JSON object")
    return card_from_json(packed, picture, Notes(), limits)


def _from_numbers(text: bytes) -> bytes:
    numbers = (int(number) for number in re.findall(rb"\d+", text))
    return bytes(number & 0xFF for number in numbers)
