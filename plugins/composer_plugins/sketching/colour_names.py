"""Colours from words: the longest name wins, a word such as "dark" before it changes it."""

from functools import cache

from composer_plugins.sketching.canvas import Colour, mixed
from composer_plugins.sketching.vocabulary import Finder, colours


@cache
def _finder(context: str) -> Finder:
    table = colours()
    special = {"": table.materials, "cloth": {}}.get(context)
    names = set(table.general) | set(getattr(table, context) if special is None else special)
    return Finder({name: name for name in names})


def named_colours(text: str, context: str = "") -> list[Colour]:
    """Return the colours named in `text` (lower case), in order.

    Args:
        text: a phrase such as "light blue and white".
        context: hair, skin or eyes, "cloth" for garments, "" for things whose material gives them their colour.
    """
    found: list[Colour] = []
    end = -1
    for match in _finder(context).pattern.finditer(text):
        tint = _toned(text, match.group(), match.start(), context)
        if found and text[end : match.start()] in ("-", " "):
            found[-1] = mixed(found[-1], tint, 0.5)  # "copper-red" and "mustard yellow" are one colour
        else:
            found.append(tint)
        end = match.end()
    return found


def _toned(text: str, name: str, start: int, context: str) -> Colour:
    table = colours()
    special: dict[str, Colour] = getattr(table, context, {})
    colour = special.get(name) or table.general.get(name) or table.materials[name]
    before = text[:start].replace("-", " ").split()
    tone = table.modifiers.get(before[-1]) if before else None
    return mixed(colour, tone[0], tone[1]) if tone else colour


def material_colour(text: str) -> Colour | None:
    """Return the colour a material has by itself, None when it says nothing about colour."""
    return next((colours().materials[word] for word in text.split() if word in colours().materials), None)
