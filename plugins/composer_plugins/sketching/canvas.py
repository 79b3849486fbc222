"""The drawing surface: supersampled, with one ink for all outlines and two tones for every surface."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from composer_plugins.sketching.geometry import Point, oval, round_end, sides, smooth

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]
INK: Colour = (58, 46, 54)
PAPER: Colour = (247, 242, 231)
SHADOW: Colour = (46, 34, 74)
OVERSAMPLE = 2


def mixed(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour `share` (0 to 1) of the way from `a` to `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def shaded(colour: Colour, depth: float = 0.24) -> Colour:
    """Return the colour in the shadow: darker and a little cooler."""
    return mixed(colour, SHADOW, depth)


def lit(colour: Colour, share: float = 0.28) -> Colour:
    """Return the colour in the light: paler and a little warmer."""
    return mixed(colour, (255, 250, 236), share)


@dataclass(frozen=True, slots=True)
class Paint:
    """How a surface looks.

    Attributes:
        colour: its base colour; trim: the second colour, of its pattern and edges.
        pattern: "", striped, vertical, checked, dotted, floral, starry, scales or fur.
        shade: depth of the shadow along its right and lower edge, 0 for none; outline: drawn with ink.
        shift: how wide that shadow is, in units.
    """

    colour: Colour
    trim: Colour = (255, 255, 255)
    pattern: str = ""
    shade: float = 0.22
    outline: bool = True
    shift: float = 1.2

    def without_outline(self) -> "Paint":
        """Return the same surface without ink around it."""
        return replace(self, outline=False)


def flat(colour: Colour, outline: bool = True) -> Paint:
    """Return a paint without shadow."""
    return Paint(colour, shade=0.0, outline=outline)


class Pen:
    """Draws in one frame of the canvas: `origin` in final pixels is (0, 0), `scale` is final pixels per unit."""

    def __init__(self, image: "Image.Image", origin: Point, scale: float) -> None:
        from PIL import ImageDraw

        self.image = image
        self.draw = ImageDraw.Draw(image)
        self.origin = origin
        self.scale = scale
        self.zoom = scale * OVERSAMPLE
        self.ink_width = max(2, round(min(max(0.36 * scale, 1.2), 2.6) * OVERSAMPLE))

    def placed(self, points: Sequence[Point]) -> list[Point]:
        """Return `points` in pixels of the oversampled image."""
        x, y, zoom = self.origin[0] * OVERSAMPLE, self.origin[1] * OVERSAMPLE, self.zoom
        return [(x + px * zoom, y + py * zoom) for px, py in points]

    def curve(self, points: Sequence[Point], paint: Paint) -> None:
        """Fill the smooth closed curve through `points`."""
        self.fill(smooth(points), paint, _corners(points))

    def oval(self, x: float, y: float, rx: float, ry: float, paint: Paint) -> None:
        """Fill an ellipse."""
        self.fill(oval(x, y, rx, ry), paint)

    def fill(self, points: Sequence[Point], paint: Paint, corners: Sequence[Point] = ()) -> None:
        """Fill the closed outline through `points`: base colour, pattern, shadow, ink."""
        outline = self.placed(points)
        self._lay([outline], paint)
        if paint.outline:
            self._ink([*outline, outline[0]], INK, self.ink_width)
            self._dots(self.placed(corners), INK, self.ink_width)

    def tube(self, spine: Sequence[Point], widths: Sequence[float], paint: Paint, cap: bool = True) -> None:
        """Fill a limb that may bend sharply; its beginning stays without ink, so that it grows out of what is there."""
        right, left = (self.placed(edge) for edge in sides(spine, widths))
        end = list(round_end(right[-1], left[-1])) if cap else []
        rim = [*right, *end, *reversed(left)]
        if paint.outline:
            self._ink(rim, INK, self.ink_width * 2 - 1)
            self._dots([*rim[len(right) - 1 : len(right) + len(end) + 1], rim[0], rim[-1]], INK, self.ink_width * 2 - 1)
        quads = [
            [right[i], right[i + 1], left[i + 1], left[i]] for i in range(len(right) - 1)
        ]  # one by one: as a single outline, a bend would leave a hole
        self._lay([*quads, [right[-1], *end, left[-1]]] if cap else quads, paint)

    def stroke(self, points: Sequence[Point], colour: Colour = INK, width: float = 1.0, curved: bool = True) -> None:
        """Draw an open line through `points`, `width` times the ink's width, with round ends."""
        path = self.placed(smooth(points, closed=False) if curved and len(points) > 2 else points)
        pixels = max(1, round(self.ink_width * width))
        self._ink(path, colour, pixels)
        self._dots(path if not curved else (path[0], path[-1]), colour, pixels)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a filled circle without ink."""
        (px, py), r = self.placed([(x, y)])[0], radius * self.zoom
        self.draw.ellipse((px - r, py - r, px + r, py + r), fill=colour)

    def glow(self, points: Sequence[Point], colour: Colour, opacity: float) -> None:
        """Lay a see-through colour over the closed outline."""
        from PIL import Image, ImageDraw

        outline = self.placed(points)
        box = _box(outline, self.image.size)
        if box:
            mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
            ImageDraw.Draw(mask).polygon(_shift(outline, -box[0], -box[1]), fill=round(255 * opacity))
            self.image.paste(colour, box, mask)

    def halo(self, x: float, y: float, radius: float, colour: Colour, opacity: float) -> None:
        """Lay a round light over the picture that fades towards its edge."""
        from PIL import Image

        (px, py), r = self.placed([(x, y)])[0], radius * self.zoom
        fading = [round(max(0.0, 255 - value * 255 / 180) * opacity) for value in range(256)]
        light = Image.radial_gradient("L").point(fading).resize((round(r * 2), round(r * 2)))
        self.image.paste(colour, (round(px - r), round(py - r)), light)

    def gradient(self, width: float, top: float, bottom: float, above: Colour, below: Colour) -> None:
        """Fill a band of `width` from x = 0 with a gradient."""
        from PIL import Image, ImageOps

        (x0, y0), (x1, y1) = self.placed([(0, top), (width, bottom)])
        size = (round(x1 - x0) + 1, round(y1 - y0) + 1)
        ramp = ImageOps.colorize(Image.linear_gradient("L"), above, below)
        self.image.paste(ramp.resize((4, size[1])).resize(size, Image.Resampling.NEAREST), (round(x0), round(y0)))

    def _ink(self, path: Sequence[Point], colour: Colour, width: int) -> None:
        self.draw.line(list(path), fill=colour, width=width)

    def _dots(self, points: Sequence[Point], colour: Colour, width: int) -> None:
        r = width / 2 - 0.5
        for x, y in points:
            self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def _lay(self, outlines: Sequence[Sequence[Point]], paint: Paint) -> None:
        for outline in outlines:
            self.draw.polygon(list(outline), fill=paint.colour)
        if paint.shade or paint.pattern:
            self._surface(outlines, paint)

    def _surface(self, outlines: Sequence[Sequence[Point]], paint: Paint) -> None:
        from PIL import Image, ImageChops, ImageDraw

        box = _box([point for outline in outlines for point in outline], self.image.size)
        if not box:
            return
        size = (box[2] - box[0], box[3] - box[1])
        mask = Image.new("L", size)
        draw = ImageDraw.Draw(mask)
        for outline in outlines:
            draw.polygon(_shift(outline, -box[0], -box[1]), fill=255)
        if paint.pattern:
            from composer_plugins.sketching.patterns import pattern_mask

            marks = ImageChops.multiply(pattern_mask(paint.pattern, size, self.zoom), mask)
            self.image.paste(paint.trim, box, marks)
        if paint.shade:
            shift = paint.shift * self.zoom
            for outline in outlines:
                draw.polygon(_shift(outline, -box[0] - shift, -box[1] - shift * 0.55), fill=0)
            self.image.paste(SHADOW, box, mask.point(_scaled(paint.shade)))


_TABLES: dict[float, list[int]] = {}


def _scaled(share: float) -> list[int]:
    return _TABLES.setdefault(share, [round(value * share) for value in range(256)])


def _corners(points: Sequence[Point]) -> list[Point]:
    return [point for point, after in pairwise(points) if point == after]


def _shift(points: Sequence[Point], dx: float, dy: float) -> list[Point]:
    return [(x + dx, y + dy) for x, y in points]


def _box(points: Sequence[Point], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = max(int(min(xs)), 0), max(int(min(ys)), 0)
    right, bottom = min(int(max(xs)) + 1, size[0]), min(int(max(ys)) + 1, size[1])
    return (left, top, right, bottom) if left < right and top < bottom else None
