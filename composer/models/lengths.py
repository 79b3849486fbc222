"""How long a prompt is, in the unit that a model counts in.

Tokens are estimated, since what they are depends on the text encoder: one for every seven letters of a word, a digit
and a mark each, and `composer/data/token_counts.yaml` has the words of pictures that are an exception. Against the
vocabulary of CLIP (openai/CLIP), our own tags come out at their true number, whole prompts of tags or English prose
between 3 % under and 8 % over it, and Russian within 2 %. Chinese letters, of which CLIP makes two or three tokens
each, count as little more than one, as encoders that were taught Chinese take them.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from pydantic import RootModel

from composer.documents import check_builtin
from composer.models.facts import Model

Unit = Literal["characters", "tokens", "words"]

# A token of text encoders is about a syllable or two of a word, one letter of most other scripts, or a mark.
_TOKEN = re.compile(r"[a-z]+|\d|[^\W\d_]|[^\w\s]|_")
_LETTERS_A_TOKEN = 7
# Of the letters of other scripts, one in so many has a token more.
_OTHERS_A_MORE = 5


class _TokenCounts(RootModel[dict[int, tuple[str, ...]]]):
    """`composer/data/token_counts.yaml`: the words that have so many tokens."""


@cache
def _exceptions() -> Mapping[str, int]:
    counts = check_builtin(_TokenCounts, resources.files("composer") / "data" / "token_counts.yaml")
    return {word: number for number, words in counts.root.items() for word in words}


@lru_cache(maxsize=4096)
def tokens(text: str) -> int:
    """Estimate how many tokens a text has for a text encoder, rather more than less."""
    known, found = _exceptions(), _TOKEN.findall(text.lower())
    others = sum(not one.isascii() for one in found)
    return others // _OTHERS_A_MORE + sum(known.get(one) or 1 + (len(one) - 1) // _LETTERS_A_TOKEN for one in found)


def words(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


_LENGTHS: dict[Unit, Callable[[str], int]] = {"characters": len, "tokens": tokens, "words": words}


def length(text: str, unit: Unit) -> int:
    """Return how long a text is; tokens are estimated, since what they are depends on the model."""
    return _LENGTHS[unit](text)


def beyond_limit(model: Model, prompt: str) -> str:
    """Return in how far a prompt is longer than a model takes, "" when it is not as far as is known."""
    long = length(prompt, model.prompt_unit)
    if not model.prompt_limit or long <= model.prompt_limit:
        return ""
    about = "about " if model.prompt_unit == "tokens" else ""
    return f"the prompt has {about}{long} {model.prompt_unit}, and {model.name} takes {model.prompt_limit}"
