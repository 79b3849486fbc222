"""Profiles, keys, models, styles, spending, the log and health over HTTP."""

import asyncio
import logging
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.folders import config_folder
from composer.keys import Keys
from composer.profiles import load_profile
from tests.painting import Painter
from tests.serving import drawn, options, serve, wanted
from tests.stubs.server import Stub

KEY = "sk-test-0123456789abcdefghij"
PROFILES = "user/config/profiles"


def asked(folder: Path, method: str, path: str, body: Any = None, **settings: Any) -> httpx.Response:
    """Send one request to a server of its own and return the answer."""

    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        return await client.request(method, path, json=body)

    return serve(options(folder, Painter(), **settings), talk)


def error(answer: httpx.Response) -> Any:
    return answer.json()["error"]


# ── profiles ──


def test_a_profile_says_when_nothing_can_be_drawn_without_a_key_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    async def talk(client: httpx.AsyncClient) -> list[bool]:
        async def missing(name: str) -> bool:
            return bool((await client.get(f"/api/profiles/{name}")).json()["key_missing"])

        before = [await missing("gemini"), await missing("sketch"), await missing("local-sd")]
        await client.put("/api/keys/gemini", json={"key": KEY})
        return [*before, await missing("gemini")]

    assert serve(options(tmp_path, Painter()), talk) == [True, False, False, False]


def test_profiles_are_listed_with_the_active_one_first(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    (tmp_path / PROFILES / "mine.yaml").write_text("style: ink\n", encoding="utf-8")
    (tmp_path / PROFILES / "broken.yaml").write_text("stile: ink\n", encoding="utf-8")
    profiles = asked(tmp_path, "GET", "/api/profiles", profile="gemini").json()["profiles"]
    assert (profiles[0]["name"], profiles[0]["active"]) == ("gemini", True)
    by_name = {one["name"]: one for one in profiles}
    assert (by_name["mine"]["origin"], by_name["sketch"]["origin"]) == ("user", "built-in")
    assert "stile" in by_name["broken"]["problem"]


def test_a_profile_shows_what_it_says_and_what_counts(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", "/api/profiles/gemini").json()
    assert answer["settings"]["backend"] == answer["written"]["backend"] == "gemini"
    assert "depth" not in answer["written"]
    assert answer["settings"]["depth"] == 5


def test_a_profile_is_written_and_counts_at_once(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        body = {"extends": "sketch", "style": "ink, flat", "aspect_ratio": "3:4", "slots": ["style", "prompt"]}
        for style in ("ink, flat", "woodcut"):
            answer = await client.put("/api/profiles/mine", json=body | {"style": style})
            assert answer.status_code == 200, answer.text
            assert answer.json()["written"] == body | {"style": style}
            composed = await client.post("/api/compose", json={"message": wanted()["message"], "profile": "mine"})
            assert style in composed.json()["requests"][0]["prompt"]
            assert composed.json()["requests"][0]["settings"]["aspect_ratio"] == "3:4"

    serve(options(tmp_path), talk)
    assert load_profile("mine").style == "woodcut"
    path = tmp_path / PROFILES / "mine.yaml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["mine.yaml"]


def test_a_profile_of_a_built_in_name_may_extend_it(tmp_path: Path) -> None:
    answer = asked(tmp_path, "PUT", "/api/profiles/gemini", {"extends": "gemini", "depth": 9})
    assert (answer.json()["settings"]["backend"], answer.json()["settings"]["depth"]) == ("gemini", 9)


def test_the_file_that_has_a_name_is_written_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    (tmp_path / PROFILES / "file.yaml").write_text("name: mine\n", encoding="utf-8")
    assert asked(tmp_path, "PUT", "/api/profiles/mine", {"depth": 7}).is_success
    assert [one.name for one in (tmp_path / PROFILES).iterdir()] == ["file.yaml"]
    assert load_profile("mine").depth == 7


@pytest.mark.parametrize(
    ("body", "field", "hint"),
    [
        ({"stile": "ink"}, "stile", "style"),
        ({"avatars": {"charakter": True}}, "avatars.charakter", "character"),
        ({"depth": 0}, "depth", "greater"),
        ({"automatic": "always"}, "automatic", "ask"),
        ({"aspect_ratio": "wide"}, "aspect_ratio", "pattern"),
        ({"name": "other"}, "name", "leave"),
        ({"extends": "../../secret.yaml"}, "extends", "path"),
    ],
)
def test_a_wrong_profile_is_not_written_and_says_which_key(
    tmp_path: Path, body: dict[str, Any], field: str, hint: str
) -> None:
    answer = asked(tmp_path, "PUT", "/api/profiles/mine", body)
    assert (answer.status_code, error(answer)["code"], error(answer)["field"]) == (422, "bad_profile", field)
    assert hint in error(answer)["message"]
    assert not (tmp_path / PROFILES / "mine.yaml").exists()


def test_every_wrong_key_is_told(tmp_path: Path) -> None:
    details = error(asked(tmp_path, "PUT", "/api/profiles/mine", {"stile": "x", "depth": "many"}))["details"]
    assert {one["field"] for one in details} == {"stile", "depth"}
    assert {one.get("nearest") for one in details} == {"style", None}


def test_what_only_the_files_together_show_is_an_error_too(tmp_path: Path) -> None:
    answer = asked(tmp_path, "PUT", "/api/profiles/mine", {"extends": "nobody"})
    assert (answer.status_code, error(answer)["code"]) == (422, "bad_profile")
    assert "nobody" in error(answer)["message"]
    assert str(tmp_path) not in error(answer)["message"]
    assert not (tmp_path / PROFILES / "mine.yaml").exists()


@pytest.mark.parametrize("name", ["a.yaml", "-", "a b", "x" * 65])
def test_a_profile_has_a_plain_name(tmp_path: Path, name: str) -> None:
    assert asked(tmp_path, "PUT", f"/api/profiles/{name}", {}).status_code == 422


def test_a_profile_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", "/api/profiles/nobody")
    assert answer.status_code == 404
    assert "sketch" in error(answer)["message"]


def test_the_profile_of_a_file_counts_and_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "started.yaml"
    path.write_text("style: ink\n", encoding="utf-8")

    async def talk(client: httpx.AsyncClient) -> None:
        first = (await client.get("/api/profiles")).json()["profiles"][0]
        assert (first["name"], first["origin"]) == ("started", "started with")
        assert (await client.get("/api/profiles/started")).json()["settings"]["style"] == "ink"
        assert (await client.put("/api/profiles/started", json={})).status_code == 409

    serve(options(tmp_path, profile=str(path)), talk)


@pytest.mark.parametrize("name", ["started.yaml", "..yml"])
def test_no_path_is_taken_for_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "started.yaml").write_text("style: ink\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    async def talk(client: httpx.AsyncClient) -> None:
        assert (await client.get(f"/api/profiles/{name}")).status_code == 404
        assert (await client.post("/api/find", json={"text": "x", "profile": name})).status_code == 422

    serve(options(tmp_path), talk)


def test_a_profile_may_be_called_anything_the_user_likes(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    (tmp_path / PROFILES / "ink.yaml").write_text("name: Моя тушь 1.5\nstyle: ink\n", encoding="utf-8")
    assert asked(tmp_path, "GET", "/api/profiles/Моя тушь 1.5").json()["written"]["style"] == "ink"
    assert asked(tmp_path, "POST", "/api/find", {"text": "x", "profile": "Моя тушь 1.5"}).is_success


# ── keys ──


def test_a_key_is_kept_and_never_given_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def talk(client: httpx.AsyncClient) -> str:
        answer = await client.put("/api/keys/gemini", json={"key": KEY})
        assert (answer.status_code, answer.content) == (204, b"")
        listed = await client.get("/api/keys")
        assert [(one["backend"], one["place"]) for one in listed.json()["keys"]] == [("gemini", "file")]
        paths = ("/api/profiles/gemini", "/api/logs", "/api/health", "/api/models")
        texts = [listed.text, *[(await client.get(path)).text for path in paths]]
        texts.append((await client.put("/api/keys/gemini", json={"key": KEY, "kye": KEY})).text)
        texts.append((await client.put("/api/keys/gemini", json={"key": KEY + " "})).text)
        return "\n".join(texts)

    assert KEY not in serve(options(tmp_path), talk)
    assert KEY not in caplog.text
    path = config_folder() / "keys.json"
    assert KEY in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_belongs_to_the_origin_it_was_given_for(tmp_path: Path) -> None:
    body = {"key": KEY, "endpoint": "https://proxy.test/v1"}
    assert asked(tmp_path, "PUT", "/api/keys/openai", body).status_code == 204
    assert [entry.origin for entry in Keys().list()] == ["https://proxy.test"]


def test_a_key_is_forgotten(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        await client.put("/api/keys/gemini", json={"key": KEY})
        assert (await client.delete("/api/keys/gemini")).status_code == 204
        assert (await client.get("/api/keys")).json() == {"keys": []}
        assert (await client.delete("/api/keys/gemini")).status_code == 404

    serve(options(tmp_path), talk)


@pytest.mark.parametrize(
    ("backend", "body", "status"),
    [
        ("nobody", {"key": KEY}, 404),
        ("sketch", {"key": KEY}, 409),
        ("gemini", {"key": "two words"}, 422),
        ("gemini", {"key": ""}, 422),
        ("gemini", {"key": KEY, "endpoint": "ftp://a"}, 422),
        ("gemini", {}, 422),
    ],
)
def test_a_key_that_cannot_be_kept_says_why(tmp_path: Path, backend: str, body: dict[str, Any], status: int) -> None:
    answer = asked(tmp_path, "PUT", f"/api/keys/{backend}", body)
    assert answer.status_code == status
    assert error(answer)["message"]
    assert not Keys().list()


# ── models, styles ──


def test_the_catalogue_is_listed_with_what_backends_themselves_say(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        return (await client.get("/api/models")).json()

    answer = serve(options(tmp_path), talk)
    assert {"sketch", "gemini", "openai", "a1111"} <= {model["backend"] for model in answer["models"]}
    assert (answer["backends"], answer["refreshed"]) == ([], "")


def test_backends_are_asked_at_start_and_one_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    route = "route: [{backend: a1111, endpoint: 'http://127.0.0.1:9'}, gemini, sketch]\n"
    (tmp_path / PROFILES / "several.yaml").write_text(route, encoding="utf-8")

    async def talk(client: httpx.AsyncClient) -> Any:
        for _ in range(200):
            answer = (await client.get("/api/models")).json()
            if answer["refreshed"]:
                return {one["backend"]: one for one in answer["backends"]}
            await asyncio.sleep(0.05)
        raise AssertionError("the backends were never asked")

    found = serve(options(tmp_path, profile="several", refresh=True), talk)
    assert {name: one["status"] for name, one in found.items()} == {
        "a1111": "failed", "gemini": "not asked", "sketch": "not asked"
    }  # fmt: skip
    assert "127.0.0.1" in found["a1111"]["reason"]
    assert "key" in found["gemini"]["reason"]


def test_a_backend_is_asked_again_when_its_key_is_there(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    with Stub("gemini") as stub:
        profile = f"extends: gemini\nendpoint: {stub.endpoint}\nkey_variable: NOBODY_HAS_THIS\n"
        (tmp_path / PROFILES / "stubbed.yaml").write_text(profile, encoding="utf-8")

        async def listed(client: httpx.AsyncClient, status: str) -> Any:
            for _ in range(200):
                backends = (await client.get("/api/models")).json()["backends"]
                if backends and backends[0]["status"] == status:
                    return backends[0]
                await asyncio.sleep(0.05)
            raise AssertionError(backends)

        async def talk(client: httpx.AsyncClient) -> None:
            assert "NOBODY_HAS_THIS" in (await listed(client, "not asked"))["reason"]
            await client.put("/api/keys/gemini", json={"key": KEY, "endpoint": stub.endpoint})
            assert (await listed(client, "listed"))["models"]

        serve(options(tmp_path, profile="stubbed", refresh=True), talk)


def test_styles_are_listed_with_the_profiles_own(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    (tmp_path / PROFILES / "mine.yaml").write_text("styles: {ours: 'blue ink'}\n", encoding="utf-8")
    styles = asked(tmp_path, "GET", "/api/styles?profile=mine").json()["styles"]
    assert {"name": "ours", "words": "blue ink"}.items() <= next(one for one in styles if one["name"] == "ours").items()
    assert len(styles) > 3


# ── spending, log, health ──


def test_spending_shows_the_limits_of_the_profile(tmp_path: Path) -> None:
    (tmp_path / PROFILES).mkdir(parents=True)
    (tmp_path / PROFILES / "thrifty.yaml").write_text("limits: {usd_per_day: 1.5}\n", encoding="utf-8")
    answer = asked(tmp_path, "GET", "/api/spending", profile="thrifty").json()
    assert answer["today"] == {"pictures": 0, "usd": 0.0, "unpriced": 0}
    assert answer["limits"] == {"pictures_per_day": None, "usd_per_day": 1.5, "usd_per_month": None}


def test_the_log_tells_what_was_asked(tmp_path: Path) -> None:
    async def talk(client: httpx.AsyncClient) -> Any:
        await drawn(client, wanted())
        return (await client.get("/api/logs?count=1")).json()["records"]

    [record] = serve(options(tmp_path, Painter()), talk)
    assert record["message"].startswith("POST /api/jobs 200")
    assert record["logger"] == "composer.server"


def test_what_fails_inside_is_told_without_what_went_on_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "what nobody should see"

    def fail(*_: Any) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("composer.spending.Spending.report", fail)

    async def talk(client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/spending")
        assert (answer.status_code, error(answer)["code"]) == (500, "internal")
        assert secret not in answer.text
        assert "Traceback" not in answer.text
        [record] = [one for one in (await client.get("/api/logs")).json()["records"] if one["level"] == "error"]
        assert "RuntimeError" in record["message"]

    serve(options(tmp_path), talk)


def test_health_names_profile_backends_and_jobs(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", "/api/health").json()
    assert (answer["status"], answer["profile"], answer["backends"]) == ("ok", "test", ["painter"])
    assert answer["uptime"] >= 0


def test_a_wrong_profile_does_not_keep_the_server_from_saying_so(tmp_path: Path) -> None:
    path = tmp_path / "started.yaml"
    path.write_text("{}\n", encoding="utf-8")

    async def talk(client: httpx.AsyncClient) -> None:
        path.write_text("stile: ink\n", encoding="utf-8")
        health = (await client.get("/api/health")).json()
        assert "stile" in health["problems"][0]
        answer = await client.post("/api/jobs", json=wanted())
        assert (answer.status_code, error(answer)["code"]) == (422, "bad_profile")

    serve(options(tmp_path, profile=str(path)), talk)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nothing", 404, "not_found"), ("GET", "/api/jobs/", 404, "not_found"),
     ("PATCH", "/api/jobs", 405, "method_not_allowed"), ("GET", "/api/jobs?limit=0", 422, "invalid")],
)  # fmt: skip
def test_every_error_has_the_one_shape(tmp_path: Path, method: str, path: str, status: int, code: str) -> None:
    answer = asked(tmp_path, method, path, {} if method == "PATCH" else None)
    assert (answer.status_code, error(answer)["code"]) == (status, code)
