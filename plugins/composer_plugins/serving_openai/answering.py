"""Answers in OpenAI's shape: pictures as base64 or as addresses, the end of a stream, and errors."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from composer.server.errors import ErrorAnswer
from composer_plugins.serving_openai.bodies import Generation
from composer_plugins.serving_prompts.drawings import Drawn
from composer_plugins.serving_prompts.pictures import Finished

#: How an error is said: the status, type and code of OpenAI's that come nearest.
_INVALID, _SERVER = "invalid_request_error", "server_error"
_ERRORS: dict[str, tuple[int, str, str | None]] = {
    "refused": (400, "image_generation_user_error", "moderation_blocked"),
    "token_needed": (401, _INVALID, "invalid_api_key"),
    "bad_key": (401, _INVALID, "invalid_api_key"),
    "not_permitted": (403, _INVALID, "not_permitted"),
    "model_not_found": (404, _INVALID, "model_not_found"),
    "rate_limited": (429, "requests", "rate_limit_exceeded"),
    "no_credit": (429, "insufficient_quota", "insufficient_quota"),
    "over_budget": (429, "insufficient_quota", "insufficient_quota"),
    "held": (429, "insufficient_quota", "insufficient_quota"),
}
#: The official clients repeat a call after most errors. The server has done that itself where it was safe.
_NO_RETRY = {"x-should-retry": "false"}
_NO_USAGE = {
    "input_tokens": 0, "output_tokens": 0, "total_tokens": 0,
    "input_tokens_details": {"text_tokens": 0, "image_tokens": 0},
}  # fmt: skip


def picture_answer(request: Request, body: Generation, drawn: Drawn, pictures: Sequence[Finished]) -> Response:
    """Return the answer to a call for pictures, as base64 or as addresses on this server."""
    job = drawn.job
    data = [
        {
            **({"url": _address(request, job.id, number)} if body.by_address else {"b64_json": one.base64}),
            "revised_prompt": job.prompt,
        }
        for number, one in enumerate(pictures)
    ]
    changes = [asdict(one) for one in (*drawn.wish.changes, *job.changes)]
    more = {"job": job.id, "backend": job.backend, "model": job.model, "changes": changes}
    return JSONResponse({"created": _seconds(job.created), "data": data, **_facts(body, pictures), "rp_composer": more})


def stream_answer(kind: str, body: Generation, drawn: Drawn, pictures: Sequence[Finished]) -> Response:
    """Return the answer as the end of a stream: an event for each finished picture, none for unfinished ones.

    Args:
        kind: ``image_generation`` or ``image_edit``.
    """
    text = "".join(_events(kind, body, drawn, pictures))
    return Response(text, media_type="text/event-stream")


def _events(kind: str, body: Generation, drawn: Drawn, pictures: Sequence[Finished]) -> Iterator[str]:
    name = f"{kind}.completed"
    for one in pictures:
        told = {
            "type": name,
            "b64_json": one.base64,
            "created_at": _seconds(drawn.job.created),
            **_facts(body, [one]),
            "usage": _NO_USAGE,
        }
        yield f"event: {name}\ndata: {json.dumps(told)}\n\n"


def _facts(body: Generation, pictures: Sequence[Finished]) -> dict[str, Any]:
    """Return what stands beside the pictures: what they really are."""
    first = pictures[0]
    return {
        "background": "opaque",
        "output_format": first.media_type.removeprefix("image/"),
        "quality": body.quality or "auto",
        "size": f"{first.width}x{first.height}",
    }


def _address(request: Request, job_id: str, number: int) -> str:
    """Return where a picture is to be had: at the address this server was called by."""
    return f"{str(request.base_url).rstrip('/')}/pictures/{job_id}-{number}"


def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())


def tell(answer: ErrorAnswer) -> Response:
    """Say an error as OpenAI does."""
    status, kind, code = _ERRORS.get(answer.code) or _usual(answer)
    parameter = answer.field.removeprefix("request.") or None
    body = {"error": {"message": answer.message, "type": kind, "param": parameter, "code": code}}
    return JSONResponse(body, status, {**answer.headers, **_NO_RETRY})


def _usual(answer: ErrorAnswer) -> tuple[int, str, str | None]:
    if answer.status == 422:
        return 400, _INVALID, answer.code
    return answer.status, _SERVER if answer.status >= 500 else _INVALID, answer.code
