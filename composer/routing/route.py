"""The route: one target after another, each with the prompt in its own words, until one delivers."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from composer.contracts import Backend, Dialogue, Listing, Progress, Service, Styled
from composer.errors import (
    BackendError,
    BadKeyError,
    ComposerError,
    EmptyAnswerError,
    PluginError,
    RefusedError,
    UnknownOutcomeError,
)
from composer.keys import Keys, is_loopback, origin_of, quiet_logs
from composer.pictures import Attempt, GenerationJob, GenerationResult, Picture
from composer.profiles import Drawing, Timeouts
from composer.routing.calls import Sleep, Talk, draw
from composer.routing.patience import Patience
from composer.routing.steps import Listener, Step
from composer.routing.wire import Wire, client_when_wanted, key_header
from composer.targets import Target
from composer.types import Change

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one target is asked: the backend, the job, what was changed on the way there, and the price where known."""

    backend: Backend
    job: GenerationJob
    changes: tuple[Change, ...] = ()
    usd: float | None = None


@dataclass(slots=True)
class Route:
    """The way of one request along the targets.

    Attributes:
        targets: who may draw, in order. prepare: composes anew for a target; its errors are those of the target.
        keys: where keys are. client: used for all requests and left open; None opens one when it is wanted.
        listen: hears of every step. sleep, chance: how pauses are made and varied.
    """

    targets: Sequence[Target]
    prepare: Callable[[Target], Awaitable[Prepared]]
    keys: Keys
    client: "httpx.AsyncClient | None" = None
    listen: Listener | None = None
    sleep: Sleep = asyncio.sleep
    chance: random.Random = field(default_factory=random.Random)

    async def draw(self) -> GenerationResult:
        """Return the pictures of the first target that delivers.

        Raises:
            ComposerError: none did. It is the error of the last that was tried, says what became of each, has their
            `attempts`, and holds no key.
        """
        attempts: list[Attempt] = []
        with quiet_logs(self.keys), redacted(self.keys):
            async with client_when_wanted(self.client) as client:
                for number, target in enumerate(self.targets):
                    run = _Run(self, target, number, client)
                    try:
                        result = await run.result()
                    except ComposerError as error:
                        attempts.append(run.failed(error))
                        await run.tell("failed", reason=attempts[-1].reason, usd=attempts[-1].usd)
                        if number + 1 == len(self.targets) or not run.may_go_on(error):
                            _complete(error, tuple(attempts))
                            raise
                    else:
                        return replace(result, attempts=(*attempts, *result.attempts))
        raise PluginError("the route has no targets")


@dataclass(slots=True)
class _Run:
    """One target's turn."""

    route: Route
    target: Target
    number: int
    client: "Callable[[], httpx.AsyncClient]"
    began: float = field(default_factory=time.monotonic)
    calls: int = 0
    in_vain: int = 0
    usd: float | None = None
    paid: bool = False
    notices: list[Change] = field(default_factory=list)

    async def result(self) -> GenerationResult:
        prepared = await self.route.prepare(self.target)
        service = prepared.backend.service
        self.usd, self.paid = prepared.usd, service is not None and service.paid
        job = prepared.job
        await self.tell("composed", prompt=job.prompt, settings=job.settings)
        pictures = await self._patiently(prepared, wire_for(service, self.target.profile, self.route.keys, self.client))
        await self.tell("answered", usd=self._cost(1))
        redact = self.route.keys.redact
        return GenerationResult(
            tuple(replace(one, provider_data=_clean(one, redact)) for one in pictures),
            prepared.backend.name,
            job.settings.model,
            (*prepared.changes, *(replace(one, what=redact(one.what), why=redact(one.why)) for one in self.notices)),
            (self._attempt("finished"),),
            job.prompt,
            job.settings,
        )

    async def _patiently(self, prepared: Prepared, wire: Wire) -> tuple[Picture, ...]:
        patience = Patience(self.target.profile.retries, self.route.chance)
        while True:
            await self.tell("sending", usd=self.usd)
            try:
                return await self._call(prepared, wire)
            except BackendError as error:
                pause = patience.pause(error)
                if pause is None:
                    raise
                await self.tell("waiting", seconds=pause, reason=self.route.keys.redact(str(error)))
            await self.route.sleep(pause)

    async def _call(self, prepared: Prepared, wire: Wire) -> tuple[Picture, ...]:
        talk = Talk(wire, self.paid, self.route.sleep)
        self.calls += 1
        try:
            return await draw(prepared.backend, prepared.job, talk, self.target.profile.timeouts.total, self._progress)
        except (EmptyAnswerError, PluginError):
            self.in_vain += talk.agreed  # the service has done its work, and will want its money
            raise
        finally:
            self.notices = talk.notices

    def _cost(self, calls: int) -> float | None:
        """Return what so many calls cost besides those in vain, None for nothing or not known."""
        calls += self.in_vain
        return self.usd * calls if self.usd is not None and calls else None

    async def _progress(self, progress: Progress) -> None:
        await self.tell("progress", fraction=progress.fraction, seconds=progress.seconds)

    async def tell(self, kind: Any, **details: Any) -> None:
        """Report a step of this target."""
        if self.route.listen is not None:
            backend, model = self.target.profile.backend, self.target.model.name
            await self.route.listen(Step(kind, backend, model, self.number, paid=self.paid, **details))

    def failed(self, error: ComposerError) -> Attempt:
        """Return how the target ended with an error."""
        unknown = isinstance(error, UnknownOutcomeError)
        return self._attempt("unknown" if unknown else "failed", error.code, self.route.keys.redact(str(error)))

    def may_go_on(self, error: ComposerError) -> bool:
        """Return whether the next target is tried after this one's error."""
        profile = self.target.profile
        if isinstance(error, RefusedError):  # before any call it is the core guard's, which is nobody's to get around
            return self.calls > 0 and profile.after_refusal == "next"
        if isinstance(error, PluginError):
            return not profile.strict
        return isinstance(error, BackendError) and not isinstance(error, UnknownOutcomeError)

    def _attempt(self, status: Literal["finished", "failed", "unknown"], code: str = "", reason: str = "") -> Attempt:
        seconds = round(time.monotonic() - self.began, 3)
        usd = self._cost(0 if status == "failed" else 1)
        return Attempt(
            self.target.profile.backend, self.target.model.name, status, code, reason, self.calls, seconds, usd
        )


async def list_models(
    target: Target, backend: Backend, keys: Keys, client: "httpx.AsyncClient | None" = None,
    timeouts: Timeouts | None = None,
) -> tuple[str, ...] | None:  # fmt: skip
    """Return the image models that a target's service has, which shows that it is there and takes the key.

    Args:
        timeouts: None for those of the profile.

    Returns:
        Their ids, or None for a backend that cannot say.

    Raises:
        BackendError: why they cannot be had; it holds no key. PluginError: the backend failed.
    """
    if not isinstance(backend, Listing):
        return None
    return await _listed(target, backend, backend.models, keys, client, timeouts)


async def list_styles(
    target: Target, backend: Backend, keys: Keys, client: "httpx.AsyncClient | None" = None
) -> tuple[str, ...] | None:
    """Return the names of the styles that a target's service keeps itself; else as `list_models`."""
    if not isinstance(backend, Styled):
        return None
    return await _listed(target, backend, backend.styles, keys, client)


async def _listed(
    target: Target, backend: Backend, listing: Callable[[str], Dialogue[tuple[str, ...]]], keys: Keys,
    client: "httpx.AsyncClient | None", timeouts: Timeouts | None = None,
) -> tuple[str, ...] | None:  # fmt: skip
    service = backend.service
    if service is None:
        return None
    if timeouts is not None:
        target = replace(target, profile=target.profile.model_copy(update={"timeouts": timeouts}))
    with quiet_logs(keys), redacted(keys):
        async with client_when_wanted(client) as wanted:
            talk = Talk(wire_for(service, target.profile, keys, wanted), paid=False)
            told = await talk.run(listing(endpoint_of(target.profile, service)), target.profile.timeouts.total)
            return tuple(map(keys.redact, told))


def endpoint_of(profile: Drawing, service: Service | None) -> str:
    """Return the base address at which a profile has a service, "" for none; without a slash at its end."""
    return (profile.endpoint or service.endpoint).rstrip("/") if service is not None else ""


def wire_for(service: Service | None, profile: Drawing, keys: Keys, client: "Callable[[], httpx.AsyncClient]") -> Wire:
    """Return the way to the service of a target's profile, with its key where there is one.

    Raises:
        BadKeyError: there is none, and the service will not draw without.
    """
    if service is None:
        return Wire(client, profile.timeouts)
    secret, origin = keys.find(service, profile.backend, profile), origin_of(endpoint_of(profile, service))
    if secret is None and needs_key(service, profile):
        raise BadKeyError(_no_key(service, profile))
    header = key_header(profile, service, secret) if secret is not None else None
    return Wire(client, profile.timeouts, origin, header)


def needs_key(service: Service, profile: Drawing) -> bool:
    """Return whether nothing can be had without a key: the profile names one, or it is a service's own address.

    Programs on this machine and copies of a service at other addresses may do without.
    """
    own = origin_of(service.endpoint)
    at_home = origin_of(endpoint_of(profile, service)) == own and not is_loopback(own)
    return bool(profile.key_variable) or (bool(service.key_variables) and at_home)


def _no_key(service: Service, profile: Drawing) -> str:
    names = " or ".join([profile.key_variable] if profile.key_variable else service.key_variables)
    where = f" --endpoint {profile.endpoint}" if profile.endpoint else ""
    return (
        f"there is no key for {profile.backend}: set the environment variable {names}, or store one with "
        f"`rp-composer keys set {profile.backend}{where}`, or name another variable with `key_variable` in the profile"
    )


def _complete(error: ComposerError, attempts: tuple[Attempt, ...]) -> None:
    """Give an error all attempts, and where there are several, a word on each in its message."""
    error.attempts = attempts
    if len(attempts) > 1:
        error.args = ("; ".join(f"{one.backend} {one.model}: {one.reason}" for one in attempts), *error.args[1:])


@contextlib.contextmanager
def redacted(keys: Keys) -> Iterator[None]:
    """Take the keys out of what errors say, and out of what those say that they came from."""
    try:
        yield
    except Exception as error:
        told: BaseException | None = error
        seen: set[int] = set()
        while told is not None and id(told) not in seen:
            seen.add(id(told))
            told.args = tuple(keys.redact(one) if isinstance(one, str) else one for one in told.args)
            told = told.__cause__ or told.__context__
        raise


def _clean(picture: Picture, redact: Callable[[str], str]) -> dict[str, str]:
    return {name: redact(text) for name, text in picture.provider_data.items()}
