"""Image requests: what a message asks for, in whatever form it was written, and what became of it."""

from dataclasses import dataclass
from typing import Literal

Operation = Literal["generate", "edit", "upscale", "video"]
Status = Literal["pending", "done", "failed", "incomplete", "error"]


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What a message asks for, whatever form it was written in; None means "not said".

    Attributes:
        prompt: the request's own words; "" only for an upscale.
        style, negative_prompt, style_preset, preset, quality, model: as written in the request.
        aspect_ratio: ``"3:4"``; image_size: ``"1K" | "2K" | "4K"``; size: ``"832x1216"`` or ``"auto"``.
        n: pictures asked for; seed, steps: integers; cfg_scale: guidance scale.
        people: names for the picture when the request lists them, () for "nobody", None when it does not say.
        source_image, scale, enhance, enhance_prompt, replication: for the operations edit and upscale.
    """

    prompt: str
    operation: Operation = "generate"
    style: str | None = None
    negative_prompt: str | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int | None = None
    seed: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    style_preset: str | None = None
    preset: str | None = None
    model: str | None = None
    people: tuple[str, ...] | None = None
    source_image: str | None = None
    scale: float | None = None
    enhance: bool | None = None
    enhance_prompt: str | None = None
    replication: float | None = None


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """Why a request cannot be drawn: the field, the value as written and one sentence with the fix."""

    code: str
    field: str
    value: object
    message: str


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """An image request in a message.

    Attributes:
        grammar: the name of the grammar that reads and writes this form.
        start, end: its span in the message; source: exactly ``message[start:end]``.
        request: the parsed request, also for one that has an error when its prompt could be read.
        own: the user has written it beside the chat (the command line, an edited prompt).
        pictures: the `src` of those that are done; job_id: the value of ``data-rp-composer``, "" without one.
    """

    grammar: str
    operation: Operation
    status: Status
    start: int
    end: int
    source: str
    request: ImageRequest | None = None
    error: RequestProblem | None = None
    pictures: tuple[str, ...] = ()
    job_id: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Illustrated:
    """The happy outcome of a request: where its pictures lie (`src` values, the first goes inline) and its job id."""

    pictures: tuple[str, ...]
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The unhappy outcome of a request: the reason in plain words and its job id."""

    reason: str
    job_id: str = ""


Outcome = Illustrated | Failed
