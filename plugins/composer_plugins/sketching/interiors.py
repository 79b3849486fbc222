"""Rooms, halls, caves and ships: places with a wall behind."""

from random import Random
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, flat, lit, mixed, shaded
from composer_plugins.sketching.geometry import Point, corner, limb, oval

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.mood import Mood

FLOOR = 76.0


def _block(pen: "Pen", left: float, top: float, right: float, bottom: float, paint: Paint) -> None:
    pen.fill([(left, top), (right, top), (right, bottom), (left, bottom)], paint)


def _shell(pen: "Pen", width: float, wall: Colour, floor: Colour, boards: bool = True) -> None:
    pen.gradient(width, 0, FLOOR, shaded(wall, 0.2), lit(wall, 0.06))
    _block(pen, 0, FLOOR, width, 101, Paint(floor, shade=0, outline=False))
    if boards:
        for step in range(-8, 9):
            x = width / 2 + step * width * 0.085
            pen.stroke([(x, FLOOR), (width / 2 + (x - width / 2) * 1.9, 101)], shaded(floor, 0.25), 0.7)
    _block(pen, 0, FLOOR - 2.6, width, FLOOR, Paint(shaded(wall, 0.28), shade=0, outline=False))
    pen.stroke([(0, FLOOR), (width, FLOOR)], shaded(floor, 0.5), 0.9)


def _window(pen: "Pen", x: float, top: float, mood: "Mood", wide: float = 16, tall: float = 24) -> None:
    frame = mood.toned((150, 116, 86))
    _block(pen, x - wide / 2 - 1.2, top - 1.2, x + wide / 2 + 1.2, top + tall + 1.2, Paint(frame, shade=0.14))
    _block(pen, x - wide / 2, top, x + wide / 2, top + tall, flat(mixed(*mood.sky, 0.45)))
    if mood.light == "night":
        pen.dot(x + wide * 0.22, top + tall * 0.24, 2.2, (248, 243, 218))
        for dx, dy in ((-0.3, 0.2), (-0.1, 0.6), (0.3, 0.7), (-0.35, 0.8)):
            pen.dot(x + wide * dx, top + tall * dy, 0.28, (246, 240, 214))
    if mood.weather & {"rain", "storm"}:
        for step in range(10):
            px, py = x - wide / 2 + 1 + (step * 5.3) % (wide - 2), top + 1.5 + (step * 7.1) % (tall - 5)
            pen.stroke([(px, py), (px - 0.5, py + 2.6)], (226, 236, 242), 0.7)
    if "snow" in mood.weather:
        for step in range(14):
            pen.dot(
                x - wide / 2 + 1 + (step * 5.3) % (wide - 2),
                top + 1.5 + (step * 7.1) % (tall - 2),
                0.45,
                (255, 255, 255),
            )
    pen.stroke([(x, top), (x, top + tall)], frame, 1.9)
    pen.stroke([(x - wide / 2, top + tall * 0.45), (x + wide / 2, top + tall * 0.45)], frame, 1.9)


def _lamp(pen: "Pen", x: float, y: float) -> None:
    pen.halo(x, y, 26, (255, 226, 150), 0.5)
    pen.stroke([(x, 0), (x, y - 3)], (84, 70, 66), 1.0)
    pen.fill(
        [(x - 3.4, y + 0.6), (x - 1.6, y - 3.2), (x + 1.6, y - 3.2), (x + 3.4, y + 0.6)],
        Paint((214, 160, 92), shade=0.1),
    )
    pen.dot(x, y + 1.0, 1.0, (255, 246, 206))


def room(pen: "Pen", width: float, mood: "Mood", _dice: Random) -> None:
    """A lived-in room: window, picture, plant, rug."""
    _shell(pen, width, mood.toned((222, 204, 178)), mood.toned((178, 138, 104)))
    _window(pen, width * 0.22, 16, mood)
    for side in (-1, 1):
        curtain = [
            *corner(width * 0.22 + 12.4 * side, 12),
            *corner(width * 0.22 + 6.4 * side, 12),
            (width * 0.22 + 8.6 * side, 30),
            *corner(width * 0.22 + 9.8 * side, 44),
            *corner(width * 0.22 + 12.8 * side, 45),
        ]
        pen.curve(curtain, Paint(mood.toned((188, 104, 96)), shade=0.16))
    x = width * 0.76
    _block(pen, x - 7, 18, x + 7, 30, Paint(mood.toned((190, 150, 96)), shade=0.1))
    _block(pen, x - 5.4, 19.6, x + 5.4, 28.4, flat(mood.toned((168, 196, 196))))
    pen.fill(
        [(x - 5.4, 28.4), (x - 1.5, 23), (x + 1.4, 26), (x + 3.2, 24), (x + 5.4, 28.4)],
        flat(mood.toned((112, 142, 108)), outline=False),
    )
    _block(pen, x + 4, 58, x + 16, 79, Paint(mood.toned((142, 100, 72)), shade=0.16))
    pen.stroke([(x + 4, 67), (x + 16, 67)], mood.toned((96, 66, 50)), 0.8)
    _plant(pen, x + 10, 58, mood)
    pen.fill(oval(width / 2, 91, width * 0.34, 6.6, 48), Paint(mood.toned((184, 112, 100)), shade=0))
    pen.fill(oval(width / 2, 91, width * 0.29, 5.0, 48), Paint(mood.toned((222, 190, 154)), shade=0, outline=False))
    if mood.light in ("candle", "night", "dark"):
        _lamp(pen, width * 0.5, 15)


def _plant(pen: "Pen", x: float, y: float, mood: "Mood") -> None:
    green = mood.toned((104, 146, 96))
    for dx, dy in ((-5, -7), (-2.4, -10), (0.6, -11), (3.4, -9), (5.4, -6)):
        pen.fill(
            limb(((x, y - 4), (x + dx * 0.6, y - 4 + dy * 0.6), (x + dx, y - 4 + dy)), (0.5, 1.5, 0.2), cap=False),
            Paint(green, shade=0.14, shift=0.5),
        )
    pen.fill(
        [(x - 2.6, y - 5), (x + 2.6, y - 5), (x + 2, y), (x - 2, y)], Paint(mood.toned((190, 110, 80)), shade=0.16)
    )


def kitchen(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Shelf, window, stove and a tiled floor."""
    _shell(pen, width, mood.toned((232, 222, 196)), mood.toned((206, 188, 166)), boards=False)
    _tiles(pen, width, mood.toned((176, 156, 138)))
    _window(pen, width * 0.5, 12, mood, 20, 20)
    for left, right in ((0.0, width * 0.34), (width * 0.66, width)):
        _cupboard(pen, left, right, mood, dice)
    _stove(pen, width * 0.84, mood)
    if mood.light in ("candle", "night", "dark"):
        _lamp(pen, width * 0.5, 9)


def _tiles(pen: "Pen", width: float, tile: "Colour") -> None:
    for row in range(5):
        y = FLOOR + row * row * 0.9 + row * 2.0
        pen.stroke([(0, y), (width, y)], tile, 0.7)
    for step in range(-9, 10):
        pen.stroke([(width / 2 + step * 9, FLOOR), (width / 2 + step * 18, 101)], tile, 0.7)


def _cupboard(pen: "Pen", left: float, right: float, mood: "Mood", dice: Random) -> None:
    top: Colour = mood.toned((170, 124, 88))
    _block(pen, left, 56, right, FLOOR + 1, Paint(mood.toned((150, 172, 162)), shade=0.1))
    _block(pen, left, 53.4, right, 56.6, Paint(top, shade=0.1, shift=0.5))
    middle = (left + right) / 2
    pen.stroke([(middle, 57), (middle, FLOOR)], width=0.8)
    for dx in (-2, 2):
        pen.dot(middle + dx, 63, 0.6, (92, 80, 70))
    _block(pen, left + 2, 30, right - 2, 31.8, Paint(top, shade=0.1, shift=0.4))
    _shelf(pen, left + 5, right - 4, 30, mood, dice)


def _stove(pen: "Pen", x: float, mood: "Mood") -> None:
    """Draw a stove with its fire and a pot that steams."""
    _block(pen, x - 7, 56.4, x + 7, FLOOR + 2, Paint((76, 72, 80), shade=0.2))
    _block(pen, x - 4, 64, x + 4, 71, flat((244, 166, 84)))
    pen.halo(x, 68, 16, (255, 190, 96), 0.5)
    pen.fill(
        [(x - 2.6, 71), (x - 1.2, 66.4), (x, 69), (x + 1.4, 65.4), (x + 2.8, 71)], flat((250, 222, 120), outline=False)
    )
    pen.curve(
        [*corner(x - 4, 53.4), (x - 4.6, 48.6), (x, 46), (x + 4.6, 48.6), *corner(x + 4, 53.4)],
        Paint(mood.toned((178, 92, 78)), shade=0.2),
    )
    pen.stroke([(x - 1, 43), (x, 41), (x - 0.8, 38.6)], (246, 246, 244), 1.0)


def _shelf(pen: "Pen", left: float, right: float, y: float, mood: "Mood", dice: Random) -> None:
    x = left
    while x < right:
        tone = mood.toned(
            dice.choice([(198, 116, 84), (226, 188, 110), (134, 160, 150), (240, 232, 214), (120, 136, 170)])
        )
        tall = 4 + dice.random() * 3
        pen.curve(
            [
                *corner(x - 1.7, y),
                (x - 2.1, y - tall * 0.6),
                *corner(x - 1.2, y - tall),
                *corner(x + 1.2, y - tall),
                (x + 2.1, y - tall * 0.6),
                *corner(x + 1.7, y),
            ],
            Paint(tone, shade=0.18, shift=0.6),
        )
        x += 5.4


def tavern(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Timber, bottles behind a counter, warm lamps."""
    wall = mood.toned((190, 148, 108))
    _shell(pen, width, wall, mood.toned((134, 98, 72)))
    beam = mood.toned((104, 72, 54))
    _block(pen, 0, 6, width, 10, Paint(beam, shade=0.12, shift=0.8))
    for share in (0.04, 0.34, 0.66, 0.96):
        _block(pen, width * share - 1.8, 0, width * share + 1.8, FLOOR, Paint(beam, shade=0.14, shift=0.7))
    for y in (28.0, 42.0):
        _block(pen, width * 0.68, y, width * 0.94, y + 1.6, Paint(beam, shade=0.1, shift=0.4))
        _bottles(pen, width * 0.70, width * 0.93, y, mood, dice)
    _window(pen, width * 0.19, 20, mood, 15, 20)
    counter = mood.toned((142, 98, 66))
    _block(pen, width * 0.60, 59, width, 80, Paint(counter, shade=0.14))
    _block(pen, width * 0.585, 56.4, width, 59.6, Paint(lit(counter, 0.15), shade=0.1, shift=0.5))
    x = width * 0.12
    pen.fill(oval(x, 64, 9, 2.2, 32), Paint(counter, shade=0.1))
    pen.fill(limb(((x, 66), (x, 82)), (1.2, 1.0), cap=False), Paint(beam))
    pen.fill([(x - 1.6, 59), (x + 1.6, 59), (x + 1.4, 63.6), (x - 1.4, 63.6)], Paint((216, 170, 84), shade=0.14))
    for share in (0.34, 0.66):
        _lamp(pen, width * share, 20)


def _bottles(pen: "Pen", left: float, right: float, y: float, mood: "Mood", dice: Random) -> None:
    x = left
    while x < right:
        tone = mood.toned(dice.choice([(110, 142, 104), (150, 88, 66), (206, 168, 88), (118, 134, 160)]))
        pen.curve(
            [
                *corner(x - 1.2, y),
                *corner(x - 1.2, y - 5),
                (x - 0.6, y - 6.4),
                *corner(x - 0.5, y - 8.6),
                *corner(x + 0.5, y - 8.6),
                (x + 0.6, y - 6.4),
                *corner(x + 1.2, y - 5),
                *corner(x + 1.2, y),
            ],
            Paint(tone, shade=0.2, shift=0.5),
        )
        x += 3.7


def library(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Shelves of books to the ceiling."""
    _shell(pen, width, mood.toned((150, 116, 90)), mood.toned((142, 100, 74)))
    case = mood.toned((120, 82, 58))
    columns = max(2, round(width / 34))
    for column in range(columns):
        left, right = width * column / columns + 1.4, width * (column + 1) / columns - 1.4
        _block(pen, left, 6, right, FLOOR, Paint(shaded(case, 0.3), shade=0))
        for y in (20.0, 34.0, 48.0, 62.0, FLOOR):
            _books(pen, left + 1.4, right - 1.4, y, mood, dice)
            _block(pen, left, y, right, y + 1.5, Paint(case, shade=0, outline=False))
        for x in (left, right):
            _block(pen, x - 0.9, 5, x + 0.9, FLOOR, Paint(case, shade=0))
        _block(pen, left - 1.2, 3.4, right + 1.2, 6.4, Paint(lit(case, 0.12), shade=0))
    pen.fill(oval(width / 2, 91, width * 0.3, 6.0, 48), Paint(mood.toned((126, 72, 80)), shade=0))
    if mood.light in ("candle", "night", "dark"):
        _lamp(pen, width * 0.5, 14)


def _books(pen: "Pen", left: float, right: float, y: float, mood: "Mood", dice: Random) -> None:
    x = left
    tones = (
        (158, 76, 70),
        (86, 112, 136),
        (120, 140, 96),
        (204, 168, 100),
        (112, 80, 116),
        (224, 208, 176),
        (88, 72, 68),
    )
    while x < right - 1.6:
        wide, tall = 1.4 + dice.random() * 1.2, 7.6 + dice.random() * 3.6
        tone = mixed(mood.toned(dice.choice(tones)), mood.toned((120, 96, 82)), 0.25)
        corners: list[Point] = [(x, y - tall), (min(x + wide, right), y - tall), (min(x + wide, right), y), (x, y)]
        pen.fill(corners, Paint(tone, shade=0, outline=False))
        pen.stroke([(x, y - tall), (x, y)], shaded(tone, 0.45), 0.55)
        x += wide + (2.4 if dice.random() < 0.06 else 0.1)


def theatre(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """A box in a theatre: curtains, gilding, tiers of lights."""
    wall, red = mood.toned((120, 58, 66)), mood.toned((172, 52, 62))
    gold = mood.toned((214, 172, 92))
    _shell(pen, width, wall, mood.toned((98, 62, 60)))
    for y in (26.0, 46.0):
        _tier(pen, width, y, Paint(lit(wall, 0.18), shade=0), gold, dice)
    for side, inward in ((0.0, 1), (width, -1)):
        _curtain(pen, side, inward, red)
        pen.fill(limb(((side - inward, 55), (side + inward * 12, 58)), (1.1, 1.1)), Paint(gold, shade=0.1))
    valance = [(0.0, -1.0), (width, -1.0)]
    for step in range(8):
        x = width * (7.5 - step) / 8
        valance += [(x + width / 16, 7.0), (x, 11.0)]
    pen.curve([*valance, (0, 7)], Paint(red, shade=0.16))


def _tier(pen: "Pen", width: float, y: float, front: Paint, gold: "Colour", dice: Random) -> None:
    """Draw a balcony that hangs lowest in the middle, with lights along its edge."""
    above, below = (*corner(0, y), (width / 2, y + 5), *corner(width, y)), (*corner(width, y + 8), (width / 2, y + 13))
    pen.curve([*above, *below, *corner(0, y + 8)], front)
    lights = max(4, int(width / 12))
    for step in range(lights):
        x = width * (step + 0.5) / lights
        sag = 5 * (1 - abs(2 * x / width - 1))
        pen.halo(x, y - 1.4 + sag, 4.5, (255, 232, 170), 0.5 + 0.2 * dice.random())
        pen.dot(x, y - 1.4 + sag, 0.9, (255, 242, 200))
        pen.stroke([(x - 2.4, y + 4 + sag), (x, y + 5.4 + sag), (x + 2.4, y + 4 + sag)], gold, 0.9)


def _curtain(pen: "Pen", side: float, inward: int, red: "Colour") -> None:
    for step in range(3):
        x = side + inward * (13 - step * 5)
        pen.curve([
            *corner(x - inward * 7, -1), *corner(x + inward * 2.5, -1), (x + inward * 1.0, 30), (x - inward * 2.4, 58),
            *corner(x - inward * 1.0, 90), *corner(x - inward * 7, 90),
        ], Paint(red, shade=0.2, shift=1.2))  # fmt: skip


def castle(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """A hall of stone: arched windows, banners, columns."""
    wall = mood.toned((176, 172, 172))
    _shell(pen, width, wall, mood.toned((146, 138, 138)), boards=False)
    _stones(pen, width, shaded(wall, 0.22), dice)
    for share in (0.2, 0.8):
        _arched_window(pen, width * share, mood)
    _banner(pen, width * 0.5, mood)
    for share in (0.03, 0.36, 0.64, 0.97):
        x = width * share
        _block(pen, x - 2.6, 4, x + 2.6, FLOOR + 2, Paint(lit(wall, 0.16), shade=0.2, shift=1.4))
        _block(pen, x - 3.8, FLOOR - 1, x + 3.8, FLOOR + 3, Paint(lit(wall, 0.1), shade=0.14))
    carpet = mood.toned((156, 58, 66))
    pen.fill(
        [(width / 2 - 10, FLOOR), (width / 2 + 10, FLOOR), (width / 2 + 24, 101), (width / 2 - 24, 101)],
        Paint(carpet, shade=0),
    )


def _stones(pen: "Pen", width: float, joint: "Colour", dice: Random) -> None:
    for row in range(10):
        y = 4 + row * 7.2
        for step in range(int(width / 11) + 2):
            x = (step - (row % 2) * 0.5) * 11
            if dice.random() < 0.35:
                pen.stroke([(x, y), (x + 8, y)], joint, 0.7)


def _arched_window(pen: "Pen", x: float, mood: "Mood") -> None:
    arch = [*corner(x - 5, 46), (x - 5, 24), *corner(x, 14), (x + 5, 24), *corner(x + 5, 46)]
    pen.curve(arch, flat(mixed(*mood.sky, 0.4)))
    pen.stroke([(x, 15), (x, 46)], width=0.9)
    pen.stroke([(x - 5, 31), (x + 5, 31)], width=0.9)


def _banner(pen: "Pen", x: float, mood: "Mood") -> None:
    cloth = [*corner(x - 7, 8), *corner(x + 7, 8), *corner(x + 7, 46), *corner(x, 40), *corner(x - 7, 46)]
    pen.curve(cloth, Paint(mood.toned((150, 52, 62)), shade=0.16))
    pen.fill([(x, 16), (x + 3.4, 22), (x, 28), (x - 3.4, 22)], flat(mood.toned((220, 180, 90))))


def cave(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Rock all round, light from the mouth of the cave."""
    rock = mood.toned((112, 104, 110))
    _block(pen, 0, 0, width, 101, Paint(shaded(rock, 0.35), shade=0, outline=False))
    for share, tone in ((0.46, lit(rock, 0.08)), (0.34, lit(rock, 0.3)), (0.22, lit(rock, 0.55))):
        pen.fill(oval(width / 2, 48, width * share, 92 * share + 6, 40), Paint(tone, shade=0, outline=False))
    for step in range(11):
        x, long = width * step / 10, 8 + dice.random() * 16
        pen.fill([(x - 4, 0), (x + 4, 0), (x + 0.4, long)], Paint(shaded(rock, 0.28), shade=0.14, outline=False))
    _block(pen, 0, 78, width, 101, Paint(shaded(rock, 0.12), shade=0, outline=False))
    for _ in range(6):
        x, y = dice.random() * width, 80 + dice.random() * 14
        tone = (126, 190, 206) if dice.random() < 0.5 else (174, 136, 204)
        pen.fill(
            [(x - 1.2, y), (x - 0.6, y - 4.6), (x + 0.4, y - 6), (x + 1.4, y)],
            Paint(mixed(tone, rock, 0.2), shade=0.2, shift=0.6),
        )


def space(pen: "Pen", width: float, _mood: "Mood", dice: Random) -> None:
    """A ship's deck with a wide window on stars and a planet."""
    hull: Colour = (150, 158, 172)
    _block(pen, 0, 0, width, 101, Paint(hull, shade=0, outline=False))
    window = [
        *corner(width * 0.06, 62),
        *corner(width * 0.12, 12),
        *corner(width * 0.88, 12),
        *corner(width * 0.94, 62),
    ]
    pen.curve(window, flat((22, 24, 52)))
    for _ in range(int(width * 0.6)):
        pen.dot(
            width * (0.13 + 0.74 * dice.random()), 14 + dice.random() * 46, 0.12 + dice.random() * 0.24, (236, 236, 226)
        )
    pen.fill(oval(width * 0.72, 34, 10, 10, 40), Paint((186, 126, 108), shade=0.42, shift=4.0, outline=False))
    pen.stroke([(width * 0.72 - 15, 37), (width * 0.72, 35), (width * 0.72 + 15, 30)], (226, 196, 150), 1.6)
    _block(pen, 0, 70, width, 101, Paint(shaded(hull, 0.3), shade=0, outline=False))
    for step in range(int(width / 8)):
        x = 4 + step * 8
        _block(
            pen,
            x,
            65,
            x + 5,
            67.4,
            flat(dice.choice([(232, 120, 92), (120, 206, 186), (240, 210, 120), (96, 104, 122)])),
        )
