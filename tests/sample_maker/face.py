"""A human face from the front: what all sample people share, in colours and shapes of their own."""

from dataclasses import dataclass

from tests.sample_maker.painting import Canvas, Mask, Point, blob, both_sides, mirrored, oval, stroke, union

#: The right half of the outline, from forehead to chin.
_OUTLINE: list[Point] = [(200, 150), (238, 158), (260, 190), (264, 232), (257, 268), (238, 300), (214, 321), (200, 324)]


@dataclass(frozen=True)
class Looks:
    """Colours of a face, and how wide its jaw is (1 is the outline as it stands)."""

    skin: str
    shadow: str
    blush: str
    iris: str
    brow: str
    lips: str
    jaw: float = 1.0
    lashes: float = 2.6


def neck(canvas: Canvas, looks: Looks, width: float = 30) -> None:
    """Paint neck and the shadow of the chin."""
    shape = blob(both_sides([(200 + width, 270), (200 + width, 350), (200 + width * 2.1, 395), (200, 440)]))
    canvas.paint(shape, looks.skin)
    canvas.paint(blob(both_sides([(232, 300), (226, 338), (200, 352)])), looks.shadow, 0.75, 5, within=shape)


def face(canvas: Canvas, looks: Looks) -> Mask:
    """Paint ears, face, eyes, nose and mouth; return the face's shape."""
    for side in (-1, 1):
        canvas.paint(oval(200 + side * 64, 245, 11, 20), looks.skin)
        canvas.paint(oval(200 + side * 66, 245, 6, 12), looks.shadow, 0.6, 2)
    shape = blob(both_sides([(200 + (x - 200) * (looks.jaw if y > 250 else 1), y) for x, y in _OUTLINE]))
    canvas.paint(shape, looks.skin)
    canvas.paint(
        blob([(268, 190), (262, 260), (236, 310), (205, 328), (275, 330)]), looks.shadow, 0.55, 9, within=shape
    )
    for side in (-1, 1):
        canvas.paint(oval(200 + side * 38, 272, 19, 12), looks.blush, 0.45, 8, within=shape)
        _eye(canvas, looks, side)
    canvas.paint(stroke([(205, 240), (209, 262), (206, 271)], 3, 4), looks.shadow, 0.7, 1.6)
    canvas.paint(stroke([(192, 272), (200, 277), (208, 272)], 3.2), looks.shadow, 0.9, 0.8)
    return shape


def _eye(canvas: Canvas, looks: Looks, side: int) -> None:
    def placed(points: list[Point]) -> list[Point]:
        return points if side > 0 else mirrored(points)

    white = blob(placed([(214, 240), (224, 229), (239, 229), (250, 238), (239, 247), (224, 247)]))
    canvas.paint(white, "#fdfaf3")
    centre = 200 + side * 32
    canvas.paint(oval(centre, 238, 9.5, 10.5), looks.iris, within=white)
    canvas.paint(oval(centre, 233, 9.5, 6), "#1d2026", 0.35, 2, within=white)
    canvas.paint(oval(centre, 238, 4.6), "#171a20", within=white)
    canvas.paint(oval(centre - 3.4, 234, 2.4), "#ffffff")
    canvas.paint(
        stroke(placed([(213, 241), (224, 229), (239, 228), (252, 238)]), looks.lashes, looks.lashes + 0.8), "#2b2326"
    )
    canvas.paint(stroke(placed([(220, 248), (236, 250), (247, 244)]), 1.4), looks.shadow, 0.8)
    canvas.paint(stroke(placed([(216, 223), (234, 220), (248, 227)]), 1.3), looks.shadow, 0.8)


def brows(canvas: Canvas, colour: str, inner: float = 213, lift: float = 0.0, width: float = 5.0) -> None:
    """Paint the eyebrows; `lift` raises the one on the right."""
    for points, up in (([(212, inner), (230, 205), (252, 212)], lift), ([(188, inner), (170, 205), (148, 212)], 0.0)):
        canvas.paint(stroke([(x, y - up) for x, y in points], width, width * 0.45), colour)


def smile(canvas: Canvas, looks: Looks, crooked: float = 0.0) -> None:
    """Paint a closed smile, higher on the right by `crooked`."""
    line: list[Point] = [(178, 295), (190, 300), (200, 301), (212, 299 - crooked / 2), (223, 293 - crooked)]
    canvas.paint(
        blob([(184, 298), (200, 302), (217, 297 - crooked), (212, 307), (200, 310), (189, 307)]), looks.lips, 0.85, 0.8
    )
    canvas.paint(
        blob([(184, 298), (194, 294), (200, 296), (206, 294), (217, 296 - crooked), (200, 302)]), looks.lips, 0.7, 0.6
    )
    canvas.paint(stroke(line, 2.2, 1.6), "#5a2b2a", 0.85)
    canvas.paint(oval(200, 317, 12, 2.5), looks.shadow, 0.5, 2)


def strands(canvas: Canvas, paths: list[list[Point]], colour: str, width: float, opacity: float, within: Mask) -> None:
    """Paint single strands of hair over a shape."""
    canvas.paint(union(stroke(path, width, width * 0.4) for path in paths), colour, opacity, 0.7, within=within)
