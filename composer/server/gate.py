"""The gate before every route: judges the request, reads its body within bounds, answers what fails behind it."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response

from composer.server import security
from composer.server.errors import AnswerError, answer_of
from composer.server.logs import told
from composer.server.security import Asked, Policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from composer.server.errors import Tell

_LOG = logging.getLogger("composer.server")
#: Of a body that is too large, so many times its limit are still taken, and for so many seconds, to be thrown away.
_DISCARDED, _DISCARDING_SECONDS = 4, 1.0
#: On every answer: no page may be made of it, and nobody learns where it was read.
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-site",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cache-control": "no-store",
}


class Gate:
    """ASGI middleware that lets through what `security.check` passes.

    Args:
        app: what stands behind it. policy: who may ask.
        is_foreign: says of a scope whether its route speaks a foreign protocol.
        tell_for: returns how errors are said to a scope; None for the server's own way.
        redact: takes secrets out of a text.
        body_bytes: how large a body may be; body_seconds: how long it may take to arrive.
    """

    def __init__(
        self,
        app: "ASGIApp",
        policy: Policy,
        is_foreign: Callable[["Scope"], bool],
        tell_for: Callable[["Scope"], "Tell | None"],
        redact: Callable[[str], str],
        body_bytes: int,
        body_seconds: float,
    ) -> None:
        self.app = app
        self.policy = policy
        self.is_foreign = is_foreign
        self.tell_for = tell_for
        self.redact = redact
        self.body_bytes = body_bytes
        self.body_seconds = body_seconds

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Let a request through, or answer why not."""
        if scope["type"] == "websocket":
            await self._open(scope, receive, send)
        elif scope["type"] == "http":
            await _Exchange(self, scope, receive, send).run()
        else:
            await self.app(scope, receive, send)

    async def _open(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Let a socket of a foreign protocol through, or close it before it is open."""
        server = scope.get("server") or ("", None)
        asked = Asked("GET", security.headers_of(scope), str(server[0]), self.is_foreign(scope))
        try:
            if not asked.foreign or security.path_problem(scope["path"], scope.get("raw_path") or b""):
                raise AnswerError(404, "not_found", "there is no socket at this address")
            security.check_socket(asked, self.policy)
        except AnswerError as error:
            _LOG.info("socket %r refused: %s", scope["path"], error)
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)


class _Exchange:
    """One request on its way through the gate."""

    def __init__(self, gate: Gate, scope: "Scope", receive: "Receive", send: "Send") -> None:
        self.gate, self.scope, self.receive, self._send = gate, scope, receive, send
        server = scope.get("server") or ("", None)
        self.asked = Asked(scope["method"], security.headers_of(scope), str(server[0]))
        self.status = 0
        self.began = time.monotonic()

    async def run(self) -> None:
        """Pass the request on, or answer why not."""
        try:
            await self._pass()
        except Exception as error:
            await self._fail(error)
        finally:
            took = (time.monotonic() - self.began) * 1000
            level = logging.DEBUG if self.scope["method"] in ("GET", "HEAD", "OPTIONS") else logging.INFO
            _LOG.log(level, "%s %s %d %.0f ms", self.scope["method"], self.scope["path"], self.status, took)

    async def _pass(self) -> None:
        problem = security.path_problem(self.scope["path"], self.scope.get("raw_path") or b"")
        if problem:
            raise AnswerError(400, "bad_path", f"an address may not hold {problem}")
        self.asked = Asked(self.asked.method, self.asked.headers, self.asked.server, self.gate.is_foreign(self.scope))
        security.check(self.asked, self.gate.policy)
        if self.asked.preflight:
            await Response(None, 204, security.preflight_headers(self.asked))(self.scope, self.receive, self.send)
            return
        body = await self._body()
        await self.gate.app(self.scope, _replay(body, self.receive), self.send)

    async def _fail(self, error: Exception) -> None:
        if not isinstance(error, AnswerError):
            trace = error if "RP_COMPOSER_DEBUG" in os.environ else None
            what = self.gate.redact(f"{self.scope['method']} {self.scope['path']} failed: {told(error)}")
            _LOG.error("%s", what, exc_info=trace)
        if self.status:
            return  # the answer has begun: it can only be cut
        answer = answer_of(error).response(self.gate.redact, self.gate.tell_for(self.scope))
        await answer(self.scope, self.receive, self.send)

    async def _body(self) -> bytes:
        """Read the body; AnswerError as soon as it is too long, whatever its announced length, or too slow."""
        announced = self.asked.header("content-length") or ""
        body, more = b"", True
        if not (announced.isascii() and announced.isdigit() and int(announced[:20]) > self.gate.body_bytes):
            body, more = await self._read_in_time()
            if len(body) <= self.gate.body_bytes:
                return body
        if more:
            await self._discard()
        most = self.gate.body_bytes / (1024 * 1024)
        raise AnswerError(
            413, "too_large", f"a request may have {most:g} MiB; send fewer messages, or smaller avatars",
            headers={"connection": "close"},
        )  # fmt: skip

    async def _read_in_time(self) -> tuple[bytes, bool]:
        try:
            async with asyncio.timeout(self.gate.body_seconds):
                return await self._read()
        except TimeoutError:
            raise AnswerError(
                408, "timed_out", "the request's body took too long to arrive", headers={"connection": "close"}
            ) from None

    async def _read(self) -> tuple[bytes, bool]:
        """Return the body, or as much of it as shows that it is too long, and whether more of it comes."""
        pieces, size, more = [], 0, True
        while more and size <= self.gate.body_bytes:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise AnswerError(400, "bad_request", "the request was broken off")
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            more = message.get("more_body", False)
        return b"".join(pieces), more

    async def _discard(self) -> None:
        """Take for a moment what still comes: who is still sending when the connection ends would hear no answer."""
        if self.asked.header("expect") is not None:  # the client waits for a word before it sends anything
            return
        left, more = _DISCARDED * self.gate.body_bytes, True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DISCARDING_SECONDS):
                while more and left > 0:
                    message = await self.receive()
                    left -= len(message.get("body", b""))
                    more = message["type"] == "http.request" and message.get("more_body", False)

    async def send(self, message: "Message") -> None:
        """Send on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": list(self._headers(message["headers"]))}
        await self._send(message)

    def _headers(self, own: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
        given = list(own)
        names = {name.lower() for name, _ in given}
        yield from given
        for name, value in {**_HEADERS, **self._cors()}.items():
            if name.encode() not in names:
                yield name.encode(), value.encode("latin-1")

    def _cors(self) -> Mapping[str, str]:
        return security.cors_headers(self.asked, self.gate.policy)


def _replay(body: bytes, receive: "Receive") -> "Receive":
    """Return a way to receive the body that was read, and then what comes after it."""
    waiting = [body]

    async def replayed() -> "Message":
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed
