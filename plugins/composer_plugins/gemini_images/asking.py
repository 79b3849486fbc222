"""What is sent to Google's ``generateContent``: addresses and bodies (ai.google.dev/api/generate-content)."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from composer.neutral import neutral_line
from composer.pictures import GenerationJob, ReferencePicture
from composer.references import numbered
from composer.types import Reference

#: The version of the API that has the image models.
VERSION = "v1beta"
_VERSION = re.compile(r"v\d+((alpha|beta)\d*)?")
_MODELS = re.compile(r"/models(/[^/]+)?$")
_LONGEST_LABEL = 80
#: A seed is an int32 on the wire.
_SEEDS = 2**31


def base_of(endpoint: str) -> str:
    """Return the base address with a version of the API in its path; ``/v1beta`` is added where there is none.

    So ``https://proxy.example/gemini`` will do, and ``https://proxy.example/v1`` stays what it is. The full address of
    a model, or of all, may be pasted; what it says beyond the base is cut off.
    """
    base = _MODELS.sub("", endpoint.rstrip("/"))
    path = base.partition("://")[2].split("/")[1:]
    return base if any(map(_VERSION.fullmatch, path)) else f"{base}/{VERSION}"


def address_of(endpoint: str, model: str) -> str:
    """Return where pictures of a model are asked for; its id is one segment of the path, whatever it says."""
    return f"{base_of(endpoint)}/models/{quote(model.removeprefix('models/'), safe='')}:generateContent"


def body_of(job: GenerationJob, number: int = 0) -> dict[str, Any]:
    """Return the body that asks for one picture of a job.

    The profile's `options` are laid over it, those in ``generationConfig`` one by one; the ``contents`` stay ours.

    Args:
        job: what is asked for.
        number: which of the job's pictures, from 0; it moves the seed, so that no two are the same.
    """
    configuration: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"]}
    if image := _image_configuration(job):
        configuration["imageConfig"] = image
    if (seed := seed_of(job, number)) is not None:
        configuration["seed"] = seed
    body = {
        "contents": [{"role": "user", "parts": [*_parts(job)]}],
        "generationConfig": configuration,
    }
    options = {key: value for key, value in job.settings.options.items() if key != "contents"}
    return _laid_over(body, options)


def seed_of(job: GenerationJob, number: int) -> int | None:
    """Return the seed of one of a job's pictures, None for a random one."""
    return None if job.settings.seed is None else (job.settings.seed + number) % _SEEDS


def _image_configuration(job: GenerationJob) -> dict[str, str]:
    configuration = {}
    # An edit keeps the form of its source unless another one is asked for.
    wish = job.scene.request
    if job.source is None or wish.aspect_ratio or wish.size:
        configuration["aspectRatio"] = job.settings.aspect_ratio
    if job.settings.resolution and job.model is not None and job.settings.resolution in job.model.resolutions:
        configuration["imageSize"] = job.settings.resolution
    return configuration


def _parts(job: GenerationJob) -> Iterator[dict[str, Any]]:
    """Yield the pictures, each after its label, and the prompt last."""
    numbers = {reference: number for number, reference in numbered(job.prompt.references)}
    if job.source is not None:
        number = next((number for reference, number in numbers.items() if reference.role == "source"), 0)
        yield {"text": f"Image {number}: the picture to edit" if number else "The picture to edit:"}
        yield _inline(job.source)
    for place, picture in enumerate(job.references, start=1):
        yield {"text": _label(numbers.get(picture.reference, place), picture.reference)}
        yield _inline(picture)
    yield {"text": job.prompt.prompt}


def _label(number: int, reference: Reference) -> str:
    uses = ((reference.person, reference.role), *reference.also)
    return f"Image {number}: {', '.join(_use(person, role) for person, role in uses)}"


def _use(person: str, role: str) -> str:
    name, what = neutral_line(person).text, neutral_line(role).text
    return f"{name[:_LONGEST_LABEL]} ({what[:_LONGEST_LABEL]})" if name else what[:_LONGEST_LABEL]


def _inline(picture: ReferencePicture) -> dict[str, Any]:
    return {"inlineData": {"mimeType": picture.media_type, "data": b64encode(picture.data).decode("ascii")}}


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return one object laid over another, objects within them likewise, anything else as it is above."""
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
