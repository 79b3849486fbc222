"""Drawing a picture: what the server has is looked up, then one request asks for all pictures of the job."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from composer.errors import InvalidRequestError, UnsupportedError
from composer.models.sampler_names import Named
from composer.settings import LOADED
from composer.types import Change
from composer_plugins.stable_diffusion.checkpoints import checkpoint_of
from composer_plugins.stable_diffusion.enlarging import FIELDS as ENLARGING_FIELDS
from composer_plugins.stable_diffusion.masks import white_where_transparent
from composer_plugins.stable_diffusion.names import Sampling, sampling_of
from composer_plugins.stable_diffusion.receiving import pictures_in
from composer_plugins.stable_diffusion.referring import with_references
from composer_plugins.stable_diffusion.running import task_of
from composer_plugins.stable_diffusion.server import entries_of, name_in, texts_of
from composer_plugins.stable_diffusion.sides import sides_of

if TYPE_CHECKING:
    from composer.contracts import Dialogue, Exchange
    from composer.models.sizes import Size
    from composer.pictures import GenerationJob, GenerationSettings
    from composer_plugins.stable_diffusion.server import Server

Body = dict[str, Any]


def drawn(job: "GenerationJob", server: "Server") -> "Exchange":
    """Have the pictures of a job drawn.

    Raises:
        InvalidRequestError: an edit without a source, or with a mask that is none.
        BackendError: what the server answers, or lacks.
    """
    size, changes = sides_of(job)
    sampling = yield from _sampling(job, server)
    checkpoint = yield from _checkpoint(job.settings.model, server)
    yield from (*changes, *sampling.changes)
    body = merged(body_of(job, size, sampling, checkpoint), _options(job.settings))
    body = yield from with_references(body, job, checkpoint, size, server)
    response = yield from server.post(f"/sdapi/v1/{'img2img' if job.operation == 'edit' else 'txt2img'}", body)
    return (yield from pictures_in(response, _number(body, "batch_size") * _number(body, "n_iter")))


def body_of(job: "GenerationJob", size: "Size", sampling: Sampling, checkpoint: str) -> Body:
    """Return the body that asks for the pictures of a job; what is None or "" is left to the server."""
    settings = job.settings
    wishes = {
        "steps": settings.steps,
        "cfg_scale": settings.cfg_scale,
        "sampler_name": sampling.sampler,
        "scheduler": sampling.scheduler,
        "override_settings": _overrides(settings, checkpoint),
    }
    return {
        "prompt": job.prompt.prompt,
        "negative_prompt": job.prompt.negative_prompt,
        "seed": -1 if settings.seed is None else settings.seed,
        "width": size[0],
        "height": size[1],
        # One after another: a batch takes memory for all of its pictures at once.
        "batch_size": 1,
        "n_iter": settings.n,
        "send_images": True,
        "save_images": False,
        "force_task_id": task_of(job),
        **{name: wish for name, wish in wishes.items() if wish not in (None, "", {})},
        **(_edit(job) if job.operation == "edit" else {}),
    }


def _overrides(settings: "GenerationSettings", checkpoint: str) -> Body:
    wishes = {"sd_model_checkpoint": checkpoint, "CLIP_stop_at_last_layers": settings.clip_skip}
    return {name: wish for name, wish in wishes.items() if wish}


def _edit(job: "GenerationJob") -> Body:
    if job.source is None:
        raise InvalidRequestError("source_image", None, "an edit needs a picture to start from: name it in the request")
    strength = job.settings.denoising_strength
    return {
        "init_images": [base64.b64encode(job.source.data).decode()],
        "resize_mode": 1,  # crop what a multiple of 64 leaves over; 0 would stretch
        **({} if strength is None else {"denoising_strength": strength}),
        **(_mask(white_where_transparent(job.mask)) if job.mask else {}),
    }


def _mask(white: bytes) -> Body:
    """Return the fields of a mask as the web UI itself sets them: start from what is there, look at the whole."""
    return {
        "mask": base64.b64encode(white).decode(),
        "mask_blur": 4,
        "inpainting_fill": 1,
        "inpaint_full_res": False,
        "inpainting_mask_invert": 0,
    }


def _sampling(job: "GenerationJob", server: "Server") -> "Dialogue[Sampling]":
    """Return the names to send; the catalogue's own advice is let go where the server does not have it."""
    wish = (job.settings.sampler or "", job.settings.scheduler or "")
    if wish == ("", ""):
        return Sampling()
    samplers = yield from server.look_up("/sdapi/v1/samplers")
    schedulers = yield from server.look_up("/sdapi/v1/schedulers")
    try:
        return sampling_of(*wish, _named(samplers, "name"), _named(schedulers, "label"))
    except UnsupportedError as error:
        advice = job.model.sampling if job.model else None
        if advice is None or wish != (advice.sampler, advice.scheduler):
            raise
        return Sampling(changes=(Change("dropped", "sampler", f"the web UI's own is used: {error}"),))


def _named(data: Any, field: str) -> list[Named] | None:
    """Return the samplers or schedulers that a server lists under a name; None when it lists none."""
    return [
        Named(name=name, aliases=(name_in(entry, "name"), *texts_of(entry, "aliases")))
        for entry in entries_of(data)
        if (name := name_in(entry, field))
    ] or None


def _checkpoint(model: str, server: "Server") -> "Dialogue[str]":
    """Return the title of the checkpoint to draw with, "" for the one that is loaded."""
    if model in ("", LOADED):
        return ""
    return checkpoint_of(model, entries_of((yield from server.look_up("/sdapi/v1/sd-models"))))


def _options(settings: "GenerationSettings") -> Body:
    return {name: value for name, value in settings.options.items() if name not in ENLARGING_FIELDS}


def merged(body: Mapping[str, Any], options: Mapping[str, Any]) -> Body:
    """Return the body with the user's own fields, which win; objects are merged field by field."""
    both = {
        name: merged(body[name], options[name])
        for name in body.keys() & options.keys()
        if isinstance(body[name], Mapping) and isinstance(options[name], Mapping)
    }
    return {**body, **options, **both}


def _number(body: Body, field: str) -> int:
    value = body.get(field)
    return value if isinstance(value, int) and 1 <= value <= 64 else 1
