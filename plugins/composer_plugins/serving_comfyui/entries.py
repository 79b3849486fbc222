"""Entries of ComfyUI's history: what was drawn, what failed and why, what was interrupted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from composer.jobs.job import Job
from composer.types import Change
from composer_plugins.serving_comfyui.asking import NODE
from composer_plugins.serving_prompts.failing import failure_of

Message = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a prompt's picture or failure belongs: its number and id, the node with the picture and the one at fault.

    Attributes:
        node, kind: the id and class of the node whose picture the client looks for. fault: those of the node that is
            to blame for a failure.
    """

    number: int
    prompt_id: str
    node: str = "1"
    kind: str = NODE
    fault: tuple[str, str] = ("1", NODE)


def finished_entry(place: Place, job: Job, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """Return the entry of a finished job; its pictures are addressed by `file_name`."""
    images = [
        {"filename": file_name(place.prompt_id, number), "subfolder": "", "type": "output"}
        for number in range(len(job.pictures))
    ]
    entry = _entry(place, "success", True, [("execution_success", {})], {place.node: {"images": images}})
    told = [asdict(one) for one in (*changes, *job.changes)]
    return entry | {"rp_composer": {"job": job.id, "backend": job.backend, "model": job.model, "changes": told}}


def failed_entry(place: Place, code: str, message: str) -> dict[str, Any]:
    """Return the entry of a prompt that was not drawn, with a stable name of the reason and words for the user."""
    node, kind = place.fault
    told = {
        "node_id": node, "node_type": kind, "executed": [], "exception_message": message,
        "exception_type": code, "traceback": [], "current_inputs": {}, "current_outputs": [],
    }  # fmt: skip
    return _entry(place, "error", False, [("execution_error", told)])


def interrupted_entry(place: Place) -> dict[str, Any]:
    """Return the entry of a prompt that was interrupted."""
    told = {"node_id": place.node, "node_type": place.kind, "executed": []}
    return _entry(place, "error", False, [("execution_interrupted", told)])


def entry_of(place: Place, job: Job, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """Return the entry of a job that has ended."""
    if job.status == "finished":
        return finished_entry(place, job, changes)
    if job.status == "cancelled":
        return interrupted_entry(place)
    error = failure_of(job)
    return failed_entry(place, error.problem_code, str(error))


def file_name(prompt_id: str, number: int) -> str:
    """Return the name of a picture; all are answered as PNG."""
    return f"rp-composer_{prompt_id}_{number + 1:05}.png"


def _entry(
    place: Place, status: str, completed: bool, ending: list[Message], outputs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    # Of the workflow only the node is repeated: it holds the card, the persona and the chat, and is polled for often.
    nodes = {place.node: {"class_type": place.kind, "inputs": {}}}
    meta = {"node_id": place.node, "display_node": place.node, "parent_node": None, "real_node_id": place.node}
    messages = [("execution_start", {}), *ending]
    return {
        "prompt": [place.number, place.prompt_id, nodes, {}, [place.node]],
        "outputs": dict(outputs or {}),
        "status": {
            "status_str": status,
            "completed": completed,
            "messages": [[name, {"prompt_id": place.prompt_id, **told}] for name, told in messages],
        },
        "meta": {place.node: meta} if outputs else {},
    }
