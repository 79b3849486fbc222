"""The body of ``POST /prompt``: JSON with a workflow, or what SillyTavern made of one."""

import json
import re
from dataclasses import dataclass

from composer.server.errors import AnswerError
from composer_plugins.serving_comfyui.broken import pasted_in, why_broken
from composer_plugins.serving_comfyui.graph import Graph, graph_of

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_CLIENT = 200


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a client submits: its workflow, who it is, and the id it wants its prompt to have; "" for none."""

    graph: Graph
    client: str = ""
    prompt_id: str = ""


def submitted(body: bytes) -> Submitted:
    """Return what a body submits.

    Raises:
        AnswerError: it is no JSON, or holds no workflow that can be read.
    """
    text = body.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise AnswerError(400, "invalid_json", why_broken(text, error), "prompt") from error
    except (ValueError, RecursionError) as error:  # a number of a million digits; brackets without an end
        raise AnswerError(400, "invalid_json", "the workflow is nested too deep, or a number too long") from error
    if not isinstance(value, dict):
        raise AnswerError(400, "no_prompt", "No prompt provided: the body must be an object with a prompt")
    graph = graph_of(value.get("prompt"))
    problem = pasted_in(text, graph)
    if problem:
        raise AnswerError(400, "invalid_json", problem, "prompt")
    return Submitted(graph, _text(value.get("client_id"))[:_LONGEST_CLIENT], _prompt_id(value.get("prompt_id")))


def _prompt_id(sent: object) -> str:
    if sent in (None, ""):
        return ""
    if not is_prompt_id(sent):
        raise AnswerError(400, "invalid_prompt_id", "prompt_id must be a UUID in lower case", "prompt_id")
    return str(sent)


def is_prompt_id(sent: object) -> bool:
    """Say whether something can be the id of a prompt."""
    return isinstance(sent, str) and _ID.fullmatch(sent) is not None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
