"""SillyTavern's chat files: a header line, then one JSON object per message.

What stands in `mes` is what SillyTavern shows and sends, so it is the text of a message; `swipes[swipe_id]` normally
holds the same and is rewritten with it. Where the two differ (a swipe that was left half made) that swipe is another
text, and stays.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.contracts import Register
from composer.errors import ChatError
from composer.hookspecs import hookimpl
from composer.types import ChatMessage

LINE_LIMIT = 32 * 1024 * 1024
_MARK = b"\xef\xbb\xbf"
_BLANK = " \t\r\n"
_HEADER_KEYS = ("chat_metadata", "user_name", "character_name")
_MESSAGE_KEYS = ("mes", "swipes")
_HALF = re.compile("[\ud800-\udfff]")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds a JSON object: its text without the byte order mark, and the object."""

    raw: bytes
    text: str
    fields: dict[str, Any]


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
        """Yield the messages, hidden ones included; ChatError names the line and the cause.

        The id is `send_date`; of equal ones the second gets ``#2``, and a message without one is ``message-N``.
        """
        seen: Counter[str] = Counter()
        for number, line in enumerate(line for line in _lines(lines) if isinstance(line, _Line)):
            date = line.fields.get("send_date")
            dated = isinstance(date, (str, int, float)) and date != ""
            yield _message(line.fields, _unique(_clean(str(date)) if dated else f"message-{number}", seen))

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Return the names in the header, else those of the first visible message of either side."""
        character = user = ""
        for line in _lines(lines, header=True):
            if not isinstance(line, _Line) or line.fields.get("is_system"):
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
                continue
            number += 1
            yield _rewritten(line, texts[number]) if number in texts else line.raw


def _lines(lines: Iterable[bytes], header: bool = False) -> Iterator[_Line | bytes]:
    """Yield messages as `_Line`; blank lines and the header as they are (the header too as `_Line`, if wanted)."""
    first = True
    for number, raw in enumerate(lines, 1):
        if len(raw) > LINE_LIMIT:
            raise ChatError(f"line {number}: it has {len(raw)} bytes; the limit is {LINE_LIMIT}")
        body = raw.removeprefix(_MARK) if number == 1 else raw
        if not body.strip():
            yield raw
            continue
        line = _parsed(raw, body, number)
        is_header = first and not _is_message(line.fields) and any(key in line.fields for key in _HEADER_KEYS)
        first = False
        if not is_header and not _is_message(line.fields):
            raise ChatError(f"line {number}: no message, it has no key 'mes'")
        yield raw if is_header and not header else line


def _parsed(raw: bytes, body: bytes, number: int) -> _Line:
    try:
        text = body.decode("utf-8")
        fields = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise ChatError(f"line {number}: no UTF-8 at byte {error.start} ({error.reason})") from None
    except RecursionError:
        raise ChatError(f"line {number}: the JSON is nested too deeply") from None
    except ValueError as error:
        cause = str(error).replace("line 1 column", "column")
        raise ChatError(f"line {number}: no valid JSON: {cause}") from None
    if not isinstance(fields, dict):
        raise ChatError(f"line {number}: a message is a JSON object")
    return _Line(raw, text, fields)


def _is_message(fields: Mapping[str, Any]) -> bool:
    return any(key in fields for key in _MESSAGE_KEYS)


def _unique(identity: str, seen: Counter[str]) -> str:
    candidate = identity
    while seen[candidate]:
        seen[identity] += 1
        candidate = f"{identity}#{seen[identity]}"
    seen[candidate] += 1
    return candidate


def _message(fields: Mapping[str, Any], identity: str) -> ChatMessage:
    swipe = fields.get("swipe_id")
    avatar = fields.get("original_avatar") or fields.get("force_avatar")
    return ChatMessage(
        name=_name(fields, "name"),
        text=_clean(_stored_text(fields)),
        is_user=bool(fields.get("is_user")),
        is_system=bool(fields.get("is_system")),
        id=identity,
        swipe=swipe if isinstance(swipe, int) and not isinstance(swipe, bool) and swipe >= 0 else 0,
        avatar=_clean(avatar) if isinstance(avatar, str) else "",
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
    return _clean(name).replace("\0", "") if isinstance(name, str) else ""


def _header_name(fields: Mapping[str, Any], key: str) -> str:
    name = _name(fields, key)
    return "" if name == "unused" else name  # what newer versions of SillyTavern write there


def _clean(text: str) -> str:
    """Show the half of a surrogate pair, which no UTF-8 text can hold, as U+FFFD; the length stays."""
    return _HALF.sub("\ufffd", text)


def _rewritten(line: _Line, text: str) -> bytes:
    """Write the two strings anew inside the line, so that its other keys, numbers and spaces stay as they are."""
    spans = _object_spans(line.text)
    ascii_only = line.text.isascii() and "\\u" in line.text
    changed = [spans["mes"]] if "mes" in spans else []
    swipe = _swipe(line.fields)
    if isinstance(swipe, str) and swipe.strip() == _stored_text(line.fields).strip():
        changed.append(_array_spans(line.text, spans["swipes"][0])[line.fields.get("swipe_id", 0)])
    result = line.text
    for start, end in sorted(changed, reverse=True):
        result = result[:start] + _literal(text, ascii_only) + result[end:]
    return (_MARK if line.raw.startswith(_MARK) else b"") + result.encode("utf-8")


def _literal(text: str, ascii_only: bool) -> str:
    return json.dumps(text, ensure_ascii=ascii_only or _HALF.search(text) is not None)


def _object_spans(text: str) -> dict[str, tuple[int, int]]:
    """Return where the value of each key of the object in `text` stands; of equal keys the last counts, as in JSON."""
    spans: dict[str, tuple[int, int]] = {}
    position = _skip(text, text.index("{") + 1)
    while text[position] == '"':
        key, position = _DECODER.raw_decode(text, position)
        start = _skip(text, _skip(text, position) + 1)
        end = _DECODER.raw_decode(text, start)[1]
        spans[key] = (start, end)
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return spans


def _array_spans(text: str, start: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        end = _DECODER.raw_decode(text, position)[1]
        spans.append((position, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return spans


def _skip(text: str, position: int) -> int:
    while text[position] in _BLANK:
        position += 1
    return position


@hookimpl
def register_chat_formats(register: Register) -> None:
    """Register the format."""
    register(JsonlChat())
