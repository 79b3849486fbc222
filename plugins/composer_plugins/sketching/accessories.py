"""Scarves, belts, aprons, bags, jewels, glasses and things in the hand. The ground is y = 0, but not for eyewear."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, flat, lit, shaded
from composer_plugins.sketching.face import EYE_X, EYE_Y, draw_glasses
from composer_plugins.sketching.geometry import corner, flipped, limb, oval, symmetric

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer_plugins.sketching.body import Body
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.outfits import Piece


def draw_neckwear(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw scarves, ties, necklaces and collars."""
    for piece in pieces:
        if piece.shape.shape == "neckwear":
            _NECK[piece.shape.kind](pen, piece)


def _scarf(pen: "Pen", piece: "Piece") -> None:
    pen.fill(limb(((3.8, -75.0), (5.4, -67.0), (4.6, -56.5)), (2.0, 2.3, 2.5), cap=False), piece.paint)
    for x in (3.0, 4.4, 5.8):
        pen.stroke([(x, -56.6), (x - 0.1, -54.6)], shaded(piece.colour, 0.2), 1.0)
    pen.curve(symmetric([(0, -79.0), (4.4, -79.8), (6.8, -77.2), (5.8, -73.6), (0, -71.6)]), piece.paint)
    pen.stroke([(-5.8, -76.4), (-1.0, -74.2), (5.0, -75.6)], shaded(piece.colour, 0.38), 0.8)


def _tie(pen: "Pen", piece: "Piece") -> None:
    pen.fill([(-1.0, -72.4), (1.0, -72.4), (2.1, -57.6), (0, -54.6), (-2.1, -57.6)], replace(piece.paint, shift=0.6))
    pen.fill([(-1.6, -74.6), (1.6, -74.6), (1.0, -71.6), (-1.0, -71.6)], replace(piece.paint, shift=0.5))


def _bowtie(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        pen.curve(
            flipped([*corner(0.4, -73.4), *corner(4.2, -75.6), *corner(4.2, -70.8)], side),
            replace(piece.paint, shift=0.5),
        )
    pen.fill(oval(0, -73.3, 1.0, 1.2, 14), piece.paint)


def _cravat(pen: "Pen", piece: "Piece") -> None:
    pen.curve(symmetric([(0, -78.0), *corner(3.9, -77.6), (4.2, -74.6), *corner(2.8, -69.2), (0, -66.4)]), piece.paint)
    pen.stroke([(-2.6, -74.4), (0, -72.8), (2.6, -74.4)], shaded(piece.colour, 0.4), 0.8)


def _choker(pen: "Pen", piece: "Piece") -> None:
    pen.fill(limb(((-2.9, -76.9), (0, -76.0), (2.9, -76.9)), (0.75, 0.75), cap=False), replace(piece.paint, shade=0))


def _necklace(pen: "Pen", piece: "Piece") -> None:
    pen.stroke([(-3.9, -75.4), (-2.2, -69.2), (0, -67.4), (2.2, -69.2), (3.9, -75.4)], piece.colour, 1.2)
    pen.fill(oval(0, -66.4, 1.25, 1.5, 16), Paint(lit(piece.colour, 0.2), shift=0.5))


_NECK: "dict[str, Callable[[Pen, Piece], None]]" = {
    "scarf": _scarf, "tie": _tie, "bowtie": _bowtie, "cravat": _cravat, "choker": _choker, "necklace": _necklace,
}  # fmt: skip


def draw_belt(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a belt or a sash."""
    width = body.half_width(-53.0) + 0.9
    tall = 3.0 if piece.shape.kind == "sash" else 1.7
    pen.curve(
        symmetric([(0, -52.2 - tall), *corner(width, -52.9 - tall), *corner(width, -52.6), (0, -51.4)]), piece.paint
    )
    if piece.shape.kind == "sash":
        pen.fill(limb(((-4.0, -52.4), (-5.4, -45), (-4.8, -38)), (1.2, 1.6, 1.8), cap=False), piece.paint)
    else:
        pen.fill([(-1.7, -54.3), (1.7, -54.3), (1.7, -51.3), (-1.7, -51.3)], Paint((217, 180, 80), shade=0.1))


def draw_apron(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw an apron, with a bib unless it is tied round the waist only."""
    hip = body.hip
    if piece.shape.kind != "waist":
        for side in (-1, 1):
            pen.stroke([(4.2 * side, -66.4), (4.0 * side, -75.4)], shaded(piece.colour, 0.15), 1.8)
        pen.curve(
            symmetric([(0, -66.4), *corner(5.2, -66.8), (6.2, -60), *corner(body.waist, -54), (0, -53)]), piece.paint
        )
    pen.curve(
        symmetric(
            [
                (0, -54.4),
                *corner(body.waist + 0.3, -54.6),
                (hip + 0.6, -46),
                *corner(hip + 1.4, -29),
                (hip * 0.5, -27.4),
                (0, -27.6),
            ]
        ),
        piece.paint,
    )
    width = body.half_width(-54) + 0.6
    pen.stroke([(-width, -54.4), (0, -53.4), (width, -54.4)], shaded(piece.colour, 0.3), 1.5)
    pen.curve(
        symmetric([(0, -46.4), *corner(4.2, -46.4), *corner(3.8, -39.6), (0, -39.2)]),
        Paint(lit(piece.colour, 0.12), shade=0.06),
    )


def draw_backpack(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw what is carried on the back, as far as it is seen from the front."""
    if piece.shape.kind == "quiver":
        pen.fill(limb(((-4, -56), (-13, -80)), (2.8, 3.2), cap=False), piece.paint)
        for dx in (-1.6, 0.2, 2.0):
            pen.stroke([(-12.6 + dx, -79), (-14.6 + dx, -86)], (206, 190, 160), 1.2)
            pen.fill(
                [(-14.8 + dx, -87.4), (-13.4 + dx, -86.4), (-14.2 + dx, -83.4), (-15.4 + dx, -84.4)],
                flat((196, 78, 74)),
            )
    else:
        pen.curve(
            symmetric(
                [
                    (0, -77.5),
                    (8, -77),
                    (body.shoulder + 3.6, -71),
                    (body.shoulder + 4.0, -54),
                    *corner(body.shoulder + 2.0, -48),
                    (0, -47),
                ]
            ),
            piece.paint,
        )


def draw_straps(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the straps of what is carried on the back."""
    tone = replace(piece.paint, shift=0.4)
    if piece.shape.kind == "quiver":
        pen.fill(limb(((-6.6, -74.6), (0, -65), (body.waist, -54)), (0.9, 0.9), cap=False), tone)
        return
    for side in (-1, 1):
        pen.fill(limb(flipped(((5.6, -75.2), (7.4, -68), (7.8, -58)), side), (1.2, 1.2), cap=False), tone)


def draw_bag(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a bag on a strap across the chest."""
    x = -body.hip - 1.4
    pen.fill(limb(((5.4, -75.0), (-1, -64), (x + 1, -48)), (0.8, 0.8), cap=False), replace(piece.paint, shift=0.4))
    pen.curve(
        [
            *corner(x - 4.6, -49),
            *corner(x + 4.6, -49),
            (x + 5.0, -42),
            *corner(x + 4.0, -38.4),
            *corner(x - 4.0, -38.4),
            (x - 5.0, -42),
        ],
        piece.paint,
    )
    pen.curve(
        [*corner(x - 4.6, -49), *corner(x + 4.6, -49), (x + 3.6, -44.8), (x, -43.6), (x - 3.6, -44.8)],
        Paint(shaded(piece.colour, 0.14)),
    )


def draw_wrist(pen: "Pen", body: "Body", pieces: "tuple[Piece, ...]", side: int) -> None:
    """Draw bracelets and watches, on the left of the picture."""
    for piece in pieces:
        if piece.shape.kind == "bracelet" and side < 0:
            elbow, wrist = body.arms[0][1], body.arms[0][2]
            at = (wrist[0] + (elbow[0] - wrist[0]) * 0.05, wrist[1] + (elbow[1] - wrist[1]) * 0.05)
            pen.fill(limb((at, wrist), (1.9, 1.9), cap=False), Paint(piece.colour, shade=0))


def draw_earrings(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw earrings; (0, 0) is the middle of the head."""
    for piece in pieces:
        if piece.shape.kind == "earrings":
            for side in (-1, 1):
                pen.fill(oval(9.9 * side, 5.2, 0.75, 1.2, 14), Paint(piece.colour, shift=0.3))


# ── eyewear, relative to the middle of the head ─────────────────────────────────────────────────────────────────────


def draw_eyewear(pen: "Pen", pieces: "tuple[Piece, ...]") -> None:
    """Draw glasses, masks and patches."""
    for piece in pieces:
        if piece.shape.shape == "eyewear":
            _EYEWEAR[piece.shape.kind](pen, piece)


def _glasses(pen: "Pen", piece: "Piece") -> None:
    draw_glasses(pen, shaded(piece.colour, 0.4), None)


def _sunglasses(pen: "Pen", piece: "Piece") -> None:
    draw_glasses(pen, shaded(piece.colour, 0.2), piece.colour)


def _goggles(pen: "Pen", piece: "Piece") -> None:
    pen.fill(limb(((-9.4, 0.4), (0, 0.8), (9.4, 0.4)), (1.4, 1.4), cap=False), Paint(shaded(piece.colour, 0.3)))
    draw_glasses(pen, piece.colour, (158, 204, 212))


def _monocle(pen: "Pen", piece: "Piece") -> None:
    ring = oval(EYE_X, EYE_Y + 0.2, 2.9, 2.8)
    pen.stroke([*ring, ring[0]], piece.colour, 1.4)
    pen.stroke([(EYE_X + 2.4, EYE_Y + 2.0), (EYE_X + 3.6, 8.0), (EYE_X + 2.6, 12.0)], piece.colour, 0.8)


def _patch(pen: "Pen", piece: "Piece") -> None:
    pen.stroke([(-8.6, 2.4), (2.0, -2.0), (8.6, -5.2)], shaded(piece.colour, 0.2), 1.3)
    pen.curve([(1.6, -0.8), (6.3, -0.8), (6.4, 2.4), (3.9, 4.4), (1.5, 2.4)], piece.paint)


def _mask(pen: "Pen", piece: "Piece") -> None:
    pen.curve(symmetric([(0, 3.4), (4.0, 3.8), *corner(8.4, 3.4), (7.2, 7.6), (3.4, 10.2), (0, 10.8)]), piece.paint)
    pen.stroke([(-6.6, 6.2), (0, 7.0), (6.6, 6.2)], shaded(piece.colour, 0.28), 0.7)


def _domino(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        pen.glow(
            flipped([(0, -0.6), (4.0, -2.6), (8.6, -2.8), (8.2, 1.6), (6.2, 4.4), (2.4, 4.2), (0, 2.4)], side),
            piece.colour,
            0.62,
        )


_EYEWEAR: "dict[str, Callable[[Pen, Piece], None]]" = {
    "glasses": _glasses, "sunglasses": _sunglasses, "goggles": _goggles, "monocle": _monocle, "patch": _patch,
    "mask": _mask, "domino": _domino,
}  # fmt: skip


# ── things in the right hand ────────────────────────────────────────────────────────────────────────────────────────


def draw_held(pen: "Pen", body: "Body", pieces: "tuple[Piece, ...]", side: int) -> None:
    """Draw what the right hand holds, before the hand."""
    held = [piece for piece in pieces if piece.shape.shape == "held"]
    if held and side > 0:
        elbow, wrist = body.arms[1][1], body.arms[1][2]
        x, y = wrist[0] + (wrist[0] - elbow[0]) * 0.35, wrist[1] + (wrist[1] - elbow[1]) * 0.35
        _HELD[held[-1].shape.kind](pen, held[-1], x, y)


def _sword(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    pen.fill(
        [(x - 1.1, y), (x + 1.1, y), (x + 5.4, y - 38), (x + 4.2, y - 41), (x + 3.0, y - 38)],
        replace(piece.paint, shift=0.5),
    )
    pen.fill(limb(((x - 3.6, y - 3.2), (x + 4.4, y - 4.0)), (0.8, 0.8)), Paint((206, 166, 76), shade=0))
    pen.fill(limb(((x + 0.3, y - 3.4), (x - 0.4, y + 4.6)), (0.8, 0.8)), Paint((96, 64, 48), shade=0))


def _staff(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    pen.fill(limb(((x + 1.6, y - 46), (x, y), (x - 0.8, -0.4)), (0.95, 0.95, 0.85)), replace(piece.paint, shift=0.4))
    pen.fill(oval(x + 1.6, y - 47.4, 2.3, 2.3, 20), Paint((126, 190, 214)))
    pen.dot(x + 0.9, y - 48.2, 0.6, (240, 250, 252))


def _umbrella(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    pen.stroke([(x, y + 5), (x + 1.4, y - 52)], (92, 74, 66), 1.8)
    top = y - 55
    pen.curve(
        [
            (x + 1.6, top - 2.0),
            (x + 13, top + 2.6),
            *corner(x + 22, top + 13),
            (x + 16, top + 10.8),
            *corner(x + 9.5, top + 12.6),
            (x + 1.6, top + 10.4),
            *corner(x - 6.5, top + 12.6),
            (x - 13, top + 10.8),
            *corner(x - 19, top + 13),
            (x - 10, top + 2.6),
        ],
        piece.paint,
    )
    for foot in (-6.5, 9.5):
        pen.stroke(
            [(x + 1.6, top - 1.6), (x + foot * 0.72 + 0.6, top + 4), (x + foot, top + 12.4)],
            shaded(piece.colour, 0.35),
            0.8,
        )


def _lantern(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    pen.halo(x + 1.5, y + 6.5, 15, (255, 226, 140), 0.75)
    pen.stroke([(x - 1.6, y + 3.2), (x + 1.4, y + 0.4), (x + 4.4, y + 3.2)], (74, 64, 62), 1.1)
    pen.fill([(x - 1.8, y + 3.4), (x + 4.6, y + 3.4), (x + 5.2, y + 10), (x - 2.4, y + 10)], flat((255, 224, 130)))
    for dy in (3.2, 10.2):
        pen.fill(limb(((x - 2.4, y + dy), (x + 5.2, y + dy)), (0.8, 0.8)), flat(shaded(piece.colour, 0.35)))


def _book(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    pen.fill([(x - 3.6, y - 5.6), (x + 4.2, y - 6.4), (x + 5.0, y + 3.6), (x - 2.8, y + 4.4)], piece.paint)
    pen.stroke([(x - 2.0, y + 3.6), (x + 4.6, y + 2.8)], (250, 244, 230), 1.6)
    pen.stroke([(x - 1.0, y - 3.0), (x + 2.6, y - 3.4)], (226, 188, 92), 1.0)


def _cup(pen: "Pen", piece: "Piece", x: float, y: float) -> None:
    ring = oval(x + 4.0, y - 1.8, 1.5, 1.6, 16)
    pen.stroke([*ring, ring[0]], shaded(piece.colour, 0.3), 1.2)
    pen.fill([(x - 2.4, y - 4.4), (x + 3.2, y - 4.4), (x + 2.6, y + 1.0), (x - 1.8, y + 1.0)], piece.paint)
    steam: Colour = (236, 236, 236)
    pen.stroke([(x - 0.6, y - 6.0), (x + 0.4, y - 7.6), (x - 0.4, y - 9.4)], steam, 0.9)


_HELD: "dict[str, Callable[[Pen, Piece, float, float], None]]" = {
    "sword": _sword, "staff": _staff, "umbrella": _umbrella, "lantern": _lantern, "book": _book, "cup": _cup,
}  # fmt: skip
