"""Where everything goes: size of the picture, frames, a place for each figure; never by hair or clothes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from composer.pictures import GenerationSettings
from composer.types import Person, Scene
from composer_plugins.sketching.figure import Figure, read_figure
from composer_plugins.sketching.hair import FALL, hair_length
from composer_plugins.sketching.mood import read_mood
from composer_plugins.sketching.outfits import barefoot
from composer_plugins.sketching.vocabulary import finder, normalised

LONG_EDGE = 1024
MARGIN = 18
CAPTION = 60
GUTTER = 10
FULL_HEIGHT = 121.0  # units kept for a figure of average height: room for hair, ears, horns or a hat
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one figure stands: its ground point in final pixels, pixels per unit, the width that is its own."""

    x: float
    y: float
    scale: float
    width: float


@dataclass(frozen=True, slots=True)
class FigureRegions:
    """The boxes (left, top, right, bottom; pixels) in which the parts of one figure are drawn."""

    name: str
    boxes: dict[str, Box]


def picture_size(settings: GenerationSettings) -> tuple[int, int]:
    """Return width and height: the asked ratio, 1024 on the long edge, at most 4 to 1."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*[:xX×]\s*(\d{1,5})\s*", settings.size or "") or re.fullmatch(
        r"\s*(\d{1,5})\s*[:xX×/]\s*(\d{1,5})\s*", settings.aspect_ratio or ""
    )
    wide, tall = (int(match[1]), int(match[2])) if match else (1, 1)
    ratio = min(max(wide / tall, 0.25), 4.0) if wide and tall else 1.0
    return (LONG_EDGE, round(LONG_EDGE / ratio)) if ratio >= 1 else (round(LONG_EDGE * ratio), LONG_EDGE)


def panel(size: tuple[int, int]) -> Box:
    """Return the drawing within the paper's border; below it there is room for the caption."""
    return MARGIN, MARGIN, size[0] - MARGIN, size[1] - MARGIN - CAPTION


def shown(scene: Scene) -> tuple[Person, ...]:
    """Return the people to draw as figures, at most six."""
    return scene.people[:6]


def figures(scene: Scene, variation: int = 0) -> tuple[Figure, ...]:
    """Return the figures of a scene, in scene order, in the poses of one variation."""
    people = shown(scene)
    if len(people) == 1 and finder("settings", "feet").all(normalised(scene.request.prompt, 3000)):
        people = (barefoot(people[0]),)
    return tuple(read_figure(person, _pose(variation, index)) for index, person in enumerate(people))


def heights(people: Sequence[Figure]) -> tuple[float, ...]:
    """Return the heights of figures, 1 is average."""
    return tuple(figure.look.height for figure in people)


def _pose(variation: int, index: int) -> int:
    return variation + index * 2 + (1 if index % 2 == 0 else 0)


def strips(count: int, size: tuple[int, int]) -> tuple[Box, ...]:
    """Return the frames of the picture, from top to bottom: one, or two or three when the figures need rows."""
    left, top, right, bottom = panel(size)
    rows = max((1, 2, 3), key=lambda rows: _scale(count, rows, size, 1.06) * (1.0 if rows == 1 else 0.85))
    rows = max(1, min(rows, count))
    tall = (bottom - top - GUTTER * (rows - 1)) / rows
    tops = [round(top + row * (tall + GUTTER)) for row in range(rows)]
    return tuple((left, start, right, round(start + tall)) for start in tops)


def places(heights: Sequence[float], size: tuple[int, int], framing: str = "") -> tuple[Place, ...]:
    """Return a place for each figure.

    Args:
        heights: of the figures, 1 is average; size: of the picture.
        framing: "close" and "half" bring the figures nearer, "wide" takes them further away.
    """
    frames, count = strips(len(heights), size), len(heights)
    rows = len(frames)
    scale = _scale(count, rows, size, max((1.06, *heights)))
    each = [count // rows + (1 if row >= rows - count % rows else 0) for row in range(rows)]
    found = []
    for (left, top, right, bottom), people in zip(frames, each, strict=True):
        width = min((right - left) / max(people, 1), 66.0 * scale)
        start = (left + right - width * people) / 2
        row = [Place(start + width * (i + 0.5), bottom - 34.0, scale, width) for i in range(people)]
        found += [_framed(place, framing if rows == 1 else "", top, (right - left) / people) for place in row]
    return tuple(found)


def _scale(count: int, rows: int, size: tuple[int, int], tallest: float) -> float:
    left, top, right, bottom = panel(size)
    columns = max(1, -(-count // rows))
    tall = (bottom - top - GUTTER * (rows - 1)) / rows - 40
    return min(tall / FULL_HEIGHT / tallest, (right - left) / columns / (40.0 if columns > 1 else 46.0))


def _framed(place: Place, framing: str, top: float, room: float) -> Place:
    nearer = {"close": 2.1, "half": 1.55, "wide": 0.8}.get(framing, 1.0)
    if nearer <= 1:
        return Place(place.x, place.y, place.scale * nearer, place.width)
    scale = max(place.scale, min(place.scale * nearer, room / 30.0))
    return Place(place.x, max(place.y, top + 116 * scale), scale, place.width)


# ── regions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

#: Left, top, right, bottom in units of the figure; the ground is 0.
_PARTS: dict[str, tuple[float, float, float, float]] = {
    "head": (-20.0, -122.0, 20.0, -73.0),
    "headwear": (-20.0, -119.0, 20.0, -83.0),
    "hair": (-23.0, -108.0, 23.0, -82.0),
    "face": (-10.0, -96.0, 10.0, -77.0),
    "eyes": (-7.4, -89.5, 7.4, -84.0),
    "neck": (-10.0, -81.0, 10.0, -53.0),
    "torso": (-24.0, -81.0, 24.0, -38.0),
    "legs": (-24.0, -55.0, 24.0, -3.0),
    "feet": (-14.0, -20.6, 14.0, 2.0),
    "tail": (-42.0, -66.0, 4.0, -4.0),
    "wings": (-36.0, -94.0, 36.0, -30.0),
    "clothes": (-26.0, -82.0, 26.0, 2.0),
}


def regions(scene: Scene, settings: GenerationSettings) -> tuple[FigureRegions, ...]:
    """Return the boxes of every figure, computed by the layout that draws them.

    Hair reaches as low as its length says; all other boxes depend on height alone.
    """
    people = figures(scene)
    found = []
    for figure, place in zip(
        people, places(heights(people), picture_size(settings), read_mood(scene).framing), strict=True
    ):
        parts = dict(_PARTS)
        left, top, right, _ = parts["hair"]
        parts["hair"] = (left, top, right, -88.3 + max(FALL[hair_length(figure.look)], 7.0) + 7.0)
        found.append(FigureRegions(figure.look.name, {name: _box(place, figure, part) for name, part in parts.items()}))
    return tuple(found)


def _box(place: Place, figure: Figure, part: tuple[float, float, float, float]) -> Box:
    unit = place.scale * figure.look.height
    return (
        int(place.x + part[0] * unit) - 1,
        int(place.y + part[1] * unit) - 1,
        int(place.x + part[2] * unit) + 2,
        int(place.y + part[3] * unit) + 2,
    )
