"""Quill: a fox in plum velvet, with brass spectacles, before the shelves of the Night Archive."""

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

FUR, FUR_DARK, FUR_LIGHT = "#cf6a2b", "#9a4419", "#eb9650"
CREAM, CREAM_SHADOW, BLACK = "#fbecd2", "#dcb98c", "#2a2127"
BRASS, BRASS_LIGHT = "#c3983b", "#f3d98b"
VELVET, VELVET_DARK, VELVET_LIGHT = "#6d2d5c", "#451a3d", "#97508a"


def paint() -> Canvas:
    """Return the finished portrait."""
    canvas = Canvas("#141a38", "#2c2448")
    _shelves(canvas)
    _tail(canvas)
    _neck(canvas)
    _clothes(canvas)
    _ears(canvas)
    head = _head(canvas)
    _eyes(canvas)
    _nose_and_mouth(canvas)
    _whiskers(canvas)
    _spectacles(canvas)
    canvas.paint(blob([(330, 100), (400, 100), (400, 500), (300, 420)]), "#ffb45a", 0.16, 30, within=head)
    return canvas


def _shelves(canvas: Canvas) -> None:
    spines = ("#5b2f3f", "#2f4a63", "#6a5330", "#35584d", "#4b3866", "#7a4436", "#2b3553", "#86713f")
    for row, y in enumerate(range(-20, 620, 108)):
        x, number = 0, row * 3
        while x < 400:
            width, height = 13 + (number * 7) % 12, 66 + (number * 13) % 26
            canvas.paint(
                polygon([(x, y + 98 - height), (x + width, y + 98 - height), (x + width, y + 98), (x, y + 98)]),
                spines[number % 8],
            )
            for band in (0.2, 0.75):
                at = y + 98 - height * band
                canvas.paint(
                    polygon([(x + 2, at), (x + width - 2, at), (x + width - 2, at + 2), (x + 2, at + 2)]), BRASS, 0.55
                )
            x, number = x + width + 2, number + 1
        canvas.paint(polygon([(0, y + 98), (400, y + 98), (400, y + 108), (0, y + 108)]), "#3b2a2c")
        canvas.paint(polygon([(0, y + 98), (400, y + 98), (400, y + 100), (0, y + 100)]), "#7d5a43", 0.8)
    canvas.paint(polygon([(0, 0), (400, 0), (400, 600), (0, 600)]), "#10142e", 0.42)
    canvas.paint(oval(356, 250, 150, 190), "#ffab52", 0.42, 55)
    _candle(canvas)


def _candle(canvas: Canvas) -> None:
    canvas.paint(polygon([(352, 268), (372, 268), (374, 330), (350, 330)]), "#f4e7c8")
    canvas.paint(blob([(352, 270), (362, 264), (372, 270), (370, 292), (364, 276), (356, 286)]), "#fff8e4")
    canvas.paint(blob([(338, 330), (386, 330), (378, 342), (346, 342)]), BRASS)
    canvas.paint(oval(362, 246, 40), "#ffdf8c", 0.55, 16)
    canvas.paint(blob([(362, 222), (370, 246), (366, 262), (358, 262), (354, 246)]), "#ffcf5e", soft=0.8)
    canvas.paint(blob([(362, 238), (366, 250), (362, 260), (358, 250)]), "#fff6d8", soft=0.8)


def _tail(canvas: Canvas) -> None:
    outline: list[Point] = [
        (110, 620), (38, 560), (8, 470), (22, 380), (64, 322), (84, 300), (94, 336), (118, 390),
        (120, 450), (112, 520), (170, 590),
    ]  # fmt: skip
    tail = canvas.paint(blob(outline), FUR)
    canvas.paint(
        blob([(8, 470), (22, 380), (60, 330), (50, 420), (52, 520), (110, 620)]), FUR_DARK, 0.7, 10, within=tail
    )
    tip = blob([(84, 290), (104, 352), (92, 388), (78, 366), (66, 392), (54, 362), (36, 376), (56, 322)])
    canvas.paint(tip, CREAM, within=tail, soft=1)
    tufts: list[list[Point]] = [
        [(40 + n * 14, 440 + n * 30), (62 + n * 12, 410 + n * 24), (74 + n * 9, 372 + n * 20)] for n in range(5)
    ]
    canvas.paint(union(stroke(tuft, 5, 1) for tuft in tufts), FUR_LIGHT, 0.7, 1.6, within=tail)


def _neck(canvas: Canvas) -> None:
    neck = canvas.paint(blob(both_sides([(244, 300), (248, 360), (262, 420), (200, 440)])), FUR_DARK)
    canvas.paint(blob(both_sides([(232, 300), (228, 380), (240, 440), (200, 450)])), CREAM_SHADOW, soft=3, within=neck)
    canvas.paint(blob(both_sides([(216, 380), (226, 420), (200, 450)])), CREAM, 0.9, 8, within=neck)


def _clothes(canvas: Canvas) -> None:
    half: list[Point] = [(200, 396), (240, 392), (290, 412), (324, 450), (344, 530), (350, 620), (200, 625)]
    shirt = canvas.paint(blob(both_sides(half)), "#f3ecdf")
    canvas.paint(blob([(296, 420), (360, 460), (360, 620), (306, 620), (310, 520)]), "#b5a9a8", 0.7, 9, within=shirt)
    canvas.paint(blob([(104, 420), (40, 460), (50, 620), (92, 620), (90, 520)]), "#b5a9a8", 0.5, 9, within=shirt)
    half = [(250, 398), (288, 414), (300, 470), (292, 540), (300, 610), (203, 610), (203, 548), (222, 470)]
    for points in (half, mirrored(half)):
        side = canvas.paint(polygon(points), VELVET)
        canvas.paint(polygon([(276, 400), (310, 420), (310, 610), (262, 610)]), VELVET_DARK, 0.8, 12, within=side)
        canvas.paint(
            blob([(110, 430), (140, 420), (150, 520), (128, 590), (112, 520)]), VELVET_LIGHT, 0.55, 9, within=side
        )
        canvas.paint(blob([(236, 470), (252, 450), (262, 520), (240, 590)]), VELVET_LIGHT, 0.5, 8, within=side)
    canvas.paint(stroke([(201, 548), (201, 612)], 1.6), VELVET_DARK)
    for y in (556, 582):
        canvas.paint(oval(210, y, 5), BRASS)
        canvas.paint(oval(208.6, y - 1.4, 1.8), BRASS_LIGHT)
    _ruff(canvas)


def _ruff(canvas: Canvas) -> None:
    """Paint the chest fur above the open collar, and the collar."""
    chest: list[Point] = [(200, 500), (186, 478), (178, 484), (168, 452), (150, 440), (160, 396), (200, 380)]
    canvas.paint(blob([*chest, *mirrored(chest[1:-1])]), CREAM)
    tufts: list[list[Point]] = [[(180 + n * 10, 420), (182 + n * 9, 446), (188 + n * 6, 470)] for n in range(5)]
    canvas.paint(union(stroke(tuft, 3, 1) for tuft in tufts), CREAM_SHADOW, 0.8, 0.8)
    wing: list[Point] = [(244, 384), (262, 402), (250, 456), (210, 492), (226, 440)]
    for points in (wing, mirrored(wing)):
        canvas.paint(polygon([(x, y + 5) for x, y in points]), VELVET_DARK, 0.55, 4)
        canvas.paint(polygon(points), "#fdf8ee")


def _ears(canvas: Canvas) -> None:
    outer: list[Point] = [(222, 178), (250, 112), (286, 64), (304, 128), (300, 208), (270, 220)]
    for points in (outer, mirrored(outer)):
        ear = canvas.paint(blob(points), FUR)
        tip = polygon([(200, 40), (310, 40), (320, 118), (286, 104), (262, 122), (230, 100)])
        for shape in (tip, _flipped(tip)):
            canvas.paint(shape, BLACK, soft=2.5, within=ear)
    inner: list[Point] = [(248, 178), (262, 136), (282, 104), (288, 150), (284, 196)]
    for points in (inner, mirrored(inner)):
        inside = canvas.paint(blob(points), "#6b3442", 0.9, 1.5)
        canvas.paint(blob([(x, y + 26) for x, y in points]), CREAM, 0.9, 4, within=inside)


def _flipped(mask: Mask) -> Mask:
    from PIL import ImageOps

    return ImageOps.mirror(mask)


def _head(canvas: Canvas) -> Mask:
    right: list[Point] = [
        (200, 158), (244, 166), (280, 200), (296, 246), (322, 278), (300, 284), (308, 304), (280, 306), (276, 324),
        (248, 324), (226, 352), (200, 362),
    ]  # fmt: skip
    head = blob(both_sides(right))
    canvas.paint(blob(both_sides([(x, y + 10) for x, y in right])), "#1d0f1a", 0.5, 9)
    canvas.paint(head, FUR)
    canvas.paint(
        blob([(78, 280), (100, 240), (120, 200), (160, 170), (130, 240), (112, 300)]), FUR_DARK, 0.55, 9, within=head
    )
    cheek: list[Point] = [
        (206, 268),
        (232, 254),
        (262, 262),
        (296, 262),
        (330, 278),
        (280, 330),
        (230, 356),
        (200, 364),
    ]
    for points in (cheek, mirrored(cheek)):
        canvas.paint(blob(points), CREAM, soft=2, within=head)
        canvas.paint(blob([(x, y + 34) for x, y in points]), CREAM_SHADOW, 0.6, 8, within=head)
    canvas.paint(
        blob(both_sides([(212, 196), (220, 240), (222, 280), (214, 308), (200, 312)])), FUR, soft=2.5, within=head
    )
    canvas.paint(blob(both_sides([(206, 166), (208, 220), (206, 268), (200, 276)])), FUR_LIGHT, 0.8, 5, within=head)
    tufts: list[list[Point]] = [[(222 + n * 14, 176 + n * 10), (236 + n * 13, 190 + n * 11)] for n in range(4)]
    tufts += [mirrored(tuft) for tuft in tufts]
    canvas.paint(union(stroke(tuft, 3, 1) for tuft in tufts), FUR_LIGHT, 0.8, 1, within=head)
    brow: list[Point] = [(232, 212), (246, 204), (258, 208), (246, 214)]
    for points in (brow, mirrored(brow)):
        canvas.paint(blob(points), CREAM, 0.9, 1.5)
    return head


def _eyes(canvas: Canvas) -> None:
    right: list[Point] = [(224, 252), (234, 238), (252, 233), (266, 240), (256, 252), (240, 257)]
    for points, x in ((right, 246), (mirrored(right), 154)):
        canvas.paint(blob([(px, py) for px, py in points]), BLACK, soft=1.2)
        eye = blob([(x + (px - x) * 0.84, 245 + (py - 245) * 0.84) for px, py in points])
        canvas.paint(eye, "#e9a12c")
        canvas.paint(oval(x, 240, 20, 6), "#8a4a12", 0.6, 2.5, within=eye)
        canvas.paint(oval(x, 250, 9, 5), "#ffd877", 0.8, 2.5, within=eye)
        canvas.paint(oval(x, 245, 4.2, 10), "#1b1418", within=eye)
        canvas.paint(oval(x - 4, 241, 2.6), "#ffffff")


def _nose_and_mouth(canvas: Canvas) -> None:
    canvas.paint(blob(both_sides([(200, 301), (214, 303), (213, 312), (200, 321)])), BLACK)
    canvas.paint(oval(195, 306, 4, 2), "#8d838c", 0.9, 0.8)
    canvas.paint(stroke([(200, 320), (200, 331)], 2), BLACK)
    canvas.paint(
        stroke([(168, 328), (180, 337), (192, 337), (200, 330), (208, 337), (222, 337), (234, 326)], 2.2), BLACK
    )


def _whiskers(canvas: Canvas) -> None:
    for y, reach, drop in ((312, 118, -8), (320, 112, 10), (327, 98, 26)):
        right: list[Point] = [(228, y), (228 + reach * 0.55, y + drop * 0.3), (228 + reach, y + drop)]
        for points in (right, [(400 - px, py) for px, py in right]):
            canvas.paint(stroke(points, 1.5, 0.5), "#fff7e8", 0.85)


def _spectacles(canvas: Canvas) -> None:
    for x in (154, 246):
        canvas.paint(oval(x, 246, 29), "#cfe8ff", 0.13)
        canvas.paint(blob([(x - 18, 232), (x - 6, 222), (x - 2, 226), (x - 16, 240)]), "#ffffff", 0.35, 2)
        canvas.paint(ring(x, 247.5, 31, 3.6), "#3a2413", 0.5, 1.5)
        canvas.paint(ring(x, 246, 31, 3.4), BRASS)
        canvas.paint(ring(x, 245.6, 30.4, 1.2), BRASS_LIGHT, 0.9)
    canvas.paint(stroke([(184, 242), (200, 235), (216, 242)], 3.4), BRASS)
    for side in (-1, 1):
        canvas.paint(stroke([(200 + side * 77, 243), (200 + side * 104, 232)], 3, 2), BRASS)
