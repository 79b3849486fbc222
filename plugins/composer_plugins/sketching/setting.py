"""The backdrop: sky and place behind the figures. The frame is 100 units high and `width` units wide."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from composer_plugins.sketching import interiors, outdoors, sky
from composer_plugins.sketching.canvas import OVERSAMPLE, Pen

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
    "theatre": interiors.theatre,
    "balcony": outdoors.balcony,
}  # fmt: skip
_INDOORS = {"kitchen", "tavern", "library", "room", "castle", "theatre", "cave", "space"}


def draw_setting(size: tuple[int, int], mood: "Mood", variation: int) -> "Image.Image":
    """Return sky and place, `size` pixels large."""
    from PIL import Image

    image = Image.new("RGB", size)
    unit = size[1] / OVERSAMPLE / 100
    pen, width = Pen(image, (0, 0), unit), size[0] / OVERSAMPLE / unit
    dice = Random(f"{mood.place}:{variation}")
    pen.gradient(width, 0, 72, *mood.sky)
    if mood.place not in _INDOORS:
        sky.heaven(pen, width, mood, dice)
    _PLACES.get(mood.place, _studio)(pen, width, mood, dice)
    if mood.place not in _INDOORS:
        sky.weather(pen, width, mood, dice)
    return image


def _studio(pen: Pen, width: float, mood: "Mood", dice: Random) -> None:
    """Nobody said where: a paper backdrop with a soft light, or the open under the sky that was named."""
    if mood.light or mood.weather:
        outdoors.field(pen, width, mood, dice)
        return
    pen.gradient(width, 0, 78, (214, 211, 201), (240, 233, 219))
    pen.gradient(width, 78, 101, (214, 203, 184), (230, 221, 203))
    pen.halo(width / 2, 46, 62, (255, 251, 238), 0.75)
