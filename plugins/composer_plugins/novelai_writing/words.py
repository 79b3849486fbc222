"""Words that may not work as NovelAI's syntax: what comes from cards, chats and models is only read."""

import re
from functools import lru_cache

from composer.writing.operators import neutral_operators
from composer.writing.weights import converted

_BRACES = str.maketrans("{}[]|", "()()/")
#: ``source#`` and the like say who does what, ``Text:`` has the rest of the prompt written into the picture.
_SIDE = re.compile(r"\b(source|target|mutual)\s*#", re.IGNORECASE)
_LETTERING = re.compile(r"\b(text)\s*[:：](?=\s|\S)", re.IGNORECASE)
_COLONS = re.compile(r":{2,}|：{2,}|/{2,}")
_SPACE = re.compile(r"\s+")
#: Between two brackets one thing ends and another begins.
_BETWEEN_BRACKETS = re.compile(r"(?<=[)\]}])\s+(?=[(\[{])")
_OUTER = " ,.;:!…\n"


@lru_cache(maxsize=4096)
def only_words(text: str) -> tuple[str, bool]:
    """Return foreign text in which nothing is syntax, and whether anything was.

    It has no weight, no bar between people, no operator and no lettering, and no white space or marks around it.
    """
    whole = _SPACE.sub(" ", text).strip(_OUTER)
    plain = _plain(converted(_BETWEEN_BRACKETS.sub(", ", text), "none", own=False))
    return plain, plain != whole


def _plain(text: str) -> str:
    plain = _SIDE.sub(r"\1 ", _LETTERING.sub(r"\1 ", neutral_operators(text).translate(_BRACES)))
    return _SPACE.sub(" ", _COLONS.sub(lambda match: match[0][0], plain)).strip(_OUTER)
