"""When a predicted value means a labelled fact: keywords that begin a word, and names of attributes."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from composer.documents import load_yaml

#: A longer value is a paragraph and names no fact.
LONGEST_VALUE = 80
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
#: Letters an ending may have after a forbidden word: a short one, more after a Cyrillic stem.
_ENDING, _CYRILLIC_ENDING, _SHORT_STEM = 3, 40, 3
#: What somebody is and what can be seen of it are hard to tell apart (a fox, a fox's tail): either name is right.
_ALIKE = frozenset({"species", "feature"})


def normal(text: str) -> str:
    """Return a text as it is compared: case-folded, ``ё`` as ``е``, one space between words."""
    return " ".join(text.casefold().replace("ё", "е").replace("’", "'").split())


def attribute_name(text: str) -> str:
    """Return an attribute as it is compared."""
    return normal(text).replace(" ", "_")


def names_attribute(predicted: str, label: str, alternatives: Iterable[str] = ()) -> bool:
    """Tell whether a predicted attribute is right for a label's."""
    right = {label, *alternatives}
    meant = _aliases().get(predicted, (predicted,))
    return any(name in right or (name in _ALIKE and label in _ALIKE) for name in meant)


def names_fact(keywords: Iterable[str], value: str) -> bool:
    """Tell whether a predicted value means the fact with these keywords."""
    value = normal(value)
    return len(value) <= LONGEST_VALUE and any(_begins(keyword).search(value) for keyword in keywords)


def holds_forbidden(words: Iterable[str], value: str) -> bool:
    """Tell whether a value holds one of these words, at most inflected."""
    value = normal(value)
    return any(_inflected(word).search(value) for word in words)


@cache
def _begins(keyword: str) -> re.Pattern[str]:
    word = normal(keyword)
    if not word:
        return re.compile("(?!)")
    return re.compile(re.escape(word) if _WITHOUT_SPACES.search(word) else rf"(?<!\w){re.escape(word)}")


@cache
def _inflected(keyword: str) -> re.Pattern[str]:
    word = normal(keyword)
    if not word or _WITHOUT_SPACES.search(word):
        return _begins(keyword)
    long = len(word) > _SHORT_STEM and _CYRILLIC.search(word)
    return re.compile(rf"(?<!\w){re.escape(word)}\w{{0,{_CYRILLIC_ENDING if long else _ENDING}}}(?!\w)")


@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, Any] = load_yaml(Path(__file__).parent / "aliases.yaml")
    return {name: tuple(meant) for name, meant in table.items()}
