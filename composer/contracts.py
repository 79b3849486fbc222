"""What a plugin registers: the shape of a grammar, a file format, a language, a dialect, a backend and a reader."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import httpx

    from composer.models import Model
    from composer.pictures import GenerationJob, Picture
    from composer.types import (
        CharacterCard,
        ChatMessage,
        FoundRequest,
        Fragment,
        Outcome,
        Persona,
        Reference,
        RenderedPrompt,
    )


class Grammar(Protocol):
    """One form in which a message may ask for a picture.

    The core walks the text once, from left to right, and skips what is no request in any grammar (thoughts, code,
    comments). Where `opener` matches it asks the grammar to `read`; of several answers the longest wins.
    """

    name: str
    opener: re.Pattern[str]

    def read(self, text: str, start: int) -> "FoundRequest | None":
        """Read the request that begins at `start`; None when there is none. Never raises; linear in its span."""

    def replace(self, found: "FoundRequest", outcome: "Outcome") -> str:
        """Return the text that takes the place of ``found.source``."""


class CardFormat(Protocol):
    """A file format that holds a character card."""

    name: str

    def recognises(self, head: bytes) -> float:
        """Return how sure this format is, 0 to 1, from the first 64 KiB of the file."""

    def read(self, data: bytes) -> "CharacterCard":
        """Return the card in `data`; raise CardError naming place and cause."""


class PersonaFormat(Protocol):
    """A file format that holds a user's persona."""

    name: str

    def recognises(self, head: bytes) -> float:
        """Return how sure this format is, 0 to 1, from the first 64 KiB of the file."""

    def read(self, data: bytes) -> "Persona":
        """Return the persona in `data`; raise CardError naming place and cause."""


class ChatFormat(Protocol):
    """A file format that holds a chat, read and rewritten line by line.

    `suffix` is the ending its files have (".jsonl").
    """

    name: str
    suffix: str

    def recognises(self, head: bytes) -> float:
        """Return how sure this format is, 0 to 1, from the first 64 KiB of the file."""

    def read(self, lines: Iterable[bytes]) -> "Iterator[ChatMessage]":
        """Yield the messages in order, hidden ones included; raise ChatError naming the line."""

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Return the names of the character and of the user as the file states them, "" for one it does not."""

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the file again with the text of some messages (by their number, from 0) changed and nothing else."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A backend's wish to be asked again in so many seconds (polling)."""

    seconds: float


Exchange = Generator["httpx.Request | Wait", "httpx.Response | None", "tuple[Picture, ...]"]


class Backend(Protocol):
    """Something that draws pictures: a wire format, or a program of its own.

    `operations` lists what it can do ("generate", "edit", "upscale"); anything else is answered with `unsupported`.
    """

    name: str
    operations: frozenset[str]

    def exchange(self, job: "GenerationJob") -> Exchange:
        """Yield requests (or a Wait), be sent the responses, return the pictures; raise BackendError."""


class Dialect(Protocol):
    """The language of one family of models: turns fragments into words, within the model's limits."""

    name: str

    def render(
        self, fragments: "Sequence[Fragment]", references: "Sequence[Reference]", model: "Model"
    ) -> "RenderedPrompt":
        """Write the prompt; `fragments` come in slot order. Pure: the same arguments give the same prompt."""


class Reader(Protocol):
    """Optional reading by other means than rules, such as a language model; run before composing, cached by content."""

    name: str

    async def read_looks(self, name: str, text: str) -> "Sequence[tuple[str, str, str]]":
        """Return (attribute, value, quote) of the person `name`; a quote that is not in `text` drops the fact."""


class Register(Protocol):
    """Adds one named object to a catalogue; a name that is taken raises PluginError."""

    def __call__(self, item: Any) -> None:
        """Add `item` under its name."""
