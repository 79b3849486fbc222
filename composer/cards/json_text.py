"""Values into JSON text as other programs write it, with what Python's own writer has no way to say."""

import json
import re
from typing import Any

from composer.cards.parsing import WrittenNumber, check_depth
from composer.errors import CardError

_HALF = re.compile("[\ud800-\udfff]")


def json_text(value: Any, indent: str = "", ascii_only: bool = False, spaced: bool = False) -> str:
    """Return the JSON of a value: numbers as their file wrote them, halves of surrogate pairs escaped.

    Args:
        indent: what each level is moved by; "" for one line, `spaced` for spaces in it.
        ascii_only: everything beyond ASCII is escaped.

    Raises:
        CardError: it is nested too deeply, or holds what JSON has no word for.
    """
    check_depth(value)
    separators = (", " if spaced and not indent else ",", ": " if spaced or indent else ":")
    try:
        if _has_written(value):
            text = _Writer(indent, separators, ascii_only).text(value, "\n")
        else:
            text = json.dumps(
                value, ensure_ascii=ascii_only, allow_nan=False, indent=indent or None, separators=separators
            )
    except (TypeError, ValueError) as error:
        raise CardError(f"the card cannot be written as JSON: {error}") from None
    return text if text.isascii() else _HALF.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _has_written(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_written, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_written, value))
    return type(value) is WrittenNumber


class _Writer:
    """Python's writer, but for numbers that are written as their file did."""

    def __init__(self, indent: str, separators: tuple[str, str], ascii_only: bool) -> None:
        self._indent = indent
        self._between, self._colon = separators
        self._plain = json.JSONEncoder(ensure_ascii=ascii_only, allow_nan=False)

    def text(self, value: Any, line: str) -> str:
        """Return the JSON of a value; `line` is a line break with the indentation of the line it stands in."""
        if type(value) is WrittenNumber:
            return value.written
        if isinstance(value, dict) and value:
            deeper = line + self._indent
            items = (f"{self._key(key)}{self._colon}{self.text(item, deeper)}" for key, item in value.items())
            return f"{{{self._joined(items, line)}}}"
        if isinstance(value, list | tuple) and value:
            return f"[{self._joined((self.text(item, line + self._indent) for item in value), line)}]"
        return self._plain.encode(value)

    def _key(self, key: Any) -> str:
        return self._plain.encode(key if isinstance(key, str) else next(iter(json.loads(json.dumps({key: 0})))))

    def _joined(self, items: Any, line: str) -> str:
        if not self._indent:
            return self._between.join(items)
        deeper = line + self._indent
        return deeper + (self._between + deeper).join(items) + line
