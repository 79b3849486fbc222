"""Patterns of cloth and hide, as masks."""

from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw


def pattern_mask(name: str, size: tuple[int, int], zoom: float) -> "Image.Image":
    """Return the marks of a pattern: 0 to 255 per pixel, `zoom` pixels to the unit."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", size)
    _PATTERNS.get(name, _stripes)(ImageDraw.Draw(mask), size, zoom)
    return mask


def _steps(length: int, gap: float) -> range:
    return range(int(length / max(gap, 1)) + 2)


def _stripes(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    gap, width = 3.2 * zoom, 1.3 * zoom
    for step in _steps(size[1], gap):
        draw.rectangle((0, step * gap, size[0], step * gap + width), fill=235)


def _vertical(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    gap, width = 2.8 * zoom, 0.7 * zoom
    for step in _steps(size[0], gap):
        draw.rectangle((step * gap, 0, step * gap + width, size[1]), fill=235)


def _checked(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    gap, width = 3.8 * zoom, 1.6 * zoom
    for step in _steps(size[1], gap):
        draw.rectangle((0, step * gap, size[0], step * gap + width), fill=120)
    for step in _steps(size[0], gap):
        draw.rectangle((step * gap, 0, step * gap + width, size[1]), fill=120)
    for row in _steps(size[1], gap):
        for column in _steps(size[0], gap):
            x, y = column * gap, row * gap
            draw.rectangle((x, y, x + width, y + width), fill=225)


def _grid(size: tuple[int, int], gap: float) -> list[tuple[float, float]]:
    return [
        (column * gap + (row % 2) * gap / 2, row * gap * 0.85)
        for row in range(int(size[1] / (gap * 0.85)) + 2)
        for column in _steps(size[0], gap)
    ]


def _dotted(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    r = 0.75 * zoom
    for x, y in _grid(size, 3.6 * zoom):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=240)


def _floral(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    r = 0.62 * zoom
    for x, y in _grid(size, 5.0 * zoom):
        for petal in range(5):
            px, py = x + cos(petal * 2 * pi / 5) * r * 1.35, y + sin(petal * 2 * pi / 5) * r * 1.35
            draw.ellipse((px - r, py - r, px + r, py + r), fill=235)
        draw.ellipse((x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), fill=0)


def _starry(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    for x, y in _grid(size, 4.6 * zoom):
        spokes = [(1.3 if corner % 2 == 0 else 0.5) * zoom for corner in range(10)]
        draw.polygon(
            [(x + cos(pi * k / 5 - pi / 2) * r, y + sin(pi * k / 5 - pi / 2) * r) for k, r in enumerate(spokes)],
            fill=240,
        )


def _scales(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    r = 1.15 * zoom
    for x, y in _grid(size, 2.5 * zoom):
        draw.arc((x - r, y - r, x + r, y + r), 20, 160, fill=120, width=max(1, round(zoom * 0.22)))


def _fur(draw: "ImageDraw.ImageDraw", size: tuple[int, int], zoom: float) -> None:
    for x, y in _grid(size, 4.2 * zoom):
        draw.line((x, y, x + 0.5 * zoom, y + 1.3 * zoom), fill=95, width=max(1, round(zoom * 0.25)))


_PATTERNS = {
    "striped": _stripes,
    "vertical": _vertical,
    "checked": _checked,
    "dotted": _dotted,
    "floral": _floral,
    "starry": _starry,
    "scales": _scales,
    "fur": _fur,
}
