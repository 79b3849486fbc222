"""Taking everything out of a picture's file that is not picture, without encoding it again.

Character cards hide their whole text in chunks of a PNG, photographs say where they were taken: none of it may reach a
service. What is kept is a list of what a picture needs, so that whatever is unknown goes.

Sources: W3C, Portable Network Graphics (third edition), 5.3 and 11; ITU-T T.81 (JPEG), annex B.
"""

from collections.abc import Iterator

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The chunks without which the pixels are others; tRNS is what is transparent.
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_RESTARTS = frozenset(range(0xD0, 0xD8))
_ADOBE = 0xEE
#: What a JPEG's pixels depend on: tables and frames (C0 to CF), DA to DF, and E0 to EF only as below.
_JPEG_SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)})


def stripped_png(data: bytes) -> bytes:
    """Return a PNG with nothing but its pixels; ValueError when its chunks are not whole."""
    kept = [_PNG_SIGNATURE]
    position = len(_PNG_SIGNATURE)
    while position + 12 <= len(data):
        length, kind = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        end = position + 12 + length
        if kind in _PNG_CHUNKS:
            kept.append(data[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    raise ValueError("the PNG has no end")


def stripped_jpeg(data: bytes) -> bytes:
    """Return a JPEG without application data and comments; ValueError when its segments are not whole."""
    return b"".join([data[:2], *_jpeg_pieces(data)])


def _jpeg_pieces(data: bytes) -> Iterator[bytes]:
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise ValueError("the JPEG's segments do not join")
        marker = data[position + 1]
        if marker == 0xFF:  # a byte that only fills up
            position += 1
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        if marker in _JPEG_SEGMENTS or _tells_colours(marker, data[position:end]):
            yield data[position:end]
        position = end
        if data[position : position + 2] == b"\xff\xd9":
            yield b"\xff\xd9"
            return
    raise ValueError("the JPEG has no end")


def _tells_colours(marker: int, segment: bytes) -> bool:
    """Say whether this is Adobe's mark of how the colours are coded, and that alone."""
    return marker == _ADOBE and segment[4:9] == b"Adobe" and len(segment) == 16


def _end_of_scan(data: bytes, position: int) -> int:
    """Return where the coded pixels end: at the first marker that is neither stuffing nor a restart."""
    while (position := data.find(b"\xff", position)) >= 0 and position + 1 < len(data):
        follower = data[position + 1]
        if follower and follower not in _RESTARTS and follower != 0xFF:
            return position
        position += 1 if follower == 0xFF else 2
    raise ValueError("the JPEG has no end")
