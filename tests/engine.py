"""Jobs in tests: asked for and waited for."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from composer.jobs.engine import Jobs
from composer.jobs.job import Job
from tests.shop import Shop

GULL = "gull-0"


def asynchronous(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run an asynchronous test in a loop of its own."""

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        async def limited() -> None:
            async with asyncio.timeout(60):
                await test(**fixtures)

        asyncio.run(limited())

    return run


async def drawn(jobs: Jobs, shop: Shop, job_id: str = GULL, **fields: Any) -> Job:
    """Submit a job and return it once it has ended."""
    await jobs.submit(shop.wish(job_id, **fields))
    return await jobs.wait(job_id)


def failing(status: int, **body: Any) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json=body)

    return answer


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("nothing came", request=request)
