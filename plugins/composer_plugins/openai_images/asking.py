"""What a job is in the words of the OpenAI images API, or of a chat: the requests, field by field.

Which fields a model takes is read from the catalogue; whatever else a service wants comes from the profile's `options`.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from composer.errors import UnsupportedError
from composer.models import listed_sizes
from composer.models.sizes import area, nearest_legal, nearest_listed, of_area, read_size, write_size
from composer.pictures import GenerationJob, ReferencePicture
from composer.types import CONSISTENCIES, Change
from composer_plugins.openai_images.addresses import CHAT, EDITS, GENERATIONS, Address

#: Fields that decide what is said and paid: `options` may leave them out, but not set them.
_OURS = ("prompt", "messages", "image", "images", "mask", "model", "n")
#: Answers that are no pictures to us, and would be paid all the same.
_UNREADABLE = (("stream", True), ("output_format", "svg"))
#: Fields that only one of the routes knows; the other answers them with "unknown parameter".
_ONLY_GENERATIONS = frozenset({"moderation", "style"})
_ONLY_EDITS = frozenset({"input_fidelity"})


def request_for(job: GenerationJob, address: Address) -> httpx.Request:
    """Return the request that asks for a job's pictures.

    Raises:
        UnsupportedError: the model, or this wire format, cannot do it; the message names the field.
    """
    _check(job, address)
    pictures = _pictures(job)
    if address.chat:
        return _chat(job, address, pictures)
    return _edit(job, address, pictures) if pictures else _generation(job, address)


def options_left_out(job: GenerationJob, address: Address) -> tuple[Change, ...]:
    """Return which of the profile's options are not sent, since the route that is asked does not know them."""
    if address.chat:
        return ()
    route, unknown = (EDITS, _ONLY_GENERATIONS) if _pictures(job) else (GENERATIONS, _ONLY_EDITS)
    left_out = [name for name, value in job.settings.options.items() if name in unknown and value is not None]
    return tuple(Change("dropped", f"options.{name}", f"{route} does not take it") for name in left_out)


def _pictures(job: GenerationJob) -> tuple[ReferencePicture, ...]:
    """Return the pictures that travel with a job; the one that is edited comes first."""
    return ((job.source,) if job.source else ()) + job.references


def _check(job: GenerationJob, address: Address) -> None:
    if job.operation == "edit" and not _pictures(job):
        raise UnsupportedError("an edit needs a picture to start from")
    if job.mask and (address.chat or (job.model and not job.model.masks)):
        raise UnsupportedError(f"{job.settings.model} takes no mask; ask for the change in words")
    for name, value in job.settings.options.items():
        if name in _OURS and value is not None:
            raise UnsupportedError(f"`options` of the profile may not set {name!r}; it has a setting of its own")
        if (name, value) in _UNREADABLE:
            raise UnsupportedError(
                f"`options` of the profile ask for {name}: {value}, which cannot be read as a picture"
            )


def _generation(job: GenerationJob, address: Address) -> httpx.Request:
    fields = _with_options(_fields(job), job, _ONLY_EDITS)
    return httpx.Request("POST", address.route(GENERATIONS), json=fields)


def _edit(job: GenerationJob, address: Address, pictures: tuple[ReferencePicture, ...]) -> httpx.Request:
    """Return the multipart form; one picture goes in ``image``, several in ``image[]``, as OpenAI's own client does."""
    fields = _with_options({**_fields(job), **_likeness(job)}, job, _ONLY_GENERATIONS)
    name = "image" if len(pictures) == 1 else "image[]"
    files = [(name, _file(f"image-{number}", picture)) for number, picture in enumerate(pictures, 1)]
    if job.mask:
        files.append(("mask", _file("mask", job.mask)))
    form: dict[str, list[str]] = {}
    for field, value in fields.items():
        for part, text in _parts(field, value):
            form.setdefault(part, []).append(text)
    return httpx.Request("POST", address.route(EDITS), data=form, files=files)


def _fields(job: GenerationJob) -> dict[str, Any]:
    """Return the fields that generations and edits share, those alone that the model takes."""
    settings, model = job.settings, job.model
    fields: dict[str, Any] = {
        "model": settings.model or None,
        "prompt": job.prompt.prompt,
        "n": settings.n,
        "size": _size(job),
    }
    if model and settings.quality in model.qualities:
        fields["quality"] = settings.quality
    if model and model.seed:
        fields["seed"] = settings.seed
    if model and model.avoidance == "negative_field":
        fields["negative_prompt"] = job.prompt.negative_prompt or None
    return fields


def _likeness(job: GenerationJob) -> Mapping[str, str]:
    """Return the fields that say how closely the pictures are to be followed; the closest wish of them counts."""
    wishes = {picture.reference.consistency for picture in job.references}
    closest = next((one for one in CONSISTENCIES if one in wishes), None)
    likeness = job.model.likeness.get(closest) if job.model and closest else None
    return likeness.fields if likeness else {}


def form_kept(job: GenerationJob, address: Address) -> tuple[Change, ...]:
    """Return what became of the size of an edit that is drawn in the form of its source."""
    size = _size(job)
    if address.chat or size == job.settings.size:
        return ()
    return (Change("replaced", "size", f"{job.settings.size} became {size}: an edit keeps the form of its source"),)


def _size(job: GenerationJob) -> str | None:
    """Return the size to ask for: of an edit that names no form, that of its source, about as large as otherwise."""
    size, wish, model = read_size(job.settings.size), job.scene.request, job.model
    if job.operation != "edit" or not (size and job.source and model) or wish.size or wish.aspect_ratio:
        return job.settings.size
    ratio = job.source.width / job.source.height
    if model.shape == "sizes":
        return write_size(nearest_listed(ratio, area(size), listed_sizes(model)))
    return write_size(nearest_legal(of_area(ratio, area(size)), model.limits) or size)


def _with_options(
    fields: Mapping[str, Any], job: GenerationJob, unknown: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the fields with the profile's options over them; an option that is None leaves its field out."""
    options = {name: value for name, value in job.settings.options.items() if name not in unknown}
    return {name: value for name, value in {**fields, **options}.items() if value is not None}


def _file(stem: str, picture: ReferencePicture) -> tuple[str, bytes, str]:
    return f"{stem}.{picture.media_type.removeprefix('image/')}", picture.data, picture.media_type


def _parts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield a field as parts of a form: ``name[key]`` for what an object holds, ``name[]`` for what a list holds."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _parts(f"{name}[{key}]", inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(f"{name}[]", inner)
    elif isinstance(value, bool):
        yield name, str(value).lower()
    elif value is not None:
        yield name, str(value)


def _chat(job: GenerationJob, address: Address, pictures: tuple[ReferencePicture, ...]) -> httpx.Request:
    """Return the request for a picture in a chat, as OpenRouter and many proxies take it; it asks for one picture."""
    fields: dict[str, Any] = {
        "model": job.settings.model or None,
        "messages": [{"role": "user", "content": _content(job.prompt.prompt, pictures)}],
        "modalities": ["image", "text"],
        "image_config": _image_config(job),
    }
    return httpx.Request("POST", address.route(CHAT), json=_with_options(fields, job))


def _content(prompt: str, pictures: tuple[ReferencePicture, ...]) -> str | list[dict[str, Any]]:
    if not pictures:  # plain text is what every server reads
        return prompt
    shown = [{"type": "image_url", "image_url": {"url": _data_url(picture)}} for picture in pictures]
    return [{"type": "text", "text": prompt}, *shown]


def _data_url(picture: ReferencePicture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _image_config(job: GenerationJob) -> dict[str, str] | None:
    """Return the form of the picture for a model of which the catalogue knows that it draws several ratios."""
    if job.model is None or job.model.shape != "ratio" or len(job.model.aspect_ratios) < 2:
        return None
    config = {"aspect_ratio": job.settings.aspect_ratio}
    if job.settings.resolution in job.model.resolutions:
        config["image_size"] = str(job.settings.resolution)
    return config
