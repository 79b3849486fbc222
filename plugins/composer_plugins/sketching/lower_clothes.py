"""Trousers, skirts, stockings and footwear. The ground is y = 0."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.body import HEMS, UNKNOWN, hide_paint
from composer_plugins.sketching.canvas import Colour, Paint, flat, lit, shaded
from composer_plugins.sketching.geometry import Point, corner, cut, flipped, limb, symmetric

if TYPE_CHECKING:
    from composer_plugins.sketching.body import Body
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.looks import Look
    from composer_plugins.sketching.outfits import Piece


def draw_trousers(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw trousers, shorts or leggings."""
    hem = HEMS[piece.hem or "ankle"]
    hip, share = body.hip + 0.35, min((hem + 45) / 40, 1.0)
    waist = body.half_width(-51.5) + 0.4
    right = [(0, -52.0), *corner(waist, -52.2), (hip, -46.0), *corner(hip - 0.1, -41.8), *corner(0.0, -39.6)]
    pen.curve(symmetric(right), piece.paint)
    if share > 0.15:
        _trouser_legs(pen, body, piece, share)
    if piece.hem != "brief":
        pen.stroke([(0, -50), (0.5, -46.5), (0, -43)], shaded(piece.colour, 0.4), 0.8)
        pen.stroke([(-hip + 0.6, -49.6), (0, -49.0), (hip - 0.6, -49.6)], shaded(piece.colour, 0.4), 0.8)


def _trouser_legs(pen: "Pen", body: "Body", piece: "Piece", share: float) -> None:
    room = 0.25 if piece.shape.tight else 0.8
    base = (4.5, 4.2, 3.6, 3.2, 2.1 if piece.shape.tight else 2.6)
    widths = [w * body.limbs + room + piece.shape.flare * i * 0.2 for i, w in enumerate(base)]
    kept = widths[: max(2, round(len(widths) * share + 0.4))]
    for side in (-1, 1):
        spine = cut(body.leg(side), share)
        pen.tube(spine, kept, piece.paint, cap=False)
        _leg_details(pen, spine, kept[-1], piece)


def _leg_details(pen: "Pen", spine: list[Point], width: float, piece: "Piece") -> None:
    x, y = spine[-1]
    tone = shaded(piece.colour, 0.38)
    pen.stroke([(x - width, y - 1.7), (x + width, y - 1.7)], tone, 0.7)
    if piece.hem in ("", "ankle"):
        pen.stroke([(x - width * 0.7, -24.5), (x - 0.2, -23.2)], tone, 0.65)
    if "torn" in piece.states:
        for at in (-26.0, -31.0):
            pen.curve(
                [*corner(x - 2.4, at), (x, at - 0.8), *corner(x + 2.2, at), (x, at + 1.0)],
                flat(lit(piece.colour, 0.55)),
            )


def draw_skirt(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a skirt of any length."""
    hem = HEMS[piece.hem or "knee"]
    reach = min(max((hem + 50) / 32, 0.4), 1.3)
    width = body.hip + 0.8 + piece.shape.flare * reach
    waist = body.half_width(-53) + 0.4
    hip = (body.hip + 0.6 + piece.shape.flare * 0.2, -46.5)
    hemline = _hemline(width, hem, "torn" in piece.states)
    pen.curve(symmetric([(0, -53.0), *corner(waist, -53.4), hip, *corner(width, hem), *hemline]), piece.paint)
    tone = shaded(piece.colour, 0.36)
    shares = (-0.8, -0.55, -0.3, -0.08, 0.15, 0.4, 0.65, 0.86) if piece.shape.pleats else (-0.6, -0.22, 0.24, 0.6)
    for share in shares if piece.shape.flare >= 2 or piece.shape.pleats else ():
        pen.stroke([(waist * share * 0.95, -48.5), (width * share, hem - 0.6)], tone, 0.75)
    pen.curve(
        symmetric([(0, -53.4), *corner(waist + 0.1, -53.8), *corner(waist + 0.4, -51.0), (0, -50.4)]),
        replace(piece.edge, shade=0.1),
    )


def _hemline(width: float, hem: float, torn: bool) -> list[Point]:
    if not torn:
        return [(width * 0.66, hem + 1.5), (width * 0.33, hem + 0.6), (0, hem + 1.7)]
    tips = (*corner(width * 0.7, hem - 2), *corner(width * 0.45, hem + 1.4), *corner(width * 0.2, hem - 3))
    return [*tips, (0, hem + 1)]


def draw_legwear(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw socks or stockings."""
    top = HEMS[piece.hem or "thigh"]
    for side in (-1, 1):
        hip, _, ankle = body.leg(side)
        start = hip[1] + 1 if piece.hem == "hip" else top
        share = (start - hip[1]) / (ankle[1] - hip[1])
        spine = [_at(body.leg(side), share + (1 - share) * k / 4) for k in range(5)]
        widths = [_leg_width(share + (1 - share) * k / 4) * body.limbs + 0.25 for k in range(5)]
        pen.fill(limb(spine, widths, cap=False), piece.paint)
        x, y = spine[0]
        if piece.hem != "hip":
            pen.fill(
                limb(((x, y - 0.6), (x, y + 1.4)), (widths[0] + 0.2, widths[0] + 0.1), cap=False),
                replace(piece.edge, shade=0.1),
            )


def _at(leg: tuple[Point, Point, Point], share: float) -> Point:
    a, b = (leg[0], leg[1]) if share < 0.54 else (leg[1], leg[2])
    part = share / 0.54 if share < 0.54 else (share - 0.54) / 0.46
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _leg_width(share: float) -> float:
    widths = (4.5, 3.9, 3.3, 3.0, 2.1)
    place = min(max(share, 0.0), 0.999) * 4
    return widths[int(place)] + (widths[int(place) + 1] - widths[int(place)]) * (place - int(place))


_SOLE: Colour = (62, 50, 48)


def _foot(side: int, x: float, grow: float = 0.0) -> list[Point]:
    return flipped(
        [
            (x - 2.2 - grow, -5.6),
            (x + 2.3 + grow, -5.6),
            (x + 3.4 + grow, -3.0),
            *corner(x + 4.6 + grow, 0),
            *corner(x - 2.6 - grow, 0),
            (x - 2.8 - grow, -2.6),
        ],
        side,
    )


def draw_feet(pen: "Pen", body: "Body", look: "Look", piece: "Piece | None", socks: "Piece | None") -> None:
    """Draw feet in their footwear; when nobody said what is on them, grey shoes, or paws."""
    kind, colour = ("bare", UNKNOWN) if look.hide else ("shoe", UNKNOWN)
    if piece:
        kind, colour = piece.shape.kind, piece.colour
    elif socks:
        kind, colour = "sock", socks.colour
    for side in (-1, 1):
        x = abs(body.leg(side)[2][0])
        _FEET.get(kind, _shoe)(pen, side, x, colour, look)
    if piece and kind == "boot":
        _boot_shafts(pen, body, piece)


def _shoe(pen: "Pen", side: int, x: float, colour: Colour, _look: "Look") -> None:
    pen.curve(_foot(side, x), Paint(colour))
    pen.stroke(flipped([(x - 2.5, -0.5), (x + 4.4, -0.5)], side), _SOLE, 1.6)
    pen.stroke(flipped([(x - 1.4, -3.9), (x + 0.4, -3.0), (x + 2.4, -3.7)], side), shaded(colour, 0.45), 0.8)


def _sneaker(pen: "Pen", side: int, x: float, colour: Colour, _look: "Look") -> None:
    pen.curve(_foot(side, x, 0.2), Paint(colour))
    pen.fill(flipped([(x - 2.8, -1.4), (x + 4.4, -1.4), (x + 4.8, 0), (x - 2.8, 0)], side), flat((250, 248, 244)))
    for y in (-4.4, -3.4, -2.5):
        pen.stroke(
            flipped([(x - 0.6, y), (x + 1.4, y - 0.2)], side),
            (250, 248, 244) if sum(colour) < 600 else (150, 140, 140),
            0.9,
        )


def _sock(pen: "Pen", side: int, x: float, colour: Colour, _look: "Look") -> None:
    pen.curve(_foot(side, x), Paint(colour))


def _heel(pen: "Pen", side: int, x: float, colour: Colour, look: "Look") -> None:
    pen.curve(_foot(side, x), hide_paint(look))
    pen.curve(
        flipped(
            [
                *corner(x - 2.7, -2.6),
                (x + 0.6, -1.4),
                *corner(x + 3.0, -3.2),
                (x + 4.4, -1.4),
                *corner(x + 4.8, 0),
                *corner(x - 2.7, 0),
            ],
            side,
        ),
        Paint(colour),
    )
    pen.stroke(flipped([(x - 2.1, -2.0), (x - 2.1, 0.9)], side), shaded(colour, 0.3), 1.4)


def _sandal(pen: "Pen", side: int, x: float, colour: Colour, look: "Look") -> None:
    pen.curve(_foot(side, x), hide_paint(look))
    pen.stroke(flipped([(x - 2.8, -0.4), (x + 4.6, -0.4)], side), shaded(colour, 0.2), 2.2)
    pen.stroke(flipped([(x - 2.4, -3.0), (x + 0.8, -2.0), (x + 3.4, -2.8)], side), colour, 1.9)
    pen.stroke(flipped([(x - 2.2, -5.0), (x + 2.2, -5.0)], side), colour, 1.6)


def _slipper(pen: "Pen", side: int, x: float, colour: Colour, look: "Look") -> None:
    pen.curve(_foot(side, x), hide_paint(look))
    pen.curve(
        flipped(
            [
                *corner(x - 3.0, -1.4),
                (x - 0.8, -3.9),
                (x + 2.6, -3.9),
                (x + 4.6, -1.6),
                *corner(x + 4.9, 0.1),
                *corner(x - 3.0, 0.1),
            ],
            side,
        ),
        Paint(colour),
    )


def _bare(pen: "Pen", side: int, x: float, _colour: Colour, look: "Look") -> None:
    pen.curve(_foot(side, x), hide_paint(look))
    for step in range(3):
        pen.stroke(
            flipped([(x + 1.6 + step * 0.9, -1.3), (x + 1.8 + step * 0.9, -0.3)], side), shaded(look.skin, 0.45), 0.6
        )


def _boot(pen: "Pen", side: int, x: float, colour: Colour, _look: "Look") -> None:
    pen.curve(_foot(side, x, 0.35), Paint(colour))
    pen.stroke(flipped([(x - 2.9, -0.6), (x + 4.8, -0.6)], side), _SOLE, 2.0)


_FEET = {
    "shoe": _shoe,
    "sneaker": _sneaker,
    "heel": _heel,
    "sandal": _sandal,
    "slipper": _slipper,
    "bare": _bare,
    "sock": _sock,
    "boot": _boot,
}


def _boot_shafts(pen: "Pen", body: "Body", piece: "Piece") -> None:
    top = {"ankle": -10.5, "calf": -14.5, "knee": -19.5, "thigh": -30.0}.get(piece.hem, -17.0)
    for side in (-1, 1):
        x = abs(body.leg(side)[2][0])
        w = 2.9 * (0.5 + 0.5 * body.limbs)
        tall = w + 0.25 + (-top - 10) * 0.045
        shaft = [
            *corner(x - tall, top),
            (x, top + 0.7),
            *corner(x + tall, top),
            (x + w, -8.0),
            *corner(x + w + 0.1, -3.8),
            *corner(x - w - 0.1, -3.8),
            (x - w, -8.0),
        ]
        pen.curve(flipped(shaft, side), piece.paint)
        pen.stroke(
            flipped([(x - tall + 0.3, top + 1.6), (x, top + 2.2), (x + tall - 0.3, top + 1.6)], side),
            shaded(piece.colour, 0.4),
            0.8,
        )
        if piece.hem == "ankle":
            for y in (-8.4, -6.8, -5.2):
                pen.stroke(flipped([(x - 0.4, y), (x + 1.8, y - 0.2)], side), lit(piece.colour, 0.5), 0.8)
