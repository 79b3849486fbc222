"""Words that may not work as NovelAI's syntax: what comes from cards, chats and models is only read."""

import re

from composer.writing.operators import neutral_operators

_BRACES = str.maketrans("{}[]|", "()()/")
#: ``source#`` and the like say who does what, ``Text:`` has the rest of the prompt written into the picture.
_SIDE = re.compile(r"\b(source|target|mutual)\s*#", re.IGNORECASE)
_LETTERING = re.compile(r"\b(text)\s*[:：](?=\s|\S)", re.IGNORECASE)
_COLONS = re.compile(r":{2,}|：{2,}|/{2,}")
_SPACE = re.compile(r"\s+")
_OUTER = " ,.;:!…\n"


def only_words(text: str) -> str:
    """Return foreign text in which nothing is syntax: no weight, no bar between people, no operator, no lettering."""
    plain = _SIDE.sub(r"\1 ", _LETTERING.sub(r"\1 ", neutral_operators(text).translate(_BRACES)))
    return _SPACE.sub(" ", _COLONS.sub(lambda match: match[0][0], plain)).strip(_OUTER)
