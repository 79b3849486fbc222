"""A Markdown or plain text file that holds one message."""

import codecs
from collections.abc import Iterable, Iterator, Mapping

from composer.contracts import Register
from composer.errors import ChatError
from composer.hookspecs import hookimpl
from composer.types import ChatMessage

MESSAGE_LIMIT = 16 * 1024 * 1024


class MarkdownChat:
    """The whole file is the text of one message by an unknown speaker; its line ends and byte order mark stay."""

    name = "markdown"
    suffix = ".md"

    def recognises(self, head: bytes) -> float:
        """Accept any text, but let every other format go first."""
        if b"\0" in head:
            return 0.0
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            return 0.0
        return 0.1

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatMessage]:
        """Yield the one message, called ``message-0``; ChatError when the file is too long or no UTF-8."""
        yield ChatMessage(name="", text=_text(lines)[1], id="message-0")

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """A text file names nobody."""
        return "", ""

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the file with a new text, or byte for byte as it is."""
        mark, old = _text(lines)
        yield mark + texts.get(0, old).encode("utf-8", "replace")


def _text(lines: Iterable[bytes]) -> tuple[bytes, str]:
    parts: list[bytes] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > MESSAGE_LIMIT:
            raise ChatError(f"the message is longer than the limit of {MESSAGE_LIMIT} bytes")
        parts.append(line)
    data = b"".join(parts)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        return mark, data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as error:
        line_number = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise ChatError(f"line {line_number}: the file is no UTF-8 text ({error.reason})") from None


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the format."""
    register(MarkdownChat())
