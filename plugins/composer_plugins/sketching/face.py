"""The head: skull, face, snout and the marks on it. Coordinates are relative to the middle of the head."""

from typing import TYPE_CHECKING

from composer_plugins.sketching.body import hide_paint
from composer_plugins.sketching.canvas import INK, Colour, Paint, flat, lit, mixed, shaded
from composer_plugins.sketching.geometry import corner, limb, oval, symmetric

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.looks import Look

EYE_X, EYE_Y = 3.9, 1.5
WHITE: Colour = (253, 251, 246)


def head_outline(look: "Look") -> list[tuple[float, float]]:
    """Return the outline of skull and jaw."""
    if look.snout == "muzzle":
        right = [
            (0, -10.2),
            (6, -8.4),
            (8.8, -2.5),
            (9.3, 2.6),
            *corner(11.4, 5.4),
            (8.6, 6.2),
            *corner(9.4, 8.4),
            (5.4, 8.6),
            (0, 10),
        ]
    elif look.gender == "male" or look.build == "broad":
        right = [(0, -10.2), (6, -8.5), (8.9, -2.4), (8.8, 2.8), (7.4, 6.8), (3.4, 9.9), (0, 10.3)]
    else:
        right = [(0, -10.2), (6, -8.5), (8.9, -2.4), (8.6, 3.0), (6.2, 7.2), (2.6, 9.9), (0, 10.4)]
    return symmetric(right)


def draw_skull(pen: "Pen", look: "Look") -> None:
    """Draw the head without a face."""
    pen.curve(head_outline(look), hide_paint(look))


def draw_human_ears(pen: "Pen", look: "Look") -> None:
    """Draw round or pointed ears at the sides of the head."""
    paint = hide_paint(look, look.parts.get("ears") if look.ears == "pointed" else None)
    for side in (-1, 1):
        if look.ears in ("pointed", "fin"):
            tip = 15.0 if look.ears == "pointed" else 14.0
            ear = [(8.0, -0.6), (10.6, -2.2), *corner(tip, -5.4), (12.4, 0.8), (9.4, 3.8), (7.8, 3.6)]
        else:
            ear = [(8.0, -0.4), (9.9, -1.2), (10.7, 0.8), (9.8, 3.4), (8.0, 3.6)]
        pen.curve([(x * side, y) for x, y in ear], paint)
        pen.stroke([(9.0 * side, 0.6), (9.8 * side, 0.8), (9.2 * side, 2.4)], shaded(look.skin, 0.4), 0.6)


def draw_face(pen: "Pen", look: "Look") -> None:
    """Draw eyes, brows, nose and mouth, or what the kind of being has instead, and the marks."""
    _SNOUTS.get(look.snout, _human_nose)(pen, look)
    if look.hide == "metal" and look.snout == "" and look.hair_length == "bald":
        _robot_lines(pen, look)
    _marks_below(pen, look)
    for side in (-1, 1):
        _eye(pen, look, side)
    _marks_above(pen, look)


def _eye(pen: "Pen", look: "Look", side: int) -> None:
    x, y = EYE_X * side, EYE_Y
    colour = look.eyes[0 if side < 0 else 1]
    soft = look.gender == "female" or look.gender == ""
    ry = 2.25 if soft else 1.9
    pen.fill(oval(x, y, 1.95, ry), flat(WHITE, outline=False))
    pen.fill(oval(x + 0.05 * side, y + 0.15, 1.5, ry * 0.86), flat(shaded(colour, 0.42), outline=False))
    pen.fill(oval(x + 0.05 * side, y + 0.5, 1.18, ry * 0.62), flat(lit(colour, 0.1), outline=False))
    if look.hide == "scales":
        pen.fill(oval(x, y + 0.1, 0.4, ry * 0.75), flat(INK, outline=False))
    else:
        pen.dot(x + 0.05 * side, y + 0.1, 0.72, (34, 26, 36))
    pen.dot(x - 0.55, y - 0.75, 0.52, (255, 255, 255))
    pen.dot(x + 0.5, y + 0.9, 0.26, lit(colour, 0.75))
    _lids(pen, look, side, ry)
    _brow(pen, look, side)


def _lids(pen: "Pen", look: "Look", side: int, ry: float) -> None:
    """Draw the lids of an eye that is `ry` high to each side of its middle, with lashes."""
    x, y = EYE_X * side, EYE_Y
    inner, outer = [(x - 2.15 * side, y - 0.5), (x - 0.6 * side, y - ry - 0.05)], (x + 1.1 * side, y - ry + 0.25)
    pen.stroke([*inner, outer, (x + 2.2 * side, y - 0.3)], INK, 1.35)
    if look.gender == "female":
        pen.stroke([(x + 1.7 * side, y - 1.1), (x + 2.9 * side, y - 1.7)], INK, 1.0)
        pen.stroke([(x + 2.05 * side, y - 0.5), (x + 3.0 * side, y - 0.7)], INK, 0.8)
    pen.stroke([(x - 1.2 * side, y + ry), (x + 0.9 * side, y + ry)], shaded(look.skin, 0.45), 0.6)


def _brow(pen: "Pen", look: "Look", side: int) -> None:
    x, y = EYE_X * side, EYE_Y
    brow = INK if look.hair_length == "bald" else mixed(shaded(look.hair, 0.3), INK, 0.35)
    if look.hide not in ("fur", "scales", "feathers", "metal"):
        weight = 1.5 if look.gender == "male" else 1.0
        pen.stroke([(x - 2.0 * side, y - 3.6), (x + 0.3 * side, y - 4.3), (x + 2.4 * side, y - 3.5)], brow, weight)


def _human_nose(pen: "Pen", look: "Look") -> None:
    for side in (-1, 1):
        opacity = 0.75 if "blush" in look.features else 0.32
        pen.glow(oval(5.4 * side, 4.9, 1.9, 1.15), mixed(look.skin, (232, 92, 92), 0.55), opacity)
    line = shaded(look.skin, 0.5)
    pen.stroke([(0.2, 3.6), (0.75, 4.7), (-0.1, 5.0)], line, 0.75)
    lips = (176, 52, 62) if "makeup" in look.features else mixed(line, INK, 0.35)
    pen.stroke([(-2.0, 6.9), (-0.7, 7.5), (0.9, 7.5), (2.2, 6.8)], lips, 1.5 if "makeup" in look.features else 0.95)
    if "fangs" in look.features:
        pen.fill([(1.0, 7.3), (1.9, 7.1), (1.5, 8.5)], flat(WHITE))
    if "tusks" in look.features:
        for side in (-1, 1):
            pen.fill([(1.3 * side, 7.5), (2.7 * side, 7.2), (2.3 * side, 4.9)], flat(WHITE))


def _muzzle(pen: "Pen", look: "Look") -> None:
    pale = look.parts.get("belly") or lit(look.skin, 0.62)
    fur = Paint(pale, shade=0.0, outline=False)
    pen.curve(symmetric([(0, 3.4), (2.6, 3.6), (6.4, 5.2), *corner(8.8, 7.0), (6.0, 8.6), (3.0, 9.6), (0, 9.6)]), fur)
    pen.curve(symmetric([(0, 2.2), (1.5, 2.6), (3.3, 5.2), (2.8, 7.8), (0, 8.6)]), Paint(pale, shade=0.1))
    pen.curve(symmetric([(0, 2.7), (1.7, 2.9), (1.3, 4.0), (0, 4.8)]), flat((52, 40, 44)))
    pen.dot(-0.5, 3.3, 0.3, (200, 190, 190))
    pen.stroke([(0, 4.8), (0, 6.0)], INK, 0.8)
    pen.stroke([(-2.3, 5.9), (-1.2, 6.9), (0, 6.0), (1.2, 6.9), (2.3, 5.9)], INK, 0.8)
    if "whiskers" in look.features:
        for side in (-1, 1):
            for y in (5.0, 6.2, 7.4):
                pen.stroke([(3.6 * side, y), (9.6 * side, y + (y - 6) * 0.6)], WHITE, 0.5)


def _dragon_snout(pen: "Pen", look: "Look") -> None:
    pale = look.parts.get("belly") or lit(look.skin, 0.42)
    pen.curve(
        symmetric([(0, 2.6), (2.6, 2.8), (5.2, 5.0), (5.4, 8.0), (3.2, 10.2), (0, 10.8)]),
        hide_paint(look, lit(look.skin, 0.14)),
    )
    pen.curve(symmetric([(0, 7.9), (3.6, 7.3), (4.6, 8.4), (2.8, 10.4), (0, 10.9)]), Paint(pale, shade=0.1))
    for side in (-1, 1):
        pen.dot(1.7 * side, 4.9, 0.5, INK)
        pen.fill([(3.0 * side, 7.6), (4.2 * side, 7.3), (3.7 * side, 9.0)], flat(WHITE))
        for row in range(2):
            pen.stroke([(6.6 * side, -3.4 + row * 2), (7.6 * side, -3.0 + row * 2)], shaded(look.skin, 0.5), 0.8)


def _beak(pen: "Pen", look: "Look") -> None:
    beak: Colour = look.parts.get("belly") or (231, 168, 66)
    pen.curve(symmetric([(0, 2.4), (3.0, 3.4), (3.6, 5.0), (1.4, 7.0), *corner(0, 9.4)]), Paint(beak))
    pen.stroke([(-3.2, 5.0), (0, 5.9), (3.2, 5.0)], shaded(beak, 0.55), 0.8)
    pen.dot(-0.9, 3.9, 0.3, shaded(beak, 0.6))
    pen.dot(0.9, 3.9, 0.3, shaded(beak, 0.6))


def _robot_lines(pen: "Pen", look: "Look") -> None:
    line = shaded(look.skin, 0.45)
    pen.stroke([(0, -10), (0, -4.5)], line, 0.7)
    pen.stroke([(-8.6, -3.6), (0, -4.6), (8.6, -3.6)], line, 0.7)
    for side in (-1, 1):
        pen.stroke([(2.6 * side, 9.6), (3.2 * side, 5.6), (7.6 * side, 4.6)], line, 0.7)
        pen.fill(oval(9.4 * side, 1.0, 1.5, 2.6), Paint(shaded(look.skin, 0.25)))


_SNOUTS = {"muzzle": _muzzle, "dragon": _dragon_snout, "beak": _beak}


def _marks_below(pen: "Pen", look: "Look") -> None:
    if "freckles" in look.features:
        for side in (-1, 1):
            for x, y in ((3.0, 4.3), (4.2, 4.9), (5.4, 4.2), (4.7, 5.8), (6.2, 5.1), (3.4, 5.6)):
                pen.dot(x * side, y, 0.27, mixed(shaded(look.skin, 0.3), (150, 84, 50), 0.5))
    if "stubble" in look.features:
        jaw = symmetric([(0, 8.4), (4.0, 6.6), (7.6, 4.0), (6.2, 7.4), (0, 10.2)])
        pen.glow(jaw, shaded(look.hair, 0.3), 0.3)
    if look.age in ("old", "middle") or "wrinkles" in look.features:
        _lines_of_age(pen, look)


def _lines_of_age(pen: "Pen", look: "Look") -> None:
    tone = shaded(look.skin, 0.4)
    for side in (-1, 1):
        pen.stroke([(2.3 * side, 5.3), (3.3 * side, 7.0)], tone, 0.6)
        if look.age != "middle":
            pen.stroke([(6.3 * side, 2.6), (7.6 * side, 3.4)], tone, 0.6)
    if look.age != "middle":
        pen.stroke([(-2.4, -5.6), (0, -5.9), (2.4, -5.6)], shaded(look.skin, 0.3), 0.6)


def _marks_above(pen: "Pen", look: "Look") -> None:
    for name, draw in _MARKS.items():
        if name in look.features:
            draw(pen, look)


def _glasses(pen: "Pen", _look: "Look") -> None:
    draw_glasses(pen, (70, 66, 76), None)


def draw_glasses(pen: "Pen", frame: Colour, lens: Colour | None) -> None:
    """Draw glasses; `lens` tints the glass."""
    for side in (-1, 1):
        ring = oval(EYE_X * side, EYE_Y + 0.2, 3.0, 2.8)
        if lens:
            pen.fill(ring, flat(lens))
        pen.glow(ring, (255, 255, 255), 0.14)
        pen.stroke([*ring, ring[0]], frame, 1.2)
        pen.stroke([((EYE_X + 3.0) * side, EYE_Y - 0.2), (9.0 * side, EYE_Y - 0.9)], frame, 1.1)
    pen.stroke([(-1.0, EYE_Y), (0, EYE_Y - 0.5), (1.0, EYE_Y)], frame, 1.1)


def _scar(pen: "Pen", look: "Look") -> None:
    tone = mixed(look.skin, (178, 70, 74), 0.6)
    pen.stroke([(4.4, -3.2), (5.0, 1.0), (5.2, 5.6)], tone, 1.1)
    for y in (3.6, 4.8):
        pen.stroke([(4.4, y), (5.9, y - 0.3)], tone, 0.7)


def _beard(pen: "Pen", look: "Look") -> None:
    right = [
        (0, 5.9),
        (2.6, 5.6),
        (5.6, 4.8),
        *corner(8.9, 0.6),
        (8.6, 6.0),
        (6.2, 10.6),
        *corner(3.2, 12.6),
        (1.6, 13.2),
        (0, 14.2),
    ]
    pen.curve(symmetric(right), Paint(look.hair))
    pen.stroke([(-1.9, 7.7), (0, 8.3), (1.9, 7.7)], shaded((180, 96, 90), 0.3), 1.1)
    for x in (-3.6, 0.2, 3.6):
        pen.stroke([(x, 10.0), (x * 0.8, 12.2)], shaded(look.hair, 0.35), 0.6)


def _moustache(pen: "Pen", look: "Look") -> None:
    pen.curve(
        [(0, 5.8), (1.8, 5.5), *corner(4.2, 7.4), (1.4, 7.3), (0, 6.8), (-1.4, 7.3), *corner(-4.2, 7.4), (-1.8, 5.5)],
        Paint(look.hair),
    )


def _mole(pen: "Pen", _look: "Look") -> None:
    pen.dot(3.2, 6.4, 0.38, (74, 48, 42))


def _eyepatch(pen: "Pen", _look: "Look") -> None:
    pen.stroke([(-8.6, 2.4), (2.0, -2.0), (8.6, -5.2)], (44, 40, 48), 1.2)
    pen.curve([(1.6, -0.8), (6.3, -0.8), (6.4, 2.4), (3.9, 4.4), (1.5, 2.4)], Paint((52, 48, 58)))


def _bandage(pen: "Pen", _look: "Look") -> None:
    pen.fill(limb(((-6.6, 4.2), (-3.4, 5.4)), (1.1, 1.1)), Paint((236, 214, 184)))


def _tattoo(pen: "Pen", look: "Look") -> None:
    tone = mixed(look.skin, (52, 66, 110), 0.75)
    pen.stroke([(-6.9, 3.0), (-5.6, 4.4), (-6.5, 5.6), (-5.2, 6.6)], tone, 1.1)
    pen.stroke([(-5.0, 4.4), (-4.4, 5.4)], tone, 0.9)


def _gem(pen: "Pen", _look: "Look") -> None:
    pen.fill([(0, -5.6), (0.9, -4.4), (0, -3.0), (-0.9, -4.4)], Paint((196, 60, 84)))


def _earring(pen: "Pen", _look: "Look") -> None:
    for side in (-1, 1):
        pen.fill(oval(9.7 * side, 4.9, 0.65, 0.95, 12), Paint((221, 180, 64)))


_MARKS = {
    "scar": _scar,
    "tattoo": _tattoo,
    "bandage": _bandage,
    "beard": _beard,
    "moustache": _moustache,
    "mole": _mole,
    "gem": _gem,
    "earring": _earring,
    "eyepatch": _eyepatch,
    "glasses": _glasses,
}
