"""Sleeves, as long and wide as the garment says, along the arm of the pose."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import shaded
from composer_plugins.sketching.geometry import Point, cut, limb
from composer_plugins.sketching.trunk_clothes import ease_of

if TYPE_CHECKING:
    from composer_plugins.sketching.body import Body
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.outfits import Piece


_REACH = {"short": 0.36, "puff": 0.3, "elbow": 0.55, "long": 0.97, "wide": 0.92}


def draw_sleeve(pen: "Pen", body: "Body", piece: "Piece", side: int) -> None:
    """Draw the sleeve of one side, if the garment has sleeves."""
    if piece.sleeve == "strap":
        pen.stroke([(4.2 * side, -70.5), (4.6 * side, -75.0)], shaded(piece.colour, 0.1), 2.0)
    if piece.sleeve not in _REACH:
        return
    reach = 0.6 if "rolled" in piece.states else _REACH[piece.sleeve]
    spine = cut(body.arms[0 if side < 0 else 1], reach)
    room = (0.5 + ease_of(piece)) * (1.0 if piece.slot == "outer" else 0.8)
    widths = [w * body.limbs + room * min(1.0, 0.4 + i) for i, w in enumerate(_widths(piece.sleeve))]
    pen.tube(spine, widths, piece.paint, cap=False)
    _cuff(pen, spine, widths[-1], piece)


def _widths(sleeve: str) -> tuple[float, ...]:
    if sleeve == "wide":
        return 1.5, 2.9, 3.6, 4.8, 6.2
    if sleeve == "puff":
        return 1.6, 3.9, 4.3, 3.2, 2.4
    return (1.5, 2.7, 2.8, 2.5) if sleeve == "short" else (1.5, 2.7, 2.35, 2.1, 1.8)


def _cuff(pen: "Pen", spine: list[Point], width: float, piece: "Piece") -> None:
    (ax, ay), (bx, by) = spine[-2], spine[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    back = (bx - (bx - ax) / length * 1.6, by - (by - ay) / length * 1.6)
    if piece.shape.ribbed or "rolled" in piece.states or piece.sleeve == "puff":
        pen.fill(limb((back, (bx, by)), (width + 0.15, width + 0.1), cap=False), replace(piece.edge, shade=0.1))
    else:
        nx, ny = -(by - ay) / length, (bx - ax) / length
        pen.stroke(
            [
                (back[0] + nx * width * 0.9, back[1] + ny * width * 0.9),
                (back[0] - nx * width * 0.9, back[1] - ny * width * 0.9),
            ],
            shaded(piece.colour, 0.36),
            0.7,
        )
