"""A chat model for SillyTavern's page: OpenAI's chat completions on loopback, streamed or not, with our replies."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

_PIECE = 9
#: Seconds between pieces: SillyTavern shows at most so many a second, and the rest with the next one.
_PACE = 0.04


class ChatModel:
    """Answers with the texts or whole messages in `replies`, one for each call, else with a plain sentence.

    Attributes:
        replies: what is answered next. asked: the bodies of all calls.
        pause: waits after each piece of a streamed reply, so that a test can look at what is half written.
    """

    def __init__(self) -> None:
        self.replies: deque[str | dict[str, Any]] = deque()
        self.asked: list[dict[str, Any]] = []
        self.pause: threading.Event | None = None
        self.pause_before = ""
        self._hold: threading.Event | None = None
        self._answered = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.model = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "ChatModel":
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def pieces(self, text: str) -> Iterator[str]:
        """Yield a reply piece by piece, as slowly as a page can show it, with the halt that is wanted."""
        halt = text.find(self.pause_before) if self.pause else -1
        for start in range(0, len(text), _PIECE):
            if self.pause and 0 <= halt <= start:
                self.pause.wait(30)
            threading.Event().wait(_PACE)
            yield text[start : start + _PIECE]

    def hold_after(self, count: int) -> threading.Event:
        """Have the answer after the next `count` ones wait until the event that is returned is set."""
        self._hold, self._answered = threading.Event(), -count
        return self._hold

    def wait(self) -> None:
        """Wait before an answer where that is wanted."""
        self._answered += 1
        if self._hold and self._answered > 0:
            self._hold.wait(30)

    def halt_before(self, text: str) -> threading.Event:
        """Have the next streamed reply stop before a text in it, until the event that is returned is set."""
        self.pause_before, self.pause = text, threading.Event()
        return self.pause


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: ChatModel


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._json({"object": "list", "data": [{"id": "tale", "object": "model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        model = self.server.model
        model.asked.append(body)
        text = model.replies.popleft() if model.replies else "She nods."
        model.wait()
        if body.get("stream") and isinstance(text, str):
            self._stream(text)
        else:
            message = text if isinstance(text, dict) else {"role": "assistant", "content": text}
            self._json({"object": "chat.completion", "choices": [{"index": 0, "message": message}]})

    def _json(self, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the page has stopped it

    def _stream(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for piece in self.server.model.pieces(text):
                self._event({"index": 0, "delta": {"content": piece}})
            self._event({"index": 0, "delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            pass  # the page has stopped it

    def _event(self, choice: dict[str, Any]) -> None:
        content = {"object": "chat.completion.chunk", "choices": [choice]}
        self.wfile.write(b"data: " + json.dumps(content).encode() + b"\n\n")
        self.wfile.flush()
