"""The addresses of AUTOMATIC1111's API, at the root, since clients throw away what stands before them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from composer.server.errors import AnswerError
from composer.server.service import Service, ServiceOf
from composer_plugins.serving_a1111 import listing
from composer_plugins.serving_a1111.answering import picture_answer
from composer_plugins.serving_a1111.bodies import Img2Img, Options, Txt2Img
from composer_plugins.serving_a1111.drawing import wish_of
from composer_plugins.serving_a1111.progressing import progress
from composer_plugins.serving_a1111.relay import KEY, relayed
from composer_plugins.serving_prompts.bodies import checked, json_of
from composer_plugins.serving_prompts.choices import profile_named
from composer_plugins.serving_prompts.drawings import Drawings
from composer_plugins.serving_prompts.options import answer_options
from composer_plugins.serving_prompts.pictures import finished

#: What clients may ask for and there is nothing of: by address.
_NOTHING: dict[str, Any] = {
    "sd-vae": [], "latent-upscale-modes": [], "loras": [], "prompt-styles": [], "hypernetworks": [],
    "face-restorers": [], "realesrgan-models": [], "script-info": [], "embeddings": {"loaded": {}, "skipped": {}},
    "scripts": {"txt2img": [], "img2img": []}, "cmd-flags": {}, "memory": {"ram": {}, "cuda": {}},
}  # fmt: skip


@dataclass
class _Protocol:
    """What one run of the server knows of this protocol: the jobs clients wait for, and who was chosen to draw."""

    drawings: Drawings = field(default_factory=Drawings)
    chosen: str = ""


def make_router() -> APIRouter:
    """Return the routes, with a state of their own."""
    router = APIRouter(include_in_schema=False)
    protocol = _Protocol()
    _add_lists(router)
    _add_options(router, protocol)
    _add_pictures(router, protocol)
    _add_progress(router, protocol)
    answer_options(router)
    return router


def _add_lists(router: APIRouter) -> None:
    lists = {"samplers": listing.samplers, "schedulers": listing.schedulers, "sd-models": listing.models}
    for name, listed in lists.items():
        router.add_api_route(f"/sdapi/v1/{name}", _listing(listed))
    router.add_api_route("/sdapi/v1/upscalers", _always(listing.upscalers()))
    router.add_api_route("/internal/ping", _always({}))
    router.add_api_route("/sdapi/v1/refresh-checkpoints", _always(None), methods=["POST"])
    for name, nothing in _NOTHING.items():
        router.add_api_route(f"/sdapi/v1/{name}", _always(nothing))


def _listing(listed: Callable[[Service], Any]) -> Callable[..., Awaitable[JSONResponse]]:
    async def answer(service: ServiceOf) -> JSONResponse:
        return JSONResponse(await asyncio.to_thread(listed, service))

    return answer


def _always(value: Any) -> Callable[..., Awaitable[JSONResponse]]:
    async def answer() -> JSONResponse:
        return JSONResponse(value)

    return answer


def _add_options(router: APIRouter, protocol: _Protocol) -> None:
    @router.get("/sdapi/v1/options")
    async def options(service: ServiceOf) -> JSONResponse:
        return JSONResponse(await asyncio.to_thread(listing.options, service, protocol.chosen))

    @router.post("/sdapi/v1/options")
    async def choose(request: Request, service: ServiceOf) -> JSONResponse:
        """Choose who draws; Open WebUI posts all options back, of which no other counts."""
        name = checked(Options, await json_of(request)).sd_model_checkpoint
        if name:
            await asyncio.to_thread(profile_named, service, name)
            protocol.chosen = name.strip()
        return JSONResponse(None)


def _add_pictures(router: APIRouter, protocol: _Protocol) -> None:
    async def draw(request: Request, service: ServiceOf, body: Txt2Img) -> JSONResponse:
        wish = await asyncio.to_thread(wish_of, service, body, protocol.chosen)
        drawn = await protocol.drawings.draw(request, wish)
        pictures = await finished(service, drawn.job)
        return JSONResponse(await asyncio.to_thread(picture_answer, service, drawn, pictures))

    @router.post("/sdapi/v1/txt2img")
    async def txt2img(request: Request, service: ServiceOf) -> JSONResponse:
        sent = await json_of(request)
        if KEY in sent:
            return JSONResponse(await relayed(request, sent[KEY]))
        return await draw(request, service, checked(Txt2Img, sent))

    @router.post("/sdapi/v1/img2img")
    async def img2img(request: Request, service: ServiceOf) -> JSONResponse:
        return await draw(request, service, checked(Img2Img, await json_of(request)))

    @router.post("/sdapi/v1/interrogate")
    async def interrogate() -> None:
        raise AnswerError(501, "unsupported", "pictures are drawn here and not described")


def _add_progress(router: APIRouter, protocol: _Protocol) -> None:
    @router.get("/sdapi/v1/progress")
    async def how_far(service: ServiceOf) -> JSONResponse:
        return JSONResponse(progress(await protocol.drawings.at_work(service)))

    @router.post("/sdapi/v1/skip")
    @router.post("/sdapi/v1/interrupt")
    async def interrupt(service: ServiceOf) -> JSONResponse:
        """Cancel what clients of this protocol wait for: SillyTavern sends it when its page is left."""
        await protocol.drawings.interrupt(service)
        return JSONResponse({})
