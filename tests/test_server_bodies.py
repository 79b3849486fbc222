"""What a request may bring and what an answer says, whoever asks: each rule of the design, one test."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.contracts import RegisterRoutes
from composer.hookspecs import hookimpl
from composer.server import security
from composer.server.errors import AnswerError
from composer.server.security import Asked
from tests.asking import OPEN, PAGE, TOKEN, asked, code
from tests.painting import Painter
from tests.serving import message, options, serve

# ── JSON content type on native routes; text/plain only for foreign protocols, and only without an Origin ──


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
@pytest.mark.parametrize("path", ["/api/find", "/api/jobs", "/api/jobs/a-0/cancel", "/nothing"])
def test_what_a_page_may_send_unasked_is_not_carried_out(tmp_path: Path, kind: str, path: str) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = asked(tmp_path, "POST", path, headers, content=b'{"text": "x"}')
    assert code(answer) == (415, "unsupported_media_type")


def test_json_with_a_charset_is_json(tmp_path: Path) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert asked(tmp_path, "POST", "/api/find", headers, content=b'{"text": "x"}').is_success


def test_a_call_without_a_body_needs_no_content_type(tmp_path: Path) -> None:
    assert code(asked(tmp_path, "POST", "/api/jobs/nothing-0/cancel")) == (404, "not_found")


def test_a_foreign_protocol_may_send_text(tmp_path: Path) -> None:
    answer = asked(tmp_path, "POST", "/foreign/shout", {"content-type": "text/plain"}, content=b"hello")
    assert answer.json() == "HELLO"


def test_but_no_page_may_send_it_text(tmp_path: Path) -> None:
    headers = {"content-type": "text/plain", "origin": PAGE}
    answer = asked(tmp_path, "POST", "/foreign/shout", headers, content=b"hello")
    assert code(answer) == (415, "unsupported_media_type")


def test_the_rules_hold_for_a_plugins_routes(tmp_path: Path) -> None:
    assert code(asked(tmp_path, "POST", "/foreign/shout", {"host": "evil.test"})) == (403, "host_not_allowed")
    assert code(asked(tmp_path, "POST", "/foreign/shout", {"host": "home.test"}, OPEN)) == (401, "token_needed")


def test_what_fails_in_a_plugin_has_the_one_shape(tmp_path: Path) -> None:
    answer = asked(tmp_path, "POST", "/foreign/break")
    assert code(answer) == (500, "internal")
    assert "nobody" not in answer.text


def test_a_plugin_cannot_take_an_address_of_the_server(tmp_path: Path) -> None:
    from fastapi import APIRouter

    class Greedy:
        @hookimpl
        def register_routes(self, register: RegisterRoutes) -> None:
            router = APIRouter()
            router.get("/api/health")(lambda: "mine")
            register(router)

    async def talk(client: httpx.AsyncClient) -> Any:
        return (await client.get("/api/health")).json()

    assert serve(options(tmp_path, plugins={"greedy": Greedy()}), talk)["status"] == "ok"


# ── bodies and paths ──


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/api/find", json={"text": "x" * 2000})

    assert code(serve(options(tmp_path, body_bytes=1000), talk)) == (413, "too_large")


def test_a_body_of_unknown_length_is_refused_as_soon_as_it_is_too_long(tmp_path: Path) -> None:
    taken = 0

    async def endless() -> Any:
        nonlocal taken
        while taken < 1_000_000:
            taken += 100
            yield b"x" * 100

    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/api/find", content=endless(), headers={"content-type": "application/json"})

    assert code(serve(options(tmp_path, body_bytes=1000), talk)) == (413, "too_large")
    assert taken <= 6000


def test_a_body_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    async def slow() -> Any:
        yield b'{"text"'
        await asyncio.sleep(30)

    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/api/find", content=slow(), headers={"content-type": "application/json"})

    assert code(serve(options(tmp_path, body_seconds=0.05), talk)) == (408, "timed_out")


@pytest.mark.parametrize(
    "path",
    ["/pictures/../jobs.sqlite3", "/pictures/%2e%2e/jobs.sqlite3", "/pictures/..%2fjobs.sqlite3", "//api/health",
     "/pictures/%252e%252e%252fx", "/pictures/a%00b", "/pictures/a%5c..%5cb", "/api/./health", "/pictures/a%0ab",
     "/pictures/%2Fetc%2Fpasswd"],
)  # fmt: skip
def test_a_path_that_tries_to_be_another_one_is_refused(path: str) -> None:
    from urllib.parse import unquote

    assert security.path_problem(unquote(path), path.encode())


def test_a_path_trick_is_answered_with_an_error(tmp_path: Path) -> None:
    assert code(asked(tmp_path, "GET", "/pictures/%2e%2e%2fjobs.sqlite3")) == (400, "bad_path")


@settings(max_examples=100)
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_header_makes_the_rules_fail_otherwise_than_by_refusing(host: str, origin: str, authorization: str) -> None:
    headers = (("host", host), ("origin", origin), ("authorization", authorization))
    with pytest.raises(AnswerError):
        security.check(Asked("GET", headers), OPEN)


# ── what every answer says to browsers ──


@pytest.mark.parametrize("path", ["/api/health", "/api/docs", "/nothing"])
def test_no_answer_is_taken_for_a_page_of_ours(tmp_path: Path, path: str) -> None:
    headers = asked(tmp_path, "GET", path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "sandbox" in headers["content-security-policy"]


def test_the_reference_page_fetches_nothing(tmp_path: Path) -> None:
    page = asked(tmp_path, "GET", "/api/docs").text
    assert "POST" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "http://" not in page.replace("http://localhost:8000", "")


def test_the_reference_page_is_as_wide_as_a_phone_and_shows_code_as_code(tmp_path: Path) -> None:
    page = asked(tmp_path, "GET", "/api/docs").text
    assert "<meta name=viewport content='width=device-width'>" in page
    assert "<code>ErrorBody</code>" in page


def test_a_body_that_is_no_json_is_told_with_its_place_and_no_field(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        return await client.post("/api/find", content=b'{"text": ', headers={"content-type": "application/json"})

    answer = serve(options(tmp_path), talk)
    assert answer.status_code == 422
    assert "no valid JSON at character 9" in answer.json()["error"]["message"]
    assert "field" not in answer.json()["error"]


def test_the_token_stands_in_no_answer_and_no_log(tmp_path: Path) -> None:
    headers = {"host": "home.test", "authorization": f"Bearer {TOKEN}"}

    async def talk(client: httpx.AsyncClient) -> str:
        texts = [
            (await client.post("/api/find", json={"text": "x", TOKEN: 1}, headers=headers)).text,
            (await client.get(f"/{TOKEN}", headers=headers)).text,
            (await client.get(f"/pictures/{TOKEN}", headers=headers)).text,
            (await client.get("/api/logs", headers=headers)).text,
        ]
        return "\n".join(texts)

    assert TOKEN not in serve(options(tmp_path, Painter(), policy=OPEN), talk)


def test_a_message_is_a_message(tmp_path: Path) -> None:
    """The other tests would pass with a server that refuses everything."""
    answer = asked(tmp_path, "POST", "/api/compose", json={"message": message()})
    assert answer.json()["requests"][0]["prompt"]
