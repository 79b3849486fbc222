"""Answers in Google's shape: candidates with a picture each, models, and errors."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse, Response

from composer.server.errors import ErrorAnswer
from composer_plugins.serving_prompts.choices import Choice
from composer_plugins.serving_prompts.drawings import Drawn
from composer_plugins.serving_prompts.pictures import Finished

#: What an error is called, by its status; the status itself where Google has no such one.
_CALLED = {
    400: (400, "INVALID_ARGUMENT"), 401: (401, "UNAUTHENTICATED"), 403: (403, "PERMISSION_DENIED"),
    404: (404, "NOT_FOUND"), 405: (404, "NOT_FOUND"), 408: (504, "DEADLINE_EXCEEDED"),
    409: (400, "FAILED_PRECONDITION"), 413: (400, "INVALID_ARGUMENT"),
    415: (400, "INVALID_ARGUMENT"), 422: (400, "INVALID_ARGUMENT"), 429: (429, "RESOURCE_EXHAUSTED"),
    499: (499, "CANCELLED"), 501: (501, "UNIMPLEMENTED"), 502: (503, "UNAVAILABLE"), 503: (503, "UNAVAILABLE"),
    504: (504, "DEADLINE_EXCEEDED"), 507: (429, "RESOURCE_EXHAUSTED"),
}  # fmt: skip
_NO_TOKENS = {"promptTokenCount": 0, "candidatesTokenCount": 0, "totalTokenCount": 0}


def picture_answer(drawn: Drawn, pictures: Sequence[Finished], model: str) -> dict[str, Any]:
    """Return the answer to a call: each picture is a candidate."""
    changes = [asdict(one) for one in (*drawn.wish.changes, *drawn.job.changes)]
    candidates = [
        {
            "content": {"role": "model", "parts": [{"inlineData": {"mimeType": one.media_type, "data": one.base64}}]},
            "finishReason": "STOP",
            "index": number,
        }
        for number, one in enumerate(pictures)
    ]
    return {
        "candidates": candidates,
        "usageMetadata": _NO_TOKENS,
        "modelVersion": model,
        "responseId": drawn.job.id,
        "rpComposer": {"job": drawn.job.id, "backend": drawn.job.backend, "changes": changes},
    }


def stream_answer(answer: dict[str, Any]) -> Response:
    """Return an answer as the one event of a stream."""
    return Response(f"data: {json.dumps(answer)}\r\n\r\n", media_type="text/event-stream")


def model_answer(one: Choice) -> dict[str, Any]:
    """Return how a model is listed."""
    return {
        "name": f"models/{one.name}", "baseModelId": one.model or one.name, "version": "001", "displayName": one.name,
        "description": "", "inputTokenLimit": 32768, "outputTokenLimit": 32768,
        "supportedGenerationMethods": ["generateContent"],
    }  # fmt: skip


def tell(answer: ErrorAnswer) -> Response:
    """Say an error as Google does."""
    status, called = _CALLED.get(answer.status, (500, "INTERNAL"))
    reason = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": answer.code.upper(),
        "domain": "rp-composer",
    }
    error = {"code": status, "message": answer.message, "status": called, "details": [reason]}
    return JSONResponse({"error": error}, status, dict(answer.headers))
