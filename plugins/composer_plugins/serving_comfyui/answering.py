"""Answers of ComfyUI that are no history: a prompt that was taken, the queue, the system, and errors in its shape."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from starlette.responses import JSONResponse, Response

from composer.jobs.job import Job
from composer.server.errors import ErrorAnswer
from composer_plugins.serving_comfyui.entries import Place
from composer_plugins.serving_comfyui.prompts import Prompt


def taken(place: Place) -> Response:
    """Say that a prompt was taken."""
    return JSONResponse({"prompt_id": place.prompt_id, "number": place.number, "node_errors": {}})


def queue(working: Sequence[tuple[Prompt, Job]]) -> dict[str, Any]:
    """Return the queue: what is drawn, and what waits."""

    def listed(running: bool) -> list[list[Any]]:
        return [
            [prompt.place.number, prompt.place.prompt_id, {}, {}, [prompt.place.node]]
            for prompt, job in working
            if (job.status == "running") is running
        ]

    return {"queue_running": listed(True), "queue_pending": listed(False)}


def system() -> dict[str, Any]:
    """Return what clients ask to see whether anybody is there; nothing of this machine is told."""
    device = {
        "name": "rp-composer", "type": "cpu", "index": 0, "vram_total": 0, "vram_free": 0, "torch_vram_total": 0,
        "torch_vram_free": 0,
    }  # fmt: skip
    told = {
        "os": "", "ram_total": 0, "ram_free": 0, "comfyui_version": f"rp-composer {version('rp-composer')}",
        "python_version": "", "pytorch_version": "", "embedded_python": False, "argv": [],
    }  # fmt: skip
    return {"system": told, "devices": [device]}


def tell(answer: ErrorAnswer) -> Response:
    """Say an error as ComfyUI does."""
    extra = {"field": answer.field} if answer.field else {}
    error = {"type": answer.code, "message": answer.message, "details": "", "extra_info": extra}
    return JSONResponse({"error": error, "node_errors": {}}, answer.status, dict(answer.headers))
