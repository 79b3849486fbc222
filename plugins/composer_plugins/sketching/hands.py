"""The hands of the person through whose eyes we look, at the lower edge."""

from typing import TYPE_CHECKING

from composer.types import Person
from composer_plugins.sketching.body import UNKNOWN, hide_paint
from composer_plugins.sketching.canvas import Paint, Pen, shaded
from composer_plugins.sketching.figure import read_figure
from composer_plugins.sketching.geometry import flipped, limb
from composer_plugins.sketching.layout import panel

if TYPE_CHECKING:
    from PIL import Image

_FINGERS = (
    ((1.0, -13.0), (0.0, -18.4), (-0.6, -21.6)),
    ((-1.6, -13.4), (-3.0, -19.0), (-3.8, -22.4)),
    ((-4.2, -12.8), (-6.0, -18.0), (-7.0, -20.8)),
    ((3.4, -12.4), (3.4, -17.0), (3.4, -19.6)),
)


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
        pen.fill(limb(flipped(((9, 8), (4.4, -3.0), (1.4, -8.0)), side), (5.4, 4.0, 3.0)), skin)
        for finger in _FINGERS:
            pen.fill(limb(flipped(finger, side), (1.35, 1.3, 0.95)), skin)
        pen.fill(limb(flipped(((1.8, -6.6), (-0.4, -12.4)), side), (3.2, 4.4)), skin)
        pen.fill(limb(flipped(((-1.8, -8.0), (-6.0, -10.4), (-8.2, -13.6)), side), (1.8, 1.5, 1.0)), skin)
        pen.stroke(flipped([(2.4, -8.6), (-0.2, -10.2), (-1.6, -12.6)], side), shaded(skin.colour, 0.35), 0.7)
        pen.fill(limb(flipped(((12, 13), (5.0, -2.6)), side), (7.0, 5.2), cap=False), cloth)
