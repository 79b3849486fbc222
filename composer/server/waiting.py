"""Waiting for something or for the server to stop, whichever comes first."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

T = TypeVar("T")


async def unless(stopping: asyncio.Event, coming: Awaitable[T]) -> T | None:
    """Return what is awaited; None, and it is given up, when the server stops before."""
    wanted = asyncio.ensure_future(coming)
    stopped = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({wanted, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return wanted.result() if wanted.done() else None
    finally:
        for task in (wanted, stopped):
            await _given_up(task)


async def until(stopping: asyncio.Event, stream: AsyncIterator[T]) -> AsyncIterator[T]:
    """Yield what a stream yields until it ends or the server stops."""
    try:
        while True:
            item = await unless(stopping, _next(stream))
            if item is None:
                return
            yield item
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()


async def _next(stream: AsyncIterator[T]) -> T | None:
    return await anext(stream, None)


async def _given_up(task: "asyncio.Future[Any]") -> None:
    """Cancel a task that is still at work and wait until it has heard of it."""
    if task.done():
        return
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
