"""Shirts, dresses, coats, cloaks, armour: what covers the trunk, and its sleeves. The ground is y = 0."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.body import HEMS
from composer_plugins.sketching.canvas import Paint, flat, lit, shaded
from composer_plugins.sketching.geometry import Point, corner, flipped, limb, oval, symmetric

if TYPE_CHECKING:
    from composer_plugins.sketching.body import Body
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.outfits import Piece

_NECKS: dict[str, list[Point]] = {
    "crew": [(0, -74.4), (2.0, -75.0), (3.6, -76.4)],
    "turtle": [(0, -76.0), (2.0, -76.4), (3.2, -77.4)],
    "collar": [(0, -73.4), (2.2, -74.8), (3.6, -76.6)],
    "scoop": [(0, -70.2), (3.2, -71.2), *corner(5.0, -75.4)],
    "v": [*corner(0, -66.0), (2.4, -71.5), *corner(4.2, -76.2)],
    "wrap": [*corner(0, -68.5), (2.2, -72.6), *corner(3.8, -76.4)],
}


def draw_trunk_garment(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a garment of the trunk without its sleeves."""
    if (piece.shape.front == "open" and "closed" not in piece.states) or "open" in piece.states:
        _open_front(pen, body, piece)
    else:
        _closed(pen, body, piece)
    if "torn" in piece.states:
        _tears(pen, body, piece)
    if "dirty" in piece.states:
        _spots(pen, body, piece)
    if "wet" in piece.states:
        _drops(pen, body, piece)


def hem_of(piece: "Piece") -> float:
    """Return the height of a garment's lower edge."""
    return HEMS[piece.hem or "hip"]


def ease_of(piece: "Piece") -> float:
    """Return how far a garment stands off the body."""
    return {"outer": 1.3, "top": 0.5, "full": 0.45}.get(piece.slot, 0.2) + (0.5 if piece.shape.ribbed else 0)


def _side(body: "Body", piece: "Piece", hem: float) -> list[Point]:
    """Return the right edge from the shoulder down to the hem."""
    ease, narrow = ease_of(piece), 0.4 if piece.shape.waisted else 0.0
    edge = [(body.shoulder + ease - 2.6, -74.0), (body.shoulder + ease - 1.2, -71.0), (body.chest + ease, -65.0)]
    if piece.shape.neckline == "strapless":
        edge = [*corner(body.chest + ease - 0.6, -67.5)]
    for y in (-60.0, -55.5, -50.0, -46.0):
        if y < hem - 1.5:
            pinch = narrow + (0.7 if y == -55.5 and piece.shape.ribbed is False and piece.slot != "outer" else 0)
            edge.append((body.half_width(y) + ease - (pinch if -60 < y < -50 else 0), y))
    return [*edge, *_skirt_edge(body, piece, hem, ease)]


def _skirt_edge(body: "Body", piece: "Piece", hem: float, ease: float) -> list[Point]:
    width = body.half_width(hem) + ease + piece.shape.flare * min(max((hem + 53) / 40, 0.15), 1.15)
    if hem <= -40:
        return [*corner(body.half_width(hem) + ease, hem)]
    return [(body.hip + ease + piece.shape.flare * 0.25, -41.5), *corner(width, hem)]


def _hem_line(width: float, hem: float, piece: "Piece") -> list[Point]:
    if "torn" in piece.states:
        return [
            *corner(width * 0.7, hem - 1.5),
            *corner(width * 0.5, hem + 1.2),
            *corner(width * 0.28, hem - 3.0),
            *corner(width * 0.1, hem + 0.8),
        ]
    if piece.shape.flare >= 4 and hem > -40:
        return [(width * 0.66, hem + 1.5), (width * 0.36, hem + 0.6), (width * 0.1, hem + 1.8)]
    return [(width * 0.5, hem + 0.9)]


def _closed(pen: "Pen", body: "Body", piece: "Piece") -> None:
    hem = hem_of(piece)
    side = _side(body, piece, hem)
    neck = _NECKS.get(piece.shape.neckline, [(0, -66.2), (3.4, -68.4)])
    right = [*neck, *side, *_hem_line(side[-1][0], hem, piece), (0, hem + 0.9)]
    if "tucked" in piece.states:
        right = [point for point in right if point[1] < -50] + [(0, -50)]
    pen.curve(symmetric(right), piece.paint)
    _folds(pen, body, piece, hem)
    _neck_trim(pen, piece)
    _front(pen, body, piece, hem)
    if piece.shape.ribbed and piece.hem != "crop":
        _ribbing(pen, side[-1][0], hem, piece)


def _folds(pen: "Pen", body: "Body", piece: "Piece", hem: float) -> None:
    tone = shaded(piece.colour, 0.36)
    if hem > -40 and piece.shape.flare >= 2:
        for share, top in ((-0.62, -44), (-0.25, -40), (0.2, -43), (0.58, -41)):
            x = body.hip * share
            pen.stroke([(x, top), (x * (1 + piece.shape.flare * 0.055), hem - 2.0)], tone, 0.75)
    if piece.shape.waisted and not piece.shape.sash:
        w = body.half_width(-55.5) + 0.2
        pen.stroke([(-w, -53.8), (0, -52.9), (w, -53.8)], tone, 0.9)
    elif hem > -50:
        for side in (-1, 1):
            w = body.half_width(-55.5)
            pen.stroke([(w * side, -55.8), ((w - 3.2) * side, -54.4)], tone, 0.75)


def _neck_trim(pen: "Pen", piece: "Piece") -> None:
    neckline, edge = piece.shape.neckline, piece.edge
    if neckline == "collar":
        for side in (-1, 1):
            pen.curve(
                flipped(
                    [*corner(0.2, -73.6), *corner(2.6, -70.4), *corner(5.2, -74.6), *corner(3.4, -77.2), (1.8, -75.2)],
                    side,
                ),
                replace(edge, shade=0.1),
            )
    elif neckline == "turtle":
        pen.curve(
            symmetric([(0, -79.4), (3.0, -79.8), *corner(3.5, -79.2), *corner(3.7, -75.4), (0, -74.4)]),
            replace(edge, shade=0.12),
        )
        pen.stroke([(-3.2, -77.2), (0, -76.6), (3.2, -77.2)], shaded(piece.colour, 0.35), 0.6)
    elif neckline == "crew":
        pen.stroke(
            [(-3.7, -75.6), (-2.0, -73.9), (0, -73.3), (2.0, -73.9), (3.7, -75.6)], shaded(edge.colour, 0.3), 1.4
        )
    elif neckline == "wrap":
        pen.fill(limb(((-4.2, -76.6), (-2.4, -72), (0.4, -67.6)), (1.0, 1.1, 1.1), cap=False), edge)
        pen.fill(limb(((4.2, -76.6), (1.8, -71), (-2.6, -64.5), (-6.2, -58.0)), (1.0, 1.1, 1.1, 1.1), cap=False), edge)


def _front(pen: "Pen", body: "Body", piece: "Piece", hem: float) -> None:
    top = _NECKS.get(piece.shape.neckline, [(0, -66.0)])[0][1]
    if piece.shape.lapel:
        _lapels(pen, piece)
        top = max(top, -66.0)
    _closing(pen, piece, top, min(hem, -12.0))
    if piece.shape.sash:
        width = body.half_width(-55.5) + 1.0
        pen.curve(symmetric([(0, -57.6), *corner(width, -57.8), *corner(width, -51.8), (0, -51.2)]), piece.edge)
    if piece.shape.pocket:
        pocket = symmetric([(0, -53.2), *corner(3.4, -53.2), *corner(5.4, -46.6), (0, -46.2)])
        pen.curve(pocket, Paint(shaded(piece.colour, 0.08), shade=0.08))
    if piece.slot == "outer" and hem > -44:
        for side in (-1, 1):
            edge = [((body.hip - 4.6) * side, -45.4), ((body.hip - 1.2) * side, -47.0)]
            pen.stroke(edge, shaded(piece.colour, 0.45))


def _closing(pen: "Pen", piece: "Piece", top: float, low: float) -> None:
    front = piece.shape.front
    if front in ("buttons", "zip", "open", "double"):
        pen.stroke([(0, top + 0.4), (0, low - 0.2)], shaded(piece.colour, 0.45), 0.9)
    if front in ("buttons", "double"):
        columns = (-2.4, 2.4) if front == "double" else (1.6 if piece.shape.lapel else 0.0,)
        _buttons(pen, piece, top, low, columns)
    elif front == "zip":
        pen.stroke([(0, top + 1), (0, top + 2.6)], (222, 222, 226), 1.3)
    elif front == "lacing":
        for step in range(4):
            y = -64.5 + step * 2.8
            pen.stroke([(-1.5, y), (1.5, y + 2.0)], lit(piece.colour, 0.65), 0.8)
            pen.stroke([(1.5, y), (-1.5, y + 2.0)], lit(piece.colour, 0.65), 0.8)


def _buttons(pen: "Pen", piece: "Piece", top: float, low: float, columns: tuple[float, ...]) -> None:
    tone = shaded(piece.colour, 0.5) if sum(piece.colour) > 380 else lit(piece.colour, 0.6)
    count = max(3, min(7, round((low - top) / 5.6)))
    for y in (top + 3.0 + step * 5.4 for step in range(count)):
        for x in columns if y < low - 1 else ():
            pen.dot(x, y, 0.52, tone)


def _lapels(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        pen.curve(
            flipped(
                [
                    *corner(4.4, -76.6),
                    *corner(6.4, -72.6),
                    *corner(4.9, -71.6),
                    *corner(5.6, -70.4),
                    *corner(0.3, -63.4),
                    (2.0, -70.6),
                ],
                side,
            ),
            Paint(lit(piece.colour, 0.1), shade=0.1),
        )


def _ribbing(pen: "Pen", width: float, hem: float, piece: "Piece") -> None:
    pen.curve(
        symmetric([(0, hem - 1.8), *corner(width - 0.1, hem - 2.6), *corner(width - 0.6, hem + 0.4), (0, hem + 1.2)]),
        replace(piece.edge, shade=0.12),
    )
    for step in range(-4, 5):
        x = step * width * 0.21
        pen.stroke([(x, hem - 1.6), (x, hem + 0.4)], shaded(piece.edge.colour, 0.3), 0.5)


def _tears(pen: "Pen", body: "Body", piece: "Piece") -> None:
    for x, y in ((body.chest * 0.7, -62.0), (-body.waist * 0.72, -50.5), (body.hip * 0.62, -47.0)):
        if y < hem_of(piece) - 2:
            hole = [*corner(x - 1.8, y), (x, y - 0.9), *corner(x + 1.9, y - 0.2), (x + 0.2, y + 1.0)]
            pen.curve(hole, flat(shaded(piece.colour, 0.6)))


def _spots(pen: "Pen", body: "Body", piece: "Piece") -> None:
    for x, y, size in ((0.66, -60.0, 1.6), (-0.7, -48.0, 2.2), (0.74, -46.5, 1.4), (-0.62, -64.0, 1.1)):
        if y < hem_of(piece) - 2:
            pen.glow(oval(body.waist * x, y, size * 1.3, size), (84, 62, 44), 0.55)


def _drops(pen: "Pen", body: "Body", piece: "Piece") -> None:
    for x, y in ((0.7, -66.0), (-0.75, -58.0), (0.8, -52.0), (-0.6, -46.5)):
        if y < hem_of(piece) - 2:
            drop = [*corner(body.waist * x, y - 1.6), (body.waist * x + 0.8, y), (body.waist * x - 0.8, y)]
            pen.curve(drop, Paint((196, 224, 240), shade=0))


def _open_front(pen: "Pen", body: "Body", piece: "Piece") -> None:
    hem = hem_of(piece)
    edge = _side(body, piece, hem)
    for side in (-1, 1):
        gap = 2.2 + max(0.0, (hem + 60) * 0.05)
        inner = [*corner(max(gap, edge[-1][0] * 0.42), hem + 1.0), (gap + 0.6, -52), (2.8, -66), (3.0, -72)]
        pen.curve(flipped([*corner(3.9, -77.0), *edge, *inner], side), piece.paint)
        pen.curve(
            flipped(
                [*corner(3.6, -77.4), *corner(6.2, -73.4), *corner(5.2, -69.4), *corner(2.6, -62.6), (2.5, -70.6)], side
            ),
            replace(piece.edge, shade=0.1),
        )
        if hem > -45:
            pen.stroke(
                flipped([(body.hip * 0.62, -45.0), (body.hip + 0.2, -46.6)], side), shaded(piece.colour, 0.45), 0.9
            )
        if piece.shape.front == "buttons":
            for step in range(4):
                pen.dot((gap + 1.7) * side, -60.5 + step * 5.4, 0.5, shaded(piece.colour, 0.5))
