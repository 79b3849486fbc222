"""Hair: what falls behind the body, what frames the face. Coordinates are relative to the middle of the head."""

from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Paint, lit, mixed, shaded
from composer_plugins.sketching.geometry import Point, along, corner, flipped, limb, oval, smooth, symmetric

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.looks import Look

#: How far the hair falls, by length.
FALL = {"bald": 0.0, "buzz": 2.0, "short": 5.0, "bob": 11.0, "shoulder": 18.0, "long": 39.0, "floor": 66.0}
_GATHERED = frozenset(
    {
        "ponytail",
        "side_ponytail",
        "twin_tails",
        "braid",
        "twin_braids",
        "bun",
        "twin_buns",
        "crown_braid",
        "mohawk",
        "undercut",
        "slicked",
    }
)


def hair_length(look: "Look") -> str:
    """Return the length to draw: as said, else what an arrangement needs, else the figure's plain cut."""
    if look.hair_length:
        return look.hair_length
    if look.arrangements & {"ponytail", "side_ponytail", "twin_tails", "braid", "twin_braids", "dreadlocks"}:
        return "long"
    return "short" if look.gender == "male" else "bob"


def _paint(look: "Look") -> Paint:
    return Paint(look.hair, shade=0.26, shift=1.5)


def draw_back_hair(pen: "Pen", look: "Look") -> None:
    """Draw the hair behind the body."""
    length = hair_length(look)
    if length == "bald":
        return
    for name, draw in _BACKS.items():
        if name in look.arrangements:
            draw(pen, look, FALL[length])
    if "afro" in look.arrangements:
        pen.fill(_bumpy(0, -2.5, 15.5, 14.5, 18), _paint(look))
    elif not look.arrangements & _GATHERED and length != "buzz":
        _loose(pen, look, FALL[length])


def _loose(pen: "Pen", look: "Look", fall: float) -> None:
    wide = {"curly": 3.4, "wavy": 1.6, "spiky": 1.2}.get(look.texture, 0.2)
    if look.texture == "curly":
        outline = _curls(fall, 9.6 + wide)
    else:
        outline = symmetric(_half_short(fall, wide) if fall <= 11 else _half_long(look, fall, wide))
    _tinted(pen, look, outline, fall)
    if fall > 11 and look.texture != "curly":
        for x in (-7.6, -4.4, 4.4, 7.6):
            pen.stroke([(x, 12), (x * 1.12, fall * 0.62), (x, fall - 2)], shaded(look.hair, 0.32), 0.7)


def _half_short(fall: float, wide: float) -> list[Point]:
    """Return the right half of hair that ends above the shoulders."""
    if fall <= 5:
        return [(0, -11.6), (6.6, -10.0), (10.0, -3.0), (10.2, 1.0), *corner(8.6, fall), (0, fall)]
    return [
        (0, -11.6), (6.6, -10.0), (10.6 + wide * 0.5, -3.0), (11.2 + wide, 3.6), (10.6 + wide, fall * 0.75),
        *corner(8.2, fall), (0, fall * 0.9),
    ]  # fmt: skip


def _half_long(look: "Look", fall: float, wide: float) -> list[Point]:
    """Return the right half of hair that ends below them, in locks."""
    end, mid = 11.0 + wide + min(fall, 40) * 0.05, (fall + 4) / 2
    wave = 1.5 if look.texture == "wavy" else 0.0
    return [
        (0, -11.6), (6.6, -10.0), (10.6, -3.0), (11.2 + wide, 4.0), (end - wave, mid * 0.7), (end + wave, mid),
        (end - wave * 0.4, mid * 1.5), (end - 1.5 + wave, fall - 2), *corner(end - 3.4, fall + 1.6),
        (end - 5.4, fall - 0.8), *corner(4.6, fall + 2.4), (2.2, fall - 0.4), *corner(0, fall + 1.8),
    ]  # fmt: skip


def _tinted(pen: "Pen", look: "Look", outline: list[Point], fall: float) -> None:
    pen.curve(outline, _paint(look))
    if look.tips and fall > 5:
        low = [(x, y) for x, y in smooth(outline) if y > fall * 0.62]
        if len(low) > 3:
            pen.fill(low, Paint(look.tips, shade=0.2, outline=False))
            pen.stroke(low, width=1.0, curved=False)


def _curls(fall: float, width: float) -> list[Point]:
    steps = max(3, round((fall + 8) / 4.4))
    anchors: list[Point] = [(0.0, -12.4), (5.2, -11.4)]
    for step in range(steps + 1):
        y = -8.0 + (fall + 8) * step / steps
        anchors.append((width + min(max(y, 0), 30) * 0.06 - (1.4 if step in (0, steps) else 0), y))
    right = [*_puffs([*anchors, (width * 0.6, fall + 2.4), (width * 0.2, fall + 2.0)]), (0, fall + 1)]
    return symmetric(right)


def _puffs(anchors: list[Point]) -> list[Point]:
    """Return an outline that swells between each two of `anchors`, to the right of the way from one to the next."""
    outline: list[Point] = []
    for (ax, ay), (bx, by) in pairwise(anchors):
        nx, ny = (by - ay) * 0.34, (ax - bx) * 0.34
        outline += [*corner(ax, ay), (ax + (bx - ax) * 0.22 + nx, ay + (by - ay) * 0.22 + ny)]
        outline.append((ax + (bx - ax) * 0.78 + nx, ay + (by - ay) * 0.78 + ny))
    return [*outline, *corner(*anchors[-1])]


def _bumpy(x: float, y: float, rx: float, ry: float, bumps: int) -> list[Point]:
    points = []
    for step in range(bumps * 6):
        angle = 2 * pi * step / (bumps * 6)
        swell = 1 + 0.055 * abs(sin(angle * bumps / 2))
        points.append((x + cos(angle) * rx * swell, y + sin(angle) * ry * swell))
    return points


def _tail_of_hair(pen: "Pen", look: "Look", spine: list[Point], width: float) -> None:
    widths = [width * share for share in (0.55, 1.0, 1.05, 0.9, 0.6, 0.12)]
    pen.fill(limb(spine, widths, cap=False), _paint(look))
    pen.stroke(spine[1:], shaded(look.hair, 0.3), 0.7)
    if look.tips:
        pen.fill(limb(spine[-2:], (width * 0.6, width * 0.12), cap=False), Paint(look.tips, shade=0.2))


def _plait(pen: "Pen", look: "Look", spine: list[Point], width: float, knots: int) -> None:
    for step in range(knots):
        x, y = along(spine, (step + 0.5) / knots)
        size = width * (1.0 - 0.35 * step / knots)
        tint = look.tips if look.tips and step > knots * 0.6 else look.hair
        pen.curve(
            [
                (x, y - size * 1.15),
                (x + size, y - size * 0.2),
                (x + size * 0.4, y + size),
                (x - size * 0.4, y + size),
                (x - size, y - size * 0.2),
            ],
            Paint(tint, shade=0.26, shift=0.7),
        )
    x, y = spine[-1]
    pen.curve(
        [*corner(x - 0.9, y), *corner(x + 0.9, y), (x + 1.5, y + 3), *corner(x, y + 5), (x - 1.5, y + 3)], _paint(look)
    )
    pen.stroke([(x - 1.1, y + 0.2), (x + 1.1, y + 0.2)], (196, 74, 78), 1.9)


def _ponytail(pen: "Pen", look: "Look", fall: float) -> None:
    end = max(fall, 16)
    _tail_of_hair(
        pen, look, [(5, -8), (12.5, -7.5), (16.0, 2), (16.5, end * 0.5), (14.6, end * 0.85), (17.0, end + 1)], 4.3
    )


def _side_ponytail(pen: "Pen", look: "Look", fall: float) -> None:
    end = max(fall, 16)
    _tail_of_hair(
        pen, look, [(8, -4), (13.0, -2.5), (15.0, 5), (14.6, end * 0.5), (13.2, end * 0.85), (15.0, end)], 3.8
    )


def _twin_tails(pen: "Pen", look: "Look", fall: float) -> None:
    end = max(fall, 18)
    for side in (-1, 1):
        _tail_of_hair(
            pen,
            look,
            flipped([(7, -8), (13.4, -6.5), (16.2, 2), (16.0, end * 0.5), (14.4, end * 0.8), (16.4, end)], side),
            3.9,
        )


def _bun(pen: "Pen", look: "Look", _fall: float) -> None:
    pen.fill(oval(0, -12.4, 5.2, 4.6), _paint(look))
    pen.stroke([(-2.8, -13.6), (0, -15.2), (2.6, -13.4), (0.4, -12.0)], shaded(look.hair, 0.32), 0.7)


def _twin_buns(pen: "Pen", look: "Look", _fall: float) -> None:
    for side in (-1, 1):
        pen.fill(oval(7.6 * side, -10.4, 4.0, 3.8), _paint(look))
        pen.stroke(flipped([(6.0, -10.6), (7.8, -12.0), (9.4, -10.4), (7.8, -9.4)], side), shaded(look.hair, 0.32), 0.7)


def _dreadlocks(pen: "Pen", look: "Look", fall: float) -> None:
    for step in range(9):
        x = -10.8 + step * 2.7
        pen.fill(
            limb(((x * 0.6, -8), (x, 2), (x * 1.1, max(fall, 14) - abs(x) * 0.3)), (1.5, 1.6, 1.1)),
            Paint(look.hair, shade=0.3, shift=0.7),
        )


_BACKS = {
    "ponytail": _ponytail,
    "side_ponytail": _side_ponytail,
    "twin_tails": _twin_tails,
    "bun": _bun,
    "twin_buns": _twin_buns,
    "dreadlocks": _dreadlocks,
}


def draw_front_hair(pen: "Pen", look: "Look") -> None:
    """Draw the hair that frames the face; the eyes always stay free."""
    length = hair_length(look)
    if length == "bald":
        return
    if "mohawk" in look.arrangements:
        pen.curve(
            symmetric([*corner(0, -18), (2.2, -16.5), (2.6, -11), *corner(1.8, -6.4), *corner(0, -5.6)]), _paint(look)
        )
        return
    if length == "buzz":
        pen.curve(
            symmetric(
                [(0, -11.0), (6.2, -9.4), (9.3, -3.2), *corner(9.0, 0), (7.4, -3.4), *corner(6.6, -5.4), (0, -6.4)]
            ),
            _paint(look),
        )
        return
    loose = not look.arrangements & {*_GATHERED, "afro"} and look.texture != "curly"
    if loose and FALL[length] > 5:
        _side_locks(pen, look, FALL[length])
    _cap(pen, look)
    _front_braids(pen, look, FALL[length])


def _cap(pen: "Pen", look: "Look") -> None:
    right, left = _cap_sides(look)
    pen.curve([*right, *_fringe(look), *left], _paint(look))
    _shine(pen, look)


def _cap_sides(look: "Look") -> tuple[list[Point], list[Point]]:
    """Return the edge of the cap from its top down the right side, and up the left side again."""
    if look.texture == "spiky" and "slicked" not in look.arrangements:
        return _SPIKES
    side_end = 3.2 if "undercut" not in look.arrangements else -3.0
    if look.texture == "curly":
        puffs = _puffs([(0.0, -12.6), (4.8, -11.9), (8.4, -9.2), (10.3, -5.2), (10.8, -1.0), (10.2, side_end)])
        return [*puffs, (8.5, 0.4)], [(-8.5, 0.4), *flipped(reversed(puffs), -1)]
    lift = {"spiky": 0.8, "wavy": 0.5}.get(look.texture, 0.0)
    upper, outer = (6.8, -10.2 - lift * 0.6), (9.9 + lift * 0.5, -4.4)
    right = [(0.6, -11.8 - lift), upper, outer, *corner(9.7, side_end), (8.5, 0.2)]
    return right, [(-8.5, 0.2), *corner(-9.7, side_end), (-outer[0], outer[1]), (-upper[0], upper[1])]


_SPIKES: tuple[list[Point], list[Point]] = (
    [*corner(1.4, -14.6), (4.2, -11.8), *corner(7.6, -13.2), (8.4, -8.8), *corner(11.8, -8.2), (10.2, -3.4),
     *corner(10.6, 2.8), (8.6, 0.2)],
    [(-8.6, 0.2), *corner(-10.6, 2.8), (-10.2, -3.4), *corner(-11.8, -8.2), (-8.4, -8.8), *corner(-7.2, -13.4),
     (-3.6, -11.8)],
)  # fmt: skip


#: The lower edge of the hair above the brows, from right to left.
_FRINGES: dict[str, list[Point]] = {
    "combed back": [
        (8.0, -3.6), (5.4, -6.2), (1.5, -7.2), (-2.5, -7.1), (-5.8, -6.0), (-8.0, -3.4),
    ],
    "straight_fringe": [
        *corner(7.9, -2.6), (5.6, -2.0), *corner(5.0, -2.7), (3.0, -1.9), *corner(1.4, -2.7), (-0.5, -1.9),
        *corner(-2.2, -2.7), (-4.0, -1.9), *corner(-5.2, -2.7), (-6.4, -2.1), *corner(-7.9, -2.6),
    ],
    "side_fringe": [
        *corner(8.2, -1.6), (6.8, -2.6), (1.5, -4.0), *corner(-4.6, -7.6), (-5.4, -6.4), (-7.0, -4.2),
        *corner(-8.2, -1.2),
    ],
    "open": [
        *corner(8.3, -0.8), (6.6, -4.0), (3.0, -6.6), *corner(0.2, -8.4), (-3.0, -6.6), (-6.6, -4.0),
        *corner(-8.3, -0.8),
    ],
    "curly": [
        (7.0, -3.8), (5.6, -3.0), (3.8, -4.2), (2.2, -3.4), (0.4, -4.4), (-1.6, -3.4), (-3.4, -4.3), (-5.2, -3.2),
        (-7.0, -3.8),
    ],
    "short": [
        *corner(8.0, -2.4), (6.6, -4.4), *corner(5.4, -2.4), (4.0, -5.0), *corner(1.6, -2.6), (0.0, -5.2),
        *corner(-2.6, -2.4), (-4.0, -5.0), *corner(-6.2, -2.8), (-7.0, -4.6), *corner(-8.2, -2.0),
    ],
    "loose": [
        *corner(8.3, -1.2), (6.4, -3.0), *corner(4.2, -2.6), (3.4, -4.0), *corner(0.8, -2.5), (-1.2, -4.6),
        *corner(-3.2, -6.0), (-4.0, -4.0), *corner(-6.0, -2.7), (-7.2, -3.4), *corner(-8.3, -1.0),
    ],
}  # fmt: skip


def _fringe(look: "Look") -> list[Point]:
    combed = look.arrangements & {"slicked", "crown_braid"} or (look.arrangements & {"bun"} and not look.fringe)
    if combed:
        return _FRINGES["combed back"]
    if look.fringe:
        return _FRINGES[look.fringe]
    if look.texture == "curly":
        return _FRINGES["curly"]
    short = look.gender == "male" or look.hair_length == "short" or look.texture == "spiky"
    return _FRINGES["short" if short else "loose"]


def _shine(pen: "Pen", look: "Look") -> None:
    tone = lit(look.hair, 0.42)
    pen.stroke([(-6.6, -7.6), (-4.6, -9.0), (-2.2, -9.8)], tone, 1.7)
    pen.stroke([(-0.6, -10.0), (0.8, -10.1)], tone, 1.5)
    dark = mixed(look.hair, shaded(look.hair, 0.5), 0.8)
    pen.stroke([(2.4, -10.2), (3.6, -7.6), (3.6, -5.6)], dark, 0.65)
    pen.stroke([(5.4, -9.6), (6.9, -6.6), (7.0, -4.6)], dark, 0.65)


def _side_locks(pen: "Pen", look: "Look", fall: float) -> None:
    end = min(fall, 20.0) + (2 if look.texture == "wavy" else 0)
    bow = {"wavy": 1.3, "spiky": 0.8}.get(look.texture, 0.0)
    for side in (-1, 1):
        spine = [(7.6, -6.4), (10.3, 0.5), (10.0 - bow * 0.5, end * 0.45), (10.0 + bow, end * 0.75), (8.8, end)]
        pen.tube(flipped(spine, side), (0.4, 1.9, 2.0, 1.6, 0.25), _paint(look), cap=False)


def _front_braids(pen: "Pen", look: "Look", fall: float) -> None:
    reach = min(max(fall, 26), 44)
    if "braid" in look.arrangements:
        _plait(pen, look, [(8.6, 5), (11.0, 12), (8.6, 20), (8.2, reach)], 2.4, round(reach / 3.4))
    if "twin_braids" in look.arrangements:
        for side in (-1, 1):
            _plait(pen, look, flipped([(8.9, 4), (11.0, 12), (9.0, 20), (8.8, reach)], side), 2.2, round(reach / 3.4))
    if "crown_braid" in look.arrangements:
        for step in range(9):
            angle = pi * (1.12 + 0.76 * step / 8)
            pen.fill(oval(cos(angle) * 9.2, sin(angle) * 9.6 - 1.6, 1.9, 1.7), Paint(look.hair, shade=0.28, shift=0.6))
