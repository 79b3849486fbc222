"""Shirts, dresses, coats, cloaks, armour: what covers the trunk, and its sleeves. The ground is y = 0."""

from dataclasses import replace
from typing import TYPE_CHECKING

from composer_plugins.sketching.body import HEMS
from composer_plugins.sketching.canvas import Paint, flat, lit, shaded
from composer_plugins.sketching.geometry import Point, corner, cut, flipped, limb, oval, symmetric

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
    if piece.shape.front == "open" and "closed" not in piece.states or "open" in piece.states:
        _open_front(pen, body, piece)
    else:
        _closed(pen, body, piece)


def hem_of(piece: "Piece") -> float:
    """Return the height of a garment's lower edge."""
    return HEMS[piece.hem or "hip"]


def _ease(piece: "Piece") -> float:
    return {"outer": 1.3, "top": 0.5, "full": 0.45}.get(piece.slot, 0.2) + (0.5 if piece.shape.ribbed else 0)


def _side(body: "Body", piece: "Piece", hem: float) -> list[Point]:
    """Return the right edge from the shoulder down to the hem."""
    ease, narrow = _ease(piece), 0.4 if piece.shape.waisted else 0.0
    edge = [(body.shoulder + ease - 1.0, -73.6), (body.shoulder + ease - 0.3, -70.6), (body.chest + ease, -65.0)]
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
        return [*corner(width * 0.7, hem - 1.5), *corner(width * 0.5, hem + 1.2), *corner(width * 0.28, hem - 3.0), *corner(width * 0.1, hem + 0.8)]
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
    if piece.shape.ribbed and piece.hem not in ("crop",):
        _ribbing(pen, side[-1][0], hem, piece)
    if "torn" in piece.states:
        _tears(pen, body, piece)


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
            pen.curve(flipped([*corner(0.2, -73.6), *corner(2.6, -70.4), *corner(5.2, -74.6), *corner(3.4, -77.2), (1.8, -75.2)], side), replace(edge, shade=0.1))
    elif neckline == "turtle":
        pen.curve(symmetric([(0, -79.4), (3.0, -79.8), *corner(3.5, -79.2), *corner(3.7, -75.4), (0, -74.4)]), replace(edge, shade=0.12))
        pen.stroke([(-3.2, -77.2), (0, -76.6), (3.2, -77.2)], shaded(piece.colour, 0.35), 0.6)
    elif neckline == "crew":
        pen.stroke([(-3.7, -75.6), (-2.0, -73.9), (0, -73.3), (2.0, -73.9), (3.7, -75.6)], shaded(edge.colour, 0.3), 1.4)
    elif neckline == "wrap":
        pen.fill(limb(((-4.0, -76.2), (-1.6, -71), (2.4, -63.5)), (1.0, 1.1, 1.1), cap=False), edge)
        pen.fill(limb(((4.0, -76.2), (1.4, -71), (-4.6, -62.0)), (1.0, 1.1, 1.1), cap=False), edge)


def _front(pen: "Pen", body: "Body", piece: "Piece", hem: float) -> None:
    top = _NECKS.get(piece.shape.neckline, [(0, -66.0)])[0][1]
    line, low = shaded(piece.colour, 0.45), min(hem, -12.0)
    front = piece.shape.front
    if piece.shape.lapel:
        _lapels(pen, piece)
        top = max(top, -66.0)
    if front in ("buttons", "zip", "open", "double"):
        pen.stroke([(0, top + 0.4), (0, low - 0.2)], line, 0.9)
    if front in ("buttons", "double"):
        _buttons(pen, piece, top, low, (-2.4, 2.4) if front == "double" else (0.0 if not piece.shape.lapel else 1.6,))
    elif front == "zip":
        pen.stroke([(0, top + 1), (0, top + 2.6)], (222, 222, 226), 1.3)
    elif front == "lacing":
        for step in range(4):
            y = -64.5 + step * 2.8
            pen.stroke([(-1.5, y), (1.5, y + 2.0)], lit(piece.colour, 0.65), 0.8)
            pen.stroke([(1.5, y), (-1.5, y + 2.0)], lit(piece.colour, 0.65), 0.8)
    if piece.shape.sash:
        width = body.half_width(-55.5) + 1.0
        pen.curve(symmetric([(0, -57.6), *corner(width, -57.8), *corner(width, -51.8), (0, -51.2)]), piece.edge)
    if piece.shape.pocket:
        pen.curve(symmetric([(0, -53.2), *corner(3.4, -53.2), *corner(5.4, -46.6), (0, -46.2)]), Paint(shaded(piece.colour, 0.08), shade=0.08))
    if piece.slot == "outer" and hem > -44:
        for side in (-1, 1):
            pen.stroke([((body.hip - 4.6) * side, -45.4), ((body.hip - 1.2) * side, -47.0)], line, 1.0)


def _buttons(pen: "Pen", piece: "Piece", top: float, low: float, columns: tuple[float, ...]) -> None:
    tone = shaded(piece.colour, 0.5) if sum(piece.colour) > 380 else lit(piece.colour, 0.6)
    count = max(3, min(7, round((low - top) / 5.6)))
    for step in range(count):
        for x in columns:
            pen.dot(x + 0.02, top + 3.0 + step * 5.4, 0.52, tone) if top + 3.0 + step * 5.4 < low - 1 else None


def _lapels(pen: "Pen", piece: "Piece") -> None:
    for side in (-1, 1):
        pen.curve(flipped([*corner(4.4, -76.6), *corner(6.4, -72.6), *corner(4.9, -71.6), *corner(5.6, -70.4), *corner(0.3, -63.4), (2.0, -70.6)], side), Paint(lit(piece.colour, 0.1), shade=0.1))


def _ribbing(pen: "Pen", width: float, hem: float, piece: "Piece") -> None:
    pen.curve(symmetric([(0, hem - 1.8), *corner(width - 0.1, hem - 2.6), *corner(width - 0.6, hem + 0.4), (0, hem + 1.2)]), replace(piece.edge, shade=0.12))
    for step in range(-4, 5):
        x = step * width * 0.21
        pen.stroke([(x, hem - 1.6), (x, hem + 0.4)], shaded(piece.edge.colour, 0.3), 0.5)


def _tears(pen: "Pen", body: "Body", piece: "Piece") -> None:
    for x, y in ((body.chest * 0.5, -62.0), (-body.waist * 0.5, -50.0), (body.hip * 0.35, -46.5)):
        if y < hem_of(piece) - 2:
            pen.curve([*corner(x - 1.8, y), (x, y - 0.9), *corner(x + 1.9, y - 0.2), (x + 0.2, y + 1.0)], flat(shaded(piece.colour, 0.6)))


def _open_front(pen: "Pen", body: "Body", piece: "Piece") -> None:
    hem = hem_of(piece)
    edge = _side(body, piece, hem)
    for side in (-1, 1):
        gap = 2.2 + max(0.0, (hem + 60) * 0.05)
        inner = [*corner(max(gap, edge[-1][0] * 0.42), hem + 1.0), (gap + 0.6, -52), (2.8, -66), (3.0, -72)]
        pen.curve(flipped([*corner(3.9, -77.0), *edge, *inner], side), piece.paint)
        pen.curve(flipped([*corner(3.6, -77.4), *corner(6.2, -73.4), *corner(5.2, -69.4), *corner(2.6, -62.6), (2.5, -70.6)], side), replace(piece.edge, shade=0.1))
        if hem > -45:
            pen.stroke(flipped([(body.hip * 0.62, -45.0), (body.hip + 0.2, -46.6)], side), shaded(piece.colour, 0.45), 0.9)
        if piece.shape.front == "buttons":
            for step in range(4):
                pen.dot((gap + 1.7) * side, -60.5 + step * 5.4, 0.5, shaded(piece.colour, 0.5))


# ── sleeves ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_REACH = {"short": 0.36, "puff": 0.3, "elbow": 0.55, "long": 0.97, "wide": 0.92}


def draw_sleeve(pen: "Pen", body: "Body", piece: "Piece", side: int) -> None:
    """Draw the sleeve of one side, if the garment has sleeves."""
    if piece.sleeve == "strap":
        pen.stroke([(4.2 * side, -70.5), (4.6 * side, -75.0)], shaded(piece.colour, 0.1), 2.0)
    if piece.sleeve not in _REACH:
        return
    reach = 0.6 if "rolled" in piece.states else _REACH[piece.sleeve]
    spine = cut(body.arms[0 if side < 0 else 1], reach)
    room = (0.5 + _ease(piece)) * (1.0 if piece.slot == "outer" else 0.8)
    widths = [w * body.limbs + room for w in _widths(piece.sleeve)]
    pen.fill(limb(spine, widths, cap=False), piece.paint)
    _cuff(pen, spine, widths[-1], piece)


def _widths(sleeve: str) -> tuple[float, ...]:
    if sleeve == "wide":
        return 2.8, 3.0, 3.6, 4.8, 6.2
    if sleeve == "puff":
        return 2.8, 4.0, 4.3, 3.2, 2.4
    return (2.8, 2.7, 2.3) if sleeve == "short" else (2.8, 2.6, 2.3, 2.0, 1.8)


def _cuff(pen: "Pen", spine: list[Point], width: float, piece: "Piece") -> None:
    (ax, ay), (bx, by) = spine[-2], spine[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    back = (bx - (bx - ax) / length * 1.6, by - (by - ay) / length * 1.6)
    if piece.shape.ribbed or "rolled" in piece.states or piece.sleeve == "puff":
        pen.fill(limb((back, (bx, by)), (width + 0.15, width + 0.1), cap=False), replace(piece.edge, shade=0.1))
    else:
        nx, ny = -(by - ay) / length, (bx - ax) / length
        pen.stroke([(back[0] + nx * width * 0.9, back[1] + ny * width * 0.9), (back[0] - nx * width * 0.9, back[1] - ny * width * 0.9)], shaded(piece.colour, 0.36), 0.7)


# ── cloaks, armour and others ───────────────────────────────────────────────────────────────────────────────────────


def draw_cloak_back(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the part of a cloak that hangs behind the body."""
    hem = hem_of(piece)
    right = [(0, -76), (body.shoulder + 1.5, -73.5), (body.shoulder + 4.5, -60), (body.hip + 7.5, -36), *corner(body.hip + 9.5, hem), (body.hip + 4, hem + 2.2), (4, hem + 1.0), (0, hem + 2.0)]
    pen.curve(symmetric(right), Paint(shaded(piece.colour, 0.22), shade=0.1))


def draw_cloak_front(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the part of a cloak that lies over shoulders and upper arms."""
    for side in (-1, 1):
        panel = [*corner(2.6, -77.2), (7, -75.6), (body.shoulder + 2.4, -71.5), (body.shoulder + 4.4, -60), (body.hip + 6.6, -42), *corner(body.hip + 8.4, hem_of(piece) - 1), (body.hip + 4.6, hem_of(piece) + 0.6), (body.shoulder + 0.2, -50), (body.shoulder - 2.0, -62), (4.6, -70.5)]
        pen.curve(flipped(panel, side), piece.paint)
        pen.stroke(flipped([(body.shoulder + 1.6, -64), (body.hip + 5.4, -42), (body.hip + 6.0, hem_of(piece) - 4)], side), shaded(piece.colour, 0.35), 0.75)
    pen.fill(oval(0, -72.8, 1.5, 1.5, 16), Paint((217, 176, 64)))
    pen.stroke([(-4.0, -74.2), (-1.4, -72.9)], (190, 150, 60), 1.0)
    pen.stroke([(4.0, -74.2), (1.4, -72.9)], (190, 150, 60), 1.0)


def draw_poncho(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a poncho: one cloth with a hole for the head."""
    right = [(0, -74.4), (3.6, -76.6), (body.shoulder + 1.0, -72), (body.shoulder + 4.5, -62), *corner(body.shoulder + 5.0, -53), *corner(0, -43)]
    pen.curve(symmetric(right), piece.paint)


def draw_shawl(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a shawl over both shoulders."""
    for side in (-1, 1):
        pen.curve(flipped([*corner(2.8, -77.0), (8, -75.2), (body.shoulder + 2.0, -70.5), (body.shoulder + 2.2, -63), *corner(body.shoulder - 1.6, -60), (6.0, -63.5), *corner(0.6, -62.0), (2.2, -70)], side), piece.paint)


def draw_armour(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw a breastplate with tassets; the pauldrons come with the arms."""
    right = [(0, -74.0), (3.4, -75.8), (body.shoulder - 0.6, -73.2), (body.chest + 0.9, -65), (body.waist + 0.9, -55), *corner(body.waist + 1.0, -53), (0, -51.6)]
    pen.curve(symmetric(right), replace(piece.paint, shade=0.3, shift=2.0))
    pen.stroke([(0, -73.6), (0.4, -62), (0, -52)], shaded(piece.colour, 0.4), 0.8)
    pen.stroke([(-body.chest * 0.7, -62.5), (0, -60.4), (body.chest * 0.7, -62.5)], shaded(piece.colour, 0.35), 0.8)
    pen.stroke([(-body.chest * 0.62, -70), (-body.chest * 0.72, -65)], lit(piece.colour, 0.65), 1.8)
    for side in (-1, 1):
        pen.curve(flipped([*corner(0.5, -52.2), *corner(body.hip + 0.6, -52.8), *corner(body.hip + 1.8, -42.0), (4.6, -39.6), *corner(0.9, -42.6)], side), replace(piece.paint, shade=0.3))


def draw_pauldron(pen: "Pen", body: "Body", piece: "Piece", side: int) -> None:
    """Draw shoulder plate and vambrace of one arm."""
    shoulder, elbow, wrist = body.arms[0 if side < 0 else 1]
    pen.fill(limb((((elbow[0] + wrist[0]) / 2, (elbow[1] + wrist[1]) / 2), wrist), (2.6, 2.2), cap=False), piece.paint)
    pen.fill(limb((shoulder, ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2)), (3.2, 2.9), cap=False), Paint(shaded(piece.colour, 0.3)))
    pen.curve(flipped([(body.shoulder - 5.2, -74.6), (body.shoulder, -75.6), (body.shoulder + 3.2, -71.6), *corner(body.shoulder + 3.4, -67.6), (body.shoulder - 1.2, -67.0)], side), replace(piece.paint, shade=0.3))


def draw_dungarees(pen: "Pen", body: "Body", piece: "Piece") -> None:
    """Draw the bib and the straps of dungarees; the trousers are drawn below."""
    pen.curve(symmetric([(0, -65.0), *corner(5.4, -65.2), (body.waist - 0.8, -58), *corner(body.hip + 0.4, -49), (body.hip + 0.4, -44), (0, -43)]), piece.paint)
    for side in (-1, 1):
        pen.fill(limb(((4.5 * side, -64.6), (5.6 * side, -74.9)), (0.95, 0.95), cap=False), piece.paint)
        pen.dot(4.5 * side, -63.8, 0.75, (217, 180, 80))
    pen.curve(symmetric([(0, -61.5), *corner(2.9, -61.5), *corner(2.5, -56.6), (0, -56.2)]), Paint(shaded(piece.colour, 0.07), shade=0.08))
