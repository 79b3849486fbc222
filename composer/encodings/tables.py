"""The encodings that UTF-8 is misread in, character by character, and what its sequences look like in them."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: Python's names of the encodings, in the order in which they are tried, with the names that people know.
NAMES = {
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "CP866",
    "mac_roman": "Mac Roman",
}
CONTINUATIONS = range(0x80, 0xC0)
LEADS = range(0xC2, 0xF5)
# The first bytes of sequences of two, three and four bytes: what is left out begins none that is valid.
_LEADS_BY_LENGTH = (range(0xC2, 0xE0), range(0xE0, 0xF0), range(0xF0, 0xF5))


# A sequence with a common space in the place of the byte A0, which is a space without a break in these encodings.
_SPACE_CODECS = ("cp1252", "latin-1", "cp1251")
_SPACED = re.compile(rb"[\xc2-\xdf]\x20|[\xe0-\xef](?:\x20[\x80-\xbf]|[\x80-\xbf]\x20)")


def _with_space(match: "re.Match[bytes]") -> bytes:
    # Behind à, which mostly ends a word, the common space is kept: it stood there, too, and two became one.
    inside = match.string[match.end() : match.end() + 1].isalpha()
    return match[0].replace(b" ", b"\xa0") + (b" " if match[0] == b"\xc3 " and inside else b"")


@dataclass(frozen=True)
class Misreading:
    """One encoding that UTF-8 may have been read in."""

    codec: str

    @cached_property
    def characters(self) -> str:
        """The characters of its 256 bytes; one without a meaning is the control character of its number."""
        characters = []
        for byte in range(256):
            try:
                characters.append(bytes([byte]).decode(self.codec))
            except UnicodeDecodeError:
                characters.append(chr(byte))
        return "".join(characters)

    @cached_property
    def _bytes(self) -> Any:  # what the charmap codec of Python takes
        return codecs.charmap_build(self.characters)

    @cached_property
    def sequence(self) -> re.Pattern[str]:
        """Matches the characters that one character of UTF-8 beyond ASCII is misread as."""
        following = self.class_of(CONTINUATIONS)
        patterns = (self.class_of(lead) + following * count for count, lead in enumerate(_LEADS_BY_LENGTH, start=1))
        return re.compile("|".join(patterns))

    @cached_property
    def segment(self) -> re.Pattern[str]:
        """Matches the longest stretches of ASCII and misread characters in which there is one at least."""
        one = f"(?:{self.sequence.pattern})"
        return re.compile(f"[\\0-\\x7f]*(?:{one}[\\0-\\x7f]*)+")

    def of(self, codes: Iterable[int]) -> str:
        """Return the characters of some bytes."""
        return "".join(self.characters[byte] for byte in codes)

    def class_of(self, codes: Iterable[int]) -> str:
        """Return the pattern of a character of some bytes."""
        return f"[{''.join(map(re.escape, self.of(codes)))}]"

    def undone(self, text: str) -> str | None:
        """Return what `text` was before it was misread, None when it is no valid UTF-8 in this encoding."""
        try:
            return self._bytes_of(text).decode("utf-8")
        except UnicodeError:
            return None

    def undone_with_spaces(self, text: str) -> str | None:
        """Return the same of a text in which spaces without a break became common ones."""
        if self.codec not in _SPACE_CODECS:
            return None
        try:
            return _SPACED.sub(_with_space, self._bytes_of(text)).decode("utf-8")
        except UnicodeError:
            return None

    def _bytes_of(self, text: str) -> bytes:
        return codecs.charmap_encode(text, "strict", self._bytes)[0]


MISREADINGS = tuple(Misreading(codec) for codec in NAMES)
