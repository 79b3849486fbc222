"""Hats, hoods and what else is worn on the head. Coordinates are relative to the middle of the head."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Paint, flat, lit, shaded
from composer_plugins.sketching.geometry import corner, flipped, limb, oval, symmetric

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.outfits import Piece


def hooded(pieces: "tuple[Piece, ...]") -> "Piece | None":
    """Return the garment whose hood is up."""
    for piece in reversed(pieces):
        up = "hood_up" in piece.states and "hood_down" not in piece.states
        if up or (piece.shape.shape == "headwear" and piece.shape.kind == "hood"):
            return piece
    return None


def draw_hood_back(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw the inside of a raised hood, behind the head."""
    piece = hooded(pieces)
    if piece:
        right = [
            *corner(0, -16.4),
            (6.8, -13.4),
            (12.0, -6.0),
            (13.0, 3.0),
            (11.4, 10.0),
            *corner(8.0, 14.0),
            (0, 14.6),
        ]
        pen.curve(symmetric(right), Paint(shaded(piece.colour, 0.4), shade=0))


def _lowered(pieces: "tuple[Piece, ...]") -> "Piece | None":
    """Return the garment whose hood hangs behind the neck."""
    return None if hooded(pieces) else next((piece for piece in reversed(pieces) if piece.shape.hood), None)


def draw_hood_behind_neck(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw a lowered hood, the part behind the neck; y = 0 is the ground."""
    piece = _lowered(pieces)
    if piece:
        right = [(0, -80.6), (5.4, -80.2), (9.4, -77.6), (9.8, -73.4), (6.0, -70.4), (0, -69.6)]
        pen.curve(symmetric(right), Paint(shaded(piece.colour, 0.06)))
        pen.fill(oval(0, -76.4, 6.6, 3.0), flat(shaded(piece.colour, 0.42)))


def draw_hood_rim(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw a lowered hood, the two ends in front; y = 0 is the ground."""
    piece = _lowered(pieces)
    if piece is None:
        return
    for side in (-1, 1):
        end = [*corner(3.4, -78.6), (6.8, -77.4), (7.6, -73.6), *corner(4.6, -68.4), (3.6, -72.6)]
        pen.curve(flipped(end, side), Paint(lit(piece.colour, 0.08), shade=0.16, shift=0.8))


def draw_headwear(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw everything on the head, a raised hood included."""
    hood = hooded(pieces)
    if hood:
        _hood(pen, hood)
    for piece in pieces:
        draw = _KINDS.get(piece.shape.kind) if piece.shape.shape == "headwear" else None
        if draw:
            draw(pen, piece)


def _hood(pen: "Pen", piece: "Piece") -> None:
    rim = [
        *corner(0, -16.4), (7.0, -13.4), (12.4, -6.0), (13.4, 3.0), (12.0, 10.0), *corner(8.4, 14.6),
        *corner(6.6, 12.6), (9.4, 7.0), (10.0, 0.0), (7.8, -6.4), (4.0, -9.8), (0, -10.8),
    ]  # fmt: skip
    pen.curve(symmetric(rim), piece.paint)
    pen.stroke(
        [(-9.4, 6.6), (-9.8, 0), (-7.4, -6.6), (0, -10.6), (7.4, -6.6), (9.8, 0), (9.4, 6.6)],
        shaded(piece.colour, 0.4),
        0.7,
    )


def _brim(pen: "Pen", piece: "Piece") -> None:
    pen.curve(symmetric([(0, -15.6), (4.4, -15.8), (7.6, -13.0), (8.8, -7.0), (0, -5.0)]), piece.paint)
    pen.curve(symmetric([(0, -8.6), (8.8, -9.4), (15.6, -7.6), (16.6, -5.6), (10.0, -4.6), (0, -4.4)]), piece.paint)
    pen.curve(
        symmetric([(0, -9.4), *corner(8.2, -10.0), *corner(8.7, -7.4), (0, -6.4)]), replace(piece.edge, shade=0.1)
    )


def _witch(pen: "Pen", piece: "Piece") -> None:
    pen.curve(
        [
            (-8.6, -6.4),
            (-6.6, -12),
            (-2.4, -20.0),
            (2.6, -26.0),
            *corner(8.6, -27.4),
            (5.0, -21.8),
            (6.6, -13.0),
            (8.8, -6.4),
            (0, -4.8),
        ],
        piece.paint,
    )
    pen.curve(symmetric([(0, -8.4), (9.0, -9.2), (17.6, -7.2), (18.2, -5.0), (10.0, -4.2), (0, -4.0)]), piece.paint)
    pen.curve(
        symmetric([(0, -9.6), *corner(7.4, -10.4), *corner(8.5, -7.2), (0, -6.2)]), replace(piece.edge, shade=0.1)
    )
    pen.fill([(-1.4, -9.2), (1.4, -9.2), (1.4, -6.4), (-1.4, -6.4)], flat((226, 184, 74)))


def _top(pen: "Pen", piece: "Piece") -> None:
    pen.curve(symmetric([(0, -22.0), *corner(7.2, -21.6), (6.6, -14), *corner(7.4, -7.0), (0, -5.6)]), piece.paint)
    pen.curve(symmetric([(0, -7.6), (8.0, -8.6), (12.2, -8.0), (10.0, -5.2), (0, -4.6)]), piece.paint)
    pen.curve(
        symmetric([(0, -10.2), *corner(7.0, -10.8), *corner(7.4, -8.0), (0, -7.2)]), Paint((150, 48, 60), shade=0.1)
    )


def _beanie(pen: "Pen", piece: "Piece") -> None:
    pen.fill(oval(0, -16.2, 2.4, 2.3, 18), Paint(piece.trim))
    pen.curve(symmetric([(0, -14.8), (5.6, -13.4), (9.2, -9.0), (10.2, -4.6), (0, -3.6)]), piece.paint)
    pen.curve(
        symmetric([(0, -7.2), (9.8, -7.8), (10.8, -5.6), (10.0, -3.4), (0, -3.0)]), replace(piece.edge, shade=0.12)
    )
    for step in range(-4, 5):
        pen.stroke([(step * 2.1, -6.6), (step * 2.15, -3.8)], shaded(piece.edge.colour, 0.32), 0.6)


def _cap(pen: "Pen", piece: "Piece") -> None:
    pen.curve(symmetric([(0, -13.8), (5.6, -12.8), (9.2, -9.0), *corner(9.8, -5.0), (0, -5.6)]), piece.paint)
    pen.curve(
        symmetric([(0, -7.0), (6.6, -7.2), (10.6, -4.6), (9.0, -3.2), (0, -4.4)]), Paint(shaded(piece.colour, 0.16))
    )
    pen.dot(0, -13.8, 0.7, shaded(piece.colour, 0.4))


def _beret(pen: "Pen", piece: "Piece") -> None:
    pen.curve(
        [
            (-8.8, -5.6),
            (-10.6, -10.0),
            (-6.0, -14.0),
            (2.0, -14.8),
            (10.6, -12.4),
            (13.4, -8.0),
            (9.6, -5.8),
            (0, -6.6),
        ],
        piece.paint,
    )
    pen.stroke([(0.8, -14.6), (1.4, -16.4)], shaded(piece.colour, 0.4), 1.4)


def _crown(pen: "Pen", piece: "Piece") -> None:
    points = [
        (-7.4, -8.6),
        (-7.8, -14.0),
        (-4.6, -11.2),
        (-3.4, -15.4),
        (-1.6, -11.6),
        (0, -16.6),
        (1.6, -11.6),
        (3.4, -15.4),
        (4.6, -11.2),
        (7.8, -14.0),
        (7.4, -8.6),
        (0, -7.4),
    ]
    pen.fill(points, replace(piece.paint, shift=0.7))
    pen.dot(0, -10.2, 0.8, (196, 62, 84))
    for side in (-1, 1):
        pen.dot(4.2 * side, -10.3, 0.6, (82, 134, 196))


def _helmet(pen: "Pen", piece: "Piece") -> None:
    right = [
        (0, -13.6),
        (6.4, -12.0),
        (10.4, -5.6),
        *corner(10.8, 4.8),
        *corner(8.0, 5.4),
        (8.4, -1.6),
        *corner(7.0, -4.4),
        (0, -4.8),
    ]
    pen.curve(symmetric(right), replace(piece.paint, shade=0.3, shift=1.8))
    pen.stroke([(0, -13.4), (0, -5.0)], shaded(piece.colour, 0.4), 1.0)
    pen.stroke([(-6.2, -10.2), (-4.0, -11.8)], lit(piece.colour, 0.7), 1.8)


def _band(pen: "Pen", piece: "Piece") -> None:
    pen.fill(
        limb(((-9.9, -4.6), (-7.2, -9.0), (0, -11.0), (7.2, -9.0), (9.9, -4.6)), (1.1, 1.2, 1.2, 1.1)), piece.paint
    )


def _bow(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        x = 6.0
        pen.curve(
            [(x, -10.8), (x + 4.8 * side, -14.4), (x + 5.4 * side, -11.0), (x + 4.4 * side, -8.0)],
            replace(piece.paint, shift=0.7),
        )
    pen.fill(oval(6.0, -10.8, 1.3, 1.5, 16), piece.paint)


def _flowers(pen: "Pen", piece: "Piece") -> None:
    pen.stroke([(-9.6, -5.0), (-6.6, -9.2), (0, -10.8), (6.6, -9.2), (9.6, -5.0)], (96, 138, 84), 2.4)
    for x, y in ((-8.6, -6.8), (-4.6, -9.8), (0, -10.9), (4.6, -9.8), (8.6, -6.8)):
        for dx, dy in ((0, -1.2), (1.15, -0.35), (0.7, 1.0), (-0.7, 1.0), (-1.15, -0.35)):
            pen.fill(oval(x + dx, y + dy, 0.95, 0.95, 12), Paint(piece.colour, shade=0))
        pen.dot(x, y, 0.7, (244, 208, 96))


def _kerchief(pen: "Pen", piece: "Piece") -> None:
    pen.curve(
        symmetric([(0, -13.2), (6.4, -11.6), (10.2, -5.0), *corner(10.4, 0.6), (7.6, -4.6), (0, -6.6)]), piece.paint
    )
    pen.curve([*corner(9.4, -0.8), (13.2, 1.8), *corner(12.4, 5.4), (10.0, 2.0)], piece.paint)


def _veil(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        pen.curve(
            flipped(
                [
                    (0, -13.0),
                    (7.4, -10.6),
                    (11.4, -2.0),
                    (13.4, 14.0),
                    *corner(14.6, 26.0),
                    (10.4, 25.0),
                    (9.6, 10.0),
                    (9.0, -3.0),
                    (5.0, -9.0),
                ],
                side,
            ),
            piece.paint,
        )


def _headphones(pen: "Pen", piece: "Piece") -> None:
    pen.stroke([(-10.2, 0.8), (-9.4, -7.6), (0, -13.2), (9.4, -7.6), (10.2, 0.8)], piece.colour, 3.2)
    for side in (-1, 1):
        pen.fill(oval(10.4 * side, 1.4, 2.1, 3.3), piece.paint)


_KINDS: "dict[str, Callable[[Pen, Piece], None]]" = {
    "brim": _brim, "witch": _witch, "top": _top, "beanie": _beanie, "cap": _cap, "beret": _beret, "crown": _crown,
    "helmet": _helmet, "band": _band, "bow": _bow, "flowers": _flowers, "kerchief": _kerchief, "veil": _veil,
    "headphones": _headphones,
}  # fmt: skip
