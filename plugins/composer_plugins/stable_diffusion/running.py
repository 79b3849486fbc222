"""While a web UI draws: how far it is, and stopping it. It draws one picture at a time and queues the rest."""

import hashlib
from typing import TYPE_CHECKING, Any

from composer.answers import at, json_of
from composer.contracts import Progress
from composer.pictures import GenerationJob
from composer_plugins.stable_diffusion.problems import problem_of

if TYPE_CHECKING:
    from composer.contracts import Dialogue
    from composer_plugins.stable_diffusion.server import Server

_MOST = 1e9


def task_of(job: GenerationJob) -> str:
    """Return the id under which a job stands in the server's queue, always the same for the same job."""
    said = (job.prompt.prompt, job.prompt.negative_prompt, job.operation, job.settings)
    return f"task(rp-composer-{hashlib.sha256(repr(said).encode()).hexdigest()[:16]})"


def progress(job: GenerationJob, server: "Server") -> "Dialogue[Progress]":
    """Return how far the job is, 0 while it waits; raise BackendError."""
    if (yield from _waits(job, server)):
        return Progress(0.0)
    response = yield from server.get("/sdapi/v1/progress?skip_current_image=true")
    if not response.is_success:
        raise problem_of(response)
    data = json_of(response)
    seconds = _number(at(data, "eta_relative"))
    return Progress(min(1.0, _number(at(data, "progress"))), seconds if seconds > 0 else None)


def interrupt(job: GenerationJob, server: "Server") -> "Dialogue[None]":
    """Stop the job if it is being drawn; raise BackendError.

    The server stops whatever it draws, so a job that waits is left in the queue rather than another's stopped.
    """
    if (yield from _waits(job, server)):
        return
    response = yield from server.post("/sdapi/v1/interrupt", {})
    if not response.is_success:
        raise problem_of(response)


def _waits(job: GenerationJob, server: "Server") -> "Dialogue[bool]":
    """Return whether the server says that the job waits in its queue; False where it cannot tell."""
    standing = yield from server.look_up("/internal/progress", {"id_task": task_of(job), "live_preview": False})
    return at(standing, "queued") is True


def _number(value: Any) -> float:
    """Return a plausible number of foreign JSON, 0 for anything else; NaN is no number from 0 up."""
    return float(value) if isinstance(value, int | float) and 0 <= value < _MOST else 0.0
