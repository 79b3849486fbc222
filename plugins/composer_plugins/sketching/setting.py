"""The backdrop: sky and place behind the figures. The panel is 100 units high; `width` is its width in the same units."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from composer_plugins.sketching import interiors, outdoors
from composer_plugins.sketching.canvas import Colour, Pen, mixed
from composer_plugins.sketching.layout import panel

if TYPE_CHECKING:
    from PIL import Image

    from composer_plugins.sketching.mood import Mood

Draw = Callable[[Pen, float, "Mood", Random], None]

_PLACES: dict[str, Draw] = {
    "forest": outdoors.forest, "street": outdoors.street, "market": outdoors.market, "beach": outdoors.beach,
    "sea": outdoors.sea, "lake": outdoors.lake, "mountains": outdoors.mountains, "snowfield": outdoors.snowfield,
    "desert": outdoors.desert, "field": outdoors.field, "cave": interiors.cave, "space": interiors.space,
    "graveyard": outdoors.graveyard, "kitchen": interiors.kitchen, "tavern": interiors.tavern,
    "library": interiors.library, "room": interiors.room, "castle": interiors.castle,
}  # fmt: skip
_INDOORS = {"kitchen", "tavern", "library", "room", "castle", "cave", "space"}


def draw_setting(image: "Image.Image", size: tuple[int, int], mood: "Mood", variation: int) -> None:
    """Draw sky and place into the panel of a picture of `size`."""
    left, top, right, bottom = panel(size)
    unit = (bottom - top) / 100
    pen, width = Pen(image, (left, top), unit), (right - left) / unit
    dice = Random(f"{mood.place}:{variation}")
    gradient(pen, width, 0, 72, *mood.sky)
    if mood.place not in _INDOORS:
        outdoors.heaven(pen, width, mood, dice)
    _PLACES.get(mood.place, _studio)(pen, width, mood, dice)
    if mood.place not in _INDOORS:
        outdoors.weather(pen, width, mood, dice)


def gradient(pen: Pen, width: float, top: float, bottom: float, above: Colour, below: Colour) -> None:
    """Fill a band of the panel with a gradient."""
    from PIL import Image, ImageOps

    (x0, y0), (x1, y1) = pen.placed([(0, top), (width, bottom)])
    size = (round(x1 - x0) + 1, round(y1 - y0) + 1)
    ramp = ImageOps.colorize(Image.linear_gradient("L"), above, below)
    pen.image.paste(ramp.resize((4, size[1])).resize(size, Image.Resampling.NEAREST), (round(x0), round(y0)))


def _studio(pen: Pen, width: float, mood: "Mood", dice: Random) -> None:
    """Nobody said where: paper with a soft spot of light, or the open under the sky that was named."""
    if mood.light or mood.weather:
        outdoors.field(pen, width, mood, dice)
        return
    gradient(pen, width, 0, 78, (226, 221, 208), (243, 237, 224))
    gradient(pen, width, 78, 100, (219, 210, 192), (231, 223, 206))
    for step in range(4):
        share = 0.08
        pen.glow(_spot(width / 2, 46, 30 + step * 9, 24 + step * 9), mixed((255, 255, 255), (255, 244, 214), 0.6), share)


def _spot(x: float, y: float, rx: float, ry: float) -> list[tuple[float, float]]:
    from composer_plugins.sketching.geometry import oval

    return oval(x, y, rx, ry, 48)
