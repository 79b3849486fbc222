"""Addresses of the server: ``GET /stranger`` and a foreign protocol at ``POST /stranger/shout``."""

from fastapi import APIRouter, Request

from composer.contracts import RegisterRoutes
from composer.hookspecs import hookimpl

native = APIRouter()
foreign = APIRouter()


@native.get("/stranger")
async def hello() -> dict[str, str]:
    """Say hello."""
    return {"hello": "from a stranger"}


@foreign.post("/stranger/shout")
async def shout(request: Request) -> dict[str, str]:
    """Say what was sent, louder."""
    return {"shouted": (await request.body()).decode().upper()}


@hookimpl
def register_routes(register: RegisterRoutes) -> None:
    """Register the addresses."""
    register(native)
    register(foreign, foreign=True)
