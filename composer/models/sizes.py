"""Sizes in pixels: reading them, and finding the one nearest to a wish that a model can draw."""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.models.facts import Limits

#: Width and height in pixels.
Size = tuple[int, int]

#: How many pixels a tier stands for: that of a square picture.
TIERS = {"512": 512**2, "1K": 1024**2, "2K": 2048**2, "4K": 4096**2}

#: A picture of a tier may have half as many pixels again: services call 1024x1536 "1K".
TIER_ROOM = 1.5

_SIZE = re.compile(r"([1-9]\d{0,4})x([1-9]\d{0,4})")
# How far around the size that was wished a legal one is looked for first, in steps of the multiple.
_NEAR = 3


def read_size(text: str | None) -> Size | None:
    """Return the size that a text such as ``"832x1216"`` names; None for ``"auto"`` and anything else."""
    match = _SIZE.fullmatch(text or "")
    return (int(match[1]), int(match[2])) if match else None


def write_size(size: Size) -> str:
    """Return a size as text, ``"832x1216"``."""
    return f"{size[0]}x{size[1]}"


def ratio_value(text: str) -> float:
    """Return the width for a height of 1 of a ratio such as ``"3:4"``."""
    width, _, height = text.partition(":")
    return max(1e-6, float(width)) / max(1e-6, float(height))


def distance(one: float, other: float) -> float:
    """Return how many times one number is the other, as a logarithm: 0 for equal numbers."""
    return abs(math.log(one / other))


def nearest_ratio(wish: float, ratios: Iterable[str]) -> str:
    """Return the ratio nearest to width divided by height."""
    return min(ratios, key=lambda ratio: distance(ratio_value(ratio), wish))


def nearest_listed(ratio: float, pixels: float, sizes: Iterable[Size]) -> Size:
    """Return the size whose ratio is nearest, and among those of one ratio the one whose area is."""
    return min(sizes, key=lambda size: (round(distance(size[0] / size[1], ratio), 3), distance(area(size), pixels)))


def nearest_tier(pixels: float, tiers: Iterable[str]) -> str:
    """Return the tier whose number of pixels is nearest; one that is not known by name counts as 1K."""
    return min(tiers, key=lambda tier: distance(TIERS.get(tier, TIERS["1K"]), pixels))


def area(size: Size) -> int:
    """Return the number of pixels of a size."""
    return size[0] * size[1]


def of_area(ratio: float, pixels: float) -> tuple[float, float]:
    """Return width and height with this ratio and about so many pixels."""
    return math.sqrt(pixels * ratio), math.sqrt(pixels / ratio)


def of_long_edge(ratio: float, edge: int) -> Size:
    """Return width and height with this ratio whose longer side is `edge`."""
    return (edge, max(1, round(edge / ratio))) if ratio >= 1 else (max(1, round(edge * ratio)), edge)


def is_legal(size: Size, limits: "Limits") -> bool:
    """Return whether a size keeps to all limits."""
    short, long = sorted(size)
    return (
        limits.minimum_side <= short
        and limits.minimum_long_side <= long <= limits.maximum_side
        and limits.minimum_pixels <= short * long <= limits.maximum_pixels
        and long <= short * limits.maximum_ratio
        and size[0] % limits.multiple_of == size[1] % limits.multiple_of == 0
    )


def nearest_legal(wish: tuple[float, float], limits: "Limits") -> Size | None:
    """Return the legal size nearest to a wish: its ratio is kept better than its area; None when nothing is legal."""
    exact = (round(wish[0]), round(wish[1]))
    if is_legal(exact, limits):
        return exact
    wish = _scaled(*wish, limits)
    for sides in (_near(wish, limits), _all(wish, limits)):
        legal = [size for size in sides if is_legal(size, limits)]
        if legal:
            return min(legal, key=lambda size: _strain(size, wish))
    return None


def _scaled(width: float, height: float, limits: "Limits") -> tuple[float, float]:
    """Return the wish with a ratio and a scale that the limits allow, apart from the multiple."""
    ratio = min(max(width / height, 1 / limits.maximum_ratio), limits.maximum_ratio)
    width, height = of_area(ratio, width * height)
    short, long, pixels = min(width, height), max(width, height), width * height
    least = max(limits.minimum_side / short, limits.minimum_long_side / long, math.sqrt(limits.minimum_pixels / pixels))
    most = min(limits.maximum_side / long, math.sqrt(limits.maximum_pixels / pixels))
    scale = min(max(1.0, least), most)
    return width * scale, height * scale


def _near(wish: tuple[float, float], limits: "Limits") -> Iterator[Size]:
    step = limits.multiple_of
    around = [[(round(side / step) + far) * step for far in range(-_NEAR, _NEAR + 1)] for side in wish]
    yield from product(*around)


def _all(wish: tuple[float, float], limits: "Limits") -> Iterator[Size]:
    """Yield for every width the heights that are nearest to the ratio and to each limit."""
    step, ratio = limits.multiple_of, wish[0] / wish[1]
    for width in range(step, limits.maximum_side + 1, step):
        heights = (
            width / ratio, limits.minimum_side, limits.maximum_side, limits.minimum_long_side,
            limits.minimum_pixels / width, limits.maximum_pixels / width,
            width / limits.maximum_ratio, width * limits.maximum_ratio,
        )  # fmt: skip
        for height in heights:
            for rounded in (math.floor(height / step), math.ceil(height / step)):
                yield width, rounded * step


def _strain(size: Size, wish: tuple[float, float]) -> float:
    ratio = distance(size[0] / size[1], wish[0] / wish[1])
    return 3 * ratio + distance(area(size), wish[0] * wish[1])
