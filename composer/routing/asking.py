"""Readers that ask a service: driven like a backend, bounded in time, and asked once for the same text."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from composer.consulting import Fact, Remembered
from composer.contracts import AskingReader, Dialogue, Listing
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
        key = self._key(name, text)
        facts = self.remembered.find(key)
        if facts is None:
            facts = list(await self._asked(name, text))
            self.remembered.keep(key, facts)
        return facts

    def _key(self, name: str, text: str) -> str:
        reader, given = self.reader, self.settings
        parts = ("looks", reader.name, reader.version, given.endpoint, given.model, name, text)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()

    async def models(self) -> tuple[str, ...] | None:
        """Return the ids of the service's models, None when the reader cannot ask for them; raises BackendError."""
        if not isinstance(self.reader, Listing):
            return None
        return await self._told(self.reader.models(self.settings.endpoint.rstrip("/")))

    async def _asked(self, name: str, text: str) -> Sequence[Fact]:
        given = self.settings
        return await self._told(self.reader.ask_looks(name, text, given.endpoint.rstrip("/"), given.model))

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
