"""What is left to chance, decided once for a chat and card: the same macro always gives the same.

SillyTavern draws ``{{random}}`` and ``{{roll}}`` anew each time and ties ``{{pick}}`` to chat, text and place. Here all
three are tied to chat, card and their own words, so that a card's hair has one colour in all pictures of a chat, in a
greeting as in a description, and a change elsewhere in a text changes nothing.
"""

import hashlib
import re

from composer.types import Macros

_DICE = re.compile(r"(?P<count>\d{0,3})d(?P<sides>\d{1,6})(?P<more>[+-]\d{1,6})?|(?P<highest>\d{1,6})", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def number(macros: Macros, words: str, ordinal: int, below: int) -> int:
    """Return the number from 0 up to `below` that belongs to a macro.

    Args:
        words: the macro as written; ordinal: how many of the same stand before it in its text.
    """
    key = "\0".join((macros.chat, macros.card, words, str(ordinal)))
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % below


def rolled(macros: Macros, dice: str, ordinal: int) -> str:
    """Return the sum of dice such as ``d6``, ``6`` and ``2d6+3``; "" when there are none such."""
    found = _DICE.fullmatch(_BLANKS.sub("", dice))
    sides = int(found["sides"] or found["highest"]) if found else 0
    if found is None or not sides:
        return ""
    count = int(found["count"] or 1)
    thrown = (1 + number(macros, f"{dice} {throw}", ordinal, sides) for throw in range(count))
    return str(sum(thrown) + int(found["more"] or 0))
