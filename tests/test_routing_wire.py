"""Sending for real, to a server on this machine: connections, cookies, proxies, sizes, time-outs."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from composer.app import Composer
from composer.errors import BackendError, ComposerError, TimedOutError, UnknownOutcomeError
from composer.keys import Keys
from composer.pictures import GenerationResult
from composer.profiles import Profile, Retries
from composer.routing import open_client, wire
from composer.types import ImageRequest, Scene
from tests.remote import KEY, Remote

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter, str], Awaitable[None]]
SCENE = Scene(ImageRequest("a lamp"))


def whole(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]).encode() + body


def run(folder: Path, answer: Answer, pictures: int = 1, **settings: Any) -> tuple[list[GenerationResult], list[str]]:
    """Draw one picture after another with one client; return the results and the heads of the requests that came."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                length = next(
                    int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")
                )
                await reader.readexactly(length)
                heads.append(head)
                await answer(reader, writer, head)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def go() -> list[GenerationResult]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        drawing = {"endpoint": f"http://127.0.0.1:{port}", "retries": {"times": 0}, **settings}
        profile = Profile.model_validate({"name": "test", "backend": "remote", **drawing})
        async with server, open_client() as client:
            keys = Keys(folder, {"REMOTE_KEY": KEY})
            composer = Composer(profile, plugins={"remote": Remote()}, keys=keys, client=client)
            return [await composer.generate(SCENE) for _ in range(pictures)]

    return asyncio.run(go()), heads


async def draws(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
    writer.write(whole(b"png", "Set-Cookie: who=you; Path=/"))


def test_a_picture_comes_with_the_key_and_without_cookies(tmp_path: Path) -> None:
    results, heads = run(tmp_path, draws, pictures=2)
    assert [one.pictures[0].data for one in results] == [b"png"] * 2
    for head in heads:
        assert f"x-remote-key: {KEY}" in head.replace("X-Remote-Key", "x-remote-key")
        assert "user-agent: rp-composer/" in head.lower()
        assert "cookie" not in head.lower()


def test_what_is_on_this_machine_is_never_asked_for_through_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    results, _ = run(tmp_path, draws)
    assert results[0].pictures[0].data == b"png"


def test_an_answer_that_was_packed_is_unpacked(tmp_path: Path) -> None:
    async def packs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        assert "accept-encoding: identity" in head.lower()
        writer.write(whole(gzip.compress(b"png"), "Content-Encoding: gzip"))

    results, _ = run(tmp_path, packs)
    assert results[0].pictures[0].data == b"png"


def test_an_answer_beyond_the_ceiling_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 2 * 1024 * 1024)

    async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(64):
            writer.write(b"100000\r\n" + bytes(0x100000) + b"\r\n")
            await writer.drain()

    with pytest.raises(BackendError, match="more than 2 MB"):
        run(tmp_path, floods)


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
    writer.close()


async def breaks_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    writer.close()


async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(1000):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("answer", "timeouts"),
    [(hangs_up, {}), (breaks_off, {}), (is_silent, {"read": 0.2}), (drips, {"read": 5, "total": 0.4})],
)
def test_no_whole_answer_to_a_paid_call_is_an_unknown_outcome(
    tmp_path: Path, answer: Answer, timeouts: dict[str, float]
) -> None:
    with pytest.raises(UnknownOutcomeError):
        run(tmp_path, answer, timeouts=timeouts, retries={"times": 3, "wait": 0})


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "http://nobody.invalid", "https://127.0.0.1:1"])
def test_without_a_connection_nothing_was_asked_for(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(TimedOutError, match="nothing was asked for"):
        run(tmp_path, draws, endpoint=endpoint)


def test_a_server_without_the_encryption_that_was_asked_for_gets_no_key(tmp_path: Path) -> None:
    seen: list[bytes] = []

    async def go() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(await reader.read(4096))
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        profile = Profile(name="t", backend="remote", endpoint=f"https://127.0.0.1:{port}", retries=Retries(times=0))
        async with server:
            keys = Keys(tmp_path, {"REMOTE_KEY": KEY})
            await Composer(profile, plugins={"remote": Remote()}, keys=keys).generate(SCENE)

    with pytest.raises(ComposerError):
        asyncio.run(go())
    assert not any(KEY.encode() in data for data in seen)
