"""From a request in to the request out: what a server does before a service is asked, beside a bare pass-through.

``python -m tests.benchmarks.serving.passing [--pictures N]`` prints the 50th and the 99th percentile of that time for
one client and for fifty, and how many times as long ours take as the bare one. The service is in this process and
answers at once; what is measured ends when the head of its request arrives. With fifty clients ours have a queue: a
profile draws 16 at once at most.
"""

import argparse
import asyncio
import contextlib
import os
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.benchmarks.serving.measuring import free_port, server
from tests.benchmarks.serving.soak import serving, write_profile
from tests.painting import tag
from tests.stubs.pictures import picture
from tests.stubs.wire import OpenAI

#: Who is measured: the bare pass-through, our own routes, and OpenAI's at our server.
BARE, NATIVE, FOREIGN = "bare, httpx", "/api/jobs", "/v1/images/generations"
_MARKER = re.compile(rb"marker-\d+")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_WARMING = 4


@dataclass(frozen=True, slots=True)
class Passing:
    """Of one run: the middle and the slowest hundredth of the times from in to out, in seconds."""

    median: float
    slowest: float


@dataclass
class _Service:
    """A service in OpenAI's wire format, in this process, that notes when each marked request arrives."""

    arrived: dict[bytes, float] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Serve; yield the endpoint."""
        listening = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 22)
        try:
            yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        finally:
            listening.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = OpenAI().pictures((picture(32, 32),)).body
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                now = time.perf_counter()
                length = _LENGTH.search(asked)
                body = await reader.readexactly(int(length[1]) if length else 0)
                for marker in _MARKER.findall(body):
                    self.arrived[marker] = now
                writer.write(head + answer)
        writer.close()


def measure(name: str, pictures: int, at_once: int) -> Passing:
    """Run a server, warm it up, and return how long it takes from in to out."""
    return asyncio.run(_measured(name, pictures, at_once))


async def _measured(name: str, pictures: int, at_once: int) -> Passing:
    service = _Service()
    async with service.running() as endpoint:
        with tempfile.TemporaryDirectory() as folder, _running(name, endpoint, Path(folder)) as address:
            await _asked(name, address, range(_WARMING), 2)
            numbers = range(_WARMING, _WARMING + pictures)
            sent = await _asked(name, address, numbers, at_once)
    took = sorted(service.arrived[marker] - began for marker, began in sent.items())
    return Passing(statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.99))])


@contextlib.contextmanager
def _running(name: str, endpoint: str, folder: Path) -> Iterator[str]:
    """Run the bare pass-through or our server; yield its address."""
    if name == BARE:
        port = free_port()
        own = {"BARE_PORT": str(port), "BARE_ENDPOINT": endpoint, "BARE_FOLDER": str(folder), "BARE_TRANSPORT": ""}
        address = f"http://127.0.0.1:{port}"
        with server("-m", "tests.benchmarks.serving.bare", check=f"{address}/docs", **own):
            yield address
        return
    settings = {
        "name": "passing", "backend": "openai", "endpoint": endpoint, "model": "gpt-image-2.5-flare",
        "key_variable": "SOAK_KEY", "parallel": 16,
    }  # fmt: skip
    with serving(folder, write_profile(folder, settings)) as (address, _):
        yield address


async def _asked(name: str, address: str, numbers: range, at_once: int) -> dict[bytes, float]:
    """Ask for a picture for each number, so many at once; return when each was asked."""
    sent: dict[bytes, float] = {}
    left = iter(numbers)

    async def client() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as connection:
            for number in left:
                words = f"Maren on the pier, a lighthouse in the fog, marker-{number}"
                sent[f"marker-{number}".encode()] = time.perf_counter()
                path, body = _call(name, words)
                (await connection.post(path, json=body)).raise_for_status()

    await asyncio.gather(*(client() for _ in range(at_once)))
    return sent


def _call(name: str, words: str) -> tuple[str, dict[str, object]]:
    if name == BARE:
        return "/draw", {"prompt": words, "references": []}
    if name == FOREIGN:
        return FOREIGN, {"prompt": words}
    return f"{NATIVE}?wait=25", {"message": {"name": "Maren", "text": tag(words)}, "people": [{"name": "Maren"}]}


def compare(pictures: int, at_once: int) -> dict[str, Passing]:
    """Return the figures of each."""
    return {name: measure(name, pictures, at_once) for name in (BARE, NATIVE, FOREIGN)}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving.passing", description=__doc__)
    parser.add_argument("--pictures", type=int, default=300)
    options = parser.parse_args()
    print(f"processors: {os.cpu_count()}")
    for at_once in (1, 50):
        found = compare(options.pictures, at_once)
        print(f"{at_once} at once, {options.pictures} pictures: 50th and 99th percentile, and times the bare one")
        for name, one in found.items():
            ratios = f"{one.median / found[BARE].median:5.1f} {one.slowest / found[BARE].slowest:5.1f}"
            print(f"  {name:<24} {one.median * 1000:7.1f} ms {one.slowest * 1000:7.1f} ms  {ratios}")


if __name__ == "__main__":
    main()
