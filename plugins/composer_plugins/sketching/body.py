"""The figure under the clothes: proportions from build and gender, arms by pose. The ground is y = 0, the crown y = -100."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, lit, shaded
from composer_plugins.sketching.geometry import Point, corner, flipped, limb, symmetric

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.looks import Look

HEAD = (0.0, -88.3)
#: Where a hem ends, by name.
HEMS = {
    "crop": -59.0, "waist": -53.0, "hip": -43.5, "brief": -40.0, "thigh": -33.0, "knee": -22.0, "calf": -12.5,
    "ankle": -4.6,
}  # fmt: skip
UNKNOWN: Colour = (206, 200, 190)

#: Elbow and wrist of the right arm and of the left one, as if both were right; x from the middle, relative to `shoulder`.
POSES: tuple[tuple[tuple[Point, Point], tuple[Point, Point]], ...] = (
    (((3.4, -58.5), (4.0, -47.0)), ((3.4, -58.5), (4.0, -47.0))),
    (((6.6, -61.0), (0.2, -51.5)), ((3.4, -58.5), (4.2, -47.0))),
    (((3.2, -58.5), (4.2, -47.2)), ((6.8, -63.0), (8.6, -75.5))),
    (((4.4, -59.5), (-7.0, -52.0)), ((4.4, -59.5), (-7.6, -53.5))),
    (((5.0, -59.0), (8.2, -49.0)), ((5.0, -59.0), (8.2, -49.0))),
    (((3.4, -58.5), (4.0, -47.0)), ((4.8, -59.5), (-3.6, -62.0))),
)
HOLDING: tuple[Point, Point] = ((4.6, -59.0), (6.4, -54.5))


@dataclass(frozen=True, slots=True)
class Body:
    """Half-widths of the trunk, thickness of the limbs (1 is average) and the two arms (left, right), hands last."""

    shoulder: float
    chest: float
    waist: float
    hip: float
    limbs: float
    arms: tuple[tuple[Point, ...], tuple[Point, ...]]

    def half_width(self, y: float) -> float:
        """Return half the trunk's width at height `y`."""
        marks = ((-73.0, self.shoulder), (-66.0, self.chest), (-55.5, self.waist), (-46.0, self.hip), (0.0, self.hip))
        for (top, above), (bottom, below) in zip(marks, marks[1:], strict=False):
            if y <= bottom:
                share = min(max((y - top) / (bottom - top), 0.0), 1.0)
                return above + (below - above) * share
        return self.hip

    def leg(self, side: float) -> tuple[Point, Point, Point]:
        """Return hip, knee and ankle of one leg."""
        x = self.hip * 0.52
        return (x * side, -45.0), ((x + 0.2) * side, -23.5), ((x + 0.3) * side, -5.0)


_BUILDS = {
    "slim": (-1.0, -1.1, -1.2, -1.1, 0.84),
    "average": (0.0, 0.0, 0.0, 0.0, 1.0),
    "athletic": (0.9, 0.5, -0.2, -0.2, 1.08),
    "broad": (2.3, 2.2, 2.2, 1.1, 1.28),
    "plump": (0.7, 2.2, 4.0, 2.9, 1.3),
}
_GENDERS = {"female": (-0.5, -0.3, -0.6, 0.7), "male": (0.9, 0.6, 0.6, -0.4)}


def build_body(look: "Look", pose: int, holding: bool) -> Body:
    """Return the proportions of a person.

    Args:
        look: build and gender count.
        pose: number of the pose, taken round the list.
        holding: the right hand carries something.
    """
    wider = _BUILDS.get(look.build, _BUILDS["average"])
    by_gender = _GENDERS.get(look.gender, (0.0, 0.0, 0.0, 0.0))
    shoulder, chest, waist, hip = (
        base + more + extra for base, more, extra in zip((10.6, 9.2, 7.4, 9.2), wider[:4], by_gender, strict=True)
    )
    right, left = POSES[pose % len(POSES)]
    arms = (_arm(shoulder, left, -1), _arm(shoulder, HOLDING if holding else right, 1))
    return Body(shoulder, chest, waist, hip, wider[4], arms)


def _arm(shoulder: float, joints: tuple[Point, Point], side: float) -> tuple[Point, ...]:
    (ex, ey), (wx, wy) = joints
    start = (shoulder - 1.6, -70.8)
    elbow, wrist = (shoulder - 1.0 + ex * 0.8, ey), (shoulder - 1.0 + wx, wy)
    return tuple(flipped((start, elbow, wrist), side))


def hide_paint(look: "Look", colour: Colour | None = None) -> Paint:
    """Return the surface of skin, fur, scales, feathers or metal."""
    base = colour or look.skin
    pattern = {"scales": "scales", "fur": "fur", "feathers": "scales"}.get(look.hide, "")
    return Paint(base, shaded(base, 0.45) if look.hide != "fur" else shaded(base, 0.3), pattern, shade=0.17)


def draw_legs(pen: "Pen", body: Body, look: "Look", covered: bool) -> None:
    """Draw both legs: skin, or the grey of an outfit nobody described."""
    paint = Paint(UNKNOWN) if covered else hide_paint(look)
    for side in (-1, 1):
        pen.fill(limb(body.leg(side), [w * body.limbs for w in (4.5, 3.9, 3.3, 3.0, 2.1)], cap=False), paint)


def draw_trunk(pen: "Pen", body: Body) -> None:
    """Draw the trunk in the grey of the storyboard figure; nobody is ever undressed."""
    right = [
        (0, -75.5), (3.2, -75.8), (body.shoulder - 1.6, -73.4), (body.shoulder, -71.0), (body.chest, -65.5),
        (body.waist, -55.5), (body.hip, -46.5), *corner(body.hip * 0.98, -42.0), *corner(0.4, -40.6),
    ]  # fmt: skip
    pen.curve(symmetric(right), Paint(UNKNOWN))


def draw_neck(pen: "Pen", look: "Look") -> None:
    """Draw the neck and the shadow the chin throws on it."""
    paint = hide_paint(look)
    pen.curve([*corner(-2.7, -81), *corner(2.7, -81), (2.8, -76.5), (4.2, -74.9), (0, -73.4), (-4.2, -74.9), (-2.8, -76.5)], paint)
    pen.glow([(-2.5, -79), (2.5, -79), (2.5, -77), (0, -75.6), (-2.5, -77.4)], shaded(look.skin, 0.5), 0.5)


def draw_arm(pen: "Pen", body: Body, look: "Look", side: int, covered: bool, glove: Colour | None, bare: bool) -> None:
    """Draw one arm with its hand.

    Args:
        covered: nobody said what the trunk wears: the arm is grey; glove: colour of a glove; bare: fingers stay free.
    """
    spine = body.arms[0 if side < 0 else 1]
    thick = body.limbs
    (ex, ey), (wx, wy) = spine[1], spine[2]
    dx, dy = wx - ex, wy - ey
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    hand = (wx + dx / length * 2.4, wy + dy / length * 2.4)
    skin = hide_paint(look)
    palm = Paint(glove) if glove and not bare else skin
    tip = (wx + dx / length * 4.6, wy + dy / length * 4.6)
    thumb = (wx + dx / length * 2.2 - side * 2.0, wy + dy / length * 2.2 + 0.4)
    pen.fill(limb((( wx, wy), thumb), (0.9, 0.7)), palm)
    pen.fill(limb(((wx, wy), hand, tip), [w * (0.75 + 0.25 * thick) for w in (1.5, 1.95, 1.0)]), palm)
    pen.fill(limb(spine, [w * thick for w in (2.7, 2.5, 2.1, 1.9, 1.5)]), Paint(UNKNOWN) if covered else skin)
    if glove:
        cuff = (wx - dx / length * 2.5, wy - dy / length * 2.5)
        pen.fill(limb((cuff, (wx + dx / length * (2 if bare else 0.6), wy + dy / length * (2 if bare else 0.6))), (2.3, 1.9), cap=False), Paint(glove))
        pen.stroke([(cuff[0] - 2, cuff[1]), (cuff[0] + 2, cuff[1])], lit(glove, 0.4), 0.8)
