"""Personas as plain text or Markdown: the text is the description; a heading, a line or the file gives the name."""

import re

from composer.contracts import Register
from composer.decoding import media_type_of
from composer.encodings import decoded
from composer.errors import CardError
from composer.hookspecs import hookimpl
from composer.types import Persona

#: The longest text, in bytes.
TEXT_LIMIT = 1024 * 1024
_NAME_LIMIT = 60
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: The head of a Markdown file that other programs read, between two lines of dashes.
_FRONT = re.compile(r"---[ \t]*\r?\n(.{0,4000}?)^---[ \t]*\r?$\s*", re.DOTALL | re.MULTILINE)
_NAME_LINE = re.compile(
    r"^[ \t]*[*_\[-]*[ \t]*(?:full )?(?:name|имя|名字|姓名)[*_ \t]*[:：][*_ \t]*(.+?)[\]*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[# \t]*$", re.MULTILINE)
#: The first lines of a text, in which its name is looked for.
_OPENING = 400


class TextPersona:
    """Any text; without a name of its own the persona is called as its file is."""

    name = "text"
    suffix = (".md", ".markdown", ".txt")

    def recognises(self, head: bytes) -> float:
        """Accept any text that is no object of JSON, but let surer formats go first."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        other = not start or start.startswith((b"{", b"[{")) or media_type_of(head)
        if other or (_CONTROLS.search(head) and not head.startswith(_WIDE)):
            return 0.0
        return 0.9 if _FRONT.match(decoded(start).text) else 0.4

    def read(self, data: bytes) -> Persona:
        """Return the persona; CardError when the text is too long."""
        if len(data) > TEXT_LIMIT:
            raise CardError(f"the text has {len(data)} bytes; the limit is {TEXT_LIMIT}")
        text = decoded(data).text.replace("\0", "")
        front = _FRONT.match(text)
        body = text[front.end() :] if front else text
        name = _name(front[1]) if front else ""
        return Persona(name or _name(body[:_OPENING]) or _heading(body[:_OPENING]), body.strip())


def _name(text: str) -> str:
    """Return the name in a line "Name: …"."""
    match = _NAME_LINE.search(text)
    return match[1].strip("\"' ")[:_NAME_LIMIT] if match else ""


def _heading(text: str) -> str:
    """Return the heading a text begins with, where it is as short as a name."""
    match = _HEADING.match(text)
    return match[1].strip() if match and len(match[1]) <= _NAME_LIMIT else ""


@hookimpl
def register_persona_formats(register: Register) -> None:
    """Register the format."""
    register(TextPersona())
