"""Driving a server from outside: how long each picture takes its client, and how much of the processor its server."""

import asyncio
import base64
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import httpx

from tests.stubs.pictures import picture

#: Two reference pictures of 500 kB.
REFERENCES = tuple(base64.b64encode(picture(768, 768, seed, 0.28)).decode() for seed in (2, 3))

Draw = Callable[[httpx.AsyncClient, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one run: the median and the slowest twentieth of the waits, and processor time a picture, in seconds."""

    median: float
    slow: float
    processor: float


@contextmanager
def stub(service: str) -> Iterator[str]:
    """Run a stub that draws large pictures in a process of its own; yield its endpoint."""
    command = [sys.executable, "-m", "tests.stubs", service, "--large"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.communicate(timeout=20)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def server(*arguments: str, check: str, **environment: str) -> Iterator[int]:
    """Run Python as a server until it is no longer needed; yield its process id once `check` answers.

    Args:
        arguments: of Python. check: an address. environment: beside ours.
    """
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(check, process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended at once"
        try:
            with urlopen(address, timeout=5):
                return
        except URLError as error:
            if hasattr(error, "code"):  # any answer will do
                return
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")


async def measure(draw: Draw, process: int, pictures: int, at_once: int) -> Figures:
    """Have so many pictures drawn, so many at once, and return what it took."""
    waits: list[float] = []
    numbers = iter(range(pictures))

    async def client() -> None:
        async with httpx.AsyncClient(timeout=120, trust_env=False) as connection:
            for number in numbers:
                began = time.perf_counter()
                await draw(connection, number)
                waits.append(time.perf_counter() - began)

    before = processor_seconds(process)
    await asyncio.gather(*(client() for _ in range(at_once)))
    spent = processor_seconds(process) - before
    return Figures(statistics.median(waits), sorted(waits)[int(len(waits) * 0.95)], spent / pictures)


def processor_seconds(process: int) -> float:
    """Return how much processor time a process has had (Linux)."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:  # noqa: PTH123  (not a file on a disk)
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
