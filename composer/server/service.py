"""What the server works with: profiles, composers, jobs, keys and the log, opened at start and closed at the end."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from composer.app import Composer
from composer.errors import ProfileError
from composer.folders import data_folder, plugin_folder
from composer.jobs.engine import Jobs
from composer.keys import Keys
from composer.profiles import Profile
from composer.profiles.files import is_path
from composer.references import Assets
from composer.server.composers import Composers
from composer.server.idempotency import IdempotencyKeys
from composer.server.listing import Listings
from composer.server.loaded import LoadedProfiles
from composer.server.logs import LogRing
from composer.server.security import Policy
from composer.spending import Spending

if TYPE_CHECKING:
    import httpx

#: What stands in a text in place of the server's own token.
_HIDDEN_TOKEN = "[token]"
#: Whose records the log keeps.
_LOGGERS = ("composer", "uvicorn.error")


@dataclass(frozen=True, slots=True)
class Options:
    """How a server is started.

    Attributes:
        profile: which one counts where a call names none: a name or the path of a file.
        data: the folder of jobs and pictures.
        policy: who may ask.
        body_bytes, body_seconds: how large a request's body may be, and how long it may take to arrive.
        grace: how long running jobs may go on when the server is stopped, in seconds.
        drop_ins: the folder of drop-in plugins. plugins: further ones by name, as for `Composer`.
        refresh: ask backends for their models, at start and daily.
    """

    profile: str | Profile = "default"
    data: Path = field(default_factory=data_folder)
    policy: Policy = field(default_factory=Policy)
    body_bytes: int = 32 * 1024 * 1024
    body_seconds: float = 60.0
    grace: float = 30.0
    drop_ins: Path | None = field(default_factory=plugin_folder)
    plugins: Mapping[str, object] = field(default_factory=dict)
    refresh: bool = True


class Service:
    """Everything behind the routes.

    Args:
        options: how the server is started.

    Attributes:
        stopping: set when the server is asked to stop, so that nobody waits any longer.
        forced: set when it is asked a second time, so that running jobs are not waited for either.
    """

    jobs: Jobs
    client: "httpx.AsyncClient"

    def __init__(self, options: Options) -> None:
        self.options = options
        self.keys = Keys()
        self.spending = Spending()
        self.assets = Assets(options.data / "references")
        self.profiles = LoadedProfiles()
        self.composers = Composers(self._make)
        self.log = LogRing(self.redact)
        self.idempotency = IdempotencyKeys(options.data / "requests.sqlite3")
        self.listings = Listings(self)
        self.stopping = asyncio.Event()
        self.forced = asyncio.Event()
        self.began = time.monotonic()

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator["Service"]:
        """Open jobs and log; on leaving, wait for running jobs as long as allowed, and leave the rest recoverable."""
        from composer.routing import open_client

        async with contextlib.AsyncExitStack() as stack:
            stack.enter_context(self._logged())
            stack.callback(self.spending.close)
            self.client = await stack.enter_async_context(open_client())
            await self.idempotency.open()
            stack.push_async_callback(self.idempotency.close)
            self.jobs = Jobs(self.options.data, self.composers.get, self.spending)
            await self.jobs.__aenter__()
            stack.push_async_callback(self._close_jobs)
            if self.options.refresh:
                await stack.enter_async_context(self.listings.refreshing())
            try:
                yield self
            finally:
                self.stopping.set()

    def redact(self, text: str) -> str:
        """Return a text without keys and without the server's token."""
        token = self.options.policy.token
        return self.keys.redact(text.replace(token, _HIDDEN_TOKEN) if token else text)

    def profile(self, name: str | None = None) -> Profile:
        """Return a profile by name, the one the server was started with for None, as its file says now.

        Raises:
            ProfileError: there is none of that name, or its file is wrong.
        """
        own = self.options.profile
        if name is not None and is_path(name):
            raise ProfileError(f"{name[:80]!r} is a path; name a profile of the profiles folder")
        if isinstance(own, Profile):
            return own if name in (None, own.name) else self.profiles.get(str(name))
        if name is None:
            return self.profiles.get(own)
        return self.profiles.get(own if name == self.profiles.name_of(own) else name)

    def composer(self, name: str | None = None) -> Composer:
        """Return the composer of a profile by name; errors are those of `profile`."""
        return self.composers.get(self.profile(name))

    def _make(self, profile: Profile) -> Composer:
        return Composer(
            profile,
            self.options.drop_ins,
            self.options.plugins,
            keys=self.keys,
            client=self.client,
            assets=self.assets,
            pictures=self.options.data,
        )

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        loggers = [logging.getLogger(name) for name in _LOGGERS]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.addHandler(self.log)
            logger.setLevel(min(logging.INFO, logger.level or logging.INFO))
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(self.log)
                logger.setLevel(level)

    async def _close_jobs(self) -> None:
        """Let running jobs finish for a while; asked a second time to stop, do not wait for them."""
        hurrying = asyncio.create_task(self._hurry())
        try:
            await self.jobs.close(self.options.grace)
        finally:
            hurrying.cancel()

    async def _hurry(self) -> None:
        await self.forced.wait()
        await self.jobs.close()


def service_of(request: Request) -> Service:
    """Return the service behind a request."""
    service: Service = request.app.state.service
    return service


#: For the parameters of a route.
ServiceOf = Annotated[Service, Depends(service_of)]
