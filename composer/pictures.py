"""What is asked of a backend, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from composer.models import Model
from composer.types import Change, Operation, Reference, RenderedPrompt, Scene


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """What to ask of the backend beside the prompt, already what profile and model allow.

    Attributes:
        model: the id as the backend knows it.
        aspect_ratio: always set. size: ``"1024x1536"`` or ``"auto"`` for a model that is asked for sizes or pixels,
            else None; resolution: the tier ("2K") for a model that has tiers, else None. The model's `shape` says which
            of them the backend sends.
        quality: one of the model's, None for its default. n: pictures, seed: None for a random one.
        steps, cfg_scale, sampler, scheduler, clip_skip: for local models.
        denoising_strength: how far an edit may leave its source, 0 to 1.
        options: raw fields of the provider from the user's own profile, sent as they are.
    """

    model: str
    aspect_ratio: str = "1:1"
    resolution: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int = 1
    seed: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    sampler: str | None = None
    scheduler: str | None = None
    clip_skip: int | None = None
    denoising_strength: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ReferencePicture:
    """A reference picture, ready to be sent: encoded bytes without metadata, no larger than the model wants."""

    reference: Reference
    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class GenerationJob:
    """One call for pictures: the prompt in words, the scene in facts, the settings.

    Attributes:
        references: in the order in which the prompt numbers them.
        source: the picture that an edit starts from, or an upscale enlarges; mask: a PNG of its size whose transparent
            pixels are the ones to repaint.
        endpoint: the base address of the service, without a slash at its end; "" for a backend that needs none.
        model: what the catalogue knows of the model; None for a backend that needs no such facts.
    """

    prompt: RenderedPrompt
    scene: Scene
    settings: GenerationSettings
    operation: Operation = "generate"
    references: tuple[ReferencePicture, ...] = ()
    source: ReferencePicture | None = None
    mask: ReferencePicture | None = None
    endpoint: str = ""
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: encoded bytes, ``image/png`` or another media type, size in pixels, seed where known.

    `provider_data` is what the provider wants back unchanged should the picture be worked on (a thought signature).
    """

    data: bytes
    media_type: str
    width: int
    height: int
    seed: int | None = None
    provider_data: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One target of a route that was tried, and what came of it.

    Attributes:
        status: ``finished``, ``failed`` or ``unknown`` (sent, and no answer came); code: the error's stable name.
        calls: how often the provider was asked for the picture; seconds: how long all of it took.
        usd: what it cost by the catalogue's prices, None when they do not say.
    """

    backend: str
    model: str
    status: Literal["finished", "failed", "unknown"]
    code: str = ""
    reason: str = ""
    calls: int = 0
    seconds: float = 0.0
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class GenerationResult:
    """What a backend delivered, which one it was, and what it was sent.

    `attempts` tells every target that was tried, the one that delivered last.
    """

    pictures: tuple[Picture, ...]
    backend: str
    model: str
    changes: tuple[Change, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    prompt: RenderedPrompt | None = None
    settings: GenerationSettings | None = None
