"""AUTOMATIC1111's API asked exactly as each of its clients asks: over a socket, in their words and their order."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import webuiapi
from PIL import Image

from composer.profiles import Profile
from tests.foreign import PAGE, image_of, served

SECRET = "someone:correct-horse-battery"
BASIC = {"authorization": "Basic c29tZW9uZTpjb3JyZWN0LWhvcnNlLWJhdHRlcnk="}
#: The body that SillyTavern's built-in Image Generation posts for the source "auto".
SILLYTAVERN: dict[str, Any] = {
    "url": "http://127.0.0.1:7860", "auth": SECRET, "prompt": "best quality, absurdres, masterpiece, a cat",
    "negative_prompt": "lowres", "sampler_name": "DDIM", "scheduler": "Automatic", "steps": 20, "cfg_scale": 7,
    "width": 512, "height": 512, "restore_faces": False, "enable_hr": False, "hr_upscaler": "Latent", "hr_scale": 1,
    "hr_additional_modules": [], "denoising_strength": 0.7, "hr_second_pass_steps": 0, "clip_skip": 1,
    "override_settings": {"CLIP_stop_at_last_layers": 1, "sd_vae": ""}, "override_settings_restore_afterwards": True,
    "save_images": True, "send_images": True, "do_not_save_grid": False, "do_not_save_samples": False,
    "alwayson_scripts": {"ADetailer": {"args": [True, True, {"ad_model": "face_yolov8n.pt"}]}},
}  # fmt: skip


# ── SillyTavern ──


def test_sillytavern_connects(client: httpx.Client) -> None:
    """Its server asks all of these with Basic credentials, be they empty, and takes sd-vae or sd-modules."""
    empty = {"authorization": "Basic Og=="}
    names = ("options", "samplers", "schedulers", "sd-models", "upscalers", "latent-upscale-modes", "sd-vae")
    answers = {name: client.get(f"/sdapi/v1/{name}", headers=empty).raise_for_status().json() for name in names}
    assert answers["options"]["sd_model_checkpoint"] == "test"
    assert "forge_preset" not in answers["options"]
    assert answers["sd-models"][0]["title"] == "test"
    assert {"Euler a", "DDIM"} <= {one["name"] for one in answers["samplers"]}
    assert "Karras" in [one["name"] for one in answers["schedulers"]]
    assert answers["upscalers"][0]["name"] == "None"
    assert all(isinstance(answers[name], list) for name in ("latent-upscale-modes", "sd-vae"))


def test_sillytavern_draws(client: httpx.Client) -> None:
    assert client.get("/sdapi/v1/options", headers=BASIC).is_success
    answer = client.post("/sdapi/v1/txt2img", json=SILLYTAVERN, headers=BASIC).raise_for_status().json()
    assert image_of(answer["images"][0]).format == "PNG"


def test_sillytavern_s_credentials_are_neither_kept_nor_repeated(client: httpx.Client) -> None:
    answer = client.post("/sdapi/v1/txt2img", json=SILLYTAVERN, headers=BASIC).text
    wrong = client.post("/sdapi/v1/txt2img", json={**SILLYTAVERN, "steps": SECRET}, headers=BASIC)
    seen = [answer, wrong.text, *(client.get(path).text for path in ("/api/logs", "/api/jobs"))]
    assert wrong.status_code == 422
    assert not [text for text in seen if "correct-horse" in text or BASIC["authorization"][6:] in text]


def test_sillytavern_waits_for_a_model_until_nothing_is_loaded(client: httpx.Client) -> None:
    assert client.post("/sdapi/v1/options", json={"sd_model_checkpoint": "sketch"}).status_code == 200
    state = client.get("/sdapi/v1/progress").json()
    assert (state["progress"], state["state"]["job_count"]) == (0, 0)
    assert client.get("/sdapi/v1/options").json()["sd_model_checkpoint"] == "sketch"


def test_sillytavern_throws_away_the_path_of_its_address(client: httpx.Client) -> None:
    """As RisuAI does: what is served stands at the root."""
    address = urlsplit(str(client.base_url))._replace(path="/sdapi/v1/txt2img").geturl()
    assert httpx.post(address, json={"prompt": "a cat"}, timeout=30).is_success


def test_sillytavern_s_source_sdcpp(client: httpx.Client) -> None:
    assert client.options("/v1/images/generations").is_success
    body = {
        "prompt": "a cat", "negative_prompt": "", "width": 512, "height": 768, "steps": 20, "cfg_scale": 7, "seed": -1,
        "batch_size": 1, "sampler_name": "euler_a", "scheduler": "discrete", "clip_skip": 1,
    }  # fmt: skip
    answer = client.post("/sdapi/v1/txt2img", json=body).raise_for_status().json()
    image = image_of(answer["images"][0])
    assert image.height > image.width


# ── others ──


def test_open_webui_posts_the_whole_options_back(client: httpx.Client) -> None:
    empty = {"authorization": ""}
    options = client.get("/sdapi/v1/options", headers=empty).json()
    models = client.get("/sdapi/v1/sd-models", headers=empty).json()
    assert all(one["title"] and one["model_name"] for one in models)
    chosen = {**options, "sd_model_checkpoint": "sketch"}
    assert client.post("/sdapi/v1/options", json=chosen, headers=empty).is_success
    body = {"prompt": "a cat", "batch_size": 1, "width": 512, "height": 512, "steps": 50}
    answer = client.post("/sdapi/v1/txt2img", json=body, headers=empty).raise_for_status().json()
    assert answer["images"]
    assert "info" in answer


def test_librechat_reads_the_information(client: httpx.Client) -> None:
    body = {
        "prompt": "a cat", "negative_prompt": "blurry", "cfg_scale": 4.5, "steps": 22, "width": 1024, "height": 1024,
    }  # fmt: skip
    answer = client.post("/sdapi/v1/txt2img", json=body).raise_for_status().json()
    info = json.loads(answer["info"])
    assert info["infotexts"][0].startswith("a cat\n")
    assert (info["width"], info["height"], isinstance(info["seed"], int)) == (1024, 1024, True)


def test_koboldai_lite_runs_in_a_browser(tmp_path: Path) -> None:
    asking = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    with served(tmp_path) as client:
        client.headers["origin"] = PAGE
        assert client.get("/sdapi/v1/options").json()["samples_format"] is not None
        titles = [one["title"] for one in client.get("/sdapi/v1/sd-models").json()]
        allowed = client.options("/sdapi/v1/txt2img", headers=asking)
        body = {
            "prompt": "a cat", "negative_prompt": "", "sampler_name": "Euler a", "batch_size": 1, "n_iter": 1,
            "steps": 20, "cfg_scale": 7, "width": 512, "height": 512,
            "override_settings": {"sd_model_checkpoint": titles[-1]},
        }  # fmt: skip
        answer = client.post("/sdapi/v1/txt2img", json=body).raise_for_status()
    assert allowed.status_code == 204
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()
    assert {one.headers["access-control-allow-origin"] for one in (allowed, answer)} == {PAGE}
    assert image_of(answer.json()["images"][0])


def test_koboldai_lite_is_told_that_pictures_are_not_described(client: httpx.Client) -> None:
    assert client.post("/sdapi/v1/interrogate", json={"image": "", "model": "clip"}).status_code == 501


def test_risuai_draws(client: httpx.Client) -> None:
    body = {
        "width": 512, "height": 512, "seed": -1, "steps": 20, "cfg_scale": 7, "prompt": "a cat",
        "negative_prompt": "lowres", "sampler_name": "Euler a", "enable_hr": False, "denoising_strength": 0,
        "hr_scale": 1, "hr_upscaler": "None",
    }  # fmt: skip
    answer = client.post("/sdapi/v1/txt2img", json=body).raise_for_status().json()
    assert image_of(answer["images"][0])


# ── a client of the package index ──


@pytest.fixture
def api(client: httpx.Client) -> webuiapi.WebUIApi:
    return webuiapi.WebUIApi(host="127.0.0.1", port=client.base_url.port)


def test_webuiapi_draws(api: webuiapi.WebUIApi) -> None:
    result = api.txt2img(prompt="a cat", negative_prompt="lowres", seed=7, width=512, height=768)
    assert result.image.size == (result.info["width"], result.info["height"])
    assert result.info["all_seeds"] == [7]


def test_webuiapi_lists_and_chooses(api: webuiapi.WebUIApi) -> None:
    assert "sketch" in api.util_get_model_names()
    api.util_set_model("sketch", find_closest=False)
    assert api.util_get_current_model() == "sketch"
    assert api.get_progress()["progress"] == 0
    assert api.get_samplers()
    assert api.interrupt() == {}


def test_webuiapi_is_told_when_nobody_can_edit(api: webuiapi.WebUIApi) -> None:
    with pytest.raises(RuntimeError, match="the backend"):
        api.img2img(images=[Image.new("RGB", (64, 64))], prompt="a cat")


def test_a_health_check_is_answered(client: httpx.Client) -> None:
    assert client.get("/internal/ping").json() == {}


@pytest.mark.parametrize("path", ["loras", "embeddings", "prompt-styles", "cmd-flags", "memory", "scripts"])
def test_optional_lists_are_there(client: httpx.Client, path: str) -> None:
    assert client.get(f"/sdapi/v1/{path}").status_code == 200


def test_who_asks_for_several_gets_several(tmp_path: Path) -> None:
    with served(tmp_path, profile=Profile(name="test", backend="sketch")) as client:
        answer = client.post("/sdapi/v1/txt2img", json={"prompt": "a cat", "batch_size": 2}).json()
    assert len(answer["images"]) == 2
    assert json.loads(answer["info"])["rp_composer"]["changes"] == []


def test_a_profile_that_is_deleted_after_it_was_chosen_gives_way_to_the_server_s_own(client: httpx.Client) -> None:
    client.put("/api/profiles/mine", json={"backend": "sketch"}).raise_for_status()
    client.post("/sdapi/v1/options", json={"sd_model_checkpoint": "mine"}).raise_for_status()
    client.delete("/api/profiles/mine").raise_for_status()
    info = json.loads(client.post("/sdapi/v1/txt2img", json={"prompt": "a cat"}).raise_for_status().json()["info"])
    assert [one["what"] for one in info["rp_composer"]["changes"]] == ["model"]


def test_a_profile_that_lets_several_be_drawn(tmp_path: Path) -> None:
    several = Profile(name="test", backend="sketch", max_pictures_per_request=2)
    with served(tmp_path, profile=several) as client:
        answer = client.post("/sdapi/v1/txt2img", json={"prompt": "a cat", "batch_size": 2, "n_iter": 2}).json()
    info = json.loads(answer["info"])
    assert len(answer["images"]) == len(info["all_seeds"]) == len(info["infotexts"]) == 2
    assert [one["what"] for one in info["rp_composer"]["changes"]] == ["n"]
