"""The chunks of a PNG file: where each stands, what its text chunks say, and the same file with others in their place.

The pixels are never decoded, so an animated PNG is as good as any; a picture that is cut or damaged behind its text
still has it.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from composer.cards.limits import LIMITS, Limits
from composer.errors import CardError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT_KINDS = (b"tEXt", b"zTXt", b"iTXt")
_END = b"IEND"
#: The longest keyword of a text chunk, in bytes (PNG specification); paths of assets are longer than it allows.
_LONGEST_KEYWORD = 1_100
_HEADER = struct.Struct(">I4s")


class Chunk(NamedTuple):
    """A chunk of the file that it stands in, from `start` to `end`, length and checksum included; `end` may be cut."""

    kind: bytes
    start: int
    end: int

    @property
    def is_text(self) -> bool:
        """Whether it is one of the three kinds of text chunks."""
        return self.kind in _TEXT_KINDS


def chunks(data: bytes, limits: Limits = LIMITS) -> Iterator[Chunk]:
    """Yield the chunks up to the end of the picture, IEND among them.

    Raises:
        CardError: the file does not begin as a PNG, or has too many chunks.
    """
    if not data.startswith(SIGNATURE):
        raise CardError("the file is no PNG: it does not begin with the PNG signature")
    start, size = len(SIGNATURE), len(data)
    for _ in range(limits.chunks):
        if start + 8 > size:
            return
        length, kind = _HEADER.unpack_from(data, start)
        yield Chunk(kind, start, start + length + 12)
        start += length + 12
        if kind == _END:
            return
    raise CardError(f"the picture has more than {limits.chunks} chunks")


def keyword(data: bytes, chunk: Chunk) -> str:
    """Return what a text chunk is called."""
    begin = chunk.start + 8
    end = data.find(b"\0", begin, min(begin + _LONGEST_KEYWORD, chunk.end - 4))
    return data[begin:end].decode("latin-1") if end > begin else ""


def damage(data: bytes, chunk: Chunk) -> str:
    """Say in which way a chunk is damaged, "" when it is whole."""
    if chunk.end > len(data):
        return "it is cut off"
    found = zlib.crc32(memoryview(data)[chunk.start + 4 : chunk.end - 4])
    return "" if found == int.from_bytes(data[chunk.end - 4 : chunk.end]) else "its checksum is wrong"


def text(data: bytes, chunk: Chunk, limits: Limits = LIMITS) -> bytes:
    """Return the text of a text chunk, inflated where it is compressed.

    Raises:
        CardError: it is too large, or damaged.
    """
    length = chunk.end - chunk.start - 12
    if length > limits.chunk:
        raise CardError(f"it has {length} bytes; the limit is {limits.chunk}")
    body = data[data.find(b"\0", chunk.start + 8) + 1 : chunk.end - 4]
    if chunk.kind == b"tEXt":
        return body
    if chunk.kind == b"zTXt":
        return inflated(body[1:], limits.chunk)
    packed = body[:1] == b"\1"
    rest = body[2:].split(b"\0", 2)[-1]  # behind the language and the keyword in it
    return inflated(rest, limits.chunk) if packed else rest


def inflated(packed: bytes, limit: int) -> bytes:
    """Return what zlib data stands for, without making more than `limit` bytes of it.

    Raises:
        CardError: it becomes more than that, or is damaged.
    """
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(packed, limit + 1)
    except zlib.error as error:
        raise CardError(f"its compressed text is damaged: {error}") from None
    if len(found) > limit:
        raise CardError(f"its compressed text becomes more than {limit} bytes, the limit")
    return found


def made(kind: bytes, body: bytes) -> bytes:
    """Return a chunk."""
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def with_chunks(data: bytes, new: bytes, replaces: Callable[[Chunk], bool], limits: Limits = LIMITS) -> bytes:
    """Return a PNG file with `new` chunks in the place of the first that they replace, else before the end.

    Every other byte stays as it is, also behind the end of the picture.
    """
    parts: list[bytes] = []
    kept, place = 0, None
    for chunk in chunks(data, limits):
        if replaces(chunk):
            parts += (data[kept : chunk.start], b"" if place is not None else new)
            kept, place = chunk.end, chunk.start
        elif chunk.kind == _END or chunk.end > len(data):
            parts += (data[kept : chunk.start], b"" if place is not None else new)
            kept, place = chunk.start, chunk.start
    parts += (data[kept:], b"" if place is not None else new)
    return b"".join(parts)
