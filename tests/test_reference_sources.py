"""Source pictures that a chat names: earlier ones of its own, and those of the public net alone."""

import asyncio
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from composer.errors import PictureError
from composer.references.sources import FETCH_LIMIT, earlier_picture, fetch_source, is_public, load_source

PUBLIC = "93.184.215.14"
Answer = Callable[[httpx.Request], httpx.Response]


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    return file.getvalue()


def fetched(url: str, answer: Answer, *addresses: str) -> bytes:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses or [PUBLIC]

    async def run() -> bytes:
        async with httpx.AsyncClient(
            transport=httpx.MockTransport(answer),
            headers={"Authorization": "Bearer secret"},
            cookies={"session": "secret"},
            follow_redirects=True,
        ) as client:
            return await fetch_source(url, client, resolve)

    return asyncio.run(run())


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was asked")


def test_a_public_picture_is_fetched_from_the_address_that_was_looked_at() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=png())

    assert fetched("https://pictures.example:8443/a.png?b=1", answer) == png()
    [request] = asked
    assert str(request.url) == f"https://{PUBLIC}:8443/a.png?b=1"
    assert request.headers["host"] == "pictures.example:8443"
    assert request.extensions["sni_hostname"] == "pictures.example"


def test_no_key_and_no_cookie_go_along() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "secret" not in str(request.headers.raw)
        return httpx.Response(200, content=png())

    assert fetched("http://pictures.example/a.png", answer)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1%eth0", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_address_of_this_computer_or_its_network_is_asked(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(PictureError, match="not in the public net"):
        fetched("http://pictures.example/a.png", never, PUBLIC, address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_addresses_of_the_public_net_are_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "[::1]", "localhost"])
def test_this_computer_by_any_other_name_is_not_asked(host: str) -> None:
    async def run() -> bytes:
        async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as client:
            return await fetch_source(f"http://{host}/a.png", client)

    with pytest.raises(PictureError):
        asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "https://user:pass@a.example/x",
        "https://",
        "http://[::1",
        "https://a.example:99999/",
        "x" * 99,
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(PictureError):
        fetched(url, never)


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        (httpx.Response(302, headers={"location": "http://127.0.0.1/"}), "status 302; name the address it leads to"),
        (httpx.Response(404), "status 404"),
        (httpx.Response(200, content=b"<html>"), "no PNG"),
        (httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"x")), "came packed"),
        (httpx.Response(200, content=png() + bytes(FETCH_LIMIT)), "more than"),
    ],
)
def test_only_a_whole_picture_is_an_answer(response: httpx.Response, problem: str) -> None:
    with pytest.raises(PictureError, match=problem):
        fetched("http://pictures.example/a.png", lambda _: response)


def test_a_service_that_does_not_answer_is_a_typed_error() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow")

    with pytest.raises(PictureError, match="could not be fetched: too slow"):
        fetched("http://pictures.example/a.png", answer)


@pytest.mark.parametrize(
    "source",
    ["abc-0.png", "chat.pictures/abc-0.png", "/pictures/abc-0", "picture:abc-0", "..\\x\\abc%2D0.png", "abc-0.png?x=1"],
)
def test_an_earlier_picture_is_found_by_its_name(tmp_path: Path, source: str) -> None:
    (tmp_path / "abc-0.png").write_bytes(png())
    assert earlier_picture(source, tmp_path) == png()


@pytest.mark.parametrize(
    "source",
    [
        "",
        "..",
        "/etc/passwd",
        "notes.txt",
        "linked.png",
        ".hidden.png",
        "below",
        "a\0b.png",
        "x" * 5000,
        "file:///etc/passwd",
    ],
)
def test_nothing_but_pictures_of_the_chat_is_read(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "pictures"
    (folder / "below").mkdir(parents=True)
    for path in (tmp_path / "outside.png", folder / "notes.txt", folder / ".hidden.png"):
        path.write_bytes(png())
    (folder / "linked.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(PictureError, match="none of this chat"):
        earlier_picture(source, folder)


def test_a_source_is_an_address_or_an_earlier_picture(tmp_path: Path) -> None:
    (tmp_path / "abc-0.png").write_bytes(png())

    async def run(source: str) -> bytes:
        async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as client:
            return await load_source(source, tmp_path, client)

    assert asyncio.run(run("abc-0.png")) == png()
    with pytest.raises(PictureError, match="not in the public net"):
        asyncio.run(run("HTTP://127.0.0.1/abc-0.png"))
