"""The relay: SillyTavern's page reaches this server through SillyTavern's own, with nothing to configure.

SillyTavern's ``POST /api/sd/generate`` passes its JSON body on to ``/sdapi/v1/txt2img`` of the address in it, and hands
the JSON of a 200 answer back as it is; every other answer becomes a bare 500. So the page sends::

    {"url": "http://127.0.0.1:8765", "rp_composer": {"method": "POST", "path": "/api/jobs", "body": {…}}}

and is answered, always with 200::

    {"images": [], "rp_composer": {"status": 200, "body": {…}}}

- ``method``: GET, POST, PUT or DELETE; GET when it is left out.
- ``path``: below ``/api/`` or ``/pictures/``, of letters, digits, ``-``, ``_`` and escaped bytes (``%C3%A9``), without
  a dot; it may end in a query of plain names and values: ``/api/jobs/ID?wait=20``. Streams (``…/events``) are not
  relayed: poll with ``wait``.
- ``body``: what is sent as JSON; null or left out for nothing.
- ``key``: an ``Idempotency-Key`` of the inner request, where it takes one.
- ``status`` and ``body`` of the answer: those of the inner request, the body as JSON, null for none. What is no JSON,
  as a picture, is ``{"media_type": "image/png", "base64": "…"}``. An envelope that cannot be carried out is answered in
  the same way, with an error of this server's one shape: 400 ``bad_envelope``, 413 ``too_large``.

The inner request passes the gate as the outer one did, with the same host, origin, credentials and content type, so
that it may do what the outer one may and no more. No picture is drawn by an envelope itself, and an interrupt of this
protocol does not touch the jobs that it submits.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from composer.server.errors import AnswerError, answer_of

if TYPE_CHECKING:
    from starlette.types import Message

#: The key under which an envelope stands in a body, and in the answer.
KEY = "rp_composer"
#: The most that comes back, in bytes: a picture of the largest size, with room.
_LARGEST_ANSWER = 64 * 1024 * 1024
_SEGMENT = r"(?:[A-Za-z0-9_-]|%[0-9A-Fa-f]{2})+"
_PATH = re.compile(rf"/(?:api|pictures)(?:/{_SEGMENT})+")
_QUERY = re.compile(rf"[a-z_]+={_SEGMENT}(?:&[a-z_]+={_SEGMENT})*")
_STREAM = "/events"
#: What belongs to the outer body and connection alone.
_OUTER = frozenset({
    b"content-length", b"transfer-encoding", b"expect", b"connection", b"accept-encoding", b"range", b"if-none-match",
    b"idempotency-key", b"last-event-id", b"access-control-request-method",
})  # fmt: skip


class Envelope(BaseModel):
    """The request inside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"
    path: str
    body: Any = None
    key: str = Field(default="", max_length=255, pattern=r"^[!-~]*$")


async def relayed(request: Request, sent: Any) -> dict[str, Any]:
    """Carry out an envelope and return the answer to the page; nothing is raised.

    Args:
        request: the outer one. sent: what stands in its body under `KEY`.
    """
    try:
        status, body = await _carried_out(request, _envelope(sent))
    except AnswerError as error:
        answer = answer_of(error).response(request.app.state.service.redact)
        status, body = answer.status_code, json.loads(bytes(answer.body))
    return {"images": [], KEY: {"status": status, "body": body}}


def _envelope(sent: Any) -> Envelope:
    try:
        envelope = Envelope.model_validate(sent)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, one["loc"])) or KEY for one in error.errors())
        raise _bad(f"an envelope has method, path, body and key; wrong is: {wrong[:200]}") from error
    path, mark, query = envelope.path.partition("?")
    if not _PATH.fullmatch(path) or (mark and not _QUERY.fullmatch(query)):
        raise _bad("the path must lie below /api/ or /pictures/, with plain names and values as its query")
    if path.endswith(_STREAM):
        raise _bad("streams are not relayed; poll with ?wait=20")
    return envelope


def _bad(message: str) -> AnswerError:
    return AnswerError(400, "bad_envelope", message, KEY)


async def _carried_out(request: Request, envelope: Envelope) -> tuple[int, Any]:
    """Send the inner request through the whole application, its gate first; return status and body."""
    body = b"" if envelope.body is None else json.dumps(envelope.body).encode()
    answer = _Answer()
    await request.app(_scope(request, envelope, len(body)), _Body(body, request), answer)
    return answer.status, answer.content


def _scope(request: Request, envelope: Envelope, length: int) -> dict[str, Any]:
    from urllib.parse import unquote

    path, _, query = envelope.path.partition("?")
    headers = [(name, value) for name, value in request.scope["headers"] if name.lower() not in _OUTER]
    if not length:  # a call without a body has no content type
        headers = [(name, value) for name, value in headers if name.lower() != b"content-type"]
    if envelope.key:
        headers.append((b"idempotency-key", envelope.key.encode()))
    return {
        "type": "http",
        "asgi": request.scope["asgi"],
        "http_version": "1.1",
        "scheme": request.scope["scheme"],
        "server": request.scope.get("server"),
        "client": request.scope.get("client"),
        "root_path": "",
        "method": envelope.method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [*headers, (b"content-length", str(length).encode())],
        "state": dict(request.scope.get("state") or {}),
    }


class _Body:
    """Gives the inner request its body, then what the outer connection has to say."""

    def __init__(self, body: bytes, request: Request) -> None:
        self._body: bytes | None = body
        self._request = request

    async def __call__(self) -> "Message":
        if self._body is None:
            return await self._request.receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Answer:
    """Takes the answer of the inner request."""

    def __init__(self) -> None:
        self.status = 500
        self._kind = ""
        self._pieces: list[bytes] = []
        self._size = 0

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._kind = _header(message["headers"], b"content-type")
        elif message["type"] == "http.response.body":
            self._take(message.get("body", b""))

    def _take(self, piece: bytes) -> None:
        """Keep a piece of the body; what is too large anyway is let go by."""
        self._size += len(piece)
        if self._size <= _LARGEST_ANSWER:
            self._pieces.append(piece)

    @property
    def content(self) -> Any:
        """The body as the page gets it; AnswerError when it is too large."""
        if self._size > _LARGEST_ANSWER:
            raise AnswerError(413, "too_large", f"the answer has more than {_LARGEST_ANSWER} bytes; ask for less")
        body = b"".join(self._pieces)
        if not body:
            return None
        media_type = self._kind.partition(";")[0].strip()
        if media_type == "application/json":
            return json.loads(body)
        return {"media_type": media_type, "base64": b64encode(body).decode()}


def _header(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in headers if name.lower() == wanted), "")
