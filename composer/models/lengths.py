"""How long a prompt is, in the unit that a model counts in."""

import re
from collections.abc import Callable
from typing import Literal

from composer.models.facts import Model

Unit = Literal["characters", "tokens", "words"]

# A token of text encoders is about a syllable or two of a word, one letter of most other scripts, or a mark.
_TOKEN = re.compile(r"[a-z]+|\d|[^\W\d_]|[^\w\s]|_", re.IGNORECASE | re.ASCII)
_LETTERS_A_TOKEN = 7


def tokens(text: str) -> int:
    """Estimate how many tokens a text has for a text encoder, rather more than less."""
    return sum(1 + (len(match[0]) - 1) // _LETTERS_A_TOKEN for match in _TOKEN.finditer(text))


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
