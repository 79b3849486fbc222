"""One stub on loopback: it answers as a service does, or as a service should not."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import TracebackType
from typing import Literal, Self

from tests.stubs.pictures import blank, picture
from tests.stubs.wire import FORMATS, Answer

#: What a stub can do wrong; "" is nothing.
Fault = Literal[
    "", "429", "429 with wait", "out of credit", "400", "401", "500", "503", "gateway timed out",
    "hang before reading", "hang after reading", "close after reading", "drip", "cut body", "wrong content type",
    "no picture", "blank picture", "broken picture", "picture elsewhere", "refusal", "redirect", "garbage",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]
#: After these the service has drawn, and billed, a picture.
BILLED = frozenset({
    "", "gateway timed out", "hang after reading", "close after reading", "drip", "cut body", "blank picture",
    "broken picture", "picture elsewhere",
})  # fmt: skip
_MARKER = re.compile(rb"marker-\d+")
_DRIP_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came through the socket."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Stub:
    """A service on loopback, as a context manager.

    Args:
        format: gemini, openai or a1111.
        faults: what to do wrong, one for each picture that is asked for; then nothing. It may go on for ever.
        elsewhere: the address that redirects and answers name. wait: the pause of "429 with wait", in seconds.
        drawn: the pictures it draws, one after another, the last for ever; None for a small one.
        thinks: how long it takes to draw, in seconds (and see `hold`). keeps: the bodies of requests are kept.

    Attributes:
        seen: every request; billed: how many pictures are to be paid.
        done: for each word like ``marker-7`` in a prompt, what was done with the requests that held it.
    """

    format: str
    faults: Iterable[Fault] = ()
    elsewhere: str = ""
    wait: float = 0.05
    drawn: bytes | None = None
    thinks: float = 0.0
    keeps: bool = True
    seen: list[Seen] = field(default_factory=list)
    billed: int = 0
    done: dict[str, list[Fault]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wire = FORMATS[self.format]
        self._drawing = threading.Event()
        self.go_on()

    def __enter__(self) -> Self:
        self._faults = iter(self.faults)
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10), "the stub did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def hold(self) -> None:
        """Draw nothing before `go_on`."""
        self._drawing.clear()

    def go_on(self) -> None:
        """Draw what was asked for."""
        self._drawing.set()

    def fail_next(self, *faults: Fault) -> None:
        """Do these wrong from now on, one for each picture that is asked for; then nothing."""
        self._faults = iter(faults)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """The base address a profile names."""
        return self.address + {"gemini": "/v1beta", "openai": "/v1", "a1111": ""}[self.format]

    @property
    def asked(self) -> list[Seen]:
        """The requests for pictures."""
        return [one for one in self.seen if self._draws(one)]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 24)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopped.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the stub ends
        finally:
            self._connections.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read one request and answer it; return whether the connection stays."""
        head = await _read_head(reader)
        drawing = self._draws(head)
        fault: Fault = next(self._faults, "") if drawing else ""
        if fault == "hang before reading":
            self.seen.append(head)
            await self._stopped.wait()
        body = await _read_body(reader, head.headers)
        self.seen.append(replace(head, body=body) if self.keeps else head)
        if not drawing:
            _write(writer, self._about(head.path.split("?")[0]))
            await writer.drain()
            return True
        await asyncio.sleep(self.thinks)
        while not self._drawing.is_set():
            await asyncio.sleep(0.02)
        self._book(body, fault)
        return await self._draw(fault, writer)

    def _draws(self, head: Seen) -> bool:
        return head.method == "POST" and head.path.split("?")[0].endswith(self._wire.drawing)

    def _book(self, body: bytes, fault: Fault) -> None:
        self.billed += fault in BILLED
        for marker in set(_MARKER.findall(body)):
            self.done.setdefault(marker.decode(), []).append(fault)

    async def _draw(self, fault: Fault, writer: asyncio.StreamWriter) -> bool:
        if fault == "hang after reading":
            await self._stopped.wait()
        if fault == "close after reading":
            return False
        reply = self._answer(fault)
        half = len(reply.body) // 2
        _write(writer, reply, body=reply.body[:half] if fault in ("cut body", "drip") else None)
        await writer.drain()
        if fault == "drip":
            await self._drip(reply.body[half:], writer)
        return fault not in ("cut body", "drip")

    async def _drip(self, rest: bytes, writer: asyncio.StreamWriter) -> None:
        """Write so slowly that the answer never ends, yet is never silent for long."""
        for number in range(len(rest)):
            writer.write(rest[number : number + 1])
            await writer.drain()
            await asyncio.sleep(_DRIP_SECONDS)

    def _about(self, path: str) -> Answer:
        lists = getattr(self._wire, "lists", {})
        if path in lists:
            return Answer(200, json.dumps(lists[path]).encode())
        return (
            self._wire.models() if path.endswith(("/models", "/sd-models")) else Answer(404, b'{"detail":"Not Found"}')
        )

    def _answer(self, fault: Fault) -> Answer:
        wire, one = self._wire, self.drawn or picture()
        answers: dict[str, Callable[[], Answer]] = {
            "429 with wait": lambda: wire.error(429, self.wait),
            "out of credit": wire.out_of_credit,
            "refusal": lambda: wire.refusal("The stub does not draw that."),
            "no picture": lambda: wire.pictures(()),
            "blank picture": lambda: wire.pictures((blank(),)),
            "broken picture": lambda: wire.pictures((one[: len(one) // 2],)),
            "wrong content type": lambda: Answer(200, b"<html><body>A proxy's page</body></html>", "text/html"),
            "garbage": lambda: Answer(200, b'{"candidates": [{"content": 5}], "data": 7, "images": {"a": []'),
            "picture elsewhere": lambda: wire.picture_at(f"{self.elsewhere}/picture.png"),
            "gateway timed out": lambda: Answer(504, b"<html><body>504 Gateway Time-out</body></html>", "text/html"),
            "redirect": lambda: Answer(307, b"", headers={"location": f"{self.elsewhere}/taken"}),
        }
        if fault.isdigit():
            return wire.error(int(fault))
        return answers.get(fault, lambda: self._whole)()

    @cached_property
    def _whole(self) -> Answer:
        return self._wire.pictures((self.drawn or picture(),))


async def _read_head(reader: asyncio.StreamReader) -> Seen:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    pairs = (line.partition(":") for line in lines[1:] if line)
    return Seen(method, path, {name.lower(): value.strip() for name, _, value in pairs}, b"")


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return body


def _write(writer: asyncio.StreamWriter, reply: Answer, body: bytes | None = None) -> None:
    """Write an answer; `body`, when given, is less than its length promises."""
    headers = {"content-type": reply.content_type, "content-length": str(len(reply.body)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Stub", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode("latin-1") + (reply.body if body is None else body))
