"""One request to a server of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from composer.contracts import RegisterRoutes
from composer.hookspecs import hookimpl
from composer.server.security import Policy
from tests.serving import options, serve

TOKEN = "correct horse battery staple".replace(" ", "-")
OPEN = Policy(host="0.0.0.0", hosts=("home.test",), token=TOKEN)
PAGE = "http://localhost:8000"
FIND = {"text": "nothing"}


class Shouting:
    """A frontend that speaks a protocol of others."""

    @hookimpl
    def register_routes(self, register: RegisterRoutes) -> None:
        from fastapi import APIRouter, Request

        router = APIRouter()

        @router.post("/foreign/shout")
        async def shout(request: Request) -> str:
            return (await request.body()).decode().upper()

        @router.post("/foreign/break")
        async def fail() -> None:
            raise RuntimeError("what nobody should see")

        register(router, foreign=True)


def asked(
    folder: Path, method: str, path: str, headers: Mapping[str, str] | None = None, policy: Policy | None = None,
    **rest: Any,
) -> httpx.Response:  # fmt: skip
    """Send one request to a server of its own and return the answer."""

    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.request(method, path, headers=headers, **rest)

    made = options(folder, policy=policy or Policy(), plugins={"shouting": Shouting()})
    return serve(made, talk)


def code(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an error, which has the one shape."""
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "field", "details"}
    return answer.status_code, body["error"]["code"]
