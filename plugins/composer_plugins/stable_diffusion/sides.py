"""Width and height of a picture: multiples of 64, as diffusion models in latent space want them."""

import math

from composer.models import Limits
from composer.models.sizes import Size, nearest_legal, of_long_edge, ratio_value, read_size, write_size
from composer.pictures import GenerationJob
from composer.types import Change

#: Eight pixels per latent pixel, and U-Nets that halve three times.
STEP = 64
#: The longer side of a picture by a model of which nothing is known, in pixels.
_LONG_EDGE = 1024


def sides_of(job: GenerationJob) -> tuple[Size, tuple[Change, ...]]:
    """Return width and height in pixels for a job, and a notice where a size that was named could not be kept.

    An edit keeps the size of its source unless the request names a size or a ratio.
    """
    limits = job.model.limits if job.model else Limits()
    request, named = job.scene.request, read_size(job.settings.size)
    if job.operation == "edit" and job.source and not (request.size or request.aspect_ratio):
        return nearest_sides((job.source.width, job.source.height), limits), ()
    if named is None:
        long_edge = job.model.long_edge if job.model else _LONG_EDGE
        return nearest_sides(of_long_edge(ratio_value(job.settings.aspect_ratio), long_edge), limits), ()
    sides = nearest_sides(named, limits)
    if sides == named:
        return sides, ()
    why = f"{write_size(named)} became {write_size(sides)}: sides are multiples of {STEP} within the model's limits"
    return sides, (Change("snapped", "size", why),)


def nearest_sides(wish: Size, limits: Limits) -> Size:
    """Return the sides nearest to a wish in multiples of 64 within `limits`, the ratio kept as well as possible.

    Limits that no such sides meet do not count.
    """
    sides = nearest_legal(wish, limits.model_copy(update={"multiple_of": math.lcm(STEP, limits.multiple_of)}))
    return sides or (_multiple(wish[0]), _multiple(wish[1]))


def _multiple(side: int) -> int:
    return max(STEP, round(side / STEP) * STEP)
