"""The answers of txt2img and img2img: pictures in base64, what was really drawn with, and errors in A1111's shape."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from starlette.responses import JSONResponse, Response

from composer.pictures import GenerationSettings
from composer.server.errors import ErrorAnswer
from composer.server.service import Service
from composer_plugins.serving_prompts.drawings import Drawn
from composer_plugins.serving_prompts.pictures import Finished


def picture_answer(service: Service, drawn: Drawn, pictures: Sequence[Finished]) -> dict[str, Any]:
    """Return the answer to a call for pictures: nothing of its body stands in it but what was drawn with."""
    used = _used(service, drawn)
    first = pictures[0]
    seeds = [_seed(one.seed, drawn) for one in drawn.job.pictures]
    facts = {
        "prompt": drawn.job.prompt,
        "negative_prompt": drawn.job.negative_prompt,
        "seed": seeds[0],
        "width": first.width,
        "height": first.height,
        "sampler_name": used.sampler or "",
        "scheduler": used.scheduler or "",
        "steps": used.steps or 0,
        "cfg_scale": used.cfg_scale or 0,
        "batch_size": len(pictures),
    }
    return {
        "images": [one.base64 for one in pictures],
        "parameters": {**facts, "n_iter": 1},
        "info": json.dumps({**facts, **_more(drawn, seeds, pictures, facts)}, ensure_ascii=False),
    }


def _more(drawn: Drawn, seeds: list[int], pictures: Sequence[Finished], facts: Mapping[str, Any]) -> dict[str, Any]:
    job = drawn.job
    return {
        "all_prompts": [job.prompt] * len(pictures),
        "all_negative_prompts": [job.negative_prompt] * len(pictures),
        "all_seeds": seeds,
        "subseed": -1,
        "subseed_strength": 0,
        "sd_model_name": job.model,
        "sd_model_hash": "",
        "index_of_first_image": 0,
        "infotexts": [_infotext(facts, seed, job.model) for seed in seeds],
        "styles": [],
        "job_timestamp": re.sub(r"\D", "", job.created)[:14],
        "clip_skip": 1,
        "version": f"rp-composer {version('rp-composer')}",
        "extra_generation_params": {},
        "rp_composer": {
            "job": job.id,
            "backend": job.backend,
            "changes": [asdict(one) for one in (*drawn.wish.changes, *job.changes)],
        },
    }


def _used(service: Service, drawn: Drawn) -> GenerationSettings:
    """Return the settings of the target that drew."""
    composer = service.composers.get(drawn.submission.profile)
    targets = composer.targets
    drew = (one for one in targets if (one.profile.backend, one.model.name) == (drawn.job.backend, drawn.job.model))
    return composer.settings(drawn.submission.scene, next(drew, targets[0]))[0]


def _seed(known: int | None, drawn: Drawn) -> int:
    """Return the seed of a picture, -1 where nobody knows."""
    told = (known, drawn.job.seed)
    return next((seed for seed in told if seed is not None), -1)


def _infotext(facts: Mapping[str, Any], seed: int, model: str) -> str:
    """Return what A1111 writes below a picture, in its form."""
    lines = [facts["prompt"], *([f"Negative prompt: {facts['negative_prompt']}"] if facts["negative_prompt"] else [])]
    told = {
        "Steps": facts["steps"], "Sampler": facts["sampler_name"], "Schedule type": facts["scheduler"],
        "CFG scale": facts["cfg_scale"], "Seed": seed, "Size": f"{facts['width']}x{facts['height']}", "Model": model,
    }  # fmt: skip
    return "\n".join((*lines, ", ".join(f"{name}: {value}" for name, value in told.items() if value not in ("", 0))))


def tell(answer: ErrorAnswer) -> Response:
    """Say an error as A1111 does: a list of fields for a wrong body, else the four keys of its own handler."""
    if answer.status == 422 and isinstance(answer.details, list):
        problems = [
            {"loc": ["body", *one["field"].split(".")], "msg": one["message"], "type": "value_error"}
            for one in answer.details
        ]
        return JSONResponse({"detail": problems}, 422, dict(answer.headers))
    body = {"error": answer.code, "detail": answer.message, "body": "", "errors": answer.message}
    return JSONResponse(body, answer.status, dict(answer.headers))


def tell_nothing(answer: ErrorAnswer) -> Response:
    """Say an error of an address that nobody has, as the framework below A1111 does."""
    detail = "Not Found" if answer.status == 404 else answer.message
    return JSONResponse({"detail": detail}, answer.status, dict(answer.headers))
