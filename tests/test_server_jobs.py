"""Jobs over HTTP: submitted, held, drawn again, deleted."""

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.contracts import Service
from composer.errors import NoCreditError
from composer.profiles import Profile
from tests.painting import Painter, tag
from tests.serving import TEXT, drawn, message, options, serve, wanted

REQUEST = tag("a lighthouse in the fog")
DETAILS = "<details><summary>Image: New</summary>\nprompt: a lighthouse\nstyle: ink\n</details>"
TEMPLATE = '<pic prompt="{prompt}">'


def profile(**settings: Any) -> Profile:
    return Profile.model_validate({"name": "test", "backend": "painter", **settings})


def submitted(folder: Path, body: dict[str, Any], painter: Painter | None = None, **settings: Any) -> Any:
    """Return the answer of one submission, the jobs it names once they have ended among it."""

    async def talk(client: httpx.AsyncClient) -> Any:
        answer = await client.post("/api/jobs", json=body)
        ids = [one["id"] for one in answer.json().get("requests", ()) if one["id"] and one["status"] != "held"]
        for job_id in ids:
            await client.get(f"/api/jobs/{job_id}", params={"wait": 20})
        return (await client.post("/api/jobs", json=body)).json() if ids and body.get("chat") else answer.json()

    return serve(options(folder, painter or Painter(), **settings), talk)


def test_every_request_of_a_message_is_answered_in_order(tmp_path: Path) -> None:
    done = REQUEST.replace("[IMG:GEN]", "user/images/a.png")
    text = f"{done} then {tag('b', aspect_ratio='7')} then {REQUEST} then {tag('c')[:-20]}"
    answer = submitted(tmp_path, wanted(text))
    assert [one["status"] for one in answer["requests"]] == ["done", "error", "finished", "incomplete"]
    places = [text.index(one["original"]) for one in answer["requests"]]
    assert places == sorted(places)
    assert [bool(one["id"]) for one in answer["requests"]] == [True, False, True, False]


def test_a_request_that_is_wrong_names_its_field_and_no_job(tmp_path: Path) -> None:
    [one] = submitted(tmp_path, wanted(tag("a pier", steps="many")))["requests"]
    assert (one["id"], one["status"], one["code"]) == ("", "error", "invalid_value")
    assert "steps" in one["reason"]


def test_the_same_request_asked_twice_is_answered_once(tmp_path: Path) -> None:
    painter = Painter()

    async def talk(client: httpx.AsyncClient) -> None:
        first = await drawn(client, wanted())
        assert await drawn(client, wanted()) == first

    serve(options(tmp_path, painter), talk)
    serve(options(tmp_path, painter), talk)
    assert painter.painted == ["a lighthouse in the fog"]


def test_the_original_is_the_request_as_the_message_has_it_now(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted(REQUEST))
        written = '<img src="[IMG:GEN]" data-iig-instruction=\'{"prompt":"a lighthouse in the fog"}\'>'
        [again] = (await client.post("/api/jobs", json=wanted(written))).json()["requests"]
        assert (again["id"], again["original"]) == (job["id"], written)
        assert written.replace("[IMG:GEN]", "{{picture:0}}").removesuffix(">") in again["replacement"]
        followed = (await client.get(f"/api/jobs/{job['id']}")).json()
        place = ("original", "occurrence", "replacement")
        assert [followed[name] for name in place] == [again[name] for name in place]


def test_equal_requests_of_a_message_are_different_jobs_and_occurrences(tmp_path: Path) -> None:
    answer = submitted(tmp_path, wanted(f"{REQUEST} and `{REQUEST}` and {REQUEST}"))
    assert [one["occurrence"] for one in answer["requests"]] == [0, 2]
    assert len({one["id"] for one in answer["requests"]}) == 2


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (REQUEST, "<img "),
        (DETAILS, "<img "),
        ('<pic prompt="a lighthouse">', "<img "),
        ('[IMG:GEN:{"prompt":"a pier"}]', "<img "),
    ],
)
def test_the_place_of_the_picture_survives_in_every_form(tmp_path: Path, text: str, begins: str) -> None:
    settings = profile(templates=(TEMPLATE,))
    [one] = submitted(tmp_path, wanted(f"See: {text}"), profile=settings)["requests"]
    assert one["original"] == text
    assert one["replacement"].startswith(begins)
    assert one["replacement"].count("{{picture:0}}") == 1
    assert 'src="{{picture:0}}"' in one["replacement"]
    assert one["id"] in one["replacement"]


def test_what_the_frontend_writes_is_found_as_done_and_not_drawn_again(tmp_path: Path) -> None:
    painter = Painter()
    [one] = submitted(tmp_path, wanted(), painter)["requests"]
    text = TEXT.replace(one["original"], one["replacement"].replace("{{picture:0}}", "user/images/a.png"))
    [done] = submitted(tmp_path, wanted(text), painter)["requests"]
    assert (done["status"], done["id"], done["pictures"]) == ("done", one["id"], one["pictures"])
    assert len(painter.painted) == 1


def test_several_pictures_are_all_listed(tmp_path: Path) -> None:
    settings = profile(max_pictures_per_request=2)
    [one] = submitted(tmp_path, wanted(tag("a pier", n=2)), profile=settings)["requests"]
    assert [picture["url"] for picture in one["pictures"]] == [f"/pictures/{one['id']}-{n}" for n in (0, 1)]


def test_a_failed_request_is_replaced_by_its_reason_and_waits_for_a_retry(tmp_path: Path) -> None:
    painter = Painter()

    def fail(_: str) -> None:
        raise NoCreditError("the account is empty")

    async def talk(client: httpx.AsyncClient) -> None:
        painter.before = fail
        [job] = await drawn(client, wanted())
        assert (job["status"], job["code"], job["reason"]) == ("failed", "no_credit", "the account is empty")
        assert "[IMG:ERROR]" in job["replacement"]
        painter.before = lambda _: None
        [again] = await drawn(client, wanted())
        assert again["status"] == "failed"
        assert (await client.post(f"/api/jobs/{job['id']}/retry")).json()["status"] in ("queued", "running")
        assert (await client.get(f"/api/jobs/{job['id']}?wait=20")).json()["status"] == "finished"
        assert (await client.post(f"/api/jobs/{job['id']}/retry")).status_code == 409

    serve(options(tmp_path, painter), talk)


def test_a_request_that_the_message_says_has_failed_is_held(tmp_path: Path) -> None:
    failed = REQUEST.replace("[IMG:GEN]", "[IMG:ERROR]")
    [one] = submitted(tmp_path, wanted(failed))["requests"]
    assert one["status"] == "held"


# ── without a chat ──


def test_without_a_chat_every_call_is_a_new_job(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        answers = [(await client.post("/api/jobs", json=wanted(chat=""))).json() for _ in range(2)]
        assert len({answer["requests"][0]["id"] for answer in answers}) == 2

    serve(options(tmp_path, Painter()), talk)


def test_an_idempotency_key_leads_to_the_same_jobs_even_after_a_restart(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> str:
        answer = await client.post("/api/jobs", json=wanted(chat=""), headers={"idempotency-key": "one"})
        return str(answer.json()["requests"][0]["id"])

    assert serve(options(tmp_path, Painter()), talk) == serve(options(tmp_path, Painter()), talk)


def test_an_idempotency_key_with_another_body_is_an_error(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        headers = {"idempotency-key": "one"}
        assert (await client.post("/api/jobs", json=wanted(chat=""), headers=headers)).is_success
        answer = await client.post("/api/jobs", json=wanted("other", chat=""), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_key_reused")
        assert (await client.post("/api/jobs", json=wanted(), headers={"idempotency-key": "a b"})).status_code == 422

    serve(options(tmp_path, Painter()), talk)


# ── held ──


def test_pictures_beyond_the_maximum_per_message_are_held_and_drawn_on_demand(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/jobs", json=wanted(f"{tag('a')} {tag('b')}"))
        first, second = answer.json()["requests"]
        assert (first["status"], second["status"]) == ("queued", "held")
        assert "at most 1" in second["reason"]
        assert second["replacement"] is None
        assert (await client.post(f"/api/jobs/{second['id']}/retry")).is_success
        assert (await client.get(f"/api/jobs/{second['id']}?wait=20")).json()["status"] == "finished"

    serve(options(tmp_path, Painter(), profile=profile(max_pictures_per_message=1)), talk)


@pytest.mark.parametrize(("automatic", "status"), [("on", "queued"), ("ask", "held"), ("off", "held")])
def test_what_nobody_asked_for_is_drawn_as_the_profile_says(tmp_path: Path, automatic: str, status: str) -> None:
    async def talk(client: httpx.AsyncClient) -> list[Any]:
        [one] = (await client.post("/api/jobs", json=wanted(automatic=True))).json()["requests"]
        return [one["status"], one["price"]["usd"]]

    assert serve(options(tmp_path, Painter(), profile=profile(automatic=automatic)), talk) == [status, 0.0]


@pytest.mark.parametrize("automatic", ["ask", "off"])
def test_what_somebody_asked_for_is_drawn_at_once(tmp_path: Path, automatic: str) -> None:
    [one] = submitted(tmp_path, wanted(), profile=profile(automatic=automatic))["requests"]
    assert one["status"] == "finished"


def test_who_only_wants_to_know_what_there_is_has_nothing_drawn(tmp_path: Path) -> None:
    painter = Painter()

    async def talk(client: httpx.AsyncClient) -> None:
        await drawn(client, wanted(f"{tag('a')}"))
        body = wanted(f"{tag('a')} {tag('b')}", hold=True)
        first, second = (await client.post("/api/jobs", json=body)).json()["requests"]
        assert (first["status"], second["status"], second["price"]["usd"]) == ("finished", "held", 0.0)
        assert painter.painted == ["a"]
        assert (await client.post(f"/api/jobs/{second['id']}/retry")).is_success
        assert (await client.get(f"/api/jobs/{second['id']}?wait=20")).json()["status"] == "finished"

    serve(options(tmp_path, painter), talk)


@pytest.mark.parametrize("how", ["automatic", "hold"])
def test_what_the_user_cancelled_is_drawn_again_only_when_somebody_asks(tmp_path: Path, how: str) -> None:
    painter, go = Painter(), threading.Event()
    painter.before = lambda words: go.wait(20) if words == "a" else None

    async def talk(client: httpx.AsyncClient) -> list[str]:
        body = wanted(f"{tag('a')} {tag('b')}")
        _, second = (await client.post("/api/jobs", json=body)).json()["requests"]
        await client.post(f"/api/jobs/{second['id']}/cancel")
        again = [(await client.post("/api/jobs", json=body | sent)).json() for sent in ({how: True}, {})]
        go.set()
        return [one["requests"][1]["status"] for one in again]

    assert serve(options(tmp_path, painter, profile=profile(parallel=1)), talk) == ["cancelled", "queued"]


# ── a request of the caller's own ──


def test_a_caller_may_ask_in_no_message(tmp_path: Path) -> None:
    body = {"message": message("She waves."), "request": {"prompt": "Maren on a pier", "aspect_ratio": "3:4"}}

    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, body)
        assert (job["status"], job["original"], job["replacement"]) == ("finished", "", None)
        assert job["request"]["prompt"] == "Maren on a pier"

    serve(options(tmp_path, Painter()), talk)


def test_a_wrong_request_of_the_callers_own_names_its_field(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        return (await client.post("/api/jobs", json=wanted(request={"prompt": "a", "steps": "many"}))).json()

    assert serve(options(tmp_path, Painter()), talk)["error"]["field"] == "request.steps"


# ── cancelling, drawing again, deleting ──


def test_a_queued_job_is_cancelled_and_queued_again_when_it_is_asked_for_again(tmp_path: Path) -> None:
    painter, go = Painter(), threading.Event()
    painter.before = lambda words: go.wait(20) if words == "a" else None

    async def talk(client: httpx.AsyncClient) -> None:
        body = wanted(f"{tag('a')} {tag('b')}")
        _, second = (await client.post("/api/jobs", json=body)).json()["requests"]
        assert (await client.post(f"/api/jobs/{second['id']}/cancel")).json()["status"] == "cancelled"
        go.set()
        assert [job["status"] for job in await drawn(client, body)] == ["finished", "finished"]

    serve(options(tmp_path, painter, profile=profile(parallel=1)), talk)


def test_rerolls_and_redraws_are_versions_of_one_picture(tmp_path: Path) -> None:
    painter = Painter()

    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted())
        path = f"/api/jobs/{job['id']}"
        rerolled = (await client.post(f"{path}/reroll", json={"seed": 7})).json()
        unseeded = (await client.post(f"{path}/reroll")).json()
        ida = {"name": "Ida", "prompt": "a red hat", "position": [0.3, 0.5]}
        words = {"prompt": "a quay", "negative_prompt": "people", "aspect_ratio": "2:3", "people": [ida]}
        redrawn = (await client.post(f"{path}/redraw", json=words)).json()
        for one in (rerolled, unseeded, redrawn):
            await client.get(f"/api/jobs/{one['id']}?wait=20")
        versions = (await client.get(f"{path}/versions")).json()["jobs"]
        assert [one["kind"] for one in versions] == ["first", "reroll", "reroll", "redraw"]
        assert {one["status"] for one in versions} == {"finished"}
        assert {one["base"] for one in versions} == {job["base"]}
        # The model has one prompt for all, so what is said of one person goes into it.
        assert (versions[3]["prompt"], versions[3]["negative_prompt"]) == ("a quay, a red hat", "people")
        assert "{{picture:0}}" in versions[3]["replacement"]
        assert (versions[2]["request"].get("aspect_ratio"), versions[3]["request"]["aspect_ratio"]) == (None, "2:3")

    serve(options(tmp_path, painter), talk)


def test_a_version_that_is_asked_for_twice_with_one_key_is_drawn_once(tmp_path: Path) -> None:
    painter = Painter()

    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted())
        for path, body in ((f"/api/jobs/{job['id']}/reroll", None), (f"/api/jobs/{job['id']}/redraw", {"prompt": "a"})):
            asked = [
                (await client.post(path, json=body, headers={"Idempotency-Key": f"{path}{key}"})).json()["id"]
                for key in "aab"
            ]
            assert (len(set(asked)), asked[0]) == (2, asked[1])
            for one in asked:
                await client.get(f"/api/jobs/{one}?wait=20")
        other = await client.post(path, json={"prompt": "b"}, headers={"Idempotency-Key": f"{path}a"})
        assert other.json()["error"]["code"] == "idempotency_key_reused"

    serve(options(tmp_path, painter), talk)
    assert len(painter.painted) == 5


def test_a_job_says_what_another_version_is_expected_to_cost(tmp_path: Path) -> None:
    painter = Painter()

    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted())
        prices = [(await client.get(f"/api/jobs/{job['id']}{more}")).json() for more in ("", "/versions")]
        assert [prices[0]["price"]["usd"], prices[1]["jobs"][0]["price"]["usd"]] == [0.0, 0.0]
        painter.service = Service("http://127.0.0.1:1")
        priced = (await client.get(f"/api/jobs/{job['id']}")).json()["price"]
        assert (priced["usd"], "nobody knows" in priced["note"]) == (None, True)

    serve(options(tmp_path, painter), talk)


def test_a_message_that_has_a_later_version_is_answered_with_that(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted(REQUEST))
        version = (await client.post(f"/api/jobs/{job['id']}/reroll")).json()["id"]
        ended = (await client.get(f"/api/jobs/{version}?wait=20")).json()
        [answer] = (await client.post("/api/jobs", json=wanted(ended["replacement"]))).json()["requests"]
        assert (answer["id"], answer["status"], answer["pictures"]) == (version, "done", ended["pictures"])

    serve(options(tmp_path, Painter()), talk)


def test_a_retry_and_a_new_version_are_drawn_by_the_profile_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RP_COMPOSER_CONFIG", str(tmp_path / "config"))
    painter = Painter()

    def fail(_: str) -> None:
        raise NoCreditError("the account is empty")

    async def put(client: httpx.AsyncClient, style: str) -> None:
        settings = {"extends": "sketch", "backend": "painter", "style": style}
        assert (await client.put("/api/profiles/mine", json=settings)).is_success

    async def talk(client: httpx.AsyncClient) -> None:
        await put(client, "watercolour")
        painter.before = fail
        [job] = await drawn(client, wanted(REQUEST, profile="mine"))
        painter.before = lambda _: None
        await put(client, "ink")
        await client.post(f"/api/jobs/{job['id']}/retry")
        assert "[STYLE: ink]" in (await client.get(f"/api/jobs/{job['id']}?wait=20")).json()["prompt"]
        await put(client, "oil")
        version = (await client.post(f"/api/jobs/{job['id']}/reroll")).json()["id"]
        assert "[STYLE: oil]" in (await client.get(f"/api/jobs/{version}?wait=20")).json()["prompt"]

    serve(options(tmp_path, painter), talk)


def test_a_deleted_job_is_gone_with_its_picture(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        [job] = await drawn(client, wanted())
        assert (await client.get(job["pictures"][0]["url"])).is_success
        answer = await client.delete(f"/api/jobs/{job['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await client.get(job["pictures"][0]["url"])).status_code == 404
        assert (await client.delete(f"/api/jobs/{job['id']}")).status_code == 404

    serve(options(tmp_path, Painter()), talk)
