"""What is asked of a backend, and what comes back."""

from dataclasses import dataclass

from composer.types import Change, Operation, RenderedPrompt, Scene


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """What to ask of the backend beside the prompt, already within the profile's maxima."""

    model: str
    aspect_ratio: str = "1:1"
    image_size: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int = 1
    seed: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None


@dataclass(frozen=True, slots=True)
class GenerationJob:
    """One call for pictures: the prompt in words, the scene in facts, the settings."""

    prompt: RenderedPrompt
    scene: Scene
    settings: GenerationSettings
    operation: Operation = "generate"


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: encoded bytes, ``image/png`` or another media type, size in pixels, seed where known."""

    data: bytes
    media_type: str
    width: int
    height: int
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class GenerationResult:
    """What a backend delivered, and which one it was."""

    pictures: tuple[Picture, ...]
    backend: str
    model: str
    changes: tuple[Change, ...] = ()
