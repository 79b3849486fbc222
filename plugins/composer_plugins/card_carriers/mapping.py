"""What text files say of a card: their text as Unicode, and YAML's keys and values as those of a card's JSON."""

from typing import Any

from composer.cards.coercion import Notes
from composer.encodings.decoding import Decoded

#: The keys of text-generation-webui's characters, and what a card calls them.
NAMES = {"context": "description", "greeting": "first_mes", "example_dialogue": "mes_example"}
_DEEPEST = 100


def readable(text: Decoded, notes: Notes) -> str:
    """Return the text of a file with plain line ends; notes hear when it was not UTF-8."""
    if text.encoding != "UTF-8":
        notes.warn(f"the file is in {text.encoding}, not in UTF-8; it was read as that")
    if text.damaged:
        notes.warn("the file is damaged: what could not be read is shown as \ufffd")
    return text.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def with_card_names(fields: dict[Any, Any]) -> dict[str, Any]:
    """Return a mapping of YAML as JSON would hold it, with the fields as cards call them; a card's own names win."""
    read = {str(key): _as_json(value) for key, value in fields.items()}
    for old, new in NAMES.items():
        if old in read and new not in read:
            read[new] = read.pop(old)
    return read


def _as_json(value: Any, depth: int = 0) -> Any:
    """Return a value of YAML as JSON has it: what JSON cannot say, such as dates and bytes, is text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict) and depth < _DEEPEST:
        return {str(key): _as_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, set):
        return sorted(str(item) for item in value)
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return [_as_json(item, depth + 1) for item in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
