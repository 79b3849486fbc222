"""Maren: copper braid, sea-green eyes, navy sweater, and her lighthouse at dusk."""

from tests.sample_maker.face import Looks, brows, face, neck, smile, strands
from tests.sample_maker.painting import Canvas, Mask, Point, blob, both_sides, oval, polygon, star_field, stroke, union

LOOKS = Looks(
    skin="#f6d9c3", shadow="#dba58b", blush="#e98d74", iris="#3f9a86", brow="#8f4a26", lips="#c96a5e"
)  # fmt: skip
HAIR, DARK, LIGHT = "#b9622f", "#7f3c1d", "#e2955a"
WOOL, WOOL_DARK, WOOL_LIGHT = "#2b3c68", "#1c294c", "#4a5e92"


def paint() -> Canvas:
    """Return the finished portrait."""
    canvas = Canvas("#33436d", "#e7a98a")
    _sea_and_lighthouse(canvas)
    canvas.paint(blob(both_sides([(200, 128), (262, 150), (284, 215), (280, 290), (262, 350), (200, 372)])), DARK)
    neck(canvas, LOOKS, 26)
    _sweater(canvas)
    _collar(canvas)
    face(canvas, LOOKS)
    smile(canvas, LOOKS, 3)
    brows(canvas, LOOKS.brow, lift=3)
    canvas.paint(stroke([(238, 196), (244, 214)], 2.4), LOOKS.skin)
    _freckles(canvas)
    _hair(canvas)
    _braid(canvas)
    return canvas


def _sea_and_lighthouse(canvas: Canvas) -> None:
    canvas.paint(oval(120, 330, 260, 70), "#f6c79c", 0.7, 40)
    for x, y in star_field(3, 26, 190):
        canvas.paint(oval(x, y, 0.9), "#fdf3df", 0.8)
    canvas.paint(blob([(-40, 120), (60, 96), (150, 118), (90, 142), (-30, 150)]), "#5d6690", 0.7, 8)
    canvas.paint(blob([(250, 210), (340, 188), (450, 206), (440, 236), (290, 238)]), "#8a7d99", 0.6, 9)
    canvas.paint(polygon([(60, 196), (-60, 130), (-60, 262)]), "#fff0c4", 0.4, 7)
    canvas.paint(polygon([(60, 196), (400, 96), (400, 172)]), "#fff0c4", 0.35, 9)
    canvas.paint(polygon([(0, 392), (400, 380), (400, 600), (0, 600)]), "#34527a")
    for y, shift in ((400, 0), (424, 30), (452, -20), (486, 10)):
        wave: list[Point] = [(-20, y), (60 + shift, y - 5), (150 + shift, y + 4), (250, y - 4), (420, y + 3)]
        canvas.paint(stroke(wave, 2.4), "#8fb0c4", 0.55, 1)
    canvas.paint(blob([(0, 400), (24, 372), (62, 362), (104, 374), (122, 404), (60, 416)]), "#262d45")
    tower = canvas.paint(polygon([(48, 214), (74, 214), (82, 372), (40, 372)]), "#f3ead9")
    for y in (246, 310):
        canvas.paint(polygon([(30, y), (90, y), (90, y + 30), (30, y + 30)]), "#b5483f", within=tower)
    canvas.paint(polygon([(62, 200), (90, 200), (90, 380), (66, 380)]), "#2a3050", 0.3, 4, within=tower)
    canvas.paint(polygon([(42, 208), (80, 208), (80, 215), (42, 215)]), "#2a3050")
    canvas.paint(polygon([(50, 184), (72, 184), (72, 208), (50, 208)]), "#ffe9a6")
    canvas.paint(blob([(46, 186), (61, 166), (76, 186), (61, 189)]), "#2a3050")
    canvas.paint(oval(61, 196, 26), "#fff2c2", 0.7, 10)


def _sweater(canvas: Canvas) -> None:
    half: list[Point] = [(200, 372), (226, 370), (282, 388), (334, 420), (362, 490), (372, 610), (200, 620)]
    body = canvas.paint(blob(both_sides(half)), WOOL)
    canvas.paint(blob([(300, 400), (380, 440), (390, 620), (290, 620), (316, 500)]), WOOL_DARK, 0.8, 12, within=body)
    canvas.paint(blob([(60, 430), (110, 398), (150, 400), (100, 460), (76, 560)]), WOOL_LIGHT, 0.5, 12, within=body)
    for x in (150, 250):
        _cable(canvas, x, body)
    ribs = [stroke([(x, 380), (x + (x - 200) * 0.16, 620)], 1.6) for x in range(60, 350, 11) if abs(x - 200) > 62]
    canvas.paint(union(ribs), WOOL_DARK, 0.5, 0.6, within=body)


def _cable(canvas: Canvas, x: float, body: Mask) -> None:
    for y in range(396, 610, 26):
        canvas.paint(stroke([(x - 10, y), (x + 9, y + 13), (x - 10, y + 26)], 4.2), WOOL_LIGHT, 0.8, 0.5, within=body)
        canvas.paint(stroke([(x + 10, y), (x - 9, y + 13), (x + 10, y + 26)], 4.2), WOOL_DARK, 0.8, 0.5, within=body)


def _collar(canvas: Canvas) -> None:
    collar = canvas.paint(blob(both_sides([(234, 352), (250, 372), (236, 396), (200, 404)])), WOOL)
    ribs = [stroke([(x, 350), (200 + (x - 200) * 1.15, 404)], 1.8) for x in range(158, 246, 7)]
    canvas.paint(union(ribs), WOOL_DARK, 0.8, 0.5, within=collar)
    canvas.paint(stroke([(166, 356), (182, 369), (200, 373), (218, 369), (234, 356)], 4), WOOL_LIGHT, 0.7, 1)


def _freckles(canvas: Canvas) -> None:
    spots = [(164, 262), (171, 268), (158, 270), (177, 261), (183, 268), (150, 264), (168, 276), (196, 258), (204, 262)]
    for x, y in [*spots, *((400 - x + 3, y + 2) for x, y in spots)]:
        canvas.paint(oval(x, y, 1.5), "#c07a52", 0.75, 0.4)


def _hair(canvas: Canvas) -> None:
    right: list[Point] = [
        (194, 140),
        (236, 138),
        (268, 166),
        (278, 216),
        (270, 270),
        (260, 236),
        (250, 196),
        (222, 170),
    ]
    left: list[Point] = [(206, 140), (164, 138), (132, 166), (122, 216), (128, 280), (140, 238), (150, 200), (196, 166)]
    top = union([blob(right), blob(left), blob(both_sides([(200, 126), (246, 140), (236, 166), (200, 168)]))])
    canvas.paint(top, "#4a2314", 0.35, 6)
    canvas.paint(top, HAIR)
    paths: list[list[Point]] = [[(204 + n * 5, 134), (244 + n * 4, 160), (264 + n, 230)] for n in range(4)]
    paths += [[(198 - n * 5, 134), (158 - n * 4, 158), (134 - n * 2, 230)] for n in range(4)]
    strands(canvas, paths, DARK, 2.0, 0.7, top)
    shine: list[list[Point]] = [[(222 + n * 9, 147 + n * 4), (244 + n * 7, 172 + n * 6)] for n in range(3)]
    shine += [[(178 - n * 9, 147 + n * 4), (156 - n * 6, 172 + n * 6)] for n in range(3)]
    strands(canvas, shine, LIGHT, 4.0, 0.8, top)
    canvas.paint(stroke([(262, 250), (270, 290), (262, 320)], 4, 1), HAIR)


def _braid(canvas: Canvas) -> None:
    canvas.paint(stroke([(128, 262), (122, 300), (128, 336)], 30, 26), HAIR)
    for number in range(9):
        y, x, size = 332 + number * 24, 128 + number * 2.4, 17 - number * 0.7
        for side, colour in ((-1, HAIR), (1, "#a8562a")):
            leaf = blob([(x, y - 14), (x + side * size, y - 10), (x + side * size, y + 8), (x - side * 3, y + 20)])
            canvas.paint(leaf, DARK, 0.5, 2.5)
            canvas.paint(leaf, colour)
            canvas.paint(
                stroke([(x + side * size * 0.75, y - 6), (x + side * 3, y + 11)], 2.6, 1), LIGHT, 0.75, 0.6, within=leaf
            )
    canvas.paint(oval(150, 546, 11, 6), "#d8b25c")
    canvas.paint(blob([(141, 548), (159, 548), (164, 580), (152, 596), (142, 578)]), HAIR)
