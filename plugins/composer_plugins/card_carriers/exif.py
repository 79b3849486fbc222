"""The few texts of EXIF that programs hide cards in, read from the bytes; nothing else of it is looked at.

Structure and types are those of TIFF 6.0 and EXIF 2.32; a general reader would load every entry of a hostile file.
"""

from collections.abc import Iterator
from typing import Literal

_EXIF_HEADER = b"Exif\0\0"
_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}
_POINTER = 0x8769
#: UserComment, ImageDescription and XPComment, by their tags.
_TAGS = {0x9286: "UserComment", 0x010E: "ImageDescription", 0x9C9C: "XPComment"}
#: Types of values that are strings of bytes: BYTE, ASCII, UNDEFINED.
_BYTES = (1, 2, 7)
_ENTRY = 12
#: In which code a UserComment is, by its first eight bytes.
_CODES = {
    b"ASCII\0\0\0": "utf-8",
    b"UNICODE\0": "utf-16",
    b"JIS\0\0\0\0\0": "iso2022_jp",
    b"\0\0\0\0\0\0\0\0": "utf-8",
}


def exif_texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the text, in UTF-8, of the comments in a block of EXIF, each once; nothing of a broken one."""
    data = data.removeprefix(_EXIF_HEADER)
    order = _ORDERS.get(data[:4])
    if order is None:
        return
    first = int.from_bytes(data[4:8], order)
    seen = set()
    places = [first, *(_number(data, entry, order) for entry in _entries(data, first, order) if entry[0] == _POINTER)]
    for place in places[:2]:
        for tag, kind, count, where in _entries(data, place, order):
            if tag in _TAGS and kind in _BYTES and tag not in seen:
                seen.add(tag)
                start = where if count <= 4 else int.from_bytes(data[where : where + 4], order)
                yield _TAGS[tag], _text(data[start : start + count], _TAGS[tag], order)


def _entries(data: bytes, place: int, order: Literal["little", "big"]) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, type, count and the place of the value of each entry of a directory."""
    count = int.from_bytes(data[place : place + 2], order)
    for number in range(count):
        start = place + 2 + number * _ENTRY
        entry = data[start : start + _ENTRY]
        if len(entry) < _ENTRY:
            return
        tag, kind = int.from_bytes(entry[:2], order), int.from_bytes(entry[2:4], order)
        yield tag, kind, int.from_bytes(entry[4:8], order), start + 8


def _number(data: bytes, entry: tuple[int, int, int, int], order: Literal["little", "big"]) -> int:
    return int.from_bytes(data[entry[3] : entry[3] + 4], order)


def _text(value: bytes, name: str, order: Literal["little", "big"]) -> bytes:
    if name == "XPComment":
        return _utf8(value, "utf-16-le")
    code = _CODES.get(value[:8]) if name == "UserComment" else None
    if code is None:
        return value.strip(b"\0 ")
    content = value[8:]
    if code == "utf-8" or not _is_wide(content):  # many programs write one thing and mean another
        return content.strip(b"\0 ")
    return _utf8(content, _wide_code(content, order) if code == "utf-16" else code)


def _is_wide(content: bytes) -> bool:
    """Say whether a text is of more than one byte a character, or of escapes, as it claims to be."""
    return b"\0" in content[:64] or b"\x1b" in content[:64]


def _wide_code(content: bytes, order: Literal["little", "big"]) -> str:
    """Return which half of a character of UTF-16 comes first: cards begin with one of ASCII."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:1] == b"\0" or content[1:2] == b"\0":
        return "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    return "utf-16-le" if order == "little" else "utf-16-be"


def _utf8(value: bytes, code: str) -> bytes:
    return value.decode(code, "replace").strip("\0 \ufeff").encode("utf-8", "replace")
