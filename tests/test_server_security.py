"""Who may ask the server: each rule of the design, one test."""

import asyncio
import base64
from collections.abc import Iterator, Mapping
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
from composer.server.security import Asked, Policy
from tests.painting import Painter
from tests.serving import message, options, serve, wanted

TOKEN = "correct horse battery staple".replace(" ", "-")
OPEN = Policy(host="0.0.0.0", hosts=("home.test",), token=TOKEN)
PAGE = "http://localhost:8000"
FIND = {"text": "nothing"}


class Shouting:
    """A frontend that speaks a protocol of others."""

    @hookimpl
    def register_routes(self, register: RegisterRoutes) -> None:
        from fastapi import APIRouter, Request

        router = APIRouter()

        @router.post("/foreign/shout")
        async def shout(request: Request) -> str:
            return (await request.body()).decode().upper()

        @router.post("/foreign/break")
        async def fail() -> None:
            raise RuntimeError("what nobody should see")

        register(router, foreign=True)


def asked(
    folder: Path, method: str, path: str, headers: Mapping[str, str] | None = None, policy: Policy | None = None,
    **rest: Any,
) -> httpx.Response:  # fmt: skip
    """Send one request to a server of its own and return the answer."""

    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.request(method, path, headers=headers, **rest)

    made = options(folder, policy=policy or Policy(), plugins={"shouting": Shouting()})
    return serve(made, talk)


def code(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an error, which has the one shape."""
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "field", "details"}
    return answer.status_code, body["error"]["code"]


# ── loopback by default, a token for anything else ──


def test_loopback_is_the_default() -> None:
    assert Policy().host == "127.0.0.1"
    assert not Policy().open


def test_on_another_address_nothing_is_answered_without_the_token(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", "/api/health", {"host": "home.test"}, OPEN)
    assert code(answer) == (401, "token_needed")
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("scheme", ["bearer", "basic"])
def test_the_token_comes_as_bearer_or_as_the_password_of_basic(tmp_path: Path, scheme: str) -> None:
    basic = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
    given = f"Bearer {TOKEN}" if scheme == "bearer" else f"Basic {basic}"
    assert asked(tmp_path, "GET", "/api/health", {"host": "home.test", "authorization": given}, OPEN).is_success


@pytest.mark.parametrize("given", ["Bearer no", f"Basic {TOKEN}", "Basic %%%", f"Token {TOKEN}", "Bearer", "Bearer é"])
def test_a_wrong_token_is_refused(tmp_path: Path, given: str) -> None:
    headers = {"host": "home.test", "authorization": given.encode("utf-8")}
    assert code(asked(tmp_path, "GET", "/api/health", headers, OPEN)) == (401, "token_needed")  # type: ignore[arg-type]


def test_an_open_server_without_a_token_refuses_everybody(tmp_path: Path) -> None:
    policy = Policy(host="0.0.0.0", hosts=("home.test",))
    headers = {"host": "home.test", "authorization": "Bearer "}
    assert code(asked(tmp_path, "GET", "/api/health", headers, policy)) == (401, "token_needed")


def test_a_name_that_leads_here_through_a_proxy_needs_the_token_too(tmp_path: Path) -> None:
    behind = Policy(hosts=("home.test",), token=TOKEN)
    assert behind.open
    assert code(asked(tmp_path, "GET", "/api/health", {"host": "home.test"}, behind)) == (401, "token_needed")
    assert asked(tmp_path, "GET", "/api/health", {"host": "localhost:8765"}, behind).is_success


def test_on_loopback_authorization_is_ignored(tmp_path: Path) -> None:
    assert asked(tmp_path, "GET", "/api/health", {"authorization": "Bearer junk"}).is_success


def test_a_page_that_may_ask_needs_the_token_as_well(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", "/api/health", {"host": "home.test", "origin": PAGE}, OPEN)
    assert code(answer) == (401, "token_needed")


# ── Host on an allow list on every route ──


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:1", "[::1]:8765", "LOCALHOST"])
def test_this_machine_is_called_by_its_names(tmp_path: Path, host: str) -> None:
    assert asked(tmp_path, "GET", "/api/health", {"host": host}).is_success


@pytest.mark.parametrize("path", ["/api/health", "/api/docs", "/api/openapi.json", "/pictures/a-0-0", "/nothing"])
@pytest.mark.parametrize("host", ["evil.test", "evil.test:8765", "localhost.evil.test", "127.0.0.1.evil.test"])
def test_a_strangers_name_is_refused_on_every_route(tmp_path: Path, path: str, host: str) -> None:
    assert code(asked(tmp_path, "GET", path, {"host": host})) == (403, "host_not_allowed")


@pytest.mark.parametrize(
    "host", ["", "localhost.", "localhost@evil.test", "localhost:80:80", "::1", "[::1", "a b", "x,localhost"]
)
def test_what_is_no_host_is_refused(tmp_path: Path, host: str) -> None:
    assert code(asked(tmp_path, "GET", "/api/health", {"host": host})) == (403, "host_not_allowed")


def test_a_further_name_is_allowed_by_the_user(tmp_path: Path) -> None:
    headers = {"host": "HOME.test:443", "authorization": f"Bearer {TOKEN}"}
    assert asked(tmp_path, "GET", "/api/health", headers, OPEN).is_success


def test_where_a_server_listens_on_several_addresses_the_one_that_was_called_counts() -> None:
    policy = Policy(host="0.0.0.0", token=TOKEN)
    headers = (("host", "192.168.1.5:8765"), ("authorization", f"Bearer {TOKEN}"))
    security.check(Asked("GET", headers, server="192.168.1.5"), policy)
    with pytest.raises(AnswerError, match="host"):
        security.check(Asked("GET", headers, server="192.168.1.6"), policy)


def test_a_host_that_is_sent_twice_is_refused() -> None:
    with pytest.raises(AnswerError, match="twice"):
        security.check(Asked("GET", (("host", "localhost"), ("host", "localhost"))), Policy())


# ── a present Origin must be allowed ──


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_sillytavern_on_this_machine_may_ask(tmp_path: Path, origin: str) -> None:
    answer = asked(tmp_path, "POST", "/api/find", {"origin": origin}, json=FIND)
    assert answer.is_success
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    ["http://evil.test", "http://localhost:8001", "https://localhost:8000", "http://localhost", "null", "",
     "http://localhost:8000.evil.test", "http://LOCALHOST:8000/", "file://"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_other_origin_is_refused(tmp_path: Path, origin: str, method: str) -> None:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    answer = asked(tmp_path, method, "/api/find", headers, json=FIND)
    assert code(answer) == (403, "origin_not_allowed")
    assert "access-control-allow-origin" not in answer.headers


def test_the_user_allows_further_origins(tmp_path: Path) -> None:
    policy = Policy(origins=(*security.ORIGINS, security.normal_origin("http://192.168.1.5:8000/")))
    assert asked(tmp_path, "GET", "/api/health", {"origin": "http://192.168.1.5:8000"}, policy).is_success


@pytest.mark.parametrize(
    ("written", "sent"),
    [("HTTP://Localhost:8000/", PAGE), ("https://st.test:443", "https://st.test"), ("http://[::1]:80", "http://[::1]")],
)
def test_an_origin_is_kept_as_browsers_send_it(written: str, sent: str) -> None:
    assert security.normal_origin(written) == sent


@pytest.mark.parametrize("written", ["localhost:8000", "ftp://a", "http://", "http://a/b", "http://u@a", "null", "*"])
def test_what_is_no_origin_cannot_be_allowed(written: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        security.normal_origin(written)


# ── Sec-Fetch-Site: cross-site, preflights too ──


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_page_of_another_site_that_does_not_say_which_is_refused(tmp_path: Path, method: str) -> None:
    headers = {"sec-fetch-site": "cross-site", "access-control-request-method": "POST"}
    assert code(asked(tmp_path, method, "/api/find", headers, json=FIND)) == (403, "origin_not_allowed")


def test_a_page_of_another_site_may_ask_when_its_origin_is_allowed(tmp_path: Path) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": PAGE}
    assert asked(tmp_path, "POST", "/api/find", headers, json=FIND).is_success


@pytest.mark.parametrize("site", ["none", "same-origin", "same-site"])
def test_what_the_user_opens_is_answered(tmp_path: Path, site: str) -> None:
    assert asked(tmp_path, "GET", "/api/docs", {"sec-fetch-site": site}).is_success


def test_a_preflight_says_what_the_page_may_send(tmp_path: Path) -> None:
    headers = {"origin": PAGE, "access-control-request-method": "PUT", "access-control-request-private-network": "true"}
    answer = asked(tmp_path, "OPTIONS", "/api/profiles/mine", headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-private-network"] == "true"


def test_a_preflight_needs_no_token_since_it_carries_none(tmp_path: Path) -> None:
    headers = {"host": "home.test", "origin": PAGE, "access-control-request-method": "POST"}
    assert asked(tmp_path, "OPTIONS", "/api/find", headers, OPEN).status_code == 204


def test_options_that_are_no_preflight_need_the_token(tmp_path: Path) -> None:
    assert code(asked(tmp_path, "OPTIONS", "/api/find", {"host": "home.test"}, OPEN)) == (401, "token_needed")


# ── a missing Origin is allowed on loopback, elsewhere only with the token ──


def test_programs_on_this_machine_may_ask(tmp_path: Path) -> None:
    assert asked(tmp_path, "POST", "/api/find", json=FIND).is_success


def test_programs_elsewhere_need_the_token(tmp_path: Path) -> None:
    assert code(asked(tmp_path, "POST", "/api/find", {"host": "home.test"}, OPEN, json=FIND)) == (401, "token_needed")


# ── GET has no side effects ──


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the user's files, without those that a database or a lock takes for itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "sqlite3" not in path.name and not path.name.endswith(".lock"):
            yield str(path), path.read_bytes()


def test_get_has_no_side_effects(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [job] = (await client.post("/api/jobs", json=wanted(automatic=True, profile="asking"))).json()["requests"]
        schema = (await client.get("/api/openapi.json")).json()
        values = {"job_id": job["id"], "name": "asking", "backend": "gemini", "picture_id": f"{job['id']}-0"}

        async def everything() -> tuple[Any, ...]:
            jobs = (await client.get("/api/jobs")).json()
            return jobs, list(files(tmp_path)), (await client.get("/api/spending")).json()

        before = await everything()
        paths = [path for path, methods in schema["paths"].items() if "get" in methods]
        assert len(paths) > 10
        for path in paths:
            answer = await client.get(path.format(**values))
            assert answer.status_code in (200, 404), path
        assert await everything() == before
        assert before[0]["jobs"][0]["status"] == "held"

    folder = tmp_path / "user" / "config" / "profiles"
    folder.mkdir(parents=True)
    (folder / "asking.yaml").write_text("automatic: ask\n", encoding="utf-8")
    serve(options(tmp_path), talk)


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
