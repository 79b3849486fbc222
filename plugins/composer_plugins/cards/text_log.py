"""Text logs: a message begins where a line names its speaker, and goes on until the next such line.

SillyTavern exports chats so (``Wren: …``, a blank line between), and so do messengers, with the time before the name.
"You" and its like in other languages are the user. A log is read line by line.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from composer.contracts import Register
from composer.errors import ChatError
from composer.hookspecs import hookimpl
from composer.types import ChatMessage
from composer_plugins.chat_files.log_heads import Heads, heads_of, voice_of

MESSAGE_LIMIT = 16 * 1024 * 1024
#: From so much of its beginning, in bytes, is told how a log is written.
_SAMPLE = 1024 * 1024
_MARK = codecs.BOM_UTF8.decode()


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the file: what stands before a message's text, who says it, the text, and the white space behind it.

    `name` is None of what stands before the first speaker, and of a text that names none.
    """

    before: str
    name: str | None
    text: str
    after: str


class TextLog:
    """A log of a chat as plain text or Markdown; only the texts of its messages are ever written anew."""

    name = "log"
    suffix = ".log"

    def recognises(self, head: bytes) -> float:
        """Sure of a text whose first line names a speaker and that has several, one of them more than once."""
        if b"\0" in head:
            return 0.0
        try:
            text = codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            return 0.0
        heads = heads_of(text.removeprefix(_MARK).split("\n"))
        return 0.0 if heads is None else 0.7 if heads.sure else 0.3

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatMessage]:
        """Yield the messages, called ``message-0`` and so on; ChatError names the line and the cause."""
        for number, part in enumerate(part for part in _parts(lines) if _is_message(part)):
            voice = voice_of(part.name or "")
            yield ChatMessage(voice.name, part.text, voice.is_user, id=f"message-{number}")

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """A log does not say which of its speakers is the user."""
        return "", ""

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the log, with the texts of some messages written anew."""
        number = -1
        for part in _parts(lines):
            number += _is_message(part)
            text = texts[number] if _is_message(part) and number in texts else part.text
            yield f"{part.before}{text}{part.after}".encode("utf-8", "replace")


def _is_message(part: _Part) -> bool:
    return part.name is not None or bool(part.text)


def _parts(lines: Iterable[bytes]) -> Iterator[_Part]:
    source = _decoded(lines)
    sample: list[str] = []
    size = 0
    for line in source:
        sample.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    mark = _MARK if sample and sample[0].startswith(_MARK) else ""
    if sample:
        sample[0] = sample[0].removeprefix(_MARK)
    yield from _split(mark, chain(sample, source), heads_of(sample))


def _split(mark: str, lines: Iterable[str], heads: Heads | None) -> Iterator[_Part]:
    before, name, body = mark, None, list[str]()
    size, blank = 0, True
    for number, line in enumerate(lines, 1):
        head = heads.at(line, blank) if heads else None
        if head is not None:
            yield _part(before, name, body)
            before, name, body, size = line[: head.end], head.name, [], 0
            line = line[head.end :]
        blank = not line.strip() and head is None
        size += len(line)
        if size > MESSAGE_LIMIT:
            raise ChatError(f"line {number}: the message is longer than the limit of {MESSAGE_LIMIT} characters")
        body.append(line)
    yield _part(before, name, body)


def _part(before: str, name: str | None, body: list[str]) -> _Part:
    whole = "".join(body)
    text = whole.strip()
    start = whole.find(text) if text else len(whole)
    return _Part(before + whole[:start], name, text, whole[start + len(text) :])


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > MESSAGE_LIMIT:
            raise ChatError(f"line {number}: it is longer than the limit of {MESSAGE_LIMIT} bytes")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ChatError(f"line {number}: the file is no UTF-8 text ({error.reason})") from None


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the format."""
    register(TextLog())
