"""The addresses of ComfyUI's API: at the root, and under a prefix, since SillyTavern keeps the path of an address."""

import asyncio
import json
import uuid
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from composer.server.errors import AnswerError
from composer.server.service import ServiceOf
from composer_plugins.serving_comfyui.answering import queue, system, taken
from composer_plugins.serving_comfyui.body import submitted
from composer_plugins.serving_comfyui.nodes import nodes
from composer_plugins.serving_comfyui.prompts import Prompts
from composer_plugins.serving_comfyui.sockets import Sockets
from composer_plugins.serving_comfyui.uploads import uploaded
from composer_plugins.serving_comfyui.viewing import view
from composer_plugins.serving_prompts.bodies import json_of
from composer_plugins.serving_prompts.multipart import parts_of
from composer_plugins.serving_prompts.options import answer_options

#: Where the addresses stand beside the root.
PREFIX = "/comfy"
_NEWEST = 100
#: Who sends JSON says so and reads a status; of others, SillyTavern's user sees nothing but the history.
_JSON = "application/json"


def make_router() -> APIRouter:
    """Return the routes, with a state of their own."""
    router = APIRouter(include_in_schema=False)
    prompts = Prompts()
    for prefix in ("", PREFIX):
        _add_facts(router, prefix)
        _add_prompt(router, prefix, prompts)
        _add_history(router, prefix, prompts)
        _add_queue(router, prefix, prompts)
        _add_pictures(router, prefix, prompts)
    answer_options(router)
    _add_sockets(router, prompts)
    return router


def _add_facts(router: APIRouter, prefix: str) -> None:
    @router.get(f"{prefix}/system_stats")
    async def system_stats() -> JSONResponse:
        return JSONResponse(system())

    @router.get(f"{prefix}/features")
    async def features() -> JSONResponse:
        return JSONResponse({"supports_preview_metadata": False})

    @router.get(f"{prefix}/object_info")
    async def object_info(service: ServiceOf) -> JSONResponse:
        return JSONResponse(await asyncio.to_thread(nodes, service))

    @router.get(f"{prefix}/object_info/{{name}}")
    async def one_object_info(name: str, service: ServiceOf) -> JSONResponse:
        known = await asyncio.to_thread(nodes, service)
        return JSONResponse({name: known[name]} if name in known else {})


def _add_prompt(router: APIRouter, prefix: str, prompts: Prompts) -> None:
    @router.post(f"{prefix}/prompt")
    async def submit(request: Request, service: ServiceOf) -> Response:
        """Take a workflow; what is wrong with it stands in the history, where SillyTavern's user reads it."""
        prompt_id = str(uuid.uuid4())
        if service.stopping.is_set():
            raise AnswerError(503, "stopping", "the server is stopping; ask again later", headers={"retry-after": "5"})
        try:
            sent = await asyncio.to_thread(submitted, await request.body())
        except AnswerError as error:
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON:
                raise
            return taken(prompts.fail(service, prompt_id, error.problem_code, str(error)))
        return taken(await prompts.submit(service, sent, sent.prompt_id or prompt_id))

    @router.get(f"{prefix}/prompt")
    async def remaining(service: ServiceOf) -> JSONResponse:
        working = [one async for one in prompts.at_work(service)]
        return JSONResponse({"exec_info": {"queue_remaining": len(working)}})


def _add_history(router: APIRouter, prefix: str, prompts: Prompts) -> None:
    @router.get(f"{prefix}/history")
    async def history(service: ServiceOf, max_items: int = _NEWEST) -> JSONResponse:
        return JSONResponse(await prompts.history(service, min(max_items, _NEWEST)))

    @router.get(f"{prefix}/history/{{prompt_id}}")
    async def one_history(prompt_id: str, service: ServiceOf) -> JSONResponse:
        entry = await prompts.entry(service, prompt_id)
        return JSONResponse({} if entry is None else {prompt_id: entry})

    @router.post(f"{prefix}/history")
    async def forget(request: Request) -> Response:
        sent = await json_of(request)
        if sent.get("clear"):
            prompts.forget()
        prompts.forget(_ids(sent.get("delete")))
        return Response(None, 200)


def _add_queue(router: APIRouter, prefix: str, prompts: Prompts) -> None:
    @router.get(f"{prefix}/queue")
    async def waiting(service: ServiceOf) -> JSONResponse:
        return JSONResponse(queue([one async for one in prompts.at_work(service)]))

    @router.post(f"{prefix}/queue")
    async def drop(request: Request, service: ServiceOf) -> Response:
        sent = await json_of(request)
        await prompts.interrupt(service, None if sent.get("clear") else _ids(sent.get("delete")))
        return Response(None, 200)

    @router.post(f"{prefix}/interrupt")
    async def interrupt(request: Request, service: ServiceOf) -> Response:
        """Interrupt one prompt, or all of this protocol: SillyTavern sends an empty body, and keeps on asking."""
        prompt_id = _sent_id(await request.body())
        await prompts.interrupt(service, [prompt_id] if prompt_id else None)
        return Response(None, 200)


def _ids(sent: Any) -> list[str]:
    return [one for one in sent if isinstance(one, str)] if isinstance(sent, list) else []


def _sent_id(body: bytes) -> str:
    try:
        sent = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return ""
    prompt_id = sent.get("prompt_id") if isinstance(sent, dict) else ""
    return prompt_id if isinstance(prompt_id, str) else ""


def _add_pictures(router: APIRouter, prefix: str, prompts: Prompts) -> None:
    @router.get(f"{prefix}/view")
    async def picture(service: ServiceOf, filename: str = "", subfolder: str = "", type: str = "output") -> Response:  # noqa: A002
        return await view(service, prompts, filename, subfolder, type)

    @router.post(f"{prefix}/upload/image")
    @router.post(f"{prefix}/api/upload/image")
    async def upload(request: Request) -> JSONResponse:
        parts = parts_of(await request.body(), request.headers.get("content-type", ""))
        return JSONResponse(await asyncio.to_thread(uploaded, prompts.uploads, parts))


def _add_sockets(router: APIRouter, prompts: Prompts) -> None:
    sockets = Sockets(prompts)

    @router.websocket("/ws")
    @router.websocket(f"{PREFIX}/ws")
    async def listen(socket: WebSocket) -> None:
        await sockets.serve(socket)
