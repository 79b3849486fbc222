"""The model catalogue: what each image model takes and costs, as data and never as code."""

from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.types import Change, Operation

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Limits(_Facts):
    """The free sizes a model draws: sides in pixels and their multiple, area in pixels, longer side to shorter."""

    minimum_side: int = Field(default=64, ge=1)
    maximum_side: int = Field(default=8192, ge=64)
    multiple_of: int = Field(default=1, ge=1)
    minimum_pixels: int = Field(default=1, ge=1)
    maximum_pixels: int = Field(default=8192 * 8192, ge=1)
    maximum_ratio: float = Field(default=100.0, ge=1, strict=False)


class Price(_Facts):
    """What one picture costs in US dollars, for pictures of this quality, size and resolution ("" for any)."""

    usd: float = Field(ge=0, strict=False)
    quality: str = ""
    size: str = ""
    resolution: str = ""


class Sampling(_Facts):
    """What a local model is sampled with when nobody says otherwise."""

    steps: int = Field(default=28, ge=1, le=150)
    cfg_scale: float = Field(default=6.0, ge=0, le=30, strict=False)
    sampler: str = ""
    scheduler: str = ""
    clip_skip: int | None = Field(default=None, ge=1, le=12)
    steps_range: Annotated[tuple[int, int], Field(strict=False)] = (1, 150)
    cfg_scale_range: Annotated[tuple[float, float], Field(strict=False)] = (0.0, 30.0)


class Model(_Facts):
    """Facts on one model, or on all whose id fits a pattern.

    Attributes:
        name: the id the backend knows it by; patterns: further ids it stands for, ``*`` for any characters.
        backend: who draws with it; default: it is the one a profile gets that names only the backend.
        label: how people call it; retires: the day it is switched off where known (ISO 8601).
        dialect: who writes its prompts; avoidance: a real ``negative_field``, a ``sentence`` in the prompt, or
            ``positive_only``. prompt_limit: in prompt_unit, 0 for none known.
        operations: what it can do.
        shape: how the form of the picture is asked for: an aspect ``ratio``, one of the listed ``sizes``, or free
            ``pixels`` within `limits`.
        aspect_ratios: the ones it draws; sizes: the ones it takes, as ``"1024x1536"``; free_sizes: any width and height
            that a request names; resolutions: its tiers ("1K", "2K"), best known first; long_edge: the longer side of a
            picture in pixels when no size or tier is asked for; size_snaps: old sizes and what became of them.
        qualities: the ones it takes, () for no such parameter; quality_snaps: old names and what became of them.
        references: how many reference pictures it takes; reference_edge: their longest side in pixels;
            reference_types: media types it reads; masks: it takes a mask for edits.
        seed: it takes one; most_pictures: the most it draws in one call.
        prices: the first that fits; reference_usd: per reference picture. () means: not known.
        sampling: for local models. languages: it understands, as ISO 639 codes; () for any.
    """

    name: Text
    patterns: Texts = ()
    backend: Text
    default: bool = False
    label: str = ""
    retires: str = ""
    dialect: str = "blocks"
    avoidance: Literal["negative_field", "sentence", "positive_only"] = "sentence"
    prompt_limit: int = Field(default=0, ge=0)
    prompt_unit: Literal["characters", "tokens", "words"] = "characters"
    operations: Annotated[tuple[Operation, ...], Field(strict=False)] = ("generate",)
    shape: Literal["ratio", "sizes", "pixels"] = "ratio"
    aspect_ratios: Texts = ("1:1",)
    sizes: Texts = ()
    free_sizes: bool = False
    limits: Limits = Limits()
    resolutions: Texts = ()
    long_edge: int = Field(default=1024, ge=64, le=8192)
    size_snaps: dict[str, str] = {}
    qualities: Texts = ()
    quality_snaps: dict[str, str] = {}
    references: int = Field(default=0, ge=0, le=64)
    reference_edge: int = Field(default=1024, ge=64, le=8192)
    reference_types: Texts = ("image/png", "image/jpeg", "image/webp")
    masks: bool = False
    seed: bool = False
    most_pictures: int = Field(default=1, ge=1, le=16)
    prices: Annotated[tuple[Price, ...], Field(strict=False)] = ()
    reference_usd: float = Field(default=0.0, ge=0, strict=False)
    sampling: Sampling | None = None
    languages: Texts = ()


class ModelCatalogue(BaseModel):
    """The models of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: tuple[Model, ...]


@cache
def builtin_models() -> dict[str, Model]:
    """Return the built-in models by name."""
    models: dict[str, Model] = {}
    for source in sorted((resources.files("composer") / "data" / "models").iterdir(), key=lambda entry: entry.name):
        for model in check_builtin(ModelCatalogue, source).models:
            models[model.name] = model
    return models


def find_model(name: str, backend: str) -> tuple[Model, tuple[Change, ...]]:
    """Return what is known of a backend's model, and a notice where that is little.

    The exact id counts first, then a pattern, then the backend's default ("" asks for it), whose limits an unknown id
    gets; a backend without any models in the catalogue gets a model that promises nothing.
    """
    own = [model for model in builtin_models().values() if model.backend == backend]
    exact = next((model for model in own if model.name == name), None)
    alike = next((model for model in own if any(fnmatchcase(name, pattern) for pattern in model.patterns)), None)
    default = next((model for model in own if model.default), None)
    if not name:
        return default or Model(name="default", backend=backend), ()
    if exact or alike:
        return exact or (alike or Model(name=name, backend=backend)).model_copy(update={"name": name}), ()
    notice = Change("replaced", "model", f"the catalogue does not know {name!r} of {backend}; it gets safe limits")
    return (default or Model(name=name, backend=backend)).model_copy(update={"name": name}), (notice,)
