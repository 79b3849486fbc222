"""Who may ask the server: each rule of the design, one test; `test_server_bodies` has the rules on what they send."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.server import security
from composer.server.errors import AnswerError
from composer.server.security import Asked, Policy
from tests.asking import FIND, OPEN, PAGE, TOKEN, asked, code
from tests.serving import options, serve, wanted

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
