"""Readers that ask a service: driven like a backend, bounded in time, and asked once for the same text."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from composer.consulting import Fact, Remembered
from composer.contracts import AskingReader, AsksClothes, Dialogue, Listing
from composer.errors import BackendError, ComposerError, TimedOutError
from composer.keys import Keys, quiet_logs
from composer.profiles import Drawing, ReadingService, Timeouts
from composer.routing.calls import Talk
from composer.routing.route import redacted, wire_for
from composer.routing.wire import client_when_wanted

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

#: A service that does not take a connection within this time, in seconds, is away.
_CONNECT = 10.0


@dataclass(slots=True)
class ServiceReader:
    """A reader for `composer.consulting` out of one that only converses.

    Attributes:
        reader: says what to ask and what the answers mean. settings: where, with which key, for how long.
        keys: where keys are. client: returns the client of this event loop, None to open one.
        remembered: what was answered before. name: the reader's.
    """

    reader: AskingReader
    settings: ReadingService
    keys: Keys
    client: "Callable[[], httpx.AsyncClient | None]"
    remembered: Remembered
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.reader.name

    @property
    def drawing(self) -> Drawing:
        """Where the service is, as keys and wires want it said."""
        given, seconds = self.settings, self.settings.timeout
        return Drawing(
            backend=self.reader.backend,
            endpoint=given.endpoint,
            key_variable=given.key_variable,
            timeouts=Timeouts(connect=min(seconds, _CONNECT), read=seconds, total=seconds),
        )

    async def read_looks(self, name: str, text: str) -> Sequence[Fact]:
        """Return what the service reads, or has read before, of the person `name`.

        Raises:
            BackendError: whatever went wrong; it holds no key. PluginError: the reader failed.
        """
        given = self.settings
        return await self._once(
            ("looks", name, text),
            3,
            lambda: self.reader.ask_looks(name, text, given.endpoint.rstrip("/"), given.model),
        )

    def knows_clothes(self, names: Sequence[str], speaker: str, text: str) -> bool:
        """Return whether the service has read this message before."""
        return self.remembered.find(self._key(("clothes", speaker, *names, text)), 4) is not None

    async def read_clothes(self, names: Sequence[str], speaker: str, text: str) -> Sequence[Fact]:
        """Return what the service reads of clothes in a message, or has read before; nothing where it cannot.

        Raises:
            BackendError, PluginError: as `read_looks` does.
        """
        reader, given = self.reader, self.settings
        if not isinstance(reader, AsksClothes):
            return ()
        return await self._once(
            ("clothes", speaker, *names, text),
            4,
            lambda: reader.ask_clothes(names, speaker, text, given.endpoint.rstrip("/"), given.model),
        )

    async def _once(
        self, question: tuple[str, ...], parts: int, dialogue: Callable[[], Dialogue[Sequence[Fact]]]
    ) -> Sequence[Fact]:
        """Return what was answered before, else ask and keep the answer."""
        key = self._key(question)
        facts = self.remembered.find(key, parts)
        if facts is None:
            facts = list(await self._told(dialogue()))
            self.remembered.keep(key, facts)
        return facts

    def _key(self, question: tuple[str, ...]) -> str:
        kind, *said = question
        parts = (kind, self.reader.name, self.reader.version, self.settings.endpoint, self.settings.model, *said)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()

    async def models(self) -> tuple[str, ...] | None:
        """Return the ids of the service's models, None when the reader cannot ask for them; raises BackendError."""
        if not isinstance(self.reader, Listing):
            return None
        return await self._told(self.reader.models(self.settings.endpoint.rstrip("/")))

    async def _told(self, dialogue: Dialogue[T]) -> T:
        given = self.settings
        with quiet_logs(self.keys), redacted(self.keys):
            try:
                async with asyncio.timeout(given.timeout), client_when_wanted(self.client()) as client:
                    talk = Talk(wire_for(self.reader.service, self.drawing, self.keys, client), paid=False)
                    return await talk.run(dialogue, given.timeout)
            except TimeoutError as error:
                seconds = f"{given.timeout:g} s (`reader: {{timeout: …}}` in the profile)"
                raise TimedOutError(f"it has not answered within {seconds}") from error
            except BackendError:
                raise
            except ComposerError as error:  # a file of keys that cannot be read costs no picture either
                raise BackendError(str(error)) from error
