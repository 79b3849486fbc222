"""From bytes to parsed JSON, within limits, for cards and lorebooks: what JSON leaves open is decided here.

Of a key that stands twice in an object the last counts, as for every other reader. Halves of surrogate pairs and NUL
characters stay as they are in what is parsed, so that it can be written back; `cleaned` takes them out.
"""

import binascii
import codecs
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from composer.cards.coercion import Notes, kind_of
from composer.cards.limits import LIMITS, Limits
from composer.decoding import from_base64
from composer.encodings import decoded
from composer.errors import CardError

#: So often a text is parsed that turns out to be JSON once more.
_ENCODED_TIMES = 3
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_JSON_STARTS = b'{["'
_BLANK = b" \t\r\n\0"
#: How a half of a surrogate pair or NUL is escaped in JSON; a whole pair does not match.
_UNCLEAN_ESCAPE = re.compile(
    r"\\u(?:0000|[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u)[dD][c-fC-F])", re.DOTALL
)
_ESCAPE = re.compile(rb"\\u")
_UNCLEAN = re.compile("[\0\ud800-\udfff]")


class WrittenNumber(float):
    """A number that another spelling than Python's own stands for in the file; it is written back as `written`."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, written: str) -> "WrittenNumber":
        """Read the number that `written` is in JSON."""
        number = super().__new__(cls, written)
        number.written = written
        return number


class Parsed(NamedTuple):
    """Parsed JSON; `clean` when it surely holds neither NUL characters nor halves of surrogate pairs."""

    value: Any
    clean: bool


def parsed(data: bytes, notes: Notes, limits: Limits = LIMITS) -> Parsed:
    """Parse the JSON of a card or lorebook.

    Args:
        data: JSON in UTF-8, 16 or 32, with or without a byte order mark, perhaps encoded as a JSON text once more.
        notes: hear what was odd about it.

    Raises:
        CardError: it is too long, holds too many values, or is no JSON.
    """
    if len(data) > limits.json_length:
        raise CardError(f"the JSON has {len(data)} bytes; the limit is {limits.json_length}")
    text, raw = _text(data, notes)
    clean = True
    for _ in range(_ENCODED_TIMES):
        clean = clean and _is_clean(text, raw)
        value = _loaded(text, notes, limits)
        if not isinstance(value, str):
            return Parsed(value, clean)
        notes.warn("the JSON was encoded twice")
        text, raw = value, value.encode("utf-8", "surrogatepass")
    return Parsed(text, clean)


def json_object(data: bytes, what: str, notes: Notes | None = None, limits: Limits = LIMITS) -> dict[str, Any]:
    """Return the JSON object in some bytes, without NUL characters and halves of surrogate pairs.

    Args:
        what: what it is, for the error. notes: hear what was odd about it.

    Raises:
        CardError: it is too long, holds too many values, is nested too deeply, or is no JSON or no object.
    """
    heard = Notes() if notes is None else notes
    value, clean = parsed(data, heard, limits)
    if not isinstance(value, dict):
        raise CardError(f"{what} is a JSON object, this is {kind_of(value)}")
    check_depth(value, limits)
    return value if clean else {cleaned(key, heard): cleaned(item, heard) for key, item in value.items()}


def unpacked(data: bytes) -> bytes:
    """Return the JSON that some bytes are or, in base64 however it is written, stand for.

    Raises:
        CardError: they are neither.
    """
    if is_json(data):
        return data
    if data.lstrip().startswith(b"rcc||"):
        raise CardError("the card is encrypted by RisuAI (rcc); export it there as PNG or CHARX without a password")
    return from_packed(data)


def from_packed(data: bytes) -> bytes:
    """Return the bytes of base64; CardError when it is none."""
    try:
        return from_base64(data.strip(_BLANK))
    except binascii.Error as error:
        raise CardError(f"no valid base64: {error}") from None


def is_json(data: bytes) -> bool:
    """Say whether bytes begin as JSON does (objects, lists and texts), in any encoding JSON may have."""
    if data.startswith(_MARKS):
        return True
    return data.lstrip(_BLANK)[:1] in (b"{", b"[", b'"')


def check_depth(value: Any, limits: Limits = LIMITS) -> None:
    """Raise CardError for a value whose objects and lists are nested too deeply to be worked on."""
    level = [value]
    for _ in range(limits.json_depth + 1):
        level = [inner for outer in level for inner in _inside(outer) if type(inner) is dict or type(inner) is list]
        if not level:
            return
    raise CardError(_too_deep(limits))


def cleaned(value: Any, notes: Notes) -> Any:
    """Return the value without what no text file can hold: NUL characters and halves of surrogate pairs."""
    if isinstance(value, str):
        return _clean_text(value, notes)
    if isinstance(value, dict):
        return {cleaned(key, notes): cleaned(item, notes) for key, item in value.items()}
    return [cleaned(item, notes) for item in value] if isinstance(value, list) else value


def _clean_text(text: str, notes: Notes) -> str:
    if _UNCLEAN.search(text) is None:
        return text
    notes.warn("broken characters (NUL, halves of surrogate pairs) were taken out")
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_clean(text: str, raw: bytes) -> bool:
    """Say whether JSON surely holds no unclean text; `raw` is its UTF-8, which is searched many times as fast."""
    return b"\0" not in raw and (_ESCAPE.search(raw) is None or _UNCLEAN_ESCAPE.search(text) is None)


def _inside(value: Any) -> Any:
    if type(value) is dict:
        return value.values()
    return value if type(value) is list else ()


def _too_deep(limits: Limits) -> str:
    return f"the JSON is nested too deeply; the limit is {limits.json_depth} levels"


def _text(data: bytes, notes: Notes) -> tuple[str, bytes]:
    """Return the text of JSON, and its UTF-8."""
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _text_of_old(data, notes)
    else:
        if encoding.startswith("utf-8"):
            return text, data
    return text, text.encode("utf-8", "surrogatepass")


def _text_of_old(data: bytes, notes: Notes) -> str:
    """Return the text of what no encoding of JSON is: of an older one, or damaged."""
    found = decoded(data)
    if found.encoding != "UTF-8":
        notes.warn(f"the JSON is in {found.encoding}, not in UTF-8; it was read as that")
    if found.damaged:
        notes.warn("the JSON is damaged: what could not be read is shown as \ufffd")
    return found.text


def _loaded(text: str, notes: Notes, limits: Limits) -> Any:
    if len(text) > limits.json_values and sum(map(text.count, ",[{")) > limits.json_values:
        raise CardError(f"the JSON holds too many values; the limit is {limits.json_values}")
    try:
        return _decoded(_DECODER, text, limits)
    except _UnknownConstantError:
        return _decoded(_decoder(_noting(notes)), text, limits)


def _decoded(decoder: json.JSONDecoder, text: str, limits: Limits) -> Any:
    try:
        return decoder.decode(text)
    except RecursionError:
        raise CardError(_too_deep(limits)) from None
    except json.JSONDecodeError as error:
        raise CardError(f"no valid JSON: {error if text.strip() else 'it is empty'}") from None
    except ValueError:  # Python's own limit, in words for programmers
        raise CardError("no valid JSON: a number in it has thousands of digits") from None


def _number(written: str) -> float:
    number = float(written)
    return number if repr(number) == written else WrittenNumber(written)


class _UnknownConstantError(Exception):
    """There is a number in the JSON that JSON does not know."""


def _refused(_: str) -> None:
    raise _UnknownConstantError


def _noting(notes: Notes) -> Callable[[str], None]:
    return lambda written: notes.coerced(f"{written} is no number JSON knows; it is taken as null")


def _decoder(constant: Callable[[str], None]) -> json.JSONDecoder:
    return json.JSONDecoder(strict=False, parse_float=_number, parse_constant=constant)


_DECODER = _decoder(_refused)
