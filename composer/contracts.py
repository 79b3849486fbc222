"""What a plugin registers: the shape of a grammar, a file format, a language, a dialect, a backend and a reader."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    import fastapi
    import httpx

    from composer.cards.limits import Limits
    from composer.models import Model
    from composer.pictures import GenerationJob, Picture
    from composer.server.errors import Tell
    from composer.types import (
        Change,
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


@runtime_checkable
class ReadsWithin(Protocol):
    """A card format that keeps to the user's own limits and not only to those it has by itself."""

    name: str

    def read_within(self, data: bytes, limits: "Limits") -> "CharacterCard":
        """Return the card in `data`; raise CardError naming place and cause, or the limit it exceeds."""


@runtime_checkable
class WritesCards(Protocol):
    """A card format whose files can be written as well; `suffix` is the ending its files have (".png")."""

    name: str
    suffix: str

    def write(self, card: "CharacterCard", original: bytes) -> bytes:
        """Return a file that holds `card`; raise CardError when it cannot be written so.

        Args:
            original: the file whose other contents stay (for PNG: the picture), of this format; b"" for none, then the
                card's avatar is the picture.
        """


class PersonaFormat(Protocol):
    """A file format that holds a user's persona."""

    name: str

    def recognises(self, head: bytes) -> float:
        """Return how sure this format is, 0 to 1, from the first 64 KiB of the file."""

    def read(self, data: bytes) -> "Persona":
        """Return the persona in `data`; raise CardError naming place and cause."""


@runtime_checkable
class HoldsPersonas(Protocol):
    """A persona format whose files may hold several personas."""

    def read_named(self, data: bytes, name: str, folder: "Path") -> "Persona":
        """Return one persona in `data`; raise CardError naming place and cause, or the names there are.

        Args:
            name: which one; "" for the one the file prefers. folder: where the file lies, for pictures beside it.
        """


class ChatFormat(Protocol):
    """A file format that holds a chat, read and rewritten line by line.

    `suffix` is the ending its files have (".jsonl"). A chat may be larger than memory: it is gone through more than
    once, and a format keeps no more of it than it must. A line longer than 32 MiB comes in pieces.
    """

    name: str
    suffix: str

    def recognises(self, head: bytes) -> float:
        """Return how sure this format is, 0 to 1, from the first 64 KiB of the file."""

    def read(self, lines: Iterable[bytes]) -> "Iterator[ChatMessage]":
        """Yield the messages in order, hidden ones included; raise ChatError naming the line.

        Of a file that is only broken at its end, raise DamagedEndError after all messages before it.
        """

    def names(self, lines: Iterable[bytes]) -> tuple[str, str]:
        """Return the names of the character and of the user as the file states them, "" for one it does not."""

    def rewrite(self, lines: Iterable[bytes], texts: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the file again with the text of some messages (by their number, from 0) changed and nothing else.

        Each text is made when it is asked for, so best in the order of the messages.
        """


@runtime_checkable
class HoldsCorrections(Protocol):
    """A chat format whose files have a place for what the user put right (`composer.corrections`)."""

    def corrections(self, lines: Iterable[bytes]) -> object:
        """Return the list as the file holds it, unchecked; None when there is none."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A backend's wish to be asked again in so many seconds (polling)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a picture is, 0 to 1, and the seconds that are left where known."""

    fraction: float
    seconds: float | None = None


T = TypeVar("T")

#: A conversation with a service: yields requests (or a Wait), is sent the responses, returns what came of it.
#: It may also yield a Change, for what it finds out only on the way (the server has no IP-Adapter, so references are
#: dropped): it is sent None, and the driver adds it to the changes of the result.
Dialogue = Generator["httpx.Request | Wait | Change", "httpx.Response | None", T]
Exchange = Generator["httpx.Request | Wait | Change", "httpx.Response | None", "tuple[Picture, ...]"]


@dataclass(frozen=True, slots=True)
class Service:
    """Where a backend's service lives unless the profile says otherwise, and how it wants its key.

    Attributes:
        endpoint: the base address, without a slash at its end.
        key_variables: environment variables that hold its key, the first that is set counts; () for a service that
            needs none by itself.
        key_header: the header that carries it, ``{key}`` standing for the key and ``{basic}`` for its base64.
        paid: a call costs money, so that one whose answer was lost is never repeated by itself.
    """

    endpoint: str
    key_variables: tuple[str, ...] = ()
    key_header: str = "Authorization: Bearer {key}"
    paid: bool = True


class Backend(Protocol):
    """Something that draws pictures: a wire format, or a program of its own.

    `operations` lists what it can do ("generate", "edit", "upscale"); anything else is answered with `unsupported`.
    `service` says where it lives; None for one that needs no network. A backend never sees a key: the core adds the
    header to requests for the service's own origin, and only to those.
    """

    name: str
    operations: frozenset[str]

    @property
    def service(self) -> Service | None:
        """Where it lives, None for nowhere; a plain attribute will do."""

    def exchange(self, job: "GenerationJob") -> Exchange:
        """Yield requests (or a Wait, or a Change to report), be sent the responses, return the pictures.

        Raises:
            BackendError: what the service answered, typed by what one can do about it.

        Every response is sent back, whatever its status: `composer.answers` turns the bad ones into errors. No retry,
        time-out or logging here.
        """


@runtime_checkable
class Listing(Protocol):
    """A backend that can say which models its service has; it also shows whether service and key are right."""

    def models(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the ids of the image models; raise BackendError."""


@runtime_checkable
class Styled(Protocol):
    """A backend whose service keeps styles of its own, each under a name that a profile's `options` may apply."""

    def styles(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the names of the styles; raise BackendError."""


@runtime_checkable
class Interruptible(Protocol):
    """A backend that shows how far a picture is and can be stopped."""

    def progress(self, job: "GenerationJob") -> "Dialogue[Progress]":
        """Return how far the job is that is being drawn now."""

    def interrupt(self, job: "GenerationJob") -> "Dialogue[None]":
        """Stop drawing the job."""


class Dialect(Protocol):
    """The language of one family of models: turns fragments into words, within the model's limits."""

    name: str

    def render(
        self, fragments: "Sequence[Fragment]", references: "Sequence[Reference]", model: "Model"
    ) -> "RenderedPrompt":
        """Write the prompt; `fragments` come in slot order. Pure: the same arguments give the same prompt."""


@runtime_checkable
class Ordered(Protocol):
    """A dialect whose models want the slots in an order of their own, unless the profile gives one."""

    slots: tuple[str, ...]


@runtime_checkable
class ReadsTags(Protocol):
    """A dialect for models that read tags: it gets `Words` with `tags`, which the core leaves out for all others."""

    reads_tags: bool


class Reader(Protocol):
    """Optional reading by other means than rules, such as a language model; run before composing, cached by content."""

    name: str

    async def read_looks(self, name: str, text: str) -> "Sequence[tuple[str, ...]]":
        """Return (attribute, value, quote) of the person `name`; a quote that is not in `text` drops the fact."""


@runtime_checkable
class ClothesReader(Protocol):
    """A reader that also reads messages of whose clothes the rules are unsure."""

    name: str

    def knows_clothes(self, names: Sequence[str], speaker: str, text: str) -> bool:
        """Return whether it has answered this before, so that asking again costs nothing."""

    async def read_clothes(
        self, names: Sequence[str], speaker: str, text: str
    ) -> "Sequence[tuple[str, ...]]":  # fmt: skip
        """Return (person, change, garment, quote) of one message.

        A person is one of `names`; a change is wears, puts_on, changes_into or takes_off; a quote that is not in `text`
        drops the fact.
        """


@runtime_checkable
class AskingReader(Protocol):
    """A reader that asks a service, at the endpoint and the model that the profile's `reader` names; off without them.

    It converses as a `Backend` does: the core sends what it yields, with key and time-outs, and whatever goes wrong
    costs facts and never a picture. What it returns is kept on disk for the same name, version, endpoint, model and
    text.

    Attributes:
        version: changes when the same text may be read otherwise.
        backend: the name under which `composer.keys` finds its key; service: the service that key belongs to.
    """

    name: str
    version: str
    backend: str
    service: Service

    def ask_looks(self, name: str, text: str, endpoint: str, model: str) -> "Dialogue[Sequence[tuple[str, ...]]]":
        """Return (attribute, value, quote) of the person `name`, as `Reader.read_looks` does; raise BackendError."""


@runtime_checkable
class AsksClothes(Protocol):
    """An `AskingReader` that also reads messages of whose clothes the rules are unsure."""

    def ask_clothes(
        self, names: Sequence[str], speaker: str, text: str, endpoint: str, model: str
    ) -> "Dialogue[Sequence[tuple[str, ...]]]":  # fmt: skip
        """Return (person, change, garment, quote), as `ClothesReader.read_clothes` does; raise BackendError."""


class Register(Protocol):
    """Adds one named object to a catalogue; a name that is taken raises PluginError."""

    def __call__(self, item: Any) -> None:
        """Add `item` under its name."""


class RegisterRoutes(Protocol):
    """Adds a router to the server."""

    def __call__(
        self, router: "fastapi.APIRouter", foreign: bool = False, tell: "Tell | None" = None, under: str = ""
    ) -> None:
        """Add `router`.

        Args:
            foreign: it speaks a protocol of others, whose bodies need not be JSON.
            tell: says errors of its addresses as that protocol does, those of the server's rules among them; None for
                the server's own shape.
            under: how the protocol's addresses begin, as ``/v1/``: `tell` also says errors of those that nobody has.
        """
