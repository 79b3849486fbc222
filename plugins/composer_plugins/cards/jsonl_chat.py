"""SillyTavern's chat files: a header line, then one JSON object per message.

What stands in `mes` is what SillyTavern shows and sends, so it is the text of a message; `swipes[swipe_id]` normally
holds the same and is rewritten with it. Where the two differ (a swipe that was left half made) that swipe is another
text, and stays. A narrator's line is told by nobody. A last line that is broken off, as by a crash while it was saved,
is reported and never touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from composer.contracts import Register
from composer.errors import ChatError, DamagedEndError
from composer.hookspecs import hookimpl
from composer.types import ChatMessage
from composer_plugins.chat_files.avatars import avatar_file
from composer_plugins.chat_files.identities import Identities
from composer_plugins.chat_files.json_strings import (
    DECODER,
    array_spans,
    literal,
    object_spans,
    whole,
    writes_escapes,
)

LINE_LIMIT = 32 * 1024 * 1024
_MARK = b"\xef\xbb\xbf"
_HEADER_KEYS = ("chat_metadata", "user_name", "character_name", "create_date")
_MESSAGE_KEYS = ("mes", "swipes")
#: So many blank lines may follow a last line that is broken off.
_BLANK_LINES = 100
#: What a disk may leave of a file that was being written when the power went.
_VOID = b"\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds a JSON object: its text without the byte order mark, and the object."""

    raw: bytes
    text: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _BrokenOff:
    """The last line of a chat, when it cannot be read, and why."""

    raw: bytes
    why: str


class JsonlChat:
    """A chat in SillyTavern's format; the header and blank lines may be missing or there."""

    name = "jsonl"
    suffix = ".jsonl"

    def recognises(self, head: bytes) -> float:
        """Sure of a first line that begins an object with a key of SillyTavern's chats."""
        first = head.removeprefix(_MARK).lstrip().partition(b"\n")[0]
        if not first.startswith(b"{"):
            return 0.0
        return 0.9 if any(f'"{key}"'.encode() in first for key in _HEADER_KEYS + _MESSAGE_KEYS) else 0.2

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatMessage]:
        """Yield the messages, hidden ones included.

        The id is `send_date`; of equal ones the second gets ``#2``, and a message without one is ``message-N``.

        Raises:
            ChatError: naming the line and the cause. DamagedEndError: after all messages, for a last line that is
                broken off.
        """
        given, number = Identities(), 0
        for line in _lines(lines):
            if isinstance(line, _Line):
                yield _message(line.fields, given.own(_identity(line.fields, number)))
                number += 1
            elif isinstance(line, _BrokenOff):
                raise DamagedEndError(f"{line.why}; what stands before it is read, and the line stays as it is")

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Return the names in the header, else those of the first visible message of either side."""
        character = user = ""
        for line in _lines(lines, header=True):
            if not isinstance(line, _Line) or line.fields.get("is_system") or _is_narrated(line.fields):
                continue
            if not _is_message(line.fields):
                character, user = _header_name(line.fields, "character_name"), _header_name(line.fields, "user_name")
            elif line.fields.get("is_user"):
                user = user or _name(line.fields, "name")
            else:
                character = character or _name(line.fields, "name")
            if character and user:
                break
        return character, user

    def corrections(self, lines: Iterable[bytes]) -> object:
        """Return what the header holds at ``chat_metadata.rp_composer.corrections``, unchecked; None for nothing."""
        for line in _lines(lines, header=True):
            if isinstance(line, _Line):
                metadata = None if _is_message(line.fields) else line.fields.get("chat_metadata")
                own = metadata.get("rp_composer") if isinstance(metadata, dict) else None
                return own.get("corrections") if isinstance(own, dict) else None
        return None

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the lines; of those messages only the strings `mes` and ``swipes[swipe_id]`` are written anew."""
        number = -1
        for line in _lines(lines):
            if isinstance(line, bytes):
                yield line
            elif isinstance(line, _BrokenOff):
                yield line.raw
            else:
                number += 1
                yield _rewritten(line, texts[number]) if number in texts else line.raw


def _lines(lines: Iterable[bytes], header: bool = False) -> Iterator[_Line | _BrokenOff | bytes]:
    """Yield messages as `_Line`; blank lines and the header as they are (the header too as `_Line`, if wanted)."""
    source, first, told = iter(lines), True, False
    for number, raw in enumerate(source, 1):
        body = raw.removeprefix(_MARK) if number == 1 else raw
        if not body.strip():
            yield raw
            continue
        try:
            line = _parsed(raw, body, number)
        except ValueError as error:
            yield from _broken_off(raw, f"line {number}: {error}", source, told)
            return
        is_header = first and not _is_message(line.fields) and any(key in line.fields for key in _HEADER_KEYS)
        first = False
        if not is_header and not _is_message(line.fields):
            raise ChatError(f"line {number}: no message, it has no key 'mes'")
        told = told or not is_header
        yield raw if is_header and not header else line


def _broken_off(raw: bytes, why: str, rest: Iterator[bytes], told: bool) -> Iterator[_BrokenOff | bytes]:
    """Yield a line that cannot be read and the blank lines behind it.

    ChatError where anything else follows, or no message was told before it.
    """
    behind = list(islice(rest, _BLANK_LINES))
    if not told or any(line.strip(_VOID) for line in behind) or len(behind) == _BLANK_LINES:
        raise ChatError(why)
    yield _BrokenOff(raw, why)
    yield from behind


def _parsed(raw: bytes, body: bytes, number: int) -> _Line:
    """Return the object in a line; ValueError says why a line that may be broken off is no JSON."""
    if len(raw) > LINE_LIMIT:
        raise ChatError(f"line {number}: it is longer than the limit of {LINE_LIMIT} bytes")
    try:
        text = body.decode("utf-8")
        fields = DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise ValueError(f"no UTF-8 at byte {error.start} ({error.reason})") from None
    except RecursionError:
        raise ChatError(f"line {number}: the JSON is nested too deeply") from None
    except ValueError as error:
        cause = str(error).replace("line 1 column", "column")
        raise ValueError(f"no valid JSON: {cause}") from None
    if not isinstance(fields, dict):
        raise ChatError(f"line {number}: a message is a JSON object")
    return _Line(raw, text, fields)


def _is_message(fields: Mapping[str, Any]) -> bool:
    return any(key in fields for key in _MESSAGE_KEYS)


def _is_narrated(fields: Mapping[str, Any]) -> bool:
    """Return whether it is a line of SillyTavern's ``/sys``: the name above it is nobody's."""
    extra = fields.get("extra")
    return isinstance(extra, dict) and extra.get("type") == "narrator"


def _identity(fields: Mapping[str, Any], number: int) -> str:
    date = fields.get("send_date")
    dated = isinstance(date, (str, int, float)) and date != ""
    return whole(str(date)) if dated else f"message-{number}"


def _message(fields: Mapping[str, Any], identity: str) -> ChatMessage:
    swipe, narrated, is_user = fields.get("swipe_id"), _is_narrated(fields), bool(fields.get("is_user"))
    original = None if is_user else fields.get("original_avatar")
    return ChatMessage(
        name="" if narrated else _name(fields, "name"),
        text=whole(_stored_text(fields)),
        is_user=is_user,
        is_system=bool(fields.get("is_system")),
        id=identity,
        swipe=swipe if isinstance(swipe, int) and not isinstance(swipe, bool) and swipe >= 0 else 0,
        avatar="" if narrated else whole(avatar_file(original or fields.get("force_avatar"))),
    )


def _stored_text(fields: Mapping[str, Any]) -> str:
    text = fields.get("mes")
    if not isinstance(text, str):
        text = _swipe(fields)
    return text if isinstance(text, str) else ""


def _swipe(fields: Mapping[str, Any]) -> Any:
    swipes, number = fields.get("swipes"), fields.get("swipe_id", 0)
    if isinstance(swipes, list) and isinstance(number, int) and 0 <= number < len(swipes):
        return swipes[number]
    return None


def _name(fields: Mapping[str, Any], key: str) -> str:
    name = fields.get(key)
    return whole(name).replace("\0", "") if isinstance(name, str) else ""


def _header_name(fields: Mapping[str, Any], key: str) -> str:
    name = _name(fields, key)
    return "" if name == "unused" else name  # what newer versions of SillyTavern write there


def _rewritten(line: _Line, text: str) -> bytes:
    """Write the two strings anew inside the line, so that its other keys, numbers and spaces stay as they are."""
    spans = object_spans(line.text)
    changed = [spans["mes"]] if "mes" in spans else []
    swipe = _swipe(line.fields)
    if isinstance(swipe, str) and swipe.strip() == _stored_text(line.fields).strip():
        changed.append(array_spans(line.text, spans["swipes"][0])[line.fields.get("swipe_id", 0)])
    result, new = line.text, literal(text, writes_escapes(line.text))
    for start, end in sorted(changed, reverse=True):
        result = result[:start] + new + result[end:]
    return (_MARK if line.raw.startswith(_MARK) else b"") + result.encode("utf-8")


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the format."""
    register(JsonlChat())
