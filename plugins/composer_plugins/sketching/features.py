"""What people do not have: animal ears, tails, horns, wings, halos."""

from typing import TYPE_CHECKING

from composer_plugins.sketching.body import hide_paint
from composer_plugins.sketching.canvas import Colour, Paint, flat, lit, mixed, shaded
from composer_plugins.sketching.geometry import Point, corner, flipped, limb, oval

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.looks import Look


def _coat(look: "Look", part: str) -> Colour:
    """Return the colour of ears and tails: as said, else the fur's, else the hair's."""
    return look.parts.get(part) or (look.skin if look.hide else look.hair)


# ── ears ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_EARS: dict[str, tuple[list[Point], list[Point]]] = {
    "cat": (
        [(3.0, -9.6), *corner(7.4, -18.6), (9.6, -12.0), (9.6, -6.0), (6.0, -8.4)],
        [(4.8, -10.4), *corner(7.2, -16.0), (8.5, -10.6), (8.4, -7.8)],
    ),
    "fox": (
        [(2.6, -9.4), (5.2, -16.6), *corner(9.4, -21.4), (11.2, -13.6), (10.2, -5.4), (6.0, -8.2)],
        [(5.0, -10.4), (6.6, -15.6), *corner(9.0, -18.6), (9.7, -12.4), (8.8, -7.4)],
    ),
    "wolf": (
        [(2.8, -9.4), (5.0, -15.4), *corner(8.0, -18.6), (10.6, -12.6), (10.0, -5.4), (6.0, -8.2)],
        [(5.0, -10.2), (6.2, -14.2), *corner(7.8, -16.2), (9.2, -11.6), (8.6, -7.4)],
    ),
    "rabbit": (
        [(2.2, -9.6), (2.2, -17), (4.4, -26), (6.8, -27.4), (8.6, -22), (8.2, -13), (7.0, -8.4)],
        [(3.9, -11), (3.9, -17), (5.2, -24), (6.6, -25), (7.2, -20), (6.6, -12)],
    ),
    "round": (
        [(4.4, -9.4), (4.6, -13.2), (7.8, -15.2), (11.0, -12.8), (10.8, -8.6), (8.4, -6.0)],
        [(6.2, -9.8), (6.4, -12.2), (8.0, -13.2), (9.6, -11.8), (9.4, -9.4), (8.0, -8.0)],
    ),
    "animal": (
        [(7.4, -6.0), (10.6, -8.4), (15.4, -7.4), *corner(16.2, -4.6), (13.0, -1.6), (8.6, -1.8)],
        [(9.0, -5.2), (11.4, -6.6), *corner(14.4, -5.2), (12.0, -3.2), (9.4, -3.2)],
    ),
}


def draw_animal_ears(pen: "Pen", look: "Look") -> None:
    """Draw ears that stand on the head."""
    if look.ears not in _EARS:
        return
    outer, inner = _EARS[look.ears]
    coat = _coat(look, "ears")
    pink = mixed(lit(coat, 0.5), (240, 160, 160), 0.45)
    for side in (-1, 1):
        pen.curve(flipped(outer, side), Paint(coat, shade=0.2, shift=0.8))
        pen.curve(flipped(inner, side), flat(pink, outline=False))
        if look.ears == "fox":
            tip = [(6.3, -17.6), *corner(9.4, -21.4), (10.7, -17.0), (8.6, -17.9)]
            pen.curve(flipped(tip, side), flat(mixed(coat, (44, 34, 40), 0.75), outline=False))


# ── tails, behind the body; y = 0 is the ground ─────────────────────────────────────────────────────────────────────


def draw_tail(pen: "Pen", look: "Look") -> None:
    """Draw the tail, to the left of the figure."""
    if look.tail in _TAILS:
        _TAILS[look.tail](pen, _coat(look, "tail"), look)


def _bushy(pen: "Pen", coat: Colour, _look: "Look", lean: float = 0.0) -> None:
    spine = [(-2, -43), (-13, -32), (-21 - lean, -37), (-23.5 - lean * 1.5, -50), (-18.5 - lean * 1.8, -62)]
    pen.fill(limb(spine, (2.2, 4.4, 6.4, 6.8, 5.2, 0.4), cap=False), Paint(coat, shade=0.2, shift=1.8))
    x, y = spine[-1]
    tip = [
        (x - 5.6, y + 9.4),
        (x - 3.6, y + 3.4),
        *corner(x, y),
        (x + 3.4, y + 5.4),
        (x + 4.0, y + 11.2),
        *corner(x + 1.6, y + 8.6),
        *corner(x - 1.2, y + 11.8),
        *corner(x - 3.0, y + 8.0),
    ]
    pen.curve(tip, Paint(lit(coat, 0.8), shade=0.1))


def _nine(pen: "Pen", coat: Colour, look: "Look") -> None:
    for lean in (-14.0, -8.0, -3.0, 1.5, 5.0):
        _bushy(pen, coat, look, lean)


def _thin(pen: "Pen", coat: Colour, _look: "Look") -> None:
    spine = [(-2, -43), (-12, -33), (-20, -35), (-22, -46), (-18.5, -56), (-22, -63)]
    pen.fill(limb(spine, (1.9, 1.9, 1.8, 1.7, 1.5)), Paint(coat, shade=0.2, shift=0.7))


def _dog(pen: "Pen", coat: Colour, _look: "Look") -> None:
    pen.fill(
        limb([(-2, -43), (-12, -39), (-18, -47), (-15, -54), (-11, -50)], (2.2, 3.2, 3.4, 3.0, 1.6)),
        Paint(coat, shade=0.2),
    )


def _rabbit(pen: "Pen", coat: Colour, _look: "Look") -> None:
    pen.fill(oval(-10.6, -43, 4.0, 3.8), Paint(lit(coat, 0.3)))


def _devil(pen: "Pen", _coat: Colour, look: "Look") -> None:
    tone = look.parts.get("tail") or (150, 44, 58)
    pen.fill(
        limb([(-2, -43), (-12, -31), (-20, -33), (-21.5, -44), (-18, -53)], (1.5, 1.3, 1.1, 1.0)),
        Paint(tone, shift=0.6),
    )
    pen.curve([*corner(-16.4, -60.5), *corner(-13.6, -52.4), (-17.6, -53.4), *corner(-21.8, -54.0)], Paint(tone))


def _dragon(pen: "Pen", _coat: Colour, look: "Look") -> None:
    paint = hide_paint(look, look.parts.get("tail") or (look.skin if look.hide else (104, 148, 108)))
    spine = [(-1, -45), (-11, -29), (-19, -13), (-28, -9), (-33, -17)]
    for x, y in ((-11.0, -36.5), (-16.4, -25.5), (-21.6, -17.2), (-28.2, -14.4)):
        pen.fill(
            [(x - 1.4, y + 2.4), (x + 0.5, y - 2.6), (x + 2.4, y + 1.8)], Paint(shaded(paint.colour, 0.3), shade=0)
        )
    pen.fill(limb(spine, (6.0, 5.4, 4.2, 2.6, 0.3), cap=False), paint)


_TAILS: "dict[str, Callable[[Pen, Colour, Look], None]]" = {
    "fox": _bushy,
    "nine": _nine,
    "cat": _thin,
    "dog": _dog,
    "rabbit": _rabbit,
    "devil": _devil,
    "dragon": _dragon,
}


# ── horns, on the head ──────────────────────────────────────────────────────────────────────────────────────────────


def draw_horns(pen: "Pen", look: "Look") -> None:
    """Draw horns, antlers or an antenna."""
    tone = look.parts.get("horns") or ((92, 78, 74) if look.horns in ("devil", "small", "ram") else (222, 208, 178))
    if look.horns in _HORNS:
        _HORNS[look.horns](pen, tone)
    if "antenna" in look.features:
        sides = (0,) if look.hide == "metal" else (-1, 1)
        for side in sides:
            pen.stroke([(3.0 * side, -9.6), (4.0 * side, -14), (5.0 * side, -16.4)], (88, 92, 104), 1.4)
            pen.fill(oval(5.0 * side, -17.2, 1.3, 1.3, 14), Paint((226, 92, 82) if look.hide == "metal" else look.skin))


def _devil_horns(pen: "Pen", tone: Colour) -> None:
    for side in (-1, 1):
        pen.tube(
            flipped([(5.4, -8.2), (9.2, -12.4), (8.6, -19.4)], side), (2.3, 1.7, 0.2), Paint(tone, shift=0.7), cap=False
        )
        for a, b in (((5.6, -11.4), (8.4, -9.6)), ((7.2, -13.6), (9.8, -12.6))):
            pen.stroke(flipped((a, b), side), shaded(tone, 0.4), 0.7)


def _small_horns(pen: "Pen", tone: Colour) -> None:
    for side in (-1, 1):
        pen.tube(
            flipped([(4.8, -9.2), (6.4, -12), (5.8, -14.6)], side), (1.7, 1.2, 0.2), Paint(tone, shift=0.6), cap=False
        )


def _ram_horns(pen: "Pen", tone: Colour) -> None:
    for side in (-1, 1):
        spine = [(6.0, -8.4), (11.6, -11.0), (15.2, -5.0), (13.0, 1.2), (9.8, -0.6), (11.4, -3.2)]
        pen.tube(flipped(spine, side), (2.7, 2.6, 2.3, 1.8, 1.0, 0.3), Paint(tone, shift=0.9), cap=False)
        for a, b in (
            ((9.2, -8.0), (9.6, -12.6)),
            ((11.6, -7.0), (14.2, -10.2)),
            ((12.4, -4.2), (16.4, -4.0)),
            ((12.0, -1.8), (15.2, 0.4)),
        ):
            pen.stroke(flipped([a, b], side), shaded(tone, 0.4), 0.7)


def _dragon_horns(pen: "Pen", tone: Colour) -> None:
    for side in (-1, 1):
        pen.tube(
            flipped([(5.8, -8.0), (11.0, -11.0), (15.4, -17.6)], side),
            (2.4, 1.8, 0.2),
            Paint(tone, shift=0.7),
            cap=False,
        )
        pen.stroke(flipped([(8.0, -11.6), (9.8, -8.4)], side), shaded(tone, 0.4), 0.7)
        pen.stroke(flipped([(10.6, -13.0), (12.6, -10.8)], side), shaded(tone, 0.4), 0.7)


def _unicorn_horn(pen: "Pen", tone: Colour) -> None:
    pen.tube([(0, -8.0), (0.2, -13), (0.6, -20)], (1.7, 1.1, 0.1), Paint(tone, shift=0.6), cap=False)
    for y in (-10.6, -13.2, -15.6):
        pen.stroke([(-1.2, y + 0.8), (1.2, y - 0.6)], shaded(tone, 0.35), 0.7)


def _antlers(pen: "Pen", tone: Colour) -> None:
    for side in (-1, 1):
        for spine in (
            [(4.6, -8.8), (8.2, -15), (7.6, -23)],
            [(7.2, -13), (11.2, -15), (12.4, -20)],
            [(7.9, -18), (10.4, -20.6), (10.4, -24)],
        ):
            pen.tube(
                flipped(spine, side),
                (1.2, 1.0, 0.4),
                Paint((148, 112, 78) if tone == (222, 208, 178) else tone, shift=0.5),
            )


_HORNS = {
    "devil": _devil_horns, "small": _small_horns, "ram": _ram_horns, "dragon": _dragon_horns,
    "unicorn": _unicorn_horn, "antlers": _antlers,
}  # fmt: skip


# ── wings, behind the body ──────────────────────────────────────────────────────────────────────────────────────────


def draw_wings(pen: "Pen", look: "Look") -> None:
    """Draw a pair of wings."""
    if look.wings in _WINGS:
        for side in (-1, 1):
            _WINGS[look.wings](pen, look, side)


def _feathered(pen: "Pen", look: "Look", side: int) -> None:
    tone = look.parts.get("wings") or (look.skin if look.hide == "feathers" else (246, 243, 236))
    rows = (
        ((24.0, -34.0), (27.5, -41.0), (29.5, -49.0), (30.0, -57.0), (29.0, -65.0)),
        ((16.0, -45.0), (19.0, -50.0), (21.5, -56.0), (22.5, -62.0)),
    )
    for depth, row in enumerate(rows):
        for x, y in row:
            pen.fill(
                limb(flipped([(8, -66), ((8 + x) / 2 + 2, (-66 + y) / 2 - 4), (x, y)], side), (2.0, 3.6, 3.4, 2.6)),
                Paint(shaded(tone, 0.1 - 0.08 * depth), shift=0.7, shade=0.14),
            )
    pen.fill(
        limb(flipped([(3, -64), (13, -76), (23, -78), (29, -70)], side), (2.6, 3.6, 3.2, 2.2)), Paint(tone, shade=0.12)
    )


def _bat(pen: "Pen", look: "Look", side: int) -> None:
    tone = look.parts.get("wings") or (shaded(look.skin, 0.25) if look.hide == "scales" else (92, 58, 72))
    tips = ((33.0, -58.0), (28.0, -44.0), (18.0, -38.0))
    membrane = [
        *corner(4, -66),
        (14, -79),
        *corner(21, -86),
        (29, -74),
        *corner(*tips[0]),
        (27.5, -54),
        *corner(*tips[1]),
        (21.5, -46),
        *corner(*tips[2]),
        (12, -45),
        *corner(5, -52),
    ]
    pen.curve(flipped(membrane, side), Paint(lit(tone, 0.15), shade=0.2, shift=1.6))
    for x, y in tips:
        pen.stroke(flipped([(21, -85), ((21 + x) / 2 + 1.5, (-85 + y) / 2), (x, y)], side), shaded(tone, 0.45), 1.3)
    pen.fill(limb(flipped([(4, -65), (13, -76), (21, -86)], side), (2.0, 1.6, 0.9)), Paint(tone, shift=0.6))


def _fairy(pen: "Pen", look: "Look", side: int) -> None:
    tone = look.parts.get("wings") or (186, 224, 232)
    for shape in (
        [(2, -66), (14, -84), (27, -90), (32, -80), (24, -68), (10, -62)],
        [(2, -63), (14, -60), (23, -51), (21, -42), (13, -42), (5, -54)],
    ):
        pen.curve(flipped(shape, side), Paint(lit(tone, 0.2), shade=0.12))
    for end in ((27, -84), (26, -74), (18, -46)):
        pen.stroke(flipped([(3, -65), ((3 + end[0]) / 2, (-65 + end[1]) / 2 - 2), end], side), shaded(tone, 0.3), 0.7)


def _mechanical(pen: "Pen", look: "Look", side: int) -> None:
    tone = look.parts.get("wings") or (158, 168, 180)
    for x, y in ((33, -76), (33, -64), (29, -53), (22, -44)):
        pen.fill(flipped([(5, -68), (x - 2, y - 5), (x, y), (6, -62)], side), Paint(tone, shift=0.8))


_WINGS = {"feathered": _feathered, "bat": _bat, "fairy": _fairy, "mechanical": _mechanical}


def draw_halo(pen: "Pen", look: "Look") -> None:
    """Draw a ring of light above the head."""
    if "halo" in look.features:
        ring = oval(0, -16.6, 8.0, 2.3, 40)
        pen.stroke([*ring, ring[0]], (206, 160, 50), 4.2)
        pen.stroke([*ring, ring[0]], (255, 226, 120), 2.4)
