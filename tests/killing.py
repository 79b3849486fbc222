"""A program that kills jobs: it draws one picture over and over, and dies each time one step later.

For each step (a commit, a file moved to its place, the call, its answer) it forks a process that ends there as with
kill -9, then another one that starts anew on the same folder and asks for the same picture. One line of JSON for each
step says what that found. ``python -m tests.killing FOLDER PAID``
"""

import asyncio
import json
import os
import pathlib
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import httpx

from composer.plugins import GENERATING, PluginManager
from tests.shop import Shop, sold

steps_left = 0


def step(_: str = "") -> None:
    """Take one step, or die instead."""
    global steps_left
    steps_left -= 1
    if steps_left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


class Connection(sqlite3.Connection):
    """Dies before or after a commit."""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        """Execute, with a step on both sides of a commit."""
        if sql != "COMMIT":
            return super().execute(sql, *parameters)
        step()
        cursor = super().execute(sql, *parameters)
        step()
        return cursor


def watch_steps() -> None:
    """Have every commit and every move of a file count as steps."""
    move, connect = pathlib.Path.replace, sqlite3.connect

    def replace(self: Path, target: Any) -> Path:
        step()
        moved = move(self, target)
        step()
        return moved

    pathlib.Path.replace = replace  # type: ignore[assignment,method-assign]
    sqlite3.connect = lambda *args, **options: connect(*args, factory=Connection, **options)  # type: ignore[assignment]


def shop(folder: Path, paid: bool) -> Shop:
    """Return a shop that writes down every call."""

    def answer(request: httpx.Request) -> httpx.Response:
        with (folder / "calls").open("a") as log:
            log.write("call\n")
        step()
        return sold(request)

    return Shop(folder, paid, answer=answer)


async def draw(folder: Path, paid: bool) -> None:
    """Draw the picture once."""
    made = shop(folder, paid)
    async with made.jobs() as jobs:
        await jobs.submit(made.wish())
        await jobs.wait("gull-0")
        step()


async def start_again(folder: Path, paid: bool) -> dict[str, Any]:
    """Start anew after the end of the process before, and return what is there then."""
    made = shop(folder, paid)
    async with made.jobs() as jobs:
        await jobs.submit(made.wish())
        job = await jobs.wait("gull-0", 20)
        calls = calls_of(folder)
        if job.status == "unknown":
            await jobs.retry("gull-0")
        last = await jobs.wait("gull-0", 20)
    pictures = folder / "pictures"
    return {
        "status": job.status,
        "calls": calls,
        "retried": last.status,
        "all_calls": calls_of(folder),
        "booked": made.spending.report().today.pictures,
        "files": sorted(path.name for path in pictures.iterdir() if path.name != "jobs.sqlite3"),
        "recorded": [one.file for one in last.pictures],
    }


def calls_of(folder: Path) -> int:
    """Return how often the shop was asked."""
    log = folder / "calls"
    return len(log.read_text().splitlines()) if log.exists() else 0


def killed(folder: Path, paid: bool, at: int) -> bool:
    """Draw in a process of its own that dies at a step; return whether it did."""
    global steps_left
    child = os.fork()
    if not child:
        steps_left = at
        watch_steps()
        asyncio.run(draw(folder, paid))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main() -> None:
    """Kill at every step there is."""
    root, paid = Path(sys.argv[1]), sys.argv[2] == "paid"
    PluginManager().load(GENERATING)  # imported once, for all processes that are forked
    for at in range(1, 100):
        folder = root / str(at)
        folder.mkdir()
        if not killed(folder, paid, at):
            return
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.write(writer, json.dumps({"at": at, **asyncio.run(start_again(folder, paid))}).encode())
            os._exit(0)
        os.close(writer)
        os.waitpid(child, 0)
        print(os.read(reader, 65536).decode(), flush=True)
        os.close(reader)


if __name__ == "__main__":
    main()
