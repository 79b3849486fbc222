"""The models that backends themselves say they have: asked at start and daily, in the background."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from composer.contracts import Listing
from composer.errors import BadKeyError, ComposerError
from composer.profiles import Timeouts
from composer.server.settings_models import BackendModels
from composer.targets import Target

if TYPE_CHECKING:
    from composer.app import Composer
    from composer.server.service import Service

_DAY = 24 * 3600.0
_TIMEOUTS = Timeouts(connect=5.0, read=20.0, total=30.0)
_MOST = 5000


class Listings:
    """What each backend of the server's profile answered last.

    Attributes:
        refreshed: when they were asked last, ISO 8601 in UTC; "" for never.
    """

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._answers: dict[str, BackendModels] = {}
        self.refreshed = ""
        self._wanted = asyncio.Event()

    def answers(self) -> list[BackendModels]:
        """Return the answers in the order of the backends' names."""
        return [self._answers[name] for name in sorted(self._answers)]

    @contextlib.asynccontextmanager
    async def refreshing(self) -> AsyncIterator[None]:
        """Ask now and every day, beside whatever else goes on."""
        task = asyncio.create_task(self._daily())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def ask_again(self) -> None:
        """Have the backends asked soon: a key or a profile has changed."""
        self._wanted.set()

    async def refresh(self) -> None:
        """Ask every backend of the profile's route that can say; one that fails says why in its answer."""
        answers = await self.ask(None)
        self._answers = {answer.backend: answer for answer in answers}
        self.refreshed = _now()

    async def ask(self, profile: str | None) -> list[BackendModels]:
        """Ask the backends of a profile's route now, None for the server's own; nothing of it is kept.

        Raises:
            ProfileError: there is none of that name, or its file is wrong.
        """
        composer = await asyncio.to_thread(self._service.composer, profile)
        targets = {target.profile.backend: target for target in reversed(composer.targets)}
        return list(await asyncio.gather(*(self._ask(composer, target) for target in targets.values())))

    async def _daily(self) -> None:
        while True:
            try:
                await self.refresh()
            except ComposerError as error:
                logging.getLogger("composer.server").warning("models are not refreshed: %s", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), _DAY)
            self._wanted.clear()

    async def _ask(self, composer: "Composer", target: Target) -> BackendModels:
        name = target.profile.backend
        try:
            if not isinstance(composer.backend(target), Listing):
                return BackendModels(backend=name, status="not asked", reason="this backend cannot say")
            models = await composer.list_models(target, _TIMEOUTS)
        except BadKeyError as error:
            return BackendModels(backend=name, status="not asked", reason=self._service.redact(str(error)))
        except ComposerError as error:
            reason = self._service.redact(str(error))
            logging.getLogger("composer.server").warning("%s does not say which models it has: %s", name, reason)
            return BackendModels(backend=name, status="failed", reason=reason, refreshed=_now())
        return BackendModels(backend=name, status="listed", refreshed=_now(), models=list(models or ())[:_MOST])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
