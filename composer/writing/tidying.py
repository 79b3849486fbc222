"""Words made tidy: one comma and one space between phrases, and no tag twice. The one place where words are tidied.

What the user wants untouched (``enhancer: off``) never comes here. Capitals are the dialect's.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from composer.writing.weights import read_weights, syntax_of

_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_COMMAS = re.compile(r" *(?:(?<!\d),|,(?!\d))(?:[ ,]*,)? *(?=\S)")
_ENDS = re.compile(r"^[\s,]+|[\s,]+$")
_QUOTED = re.compile('["“”«»„`]')
_ITEMS = re.compile(r"[,;\n]")
_OPEN, _CLOSE = "([{<", ")]}>"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_EMPTY = re.compile(rf"\([\s,]*(?::\s*{_NUMBER}\s*)?\)|\[[\s,]*\]|\{{[\s,]*\}}|(?<![\w.]){_NUMBER}::[\s,]*::")
_AFTER_OPENING = re.compile(r"(?:(?<=[(\[{])|(?<=\d::))[\s,]+")
_BEFORE_CLOSING = re.compile(r"[\s,]+(?=[)\]}]|:\s*[\d.]+\s*\))")


@lru_cache(maxsize=1024)
def tidied(text: str, tags: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return a text with one space and one comma between its phrases, and what stood in it twice.

    Args:
        tags: it is a list of tags or phrases, none of which needs saying twice; one with quotation marks is not.
    """
    plain = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text))
    plain = _ENDS.sub("", _COMMAS.sub(", ", plain)) if "," in plain else plain.strip()
    return _once(plain) if tags and "," in plain and not _QUOTED.search(plain) else (plain, ())


@lru_cache(maxsize=1024)
def listed_tags(text: str) -> frozenset[str]:
    """Return the tags of a text as `tag_key` has them, without their weights."""
    plain = "".join(span.text for span in read_weights(text, syntax_of(text)))
    return frozenset(map(tag_key, _ITEMS.split(plain)))


@lru_cache(maxsize=1024)
def tag_key(tag: str) -> str:
    """Return what is the same in all ways to write a tag: ``best_quality`` and ``Best quality`` agree."""
    return tag.replace("_", " ").strip(" .").casefold()


def without_tags(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text without the tags that fit a pattern, and without the brackets and commas that were theirs."""
    plain = pattern.sub("", text)
    while (smaller := _EMPTY.sub("", plain)) != plain:
        plain = smaller
    return tidied(_BEFORE_CLOSING.sub("", _AFTER_OPENING.sub("", plain)))[0]


def _once(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a list with each item once, and the items that stood in it again; brackets are never cut."""
    said: set[str] = set()
    kept: list[str] = []
    again: list[str] = []
    for item in _split(text):
        key = item.strip().casefold()
        (again if key in said else kept).append(item)
        said.add(key)
    return (", ".join(map(str.strip, kept)) if again else text), tuple(map(str.strip, again))


def _split(text: str) -> Iterator[str]:
    """Yield the items of a list; commas inside brackets separate none."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter in _OPEN) - (letter in _CLOSE and depth > 0)
        if letter == "," and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]
