"""A small paint box: smooth shapes, soft shadows and glows, drawn three times as large and scaled down at the end."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 400, 600, 3
_STEPS = 12

Point = tuple[float, float]
Mask = Image.Image


class Canvas:
    """A picture of 400 × 600 units that shapes are painted on, one over the other."""

    def __init__(self, top: str, bottom: str) -> None:
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        blend = Image.linear_gradient("L").resize(size)
        self.image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), blend)

    def paint(
        self, mask: Mask, colour: str, opacity: float = 1.0, soft: float = 0.0, within: Mask | None = None
    ) -> Mask:
        """Fill a shape.

        Args:
            opacity: 0 to 1; soft: the radius of its blurred edge; within: paint only where this shape is.
        """
        area = mask.filter(ImageFilter.GaussianBlur(soft * SCALE)) if soft else mask
        if within is not None:
            area = ImageChops.multiply(area, within)
        if opacity < 1:
            area = area.point([round(value * opacity) for value in range(256)])
        self.image.paste(ImageColor.getrgb(colour), mask=area)
        return mask

    def finished(self) -> Image.Image:
        """Return the picture in its real size."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def blob(points: Sequence[Point]) -> Mask:
    """Return the shape inside a smooth closed curve through the points."""
    return polygon(_smooth([*points, *points[:3]])[: len(points) * _STEPS])


def polygon(points: Sequence[Point]) -> Mask:
    """Return the shape inside straight lines."""
    mask, draw = _empty()
    draw.polygon([_scaled(point) for point in points], fill=255)
    return mask


def oval(x: float, y: float, radius_x: float, radius_y: float | None = None) -> Mask:
    """Return an ellipse around a point."""
    high = radius_x if radius_y is None else radius_y
    mask, draw = _empty()
    draw.ellipse([_scaled((x - radius_x, y - high)), _scaled((x + radius_x, y + high))], fill=255)
    return mask


def ring(x: float, y: float, radius: float, width: float) -> Mask:
    """Return a circle's outline."""
    return without(oval(x, y, radius), oval(x, y, radius - width))


def stroke(points: Sequence[Point], width: float, end_width: float | None = None) -> Mask:
    """Return a smooth brush stroke through the points, perhaps thinner or thicker at its end."""
    path = _smooth([points[0], *points, points[-1]])
    last = width if end_width is None else end_width
    mask, draw = _empty()
    for number, (x, y) in enumerate(_dense(path)):
        part = number / max(1, len(path) * 4)
        radius = (width + (last - width) * min(1.0, part)) / 2
        draw.ellipse([_scaled((x - radius, y - radius)), _scaled((x + radius, y + radius))], fill=255)
    return mask


def union(masks: Iterable[Mask]) -> Mask:
    """Return all shapes together."""
    whole, _ = _empty()
    for mask in masks:
        whole = ImageChops.lighter(whole, mask)
    return whole


def without(mask: Mask, hole: Mask) -> Mask:
    """Return a shape with another cut out."""
    return ImageChops.subtract(mask, hole)


def mirrored(points: Sequence[Point], axis: float = WIDTH / 2) -> list[Point]:
    """Return points on the other side of an upright axis, in the opposite order."""
    return [(2 * axis - x, y) for x, y in reversed(points)]


def both_sides(points: Sequence[Point], axis: float = WIDTH / 2) -> list[Point]:
    """Return a closed outline from its right half, from top to bottom."""
    return [*points, *mirrored(points, axis)]


def _empty() -> tuple[Mask, ImageDraw.ImageDraw]:
    mask = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    return mask, ImageDraw.Draw(mask)


def _scaled(point: Point) -> Point:
    return point[0] * SCALE, point[1] * SCALE


def _smooth(points: Sequence[Point]) -> list[Point]:
    """Return points on the Catmull-Rom curve through all but the outermost two."""
    curve: list[Point] = []
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        curve.extend(_between(before, start, end, after, step / _STEPS) for step in range(_STEPS))
    return [*curve, points[-2]]


def _between(before: Point, start: Point, end: Point, after: Point, part: float) -> Point:
    def one(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b + (c - a) * part + (2 * a - 5 * b + 4 * c - d) * part**2 + (3 * b - a - 3 * c + d) * part**3
        )

    return one(before[0], start[0], end[0], after[0]), one(before[1], start[1], end[1], after[1])


def _dense(path: Sequence[Point]) -> list[Point]:
    """Return four points for each one, so that a stroke has no beads."""
    dense: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(path):
        dense.extend((x + (to_x - x) * part / 4, y + (to_y - y) * part / 4) for part in range(4))
    return [*dense, path[-1]]


def star_field(seed: int, count: int, bottom: float) -> list[Point]:
    """Return scattered points above a height, the same ones for the same seed."""
    golden = (math.sqrt(5) - 1) / 2
    steps = range(seed, seed + count)
    return [(WIDTH * (step * golden % 1), bottom * (step * math.sqrt(2) % 1)) for step in steps]
