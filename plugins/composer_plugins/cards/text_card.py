"""Character cards as plain text or Markdown: the text is the description, known headings are its other fields."""

import re

from composer.cards.coercion import Notes
from composer.cards.fields import card_from_fields
from composer.cards.limits import LIMITS, Limits
from composer.contracts import Register
from composer.decoding import media_type_of
from composer.documents import read_yaml
from composer.encodings import decoded
from composer.errors import CardError, NoCardError, ProfileError
from composer.hookspecs import hookimpl
from composer.types import CharacterCard
from composer_plugins.card_carriers.mapping import readable, with_card_names
from composer_plugins.card_carriers.texts import fields_of

#: The longest text, in bytes: a book is no card.
TEXT_LIMIT = 1024 * 1024
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: The head of a Markdown file that other programs read, between two lines of dashes.
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,16000}?)^---[ \t]*$\s*", re.DOTALL | re.MULTILINE)


class TextCard:
    """Any text that is no JSON; without a name of its own the character is called as the file is."""

    name = "text"
    suffix = (".md", ".markdown", ".txt")

    def recognises(self, head: bytes) -> float:
        """Accept any text, but let every other format go first."""
        if head.startswith(_WIDE):
            return 0.1
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        other = not start or start.startswith((b"{", b"[{")) or media_type_of(head) or _CONTROLS.search(head)
        return 0.0 if other else 0.1

    def read(self, data: bytes) -> CharacterCard:
        """Return the card; see `read_within`."""
        return self.read_within(data, LIMITS)

    def read_within(self, data: bytes, limits: Limits) -> CharacterCard:
        """Return the card; NoCardError when there is no text in the file, CardError when it is too long."""
        limit = min(TEXT_LIMIT, limits.json_length)
        if len(data) > limit:
            raise CardError(f"the text has {len(data)} bytes; the limit for a card is {limit}")
        notes = Notes()
        text = readable(decoded(data), notes)
        if not text.strip():
            raise NoCardError("there is no text in the file")
        front = _FRONT.match(text)
        fields = {**fields_of(text[front.end() :] if front else text), **(_front_fields(front[1]) if front else {})}
        return card_from_fields(fields if "name" in fields else {"name": "", **fields}, b"", notes, limits)


def _front_fields(text: str) -> dict[str, object]:
    """Return the fields of the YAML before the text; what is no YAML or no field says nothing."""
    try:
        read = read_yaml(text, "YAML", foreign=True)
    except ProfileError:
        return {}
    return with_card_names(read) if isinstance(read, dict) else {}


@hookimpl
def register_card_formats(register: Register) -> None:
    """Register the format."""
    register(TextCard())
