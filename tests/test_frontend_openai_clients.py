"""OpenAI's images API asked exactly as other frontends ask it, and by those who mean no good."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.foreign import PAGE, PNG, image_of, profile_at, served
from tests.openai_service import files_of
from tests.stubs.pictures import picture
from tests.stubs.server import Stub

pytestmark = pytest.mark.usefixtures("stub_key")

GENERATE, EDIT = "/v1/images/generations", "/v1/images/edits"
BEARER = {"authorization": "Bearer sk-anything"}
CAT = {"prompt": "a cat"}


def is_error(answer: httpx.Response) -> bool:
    body = answer.json()
    return set(body) == {"error"} and set(body["error"]) == {"message", "type", "param", "code"}


# ── Open WebUI ──


@pytest.mark.parametrize("size", ["512x512", "auto", "1024x1024"])
def test_open_webui_generates(client: httpx.Client, size: str) -> None:
    body = {"model": "dall-e-2", "prompt": "a cat", "n": 1, "size": size, "response_format": "b64_json"}
    answer = client.post(f"{GENERATE}?api-version=2025-01-01", json=body, headers=BEARER).raise_for_status().json()
    assert image_of(answer["data"][0]["b64_json"])
    assert not answer["data"][0].get("url")


def test_open_webui_generates_without_a_format(client: httpx.Client) -> None:
    body = {"model": "gpt-image-1", "prompt": "a cat", "n": 1, "steps": 20}
    answer = client.post(GENERATE, json=body, headers=BEARER).raise_for_status().json()
    one = answer["data"][0]
    assert image_of(one["b64_json"])


def test_open_webui_edits(tmp_path: Path) -> None:
    fields = {"model": "gpt-image-1", "prompt": "make it night", "n": "1", "size": "512x512", "background": "auto"}
    one = [("image", ("a.png", PNG, "image/png"))]
    several = [("image[]", (f"{number}.png", PNG, "image/png")) for number in range(2)]
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        for files in (one, several):
            client.post(EDIT, data=fields, files=files, headers=BEARER).raise_for_status()
    assert len(stub.asked) == 2


# ── LibreChat ──


def test_librechat_s_image_tool_gets_the_format_it_asks_for(client: httpx.Client) -> None:
    body = {
        "model": "gpt-image-1", "prompt": "a cat", "n": 1, "background": "auto", "output_format": "jpeg",
        "output_compression": 80, "quality": "auto", "size": "auto",
    }  # fmt: skip
    answer = client.post(GENERATE, json=body, headers=BEARER).raise_for_status().json()
    assert image_of(answer["data"][0]["b64_json"]).format == "JPEG"


def test_librechat_s_image_tool_edits(tmp_path: Path) -> None:
    fields = {"model": "gpt-image-1", "prompt": "make it night", "quality": "auto", "size": "auto"}
    files = [("image[]", ("a.png", PNG, "image/png")), ("image[]", ("b.webp", picture(kind="WEBP"), "image/webp"))]
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post(EDIT, data=fields, files=files, headers=BEARER).raise_for_status().json()
    assert image_of(answer["data"][0]["b64_json"])


def test_librechat_s_dall_e_tool_gets_an_address(client: httpx.Client) -> None:
    body = {
        "model": "dall-e-3",
        "quality": "standard",
        "style": "vivid",
        "size": "1024x1024",
        "prompt": "a cat",
        "n": 1,
    }
    answer = client.post(GENERATE, json=body, headers=BEARER).raise_for_status().json()
    had = client.get(answer["data"][0]["url"], headers=BEARER)
    assert had.headers["content-type"].startswith("image/")
    assert Image.open(BytesIO(had.content)).format == "PNG"


# ── KoboldAI Lite, in a browser ──


@pytest.mark.parametrize("more", [{"response_format": "b64_json"}, {"quality": "medium"}])
def test_koboldai_lite_generates(client: httpx.Client, more: dict[str, str]) -> None:
    client.headers["origin"] = PAGE
    wish = "authorization,content-type"
    asking = {"access-control-request-method": "POST", "access-control-request-headers": wish}
    allowed = client.options(GENERATE, headers=asking)
    body = {"model": "gpt-image-1", "prompt": "a cat", "n": 1, "size": "1024x1024", **more}
    answer = client.post(GENERATE, json=body, headers=BEARER).raise_for_status()
    assert {one.headers["access-control-allow-origin"] for one in (allowed, answer)} == {PAGE}
    assert set(wish.split(",")) <= set(allowed.headers["access-control-allow-headers"].lower().split(", "))
    assert image_of(answer.json()["data"][0]["b64_json"])


# ── every address ──


@pytest.mark.parametrize(
    "path", [GENERATE, EDIT, "/v1/models", "/v1/models/sketch", "/sdapi/v1/options", "/sdapi/v1/txt2img"]
)
def test_options_is_answered_everywhere(shared_server: httpx.Client, path: str) -> None:
    asking = {"origin": PAGE, "access-control-request-method": "POST"}
    assert shared_server.options(path).status_code == 204
    assert shared_server.options(path, headers=asking).headers["access-control-allow-origin"] == PAGE
    assert shared_server.options(path, headers=asking | {"origin": "https://evil.test"}).status_code == 403


def test_only_the_server_s_own_addresses_are_described(shared_server: httpx.Client) -> None:
    assert not [
        path
        for path in shared_server.get("/api/openapi.json").json()["paths"]
        if not path.startswith(("/api/", "/pictures/"))
    ]


# ── edits in other forms ──


def test_pictures_may_come_in_json(tmp_path: Path) -> None:
    address = f"data:image/png;base64,{b64encode(PNG).decode()}"
    body = {
        "prompt": "make it night", "images": [{"image_url": address}, {"image_url": {"url": address}}],
        "mask": {"image_url": address}, "model": "gpt-image-2",
    }  # fmt: skip
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        client.post(EDIT, json=body).raise_for_status()
    request = httpx.Request("POST", EDIT, headers=dict(stub.asked[0].headers), content=stub.asked[0].body)
    assert "mask" in [name for name, _, _ in files_of(request)]


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"images": []}, {"images": [{"file_id": "file-1"}]}, {"images": ["a.png"]}, {"images": [None]},
        {"images": [{"image_url": "http://127.0.0.1:1/a.png"}]}, {"images": [{"image_url": "file:///etc/passwd"}]},
        {"images": [{"image_url": "data:image/png;base64,AAAA"}]}, {"images": [{"image_url": "x"}] * 10_000},
        {"images": {"image_url": "x"}}, {"images": [{"image_url": ["x"]}]},
    ],
)  # fmt: skip
def test_what_is_no_picture_is_an_error(shared_server: httpx.Client, fields: dict[str, Any]) -> None:
    answer = shared_server.post(EDIT, json={**CAT, **fields})
    assert (answer.status_code, is_error(answer)) == (400, True)


def test_ten_thousand_pictures_in_a_form_are_an_error(shared_server: httpx.Client) -> None:
    files = [("image[]", ("a.png", b"x", "image/png"))] * 10_000
    answer = shared_server.post(EDIT, data=CAT, files=files)
    assert (answer.status_code, is_error(answer)) == (400, True)


def test_a_page_may_send_no_form(shared_server: httpx.Client) -> None:
    """It could without asking first, so that any page would draw on the user's money."""
    answer = shared_server.post(EDIT, data=CAT, files={"image": PNG}, headers={"origin": PAGE})
    assert (answer.status_code, is_error(answer)) == (415, True)


# ── hostile bodies ──


@pytest.mark.parametrize(
    "body", ["{", "[" * 100_000, '{"prompt": NaN}', '{"n": ' + "9" * 5000 + "}", "\xff", "[]", "7"]
)
@pytest.mark.parametrize("path", [GENERATE, EDIT])
def test_a_body_that_cannot_be_read_is_an_error(shared_server: httpx.Client, path: str, body: str) -> None:
    answer = shared_server.post(path, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, is_error(answer)) == (400, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": None}, {"prompt": 5}, {"prompt": ["a"]}, {"n": "many"}, {"n": [1]}, {"size": "x"}, {"size": "1x"},
        {"size": 1024}, {"size": "1024x1024x1024"}, {"output_compression": 101}, {"stream": "maybe"}, {"model": {}},
    ],
)  # fmt: skip
def test_a_wrong_field_is_an_error(shared_server: httpx.Client, fields: dict[str, Any]) -> None:
    answer = shared_server.post(GENERATE, json={**CAT, **fields})
    assert (answer.status_code, is_error(answer), answer.json()["error"]["param"]) == (400, True, next(iter(fields)))


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        ({"n": 10_000}, 4), ({"n": 1e300}, 4), ({"n": 0}, 1), ({"n": -3}, 1),
        ({"size": "99999x1"}, 1), ({"quality": "best"}, 1),
    ],
)  # fmt: skip
def test_what_is_out_of_range_is_brought_into_it(
    shared_server: httpx.Client, fields: dict[str, Any], drawn: int
) -> None:
    answer = shared_server.post(GENERATE, json={**CAT, **fields}).raise_for_status().json()
    assert len(answer["data"]) == drawn


def test_a_failure_repeats_no_value(shared_server: httpx.Client) -> None:
    answer = shared_server.post(GENERATE, json={**CAT, "n": "secret-of-mine"})
    assert "secret-of-mine" not in answer.text + shared_server.get("/api/logs").text


def test_an_unknown_method_is_told_in_this_shape(shared_server: httpx.Client) -> None:
    answer = shared_server.get(GENERATE)
    assert (answer.status_code, is_error(answer)) == (405, True)


@pytest.mark.parametrize("path", ["/v1/images/variations", "/v1/chat/completions", "/v1/", "/v1/image/edits/x"])
def test_an_unknown_address_is_told_in_this_shape(shared_server: httpx.Client, path: str) -> None:
    for answer in (shared_server.get(path), shared_server.post(path, json=CAT)):
        assert (answer.status_code, is_error(answer)) == (404, True)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda of: st.lists(of, max_size=3) | st.dictionaries(st.text(max_size=5), of, max_size=3)
)
FIELDS = st.sampled_from(
    ["prompt", "model", "n", "size", "quality", "background", "response_format", "output_format", "output_compression",
     "stream", "images", "mask", "user", "partial_images"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(body=st.dictionaries(FIELDS, VALUES, max_size=5), path=st.sampled_from([GENERATE, EDIT]))
def test_no_body_makes_the_server_fail(shared_server: httpx.Client, body: dict[str, Any], path: str) -> None:
    content = json.dumps({**CAT, **body})
    answer = shared_server.post(path, content=content, headers={"content-type": "application/json"})
    assert answer.is_success or (400 <= answer.status_code < 500 and is_error(answer))
