"""A chat service on loopback for tests of the reader: it answers as a test says, and counts what it is asked."""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

#: What a service answers to one question: a status and a body.
Reply = tuple[int, str]


def facts(*found: tuple[str, str, str]) -> str:
    """Return facts (attribute, value, quote) as a model writes them."""
    return json.dumps({"facts": [dict(zip(("attribute", "value", "quote"), one, strict=True)) for one in found]})


def clothes(*found: tuple[str, str, str, str]) -> str:
    """Return facts of clothes (person, change, garment, quote) as a model writes them."""
    parts = ("person", "change", "garment", "quote")
    return json.dumps({"facts": [dict(zip(parts, one, strict=True)) for one in found]})


def said(words: str) -> Reply:
    """Return an answer in which the model says these words."""
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]})


@dataclass
class ReadingService:
    """A service on loopback, as a context manager.

    Args:
        replies: what it answers, one after another, the last for ever; None hangs until the end of the test.
        delay: how long it takes for each answer, in seconds. models: what it lists.

    Attributes:
        asked: the bodies of the questions; keys: the headers that carried a key.
    """

    replies: Iterable[Reply | None]
    delay: float = 0.0
    models: tuple[str, ...] = ("reads-1",)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._left = list(self.replies)
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._answer))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def replies_with(self, *replies: Reply | None) -> None:
        """Answer so from now on."""
        self._left = list(replies)

    def _answer(self, method: str, path: str, key: str | None, body: bytes) -> Reply | None:
        if (method, path) == ("GET", "/v1/models"):
            return 200, json.dumps({"data": [{"id": name} for name in self.models]})
        assert (method, path) == ("POST", "/v1/chat/completions")
        self.asked.append(json.loads(body))
        self.keys.append(key)
        reply = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        self._ended.wait(30 if reply is None else self.delay)
        return reply


def _handler(answer: Callable[[str, str, str | None, bytes], Reply | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            reply = answer(self.command, self.path, self.headers.get("authorization"), body)
            if reply is None:
                return
            data = reply[1].encode()
            self.send_response(reply[0])
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _serve  # noqa: N815  (the names that http.server looks for)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    return Handler
