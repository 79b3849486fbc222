"""Cards for tests, made by code: one of each version, and the files that carry them."""

import base64
import json
import struct
import zlib
from typing import Any

V1: dict[str, Any] = {
    "name": "Tove", "description": "A tall woman with grey eyes.", "personality": "calm", "scenario": "a lighthouse",
    "first_mes": "Hello, {{user}}.", "mes_example": "<START>",
}  # fmt: skip
V2_DATA: dict[str, Any] = {
    **V1, "creator_notes": "for adults", "system_prompt": "", "post_history_instructions": "",
    "alternate_greetings": ["Hi."], "tags": ["keeper"], "creator": "someone", "character_version": "1.2",
    "extensions": {"talkativeness": "0.5"}, "character_book": {"entries": [], "extensions": {}},
}  # fmt: skip
V3_DATA: dict[str, Any] = {
    **V2_DATA, "nickname": "T", "group_only_greetings": ["Hey, all."], "source": ["https://example.org/1"],
    "creator_notes_multilingual": {"de": "für Erwachsene"}, "creation_date": 1700000000,
    "modification_date": 1700000001,
    "assets": [{"type": "icon", "uri": "ccdefault:", "name": "main", "ext": "png"}],
}  # fmt: skip
V2: dict[str, Any] = {"spec": "chara_card_v2", "spec_version": "2.0", "data": V2_DATA}
V3: dict[str, Any] = {"spec": "chara_card_v3", "spec_version": "3.0", "data": V3_DATA}

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, size: int = 1, pixels: bytes = b"\0\0") -> bytes:
    """Return a grey picture with further chunks before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0))
    return SIGNATURE + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def packed(card: Any) -> bytes:
    """Return the JSON of a card in base64."""
    return base64.b64encode(json.dumps(card).encode())


def card_chunk(card: Any, keyword: bytes = b"chara", kind: bytes = b"tEXt") -> bytes:
    """Return the chunk that carries a card; `kind` may be zTXt or, prefixed with ``z`` for compressed, iTXt."""
    text = packed(card)
    if kind == b"zTXt":
        return chunk(kind, keyword + b"\0\0" + zlib.compress(text))
    if kind == b"ziTXt":
        return chunk(b"iTXt", keyword + b"\0\1\0en\0key\0" + zlib.compress(text))
    if kind == b"iTXt":
        return chunk(kind, keyword + b"\0\0\0\0\0" + text)
    return chunk(kind, keyword + b"\0" + text)
