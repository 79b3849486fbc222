"""Reading the JSON object of an image request, also where a language model wrote it badly.

Strict JSON is tried first. Then comes a reader of our own, because a repair library that does not know where the tag
ends has to guess: it understands single, typographic and missing quotes, unescaped quotes inside a value, missing and
trailing commas, missing braces, escaped quotes and Python's constants. It never makes up a value: what it cannot read
it leaves out, and what stands in a string stays in it.
"""

import json
import math
import re
from collections.abc import Callable

#: Deeper nesting than this is nobody's image request.
DEPTH = 32
#: Neither has any so many keys; a longer broken one is not taken apart.
KEYS = 200
_CLOSERS = {'"': '"”“„', "“": '”"“', "„": '“”"', "«": "»", "'": "'’‘", "‘": "’'", "’": "’'", "`": "`´'"}
_ANY_QUOTE = "\"'“”„«»‘’`´"
_NAMES = (
    "prompt|style|negative_?prompt|aspect_?ratio|image_?size|size|quality|seed|n|preset|people|steps|cfg_?scale"
    "|style_?preset|variants|model|image_?prompt"
)
_QUOTED_KEY = rf"[{_ANY_QUOTE}]\s*+[^\W\d][\w \-]{{0,40}}+[{_ANY_QUOTE}]\s*+[:=]"
_KEY = re.compile(
    rf"(?:[{_ANY_QUOTE}](?P<quoted>[^{_ANY_QUOTE}\n:]{{0,80}}+)[{_ANY_QUOTE}]?|(?P<bare>[^\W\d][\w\-]*+))\s*+[:=]\s*+"
)
_BARE_KEY = r"[^\W\d][\w\-]{0,40}+\s*+:"
_END = r"\s*+,?+[\s}\]]*+$"
#: What may follow the quote that really closes a string: the next key, or the end of everything.
_AFTER_QUOTED = re.compile(
    rf"{_END}|\s*+[,;][\s,;]*+(?:{_QUOTED_KEY}|(?i:{_NAMES})\s*+:)|\s*+(?i:[\"“](?:{_NAMES})[\"”]\s*+:)"
)
_AFTER_BARE = re.compile(rf"{_AFTER_QUOTED.pattern}|\s*+,\s*+{_BARE_KEY}")
#: A key that can only be a key, so that a string whose closing quote is missing ends before it.
_NEXT_KEY = re.compile(rf",\s*+[\"'“‘](?i:{_NAMES})[\"'”’]\s*+:")
_NEXT_ANY_KEY = re.compile(rf",\s*+(?:{_QUOTED_KEY}|{_BARE_KEY})")
_CUT_KEY = re.compile(rf"\s*+,?+\s*+[{_ANY_QUOTE}]?+[\w \-]{{0,40}}+[{_ANY_QUOTE}]?+\s*+:?+\s*+$")
_JUNK_END = re.compile(rf"\s*+,[^{_ANY_QUOTE}]*+$")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", '"': '"', "'": "'"}
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None, "none": None, "undefined": None}


def _number(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text


def _whole(text: str) -> int | str:
    return int(text) if len(text) < 300 else text


#: JSON as language models write it: line breaks inside strings, and numbers no computer holds stay text.
DECODER = json.JSONDecoder(parse_float=_number, parse_int=_whole, parse_constant=str, strict=False)


def read_strictly(text: str) -> dict[str, object] | None:
    """Return the JSON object that `text` is, or None when it is not valid JSON, no object, or nested too deeply."""
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) and is_shallow(value) else None


def is_shallow(value: object) -> bool:
    """Return whether a JSON value is nested at most `DEPTH` deep."""
    level = [value]
    for _ in range(DEPTH):
        level = [inner for item in level for inner in _children(item)]
        if not level:
            return True
    return False


def read_leniently(text: str, cut: bool = False) -> dict[str, object]:
    """Return what can be read of a broken JSON object.

    Args:
        text: from the opening brace (or the first key) up to where the object ends.
        cut: the message ended inside the object, so that the last value may lack its end.

    Returns:
        The keys and values in order; empty when nothing could be read, or when the object has more
        than `KEYS` keys or is nested deeper than `DEPTH`.
    """
    if re.match(r'[\s{]*+\\["\']', text):
        text = re.sub(r'\\(["\'\\])', r"\1", text)
        strict = read_strictly(text)
        if strict is not None:
            return strict
    try:
        return _Reader(text, cut).read()
    except _TooDeepError:
        return {}


def unescape(text: str) -> str:
    """Decode the backslash escapes of a JSON string; an unknown one stays as it is."""
    decoded = _ESCAPE.sub(_unescaped, text)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _unescaped(match: "re.Match[str]") -> str:
    return chr(int(match[1], 16)) if match[1] else _SIMPLE.get(match[2], match[0])


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


class _TooDeepError(Exception):
    """A value is nested deeper than `DEPTH`."""


class _Reader:
    def __init__(self, text: str, cut: bool) -> None:
        self.text = text
        self.cut = cut
        self.position = 0
        self.after = _AFTER_QUOTED

    def read(self) -> dict[str, object]:
        values: dict[str, object] = {}
        self._skip(r"[\s{]*+")
        for _ in range(KEYS):
            self._skip(r"[\s,;]*+")
            key = _KEY.match(self.text, self.position)
            if key is None:
                following = _NEXT_ANY_KEY.search(self.text, self.position)
                if following is None:
                    return values
                self.position = following.start()
                continue
            if key["bare"]:
                self.after = _AFTER_BARE
            self.position = key.end()
            name = unescape(key["quoted"] or key["bare"] or "").strip()
            found, value = self._value()
            if found:
                values.setdefault(name, value)
        return {}

    def _skip(self, pattern: str) -> None:
        match = re.compile(pattern).match(self.text, self.position)
        self.position = match.end() if match else self.position

    def _value(self) -> tuple[bool, object]:
        first = self.text[self.position : self.position + 1]
        if first in _CLOSERS:
            return True, self._string(first)
        if first and first in "[{":
            return True, self._nested(first)
        return self._bare()

    def _string(self, quote: str) -> str:
        """Read up to the first closing quote behind which a key or the end follows."""
        start = self.position + 1
        run = re.compile(rf"[^\\{_CLOSERS[quote]}]*+(?:\\.[^\\{_CLOSERS[quote]}]*+)*+", re.DOTALL)
        end = self._closing(start, run, self._closes)
        if end is None:
            end = self._closing(start, run, lambda place: _JUNK_END.match(self.text, place) is not None)
        following = _NEXT_KEY.search(self.text, start, len(self.text) if end is None else end)
        if following is not None:
            self.position = following.start()
            return unescape(self.text[start : self.position].rstrip())
        if end is not None:
            self.position = end + 1
            return unescape(self.text[start:end])
        self.position = len(self.text)
        rest = self.text[start:]
        return unescape(re.sub(r"\\u?[0-9a-fA-F]{0,3}$", "", rest) if self.cut else rest.rstrip(" \t\r\n}"))

    def _closing(self, position: int, run: re.Pattern[str], closes: Callable[[int], bool]) -> int | None:
        while True:
            match = run.match(self.text, position)
            place = match.end() if match else position
            if place >= len(self.text) or self.text[place] == "\\":
                return None
            if closes(place + 1):
                return place
            position = place + 1

    def _closes(self, place: int) -> bool:
        if self.after.match(self.text, place):
            return True
        return self.cut and _CUT_KEY.match(self.text, place) is not None

    def _nested(self, bracket: str) -> object:
        start = self.position
        try:
            value, self.position = DECODER.raw_decode(self.text, start)
        except RecursionError:
            raise _TooDeepError from None
        except ValueError:
            return self._broken_nested(start, "]" if bracket == "[" else "}")
        if not is_shallow(value):
            raise _TooDeepError
        return value

    def _broken_nested(self, start: int, closing: str) -> object:
        """Read a list as its items between commas; a broken object stays as its text."""
        end = self.text.find(closing, start)
        end = len(self.text) if end < 0 else end
        self.position = end + 1
        if closing == "}":
            return self.text[start : end + 1]
        items = (item.strip().strip(_ANY_QUOTE).strip() for item in self.text[start + 1 : end].split(","))
        return [unescape(item) for item in items if item]

    def _bare(self) -> tuple[bool, object]:
        """Read a value without quotes: a constant, a number, or words up to the next key."""
        following = _NEXT_ANY_KEY.search(self.text, self.position)
        end = following.start() if following else len(self.text)
        text = self.text[self.position : end].rstrip(" \t\r\n,}]")
        if text.endswith('"') and text.count('"') == 1:
            text = text[:-1]  # only its opening quote is missing
        self.position = end
        if text.lower() in _CONSTANTS:
            return True, _CONSTANTS[text.lower()]
        try:
            return bool(text), DECODER.decode(text)
        except (ValueError, RecursionError):
            return bool(text), text
