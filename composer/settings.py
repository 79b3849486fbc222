"""What is asked of a backend beside the prompt: the wishes of a request, within the maxima of profile and model."""

import math
import re

from composer.models import Model
from composer.pictures import GenerationSettings
from composer.profiles import Profile
from composer.types import Change, ImageRequest


def settings_for(
    request: ImageRequest, profile: Profile, model: Model
) -> tuple[GenerationSettings, tuple[Change, ...]]:
    """Return the settings of a request and what had to be lowered or snapped, and why.

    The profile's model always stands: a message may not choose who is paid.
    """
    ratio, snapped = _aspect_ratio(request, profile, model)
    n, lowered = _number(request, profile)
    settings = GenerationSettings(
        model=model.name,
        aspect_ratio=ratio,
        resolution=request.image_size,
        size=request.size,
        quality=request.quality,
        n=n,
        seed=request.seed,
        steps=request.steps,
        cfg_scale=request.cfg_scale,
    )
    return settings, (*snapped, *lowered)


def _aspect_ratio(request: ImageRequest, profile: Profile, model: Model) -> tuple[str, tuple[Change, ...]]:
    """Return the ratio of the model nearest to the one asked for, by the ratio of the ratios."""
    if model.free_sizes and _of_size(request.size):
        return _of_size(request.size), ()
    wish = request.aspect_ratio or _of_size(request.size) or profile.aspect_ratio
    ratio = min(model.aspect_ratios, key=lambda one: abs(math.log(_value(one) / _value(wish))))
    if math.isclose(_value(ratio), _value(wish), rel_tol=0.02):
        return ratio, ()
    return ratio, (Change("snapped", "aspect_ratio", f"{wish} became {ratio}, the nearest that {model.name} draws"),)


def _of_size(size: str | None) -> str:
    match = re.fullmatch(r"(\d+)x(\d+)", size or "")
    return f"{match[1]}:{match[2]}" if match else ""


def _value(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return max(1e-6, float(width)) / max(1e-6, float(height))


def _number(request: ImageRequest, profile: Profile) -> tuple[int, tuple[Change, ...]]:
    n, limit = request.n or 1, profile.max_pictures_per_request
    if n <= limit:
        return n, ()
    return limit, (Change("lowered", "n", f"{n} became {limit}, the profile's max_pictures_per_request"),)
