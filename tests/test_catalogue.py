"""The catalogue: which model an id means, what the user's own files change, and what is wrong with them."""

import os
from pathlib import Path

import pytest

from composer.errors import ProfileError
from composer.folders import config_folder
from composer.models.catalogue import catalogue, catalogued_backends, find_model


def write(folder: Path, backend: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{backend}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# ── ids ──


@pytest.mark.parametrize(
    ("backend", "name", "found"),
    [
        ("openai", "gpt-image-2", "GPT Image 2"),
        ("openai", "gpt-image-2-2026-04-21", "GPT Image 2"),
        ("openai", "gpt-image-2.5-sunburst-2026-09-08", "GPT Image 2.5 Sunburst"),
        ("openai", "openai/gpt-image-1.5", "GPT Image 1.5"),
        ("gemini", "nano-banana-pro-preview", "Nano Banana Pro"),
        ("a1111", "waiIllustriousSDXL_v140.safetensors [ab12cd34ef]", "WAI, of Illustrious"),
        ("a1111", "sub\\WAI_v9.safetensors", "WAI, of Illustrious"),
        ("a1111", "illustriousXL_v10.safetensors", "Illustrious"),
        ("a1111", "animagineXL40_v4Opt.safetensors", "Animagine XL 4"),
        ("a1111", "animagineXLV31_v31.safetensors", "Animagine XL 3"),
        ("a1111", "ponyDiffusionV6XL", "Pony Diffusion V6 XL and its descendants"),
        ("a1111", "noobaiXLNAIXL_epsilonPred11", "NoobAI-XL"),
        ("a1111", "noobaiXLNAIXL_vPred10Version.safetensors", "NoobAI-XL, v-prediction"),
        ("a1111", "flux2-dev-fp8.safetensors", "FLUX.2 dev"),
        ("a1111", "flux-2-klein-4b.safetensors", "FLUX.2 klein"),
        ("a1111", "flux1-kontext-dev-Q8_0.gguf", "FLUX.1 Kontext dev on Forge"),
        ("a1111", "flux1-krea-dev.safetensors", "FLUX.1 dev on Forge"),
        ("a1111", "krea2_bf16.safetensors", "Krea 2"),
        ("a1111", "Chroma1-HD-fp8.safetensors", "Chroma"),
        ("a1111", "z_image_turbo_bf16.safetensors", "Z-Image Turbo"),
        ("a1111", "z_image_bf16.safetensors", "Z-Image, the base model"),
        ("a1111", "qwen_image_fp8_e4m3fn.safetensors", "Qwen-Image"),
        ("a1111", "qwen_image_edit_2509_fp8.safetensors", "Qwen-Image-Edit"),
        ("a1111", "hidream_i1_dev_fp8.safetensors", "HiDream-I1"),
        ("a1111", "sd3.5_large.safetensors", "Stable Diffusion 3.5"),
        ("novelai", "nai-diffusion-4-curated-preview", "NovelAI Diffusion V4 Curated"),
        ("openai", "black-forest-labs/flux.2-pro", "FLUX.2, at another service"),
        ("openai", "flux-2-max", "FLUX.2, at another service"),
        ("openai", "black-forest-labs/flux.2-klein-4b", "FLUX.2 klein, at another service"),
        ("openai", "flux-kontext-max", "FLUX.1 Kontext, at another service"),
        ("openai", "black-forest-labs/FLUX.1-schnell", "FLUX.1, at another service"),
        ("openai", "bytedance-seed/seedream-4.5", "Seedream, at another service"),
        ("openai", "seedream-v5-lite", "Seedream, at another service"),
        ("openai", "qwen-image-2-pro", "Qwen-Image, at another service"),
        ("openai", "Qwen/Qwen-Image-Edit-2509", "Qwen-Image-Edit, at another service"),
        ("openai", "qwen-edit-uncensored", "Qwen-Image-Edit, at another service"),
        ("openai", "Tongyi-MAI/Z-Image-Turbo", "Z-Image, at another service"),
        ("openai", "hunyuan-image-v3", "HunyuanImage, at another service"),
        ("openai", "venice-sd35", "Stable Diffusion 3.5, at another service"),
        ("openai", "lustify-v8", "SDXL, at another service"),
        ("openai", "grok-imagine-image", "Ideogram, Recraft, Grok Imagine and Wan, at another service"),
        ("openai", "gpt-image-1-5", "GPT Image 1.5"),
        ("openai", "google/gemini-3-pro-image", "Gemini's image models, at another service"),
        ("openai", "nano-banana-2-lite", "Gemini's image models, at another service"),
        ("a1111", "flux1-dev-bnb-nf4-v2.safetensors", "FLUX.1 dev on Forge"),
        ("a1111", "flux1-schnell.safetensors", "FLUX.1 schnell on Forge"),
        ("a1111", "juggernautXL_v9.safetensors", "SDXL"),
        ("a1111", "sd_xl_base_1.0.safetensors", "SDXL"),
        ("a1111", "dreamshaperXL_lightning.safetensors", "SDXL Lightning, Turbo and other distilled ones"),
        ("a1111", "dreamshaper_8.safetensors", "Stable Diffusion 1.5"),
        ("a1111", "v1-5-pruned-emaonly.safetensors [6ce0161689]", "Stable Diffusion 1.5"),
    ],
)
def test_an_id_finds_its_model_and_stays_as_it_is(backend: str, name: str, found: str) -> None:
    model, notices = find_model(name, backend)
    assert (model.label, model.name, notices) == (found, name, ())


def test_what_people_call_a_model_becomes_its_id() -> None:
    model, notices = find_model("Nano Banana Pro", "gemini")
    assert (model.name, notices) == ("gemini-3-pro-image", ())


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        ("sketch", "sketch"),
        ("openai", "gpt-image-2.5-flare"),
        ("gemini", "gemini-nano-banana-2.1"),
        ("a1111", "default"),
    ],
)
def test_no_id_finds_the_default(backend: str, name: str) -> None:
    assert (find_model("", backend)[0].name, find_model("", backend)[1]) == (name, ())


@pytest.mark.parametrize(
    ("backend", "name", "successor"),
    [
        ("openai", "dall-e-3", "gpt-image-2.5-flare"),
        ("openai", "dall-e-2", "gpt-image-2.5-flare"),
        ("openai", "gpt-image-1", "gpt-image-2.5-flare"),
        ("gemini", "gemini-3-pro-image-preview", "gemini-3-pro-image"),
        ("gemini", "gemini-3.1-flash-image-preview", "gemini-3.1-flash-image"),
        ("gemini", "imagen-4.0-generate-001", "gemini-nano-banana-2.1"),
    ],
)
def test_a_model_that_is_switched_off_gives_its_successor_and_says_so(backend: str, name: str, successor: str) -> None:
    model, [notice] = find_model(name, backend)
    assert (model.name, notice.kind, notice.what) == (successor, "replaced", "model")
    assert f"{name} of {backend} is switched off" in notice.why
    assert notice.why.endswith(f"{successor} draws instead")


def test_an_unknown_id_gets_safe_limits_no_price_and_the_nearest_name() -> None:
    model, [notice] = find_model("gpt-image-3", "openai")
    assert (model.name, model.shape, model.prices) == ("gpt-image-3", "sizes", ())
    assert "the nearest it knows is 'gpt-image-2'" in notice.why


def test_what_a_provider_switched_off_may_live_on_elsewhere() -> None:
    model, [notice] = find_model("dall-e-3", "openai", elsewhere=True)
    assert (model.name, model.qualities, model.sizes[0]) == ("dall-e-3", (), "1024x1024")
    assert "does not know" in notice.why


def test_an_unknown_checkpoint_is_taken_for_the_default_and_loaded() -> None:
    model, [notice] = find_model("myMerge_v3.safetensors", "a1111")
    assert (model.name, model.family, model.sampling is not None) == ("myMerge_v3.safetensors", False, True)
    assert [price.usd for price in model.prices] == [0]
    assert "nearest" not in notice.why


def test_a_backend_without_a_file_gets_a_model_that_promises_nothing() -> None:
    model, notices = find_model("", "elsewhere")
    assert (model.name, model.backend, model.references, model.prices, notices) == ("default", "elsewhere", 0, (), ())


@pytest.mark.parametrize("backend", ["../profiles/default", "a/b", "", "."])
def test_a_backend_that_is_a_path_has_no_file(backend: str) -> None:
    assert catalogue(backend).models == ()


# ── the user's own files ──


def test_a_file_of_the_user_adds_a_model(tmp_path: Path) -> None:
    write(tmp_path, "openai", "models:\n  - {name: mine, extends: gpt-image-2, references: 4}\n")
    model, notices = find_model("mine", "openai", tmp_path)
    assert (model.references, model.limits.multiple_of, model.label, model.patterns, notices) == (4, 16, "", (), ())


def test_a_file_of_the_user_changes_only_the_facts_it_gives(tmp_path: Path) -> None:
    before = find_model("gpt-image-2", "openai")[0]
    write(tmp_path, "openai", "models:\n  - {name: gpt-image-2, references: 4, limits: {maximum_side: 2048}}\n")
    after = find_model("gpt-image-2", "openai", tmp_path)[0]
    limits = before.limits.model_copy(update={"maximum_side": 2048})
    assert after == before.model_copy(update={"references": 4, "limits": limits})


def test_the_users_default_replaces_the_built_in_one(tmp_path: Path) -> None:
    write(tmp_path, "openai", "models:\n  - {name: gpt-image-2, default: true}\n")
    assert find_model("", "openai", tmp_path)[0].name == "gpt-image-2"
    assert [model.default for model in catalogue("openai", tmp_path).models].count(True) == 1


def test_a_model_that_is_switched_off_lives_on_where_the_user_has_it(tmp_path: Path) -> None:
    write(tmp_path, "openai", "models:\n  - {name: dall-e-3, shape: sizes, sizes: [1792x1024]}\n")
    assert find_model("dall-e-3", "openai", tmp_path)[0].sizes == ("1792x1024",)


def test_a_file_of_the_user_describes_a_backend_of_a_plugin(tmp_path: Path) -> None:
    write(tmp_path, "painter", "models:\n  - {name: oil, default: true, references: 2}\n")
    assert (find_model("", "painter", tmp_path)[0].references, "painter" in catalogued_backends(tmp_path)) == (2, True)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "openai", "models:\n  - {name: mine}\n")
    assert catalogue("openai", tmp_path).known("mine") is not None
    path.write_text("models: []\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert catalogue("openai", tmp_path).known("mine") is None
    path.unlink()
    assert catalogue("openai", tmp_path) == catalogue("openai", tmp_path / "none")


def test_the_usual_place_is_the_configuration_folder() -> None:
    write(config_folder() / "models", "openai", "models:\n  - {name: mine, references: 7}\n")
    assert find_model("mine", "openai")[0].references == 7


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("models:\n  - name: m\n    patern: x\n", "models.0.patern: there is no such key; the nearest is 'patterns'"),
        ("models:\n  - name: m\n    shape: round\n", "line 3: models.0.shape: "),
        ("models:\n  - name: m\n    references: many\n", "line 3: models.0.references: "),
        ("models:\n  - name: m\n    aspect_ratios: [9x16]\n", "line 3: models.0.aspect_ratios.0: "),
        ("models:\n  - name: m\n    sizes: [big]\n", "line 3: models.0.sizes.0: "),
        ("models:\n  - name: m\n    resolutions: [8K]\n", "line 3: models.0.resolutions.0: "),
        ("models:\n  - name: m\n    backend: gemini\n", "line 3: models.0.backend: the file is that of 'openai'"),
        ("models:\n  - name: m\n    extends: x\n", "line 3: models.0.extends: no model before it is called 'x'"),
        (
            "models:\n  - name: model\n  - name: m\n    extends: modle\n",
            "line 4: models.1.extends: no model before it is called 'modle'; the nearest is 'model'",
        ),
        ("models:\n  - name: m\n  - name: m\n", "line 3: models.1.name: 'm' stands in this file twice"),
        ("models:\n  - name: m\n    shape: sizes\n", "line 2: models.0.sizes: a model of the shape 'sizes' needs"),
        ("models:\n  - name: m\n    quality_snaps: {hd: high}\n", "line 3: models.0.quality_snaps: hd becomes 'high'"),
        ("models:\n  - name: m\n    prices: [{usd: 1, quality: hd}]\n", "there is a price for the quality 'hd'"),
        ("models:\n  - name: m\n    prices: [{usd: 1, resolution: 2K}]\n", "there is a price for the resolution '2K'"),
        ("models:\n  - name: m\n    prices: [{usd: 1, size: 64x64}]\n", "there is a price for the size '64x64'"),
        ("models:\n  - name: m\n    sampling: {steps: 5, steps_range: [9, 12]}\n", "models.0.sampling: steps and cfg"),
        (
            "models:\n  - name: m\n    shape: pixels\n    limits: {minimum_pixels: 900, maximum_pixels: 800}\n",
            "line 4: models.0.limits: no size keeps to all of them",
        ),
        (
            "models:\n  - name: m\n    shape: sizes\n    sizes: [512x512]\n    size_snaps: {64x64: 128x128}\n",
            "line 5: models.0.size_snaps: 64x64 becomes 128x128, which the model does not draw",
        ),
        (
            "models:\n  - name: gpt-image-2\n    sizes: [1000x1000]\n",
            "line 3: models.0.sizes: one of them does not keep to the limits",
        ),
        (
            "models:\n  - name: gpt-image-2\n    aspect_ratios: ['9:1']\n",
            "line 3: models.0.aspect_ratios: one of them is beyond maximum_ratio",
        ),
        (
            "models:\n  - {name: a, default: true}\n  - {name: b, default: true}\n",
            "line 3: models.1.default: there is another default in this file",
        ),
        ("gone:\n  old: {successor: nobody}\n", "line 2: gone.old.successor: no model is called 'nobody'"),
        ("unknown: nobody\n", "line 1: unknown: no model is called 'nobody'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named_with_its_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, "openai", text)
    with pytest.raises(ProfileError) as error:
        find_model("gpt-image-2", "openai", tmp_path)
    assert str(error.value).startswith(f"{path}, line ")
    assert problem in str(error.value)


def test_a_wrong_file_of_another_backend_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "gemini", "nonsense: 1\n")
    assert find_model("gpt-image-2", "openai", tmp_path)[1] == ()
