"""Cloaks, ponchos, shawls, armour and dungarees: what has a shape of its own. The ground is y = 0."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Paint, lit, shaded
from composer_plugins.sketching.geometry import corner, flipped, limb, oval, symmetric
from composer_plugins.sketching.trunk_clothes import hem_of

if TYPE_CHECKING:
    from composer_plugins.sketching.body import Body
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.outfits import Piece


def draw_cloak_back(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the part of a cloak that hangs behind the body."""
    hem = hem_of(piece)
    right = [
        (0, -76),
        (body.shoulder + 1.5, -73.5),
        (body.shoulder + 4.5, -60),
        (body.hip + 7.5, -36),
        *corner(body.hip + 9.5, hem),
        (body.hip + 4, hem + 2.2),
        (4, hem + 1.0),
        (0, hem + 2.0),
    ]
    pen.curve(symmetric(right), Paint(shaded(piece.colour, 0.22), shade=0.1))


def draw_cloak_front(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the part of a cloak that lies over shoulders and upper arms."""
    for side in (-1, 1):
        panel = [
            *corner(2.6, -77.2),
            (7, -75.6),
            (body.shoulder + 2.4, -71.5),
            (body.shoulder + 4.4, -60),
            (body.hip + 6.6, -42),
            *corner(body.hip + 8.4, hem_of(piece) - 1),
            (body.hip + 4.6, hem_of(piece) + 0.6),
            (body.shoulder + 0.2, -50),
            (body.shoulder - 2.0, -62),
            (4.6, -70.5),
        ]
        pen.curve(flipped(panel, side), piece.paint)
        pen.stroke(
            flipped([(body.shoulder + 1.6, -64), (body.hip + 5.4, -42), (body.hip + 6.0, hem_of(piece) - 4)], side),
            shaded(piece.colour, 0.35),
            0.75,
        )
    pen.fill(oval(0, -72.8, 1.5, 1.5, 16), Paint((217, 176, 64)))
    pen.stroke([(-4.0, -74.2), (-1.4, -72.9)], (190, 150, 60), 1.0)
    pen.stroke([(4.0, -74.2), (1.4, -72.9)], (190, 150, 60), 1.0)


def draw_poncho(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a poncho: one cloth with a hole for the head."""
    right = [
        (0, -74.4),
        (3.6, -76.6),
        (body.shoulder + 1.0, -72),
        (body.shoulder + 4.5, -62),
        *corner(body.shoulder + 5.0, -53),
        *corner(0, -43),
    ]
    pen.curve(symmetric(right), piece.paint)


def draw_shawl(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a shawl over both shoulders."""
    for side in (-1, 1):
        pen.curve(
            flipped(
                [
                    *corner(2.8, -77.0),
                    (8, -75.2),
                    (body.shoulder + 2.0, -70.5),
                    (body.shoulder + 2.2, -63),
                    *corner(body.shoulder - 1.6, -60),
                    (6.0, -63.5),
                    *corner(0.6, -62.0),
                    (2.2, -70),
                ],
                side,
            ),
            piece.paint,
        )


def draw_armour(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a breastplate with tassets; the pauldrons come with the arms."""
    right = [
        (0, -74.0),
        (3.4, -75.8),
        (body.shoulder - 0.6, -73.2),
        (body.chest + 0.9, -65),
        (body.waist + 0.9, -55),
        *corner(body.waist + 1.0, -53),
        (0, -51.6),
    ]
    pen.curve(symmetric(right), replace(piece.paint, shade=0.3, shift=2.0))
    pen.stroke([(0, -73.6), (0.4, -62), (0, -52)], shaded(piece.colour, 0.4), 0.8)
    pen.stroke([(-body.chest * 0.7, -62.5), (0, -60.4), (body.chest * 0.7, -62.5)], shaded(piece.colour, 0.35), 0.8)
    pen.stroke([(-body.chest * 0.62, -70), (-body.chest * 0.72, -65)], lit(piece.colour, 0.65), 1.8)
    for side in (-1, 1):
        pen.curve(
            flipped(
                [
                    *corner(0.5, -52.2),
                    *corner(body.hip + 0.6, -52.8),
                    *corner(body.hip + 1.8, -42.0),
                    (4.6, -39.6),
                    *corner(0.9, -42.6),
                ],
                side,
            ),
            replace(piece.paint, shade=0.3),
        )


def draw_pauldron(pen: "Pen", body: "Body", piece: "Piece", side: int) -> None:
    """Draw shoulder plate and vambrace of one arm."""
    shoulder, elbow, wrist = body.arms[0 if side < 0 else 1]
    pen.fill(limb((((elbow[0] + wrist[0]) / 2, (elbow[1] + wrist[1]) / 2), wrist), (2.6, 2.2), cap=False), piece.paint)
    pen.fill(
        limb((shoulder, ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2)), (3.2, 2.9), cap=False),
        Paint(shaded(piece.colour, 0.3)),
    )
    pen.curve(
        flipped(
            [
                (body.shoulder - 5.2, -74.6),
                (body.shoulder, -75.6),
                (body.shoulder + 3.2, -71.6),
                *corner(body.shoulder + 3.4, -67.6),
                (body.shoulder - 1.2, -67.0),
            ],
            side,
        ),
        replace(piece.paint, shade=0.3),
    )


def draw_dungarees(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the bib and the straps of dungarees; the trousers are drawn below."""
    pen.curve(
        symmetric(
            [
                (0, -65.0),
                *corner(5.4, -65.2),
                (body.waist - 0.8, -58),
                *corner(body.hip + 0.4, -49),
                (body.hip + 0.4, -44),
                (0, -43),
            ]
        ),
        piece.paint,
    )
    for side in (-1, 1):
        pen.fill(limb(((4.5 * side, -64.6), (5.6 * side, -74.9)), (0.95, 0.95), cap=False), piece.paint)
        pen.dot(4.5 * side, -63.8, 0.75, (217, 180, 80))
    pen.curve(
        symmetric([(0, -61.5), *corner(2.9, -61.5), *corner(2.5, -56.6), (0, -56.2)]),
        Paint(shaded(piece.colour, 0.07), shade=0.08),
    )
