"""Sun, moon, stars, clouds and the weather."""

from random import Random
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import Colour, Paint, flat, mixed
from composer_plugins.sketching.geometry import limb, oval

if TYPE_CHECKING:
    from composer_plugins.sketching.canvas import Pen
    from composer_plugins.sketching.mood import Mood


def soft(colour: Colour, shade: float = 0.0) -> Paint:
    """Return a paint without ink, for scenery."""
    return Paint(colour, shade=shade, outline=False)


def heaven(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Draw sun, moon, stars and clouds."""
    x = width * (0.16 + 0.68 * dice.random())
    _clouds(pen, width, mood, dice)
    if mood.light == "night":
        for _ in range(int(width * 0.5)):
            pen.dot(dice.random() * width, dice.random() * 52, 0.12 + dice.random() * 0.22, (236, 234, 214))
        pen.halo(x, 15, 18, (250, 244, 214), 0.5)
        pen.dot(x, 15, 6.2, (248, 243, 218))
        pen.dot(x + 2.2, 13.6, 1.2, (226, 219, 190))
        pen.dot(x - 1.6, 17.0, 0.8, (226, 219, 190))
    elif mood.light in ("sunset", "sunrise"):
        pen.halo(x, 50, 34, (255, 236, 180), 0.8)
        pen.dot(x, 50, 8.4, (255, 232, 168))
    elif not mood.weather & {"rain", "storm", "snow", "fog"} and mood.light not in ("overcast", "dark", "neon"):
        pen.halo(x, 13, 17, (255, 248, 214), 0.75)
        pen.dot(x, 13, 5.4, (255, 240, 180))


def _clouds(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    tone = mixed(mood.sky[0], (255, 255, 255), 0.18 if mood.light in ("night", "dark", "neon") else 0.62)
    heavy = bool(mood.weather & {"rain", "storm", "snow"}) or mood.light == "overcast"
    for _ in range(6 if heavy else 3):
        x, y, size = dice.random() * width, 7 + dice.random() * 22, 3.0 + dice.random() * 2.6
        for dx, dy, r in ((-1.6, 0.3, 0.8), (-0.6, -0.4, 1.05), (0.6, -0.2, 1.0), (1.6, 0.3, 0.75)):
            pen.fill(oval(x + dx * size, y + dy * size, size * r * 1.15, size * r * 0.7), soft(tone))
        pen.fill(oval(x, y + size * 0.45, size * 2.5, size * 0.5), soft(tone))


def weather(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    """Draw rain, snow, fog, leaves, petals and sparks."""
    for name, draw in _WEATHER.items():
        if name in mood.weather:
            draw(pen, width, mood, dice)


def _rain(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    tone = mixed(mood.sky[1], (236, 244, 250), 0.6)
    puddle = soft(mixed(tone, mood.toned((120, 128, 140)), 0.4))
    for _ in range(int(width * 1.5)):
        x, y = dice.random() * width, dice.random() * 97
        pen.stroke([(x, y), (x - 0.8, y + 3.0)], tone, 0.55)
    for _ in range(int(width / 6)):
        pen.fill(oval(dice.random() * width, 84 + dice.random() * 14, 2.6, 0.5), puddle)


def _storm(pen: "Pen", width: float, mood: "Mood", dice: Random) -> None:
    x = width * 0.22
    bolt = [(x, 4), (x + 4, 4), (x + 1.5, 16), (x + 5, 16), (x - 3, 38), (x - 0.5, 21), (x - 4, 21)]
    pen.fill(bolt, flat((255, 246, 180)))
    if "rain" not in mood.weather:
        _rain(pen, width, mood, dice)


def _snow(pen: "Pen", width: float, _mood: "Mood", dice: Random) -> None:
    for _ in range(int(width * 1.2)):
        pen.dot(dice.random() * width, dice.random() * 98, 0.25 + dice.random() * 0.42, (255, 255, 255))


def _fog(pen: "Pen", width: float, _mood: "Mood", _dice: Random) -> None:
    for step in range(5):
        bank = oval(width * (0.1 + step * 0.22), 60 + (step % 3) * 7, width * 0.34, 6, 40)
        pen.glow(bank, (236, 238, 238), 0.4)


def _leaves(pen: "Pen", width: float, _mood: "Mood", dice: Random) -> None:
    _drift(pen, width, dice, (208, 122, 54), (190, 70, 50))


def _petals(pen: "Pen", width: float, _mood: "Mood", dice: Random) -> None:
    _drift(pen, width, dice, (246, 190, 206), (240, 214, 222))


def _drift(pen: "Pen", width: float, dice: Random, tone: Colour, other: Colour) -> None:
    for _ in range(int(width * 0.35)):
        x, y = dice.random() * width, dice.random() * 97
        leaf = limb(((x, y), (x + 1.6, y + 0.9)), (0.2, 0.75, 0.1), cap=False)
        pen.fill(leaf, soft(mixed(tone, other, dice.random() * 0.4)))


def _sparks(pen: "Pen", width: float, _mood: "Mood", dice: Random) -> None:
    for _ in range(int(width * 0.3)):
        x, y = dice.random() * width, 20 + dice.random() * 75
        pen.halo(x, y, 2.4, (255, 240, 150), 0.8)
        pen.dot(x, y, 0.45, (255, 248, 196))


_WEATHER = {
    "rain": _rain,
    "storm": _storm,
    "snow": _snow,
    "fog": _fog,
    "leaves": _leaves,
    "petals": _petals,
    "sparks": _sparks,
}
