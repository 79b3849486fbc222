"""Enlarging a picture with one of the server's upscalers."""

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from composer.answers import json_of, text_at
from composer.decoding import bytes_of, picture_of
from composer.errors import EmptyAnswerError, InvalidRequestError
from composer.types import Change
from composer_plugins.stable_diffusion.adapters import adapter_table, first_of
from composer_plugins.stable_diffusion.problems import problem_of
from composer_plugins.stable_diffusion.server import entries_of, name_in

if TYPE_CHECKING:
    from composer.contracts import Dialogue, Exchange
    from composer.pictures import GenerationJob
    from composer_plugins.stable_diffusion.server import Server

#: How many times as wide and high, where the request does not say.
_SCALE = 2.0
#: Fields of `options` that are for enlarging and not for drawing.
FIELDS = frozenset({
    "upscaler_1", "upscaler_2", "extras_upscaler_2_visibility", "gfpgan_visibility", "codeformer_visibility",
    "codeformer_weight", "upscale_first", "upscaling_resize_w", "upscaling_resize_h", "upscaling_crop",
})  # fmt: skip


def enlarged(job: "GenerationJob", server: "Server") -> "Exchange":
    """Have the source of a job enlarged.

    Raises:
        InvalidRequestError: there is no source. BackendError: what the server answers.
    """
    if job.source is None:
        raise InvalidRequestError("source_image", None, "an upscale needs a picture to enlarge: name it in the request")
    body: dict[str, Any] = {
        "image": base64.b64encode(job.source.data).decode(),
        "resize_mode": 0,
        "upscaling_resize": job.scene.request.scale or _SCALE,
        "show_extras_results": True,
    }
    body |= {name: value for name, value in job.settings.options.items() if name in FIELDS}
    if "upscaler_1" not in body:
        body["upscaler_1"] = yield from _best_upscaler(server)
    response = yield from server.post("/sdapi/v1/extra-single-image", body)
    if not response.is_success:
        raise problem_of(response)
    image = text_at(json_of(response), "image")
    if not image:
        raise EmptyAnswerError("the web UI enlarged the picture and sent none")
    return (picture_of(bytes_of(image)),)


def _best_upscaler(server: "Server") -> "Dialogue[str]":
    upscalers = entries_of((yield from server.look_up("/sdapi/v1/upscalers")))
    best = first_of(adapter_table().upscalers, _names(upscalers))
    if not best:
        yield Change("replaced", "upscaler", "the server has no known upscaler; name one as `upscaler_1` in `options`")
    return best or "None"


def _names(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [name_in(entry, "name") for entry in entries]
