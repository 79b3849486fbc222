"""What of a language model's answer counts: facts of known kinds whose every word the text itself bears out.

The model has read a stranger's text and may do as that text bids, so its answer is no more trusted than the text: it
can name looks or clothes and nothing else, and no word that the passage it quotes does not hold.
"""

import json
import re
from itertools import islice
from typing import Any

from composer.answers import objects_at, text_at
from composer.consulting import LONGEST_QUOTE, LONGEST_VALUE, Fact
from composer_plugins.chat_reading.asking import MOST_ASKED, Kind

_LARGEST = 200_000
_THOUGHTS_END = ("</think>", "</thinking>")
_PLAIN = re.compile(r"[\w ,.'’/%–-]+")
_WORD = re.compile(r"\w+")
#: Letters of languages that write without spaces between words.
_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0eff]")
#: How many of its last letters a word may change when it is bent, and how many it keeps at least.
_BENT, _KEPT = 3, 3


class NoAnswerError(ValueError):
    """The words of a model are no answer; it says why, in words of ours."""


def facts_in(kind: Kind, said: str, text: str) -> list[Fact]:
    """Return the facts of an answer that count, each once, with quotes as they stand in `text`.

    Raises:
        NoAnswerError: it is not JSON of the form that was asked for.
    """
    answer = _json(said)
    if not isinstance(answer, dict) or not isinstance(answer.get("facts"), list):
        raise NoAnswerError('it is no JSON object with a list "facts"')
    items = list(islice(objects_at(answer, "facts"), MOST_ASKED))
    if answer["facts"] and not any(_is_formed(item, kind) for item in items):
        raise NoAnswerError(f"no fact has the strings {kind.named}")
    facts = (_fact(item, kind, text) for item in items)
    return list(dict.fromkeys(fact for fact in facts if fact is not None))


def _json(said: str) -> Any:
    """Return the JSON in a model's words, which may have thoughts before it and Markdown around it."""
    said = said[:_LARGEST]
    for mark in _THOUGHTS_END:
        said = said.rpartition(mark)[2]
    start, end = said.find("{"), said.rfind("}")
    try:
        return json.loads(said[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None


def _is_formed(item: dict[str, Any], kind: Kind) -> bool:
    return all(isinstance(item.get(name), str) for name in kind.parts)


def _fact(item: dict[str, Any], kind: Kind, text: str) -> Fact | None:
    """Return a fact whose parts are what they may be; the part before the quote is in the text's own words."""
    *chosen, value, quote = (text_at(item, part).strip() for part in kind.parts)
    named = dict(zip(kind.parts, chosen, strict=False))
    if any(named[part] not in choices for part, choices in kind.choices.items()):
        return None
    if not 0 < len(value) <= LONGEST_VALUE or not _PLAIN.fullmatch(value):
        return None
    quote = _standing(quote, text)
    return (*chosen, value, quote) if quote and _borne_out(value, quote) else None


def _standing(quote: str, text: str) -> str:
    """Return a quote as it stands in the text, whose white space models change; "" when it does not."""
    if not 0 < len(quote) <= LONGEST_QUOTE:
        return ""
    if quote in text:
        return quote
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return found[0] if found and len(found[0]) <= LONGEST_QUOTE else ""


def _borne_out(value: str, quote: str) -> bool:
    """Return whether every word of the value stands in the quote, as it is or bent (серебряный: серебряными)."""
    value, quote = _folded(value), _folded(quote)
    if not _WORD.search(value):
        return False
    if _UNSPACED.search(value):
        return value in quote
    there = _WORD.findall(quote)
    return all(any(_same(word, other) for other in there) for word in _WORD.findall(value))


def _same(word: str, other: str) -> bool:
    kept = max(_KEPT, len(word) - _BENT, len(other) - _BENT)
    return word == other or (min(len(word), len(other)) >= kept and word[:kept] == other[:kept])


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")
