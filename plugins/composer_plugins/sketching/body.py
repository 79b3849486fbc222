"""The figure under the clothes: proportions and arms. The ground is y = 0, the crown y = -100."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, shaded
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

#: Elbow and wrist of the right arm and of the left one, as if both were right; x from the shoulder on.
POSES: tuple[tuple[tuple[Point, Point], tuple[Point, Point]], ...] = (
    (((3.4, -58.5), (4.0, -47.0)), ((3.4, -58.5), (4.0, -47.0))),
    (((6.6, -61.0), (0.2, -51.5)), ((3.4, -58.5), (4.2, -47.0))),
    (((3.2, -58.5), (4.2, -47.2)), ((7.6, -64.0), (11.4, -75.5))),
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
        for (top, above), (bottom, below) in pairwise(marks):
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
    start = (shoulder - 2.7, -71.6)
    elbow, wrist = (shoulder - 1.0 + ex * 0.8, ey), (shoulder - 1.0 + wx, wy)
    return tuple(flipped((start, elbow, wrist), side))


def hide_paint(look: "Look", colour: Colour | None = None) -> Paint:
    """Return the surface of skin, fur, scales, feathers or metal."""
    base = colour or look.skin
    pattern = {"scales": "scales", "fur": "fur", "feathers": "scales"}.get(look.hide, "")
    return Paint(base, shaded(base, 0.45) if look.hide != "fur" else shaded(base, 0.3), pattern, shade=0.17)


def plain(look: "Look") -> Paint:
    """Return the surface of a body whose clothes nobody described: paper grey; metal needs none."""
    return hide_paint(look) if look.hide == "metal" else Paint(UNKNOWN)


def draw_legs(pen: "Pen", body: Body, look: "Look", known: bool) -> None:
    """Draw both legs: skin when their clothes are `known`, else plain."""
    paint = hide_paint(look) if known else plain(look)
    for side in (-1, 1):
        pen.fill(limb(body.leg(side), [w * body.limbs for w in (4.5, 3.9, 3.3, 3.0, 2.1)], cap=False), paint)


def draw_trunk(pen: "Pen", body: Body, look: "Look", known: bool) -> None:
    """Draw the trunk in plain grey, nobody is ever undressed; above a `known` neckline there is skin."""
    right = [
        (0, -75.5), (3.2, -75.8), (body.shoulder - 1.6, -73.4), (body.shoulder, -71.0), (body.chest, -65.5),
        (body.waist, -55.5), (body.hip, -46.5), *corner(body.hip * 0.98, -42.0), *corner(0.4, -40.6),
    ]  # fmt: skip
    pen.curve(symmetric(right), plain(look))
    if known:
        chest = [
            *corner(0, -75.5),
            (3.2, -75.8),
            (body.shoulder - 1.6, -73.2),
            (body.shoulder - 0.4, -70.5),
            *corner(body.chest - 0.6, -66.4),
            *corner(0, -65.4),
        ]
        pen.curve(symmetric(chest), Paint(look.skin, shade=0, outline=False))


def draw_neck(pen: "Pen", look: "Look") -> None:
    """Draw the neck and the shadow the chin throws on it."""
    paint = hide_paint(look)
    pen.curve(
        [*corner(-2.7, -81), *corner(2.7, -81), (2.8, -76.5), (4.2, -74.9), (0, -73.4), (-4.2, -74.9), (-2.8, -76.5)],
        paint.without_outline(),
    )
    for side in (-1, 1):
        pen.stroke([(2.7 * side, -81), (2.8 * side, -76.8), (4.4 * side, -75.2)])
    pen.glow([(-2.5, -79), (2.5, -79), (2.5, -77), (0, -75.6), (-2.5, -77.4)], shaded(look.skin, 0.5), 0.5)


def draw_arm(pen: "Pen", body: Body, look: "Look", side: int, known: bool, glove: Colour | None, bare: bool) -> None:
    """Draw one arm with its hand.

    Args:
        known: what the trunk wears is known, so that the arm is skin; glove: its colour; bare: the fingers stay free.
    """
    spine, thick = body.arms[0 if side < 0 else 1], body.limbs
    skin = hide_paint(look)
    pen.tube(spine, [w * thick for w in (1.5, 2.6, 2.2, 1.9, 1.5)], skin if known else plain(look), cap=False)
    _hand(pen, spine, side, 0.8 + 0.2 * thick, Paint(glove) if glove and not bare else skin)
    if glove:
        (wx, wy), (dx, dy) = spine[-1], _towards(spine)
        end = 2.4 if bare else 0.4
        pen.fill(
            limb(((wx - dx * 3.0, wy - dy * 3.0), (wx + dx * end, wy + dy * end)), (2.4, 1.9), cap=False), Paint(glove)
        )


def _towards(spine: tuple[Point, ...]) -> Point:
    (ex, ey), (wx, wy) = spine[-2], spine[-1]
    length = ((wx - ex) ** 2 + (wy - ey) ** 2) ** 0.5 or 1.0
    return (wx - ex) / length, (wy - ey) / length


def _hand(pen: "Pen", spine: tuple[Point, ...], side: int, size: float, paint: Paint) -> None:
    (wx, wy), (dx, dy) = spine[-1], _towards(spine)
    inward = -side if abs(dy) > 0.5 else 0
    root = (wx + dx * 0.9, wy + dy * 0.9)
    thumb = (wx + dx * 2.9 + inward * 2.0, wy + dy * 2.9)
    pen.tube(
        (root, ((root[0] + thumb[0]) / 2 + inward * 0.5, (root[1] + thumb[1]) / 2), thumb),
        [w * size for w in (1.0, 0.9, 0.7)],
        paint,
    )
    start = (wx - dx * 0.4, wy - dy * 0.4)
    pen.tube(
        (start, (wx + dx * 2.2, wy + dy * 2.2), (wx + dx * 4.3, wy + dy * 4.3)),
        [w * size for w in (1.4, 2.0, 1.25)],
        paint,
    )
    pen.stroke(
        [(wx + dx * 3.6 - dy * 0.2, wy + dy * 3.6 + dx * 0.2), (wx + dx * 5.0 - dy * 0.2, wy + dy * 5.0 + dx * 0.2)],
        shaded(paint.colour, 0.45),
        0.6,
    )
