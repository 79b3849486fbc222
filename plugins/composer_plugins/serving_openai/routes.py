"""The addresses of OpenAI's images API; the base address is that of this server and ``/v1``."""

import asyncio
import time
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from composer.server.errors import AnswerError
from composer.server.service import Service, ServiceOf
from composer_plugins.serving_openai.answering import picture_answer, stream_answer
from composer_plugins.serving_openai.asking import edit_of, wish_of
from composer_plugins.serving_openai.bodies import Generation
from composer_plugins.serving_prompts.bodies import checked, json_of
from composer_plugins.serving_prompts.choices import Choice, choices
from composer_plugins.serving_prompts.drawings import Drawings
from composer_plugins.serving_prompts.options import answer_options
from composer_plugins.serving_prompts.pictures import finished
from composer_plugins.serving_prompts.wishes import Wish


def make_router() -> APIRouter:
    """Return the routes, with a state of their own."""
    router = APIRouter(include_in_schema=False)
    _add_pictures(router, Drawings())
    _add_models(router)
    answer_options(router)
    return router


def _add_pictures(router: APIRouter, drawings: Drawings) -> None:
    @router.post("/v1/images/generations")
    async def generate(request: Request, service: ServiceOf) -> Response:
        body = checked(Generation, await json_of(request))
        wish = await asyncio.to_thread(wish_of, service, body)
        return await _drawn(drawings, request, body, wish, "image_generation")

    @router.post("/v1/images/edits")
    async def edit(request: Request, service: ServiceOf) -> Response:
        body, pictures = await edit_of(request, service)
        wish = await asyncio.to_thread(wish_of, service, body, pictures)
        return await _drawn(drawings, request, body, wish, "image_edit")


async def _drawn(drawings: Drawings, request: Request, body: Generation, wish: Wish, kind: str) -> Response:
    drawn = await drawings.draw(request, wish)
    service: Service = request.app.state.service
    quality = {} if body.output_compression is None else {"quality": int(body.output_compression)}
    pictures = await finished(service, drawn.job, body.media_type, **quality)
    if body.stream:
        return stream_answer(kind, body, drawn, pictures)
    return picture_answer(request, body, drawn, pictures)


def _add_models(router: APIRouter) -> None:
    created = int(time.time())

    def described(one: Choice) -> dict[str, Any]:
        return {"id": one.name, "object": "model", "created": created, "owned_by": one.backend or "rp-composer"}

    @router.get("/v1/models")
    async def models(service: ServiceOf) -> JSONResponse:
        known = await asyncio.to_thread(choices, service)
        return JSONResponse({"object": "list", "data": [described(one) for one in known]})

    @router.get("/v1/models/{name:path}")
    async def model(name: str, service: ServiceOf) -> JSONResponse:
        known = await asyncio.to_thread(choices, service)
        found = next((one for one in known if one.name == name), None)
        if found is None:
            raise AnswerError(
                404, "model_not_found", f"there is no model {name[:100]!r}; GET /v1/models lists them", "model"
            )
        return JSONResponse(described(found))
