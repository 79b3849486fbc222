"""``OPTIONS`` on the addresses of a protocol: some clients ask with it whether a server is there."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.responses import Response
from starlette.routing import Route


def answer_options(router: APIRouter) -> None:
    """Answer ``OPTIONS`` on every address that a router has; a browser's preflight is the gate's."""
    methods: dict[str, set[str]] = {}
    for route in router.routes:
        if isinstance(route, Route):
            methods.setdefault(route.path, {"OPTIONS"}).update(route.methods or ())
    for path, allowed in methods.items():
        router.add_api_route(path, _answer(", ".join(sorted(allowed))), methods=["OPTIONS"], include_in_schema=False)


def _answer(allowed: str) -> Callable[[], Awaitable[Response]]:
    async def options() -> Response:
        return Response(None, 204, {"allow": allowed})

    return options
