"""What ``/object_info`` says: our own node, and the usual ones that clients look into for their lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from composer.server.service import Service
from composer_plugins.serving_comfyui.asking import CONTEXT, NODE
from composer_plugins.serving_prompts.choices import choices
from composer_plugins.serving_prompts.sampling import names

_TEXT: list[Any] = ["STRING", {"multiline": True}]
_SIDE: list[Any] = ["INT", {"default": 1024, "min": 16, "max": 8192}]
_SEED: list[Any] = ["INT", {"default": 0, "min": 0, "max": 2**64 - 1}]


def nodes(service: Service) -> dict[str, Any]:
    """Return the description of every class, by its name."""
    models = [one.name for one in choices(service)]
    samplers = [one.name for one in names(service, "samplers")]
    schedulers = [one.name for one in names(service, "schedulers")]
    sampling = {
        "model": ["MODEL"], "seed": _SEED, "steps": ["INT", {"default": 20, "min": 1, "max": 10_000}],
        "cfg": ["FLOAT", {"default": 7.0, "min": 0.0, "max": 100.0}], "sampler_name": [samplers],
        "scheduler": [schedulers], "positive": ["CONDITIONING"], "negative": ["CONDITIONING"],
        "latent_image": ["LATENT"], "denoise": ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0}],
    }  # fmt: skip
    latent = {"width": _SIDE, "height": _SIDE, "batch_size": ["INT", {"default": 1, "min": 1, "max": 4}]}
    own = {"negative_prompt": _TEXT, "seed": _SEED, "width": _SIDE, "height": _SIDE, "model": [models]}
    context = dict.fromkeys(CONTEXT, _TEXT)
    described = [
        _node(NODE, {"prompt": _TEXT}, (), output=True, optional={**own, **context}),
        _node("KSampler", sampling, ("LATENT",)),
        _node("CheckpointLoaderSimple", {"ckpt_name": [models]}, ("MODEL", "CLIP", "VAE")),
        _node("UNETLoader", {"unet_name": [[]], "weight_dtype": [["default"]]}, ("MODEL",)),
        _node("VAELoader", {"vae_name": [[]]}, ("VAE",)),
        _node("CLIPTextEncode", {"text": _TEXT, "clip": ["CLIP"]}, ("CONDITIONING",)),
        _node("EmptyLatentImage", latent, ("LATENT",)),
        _node("VAEDecode", {"samples": ["LATENT"], "vae": ["VAE"]}, ("IMAGE",)),
        _node("LoadImage", {"image": [[], {"image_upload": True}]}, ("IMAGE", "MASK")),
        _node("SaveImage", {"images": ["IMAGE"], "filename_prefix": ["STRING", {}]}, (), output=True),
        _node("PreviewImage", {"images": ["IMAGE"]}, (), output=True),
    ]
    return {one["name"]: one for one in described}


def _node(
    name: str,
    required: Mapping[str, Any],
    outputs: Sequence[str],
    output: bool = False,
    optional: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    inputs = {"required": dict(required), **({"optional": dict(optional)} if optional else {})}
    return {
        "input": inputs,
        "input_order": {kind: list(these) for kind, these in inputs.items()},
        "output": list(outputs),
        "output_is_list": [False] * len(outputs),
        "output_name": list(outputs),
        "name": name,
        "display_name": name,
        "description": "",
        "python_module": "nodes",
        "category": "rp-composer",
        "output_node": output,
    }
