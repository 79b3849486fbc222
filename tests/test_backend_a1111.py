"""The a1111 backend's requests: what goes out for a job, field by field, under the names the server has."""

import base64
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from composer.errors import BadKeyError, InvalidRequestError, UnsupportedError
from composer.models import Limits, Model, Sampling
from composer.pictures import ReferencePicture
from composer.plugins import PluginManager
from composer.types import Change, ImageRequest
from composer_plugins.backends.a1111 import A1111Backend
from composer_plugins.stable_diffusion.sides import nearest_sides
from tests.web_ui import ENDPOINT, FORGE, MODEL, OLD, WebUI, draw, job, picture, png, talk


def asked(web_ui: WebUI, **wishes: Any) -> dict[str, Any]:
    draw(job(**wishes), web_ui)
    return web_ui.body()


def test_the_plugin_is_found_by_its_entry_point() -> None:
    plugins = PluginManager()
    plugins.load(("backend",))
    assert isinstance(plugins.catalogue("register_backends", "backend").get("a1111"), A1111Backend)


def test_a_picture_is_asked_for_with_both_prompts_and_everything_that_is_set() -> None:
    wishes = {"seed": 7, "steps": 24, "cfg_scale": 5.5, "sampler": "Euler a", "scheduler": "karras", "clip_skip": 2}
    body = asked(WebUI(FORGE), size="832x1216", **wishes)
    assert body.pop("force_task_id").startswith("task(rp-composer-")
    assert body == {
        "prompt": "a lamp", "negative_prompt": "people", "seed": 7, "steps": 24, "cfg_scale": 5.5,
        "sampler_name": "Euler a", "scheduler": "Karras", "width": 832, "height": 1216, "batch_size": 1, "n_iter": 1,
        "send_images": True, "save_images": False, "override_settings": {"CLIP_stop_at_last_layers": 2},
    }  # fmt: skip


def test_what_is_not_set_is_left_to_the_server_and_nothing_is_looked_up() -> None:
    web_ui = WebUI(FORGE)
    body = asked(web_ui)
    assert web_ui.paths == ["/sdapi/v1/txt2img"]
    assert not {"steps", "cfg_scale", "sampler_name", "scheduler", "override_settings"} & body.keys()
    assert body["seed"] == -1


def test_several_pictures_are_drawn_one_after_another_and_each_has_its_seed() -> None:
    web_ui = WebUI()
    pictures, _ = draw(job(n=3), web_ui)
    assert (web_ui.body()["n_iter"], web_ui.body()["batch_size"]) == (3, 1)
    assert [(one.height, one.seed) for one in pictures] == [(8, 40), (9, 41), (10, 42)]


@pytest.mark.parametrize("endpoint", [ENDPOINT, f"{ENDPOINT}/", f"{ENDPOINT}/sdapi/v1", f"{ENDPOINT}/sdapi/v1/"])
def test_the_address_may_be_written_with_and_without_the_path_of_the_api(endpoint: str) -> None:
    web_ui = WebUI(FORGE)
    talk(A1111Backend().models(endpoint), web_ui)
    assert str(web_ui.requests[0].url) == f"{ENDPOINT}/sdapi/v1/sd-models"


def test_the_users_own_fields_are_merged_and_win() -> None:
    options = {
        "styles": ["Ink"], "enable_hr": True, "batch_size": 2, "override_settings": {"sd_vae": "none"},
        "alwayson_scripts": {"ADetailer": {"args": [True]}}, "upscaler_1": "ESRGAN_4x",
    }  # fmt: skip
    web_ui = WebUI()
    pictures, _ = draw(job(options=options, clip_skip=2), web_ui)
    body = web_ui.body()
    assert body["override_settings"] == {"sd_vae": "none", "CLIP_stop_at_last_layers": 2}
    assert body["alwayson_scripts"] == {"ADetailer": {"args": [True]}}
    assert (body["styles"], body["enable_hr"], len(pictures)) == (["Ink"], True, 2)
    assert "upscaler_1" not in body


# ── names of samplers and checkpoints ──


@pytest.mark.parametrize(
    ("lists", "sent"),
    [
        (FORGE, {"sampler_name": "DPM++ 2M SDE", "scheduler": "Karras"}),
        (OLD, {"sampler_name": "DPM++ 2M SDE Karras"}),
        ({}, {"sampler_name": "DPM++ 2M SDE", "scheduler": "Karras"}),
    ],
)
@pytest.mark.parametrize("written", [("DPM++ 2M SDE Karras", ""), ("dpmpp_2m_sde", "karras")])
def test_a_combined_sampler_is_sent_in_the_form_the_server_lists(
    lists: dict[str, Any], sent: dict[str, str], written: tuple[str, str]
) -> None:
    body = asked(WebUI(lists), sampler=written[0], scheduler=written[1])
    assert {name: body[name] for name in ("sampler_name", "scheduler") if name in body} == sent


def test_a_sampler_the_server_lacks_is_refused_with_the_nearest_before_anything_is_drawn() -> None:
    web_ui = WebUI(FORGE)
    with pytest.raises(UnsupportedError, match=r"sampler 'Oiler'; the nearest are .*'Euler'"):
        draw(job(sampler="Oiler"), web_ui)
    assert "/sdapi/v1/txt2img" not in web_ui.paths


@pytest.mark.parametrize("wish", [("DPM++ 4M", "Karras"), ("Euler", "Warped")])
def test_advice_of_the_catalogue_that_the_server_lacks_is_let_go_and_told(wish: tuple[str, str]) -> None:
    web_ui = WebUI(FORGE)
    model = MODEL.model_copy(update={"sampling": Sampling(sampler=wish[0], scheduler=wish[1])})
    _, changes = draw(job(model=model, sampler=wish[0], scheduler=wish[1]), web_ui)
    assert not {"sampler_name", "scheduler"} & web_ui.body().keys()
    assert [(change.kind, change.what) for change in changes] == [("dropped", "sampler")]


def test_a_scheduler_an_old_server_cannot_have_is_dropped_and_told() -> None:
    web_ui = WebUI(OLD)
    _, changes = draw(job(sampler="Euler a", scheduler="Karras"), web_ui)
    assert "scheduler" not in web_ui.body()
    assert [(change.kind, change.what) for change in changes] == [("dropped", "scheduler")]


@pytest.mark.parametrize(
    ("checkpoint", "title"),
    [
        ("waiIllustrious", "waiIllustrious.safetensors [a1b2c3d4]"),
        ("WAIillustrious.safetensors", "waiIllustrious.safetensors [a1b2c3d4]"),
        ("waiIllustrious.safetensors [a1b2c3d4]", "waiIllustrious.safetensors [a1b2c3d4]"),
        ("a1b2c3d4", "waiIllustrious.safetensors [a1b2c3d4]"),
        ("ponyXL", "anime/ponyXL.safetensors [0f0f0f0f]"),
        ("anime/ponyXL.safetensors", "anime/ponyXL.safetensors [0f0f0f0f]"),
    ],
)
def test_a_named_checkpoint_is_sent_by_the_title_the_server_lists(checkpoint: str, title: str) -> None:
    body = asked(WebUI(FORGE), checkpoint=checkpoint)
    assert body["override_settings"] == {"sd_model_checkpoint": title}


def test_a_checkpoint_the_server_lacks_is_not_drawn_by_another_one() -> None:
    web_ui = WebUI(FORGE)
    with pytest.raises(UnsupportedError, match=r"model 'ponyXXL'; the nearest are 'anime/ponyXL.safetensors"):
        draw(job(checkpoint="ponyXXL"), web_ui)
    assert "/sdapi/v1/txt2img" not in web_ui.paths


def test_a_server_that_lists_no_checkpoints_is_sent_the_name_as_it_is() -> None:
    assert asked(WebUI(), checkpoint="mine")["override_settings"] == {"sd_model_checkpoint": "mine"}


# ── sizes ──


def test_a_size_that_is_no_multiple_of_64_is_snapped_and_told() -> None:
    web_ui = WebUI()
    _, changes = draw(job(size="1000x700"), web_ui)
    body = web_ui.body()
    assert (body["width"], body["height"]) == (1024, 704)
    assert changes == [Change("snapped", "size", changes[0].why)]
    assert "1000x700 became 1024x704" in changes[0].why


@pytest.mark.parametrize("size", [None, "auto"])
def test_without_a_size_it_comes_from_the_ratio_and_the_models_longer_side(size: str | None) -> None:
    model = Model(name="m", shape="pixels", long_edge=1152)
    body = asked(WebUI(), model=model, size=size, aspect_ratio="2:3")
    assert (body["width"], body["height"]) == (768, 1152)


def test_without_any_facts_of_the_model_the_longer_side_is_1024() -> None:
    body = asked(WebUI(), model=None, aspect_ratio="16:9")
    assert (body["width"], body["height"]) == (1024, 576)


sides = st.integers(64, 4096)


@given(sides, sides, st.integers(1, 12), st.integers(0, 40), st.sampled_from([1, 8, 16, 64]))
@settings(max_examples=100, deadline=None)
def test_sides_are_multiples_of_64_within_the_limits(
    width: int, height: int, least: int, more: int, multiple: int
) -> None:
    limits = Limits(minimum_side=64 * least, maximum_side=64 * (least + more), multiple_of=multiple)
    found = nearest_sides((width, height), limits)
    assert all(side % 64 == 0 and limits.minimum_side <= side <= limits.maximum_side for side in found)


@given(sides, sides)
@settings(max_examples=100, deadline=None)
def test_limits_nothing_meets_still_give_multiples_of_64(width: int, height: int) -> None:
    limits = Limits(minimum_side=65, maximum_side=127)
    assert all(side % 64 == 0 and side >= 64 for side in nearest_sides((width, height), limits))


# ── edits ──


def test_an_edit_starts_from_its_source_and_keeps_its_size() -> None:
    source = picture(png(700, 1000))
    web_ui = WebUI()
    draw(job("edit", source=source, denoising_strength=0.4, aspect_ratio="1:1", size="1024x1024"), web_ui)
    body = web_ui.body()
    assert web_ui.paths == ["/sdapi/v1/img2img"]
    assert [base64.b64decode(image) for image in body["init_images"]] == [source.data]
    assert (body["width"], body["height"], body["denoising_strength"]) == (704, 1024, 0.4)
    assert body["resize_mode"] == 1  # the ratio differs by a little, and nothing is stretched


def test_an_edit_whose_request_names_a_size_gets_it() -> None:
    request = ImageRequest("a lamp", operation="edit", size="512x768")
    body = asked(WebUI(), operation="edit", request=request, source=picture(), size="512x768")
    assert (body["width"], body["height"]) == (512, 768)


def test_the_transparent_pixels_of_a_mask_are_white_when_sent() -> None:
    mask = Image.new("RGBA", (4, 2), (0, 0, 0, 255))
    mask.putpixel((1, 0), (255, 0, 0, 0))
    mask.putpixel((2, 1), (0, 0, 0, 55))
    body = asked(WebUI(), operation="edit", source=picture(), mask=picture(png_of(mask)))
    with Image.open(BytesIO(base64.b64decode(body["mask"]))) as sent:
        assert sent.mode == "L"
        assert list(sent.tobytes()) == [0, 255, 0, 0, 0, 0, 200, 0]
    as_in_the_web_ui = {"mask_blur": 4, "inpainting_fill": 1, "inpaint_full_res": False, "inpainting_mask_invert": 0}
    assert body.items() >= as_in_the_web_ui.items()


@pytest.mark.parametrize("data", [png(4, 4, (9, 9, 9)), b"\x89PNG\r\n\x1a\n no picture"])
def test_a_mask_that_repaints_nothing_or_is_none_is_refused_by_name(data: bytes) -> None:
    broken = ReferencePicture(picture().reference, data, "image/png", 4, 4)
    with pytest.raises(InvalidRequestError, match="mask") as caught:
        draw(job("edit", source=picture(), mask=broken), WebUI())
    assert caught.value.field == "mask"


@pytest.mark.parametrize("operation", ["edit", "upscale"])
def test_without_a_source_nothing_is_sent(operation: str) -> None:
    web_ui = WebUI()
    with pytest.raises(InvalidRequestError, match="picture to") as caught:
        draw(job(operation), web_ui)
    assert caught.value.field == "source_image"
    assert web_ui.requests == []


def png_of(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


# ── enlarging ──


def test_an_upscale_sends_its_source_to_the_best_upscaler_the_server_has() -> None:
    web_ui, source = WebUI(FORGE), picture()
    request = ImageRequest("", operation="upscale", scale=4)
    pictures, changes = draw(job("upscale", request=request, source=source), web_ui)
    body = web_ui.body()
    assert base64.b64decode(body.pop("image")) == source.data
    assert body == {
        "resize_mode": 0, "upscaling_resize": 4, "show_extras_results": True, "upscaler_1": "R-ESRGAN 4x+ Anime6B"
    }  # fmt: skip
    assert ([(one.width, one.height) for one in pictures], changes) == ([(16, 16)], [])


def test_the_users_upscaler_wins_and_fields_for_drawing_stay_out() -> None:
    web_ui = WebUI(FORGE)
    draw(job("upscale", source=picture(), options={"upscaler_1": "Lanczos", "styles": ["Ink"]}), web_ui)
    body = web_ui.body()
    assert (body["upscaler_1"], body["upscaling_resize"]) == ("Lanczos", 2)
    assert web_ui.paths == ["/sdapi/v1/extra-single-image"]
    assert "styles" not in body


def test_a_server_without_upscalers_enlarges_plainly_and_that_is_told() -> None:
    web_ui = WebUI()
    _, changes = draw(job("upscale", source=picture()), web_ui)
    assert web_ui.body()["upscaler_1"] == "None"
    assert [change.what for change in changes] == ["upscaler"]


def test_lists_behind_a_password_stop_before_anything_is_drawn() -> None:
    web_ui = WebUI({"/sdapi/v1/samplers": httpx.Response(401, json={"detail": "Incorrect username or password"})})
    with pytest.raises(BadKeyError, match="A1111_AUTH"):
        draw(job(sampler="Euler"), web_ui)
    assert web_ui.paths == ["/sdapi/v1/samplers"]
