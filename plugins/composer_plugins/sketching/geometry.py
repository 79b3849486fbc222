"""Outlines: smooth curves through points, tapered limbs, ovals; y grows downwards and units are the caller's."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin

Point = tuple[float, float]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 7) -> list[Point]:
    """Return a curve through `points` (Catmull-Rom); a point given twice in a row is a sharp corner."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(index + shift, 0), count - 1)] for shift in (-1, 0, 1, 2))
        curve.extend([b] if b == c else _segment(a, b, c, d, steps))
    return curve if closed else [*curve, points[-1]]


def _segment(a: Point, b: Point, c: Point, d: Point, steps: int) -> Iterable[Point]:
    for step in range(steps):
        t = step / steps
        u, v = t * t, t * t * t
        wa, wb, wc, wd = -v + 2 * u - t, 3 * v - 5 * u + 2, -3 * v + 4 * u + t, v - u
        yield (
            (wa * a[0] + wb * b[0] + wc * c[0] + wd * d[0]) / 2,
            (wa * a[1] + wb * b[1] + wc * c[1] + wd * d[1]) / 2,
        )


def corner(x: float, y: float) -> tuple[Point, Point]:
    """Return a sharp corner for `smooth`."""
    return (x, y), (x, y)


def symmetric(right: Sequence[Point]) -> list[Point]:
    """Return the closed outline whose right half, from top to bottom, is given; points on the axis are not doubled."""
    left = [(-x, y) for x, y in reversed(right)]
    return [*right, *(point for point in left if abs(point[0]) > 1e-6)]


def flipped(points: Iterable[Point], side: float) -> list[Point]:
    """Return `points` on the right (side 1) or mirrored to the left (side -1)."""
    return [(x * side, y) for x, y in points]


def moved(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    """Return `points` shifted by (dx, dy)."""
    return [(x + dx, y + dy) for x, y in points]


def oval(x: float, y: float, rx: float, ry: float, points: int = 28) -> list[Point]:
    """Return an ellipse as an outline."""
    return [(x + rx * cos(2 * pi * i / points), y + ry * sin(2 * pi * i / points)) for i in range(points)]


def along(spine: Sequence[Point], share: float) -> Point:
    """Return the point of a polyline at `share` (0 to 1) of its length."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(spine)]
    left = sum(lengths) * share
    for (a, b), length in zip(pairwise(spine), lengths, strict=False):
        if left <= length and length:
            return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
        left -= length
    return spine[-1]


def limb(spine: Sequence[Point], widths: Sequence[float], cap: bool = True) -> list[Point]:
    """Return the outline of something long and round that follows `spine` with half-widths `widths` (evenly spread)."""
    right, left = sides(spine, widths)
    return [*right, *(round_end(right[-1], left[-1]) if cap else ()), *reversed(left)]


def sides(spine: Sequence[Point], widths: Sequence[float]) -> tuple[list[Point], list[Point]]:
    """Return the two edges of a limb, point by point."""
    centre = smooth(spine, closed=False, steps=6)
    last = len(centre) - 1
    right, left = [], []
    for index, (x, y) in enumerate(centre):
        before, after = centre[max(index - 1, 0)], centre[min(index + 1, last)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1.0
        width = _between(widths, index / last)
        right.append((x - dy / length * width, y + dx / length * width))
        left.append((x + dy / length * width, y - dx / length * width))
    return right, left


def _between(values: Sequence[float], share: float) -> float:
    place = share * (len(values) - 1)
    index = min(int(place), len(values) - 2) if len(values) > 1 else 0
    if len(values) == 1:
        return values[0]
    return values[index] + (values[index + 1] - values[index]) * (place - index)


def round_end(a: Point, b: Point) -> Iterable[Point]:
    """Yield the points of a half circle from `a` to `b`, the end of a limb."""
    cx, cy = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    ux, uy = a[0] - cx, a[1] - cy
    for step in range(1, 6):
        angle = -pi * step / 6
        yield cx + ux * cos(angle) - uy * sin(angle), cy + ux * sin(angle) + uy * cos(angle)


def cut(spine: Sequence[Point], share: float) -> list[Point]:
    """Return the beginning of a smooth line through `spine`, up to `share` of its length."""
    curve = smooth(spine, closed=False, steps=6)
    kept = curve[: max(2, round((len(curve) - 1) * share) + 1)]
    return [*kept[::3], kept[-1]] if (len(kept) - 1) % 3 else kept[::3]
