"""Profiles that come over HTTP: what they may not be called, and what cannot be written."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.folders import config_folder
from tests.serving import options, serve


def put(folder: Path, name: str, body: bytes) -> tuple[httpx.Response, httpx.Response]:
    """Write a profile; return the answer, and that of listing the profiles afterwards."""

    async def talk(client: httpx.AsyncClient) -> Any:
        headers = {"content-type": "application/json"}
        return await client.put(f"/api/profiles/{name}", content=body, headers=headers), await client.get(
            "/api/profiles"
        )

    answers: tuple[httpx.Response, httpx.Response] = serve(options(folder), talk)
    return answers


@pytest.mark.parametrize(
    "body",
    [rb'{"positive": "\ud800"}', rb'{"styles": {"\udfff": "ink"}}', rb'{"options": {"a": ["\ud800"]}}'],
)
def test_text_that_is_no_unicode_is_refused_and_not_written(tmp_path: Path, body: bytes) -> None:
    answer, listed = put(tmp_path, "mine", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_profile")
    assert listed.is_success
    assert not list((config_folder() / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("name", ["con", "NUL", "Aux", "com1", "lpt9", "prn"])
def test_a_name_that_some_systems_keep_for_devices_is_refused(tmp_path: Path, name: str) -> None:
    answer, _ = put(tmp_path, name, b"{}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name")
    assert not list((config_folder() / "profiles").glob("*.yaml"))
