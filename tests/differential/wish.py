"""What both sides ask for, read from the command line as JSON: the words, the settings and the reference pictures."""

import json
import sys
from dataclasses import dataclass

from tests.stubs.pictures import picture


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture to be asked for; `size` and `quality` for OpenAI, `aspect_ratio` and `resolution` for Gemini."""

    endpoint: str
    prompt: str
    model: str
    size: str = ""
    quality: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    seed: int | None = None
    pictures: int = 1
    references: int = 0


def read_wish() -> Wish:
    """Return the wish that stands on the command line."""
    return Wish(**json.loads(sys.argv[1]))


def reference(number: int) -> bytes:
    """Return the encoded reference picture of this number."""
    return picture(48, 64, seed=10 + number)
