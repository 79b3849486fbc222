"""What both sides ask for: the words, the settings and the reference pictures; on the command line as JSON."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tests.stubs.pictures import picture

#: Whom the reference pictures show.
PEOPLE = ("Maren", "Luka")


@dataclass(frozen=True, slots=True)
class Wish:
    """One request for pictures; `size` and `quality` for OpenAI, `aspect_ratio` and `resolution` for Gemini."""

    prompt: str
    model: str
    size: str = ""
    quality: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    seed: int | None = None
    pictures: int = 1
    references: int = 0


def command_line(endpoint: str, wishes: Iterable[Wish]) -> tuple[str, str]:
    """Return the arguments for a program that is to ask for these wishes, one after another."""
    return endpoint, json.dumps([asdict(wish) for wish in wishes])


def read_wishes() -> tuple[str, list[Wish]]:
    """Return the endpoint and the wishes that stand on the command line."""
    return sys.argv[1], [Wish(**fields) for fields in json.loads(sys.argv[2])]


def reference(number: int) -> bytes:
    """Return the encoded reference picture of this number: small and without metadata, so that nobody changes it."""
    return picture(48, 64, seed=10 + number)
