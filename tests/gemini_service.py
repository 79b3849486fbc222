"""A conversation with Google's image models without a network, for the tests of the backend."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from composer.contracts import Dialogue, Wait
from composer.errors import (
    ComposerError,
)
from composer.models import Model
from composer.pictures import GenerationJob, GenerationSettings, Picture, ReferencePicture
from composer.types import Change, ImageRequest, Reference, RenderedPrompt, Scene
from composer_plugins.backends.gemini import GeminiBackend

SHARED = Path(__file__).parents[1] / ".." / "shared"
SCHEMA = SHARED / "specs" / "gemini.sdk-generatecontent.schema.json"
FACTS = SHARED / "providers.md"
PRO = Model(name="gemini-3-pro-image", backend="gemini", resolutions=("1K", "2K", "4K"), references=14, seed=True)
FLASH = Model(name="gemini-2.5-flash-image", backend="gemini", references=3)


def painted(shade: int = 0) -> bytes:
    image = Image.linear_gradient("L").resize((32, 24)).convert("RGB")
    image.putpixel((shade, 0), (255, 0, 0))
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


PNG = painted()
REFERENCES = (Reference("Mira", "identity", "card:Mira"), Reference("Alex", "persona", "persona:Alex"))


def reference(of: Reference, data: bytes = PNG, media_type: str = "image/png") -> ReferencePicture:
    return ReferencePicture(of, data, media_type, 32, 24)


def job(
    model: Model | None = PRO, request: ImageRequest | None = None, settings: Mapping[str, Any] | None = None,
    named: tuple[Reference, ...] = (), **parts: Any,
) -> GenerationJob:  # fmt: skip
    return GenerationJob(
        RenderedPrompt("Mira at a night market", references=named),
        Scene(request or ImageRequest("a night market")),
        GenerationSettings((model or PRO).name, **(settings or {})),
        model=model,
        **parts,
    )


# ── a conversation without a network ──

Answers = Callable[[httpx.Request], httpx.Response]


def sequence(*answers: httpx.Response) -> Answers:
    """Answer each request with the next of these."""
    left = iter(answers)
    return lambda request: next(left)


class Conversation:
    """Sends what a backend yields to a handler, and keeps requests and changes."""

    def __init__(self, answers: Answers) -> None:
        self.requests: list[httpx.Request] = []
        self.changes: list[Change] = []
        self.client = httpx.Client(transport=httpx.MockTransport(answers))

    def hold(self, dialogue: Dialogue[Any]) -> Any:
        answer = None
        try:
            while True:
                wish = dialogue.send(answer)
                assert not isinstance(wish, Wait)
                if isinstance(wish, Change):
                    self.changes.append(wish)
                    answer = None
                else:
                    self.requests.append(wish)
                    answer = self.client.send(wish)
        except StopIteration as done:
            return done.value


@cache
def validator() -> Any:
    """Return the validator of request bodies, None where schema or validator are not there."""
    if not SCHEMA.is_file():
        return None
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/GenerateContentRequest", "$defs": schema["$defs"]})


def asked(of: GenerationJob) -> dict[str, Any]:
    """Return the body that a job becomes, checked against Google's schema where that is at hand."""
    conversation = Conversation(lambda request: delivered())
    conversation.hold(GeminiBackend().exchange(of))
    (request,) = conversation.requests
    body: dict[str, Any] = json.loads(request.content)
    if validator() is not None:
        validator().validate(body)
    return body


def image_part(data: bytes = PNG, **more: Any) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": b64encode(data).decode()}, **more}


def candidate(*parts: dict[str, Any], finish: str = "STOP", **more: Any) -> dict[str, Any]:
    return {"content": {"role": "model", "parts": list(parts)}, "finishReason": finish, "index": 0, **more}


def delivered(*parts: dict[str, Any], finish: str = "STOP") -> httpx.Response:
    return httpx.Response(200, json={"candidates": [candidate(*(parts or (image_part(),)), finish=finish)]})


def drawn(answer: Any, of: GenerationJob | None = None) -> tuple[Picture, ...]:
    """Return the pictures read from an answer: a response, or the JSON of one with status 200."""
    response = answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)
    pictures: tuple[Picture, ...] = Conversation(lambda request: response).hold(GeminiBackend().exchange(of or job()))
    return pictures


def failed(answer: Any) -> ComposerError:
    with pytest.raises(ComposerError) as caught:
        drawn(answer)
    return caught.value


def google_error(status: int, name: str, message: str, *details: dict[str, Any], **parts: Any) -> httpx.Response:
    error = {"code": status, "message": message, "status": name, "details": list(details)}
    return httpx.Response(status, json={"error": error}, **parts)


def detail(kind: str, **fields: Any) -> dict[str, Any]:
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


def published(name: str) -> Any:
    """Return a sample body of the provider's facts."""
    if not FACTS.is_file():
        pytest.skip(f"the reference material is not at hand: {FACTS.name}")
    found = re.search(rf"```json {re.escape(name)}\n(.*?)\n```", FACTS.read_text(encoding="utf-8"), re.DOTALL)
    assert found, name
    return json.loads(found[1])
