"""Places under the sky."""

from math import sin
from random import Random
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, flat, lit, mixed, shaded
from composer_plugins.sketching.geometry import corner, limb, oval, smooth
from composer_plugins.sketching.sky import soft

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.mood import Mood


def ground(pen: "Pen", width: float, top: float, colour: Colour, wave: float = 1.2) -> None:
    """Fill everything below a gently waving line."""
    line = [(width * i / 12, top + sin(i * 1.3 + top) * wave) for i in range(13)]
    pen.fill([*smooth(line, closed=False), (width, 101), (0, 101)], soft(colour))
    pen.stroke(line, shaded(colour, 0.35), 0.8)


def _pine(pen: "Pen", x: float, base: float, tall: float, tone: Colour, mood: "Mood") -> None:
    wide = tall * 0.24
    pen.fill(
        [
            (x - tall * 0.03, base - tall * 0.2),
            (x + tall * 0.03, base - tall * 0.2),
            (x + tall * 0.04, base),
            (x - tall * 0.04, base),
        ],
        soft(mood.toned((96, 70, 54))),
    )
    for level in range(3):
        top, low, w = (
            base - tall * (1.0 - level * 0.24),
            base - tall * (0.56 - level * 0.21),
            wide * (0.62 + level * 0.24),
        )
        pen.curve(
            [
                *corner(x, top),
                (x + w * 0.5, (top + low) / 2 + tall * 0.03),
                *corner(x + w, low),
                (x, low + tall * 0.035),
                *corner(x - w, low),
                (x - w * 0.5, (top + low) / 2 + tall * 0.03),
            ],
            Paint(tone, shade=0.16, shift=tall * 0.05, outline=False),
        )


def _round_tree(pen: "Pen", x: float, base: float, tall: float, tone: Colour, mood: "Mood") -> None:
    trunk = mood.toned((112, 82, 62))
    pen.fill(limb(((x, base), (x + 0.4, base - tall * 0.55)), (tall * 0.055, tall * 0.035), cap=False), soft(trunk))
    for dx, dy, r in ((-0.17, -0.58, 0.19), (0.18, -0.6, 0.2), (0.0, -0.8, 0.23), (0.0, -0.6, 0.2)):
        pen.fill(
            oval(x + dx * tall, base + dy * tall, r * tall, r * tall * 0.9),
            Paint(tone, shade=0.14, shift=tall * 0.05, outline=False),
        )


def forest(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Rows of trees, paler with distance."""
    snowy = "snow" in mood.weather
    leaf = (204, 134, 70) if "leaves" in mood.weather else (88, 130, 92)
    for row, (base, tall, fade) in enumerate(((70, 34, 0.62), (74, 48, 0.36), (79, 62, 0.08))):
        tone = mixed(mood.toned(leaf), mood.sky[1], fade)
        tone = mixed(tone, (244, 248, 250), 0.35) if snowy else tone
        count = max(4, int(width / (9 + row * 7)))
        for step in range(count):
            x = width * (step + 0.2 + 0.6 * dice.random()) / count
            if row == 2 and 0.24 * width < x < 0.76 * width:
                continue
            draw = _pine if (step + row) % 2 or row == 0 else _round_tree
            draw(
                pen,
                x,
                base + 2,
                tall * (0.75 + 0.5 * dice.random()),
                mixed(tone, (60, 90, 60), dice.random() * 0.2),
                mood,
            )
        ground(
            pen, width, base, mixed(mood.toned((240, 243, 246) if snowy else (136, 160, 98)), mood.sky[1], fade * 0.7)
        )
    _tufts(pen, width, dice, mood.toned((104, 134, 78)))


def _tufts(pen: "Pen", width: float, dice: Random, tone: Colour) -> None:
    for _ in range(int(width / 7)):
        x, y = dice.random() * width, 83 + dice.random() * 14
        for lean in (-0.9, 0.0, 0.9):
            pen.stroke([(x + lean * 0.4, y), (x + lean, y - 1.8)], tone, 0.8)


def field(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Meadow with hills, a few trees and flowers."""
    snowy = "snow" in mood.weather
    green = (242, 245, 247) if snowy else (150, 178, 104)
    ground(pen, width, 61, mixed(mood.toned(green), mood.sky[1], 0.5), 2.6)
    for x, tall in ((width * 0.1, 24), (width * 0.9, 30), (width * 0.8, 18)):
        leaf = (206, 216, 214) if snowy else (208, 138, 72) if "leaves" in mood.weather else (104, 142, 92)
        (_pine if snowy else _round_tree)(pen, x, 71, tall, mixed(mood.toned(leaf), mood.sky[1], 0.25), mood)
    ground(pen, width, 69, mood.toned(green), 1.6)
    if not snowy:
        _tufts(pen, width, dice, mood.toned((116, 146, 84)))
        for _ in range(int(width / 6)):
            tint = dice.choice([(244, 224, 128), (236, 152, 162), (246, 246, 240), (172, 148, 214)])
            pen.dot(dice.random() * width, 76 + dice.random() * 21, 0.6, mood.toned(tint))


def _house(
    pen: "Pen", x: float, wide: float, top: float, base: float, tone: Colour, mood: "Mood", dice: Random
) -> None:
    pen.fill([(x, top), (x + wide, top), (x + wide, base), (x, base)], Paint(tone, shade=0.1, shift=1.6))
    roof = mood.toned(dice.choice([(168, 92, 74), (120, 100, 108), (150, 110, 84), (96, 108, 124)]))
    roof = mixed(roof, mood.toned((246, 248, 250)), 0.75) if "snow" in mood.weather else roof
    pen.fill(
        [(x - 1.2, top + 0.6), (x + wide * 0.5, top - wide * 0.42), (x + wide + 1.2, top + 0.6)],
        Paint(roof, shade=0.14, shift=1.4),
    )
    glowing = mood.light in ("night", "sunset", "candle", "neon", "dark") or bool(
        mood.weather & {"rain", "storm", "snow"}
    )
    pane: Colour = (252, 218, 136) if glowing else mood.toned((176, 204, 214))
    columns = 2 if wide > 13 else 1
    for row in range(max(1, int((base - top - 12) / 13))):
        for column in range(columns):
            wx, wy = x + wide * (column + 0.5) / columns - 1.9, top + 4.5 + row * 13
            pen.fill([(wx, wy), (wx + 3.8, wy), (wx + 3.8, wy + 6), (wx, wy + 6)], flat(pane))
            pen.stroke([(wx + 1.9, wy), (wx + 1.9, wy + 6)], width=0.7)
            pen.stroke([(wx, wy + 3), (wx + 3.8, wy + 3)], width=0.7)


def balcony(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """A balustrade high up, with the sea or the roofs of a town below."""
    if mood.view & {"sea", "beach", "lake"}:
        _water(pen, width, 60, mood, dice)
    elif mood.view & {"forest", "mountains"}:
        forest(pen, width, mood, dice)
    else:
        _hills(pen, width, mood)
        _roofs(pen, width, mood, dice)
    stone = mood.toned((206, 200, 192))
    pen.fill([(0, 81), (width, 81), (width, 101), (0, 101)], soft(mixed(stone, (120, 112, 110), 0.25)))
    for step in range(int(width / 7) + 1):
        x = step * 7 + 3.5
        pen.fill(limb(((x, 66), (x, 72), (x, 80)), (0.9, 1.9, 1.1), cap=False), Paint(stone, shade=0.16, shift=0.7))
    for top, bottom in ((63.0, 66.4), (79.0, 82.0)):
        pen.fill([(-1, top), (width + 1, top), (width + 1, bottom), (-1, bottom)], Paint(lit(stone, 0.2), shade=0))


def _roofs(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    for row, top in enumerate((50.0, 58.0)):
        x = -4.0
        while x < width:
            wide = 8 + dice.random() * 7
            _house(
                pen,
                x,
                wide,
                top + dice.random() * 5,
                84,
                mixed(mood.toned((206, 186, 166)), mood.sky[1], 0.4 - row * 0.25),
                mood,
                dice,
            )
            x += wide + 1.0


def _terrace(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    x = -3.0
    while x < width:
        wide = 12 + dice.random() * 7
        tone = dice.choice([(226, 200, 164), (214, 184, 160), (196, 204, 196), (226, 214, 190), (206, 176, 168)])
        _house(pen, x, wide, 24 + dice.random() * 16, 73, mixed(mood.toned(tone), mood.sky[1], 0.2), mood, dice)
        x += wide + 0.4


def street(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Houses along a street."""
    _terrace(pen, width, mood, dice)
    snowy = "snow" in mood.weather
    ground(pen, width, 72, mood.toned((234, 237, 241) if snowy else (176, 168, 158)), 0.0)
    pen.fill(
        [(width * 0.36, 74), (width * 0.64, 74), (width * 1.0, 101), (0, 101)],
        soft(mood.toned((220, 224, 230) if snowy else (160, 152, 146))),
    )
    for row in range(5):
        y = 77 + row * 4.6
        for step in range(int(width / (7 + row))):
            x = (step + (row % 2) * 0.5) * (7 + row)
            pen.stroke([(x, y), (x + 3.6, y)], mood.toned((138, 130, 126)), 0.7)
    for x in (width * 0.08, width * 0.92):
        _lamp(pen, x, mood)


def _lamp(pen: "Pen", x: float, mood: "Mood") -> None:
    dark = mood.toned((66, 64, 74))
    bright = mood.light in ("night", "sunset", "dark", "neon") or bool(mood.weather & {"rain", "storm"})
    if bright:
        pen.halo(x, 35.5, 20, (255, 226, 140), 0.6)
    pen.fill(limb(((x, 84), (x, 39)), (0.8, 0.55), cap=False), soft(dark))
    pen.fill(
        [(x - 1.8, 33), (x + 1.8, 33), (x + 1.3, 39), (x - 1.3, 39)],
        flat((255, 234, 160) if bright else (226, 230, 226)),
    )
    pen.fill([(x - 2.4, 33.2), (x, 30.6), (x + 2.4, 33.2)], soft(dark))


def market(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Stalls with striped awnings in front of houses."""
    _terrace(pen, width, mood, dice)
    ground(pen, width, 73, mood.toned((204, 186, 158)), 0.0)
    for number, x in enumerate((width * 0.13, width * 0.5, width * 0.87)):
        tint = mood.toned(((196, 84, 76), (84, 132, 150), (206, 160, 72))[number])
        for side in (-1, 1):
            pen.fill(
                limb(((x + 13 * side, 44), (x + 13 * side, 78)), (0.5, 0.5), cap=False), flat(mood.toned((126, 94, 70)))
            )
        pen.fill(
            [(x - 13, 62), (x + 13, 62), (x + 13, 77), (x - 13, 77)], Paint(mood.toned((168, 128, 92)), shade=0.12)
        )
        for step in range(7):
            pen.fill(
                oval(x - 10.5 + step * 3.5, 61, 1.8, 1.6, 16),
                flat(mood.toned(dice.choice([(206, 84, 66), (226, 170, 72), (132, 164, 86), (150, 96, 140)]))),
            )
        for step in range(6):
            tone = tint if step % 2 == 0 else mood.toned((248, 242, 230))
            left = x - 15 + step * 5
            pen.fill([(left + 1.2, 38), (left + 5.2, 38), (left + 5, 45), (left + 2.5, 47), (left, 45)], flat(tone))


def _water(pen: "Pen", width: float, top: float, mood: "Mood", dice: Random) -> None:
    tone = mixed(mood.toned((92, 152, 176)), mood.sky[1], 0.22)
    pen.fill([(0, top), (width, top), (width, 101), (0, 101)], soft(tone))
    pen.stroke([(0, top), (width, top)], shaded(tone, 0.3), 0.8)
    for _ in range(int(width * 0.5)):
        x, y = dice.random() * width, top + 1.5 + dice.random() * (99 - top)
        long = 2.0 + (y - top) * 0.14
        pen.stroke([(x, y), (x + long / 2, y - 0.4), (x + long, y)], lit(tone, 0.45), 0.7)


def beach(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Sea behind a strip of sand."""
    _water(pen, width, 58, mood, dice)
    sand = mood.toned((234, 212, 164))
    foam = [(width * i / 10, 77 + sin(i * 1.7) * 1.4) for i in range(11)]
    pen.fill([*smooth(foam, closed=False), (width, 101), (0, 101)], soft(lit(sand, 0.75)))
    ground(pen, width, 79, sand, 1.3)
    for x, y in ((width * 0.12, 90), (width * 0.86, 94), (width * 0.7, 86)):
        pen.fill(oval(x, y, 1.3, 0.8, 14), flat(mood.toned((240, 178, 160))))
    for _ in range(int(width / 3)):
        pen.dot(dice.random() * width, 83 + dice.random() * 15, 0.22, shaded(sand, 0.25))


def sea(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Open water seen from a wooden pier, a lighthouse far off."""
    x = width * 0.85
    _water(pen, width, 57, mood, dice)
    pen.curve([(x - 9, 58.6), (x - 4, 55), (x + 5, 54.6), (x + 11, 58.6)], soft(mood.toned((128, 124, 120))))
    pen.fill([(x - 2, 56), (x - 1.2, 37), (x + 1.2, 37), (x + 2, 56)], flat(mood.toned((246, 240, 230))))
    for y in (41, 48):
        pen.fill(
            [(x - 1.5 - (y - 41) * 0.05, y), (x + 1.5 + (y - 41) * 0.05, y), (x + 1.7, y + 3), (x - 1.7, y + 3)],
            soft(mood.toned((198, 80, 72))),
        )
    pen.fill([(x - 1.6, 37), (x, 33), (x + 1.6, 37)], flat(mood.toned((198, 80, 72))))
    if mood.light in ("night", "sunset", "dark"):
        pen.glow([(x, 36), (0, 22), (0, 34)], (255, 244, 190), 0.22)
    deck = mood.toned((170, 134, 100))
    pen.fill([(0, 78), (width, 78), (width, 101), (0, 101)], soft(deck))
    for row in range(6):
        seam = 78 + row * row * 0.5 + row * 2.2
        pen.stroke([(0, seam), (width, seam)], shaded(deck, 0.3), 0.8)
        for step in range(3):
            px = width * ((step + 0.3 + 0.37 * row) % 3) / 3
            pen.stroke([(px, seam), (px, seam + 2.2 + row)], shaded(deck, 0.3), 0.7)


def lake(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Still water, hills behind, reeds in front."""
    _hills(pen, width, mood)
    _water(pen, width, 62, mood, dice)
    ground(pen, width, 80, mood.toned((146, 166, 98)))
    for step in range(10):
        x = width * (0.03 + 0.02 * step if step < 5 else 0.86 + 0.025 * (step - 5))
        pen.stroke([(x, 84), (x + 0.6, 66 + (step % 3) * 3)], mood.toned((104, 126, 72)), 1.1)
        pen.fill(
            limb(((x + 0.6, 68 + (step % 3) * 3), (x + 0.5, 64 + (step % 3) * 3)), (0.7, 0.7)),
            soft(mood.toned((118, 80, 56))),
        )


def _hills(pen: "Pen", width: float, mood: "Mood") -> None:
    for top, fade in ((46, 0.62), (54, 0.4)):
        ground(pen, width, top, mixed(mood.toned((120, 148, 126)), mood.sky[1], fade), 5.0)


def _peak(pen: "Pen", x: float, top: float, wide: float, tone: Colour) -> None:
    base = 72.0
    pen.fill(
        [
            (x - wide, base),
            (x - wide * 0.4, top + (base - top) * 0.42),
            (x, top),
            (x + wide * 0.46, top + (base - top) * 0.5),
            (x + wide, base),
        ],
        Paint(tone, shade=0.12, shift=6.0, outline=False),
    )
    snow = (base - top) * 0.26
    pen.fill(
        [
            (x, top),
            (x + wide * 0.24, top + snow),
            (x + wide * 0.1, top + snow * 0.8),
            (x, top + snow * 1.25),
            (x - wide * 0.1, top + snow * 0.8),
            (x - wide * 0.24, top + snow),
        ],
        soft(mixed(tone, (252, 252, 254), 0.82)),
    )


def mountains(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Snowy peaks over a meadow."""
    for fade, shift in ((0.55, 0.0), (0.25, 0.12)):
        tone = mixed(mood.toned((122, 130, 152)), mood.sky[1], fade)
        for step in range(4):
            x = width * (step / 3 + shift - 0.08)
            _peak(pen, x, 18 + shift * 90 + dice.random() * 12, 22 + width * 0.08, tone)
    ground(pen, width, 70, mood.toned((242, 245, 248) if "snow" in mood.weather else (142, 164, 108)))
    for _ in range(5):
        x, y = dice.random() * width, 80 + dice.random() * 15
        pen.curve(
            [(x - 3, y), (x - 1.6, y - 2.2), (x + 1.2, y - 2.4), (x + 3, y)],
            Paint(mood.toned((150, 148, 150)), shade=0.15, shift=0.6),
        )


def snowfield(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Snow, with pines at the edge."""
    white = mood.toned((240, 244, 249))
    ground(pen, width, 60, mixed(white, mood.sky[1], 0.4), 3.0)
    for step in range(max(5, int(width / 14))):
        x = width * (step + dice.random()) / max(5, int(width / 14))
        _pine(pen, x, 69, 18 + dice.random() * 16, mixed(mood.toned((120, 150, 142)), (248, 250, 252), 0.38), mood)
    ground(pen, width, 69, white, 2.0)
    ground(pen, width, 84, lit(white, 0.5), 1.6)


def desert(pen: "Pen", width: float, mood: "Mood", _dice: Random) -> None:
    """Dunes."""
    for top, tone in ((58, (232, 204, 152)), (67, (224, 188, 130)), (79, (236, 204, 148))):
        ground(pen, width, top, mood.toned(tone), 3.0)
    x = width * 0.88
    green = mood.toned((110, 140, 96))
    for spine in (((x, 80), (x, 58)), ((x, 70), (x + 3.6, 69), (x + 3.8, 63)), ((x, 73), (x - 3.4, 72), (x - 3.6, 67))):
        pen.fill(limb(spine, (1.3, 1.2)), Paint(green, shade=0.18, shift=0.7))


def graveyard(pen: "Pen", width: float, mood: "Mood", _dice: Random) -> None:
    """Stones and a bare tree."""
    ground(pen, width, 66, mood.toned((126, 136, 110)), 2.4)
    x = width * 0.12
    for spine in (
        ((x, 78), (x + 1, 50), (x - 2, 26)),
        ((x + 0.6, 54), (x + 9, 40), (x + 12, 28)),
        ((x, 46), (x - 7, 36), (x - 9, 28)),
    ):
        pen.fill(limb(spine, (1.7, 1.1, 0.3)), soft(mood.toned((70, 60, 62))))
    for step in range(7):
        gx, gy = width * (step + 0.5) / 7, 74 + (step % 3) * 5
        pen.curve(
            [*corner(gx - 3, gy), (gx - 3, gy - 6), (gx, gy - 9), (gx + 3, gy - 6), *corner(gx + 3, gy)],
            Paint(mood.toned((168, 168, 172)), shade=0.2),
        )
