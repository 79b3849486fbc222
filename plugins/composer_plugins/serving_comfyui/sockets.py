"""``/ws``: what happens to a client's prompts, as frames of ComfyUI's; what it sends itself is not read."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from composer.errors import NotFoundError
from composer.jobs.job import Event
from composer.server.service import Service
from composer_plugins.serving_comfyui.entries import Place
from composer_plugins.serving_comfyui.prompts import Prompts, job_id

_MOST_SOCKETS = 100
_LONGEST_CLIENT = 200
#: Progress is told in hundredths.
_STEPS = 100


class Sockets:
    """The open sockets of one server, of which there is a bounded number."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts
        self._open = 0

    async def serve(self, socket: WebSocket) -> None:
        """Tell a client of its prompts until it goes, or the server stops."""
        if self._open >= _MOST_SOCKETS:
            await socket.close(1013)
            return
        self._open += 1
        try:
            await socket.accept()
            with suppress(WebSocketDisconnect):
                await self._tell(socket)
        finally:
            self._open -= 1

    async def _tell(self, socket: WebSocket) -> None:
        service: Service = socket.app.state.service
        client = socket.query_params.get("clientId", "")[:_LONGEST_CLIENT] or uuid.uuid4().hex
        with self._prompts.listening(client) as submitted:
            await socket.send_json(_status(0, client))
            telling = asyncio.ensure_future(self._tell_all(socket, service, submitted))
            gone = asyncio.ensure_future(_gone(socket))
            stopped = asyncio.ensure_future(service.stopping.wait())
            tasks = (telling, gone, stopped)
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not gone.done() or gone.cancelled():
            with suppress(RuntimeError):
                await socket.close(1001)

    async def _tell_all(self, socket: WebSocket, service: Service, submitted: "asyncio.Queue[str]") -> None:
        while True:
            async for frame in self._frames(service, await submitted.get()):
                await socket.send_json(frame)

    async def _frames(self, service: Service, prompt_id: str) -> AsyncIterator[dict[str, Any]]:
        """Yield the frames of a prompt; the last one says that nothing is executed any more, however it ended."""
        place = self._prompts.place(prompt_id)
        yield _status(1)
        yield _frame("execution_start", place)
        yield _frame("executing", place, node=place.node, display_node=place.node)
        with suppress(NotFoundError):
            async for event in service.jobs.events(job_id(prompt_id)):
                if event.kind == "progress":
                    yield _progress(place, event)
        entry = await self._prompts.entry(service, prompt_id)
        for name, told in entry["status"]["messages"][1:] if entry else ():
            for node, output in entry["outputs"].items() if entry else ():
                yield _frame("executed", place, node=node, display_node=node, output=output)
            yield {"type": name, "data": told}
        yield _status(0)
        yield _frame("executing", place, node=None)


async def _gone(socket: WebSocket) -> None:
    """Return once the client has gone; what it says is let go by."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _status(waiting: int, client: str = "") -> dict[str, Any]:
    data: dict[str, Any] = {"status": {"exec_info": {"queue_remaining": waiting}}}
    return {"type": "status", "data": data | ({"sid": client} if client else {})}


def _progress(place: Place, event: Event) -> dict[str, Any]:
    return _frame("progress", place, node=place.node, value=int((event.job.progress or 0) * _STEPS), max=_STEPS)


def _frame(name: str, place: Place, **told: Any) -> dict[str, Any]:
    return {"type": name, "data": {"prompt_id": place.prompt_id, **told}}
