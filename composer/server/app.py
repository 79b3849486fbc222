"""The server as an ASGI application: the gate, the routes, the errors, and what is open while it runs."""

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from composer.errors import ComposerError
from composer.plugins import PluginManager
from composer.server import reference
from composer.server.errors import answer_of
from composer.server.frontends import frontends_of
from composer.server.gate import Gate
from composer.server.response_models import ErrorBody
from composer.server.routes import ROUTERS
from composer.server.service import Options, Service

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_DESCRIPTION = """Pictures for roleplay chats: finds image requests, composes their prompts, draws them as jobs.

Every error has the shape of `ErrorBody`. Bodies are JSON. A browser's page may ask when its origin is allowed; whoever
is not on this machine sends the token that the server printed, as `Authorization: Bearer TOKEN`."""
_ERRORS = {
    400: "The request cannot be read.",
    401: "The token is needed.",
    403: "The host or origin is not allowed.",
    404: "There is nothing of that name.",
    408: "The body took too long.",
    409: "Not in the state it is in.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A field is wrong.",
    500: "The server failed.",
    503: "The server is stopping.",
    507: "The disk is full.",
}
_REFERENCE = "#/components/schemas/{model}"


class _Application(FastAPI):
    """FastAPI whose description says that errors are JSON also where the answer itself is a picture or a stream.

    It is said here and not as a `model` of the responses: for those FastAPI builds a validator for each error of each
    route, twice, and with them the first request would wait three times as long.
    """

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            described = super().openapi()
            error = ErrorBody.model_json_schema(mode="serialization", ref_template=_REFERENCE)
            described["components"]["schemas"] |= {**error.pop("$defs", {}), ErrorBody.__name__: error}
            content = {"application/json": {"schema": {"$ref": _REFERENCE.format(model=ErrorBody.__name__)}}}
            for methods in described["paths"].values():
                for operation in methods.values():
                    for status, answer in operation["responses"].items():
                        if int(status) in _ERRORS:
                            answer["content"] = content
        return super().openapi()


def create_app(options: Options) -> FastAPI:
    """Return the application; entering its lifespan opens the jobs, leaving it closes them."""
    service = Service(options)
    frontends = frontends_of(_plugins(options))
    app = _Application(
        title="rp-composer",
        version=version("rp-composer"),
        description=_DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
        responses={status: {"description": text} for status, text in _ERRORS.items()},
    )
    app.state.service, app.state.frontends = service, frontends
    for router in (*ROUTERS, reference.router):
        app.include_router(router)
    frontends.include(app)
    app.add_middleware(
        Gate,
        policy=options.policy,
        is_foreign=frontends.is_foreign,
        tell_for=frontends.tell_for,
        redact=service.redact,
        body_bytes=options.body_bytes,
        body_seconds=options.body_seconds,
    )
    for kind in (ComposerError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)
    return app


def _plugins(options: Options) -> PluginManager:
    """Return the plugins of which the server asks routes: those that no profile has a say in."""
    plugins = PluginManager(folder=options.drop_ins)
    for name, plugin in options.plugins.items():
        plugins.register(plugin, name)
    return plugins


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with app.state.service.opened():
        yield {}


async def _answer(request: "Request", error: Exception) -> "Response":
    state = request.app.state
    return answer_of(error).response(state.service.redact, state.frontends.tell_for(request.scope))
