"""AUTOMATIC1111's API: a prompt goes the way of every request, within the profile's maxima; errors have its shape."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from composer.profiles import Profile
from composer.server.security import Policy
from tests.asking import TOKEN
from tests.foreign import PNG, image_of, profile_at, refused_prompt, served, server
from tests.openai_service import files_of, form_of
from tests.painting import Painter
from tests.serving import options
from tests.stubs.pictures import picture
from tests.stubs.server import Stub

pytestmark = pytest.mark.usefixtures("stub_key")

CAT = {"prompt": "a cat"}
#: Who calls this machine by its name needs the token.
LENT = Policy(hosts=("home.test",), token=TOKEN)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with served(tmp_path, Painter()) as client:
        yield client


def info_of(answer: httpx.Response) -> dict[str, Any]:
    info: dict[str, Any] = json.loads(answer.raise_for_status().json()["info"])
    return info


def changed(info: dict[str, Any]) -> dict[str, str]:
    return {one["what"]: one["kind"] for one in info["rp_composer"]["changes"]}


def is_error(answer: httpx.Response) -> bool:
    """Say whether an error has one of the two shapes of A1111."""
    body = answer.json()
    if isinstance(body.get("detail"), list):
        return set(body) == {"detail"} and all(set(one) == {"loc", "msg", "type"} for one in body["detail"])
    return set(body) == {"error", "detail", "body", "errors"} and isinstance(body["detail"], str)


# ── the way of a request ──


def test_a_prompt_is_composed_with_the_profile_s_style_and_negative(tmp_path: Path) -> None:
    own = Profile(name="test", backend="sketch", style="watercolour", positive="soft light", negative="hats")
    with served(tmp_path, profile=own) as client:
        info = info_of(client.post("/sdapi/v1/txt2img", json={**CAT, "negative_prompt": "dogs"}))
    assert all(words in info["prompt"] for words in ("watercolour", "soft light", "a cat"))
    assert all(words in info["prompt"] + info["negative_prompt"] for words in ("hats", "dogs"))


def test_the_next_of_the_route_draws_when_the_first_cannot(tmp_path: Path) -> None:
    with Stub("openai", ["500"]) as stub:
        own = profile_at(stub, route=("openai", "sketch"))
        with served(tmp_path, profile=own) as client:
            info = info_of(client.post("/sdapi/v1/txt2img", json=CAT))
    assert info["rp_composer"]["backend"] == info["sd_model_name"] == "sketch"


def test_the_core_guard_refuses(client: httpx.Client) -> None:
    answer = client.post("/sdapi/v1/txt2img", json={"prompt": refused_prompt()})
    assert (answer.status_code, answer.json()["error"], is_error(answer)) == (422, "refused", True)


def test_the_budget_holds(tmp_path: Path) -> None:
    with Stub("openai") as stub:
        own = profile_at(stub, limits={"pictures_per_day": 0})
        with served(tmp_path, profile=own) as client:
            answer = client.post("/sdapi/v1/txt2img", json=CAT)
    assert (answer.status_code, answer.json()["error"], stub.billed) == (409, "over_budget", 0)


def test_every_call_is_a_picture_of_its_own(client: httpx.Client) -> None:
    jobs = {info_of(client.post("/sdapi/v1/txt2img", json=CAT))["rp_composer"]["job"] for _ in range(2)}
    assert len(jobs) == 2


def test_the_same_idempotency_key_is_the_same_picture(client: httpx.Client) -> None:
    headers = {"idempotency-key": "once"}
    first, second = (client.post("/sdapi/v1/txt2img", json=CAT, headers=headers) for _ in range(2))
    assert info_of(first)["rp_composer"]["job"] == info_of(second)["rp_composer"]["job"]
    other = client.post("/sdapi/v1/txt2img", json={"prompt": "a dog"}, headers=headers)
    assert (other.status_code, is_error(other)) == (422, True)


def test_the_words_of_the_caller_are_the_user_s_own(tmp_path: Path) -> None:
    """Their weights count, as nobody's of a chat do."""
    with Stub("a1111") as stub, served(tmp_path, profile=profile_at(stub, key_variable="")) as client:
        client.post("/sdapi/v1/txt2img", json={"prompt": "(a lighthouse:1.3), night"}).raise_for_status()
    assert "(a lighthouse:1.3)" in json.loads(stub.asked[0].body)["prompt"]


# ── settings ──


def test_size_and_numbers_become_what_the_model_takes(tmp_path: Path) -> None:
    body = {
        **CAT,
        "width": 512,
        "height": 768,
        "steps": 500,
        "cfg_scale": 99,
        "seed": 4_000_000_000,
        "sampler_name": "k_euler_a",
    }
    with Stub("a1111") as stub, served(tmp_path, profile=profile_at(stub, key_variable="")) as client:
        info = info_of(client.post("/sdapi/v1/txt2img", json=body))
    sent = json.loads(stub.asked[0].body)
    assert (sent["width"], sent["height"], sent["steps"], sent["cfg_scale"]) == (832, 1216, 40, 10)
    assert (sent["seed"], sent["sampler_name"]) == (4_000_000_000, "Euler a")
    assert (info["steps"], info["cfg_scale"], info["sampler_name"]) == (40, 10, "Euler a")
    assert changed(info) == {"steps": "snapped", "cfg_scale": "snapped", "size": "snapped"}


@pytest.mark.parametrize("name", ["no such sampler", "", None])
def test_a_sampler_that_nobody_knows_is_left_to_the_profile(tmp_path: Path, name: str | None) -> None:
    with Stub("a1111") as stub:
        own = profile_at(stub, key_variable="", sampler="DDIM")
        with served(tmp_path, profile=own) as client:
            client.post("/sdapi/v1/txt2img", json={**CAT, "sampler_name": name}).raise_for_status()
    assert json.loads(stub.asked[0].body)["sampler_name"] == "DDIM"


@pytest.mark.parametrize("seed", [-1, None])
def test_a_negative_seed_is_any(shared_server: httpx.Client, seed: int | None) -> None:
    job = info_of(shared_server.post("/sdapi/v1/txt2img", json={**CAT, "seed": seed}))["rp_composer"]["job"]
    assert "seed" not in shared_server.get(f"/api/jobs/{job}").json()["request"]


def test_numbers_may_come_as_texts(shared_server: httpx.Client) -> None:
    body = {**CAT, "width": "640", "height": "640", "steps": "20", "seed": "7", "batch_size": "1"}
    assert shared_server.post("/sdapi/v1/txt2img", json=body).is_success


def test_pictures_of_other_formats_come_as_png(tmp_path: Path) -> None:
    for number, kind in enumerate(("WEBP", "JPEG")):
        folder, drawn = tmp_path / str(number), picture(64, 96, kind=kind)
        with Stub("openai", drawn=drawn) as stub, served(folder, profile=profile_at(stub)) as client:
            answer = client.post("/sdapi/v1/txt2img", json=CAT).json()
        image = image_of(answer["images"][0])
        assert (image.format, image.size) == ("PNG", (64, 96))


# ── who draws ──


def test_a_chosen_name_counts_for_this_protocol_and_this_run_alone(tmp_path: Path) -> None:
    made = options(tmp_path, Painter())
    with server(made) as client:
        assert client.post("/sdapi/v1/options", json={"sd_model_checkpoint": "sketch"}).json() is None
        assert info_of(client.post("/sdapi/v1/txt2img", json=CAT))["sd_model_name"] == "sketch"
        assert client.post("/v1/images/generations", json=CAT).json()["rp_composer"]["backend"] == "painter"
        assert client.get("/api/health").json()["profile"] == "test"
    with server(made) as client:
        assert client.get("/sdapi/v1/options").json()["sd_model_checkpoint"] == "test"


def test_a_call_may_name_who_draws_this_one_picture(client: httpx.Client) -> None:
    named = {**CAT, "override_settings": {"sd_model_checkpoint": "sketch/sketch"}}
    assert info_of(client.post("/sdapi/v1/txt2img", json=named))["rp_composer"]["backend"] == "sketch"
    assert info_of(client.post("/sdapi/v1/txt2img", json=CAT))["rp_composer"]["backend"] == "painter"


def titles(client: httpx.Client) -> list[str]:
    return [one["title"] for one in client.get("/sdapi/v1/sd-models").json()]


def test_profiles_are_listed_before_models_that_can_be_drawn_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, Painter()) as client:
        before = titles(client)
        monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-gemini-0123")
        after = titles(client)
    assert before[:2] == ["test", "default"]
    assert "gemini-3-pro-image" not in before
    assert after.index("sketch") < after.index("gemini-3-pro-image")


def test_the_checkpoints_of_one_s_own_program_are_listed_and_loaded(tmp_path: Path) -> None:
    with Stub("a1111") as stub, served(tmp_path, profile=profile_at(stub, key_variable=""), refresh=True) as client:
        name = next(wait_for(lambda: [one for one in titles(client) if one.startswith("sample")]))
        assert client.post("/sdapi/v1/options", json={"sd_model_checkpoint": name}).is_success
        info = info_of(client.post("/sdapi/v1/txt2img", json=CAT))
    sent = json.loads(stub.asked[-1].body)
    assert sent["override_settings"]["sd_model_checkpoint"] == name == info["sd_model_name"]


def wait_for(listed: Callable[[], list[str]]) -> Iterator[str]:
    """Yield what is listed as soon as anything is; the program is asked beside whatever else goes on."""
    for _ in range(500):
        yield from listed()


def test_a_name_that_nobody_has_is_not_found(client: httpx.Client) -> None:
    answers = [
        client.post("/sdapi/v1/options", json={"sd_model_checkpoint": "nobody.safetensors"}),
        client.post("/sdapi/v1/txt2img", json={**CAT, "override_settings": {"sd_model_checkpoint": "nobody"}}),
    ]
    assert [(one.status_code, is_error(one)) for one in answers] == [(404, True)] * 2
    assert client.get("/sdapi/v1/options").json()["sd_model_checkpoint"] == "test"


def test_an_unknown_address_is_told_as_the_original_does(client: httpx.Client) -> None:
    for answer in (client.get("/sdapi/v1/nothing"), client.post("/sdapi/v2/txt2img", json=CAT)):
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


# ── from a picture ──


def test_a_picture_is_edited_where_the_model_can(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        body = {"prompt": "make it night", "init_images": [b64encode(PNG).decode()], "denoising_strength": 0.6}
        assert client.post("/sdapi/v1/img2img", json=body).is_success
    (seen,) = stub.asked
    request = httpx.Request("POST", seen.path, headers=dict(seen.headers), content=seen.body)
    assert seen.path == "/v1/images/edits"
    assert "make it night" in form_of(request)["prompt"]
    assert len(files_of(request)) == 1


def test_a_mask_and_a_strength_reach_a_local_program(tmp_path: Path) -> None:
    mask = Image.new("L", (48, 64))
    ImageDraw.Draw(mask).rectangle((0, 0, 47, 31), fill=255)
    encoded = b64encode(_png(mask)).decode()
    body = {"prompt": "a cat", "init_images": [b64encode(PNG).decode()], "mask": encoded, "denoising_strength": 0.4}
    drawn = []
    with Stub("a1111") as stub, served(tmp_path, profile=profile_at(stub, key_variable="")) as client:
        for inverted in (0, 1):
            client.post("/sdapi/v1/img2img", json={**body, "inpainting_mask_invert": inverted}).raise_for_status()
            drawn.append(json.loads(stub.asked[-1].body))
    assert [one["denoising_strength"] for one in drawn] == [0.4, 0.4]
    tops = [image_of(one["mask"].rpartition(",")[2]).convert("L").getpixel((5, 5)) for one in drawn]
    assert tops == [255, 0]


def _png(image: Any) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 404),
        ({"init_images": []}, 404),
        ({"init_images": ["no base64!"]}, 422),
        ({"init_images": [b64encode(b"no picture").decode()]}, 422),
        ({"init_images": [b64encode(PNG).decode()], "mask": b64encode(PNG[:200]).decode()}, 422),
        ({"init_images": ["AAAA"] * 10_000}, 422),
        ({"init_images": "one"}, 422),
        ({"init_images": ["http://127.0.0.1:1/picture.png"]}, 422),
    ],
)
def test_what_is_no_picture_to_edit_is_an_error(
    shared_server: httpx.Client, fields: dict[str, Any], status: int
) -> None:
    answer = shared_server.post("/sdapi/v1/img2img", json={**CAT, **fields})
    assert (answer.status_code, is_error(answer)) == (status, True)


# ── errors ──


@pytest.mark.parametrize(
    "body",
    [
        {}, {"prompt": ""}, {"prompt": None}, {"prompt": ["a cat"]}, {"prompt": {"text": "a cat"}},
        {"prompt": "x" * 32_001}, {**CAT, "steps": "many"},
        {**CAT, "width": [512]}, {**CAT, "override_settings": "none"}, {**CAT, "seed": {}},
        [1, 2], "a cat", 7, None,
    ],
)  # fmt: skip
def test_a_wrong_body_is_told_by_its_fields(shared_server: httpx.Client, body: Any) -> None:
    answer = shared_server.post("/sdapi/v1/txt2img", json=body)
    assert (answer.status_code, is_error(answer)) == (422, True)


@pytest.mark.parametrize(
    "body", ["{", "[" * 100_000, '{"prompt": "a cat", "steps": NaN}', '{"seed": ' + "9" * 5000 + "}", "\xff\xfe"]
)
def test_a_body_that_is_no_json_is_an_error(shared_server: httpx.Client, body: str) -> None:
    answer = shared_server.post("/sdapi/v1/txt2img", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert is_error(answer)


def test_a_body_that_is_too_large_is_told_in_this_shape(tmp_path: Path) -> None:
    with served(tmp_path, Painter(), body_bytes=10_000) as client:
        answer = client.post("/sdapi/v1/img2img", json={**CAT, "init_images": ["A" * 20_000]})
    assert (answer.status_code, is_error(answer)) == (413, True)


def test_a_batch_of_ten_thousand_is_lowered(shared_server: httpx.Client) -> None:
    answer = shared_server.post("/sdapi/v1/txt2img", json={**CAT, "batch_size": 10_000, "n_iter": 1e300})
    assert len(answer.raise_for_status().json()["images"]) == 4, "the most that is drawn of one message"


def test_a_failure_of_the_service_is_told(tmp_path: Path) -> None:
    with Stub("openai", ["401"]) as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post("/sdapi/v1/txt2img", json=CAT)
    assert (answer.status_code, answer.json()["error"], is_error(answer)) == (502, "bad_key", True)
    assert "stub-key" not in answer.text


def test_the_server_s_rules_are_told_in_this_shape(tmp_path: Path) -> None:
    with served(tmp_path, Painter(), policy=Policy()) as client:
        stranger = client.get("/sdapi/v1/options", headers={"host": "evil.test"})
        page = client.post("/sdapi/v1/txt2img", json=CAT, headers={"origin": "https://evil.test"})
    assert [(one.status_code, is_error(one)) for one in (stranger, page)] == [(403, True)] * 2


def test_the_token_may_come_as_the_password_of_basic(tmp_path: Path) -> None:
    basic = b64encode(f"anybody:{TOKEN}".encode()).decode()
    with served(tmp_path, Painter(), policy=LENT) as client:
        client.headers["host"] = "home.test"
        without = client.get("/sdapi/v1/options")
        allowed = client.get("/sdapi/v1/options", headers={"authorization": f"Basic {basic}"})
    assert (without.status_code, is_error(without), allowed.status_code) == (401, True, 200)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda of: st.lists(of, max_size=3) | st.dictionaries(st.text(max_size=5), of, max_size=3)
)
FIELDS = st.sampled_from(
    ["width", "height", "steps", "cfg_scale", "seed", "batch_size", "n_iter", "sampler_name", "override_settings",
     "mask", "negative_prompt", "init_images", "denoising_strength", "scheduler", "rp_composer"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(body=st.dictionaries(FIELDS, VALUES, max_size=5), address=st.sampled_from(["txt2img", "img2img", "options"]))
def test_no_body_makes_the_server_fail(shared_server: httpx.Client, body: dict[str, Any], address: str) -> None:
    content = json.dumps({**CAT, **body})
    answer = shared_server.post(f"/sdapi/v1/{address}", content=content, headers={"content-type": "application/json"})
    assert answer.is_success or (400 <= answer.status_code < 500 and is_error(answer))
