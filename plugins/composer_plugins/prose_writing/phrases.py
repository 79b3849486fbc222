"""English phrases out of printed facts: articles, lists, and clothes with their states."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.types import Garment

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_DETERMINED = re.compile(
    r"^(?:an?|the|one|two|three|four|five|six|several|many|some|both|her|his|their|its|no|\d+)\b", re.IGNORECASE
)
_VOWEL = re.compile(r"^(?:[aeio]|u(?!ni|se|ti|ro)|hou?r|heir|honest)", re.IGNORECASE)


class ProseWords(BaseModel):
    """What English grammar wants to know of words; `words.yaml` explains."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    mass: frozenset[str]
    plural: frozenset[str]
    singular: frozenset[str]
    links: frozenset[str]
    adjectives: frozenset[str]
    figure: str
    positions: dict[int, tuple[str, ...]]
    placing: tuple[str, ...]


@cache
def prose_words() -> ProseWords:
    """Return the words."""
    return check_builtin(ProseWords, resources.files("composer_plugins") / "prose_writing" / "words.yaml")


@cache
def with_article(phrase: str) -> str:
    """Return a noun phrase with the article it wants: "a scar on her chin", "an elf", "silver hair", "two horns"."""
    if _DETERMINED.match(phrase) or not phrase.isascii():
        return phrase
    noun = head_noun(phrase)
    if not noun or noun in prose_words().mass or is_plural(noun):
        return phrase
    return f"{'an' if _VOWEL.match(phrase) else 'a'} {phrase}"


def head_noun(phrase: str) -> str:
    """Return the noun a phrase is about, in lower case: the last word before one that explains it."""
    words = [word.casefold() for word in _WORD.findall(phrase)]
    link = next((number for number, word in enumerate(words) if number and word in prose_words().links), len(words))
    return words[link - 1] if link else ""


def is_plural(noun: str) -> bool:
    """Say whether an English noun is plural."""
    known = prose_words()
    return noun in known.plural or (noun.endswith("s") and not noun.endswith("ss") and noun not in known.singular)


def garment_phrase(garment: Garment) -> str:
    """Return a garment with its states, without brackets: "an unbuttoned white shirt", "a raincoat with hood up"."""
    text = garment.text or garment.name.text
    states = [state.text for state in garment.state if state.text.casefold() not in text.casefold()]
    before = [state for state in states if " " not in state and state.isascii()]
    after = [state for state in states if state not in before]
    whole = with_article(" ".join((*before, text)))
    return f"{whole} with {and_list(after)}" if after else whole


def and_list(items: Sequence[str]) -> str:
    """Return things one after the other: "a, b and c"."""
    return ", ".join(items[:-1]) + f" and {items[-1]}" if len(items) > 1 else "".join(items)


def separators(number: int) -> list[str]:
    """Return what stands before each of so many things of a list."""
    return ["", *[", "] * (number - 2), " and "][:number] if number > 1 else [""] * number
