"""The parts of picture files as their headers tell them, without decoding a pixel: segments, chunks and sizes."""

from collections.abc import Iterator
from itertools import islice

from composer.decoding import media_type_of

#: So many parts of a picture are looked at; a file with more is no picture of anybody's.
MOST_PARTS = 100_000
#: Segments of a JPEG that have no length: they stand alone.
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
#: Segments of a JPEG that tell its size (ITU-T T.81, table B.1): all of C0 to CF but three.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PIXELS_BEGIN = 0xDA


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker's second byte and the content of each segment of a JPEG up to its pixels; a cut one is last."""
    place = 2
    for _ in range(MOST_PARTS):
        if data[place : place + 1] != b"\xff" or place + 4 > len(data):
            return
        marker = data[place + 1]
        if marker == _PIXELS_BEGIN:
            return
        if marker == 0xFF or marker in _ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        length = max(2, int.from_bytes(data[place + 2 : place + 4]))
        yield marker, data[place + 4 : place + 2 + length]
        place += 2 + length


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each chunk of a WebP; a cut one is last."""
    place = 12
    for _ in range(MOST_PARTS):
        header = data[place : place + 8]
        if len(header) < 8:
            return
        length = int.from_bytes(header[4:], "little")
        yield header[:4], data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, JPEG, WebP or GIF as its header tells them; (0, 0) when it does not."""
    media_type = media_type_of(data)
    if media_type == "image/png":
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if media_type == "image/gif":
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if media_type == "image/jpeg":
        frames = (body for marker, body in jpeg_segments(data) if marker in _FRAMES)
        return next(((int.from_bytes(body[3:5]), int.from_bytes(body[1:3])) for body in frames), (0, 0))
    return _webp_size(data) if media_type else (0, 0)


def _webp_size(data: bytes) -> tuple[int, int]:
    for name, body in islice(webp_chunks(data), 4):
        if name == b"VP8X":
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        if name == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if name == b"VP8 ":
            return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0
