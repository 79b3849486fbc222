"""What each service answers: a picture, no picture, a refusal and its errors, in its own wire format."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.stubs.pictures import picture


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer before it is written to the socket."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class WireFormat(Protocol):
    """How one service speaks."""

    @property
    def drawing(self) -> tuple[str, ...]:
        """The ends of the paths that draw pictures."""

    def pictures(self, pictures: Sequence[bytes]) -> Answer:
        """Answer with pictures; with none, an answer of the right form that holds none."""

    def picture_at(self, address: str) -> Answer:
        """Answer with the address of a picture in place of the picture."""

    def refusal(self, reason: str) -> Answer:
        """Refuse the content, as the service does."""

    def error(self, status: int, wait: float | None = None) -> Answer:
        """Answer with an error of this status; `wait` is the pause asked for, in seconds."""

    def out_of_credit(self) -> Answer:
        """Say that the account is empty."""

    def models(self) -> Answer:
        """List the models."""


def answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """Return a JSON answer."""
    return Answer(
        status, json.dumps(value).encode(), headers={name.replace("_", "-"): one for name, one in headers.items()}
    )


def base64(data: bytes) -> str:
    """Return bytes as base64 text."""
    return b64encode(data).decode()


#: Google's names of HTTP statuses.
GOOGLE = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip


class Gemini:
    """Google's ``generateContent``."""

    drawing = (":generateContent",)

    def pictures(self, pictures: Sequence[bytes]) -> Answer:
        """Answer with text, a draft to be skipped, and the pictures."""
        parts: list[dict[str, Any]] = [{"text": "Here it is."}]
        draft = base64(picture(seed=2))
        parts += [{"inlineData": {"mimeType": "image/png", "data": draft}, "thought": True} for _ in pictures[:1]]
        parts += [{"inlineData": {"mimeType": "image/png", "data": base64(one)}} for one in pictures]
        return answer({"candidates": [{"content": {"role": "model", "parts": parts if pictures else []},
                                       "finishReason": "STOP", "index": 0}]})  # fmt: skip

    def picture_at(self, address: str) -> Answer:
        """Answer with a part that names a file, as the form allows and no image model does."""
        parts = [{"fileData": {"mimeType": "image/png", "fileUri": address}}]
        return answer({"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}]})

    def refusal(self, reason: str) -> Answer:
        """Refuse with HTTP 200, a finish reason and a message."""
        return answer({"candidates": [{"finishReason": "IMAGE_SAFETY", "finishMessage": reason, "index": 0}]})

    def error(self, status: int, wait: float | None = None) -> Answer:
        """Answer in Google's form; a pause travels as RetryInfo."""
        details = (
            [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{wait}s"}]
            if wait is not None
            else []
        )
        error = {"code": status, "message": "stub", "status": GOOGLE.get(status, "UNKNOWN"), "details": details}
        return answer({"error": error}, status)

    def out_of_credit(self) -> Answer:
        """Say that the daily quota is used up."""
        failure = {"@type": "type.googleapis.com/google.rpc.QuotaFailure",
                   "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}]}  # fmt: skip
        error = {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details.",
                 "status": "RESOURCE_EXHAUSTED", "details": [failure]}  # fmt: skip
        return answer({"error": error}, 429)

    def models(self) -> Answer:
        """List models, all but the last for pictures."""
        names = ("gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-text")
        return answer(
            {
                "models": [
                    {"name": f"models/{name}", "supportedGenerationMethods": ["generateContent"]} for name in names
                ]
            }
        )


class OpenAI:
    """OpenAI's Images API."""

    drawing = ("/images/generations", "/images/edits")

    def pictures(self, pictures: Sequence[bytes]) -> Answer:
        """Answer with base64 pictures."""
        return answer({"created": 1795132800, "data": [{"b64_json": base64(one)} for one in pictures]})

    def picture_at(self, address: str) -> Answer:
        """Answer with an address, as older models and many servers do."""
        return answer({"created": 1795132800, "data": [{"url": address}]})

    def refusal(self, reason: str) -> Answer:
        """Refuse as the moderation does."""
        error = {"message": f"{reason} safety_violations=[violence].", "type": "image_generation_user_error",
                 "param": None, "code": "moderation_blocked"}  # fmt: skip
        return answer({"error": error}, 400)

    def error(self, status: int, wait: float | None = None) -> Answer:
        """Answer in OpenAI's form; a pause travels as ``retry-after-ms``."""
        codes = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
        error = {"message": "stub", "type": "stub_error", "param": None, "code": codes.get(status)}
        return answer(
            {"error": error}, status, **({"retry_after_ms": str(round(wait * 1000))} if wait is not None else {})
        )

    def out_of_credit(self) -> Answer:
        """Say that the quota is used up."""
        error = {"message": "You exceeded your current quota.", "type": "insufficient_quota", "param": None,
                 "code": "insufficient_quota"}  # fmt: skip
        return answer({"error": error}, 429)

    def models(self) -> Answer:
        """List two models."""
        names = ("gpt-image-2.5-flare", "gpt-text")
        return answer(
            {
                "object": "list",
                "data": [{"id": name, "object": "model", "created": 1, "owned_by": "stub"} for name in names],
            }
        )


class A1111:
    """The web API of AUTOMATIC1111 and Forge."""

    drawing = ("/sdapi/v1/txt2img", "/sdapi/v1/img2img")
    lists: Mapping[str, Any] = {
        "/sdapi/v1/samplers": [
            {"name": name, "aliases": [], "options": {}} for name in ("Euler a", "DPM++ 2M SDE", "DDIM")
        ],
        "/sdapi/v1/schedulers": [
            {"name": name.lower(), "label": name, "aliases": None} for name in ("Automatic", "Karras")
        ],
        "/sdapi/v1/progress": {"progress": 0.5, "eta_relative": 3.0, "state": {"job_count": 1}, "current_image": None},
        "/sdapi/v1/interrupt": {},
    }

    def pictures(self, pictures: Sequence[bytes]) -> Answer:
        """Answer with base64 pictures and the information as a JSON string."""
        info = {"seed": 7, "all_seeds": [7 + number for number in range(len(pictures))], "index_of_first_image": 0}
        return answer({"images": [base64(one) for one in pictures], "parameters": {}, "info": json.dumps(info)})

    def picture_at(self, address: str) -> Answer:
        """Answer with an address where base64 should stand."""
        return answer({"images": [address], "parameters": {}, "info": "{}"})

    def refusal(self, reason: str) -> Answer:
        """Never refused by itself; an extension that does answers like this."""
        return answer({"error": "HTTPException", "detail": reason, "body": "", "errors": ""}, 403)

    def error(self, status: int, wait: float | None = None) -> Answer:
        """Answer in the form of its error handler."""
        headers = {"retry_after": str(wait)} if wait is not None else {}
        return answer({"error": "Stub", "detail": "stub", "body": "", "errors": "stub"}, status, **headers)

    def out_of_credit(self) -> Answer:
        """Nobody pays here: the server has no memory left."""
        return answer({"error": "OutOfMemoryError", "detail": "", "body": "", "errors": "CUDA out of memory."}, 500)

    def models(self) -> Answer:
        """List one checkpoint."""
        return answer([{"title": "sample.safetensors [abc]", "model_name": "sample", "hash": "abc", "sha256": None,
                        "filename": "sample.safetensors", "config": None}])  # fmt: skip


FORMATS: Mapping[str, WireFormat] = {"gemini": Gemini(), "openai": OpenAI(), "a1111": A1111()}
