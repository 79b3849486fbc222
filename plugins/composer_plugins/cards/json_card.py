"""Character cards as JSON files, version 1 to 3; the JSON may be packed in base64."""

import binascii
import re

from composer.cards.attached import with_assets, with_data_urls
from composer.cards.coercion import Notes
from composer.cards.fields import card_from_json
from composer.cards.limits import LIMITS, Limits
from composer.cards.parsing import is_json, unpacked
from composer.cards.writing import card_text
from composer.contracts import Register
from composer.decoding import from_base64
from composer.hookspecs import hookimpl
from composer.types import CharacterCard

#: What an object begins with, perhaps encoded as a JSON text once more, behind byte order marks; text that only begins
#: with a brace or a quote does not.
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:\{\s*["}]|"[\\"\s]*\{[\\nrt\s]*["}])')
#: The first letters of JSON, and of what it becomes in base64, in any encoding.
_POSSIBLE = re.compile(rb'[\xef\xbb\xbf\xff\xfe\s\0]*[{"eI7/_]')
_SURE = (b"chara_card_v", b'"first_mes"', b'\\"first_mes\\"')
_INDENT = re.compile(rb"\s*\{\s*?\n([ \t]+)")
_SPACED = re.compile(rb'\s*\{"\w*": ')
#: What a brace or a quote becomes in base64, and a byte order mark before it.
_PACKED_STARTS = (b"e", b"I", b"77u/", b"//4", b"/v8", b"__4", b"_v8")
#: So much of base64 is decoded to see what it stands for, in characters.
_GLANCE = 1024


class JsonCard:
    """A file that holds nothing but the card's JSON."""

    name = "json"
    suffix = ".json"

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits

    def recognises(self, head: bytes) -> float:
        """Sure of an object that names a card specification, unsure of any other, and of base64 that begins as one."""
        if not _POSSIBLE.match(head):
            return 0.0
        start = head.replace(b"\0", b"")  # which UTF-16 puts between the letters
        if _OBJECT.match(start):
            return 0.9 if any(mark in start for mark in _SURE) else 0.4
        return 0.9 if _OBJECT.match(_glance(start)) else 0.0

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; CardError when it is no JSON or has no field of a card."""
        notes = Notes()
        if not is_json(data) and _OBJECT.match(_glance(data)):
            notes.warn("the card's JSON is packed in base64")
            data = unpacked(data)
        return with_assets(card_from_json(data, notes=notes, limits=self._limits), limits=self._limits)

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; see `read`."""
        return JsonCard(limits).read(data)

    def write(self, card: CharacterCard, original: bytes) -> bytes:
        """Return the card's JSON, of version 2 for a card of version 2, else of version 3, set out as `original` is."""
        indent = _INDENT.match(original)
        return card_text(
            with_data_urls(card),
            2 if card.spec == "chara_card_v2" else 3,
            self._limits,
            indent=indent[1].decode() if indent else "" if original else "    ",
            ascii_only=original.isascii() and b"\\u" in original,
            spaced=_SPACED.match(original) is not None,
        )


def _glance(data: bytes) -> bytes:
    """Return what the beginning of base64 stands for, b"" for anything else."""
    letters = b"".join(data[: 2 * _GLANCE].split())[:_GLANCE]
    if not letters.startswith(_PACKED_STARTS):
        return b""
    try:
        return from_base64(letters[: len(letters) // 4 * 4])
    except binascii.Error:
        return b""


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(JsonCard())
