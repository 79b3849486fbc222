"""What A1111's clients list: models, samplers, schedulers, upscalers; and the options, of which one can be set."""

from typing import Any

from composer.server.service import Service
from composer_plugins.serving_prompts.choices import choices
from composer_plugins.serving_prompts.sampling import names


def models(service: Service) -> list[dict[str, Any]]:
    """Return everybody who may be asked to draw; never empty, since the server's own profile is among them."""
    return [
        {
            "title": one.name, "model_name": one.name, "hash": "", "sha256": "",
            "filename": f"{one.backend}/{one.model}" if one.backend else f"{one.name}.yaml", "config": None,
        }
        for one in choices(service)
    ]  # fmt: skip


def options(service: Service, chosen: str) -> dict[str, Any]:
    """Return the options that clients read; ``forge_preset`` would make them take this for Forge."""
    return {
        "samples_format": "png",
        "sd_model_checkpoint": chosen or service.profile().name,
        "sd_checkpoint_hash": "",
        "sd_vae": "Automatic",
        "CLIP_stop_at_last_layers": 1,
    }


def samplers(service: Service) -> list[dict[str, Any]]:
    """Return the samplers of the profile's backend."""
    return [{"name": one.name, "aliases": list(one.aliases), "options": {}} for one in names(service, "samplers")]


def schedulers(service: Service) -> list[dict[str, Any]]:
    """Return the schedulers of the profile's backend."""
    return [
        {
            "name": one.name, "label": one.name, "aliases": list(one.aliases), "default_rho": -1,
            "need_inner_model": False,
        }
        for one in names(service, "schedulers")
    ]  # fmt: skip


def upscalers() -> list[dict[str, Any]]:
    """Return the one upscaler that every client expects first: none."""
    return [{"name": "None", "model_name": None, "model_path": None, "model_url": None, "scale": 4}]
