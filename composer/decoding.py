"""Base64 and data URLs into bytes, and only what is a picture counts as one: for answers, cards and personas."""

import base64
import binascii
import importlib
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from composer.errors import EmptyAnswerError
from composer.pictures import Picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

#: The largest picture, in pixels: no service draws more than 4K by 4K, and it takes 200 MB in memory.
MOST_PIXELS = 50_000_000
#: The largest text or file that is decoded, in bytes.
MOST_BYTES = 128 * 1024 * 1024
_READERS = {
    "image/png": ("PngImagePlugin", "PngImageFile"),
    "image/jpeg": ("JpegImagePlugin", "JpegImageFile"),
    "image/webp": ("WebPImagePlugin", "WebPImageFile"),
    "image/gif": ("GifImagePlugin", "GifImageFile"),
}
_one_at_a_time = threading.Lock()
# How many pixels of an animation are looked at, and what a frame counts for at least, however small it is.
_MOST_DECODED = 4 * MOST_PIXELS
_LEAST_DECODED = 65_536
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_NO_DATA = b" \t\r\n\f\v="


def bytes_of(text: str) -> bytes:
    """Return the bytes of base64 text or of a data URL.

    Line breaks, the URL-safe alphabet and missing padding are taken; anything else that is no base64 is not.

    Raises:
        EmptyAnswerError: it is neither, or too long.
    """
    if len(text) > MOST_BYTES:
        raise EmptyAnswerError(f"the picture is {len(text)} characters of base64, which is too much to be one")
    try:
        packed = text.encode("ascii")
        if packed[:5].lower() == b"data:":
            kind, comma, packed = packed.partition(b",")
            if not comma:
                raise EmptyAnswerError("the picture is a data URL without data")
            packed = unquote_to_bytes(packed) if b"%" in packed else packed
            if not kind.lower().rstrip().endswith(b";base64"):
                return packed
        return from_base64(packed)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise EmptyAnswerError("the picture is no base64") from error


def from_base64(packed: bytes) -> bytes:
    """Return the bytes of base64, with or without line breaks and padding, in either alphabet.

    Raises:
        binascii.Error: it holds anything else.
    """
    with suppress(binascii.Error):
        return binascii.a2b_base64(packed, strict_mode=True)  # nearly always; the rest is for what is written freely
    letters = packed.translate(_TO_STANDARD, _NO_DATA)
    return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)


def picture_of(data: bytes, seed: int | None = None, provider_data: Mapping[str, str] | None = None) -> Picture:
    """Return the picture that some bytes are, unchanged, with type and size read from them and not from any header.

    It is decoded in full, every frame of it, once.

    Args:
        data: a PNG, JPEG, WebP or GIF.
        seed, provider_data: see `Picture`.

    Raises:
        EmptyAnswerError: the bytes are no picture, cut, too large, of one colour, or transparent all over.
    """
    media_type = media_type_of(data)
    if not media_type:
        raise EmptyAnswerError(f"the answer's {len(data)} bytes are no PNG, JPEG, WebP or GIF")
    if _lacks_its_end(data, media_type):
        raise EmptyAnswerError(f"the picture ({media_type}, {len(data)} bytes) is cut: its end is missing")
    # Only the readers of animations warn (of large frames and broken tables); all others need not wait for each other.
    quietly = _without_warnings() if _may_move(data, media_type) else nullcontext()
    with quietly, _decoding(media_type):
        image = open_picture(data, media_type)
        width, height = image.size
        blanks = [_blank(frame) for frame in _frames(image)]
    if all(blanks):
        raise EmptyAnswerError(f"the picture ({width}x{height}) is {blanks[0]}")
    return Picture(data, media_type, width, height, seed, dict(provider_data or {}))


def media_type_of(data: bytes) -> str:
    """Return the media type that the first bytes of a picture show, "" for none that is known."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data[:6] in (b"GIF87a", b"GIF89a") else ""


def _lacks_its_end(data: bytes, media_type: str) -> bool:
    """Say whether the mark at a picture's end is missing; what stands behind it does not matter.

    Pillow reads some pictures without it; it refuses a JPEG by itself.
    """
    if media_type == "image/png":
        return b"IEND" not in data[-65536:]
    if media_type == "image/webp":
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    return media_type == "image/gif" and not data.rstrip(b"\0\r\n ").endswith(b";")


def _may_move(data: bytes, media_type: str) -> bool:
    """Say whether a picture may be an animation; a PNG says so by a chunk before its pixels (``acTL``)."""
    if media_type != "image/png":
        return media_type == "image/gif"
    place = 8
    while (kind := data[place + 4 : place + 8]) not in (b"acTL", b"IDAT", b""):
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    return kind == b"acTL"


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels, from its header alone; None when it cannot be told."""
    media_type = media_type_of(data)
    if not media_type:
        return None
    try:
        with _decoding(media_type):
            return open_picture(data, media_type).size
    except EmptyAnswerError:
        return None


def open_picture(data: bytes, media_type: str) -> "ImageFile":
    """Open a picture with Pillow's own reader: asked directly, it warns of no large one, and no other is loaded."""
    module, reader = _READERS[media_type]
    image: ImageFile = getattr(importlib.import_module(f"PIL.{module}"), reader)(BytesIO(data))
    return image


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep Pillow's warnings to ourselves, the one of too many pixels as an error; one at a time: they are global."""
    from PIL.Image import DecompressionBombWarning

    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", DecompressionBombWarning)
        yield


@contextmanager
def _decoding(media_type: str) -> Iterator[None]:
    try:
        yield
    except EmptyAnswerError:
        raise
    # Pillow's readers fail on hostile bytes with whatever comes first.
    except Exception as error:
        cause = "cut" if "truncated" in str(error).lower() else "damaged"
        kind = media_type.removeprefix("image/").upper()
        raise EmptyAnswerError(f"the picture is {cause}: it cannot be decoded as {kind} ({error})") from error


def _frames(image: "ImageFile") -> "Iterator[Image]":
    """Yield the picture decoded, frame by frame, as far as `_MOST_DECODED` goes; the first one in any case."""
    decoded = 0
    for number in count():
        try:
            image.seek(number)
        except EOFError:
            return
        pixels = image.width * image.height
        if not 0 < pixels <= MOST_PIXELS:
            raise EmptyAnswerError(f"the picture has {image.width}x{image.height} pixels, too many to be an answer")
        decoded += max(pixels, _LEAST_DECODED)
        if number and decoded > _MOST_DECODED:
            return
        image.load()
        yield image


def _blank(image: "Image") -> str:
    """Say in which way a picture shows nothing, "" when it shows something."""
    if image.mode == "RGB" and image.getpixel((0, 0)) != image.getpixel((image.width // 2, image.height // 2)):
        return ""  # most pictures, without a look at every pixel
    if image.mode in ("P", "PA"):  # whose values are numbers of colours
        image = image.convert("RGBA")
    ranges = image.getextrema()
    bands = ranges if isinstance(ranges[0], tuple) else (ranges,)
    if image.mode in ("RGBA", "LA") and bands[-1] == (0, 0):
        return "transparent all over"
    return "of one single colour" if all(low == high for low, high in bands) else ""
