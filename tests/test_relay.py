"""The relay: a page's call in an envelope, carried out by the same server under the same rules, always answered 200."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.server.security import Policy
from tests.asking import TOKEN
from tests.foreign import served
from tests.painting import Painter
from tests.serving import options, serve, wanted

RELAY = "/sdapi/v1/txt2img"
#: Who calls this machine by its name needs the token.
LENT = Policy(hosts=("home.test",), token=TOKEN)


def relayed(client: httpx.Client, envelope: Any, **rest: Any) -> tuple[int, Any]:
    """Send an envelope as SillyTavern does; return status and body of the answer inside."""
    assert client.get("/sdapi/v1/options", **rest).is_success
    answer = client.post(RELAY, json={"url": str(client.base_url), "auth": "", "rp_composer": envelope}, **rest)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"images", "rp_composer"}
    assert body["images"] == []
    assert set(body["rp_composer"]) == {"status", "body"}
    return body["rp_composer"]["status"], body["rp_composer"]["body"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with served(tmp_path, Painter()) as client:
        yield client


def test_a_picture_comes_by_submitting_and_polling(client: httpx.Client) -> None:
    status, answer = relayed(client, {"method": "POST", "path": "/api/jobs", "body": wanted()})
    [one] = answer["requests"]
    assert (status, one["status"] in ("queued", "running", "finished")) == (200, True)
    status, job = relayed(client, {"path": f"/api/jobs/{one['id']}?wait=20"})
    assert (status, job["status"]) == (200, "finished")
    status, picture = relayed(client, {"method": "GET", "path": job["pictures"][0]["url"]})
    assert (status, picture["media_type"]) == (200, "image/png")
    assert b64decode(picture["base64"], validate=True) == client.get(job["pictures"][0]["url"]).content


def test_the_answer_is_that_of_the_address_itself(client: httpx.Client) -> None:
    assert relayed(client, {"path": "/api/profiles"}) == (200, client.get("/api/profiles").json())


def test_a_key_is_passed_on(client: httpx.Client) -> None:
    _, sent = relayed(client, {"method": "POST", "path": "/api/jobs?wait=20", "body": wanted()})
    reroll = {"method": "POST", "path": f"/api/jobs/{sent['requests'][0]['id']}/reroll", "key": "k"}
    assert len({relayed(client, reroll)[1]["id"] for _ in range(2)}) == 1
    assert relayed(client, reroll | {"key": "é"})[1]["error"]["code"] == "bad_envelope"


def test_what_answers_with_nothing_has_no_body(client: httpx.Client) -> None:
    _, answer = relayed(client, {"method": "POST", "path": "/api/jobs?wait=20", "body": wanted()})
    assert relayed(client, {"method": "DELETE", "path": f"/api/jobs/{answer['requests'][0]['id']}"}) == (204, None)


def test_a_method_with_an_empty_body_is_carried_out(shared_server: httpx.Client) -> None:
    status, answer = relayed(shared_server, {"method": "POST", "path": "/api/jobs/nothing-0/cancel"})
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_an_error_is_inside_and_in_the_server_s_own_shape(shared_server: httpx.Client) -> None:
    status, answer = relayed(shared_server, {"method": "POST", "path": "/api/jobs", "body": {"message": 5}})
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (422, "invalid", "message")


@pytest.mark.parametrize(
    "envelope",
    [
        None, 5, "GET /api/health", [], {},
        {"path": "/api"}, {"path": "/api/"}, {"path": "/pictures"}, {"path": "api/health"}, {"path": "//api/health"},
        {"path": "/sdapi/v1/txt2img"}, {"path": "/v1/models"}, {"path": "/api/../v1/models"}, {"path": "/api/./health"},
        {"path": "/api/%2e%2e/v1/models"}, {"path": "/api/..%2fv1"}, {"path": "/api/health.json"},
        {"path": "/api/openapi.json"}, {"path": "http://127.0.0.1/api/health"}, {"path": "/api/health#x"},
        {"path": "/api/health\n"}, {"path": "/api/health%0a"}, {"path": "/api/jobs/a-0/events"}, {"path": "/api/a b"},
        {"path": "/api/jobs?wait"}, {"path": "/api/jobs?wait=1&&x=2"}, {"path": "/api/jobs?wait=1?x=2"},
        {"path": "/api/jobs?wait=1#x"}, {"path": "/api/jobs?x=/../"}, {"path": "/api/health/"}, {"path": 7},
        {"path": "/api/health", "method": "TRACE"}, {"path": "/api/health", "method": "OPTIONS"},
        {"path": "/api/health", "method": "get"}, {"path": "/api/health", "headers": {"host": "evil"}},
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_told_inside(shared_server: httpx.Client, envelope: Any) -> None:
    status, answer = relayed(shared_server, envelope)
    assert status == 400
    assert answer["error"]["code"] in ("bad_envelope", "bad_path")


def test_an_envelope_is_no_picture(tmp_path: Path) -> None:
    painter = Painter()
    with served(tmp_path, painter) as client:
        body = {"prompt": "a cat", "rp_composer": None, "steps": 20}
        assert client.post(RELAY, json=body).json()["images"] == []
        assert client.get("/api/jobs").json()["jobs"] == []
    assert not painter.painted


def test_the_inner_request_is_trusted_as_the_outer_is(tmp_path: Path) -> None:
    basic = b64encode(f"x:{TOKEN}".encode()).decode()
    with served(tmp_path, Painter(), policy=LENT) as client:
        client.headers["host"] = "home.test"
        outside = client.post(RELAY, json={"rp_composer": {"path": "/api/health"}})
        headers = {"authorization": f"Basic {basic}"}
        inside = relayed(client, {"path": "/api/health"}, headers=headers)
    assert outside.status_code == 401
    assert inside[0] == 200


def test_what_is_not_json_outside_is_not_json_inside(shared_server: httpx.Client) -> None:
    """A page may send text without asking first; as JSON it may not."""
    envelope = {"rp_composer": {"method": "POST", "path": "/api/jobs", "body": wanted()}}
    answer = shared_server.post(RELAY, content=json.dumps(envelope), headers={"content-type": "text/plain"}).json()
    assert answer["rp_composer"]["status"] == 415
    assert answer["rp_composer"]["body"]["error"]["code"] == "unsupported_media_type"


def test_a_page_of_a_stranger_is_not_relayed(shared_server: httpx.Client) -> None:
    body = {"rp_composer": {"path": "/api/health"}}
    assert shared_server.post(RELAY, json=body, headers={"origin": "https://evil.test"}).status_code == 403


def test_one_that_was_passed_on_by_a_proxy_needs_the_token(shared_server: httpx.Client) -> None:
    body = {"rp_composer": {"path": "/api/health"}}
    assert shared_server.post(RELAY, json=body, headers={"x-forwarded-for": "10.0.0.9"}).status_code == 401


def test_an_interrupt_leaves_relayed_jobs_alone(tmp_path: Path) -> None:
    with served(tmp_path, Painter()) as client:
        _, answer = relayed(client, {"method": "POST", "path": "/api/jobs", "body": wanted()})
        client.post("/sdapi/v1/interrupt", json={})
        _, job = relayed(client, {"path": f"/api/jobs/{answer['requests'][0]['id']}?wait=20"})
    assert job["status"] == "finished"


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with served(tmp_path, Painter(), body_bytes=5000) as client:
        envelope = {"method": "POST", "path": "/api/find", "body": {"text": "x" * 6000}}
        assert client.post(RELAY, json={"rp_composer": envelope}).status_code == 413


def test_an_answer_beyond_the_limit_is_told_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("composer_plugins.serving_a1111.relay._LARGEST_ANSWER", 10)
    with served(tmp_path, Painter()) as client:
        status, answer = relayed(client, {"path": "/api/health"})
    assert (status, answer["error"]["code"]) == (413, "too_large")


def test_a_russian_name_of_a_profile_may_stand_in_a_path(shared_server: httpx.Client) -> None:
    status, answer = relayed(shared_server, {"path": "/api/profiles/%D0%BC%D0%BE%D0%B9"})
    assert (status, "мой" in answer["error"]["message"]) == (404, True)


PATHS = st.text(alphabet="/.%2eF5c\\?=&#aApi:@ \x00\n", max_size=30).map(lambda rest: f"/api/{rest}") | st.text(
    max_size=20
)


@settings(max_examples=25, deadline=None)
@given(paths=st.lists(PATHS, min_size=1, max_size=20))
def test_no_path_leads_anywhere_else(tmp_path_factory: pytest.TempPathFactory, paths: list[str]) -> None:
    """Whatever the path is, the answer is one of the native addresses' or an error, never a failure of ours."""

    async def talk(client: httpx.AsyncClient) -> list[Any]:
        answers = [await client.post(RELAY, json={"rp_composer": {"path": path}}) for path in paths]
        return [answer.json()["rp_composer"] for answer in answers]

    answers = serve(options(tmp_path_factory.mktemp("data"), Painter()), talk)
    assert {one["status"] for one in answers} <= {200, 400, 404, 405, 422}


def test_many_envelopes_at_once_are_carried_out(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> list[int]:
        sent: list[Awaitable[httpx.Response]] = [
            client.post(RELAY, json={"rp_composer": {"path": "/api/health"}}) for _ in range(50)
        ]
        return [one.json()["rp_composer"]["status"] for one in await asyncio.gather(*sent)]

    assert set(serve(options(tmp_path, Painter()), talk)) == {200}
