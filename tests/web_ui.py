"""A web UI of Stable Diffusion behind `httpx.MockTransport`, and jobs to send it."""

import base64
import json
import re
from collections.abc import Generator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from PIL import Image

from composer.contracts import Wait
from composer.models import Limits, Model
from composer.pictures import GenerationJob, GenerationSettings, Picture, ReferencePicture
from composer.settings import LOADED
from composer.types import Change, ImageRequest, Reference, RenderedPrompt, Scene
from composer_plugins.backends.a1111 import A1111Backend

SPECIFICATION = Path(__file__).resolve().parents[2] / "shared" / "specs" / "a1111-sdapi.openapi.json"
ENDPOINT = "http://127.0.0.1:7860"
MODEL = Model(name="sdxl", backend="a1111", shape="pixels", limits=Limits(maximum_side=2048))
T = TypeVar("T")

#: What Forge lists: schedulers of their own.
FORGE: dict[str, Any] = {
    "/sdapi/v1/samplers": [
        {"name": name, "aliases": aliases, "options": {}}
        for name, aliases in {
            "DPM++ 2M": ["k_dpmpp_2m"], "DPM++ SDE": ["k_dpmpp_sde"], "DPM++ 2M SDE": ["k_dpmpp_2m_sde"],
            "DPM++ 3M SDE": ["k_dpmpp_3m_sde"], "Euler a": ["k_euler_a", "k_euler_ancestral"], "Euler": ["k_euler"],
            "DDIM": ["ddim"], "UniPC": ["unipc"], "LCM": [], "[Forge] Flux Realistic": [],
        }.items()
    ],
    "/sdapi/v1/schedulers": [
        {"name": name, "label": label, "aliases": None, "default_rho": -1.0, "need_inner_model": False}
        for name, label in {
            "automatic": "Automatic", "karras": "Karras", "exponential": "Exponential", "sgm_uniform": "SGM Uniform",
            "simple": "Simple", "align_your_steps": "Align Your Steps",
        }.items()
    ],
    "/sdapi/v1/sd-models": [
        {"title": title, "model_name": title.split(".")[0], "hash": title[-9:-1], "sha256": None, "filename": file}
        for title, file in {
            "waiIllustrious.safetensors [a1b2c3d4]": "C:\\models\\waiIllustrious.safetensors",
            "anime/ponyXL.safetensors [0f0f0f0f]": "/models/anime/ponyXL.safetensors",
        }.items()
    ],
    "/sdapi/v1/prompt-styles": [{"name": "Ink", "prompt": "ink, {prompt}", "negative_prompt": ""}],
    "/sdapi/v1/options": {"sd_model_checkpoint": "waiIllustrious.safetensors [a1b2c3d4]"},
    "/sdapi/v1/upscalers": [
        {"name": name, "model_name": None, "model_path": None, "model_url": None, "scale": 4}
        for name in ("None", "Lanczos", "ESRGAN_4x", "R-ESRGAN 4x+ Anime6B")
    ],
}  # fmt: skip

#: What AUTOMATIC1111 1.6 lists: no schedulers, and samplers that have one in their name.
OLD: dict[str, Any] = {
    "/sdapi/v1/samplers": [
        {"name": name, "aliases": aliases, "options": {}}
        for name, aliases in {
            "DPM++ 2M": ["k_dpmpp_2m"], "DPM++ 2M Karras": ["k_dpmpp_2m_ka"], "DPM++ 2M SDE": ["k_dpmpp_2m_sde_ka"],
            "DPM++ 2M SDE Karras": ["k_dpmpp_2m_sde_ka"], "DPM++ 2M SDE Exponential": ["k_dpmpp_2m_sde_exp"],
            "Euler a": ["k_euler_a", "k_euler_ancestral"], "DDIM": ["ddim"],
        }.items()
    ],
}  # fmt: skip

CONTROLNET: dict[str, Any] = {
    "/controlnet/model_list": {
        "model_list": [
            "control_v11p_sd15_openpose [cab727d4]", "ip-adapter_sd15 [6a3f6166]", "ip-adapter_sdxl [7525f2f6]",
            "ip-adapter-plus-face_sdxl_vit-h [c60d7d48]",
        ]
    },
    "/controlnet/module_list": {"module_list": ["none", "canny", "ip-adapter_clip_h", "ip-adapter_clip_g"]},
    "/controlnet/settings": {"control_net_unit_count": 3},
}  # fmt: skip


def png(width: int = 8, height: int = 8, colour: tuple[int, ...] | None = None, mode: str = "RGB") -> bytes:
    """Return a small picture; without a colour it has all there are."""
    picture = Image.new(mode, (width, height), colour or 0)
    if colour is None:
        picture.putdata([tuple((97 * place + band) % 256 for band in range(3)) for place in range(width * height)])
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


class WebUI:
    """Answers what its lists hold, draws what it is asked, and keeps every request.

    `answers` come first: by path, a JSON value, or an answer as it is. What nobody lists is 404 as FastAPI has it.
    """

    def __init__(self, *lists: Mapping[str, Any], **drawn: Any) -> None:
        self.answers: dict[str, Any] = {path: value for one in lists for path, value in one.items()}
        self.requests: list[httpx.Request] = []
        self.drawn = drawn

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        found = self.answers.get(request.url.path)
        if isinstance(found, httpx.Response):
            return found
        if found is not None:
            return httpx.Response(200, json=found)
        if request.url.path in ("/sdapi/v1/txt2img", "/sdapi/v1/img2img"):
            return self.draw(json.loads(request.content))
        if request.url.path == "/sdapi/v1/extra-single-image":
            return httpx.Response(200, json={"html_info": "", "image": base64_of(png(16, 16))})
        return httpx.Response(404, json={"detail": "Not Found"})

    def draw(self, body: Mapping[str, Any]) -> httpx.Response:
        n = body["n_iter"] * body["batch_size"]
        info = {"seed": 40, "all_seeds": [40 + number for number in range(n)], "index_of_first_image": 0}
        images = [base64_of(png(8, 8 + number)) for number in range(n)]
        answer = {"images": images, "parameters": {}, "info": json.dumps(info)} | self.drawn
        return httpx.Response(200, json=answer)

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]

    def body(self) -> dict[str, Any]:
        """Return the body of the last request, once it has been held against the specification where that is."""
        request = self.requests[-1]
        body: dict[str, Any] = json.loads(request.content)
        if SPECIFICATION.is_file():
            hold_against_specification(request.url.path, body)
        return body


def hold_against_specification(path: str, body: Mapping[str, Any]) -> None:
    """Raise when a body has a wrong value, or a field that the web API does not have."""
    jsonschema = pytest.importorskip("jsonschema")
    specification = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
    content = specification["paths"][path]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"] | {"components": specification["components"]}
    jsonschema.Draft202012Validator(schema).validate(body)
    name = re.sub(r".*/", "", schema["$ref"])
    assert body.keys() <= specification["components"]["schemas"][name]["properties"].keys()


def job(
    operation: str = "generate",
    request: ImageRequest | None = None,
    references: tuple[ReferencePicture, ...] = (),
    source: ReferencePicture | None = None,
    mask: ReferencePicture | None = None,
    model: Model | None = MODEL,
    checkpoint: str = LOADED,
    **settings: Any,
) -> GenerationJob:
    """Return a job for a picture of a lamp, by the checkpoint that is loaded unless one is named."""
    return GenerationJob(
        RenderedPrompt("a lamp", "people"),
        Scene(request or ImageRequest("a lamp")),
        GenerationSettings(checkpoint, **settings),
        operation=operation,  # type: ignore[arg-type]
        references=references,
        source=source,
        mask=mask,
        endpoint=ENDPOINT,
        model=model,
    )


def picture(data: bytes = b"", role: str = "identity", person: str = "Maren") -> ReferencePicture:
    """Return a picture as it travels with a job."""
    data = data or png()
    with Image.open(BytesIO(data)) as opened:
        return ReferencePicture(Reference(person, role, f"card:{person}"), data, "image/png", *opened.size)


def talk(dialogue: "Generator[Any, Any, T]", web_ui: WebUI) -> tuple[T, list[Change]]:
    """Lead a backend's conversation with a web UI to its end: return what came of it, and the changes."""
    changes: list[Change] = []
    answer: httpx.Response | None = None
    with httpx.Client(transport=httpx.MockTransport(web_ui), follow_redirects=False) as client:
        while True:
            try:
                wish = dialogue.send(answer)
            except StopIteration as end:
                return end.value, changes
            assert not isinstance(wish, Wait)
            answer = None
            if isinstance(wish, Change):
                changes.append(wish)
            else:
                answer = client.send(wish)


def draw(one: GenerationJob, web_ui: WebUI) -> tuple[tuple[Picture, ...], list[Change]]:
    """Have a job drawn."""
    return talk(A1111Backend().exchange(one), web_ui)
