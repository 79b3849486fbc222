"""A service in OpenAI's wire format, for the tests of its backend: asked over a transport, and noting it all."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from email.message import Message
from typing import Any, TypeVar

import httpx

from composer.contracts import Dialogue, Wait
from composer.models import Model
from composer.pictures import GenerationJob, GenerationSettings, Picture, ReferencePicture
from composer.types import Change, ImageRequest, Reference, RenderedPrompt, Scene
from composer_plugins.backends.openai import OpenAIBackend
from tests.stubs.pictures import picture

PNG = picture(48, 64)
JPEG = picture(48, 64, kind="JPEG")
WEBP = picture(48, 64, kind="WEBP")
OPENAI = OpenAIBackend.service.endpoint
PROXY = "https://proxy.example/v1"

#: A model as the catalogue knows OpenAI's; its facts, not its name, decide what is sent.
PAINTER = Model(
    name="gpt-image-2.5-flare", backend="openai", shape="sizes", sizes=("1024x1024", "1024x1536"), masks=True,
    qualities=("low", "medium", "high"), references=16, most_pictures=10,
)  # fmt: skip
STRANGER = Model(name="some-model", backend="openai", masks=True)

T = TypeVar("T")
Answers = Callable[[httpx.Request], httpx.Response]


def encoded(data: bytes) -> str:
    """Return bytes as base64 text."""
    return b64encode(data).decode()


def data_url(data: bytes = PNG, media_type: str = "image/png") -> str:
    """Return a picture as a data URL."""
    return f"data:{media_type};base64,{encoded(data)}"


def reference(person: str = "Maren", data: bytes = PNG, media_type: str = "image/png") -> ReferencePicture:
    """Return a reference picture of somebody."""
    return ReferencePicture(Reference(person, "identity", f"card:{person}"), data, media_type, 48, 64)


def job(
    endpoint: str = OPENAI,
    model: Model | None = PAINTER,
    options: Mapping[str, Any] | None = None,
    prompt: str = "A pier at night",
    negative: str = "",
    settings: Mapping[str, Any] | None = None,
    **fields: Any,
) -> GenerationJob:
    """Return a job; `settings` are those of `GenerationSettings`, `fields` those of `GenerationJob`."""
    name = model.name if model else "unknown"
    return GenerationJob(
        RenderedPrompt(prompt, negative),
        Scene(ImageRequest(prompt)),
        GenerationSettings(name, options=options or {}, **(settings or {})),
        endpoint=endpoint,
        model=model,
        **fields,
    )


class Conversation:
    """What was asked in one exchange, and what it reported on the way."""

    def __init__(self, answers: Answers) -> None:
        self.requests: list[httpx.Request] = []
        self.changes: list[Change] = []
        self.client = httpx.Client(transport=httpx.MockTransport(answers), follow_redirects=False)

    def hold(self, dialogue: Dialogue[T]) -> T:
        """Carry out a dialogue as the core does: send what it yields, and give it every answer."""
        answer: httpx.Response | None = None
        while True:
            try:
                wish = dialogue.send(answer)
            except StopIteration as done:
                result: T = done.value
                return result
            answer = None
            if isinstance(wish, Change):
                self.changes.append(wish)
            elif not isinstance(wish, Wait):
                self.requests.append(wish)
                answer = self.client.send(wish)


def delivered(data: Sequence[bytes] = (PNG,)) -> httpx.Response:
    """Return the answer of OpenAI with pictures."""
    return httpx.Response(200, json={"created": 1795132800, "data": [{"b64_json": encoded(one)} for one in data]})


def asked(of: GenerationJob) -> httpx.Request:
    """Return the request that a job becomes."""
    conversation = Conversation(lambda request: delivered())
    conversation.hold(OpenAIBackend().exchange(of))
    (request,) = conversation.requests
    return request


def body_of(request: httpx.Request) -> dict[str, Any]:
    """Return the JSON of a request."""
    body: dict[str, Any] = json.loads(request.content)
    return body


def drawn(answer: Any, of: GenerationJob | None = None, status: int = 200, **headers: str) -> tuple[Picture, ...]:
    """Return the pictures read from an answer: JSON, or bytes."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    given = {"content": answer} if isinstance(answer, bytes) else {"json": answer}
    response = httpx.Response(status, headers=headers, **given)
    return Conversation(lambda request: response).hold(OpenAIBackend().exchange(of or job(PROXY)))


def parts_of(request: httpx.Request) -> list[tuple[str, str, str, bytes]]:
    """Return the parts of a multipart form as (name, file name, content type, bytes), as another reader sees them."""
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.read()).get_payload()
    assert isinstance(parts, list)
    return [_part(part) for part in parts if isinstance(part, Message)]


def _part(part: Message) -> tuple[str, str, str, bytes]:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    named = part.get_param("name", header="content-disposition")
    is_file = part.get_filename() is not None
    return str(named), part.get_filename() or "", part.get_content_type() if is_file else "", data


def form_of(request: httpx.Request) -> dict[str, str]:
    """Return the plain fields of a multipart form."""
    return {name: data.decode() for name, file, _, data in parts_of(request) if not file}


def files_of(request: httpx.Request) -> list[tuple[str, str, bytes]]:
    """Return the files of a multipart form as (name, content type, bytes)."""
    return [(name, kind, data) for name, file, kind, data in parts_of(request) if file]
