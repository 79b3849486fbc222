"""Running a backend: one asynchronous driver for every wire format, with a synchronous door over it."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from composer.contracts import Backend, Exchange, Wait
from composer.errors import EmptyAnswerError, TimedOutError, UnknownOutcomeError, UnsupportedError
from composer.pictures import GenerationJob, GenerationResult, Picture
from composer.types import Change

if TYPE_CHECKING:
    import httpx


async def run(backend: Backend, job: GenerationJob, client: "httpx.AsyncClient | None" = None) -> GenerationResult:
    """Let a backend do one job.

    What the backend yields is sent in turn, redirects never followed; its own work runs in a thread, so that drawing
    does not hold up anybody else.

    Args:
        backend: who draws; job: what. client: used for its requests and left open; None opens one when it is needed.

    Raises:
        UnsupportedError: the backend does not have the job's operation; nothing was sent.
        TimedOutError: no connection. UnknownOutcomeError: sent, but no answer came; never repeated here.
        BackendError: what the backend itself reports.
    """
    if job.operation not in backend.operations:
        can = ", ".join(sorted(backend.operations))
        raise UnsupportedError(f"the backend {backend.name!r} cannot do {job.operation!r}; it can do: {can}")
    changes: list[Change] = []
    pictures = await _drive(backend.exchange(job), client, changes)
    if not pictures:
        raise EmptyAnswerError(f"the backend {backend.name!r} answered without a picture")
    return GenerationResult(pictures, backend.name, job.settings.model, tuple(changes))


async def _drive(exchange: Exchange, client: "httpx.AsyncClient | None", changes: list[Change]) -> tuple[Picture, ...]:
    answer: httpx.Response | None = None
    own: httpx.AsyncClient | None = None
    try:
        while True:
            wish = await asyncio.to_thread(_advance, exchange, answer)
            if isinstance(wish, tuple):
                return wish
            if isinstance(wish, Change):
                changes.append(wish)
                answer = None
                continue
            if isinstance(wish, Wait):
                await asyncio.sleep(wish.seconds)
                answer = None
                continue
            if client is None:
                client = own = _open_client()
            answer = await _send(client, wish)
    finally:
        with contextlib.suppress(ValueError):  # interrupted while its thread is at work: it ends there by itself
            exchange.close()
        if own is not None:
            await own.aclose()


def _advance(
    exchange: Exchange, answer: "httpx.Response | None"
) -> "httpx.Request | Wait | Change | tuple[Picture, ...]":
    # A StopIteration cannot cross from a thread into a coroutine: the pictures travel as a value.
    try:
        return exchange.send(answer)
    except StopIteration as done:
        return tuple(done.value)


def _open_client() -> "httpx.AsyncClient":
    import httpx

    return httpx.AsyncClient(follow_redirects=False, timeout=httpx.Timeout(300.0, connect=15.0))


async def _send(client: "httpx.AsyncClient", request: "httpx.Request") -> "httpx.Response":
    import httpx

    try:
        return await client.send(request, follow_redirects=False)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise TimedOutError(f"no connection to {request.url.host}: {error}; nothing was sent") from error
    except httpx.TransportError as error:
        raise UnknownOutcomeError(
            f"{request.url.host} took the request and gave no whole answer ({error or type(error).__name__}); "
            "it may have been billed, so it is not sent again by itself"
        ) from error
