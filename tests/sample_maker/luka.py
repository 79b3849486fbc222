"""Luka: short black hair, grey eyes, stubble, white shirt and grey waistcoat, in his attic of clocks."""

import math

from tests.sample_maker.face import Looks, brows, face, neck, smile, strands
from tests.sample_maker.painting import (
    Canvas,
    Mask,
    Point,
    blob,
    both_sides,
    mirrored,
    oval,
    polygon,
    ring,
    stroke,
    union,
)

LOOKS = Looks(
    skin="#d3a077", shadow="#a26c49", blush="#c97a58", iris="#8793a3", brow="#29262b", lips="#a8614e",
    jaw=1.1, lashes=2.0,
)  # fmt: skip
HAIR, SHINE = "#26242c", "#5a5d70"
SHIRT, SHIRT_SHADOW = "#f4efe4", "#b9b3ad"
WAISTCOAT, WAISTCOAT_DARK, WAISTCOAT_LIGHT = "#7d828c", "#585c67", "#9da2ab"


def paint() -> Canvas:
    """Return the finished portrait."""
    canvas = Canvas("#2f2430", "#6e472f")
    _attic(canvas)
    neck(canvas, LOOKS, 36)
    _shirt(canvas)
    _waistcoat(canvas)
    _collar(canvas)
    shape = face(canvas, LOOKS)
    _stubble(canvas, shape)
    smile(canvas, LOOKS, -1)
    brows(canvas, LOOKS.brow, inner=211, width=7)
    _hair(canvas)
    return canvas


def _attic(canvas: Canvas) -> None:
    for x in range(0, 400, 58):
        canvas.paint(polygon([(x, 0), (x + 4, 0), (x + 4, 600), (x, 600)]), "#1d151c", 0.35, 1.5)
    canvas.paint(oval(330, 120, 190, 170), "#ffb35c", 0.5, 60)
    canvas.paint(polygon([(0, 0), (150, 0), (0, 250)]), "#241a22", 0.9, 3)
    canvas.paint(polygon([(142, 0), (160, 0), (0, 268), (0, 240)]), "#8a5a38")
    _lamp(canvas)
    _clock(canvas, 62, 228, 46, 10.15)
    _clock(canvas, 354, 266, 36, 4.6)
    _clock(canvas, 90, 356, 28, 7.9)
    _clock(canvas, 338, 372, 24, 1.3)
    _clock(canvas, 26, 146, 22, 12.4)


def _lamp(canvas: Canvas) -> None:
    canvas.paint(stroke([(330, -5), (331, 60)], 2.4), "#17121a")
    canvas.paint(oval(331, 108, 44), "#ffe9b0", 0.75, 22)
    canvas.paint(oval(331, 106, 13), "#fff7dd", soft=1.5)
    canvas.paint(blob([(331, 56), (350, 70), (376, 104), (331, 110), (286, 104), (312, 70)]), "#3f6b57")
    canvas.paint(stroke([(303, 86), (318, 70)], 4, 2), "#8fbfa0", 0.7, 1.5)


def _clock(canvas: Canvas, x: float, y: float, radius: float, hour: float) -> None:
    canvas.paint(oval(x + 3, y + 5, radius), "#140f15", 0.6, 5)
    canvas.paint(oval(x, y, radius), "#b98a3f")
    canvas.paint(ring(x, y, radius, 2), "#e7c678", 0.9, 0.6)
    canvas.paint(oval(x, y, radius * 0.84), "#f5ead0")
    canvas.paint(oval(x - radius * 0.2, y + radius * 0.3, radius * 0.6), "#c9a877", 0.35, radius * 0.2)
    for mark in range(12):
        start, end = _hand(x, y, mark, radius * 0.68), _hand(x, y, mark, radius * 0.78)
        canvas.paint(stroke([start, end], 2 if mark % 3 == 0 else 1), "#4a3527")
    canvas.paint(stroke([(x, y), _hand(x, y, hour, radius * 0.42)], radius * 0.09), "#2c2026")
    canvas.paint(stroke([(x, y), _hand(x, y, hour * 12 % 12, radius * 0.64)], radius * 0.06), "#2c2026")
    canvas.paint(oval(x, y, radius * 0.07), "#8a2f2a")


def _hand(x: float, y: float, hour: float, length: float) -> Point:
    angle = hour * math.pi / 6
    return x + math.sin(angle) * length, y - math.cos(angle) * length


def _shirt(canvas: Canvas) -> None:
    half: list[Point] = [(200, 386), (234, 372), (292, 392), (346, 420), (380, 494), (392, 612), (200, 625)]
    shirt = canvas.paint(blob(both_sides(half)), SHIRT)
    canvas.paint(
        blob([(318, 412), (400, 440), (400, 620), (330, 620), (338, 500)]), SHIRT_SHADOW, 0.7, 10, within=shirt
    )
    folds: list[list[Point]] = [[(62, 600), (74, 520), (66, 450)], [(338, 600), (328, 520), (338, 450)]]
    canvas.paint(union(stroke(fold, 4) for fold in folds), SHIRT_SHADOW, 0.8, 2.5, within=shirt)


def _waistcoat(canvas: Canvas) -> None:
    half: list[Point] = [(244, 380), (300, 396), (322, 440), (318, 520), (330, 600), (204, 600), (204, 540), (226, 450)]
    for points in (half, mirrored(half)):
        side = canvas.paint(polygon(points), WAISTCOAT)
        weave = [stroke([(x, 370), (x + 4, 610)], 1) for x in range(70, 340, 9)]
        canvas.paint(union(weave), WAISTCOAT_DARK, 0.45, 0.4, within=side)
        canvas.paint(polygon([(300, 390), (340, 400), (340, 620), (284, 620)]), WAISTCOAT_DARK, 0.8, 12, within=side)
    lapel: list[Point] = [(244, 380), (272, 388), (262, 452), (206, 548), (222, 450)]
    for points in (lapel, mirrored(lapel)):
        canvas.paint(polygon(points), "#3c3f49", 0.6, 4)
        canvas.paint(polygon(points), WAISTCOAT_LIGHT)
    canvas.paint(stroke([(203, 548), (203, 612)], 1.6), "#3c3f49")
    for y in (562, 586):
        canvas.paint(oval(211, y, 4.2), "#2b2d35")
        canvas.paint(oval(210, y - 1, 1.4), "#a9aebb")
    chain: list[Point] = [(211, 564), (250, 588), (286, 562)]
    canvas.paint(stroke(chain, 2.6), "#e2b950")
    canvas.paint(polygon([(268, 556), (306, 550), (307, 557), (269, 563)]), "#3c3f49", 0.9, 0.5)


def _collar(canvas: Canvas) -> None:
    canvas.paint(polygon([(196, 414), (205, 414), (207, 548), (202, 552)]), SHIRT_SHADOW, 0.6, 1.5)
    wing: list[Point] = [(238, 348), (252, 372), (236, 424), (201, 404), (222, 380)]
    for points in (wing, mirrored(wing)):
        canvas.paint(polygon([(x, y + 4) for x, y in points]), "#8f8a88", 0.6, 4)
        canvas.paint(polygon(points), "#fbf8f0")
    canvas.paint(oval(202, 440, 2.6), "#cfc7b8")
    canvas.paint(oval(203, 480, 2.6), "#cfc7b8")


def _stubble(canvas: Canvas, shape: Mask) -> None:
    jaw = blob(both_sides([(200, 304), (226, 300), (256, 262), (262, 276), (240, 318), (200, 332)]))
    canvas.paint(jaw, "#4a3b3a", 0.42, 6, within=shape)
    canvas.paint(blob([(176, 291), (200, 284), (224, 291), (200, 293)]), "#4a3b3a", 0.45, 2.5, within=shape)


def _hair(canvas: Canvas) -> None:
    outline: list[Point] = [
        (134, 244), (124, 206), (130, 160), (158, 124), (206, 110), (252, 122), (274, 158), (276, 206), (266, 244),
        (260, 206), (250, 180), (226, 172), (196, 176), (168, 164), (150, 186), (141, 210),
    ]  # fmt: skip
    hair = blob(outline)
    canvas.paint(hair, "#3a2118", 0.4, 5)
    canvas.paint(hair, HAIR)
    tufts: list[list[Point]] = [
        [(170, 150), (196, 166), (206, 184)], [(212, 150), (232, 164), (240, 184)],
        [(150, 160), (160, 176), (156, 196)],
        [(176, 124), (206, 106), (240, 116)], [(210, 118), (240, 114), (262, 136)],
    ]  # fmt: skip
    canvas.paint(union(stroke(tuft, 15, 2) for tuft in tufts), HAIR)
    shine: list[list[Point]] = [
        [(164 + n * 14, 132 - n * 2), (182 + n * 15, 122), (206 + n * 14, 134)] for n in range(4)
    ]
    strands(canvas, shine, SHINE, 3.4, 0.65, hair)
