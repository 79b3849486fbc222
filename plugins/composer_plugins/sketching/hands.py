"""The hands of the person through whose eyes we look, at the lower edge."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.types import Person
from composer_plugins.sketching.body import UNKNOWN, hide_paint
from composer_plugins.sketching.canvas import Paint, Pen, shaded
from composer_plugins.sketching.figure import read_figure
from composer_plugins.sketching.geometry import flipped, oval
from composer_plugins.sketching.layout import panel

if TYPE_CHECKING:
    from PIL import Image

_FINGERS = (
    ((1.0, -13.0), (0.0, -18.4), (-0.6, -21.6)),
    ((-1.6, -13.4), (-3.0, -19.0), (-3.8, -22.4)),
    ((-4.2, -12.8), (-6.0, -18.0), (-7.0, -20.8)),
    ((3.0, -12.0), (3.4, -16.4), (3.6, -18.8)),
)
_THUMB = ((-2.4, -8.6), (-6.4, -10.6), (-8.6, -13.4))


def draw_own_hands(image: "Image.Image", size: tuple[int, int], person: Person) -> None:
    """Draw two hands that reach into the picture from below, in the person's skin, sleeves and gloves."""
    left, top, right, bottom = panel(size)
    unit = min(bottom - top, right - left) / 100
    figure = read_figure(person, 0)
    sleeves = [p for p in figure.pieces if p.shape.shape in ("torso", "suit") and p.sleeve in ("long", "wide")]
    gloves = figure.of("gloves")
    cloth = sleeves[-1].paint if sleeves else Paint(UNKNOWN)
    skin = gloves[-1].paint if gloves else hide_paint(figure.look)
    for side in (-1, 1):
        pen = Pen(image, ((left + right) / 2 + side * 30 * unit, bottom), unit)
        pen.tube(flipped(((10, 10), (4.6, -3.0), (1.2, -8.6)), side), (5.2, 3.6, 2.9), skin)
        pen.fill(oval(-0.6 * side, -10.6, 4.9, 4.7), skin)
        for finger in (*_FINGERS, _THUMB):
            pen.tube(flipped(finger, side), (1.5, 1.45, 1.0), skin)
        pen.fill(oval(-0.6 * side, -10.4, 4.5, 4.2), replace(skin, shade=0, outline=False))
        pen.stroke(flipped([(2.6, -9.4), (0.2, -10.6), (-1.8, -12.8)], side), shaded(skin.colour, 0.35), 0.7)
        pen.tube(flipped(((13, 14), (5.4, -2.2)), side), (7.0, 5.0), cloth, cap=False)
