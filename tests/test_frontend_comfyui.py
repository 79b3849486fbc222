"""ComfyUI's API: a workflow with the whole context of a chat is drawn with looks and clothes; a plain one is read."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from composer.profiles import Profile
from composer_plugins.serving_comfyui.asking import asked_of
from composer_plugins.serving_comfyui.graph import graph_of
from composer_plugins.serving_comfyui.messages import Spoken, messages_in
from tests.foreign import PNG, profile_at, refused_prompt, served
from tests.painting import Painter
from tests.sillytavern.comfy import PIXEL, WORKFLOW, avatar, draw, ended, filled, submit, toast, values
from tests.stubs.server import Stub

pytestmark = pytest.mark.usefixtures("stub_key")

#: A workflow as people export it, and what its sampler is fed with.
PLAIN: dict[str, Any] = {
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0], "seed": 11,
            "steps": 24, "cfg": 6.5, "sampler_name": "euler_ancestral", "scheduler": "karras", "denoise": 1.0,
        },
    },
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}},
}  # fmt: skip


def newest(client: httpx.Client) -> dict[str, Any]:
    job: dict[str, Any] = client.get("/api/jobs").json()["jobs"][0]
    return job


def prompt_of(client: httpx.Client, **more: Any) -> str:
    """Return the prompt that is composed for the shipped workflow."""
    draw(client, filled(WORKFLOW, values(**more)))
    return str(newest(client)["prompt"])


# ── with the whole context ──


def test_the_shipped_workflow_brings_card_persona_and_clothes(client: httpx.Client) -> None:
    words = prompt_of(client, prompt="Maren and Alex on the pier")
    assert "copper-red hair" in words  # the card in the picture
    assert "black beard" in words  # the persona
    assert "red scarf" in words  # the messages
    assert "lowres" in words


def test_the_picture_is_a_png_and_the_job_is_of_the_chat(client: httpx.Client) -> None:
    data = draw(client, filled(WORKFLOW, values()))
    assert Image.open(BytesIO(data)).format == "PNG"
    job = newest(client)
    assert (job["chat"], job["seed"], job["status"]) == ("2026-01-05-4711", 7, "finished")


def test_a_path_before_the_addresses_is_kept(client: httpx.Client) -> None:
    assert draw(client, filled(WORKFLOW, values()), "/comfy").startswith(b"\x89PNG")


def test_in_a_group_the_card_says_who_speaks(client: httpx.Client) -> None:
    recent = "Alex: Well?\n\nMaren: *Maren puts on a red scarf.*\n\nQuill: *Quill takes off the brass goggles.*"
    words = prompt_of(
        client, prompt="Maren at the rail", rp_group="Maren, Quill",
        rp_last_char="*Quill takes off the brass goggles.*", rp_recent=recent,
    )  # fmt: skip
    assert "copper-red hair" in words
    assert "red scarf" in words


def test_without_recent_messages_the_last_one_counts(client: httpx.Client) -> None:
    assert "red scarf" in prompt_of(client, rp_recent="")


def test_a_last_message_that_was_edited_since_counts_as_it_is_now(client: httpx.Client) -> None:
    words = prompt_of(client, rp_last_char="*Maren puts on a green shawl.*")
    assert "green shawl" in words
    assert "red scarf" not in words


def test_placeholders_nobody_filled_in_are_nothing(client: httpx.Client) -> None:
    """The user has the workflow, and none of the placeholders."""
    known = {name: value for name, value in values().items() if not name.startswith("rp_")}
    draw(client, filled(WORKFLOW, known))
    assert "copper-red hair" in newest(client)["prompt"]
    assert "%rp_" not in json.dumps(newest(client))


def test_macros_that_an_old_sillytavern_leaves_alone_are_nothing(client: httpx.Client) -> None:
    prompt_of(client, rp_chat="{{getvar::rp_chat}}", rp_recent="{{getvar::rp_recent}}")
    assert "getvar" not in json.dumps(newest(client))


def test_a_picture_of_one_pixel_is_no_card(client: httpx.Client) -> None:
    words = prompt_of(client, char_avatar=PIXEL, rp_group="Someone")
    assert "copper-red" not in words


def test_the_card_s_picture_is_a_reference(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        draw(client, filled(WORKFLOW, values()))
        assert stub.asked[0].path.endswith("/images/edits")


def test_the_chosen_model_draws_and_an_unknown_one_is_told(client: httpx.Client) -> None:
    entry = ended(client, submit(client, filled(WORKFLOW, values(model="no-such.safetensors"))))
    assert entry["status"]["status_str"] == "success"
    assert [one["what"] for one in entry["rp_composer"]["changes"] if one["kind"] == "dropped"] == ["model"]
    entry = ended(client, submit(client, filled(WORKFLOW, values(model="sketch"))))
    assert entry["rp_composer"]["model"] == "sketch"


# ── plain workflows ──


def test_a_plain_workflow_is_drawn_without_context(client: httpx.Client) -> None:
    assert draw(client, json.dumps(PLAIN)).startswith(b"\x89PNG")
    job = newest(client)
    assert (job["prompt"], job["seed"]) == ("a castle\n\n[AVOID: blurry]", 11)


def test_what_the_sampler_is_fed_with_is_found() -> None:
    asked = asked_of(graph_of(PLAIN))
    assert (asked.prompt, asked.negative_prompt, asked.width, asked.height) == ("a castle", "blurry", 832, 1216)
    assert (asked.seed, asked.steps, asked.cfg, asked.sampler) == (11, 24, 6.5, "euler_ancestral")
    assert (asked.scheduler, asked.model, asked.count) == ("karras", "sdxl.safetensors", 1)


def test_words_behind_other_nodes_are_found() -> None:
    between = {
        "20": {"class_type": "PrimitiveString", "inputs": {"value": "a castle"}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0], "clip": ["4", 1]}},
        "21": {"class_type": "CLIPTextEncode", "inputs": {"text": "at night", "clip": ["4", 1]}},
        "22": {
            "class_type": "ConditioningCombine",
            "inputs": {"conditioning_1": ["6", 0], "conditioning_2": ["21", 0]},
        },
        "23": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["22", 0], "negative": ["7", 0]}},
    }
    fed = {**PLAIN["3"]["inputs"], "positive": ["23", 0], "negative": ["23", 1]}
    asked = asked_of(graph_of({**PLAIN, **between, "3": {"class_type": "KSamplerAdvanced", "inputs": fed}}))
    assert (asked.prompt, asked.negative_prompt) == ("a castle, at night", "blurry")


def test_a_sampler_of_many_nodes_is_read() -> None:
    asked = asked_of(
        graph_of({
            "1": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "a fox", "t5xxl": "a fox", "guidance": 3.5}},
            "2": {"class_type": "BasicGuider", "inputs": {"model": ["8", 0], "conditioning": ["1", 0]}},
            "3": {"class_type": "RandomNoise", "inputs": {"noise_seed": 5}},
            "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
            "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 8, "model": ["8", 0]}},
            "6": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 768, "batch_size": 2}},
            "7": {
                "class_type": "SamplerCustomAdvanced",
                "inputs": {
                    "noise": ["3", 0], "guider": ["2", 0], "sampler": ["4", 0], "sigmas": ["5", 0],
                    "latent_image": ["6", 0],
                },
            },
            "8": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux.safetensors"}},
            "9": {"class_type": "PreviewImage", "inputs": {"images": ["7", 0]}},
        })
    )  # fmt: skip
    assert (asked.prompt, asked.seed, asked.steps, asked.sampler) == ("a fox", 5, 8, "euler")
    assert (asked.width, asked.height, asked.count, asked.model) == (1024, 768, 2, "flux.safetensors")


@pytest.mark.parametrize("place", ["_meta", "inputs"])
def test_context_in_a_workflow_for_a_real_comfyui_counts(client: httpx.Client, place: str) -> None:
    """One file then serves both: a real ComfyUI lets unknown inputs and ``_meta`` pass."""
    saving = {**PLAIN["9"], place: {**PLAIN["9"].get(place, {}), "char_avatar": avatar(), "recent": ""}}
    fed = {**PLAIN["6"]["inputs"], "text": "Maren on the pier"}
    draw(client, json.dumps({**PLAIN, "6": {**PLAIN["6"], "inputs": fed}, "9": saving}))
    assert "copper-red hair" in newest(client)["prompt"]


def test_an_uploaded_picture_is_edited(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub)) as client:
        answer = client.post("/api/upload/image", files={"image": ("../a b.png", PNG)}, data={"type": "input"}).json()
        loading = {"class_type": "LoadImage", "inputs": {"image": answer["name"]}}
        encoding = {"class_type": "VAEEncode", "inputs": {"pixels": ["12", 0], "vae": ["4", 2]}}
        fed = {**PLAIN["3"]["inputs"], "latent_image": ["13", 0]}
        sampler = {"class_type": "KSampler", "inputs": fed}
        draw(client, json.dumps({**PLAIN, "3": sampler, "12": loading, "13": encoding}))
        assert answer == {"name": "a b.png", "subfolder": "", "type": "input"}
        assert stub.asked[0].path.endswith("/images/edits")


def test_a_picture_that_was_not_uploaded_is_told(client: httpx.Client) -> None:
    loading = {"class_type": "LoadImage", "inputs": {"image": "gone.png"}}
    saving = {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "mask": ["12", 0]}}
    with pytest.raises(ValueError, match=r"missing_picture: there is no uploaded picture 'gone\.png'"):
        draw(client, json.dumps({**PLAIN, "9": saving, "12": loading}))


def test_uploads_keep_apart_what_differs(client: httpx.Client) -> None:
    def named(data: bytes, **more: str) -> str:
        return str(client.post("/upload/image", files={"image": ("ref.png", data)}, data=more).json()["name"])

    other = _png((9, 9, 9))
    assert [named(PNG), named(PNG), named(other), named(other, overwrite="true")] == [
        "ref.png", "ref.png", "ref (1).png", "ref.png",
    ]  # fmt: skip
    seen = client.get("/view", params={"filename": "ref.png", "type": "input"})
    assert seen.content == other


def _png(color: tuple[int, int, int]) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), color).save(file, "PNG")
    return file.getvalue()


# ── what cannot be drawn ──


def test_a_refusal_stands_in_the_history(client: httpx.Client) -> None:
    entry = ended(client, submit(client, filled(WORKFLOW, values(prompt=refused_prompt()))))
    assert entry["status"]["status_str"] == "error"
    assert toast(entry).startswith("ComfyUI generation did not succeed.\nRPComposer [9] refused: ")


def test_an_empty_prompt_is_told(client: httpx.Client) -> None:
    with pytest.raises(ValueError, match=r"RPComposer \[9\] missing_prompt: "):
        draw(client, filled(WORKFLOW, values(prompt="")))


def test_a_backend_that_fails_is_told(tmp_path: Path) -> None:
    with (
        Stub("openai", ["500"]) as stub,
        served(tmp_path, profile=profile_at(stub)) as client,
        pytest.raises(ValueError, match=r"RPComposer \[9\] (overloaded|backend)"),
    ):
        draw(client, filled(WORKFLOW, values()))


def test_the_budget_holds(tmp_path: Path) -> None:
    with Stub("openai") as stub, served(tmp_path, profile=profile_at(stub, limits={"pictures_per_day": 0})) as client:
        with pytest.raises(ValueError, match="over_budget"):
            draw(client, filled(WORKFLOW, values()))
        assert stub.billed == 0


def test_a_broken_card_is_told(client: httpx.Client) -> None:
    broken = b64encode(b"no picture at all").decode()
    with pytest.raises(ValueError, match=r"bad_picture: "):
        draw(client, filled(WORKFLOW, values(char_avatar=broken)))


# ── every picture once ──


def test_the_same_prompt_id_is_the_same_picture(tmp_path: Path) -> None:
    painter = Painter()
    with served(tmp_path, painter) as client:
        prompt_id = "6f1c2f0e-0f7b-4f43-9d0e-1f6f3f3b7a11"
        for _ in range(2):
            body = {"prompt": PLAIN, "prompt_id": prompt_id}
            assert client.post("/prompt", json=body).json()["prompt_id"] == prompt_id
            ended(client, prompt_id)
    assert painter.painted == ["a castle"]


def test_every_other_call_is_a_picture_of_its_own(tmp_path: Path) -> None:
    painter = Painter()
    with served(tmp_path, painter) as client:
        for _ in range(2):
            ended(client, submit(client, json.dumps(PLAIN)))
    assert len(painter.painted) == 2


def test_the_history_knows_a_picture_after_a_new_start(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        prompt_id = submit(client, json.dumps(PLAIN))
        ended(client, prompt_id)
    with served(tmp_path) as client:
        entry = client.get(f"/history/{prompt_id}").json()[prompt_id]
        image = entry["outputs"]["1"]["images"][0]
        assert client.get("/view", params=image).content.startswith(b"\x89PNG")


def test_nothing_of_the_chat_is_repeated_in_the_history(client: httpx.Client) -> None:
    entry = ended(client, submit(client, filled(WORKFLOW, values())))
    told = json.dumps(entry)
    assert "beard" not in told
    assert "scarf" not in told
    assert len(told) < 2000


# ── messages ──


def test_messages_are_told_apart_by_who_speaks() -> None:
    text = "Alex: One: two.\n\nNote: not a speaker.\n\nMaren: Aye.\n\nIt rains.\n\nBoy: Miss!\n\nBoy: Miss?"
    assert messages_in(text, ["Alex", "Maren"]) == [
        Spoken("Alex", "One: two.\n\nNote: not a speaker."),
        Spoken("Maren", "Aye.\n\nIt rains."),
        Spoken("Boy", "Miss!"),
        Spoken("Boy", "Miss?"),
    ]


def test_the_dollar_signs_of_the_quick_reply_are_read_back() -> None:
    assert messages_in("Alex: It costs ＄5.", []) == [Spoken("Alex", "It costs $5.")]


def test_a_text_without_a_speaker_is_no_message() -> None:
    assert messages_in("It rains.", ["Alex"]) == []


def test_style_of_the_profile_counts_here_too(tmp_path: Path) -> None:
    with served(tmp_path, profile=Profile(name="test", backend="sketch", style="watercolour")) as client:
        assert "watercolour" in prompt_of(client)
