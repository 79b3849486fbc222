"""English phrases out of printed facts: articles, lists, and clothes with their states."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from composer.types import Garment
from composer.writing.pieces import Piece
from composer_plugins.prose_writing.vocabulary import prose_words, words_of

_DETERMINED = re.compile(
    r"^(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|several|many|some|both|her|his|their|its|no|\d+)(?=\s|$)",
    re.IGNORECASE,
)
_AN = re.compile(
    r"^(?:[aio]|e(?!u)|u(?!ni[^mn]|se|ti|ro|ra|te)|hou?r(?![ns])|heir|honest|8|1[18](?!\d)|[fhlmnrsx]-)", re.IGNORECASE
)
_ONE = re.compile(r"^(?:one|once)\b|^one-", re.IGNORECASE)
_LATIN_ENDS = "\u0250"
_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def with_article(phrase: str) -> str:
    """Return a noun phrase with the article it wants: "a scar on her chin", "an elf", "silver hair", "two horns"."""
    if _DETERMINED.match(phrase) or not is_latin(phrase):
        return phrase
    noun = head_noun(phrase)
    if not noun or noun in prose_words().mass or is_plural(noun):
        return phrase
    return f"{article(phrase)} {phrase}"


def article(phrase: str) -> str:
    """Return "a" or "an", as it stands before a phrase."""
    return "an" if _AN.match(phrase) and not _ONE.match(phrase) else "a"


def is_latin(text: str) -> bool:
    """Say whether all letters of a text are Latin ones, so that English grammar knows what to do with it."""
    return text.isascii() or all(char < _LATIN_ENDS or not char.isalpha() for char in text)


def head_noun(phrase: str) -> str:
    """Return the noun a phrase is about, in lower case: the last word before one that explains it."""
    words = words_of(phrase)
    link = next((number for number, word in enumerate(words) if number and word in prose_words().links), len(words))
    return words[link - 1] if link else ""


def is_plural(noun: str) -> bool:
    """Say whether an English noun is plural."""
    known = prose_words()
    return noun in known.plural or (noun.endswith("s") and not noun.endswith("ss") and noun not in known.singular)


def garment_phrase(garment: Garment) -> str:
    """Return a garment with its states, without brackets: "a torn, wet cloak", "a raincoat with the hood up"."""
    text = garment.text or garment.name.text
    states = [state.text for state in garment.state if state.text.casefold() not in text.casefold()]
    before = [state for state in states if _stands_before(state)]
    parts = [_of_a_part(state) for state in states if state not in before and _is_of_a_part(state)]
    behind = [state for state in states if state not in before and not _is_of_a_part(state)]
    whole = with_article(" ".join((", ".join(before), text)) if before else text)
    whole = f"{whole} {and_list(behind)}" if behind else whole
    return f"{whole} with {and_list(parts)}" if parts else whole


def _stands_before(state: str) -> bool:
    first, *others = state.casefold().split() or [""]
    return is_latin(state) and (not others or (len(others) == 1 and first in prose_words().adverbs))


def _is_of_a_part(state: str) -> bool:
    return not is_latin(state) or state.casefold().split()[0] in prose_words().garment_parts


def _of_a_part(state: str) -> str:
    """Return what is said of a part of a garment: "the hood up", "sleeves rolled up"."""
    first = state.casefold().split()[0]
    return state if is_plural(first) or not is_latin(state) else f"the {state}"


def and_list(items: Sequence[str]) -> str:
    """Return things one after the other: "a, b and c"."""
    return ", ".join(items[:-1]) + f" and {items[-1]}" if len(items) > 1 else "".join(items)


def listed(items: Iterable[Sequence[Piece]], last: str = " and ", others: str = ", ") -> list[Piece]:
    """Return things, each in pieces, one after the other, with "and" before the last."""
    known = [item for item in items if item]
    result: list[Piece] = []
    for number, item in enumerate(known):
        if number:
            result.append((last if number == len(known) - 1 else others, None))
        result += item
    return result
