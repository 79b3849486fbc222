"""The a1111 backend's references: ControlNet units for an IP-Adapter that fits, and a notice for what is dropped."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from composer.models.catalogue import find_model
from composer.types import Consistency
from composer_plugins.stable_diffusion.adapters import Listed, best_fit, family_of
from tests.web_ui import CONTROLNET, FORGE, WebUI, draw, job, picture, png

SDXL = {"module": "ip-adapter_clip_h", "model": "ip-adapter-plus-face_sdxl_vit-h [c60d7d48]"}


def units(web_ui: WebUI) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = web_ui.body().get("alwayson_scripts", {}).get("ControlNet", {}).get("args", [])
    return found


def test_each_reference_of_a_person_becomes_a_unit_with_the_best_adapter_for_the_checkpoint() -> None:
    maren, alex = picture(png(8, 9)), picture(png(9, 8), "persona", "Alex")
    web_ui = WebUI(FORGE, CONTROLNET)
    _, changes = draw(job(references=(maren, alex)), web_ui)
    assert [base64.b64decode(unit.pop("image")) for unit in units(web_ui)] == [maren.data, alex.data]
    assert units(web_ui)[0] | {"image": ""} == {
        "enabled": True, "image": "", "weight": 0.7, "guidance_start": 0.0, "guidance_end": 1.0,
        "resize_mode": "Crop and Resize", "pixel_perfect": False, **SDXL
    }  # fmt: skip
    assert changes == []


def test_a_checkpoint_of_sd_15_gets_its_own_adapter() -> None:
    options = {"/sdapi/v1/options": {"sd_model_checkpoint": "dreamshaper_8.safetensors [879db523]"}}
    web_ui = WebUI(CONTROLNET, options)
    draw(job(references=(picture(),)), web_ui)
    assert [unit["model"] for unit in units(web_ui)] == ["ip-adapter_sd15 [6a3f6166]"]


def test_a_named_checkpoint_tells_its_family_without_asking_for_the_loaded_one() -> None:
    web_ui = WebUI(CONTROLNET)
    draw(job(checkpoint="ponyXL", references=(picture(),)), web_ui)
    assert [unit["model"] for unit in units(web_ui)] == [SDXL["model"]]
    assert "/sdapi/v1/options" not in web_ui.paths


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ({}, "no ControlNet"),
        ({"/controlnet/model_list": {"model_list": ["canny [1]"]}}, "no IP-Adapter that fits"),
        ({**CONTROLNET, "/controlnet/module_list": {"module_list": ["none"]}}, "no IP-Adapter that fits"),
        ({**CONTROLNET, "/sdapi/v1/options": {"sd_model_checkpoint": "flux1-dev"}}, "fits flux1-dev"),
        ({**CONTROLNET, "/controlnet/model_list": {"model_list": {"not": "a list"}}}, "no IP-Adapter that fits"),
    ],
)
def test_a_server_without_a_fitting_adapter_draws_without_references_and_that_is_told(
    lists: dict[str, Any], why: str
) -> None:
    web_ui = WebUI(lists)
    pictures, changes = draw(job(references=(picture(),)), web_ui)
    assert "alwayson_scripts" not in web_ui.body()
    assert [(change.kind, change.what) for change in changes] == [("dropped", "reference of Maren")]
    assert why in changes[0].why
    assert pictures


def test_references_beyond_the_servers_units_are_dropped_and_the_users_own_units_stand_first() -> None:
    own = {"ControlNet": {"args": [{"enabled": True, "module": "canny", "model": "canny"}]}, "ADetailer": {"args": []}}
    web_ui = WebUI(FORGE, CONTROLNET)
    people = tuple(picture(png(8, 8 + number), person=f"P{number}") for number in range(3))
    _, changes = draw(job(references=people, options={"alwayson_scripts": own}), web_ui)
    assert [unit["module"] for unit in units(web_ui)] == ["canny", SDXL["module"], SDXL["module"]]
    assert web_ui.body()["alwayson_scripts"]["ADetailer"] == {"args": []}
    assert [change.what for change in changes] == ["reference of P2"]


def test_a_server_that_does_not_tell_has_three_units() -> None:
    web_ui = WebUI(FORGE, {path: value for path, value in CONTROLNET.items() if path != "/controlnet/settings"})
    people = tuple(picture(person=f"P{number}") for number in range(4))
    _, changes = draw(job(references=people), web_ui)
    assert len(units(web_ui)) == 3
    assert [change.what for change in changes] == ["reference of P3"]


def test_a_reference_that_shows_no_person_is_dropped_without_asking_the_server() -> None:
    web_ui = WebUI(FORGE, CONTROLNET)
    _, changes = draw(job(references=(picture(role="place"),)), web_ui)
    assert web_ui.paths == ["/sdapi/v1/txt2img"]
    assert [change.kind for change in changes] == ["dropped"]


# ── how closely ──

FACES = {
    "/controlnet/model_list": {
        "model_list": [*CONTROLNET["/controlnet/model_list"]["model_list"], "ip-adapter_pulid_sdxl_fp16 [1]"]
    },
    "/controlnet/module_list": {"module_list": ["ip-adapter_clip_h", "ip-adapter_pulid"]},
}
INSTANT_ID = {
    "/controlnet/model_list": {
        "model_list": ["ip-adapter_sdxl [1]", "control_instant_id_sdxl [2]", "ip-adapter_instant_id_sdxl [3]"]
    },
    "/controlnet/module_list": {
        "module_list": ["ip-adapter_clip_g", "instant_id_face_embedding", "instant_id_face_keypoints"]
    },
}  # fmt: skip


def asked(consistency: Consistency, checkpoint: str, *lists: Mapping[str, Any], **of: Any) -> list[dict[str, Any]]:
    """Return the units for a reference that is to be followed so closely, by a model of the catalogue."""
    model, _ = find_model(checkpoint, "a1111")
    shown = picture(**of)
    shown = replace(shown, reference=replace(shown.reference, consistency=consistency))
    web_ui = WebUI(FORGE, CONTROLNET, *lists)
    draw(replace(job(references=(shown,)), model=model), web_ui)
    return units(web_ui)


@pytest.mark.parametrize(
    ("consistency", "numbers"), [("strict", (0.85, 0, 1)), ("balanced", (0.7, 0, 1)), ("loose", (0.45, 0, 0.6))]
)
@pytest.mark.parametrize("checkpoint", ["sdxl_base", "waiIllustrious", "ponyXL", "noobaiXL", "animagineXL40"])
def test_an_adapter_counts_as_much_as_the_catalogue_says(
    checkpoint: str, consistency: Consistency, numbers: tuple[float, float, float]
) -> None:
    [unit] = asked(consistency, checkpoint)
    assert (unit["weight"], unit["guidance_start"], unit["guidance_end"]) == numbers


def test_strict_likeness_adds_an_adapter_of_real_faces_where_the_server_has_one() -> None:
    first, face = asked("strict", "sdxl_base", FACES)
    assert first["model"] == SDXL["model"]
    assert (face["module"], face["model"], face["weight"]) == (
        "ip-adapter_pulid",
        "ip-adapter_pulid_sdxl_fp16 [1]",
        0.85,
    )
    assert len(asked("balanced", "sdxl_base", FACES)) == 1


@pytest.mark.parametrize("checkpoint", ["waiIllustrious", "ponyXL", "noobaiXL", "animagineXL40"])
def test_models_of_drawn_faces_get_no_adapter_of_real_ones(checkpoint: str) -> None:
    assert len(asked("strict", checkpoint, FACES)) == 1


def test_the_units_of_instant_id_stand_together_in_their_order() -> None:
    modules = [unit["module"] for unit in asked("strict", "sdxl_base", INSTANT_ID)]
    assert modules == ["ip-adapter_clip_g", "instant_id_face_embedding", "instant_id_face_keypoints"]


def test_half_of_instant_id_is_none() -> None:
    half = {**INSTANT_ID, "/controlnet/model_list": {"model_list": ["ip-adapter_sdxl [1]", "control_instant_id_sdxl"]}}
    assert len(asked("strict", "sdxl_base", half)) == 1


def test_an_adapter_of_faces_takes_nobodys_room() -> None:
    model, _ = find_model("sdxl_base", "a1111")
    people = [picture(png(8, 8 + number), person=f"P{number}") for number in range(3)]
    strict = tuple(replace(one, reference=replace(one.reference, consistency="strict")) for one in people)
    web_ui = WebUI(FORGE, CONTROLNET, FACES)
    _, changes = draw(replace(job(references=strict), model=model), web_ui)
    assert [unit["model"] for unit in units(web_ui)] == [SDXL["model"]] * 3
    assert [change.what for change in changes] == [f"strict likeness of P{number}" for number in range(3)]


def test_clothes_and_styles_go_through_an_adapter_of_whole_pictures_and_count_less() -> None:
    [unit] = asked("balanced", "sdxl_base", role="style", person="")
    assert (unit["model"], unit["weight"]) == ("ip-adapter_sdxl [7525f2f6]", 0.42)


def test_a_server_with_adapters_of_faces_only_draws_without_the_style() -> None:
    only = {"/controlnet/model_list": {"model_list": ["ip-adapter-plus-face_sdxl_vit-h"]}}
    web_ui = WebUI(FORGE, CONTROLNET, only)
    _, changes = draw(job(references=(picture(), picture(role="style", person=""))), web_ui)
    assert len(units(web_ui)) == 1
    assert [(one.what, one.why) for one in changes] == [
        ("reference of the style", "the server's ControlNet has no IP-Adapter that sees more than a face")
    ]


def test_edits_take_references_too() -> None:
    web_ui = WebUI(FORGE, CONTROLNET)
    draw(job("edit", source=picture(), references=(picture(),)), web_ui)
    assert len(units(web_ui)) == 1


@pytest.mark.parametrize(
    ("checkpoint", "size", "family"),
    [
        ("waiNSFWIllustrious_v140.safetensors [bdb59bac77]", (512, 512), "sdxl"),
        ("v1-5-pruned-emaonly.safetensors [6ce0161689]", (1024, 1024), "sd15"),
        ("dreamshaperXL_v21TurboDPMSDE.safetensors", (512, 512), "sdxl"),
        ("flux1-dev-bnb-nf4-v2.safetensors", (1024, 1024), "other"),
        ("mine.safetensors", (832, 1216), "sdxl"),
        ("mine.safetensors", (512, 768), "sd15"),
        ("", (1024, 1024), "sdxl"),
    ],
)
def test_the_family_of_a_checkpoint_is_read_from_its_name_or_the_size(
    checkpoint: str, size: tuple[int, int], family: str
) -> None:
    assert family_of(checkpoint, *size) == family


def test_forges_names_of_encoders_are_known_and_adapters_of_other_families_never_taken() -> None:
    fit = best_fit("sdxl", Listed(["ip-adapter_sd15 [1]", "ip-adapter_sdxl [2]"], ["CLIP-ViT-bigG (IPAdapter)"]))
    assert fit is not None
    assert (fit.model, fit.module) == ("ip-adapter_sdxl [2]", "CLIP-ViT-bigG (IPAdapter)")
    assert best_fit("sdxl", Listed(["ip-adapter_sd15 [1]"], ["ip-adapter_clip_h"])) is None
