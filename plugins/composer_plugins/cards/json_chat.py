"""Chats as one JSON document: OpenAI's messages and what other programs export.

The forms are those of `composer_plugins.chat_files.json_shapes`. A document has to be read whole, so it has a ceiling
of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from composer.contracts import Register
from composer.errors import ChatError
from composer.hookspecs import hookimpl
from composer.types import ChatMessage
from composer_plugins.chat_files.identities import Identities
from composer_plugins.chat_files.json_shapes import Path, Said, names_in, said_in
from composer_plugins.chat_files.json_strings import DECODER, Spans, literal, whole, writes_escapes

DOCUMENT_LIMIT = 64 * 1024 * 1024
_MARK = b"\xef\xbb\xbf"
_KEYS = re.compile(
    rb'"(?:role|content|messages|conversations?|histor(?:y|ies)|risuChat|msgs?|from|mes|internal|(?:data_)?visible|actions)"\s*:'
)


class JsonChat:
    """A chat in one JSON document; only the texts of its messages are ever written anew."""

    name = "json"
    suffix = ".json"

    def recognises(self, head: bytes) -> float:
        """Sure of a document that begins as a list or an object and has a key of chats; lines of JSON are none."""
        text = head.removeprefix(_MARK).lstrip()
        if not text.startswith((b"[", b"{")) or _is_line(text):
            return 0.0
        return 0.8 if _KEYS.search(text) else 0.05

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatMessage]:
        """Yield the messages; ids are the document's, else ``message-N``. ChatError names what is wrong."""
        given = Identities()
        for number, one in enumerate(said_in(_document(lines)[2])):
            identity = given.own(whole(one.id) or f"message-{number}")
            yield ChatMessage(whole(one.name), whole(one.text), one.is_user, one.is_system, identity)

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Return the names that the document gives, else those of the first visible message of either side."""
        document = _document(lines)[2]
        character, user = map(whole, names_in(document))
        told = [one for one in said_in(document) if not one.is_system]
        character = character or next((whole(one.name) for one in told if one.name and not one.is_user), "")
        return character, user or next((whole(one.name) for one in told if one.name and one.is_user), "")

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the document; of those messages only the texts are written anew."""
        mark, text, document = _document(lines)
        changes = sorted(_changes(text, said_in(document), texts)) if texts else []
        yield mark
        written = 0
        for start, end, new in changes:
            yield text[written:start].encode()
            yield new.encode()
            written = end
        yield text[written:].encode()


def _is_line(text: bytes) -> bool:
    """Return whether a text begins with a line that is a whole JSON object, with more behind it."""
    first, _, rest = text.partition(b"\n")
    if not rest.strip() or not first.rstrip().endswith(b"}"):
        return False
    try:
        return isinstance(DECODER.decode(first.decode()), dict)
    except (ValueError, RecursionError):
        return False


def _document(lines: Iterable[bytes]) -> tuple[bytes, str, Any]:
    """Return the byte order mark, the text and what it says."""
    parts, size = [], 0
    for line in lines:
        size += len(line)
        if size > DOCUMENT_LIMIT:
            raise ChatError(f"a chat in one JSON document is read whole, and this is longer than the limit of "
                            f"{DOCUMENT_LIMIT} bytes; export it as JSONL")  # fmt: skip
        parts.append(line)
    data = b"".join(parts)
    mark = _MARK if data.startswith(_MARK) else b""
    try:
        text = data[len(mark) :].decode()
        return mark, text, DECODER.decode(text)
    except UnicodeDecodeError as error:
        line_number = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise ChatError(f"line {line_number}: no UTF-8 ({error.reason})") from None
    except RecursionError:
        raise ChatError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise ChatError(f"no valid JSON: {error}") from None


def _changes(text: str, said: list[Said], texts: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    spans, escapes = Spans(text), writes_escapes(text)
    for number, one in enumerate(said):
        if number in texts:
            new = texts[number]
            places: dict[Path, str] = {one.path: new} | {path: form(new) for path, form in one.copies.items()}
            for path, written in places.items():
                yield (*spans.of(path), literal(written, escapes))


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the format."""
    register(JsonChat())
