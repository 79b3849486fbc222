"""What a page that edits profiles asks for beside them: who can draw, models of one profile, the place of an error."""

from pathlib import Path
from typing import Any

import httpx

from tests.painting import Painter
from tests.serving import options, serve
from tests.stubs.server import Stub

KEY = "sk-test-0123456789abcdefghij"
MINE = Path("user/config/profiles/mine.yaml")


def asked(folder: Path, *calls: tuple[str, str, Any], **settings: Any) -> list[httpx.Response]:
    """Send requests one after another to a server of its own."""

    async def talk(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.request(method, path, json=body) for method, path, body in calls]

    return serve(options(folder, Painter(), **settings), talk)


def test_those_who_can_draw_are_listed_with_their_addresses(tmp_path: Path) -> None:
    [answer] = asked(tmp_path, ("GET", "/api/backends", None))
    by_name = {one["name"]: one for one in answer.json()["backends"]}
    assert by_name["openai"] == {"name": "openai", "endpoint": "https://api.openai.com/v1", "paid": True}
    assert by_name["a1111"]["paid"] is False
    assert by_name["painter"]["endpoint"] == ""


def test_the_backend_of_a_profile_is_asked_for_its_models_at_once(tmp_path: Path) -> None:
    with Stub("gemini") as stub:
        _, _, answer = asked(
            tmp_path,
            ("PUT", "/api/profiles/mine", {"backend": "gemini", "endpoint": stub.endpoint}),
            ("PUT", "/api/keys/gemini", {"key": KEY, "endpoint": stub.endpoint}),
            ("GET", "/api/models?profile=mine", None),
        )
    [own] = answer.json()["backends"]
    assert (own["backend"], own["status"]) == ("gemini", "listed")
    assert "gemini-3-pro-image" in own["models"]
    assert answer.json()["refreshed"] == own["refreshed"] != ""


def test_the_models_of_a_profile_that_is_not_there_are_an_error(tmp_path: Path) -> None:
    [answer] = asked(tmp_path, ("GET", "/api/models?profile=nobody", None))
    assert answer.json()["error"]["code"] == "bad_profile"


def test_an_error_that_only_the_files_together_show_has_its_field_too(tmp_path: Path) -> None:
    [answer] = asked(tmp_path, ("PUT", "/api/profiles/mine", {"backend": "openai", "quality": "hihg"}))
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "quality"


def test_a_profile_of_the_users_own_is_deleted_and_a_built_in_one_counts_again(tmp_path: Path) -> None:
    answers = asked(
        tmp_path,
        ("PUT", "/api/profiles/gemini", {"extends": "gemini", "depth": 9}),
        ("DELETE", "/api/profiles/gemini", None),
        ("GET", "/api/profiles/gemini", None),
        ("DELETE", "/api/profiles/gemini", None),
    )
    assert [one.status_code for one in answers] == [200, 204, 200, 404]
    assert answers[2].json()["settings"]["depth"] == 5


def test_the_profile_that_the_server_was_started_with_is_not_deleted(tmp_path: Path) -> None:
    path = tmp_path / MINE
    path.parent.mkdir(parents=True)
    path.write_text("backend: sketch\n", encoding="utf-8")
    [answer] = asked(tmp_path, ("DELETE", "/api/profiles/mine", None), profile="mine")
    assert answer.status_code == 409
    assert path.is_file()
