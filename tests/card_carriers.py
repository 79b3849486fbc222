"""Files that carry cards, made by code: archives, JPEG and WebP pictures with comments; see `card_samples` for PNG."""

import base64
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image

from composer.contracts import CardFormat
from composer.plugins import READING, PluginManager
from composer.types import CharacterCard

HEADERS = {"ASCII": b"ASCII\0\0\0", "UNICODE": b"UNICODE\0", "JIS": b"JIS\0\0\0\0\0", "undefined": b"\0" * 8}


def card_formats() -> dict[str, CardFormat]:
    """Return the formats of cards that are built in, by name."""
    plugins = PluginManager()
    plugins.load(READING)
    return plugins.catalogue("register_card_formats", "card format").items


def read_by(name: str, data: bytes) -> CharacterCard:
    """Read a card with one format."""
    return _FORMATS[name].read(data)


_FORMATS = card_formats()


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 3), **options: Any) -> bytes:
    """Return a small picture of two colours."""
    image = Image.new("RGB", size, "navy")
    image.putpixel((0, 0), (255, 200, 0))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def archive(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return packed.getvalue()


def charx(card: Mapping[str, Any], **files: bytes) -> bytes:
    """Return a CHARX file with further files, in whose names ``__`` is a slash and ``_png`` an ending."""
    return archive({"card.json": json.dumps(card), **{path(name): content for name, content in files.items()}})


def path(name: str) -> str:
    """Return the path that the name of an argument stands for."""
    return name.replace("__", "/").replace("_png", ".png").replace("_webp", ".webp")


def comment(card: Any, header: str = "ASCII", packed: bool = True, order: str = "<") -> bytes:
    """Return what a UserComment of EXIF says when it holds a card."""
    text = json.dumps(card)
    text = base64.b64encode(text.encode()).decode() if packed else text
    codec = {"UNICODE": "utf-16-le" if order == "<" else "utf-16-be", "JIS": "iso2022_jp"}.get(header, "utf-8")
    return HEADERS[header] + text.encode(codec)


def exif(value: bytes, order: str = "<", kind: int = 7, tag: int = 0x9286, count: int | None = None) -> bytes:
    """Return a block of EXIF with one entry, which for UserComment stands in the directory of EXIF's own."""
    length = len(value) if count is None else count
    start = b"II*\0" if order == "<" else b"MM\0*"
    if tag != 0x9286:
        entry = struct.pack(f"{order}HHII", tag, kind, length, 26)
        return start + struct.pack(f"{order}IH", 8, 1) + entry + b"\0\0\0\0" + value
    first = struct.pack(f"{order}HHHIII", 1, 0x8769, 4, 1, 26, 0)
    own = struct.pack(f"{order}HHHIII", 1, tag, kind, length, 44, 0)
    return start + struct.pack(f"{order}I", 8) + first + own + value


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """Return a JPEG with further segments behind its first marker; an EXIF block may go over several of them."""
    plain = picture("JPEG")
    parts = []
    for marker, body in segments:
        if marker == 0xE1 and body[:4] in (b"II*\0", b"MM\0*"):
            parts += [(marker, b"Exif\0\0" + body[at : at + 65_000]) for at in range(0, len(body), 65_000)]
        else:
            parts.append((marker, body))
    packed = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in parts)
    return plain[:2] + packed + plain[2:]


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a WebP with further chunks behind its pixels."""
    plain = picture("WEBP", lossless=True)
    for name, body in chunks:
        plain += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(plain) - 8) + plain[8:]
