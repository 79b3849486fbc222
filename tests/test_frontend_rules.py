"""What the clients of the two best known APIs read of each answer, address by address and key by key."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.profiles.schema import Timeouts
from tests.foreign import PAGE, PNG, image_of, profile_at, served
from tests.openai_service import files_of
from tests.serving import policy
from tests.stubs.pictures import picture
from tests.stubs.server import Stub

pytestmark = pytest.mark.usefixtures("stub_key")

GENERATE, EDIT = "/v1/images/generations", "/v1/images/edits"
BEARER = {"authorization": "Bearer sk-anything"}


# ── AUTOMATIC1111's API ──


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("sd-models", {"title", "model_name", "hash", "sha256", "filename", "config"}),
        ("samplers", {"name", "aliases", "options"}),
        ("schedulers", {"name", "label", "aliases", "default_rho", "need_inner_model"}),
        ("upscalers", {"name", "model_name", "model_path", "model_url", "scale"}),
    ],
)
def test_each_entry_of_a_list_has_every_key(shared_server: httpx.Client, path: str, keys: set[str]) -> None:
    listed = shared_server.get(f"/sdapi/v1/{path}").raise_for_status().json()
    assert listed
    assert all(set(one) == keys for one in listed)


@pytest.mark.parametrize(
    ("path", "nothing"),
    [
        ("latent-upscale-modes", []), ("sd-vae", []), ("loras", []), ("prompt-styles", []), ("cmd-flags", {}),
        ("embeddings", {"loaded": {}, "skipped": {}}),
    ],
)  # fmt: skip
def test_what_there_is_nothing_of_has_its_form(shared_server: httpx.Client, path: str, nothing: Any) -> None:
    assert shared_server.get(f"/sdapi/v1/{path}").raise_for_status().json() == nothing


def test_the_options_are_not_those_of_forge(shared_server: httpx.Client) -> None:
    told = shared_server.get("/sdapi/v1/options").json()
    assert {"samples_format", "sd_model_checkpoint", "sd_vae", "CLIP_stop_at_last_layers"} <= set(told)
    assert told["samples_format"] == "png"
    assert "forge_preset" not in told


def test_progress_has_the_whole_state(shared_server: httpx.Client) -> None:
    told = shared_server.get("/sdapi/v1/progress").json()
    assert set(told) == {"progress", "eta_relative", "state", "current_image", "textinfo"}
    assert set(told["state"]) == {
        "skipped", "interrupted", "stopping_generation", "job", "job_count", "job_timestamp", "job_no",
        "sampling_step", "sampling_steps",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["interrupt", "skip"])
def test_an_interrupt_of_nothing_is_answered(shared_server: httpx.Client, path: str) -> None:
    assert shared_server.post(f"/sdapi/v1/{path}").raise_for_status().json() == {}


def test_a_picture_comes_without_a_prefix_and_with_its_information_as_text(client: httpx.Client) -> None:
    answer = client.post("/sdapi/v1/txt2img", json={"prompt": "a cat"}).raise_for_status().json()
    assert set(answer) == {"images", "parameters", "info"}
    assert isinstance(answer["parameters"], dict)
    assert b64decode(answer["images"][0], validate=True).startswith(b"\x89PNG")
    assert {"infotexts", "seed", "width", "height"} <= set(json.loads(answer["info"]))


def test_agnai_draws(client: httpx.Client) -> None:
    body = {
        "prompt": "a cat", "height": 384, "width": 384, "n_iter": 1, "batch_size": 1, "negative_prompt": "blurry",
        "sampler_name": "DPM++ 2M", "cfg_scale": 9, "seed": 123456789, "steps": 28, "restore_faces": False,
        "save_images": False, "send_images": True,
    }  # fmt: skip
    answer = client.post("/sdapi/v1/txt2img", json=body, headers={"accept": "*/*"}).raise_for_status().json()
    image = image_of(answer["images"][0])
    assert image.width == image.height


def test_koboldai_lite_edits_from_a_page(tmp_path: Path) -> None:
    body = {
        "prompt": "make it night", "negative_prompt": "", "sampler_name": "Euler a", "steps": 20, "cfg_scale": 7,
        "width": 512, "height": 512, "init_images": [b64encode(PNG).decode()], "denoising_strength": 0.6,
    }  # fmt: skip
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post("/sdapi/v1/img2img", json=body, headers={"origin": PAGE}).raise_for_status()
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert image_of(answer.json()["images"][0]).format == "PNG"
    assert stub.asked[0].path.endswith("/images/edits")


def test_a_picture_may_take_its_minutes() -> None:
    """Clients wait for five; nothing of ours gives up before."""
    assert min(Timeouts().read, Timeouts().total) >= 300


# ── OpenAI's API ──


def test_an_answer_says_what_its_picture_is(client: httpx.Client) -> None:
    answer = client.post(GENERATE, json={"prompt": "a cat"}, headers=BEARER).raise_for_status().json()
    assert {"created", "data", "background", "output_format", "size", "quality"} <= set(answer)
    assert isinstance(answer["created"], int)
    assert {"b64_json"} <= set(answer["data"][0]) <= {"b64_json", "revised_prompt"}


@pytest.mark.parametrize("quality", ["standard", "hd", "low", "medium", "high", "auto"])
def test_every_quality_is_taken(client: httpx.Client, quality: str) -> None:
    assert client.post(GENERATE, json={"prompt": "a cat", "quality": quality}, headers=BEARER).is_success


@pytest.mark.parametrize("names", [["image"], ["image", "image"], ["image[]"], ["image[]", "image[]"]])
def test_pictures_of_an_edit_come_by_either_name_once_or_more_often(tmp_path: Path, names: list[str]) -> None:
    files: list[tuple[str, tuple[str, bytes, str]]] = [
        (name, (f"{number}.png", picture(48, 64, seed=number), "image/png")) for number, name in enumerate(names)
    ]
    files.append(("mask", ("mask.png", PNG, "image/png")))
    fields = {"prompt": "make it night", "response_format": "b64_json"}
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post(EDIT, data=fields, files=files, headers=BEARER).raise_for_status().json()
    sent = httpx.Request("POST", EDIT, headers=dict(stub.asked[0].headers), content=stub.asked[0].body)
    kinds = [name.removesuffix("[]") for name, _, _ in files_of(sent)]
    assert kinds == ["image"] * len(names) + ["mask"]
    assert image_of(answer["data"][0]["b64_json"]).format == "PNG"


def test_an_edit_may_be_had_at_an_address(tmp_path: Path) -> None:
    fields, files = {"prompt": "make it night", "response_format": "url"}, {"image": ("a.png", PNG, "image/png")}
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post(EDIT, data=fields, files=files, headers=BEARER).raise_for_status().json()
        assert client.get(answer["data"][0]["url"], headers=BEARER).headers["content-type"] == "image/png"


def test_models_are_listed_with_every_key(client: httpx.Client) -> None:
    listed = client.get("/v1/models", headers=BEARER).raise_for_status().json()
    assert listed["object"] == "list"
    assert all(set(one) == {"id", "object", "created", "owned_by"} for one in listed["data"])


def test_the_server_s_rules_are_told_in_openai_s_shape(tmp_path: Path) -> None:
    with served(tmp_path, policy=policy(hosts=("home.test",), token="t" * 32)) as client:
        strange = client.post(GENERATE, json={"prompt": "a cat"}, headers={"origin": "https://evil.test"})
        locked = client.get("/v1/models", headers={"host": "home.test"})
    assert [one.status_code for one in (strange, locked)] == [403, 401]
    assert all(set(one.json()["error"]) == {"message", "type", "param", "code"} for one in (strange, locked))


@pytest.mark.parametrize("path", ["/images/generations", "/models"])
def test_without_its_prefix_nothing_is_served(client: httpx.Client, path: str) -> None:
    """The base address that the README names ends in /v1."""
    assert client.get(path).status_code == 404
