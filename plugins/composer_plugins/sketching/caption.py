"""Words on the paper: names under the figures, and a caption that says what could not be drawn."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from composer_plugins.sketching.canvas import INK, PAPER, mixed
from composer_plugins.sketching.vocabulary import letters

if TYPE_CHECKING:
    from PIL import Image, ImageFont

    from composer_plugins.sketching.layout import Box

TITLE = "offline sketch"
LINES = 3


def printable(text: str) -> str:
    """Return `text` in the letters the built-in font has (ASCII): no accents, Cyrillic spelt, the rest "?"."""
    spelt = "".join(_spelt(letter) for letter in unicodedata.normalize("NFKC", text[:2000]))
    return " ".join(spelt.split())


def _spelt(letter: str) -> str:
    table = letters()
    if letter.isascii():
        return letter if letter.isprintable() else " "
    if letter.lower() in table:
        spelt = table[letter.lower()]
        return spelt.capitalize() if letter.isupper() else spelt
    plain = unicodedata.normalize("NFKD", letter)
    bare = "".join(part for part in plain if part.isascii() and part.isprintable())
    if bare or unicodedata.combining(letter) or unicodedata.category(letter)[0] in "CMZS":
        return bare or (" " if unicodedata.category(letter)[0] == "Z" else "")
    return table.get(plain[:1].lower(), "?")


@cache
def _font(size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    from PIL import ImageFont

    return ImageFont.load_default(size)


def fitted(text: str, size: int, width: float) -> str:
    """Return `text`, cut with "..." where it would be wider than `width` pixels."""
    font = _font(size)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text.rstrip() + "...") > width:
        text = text[:-1]
    return text.rstrip() + "..."


def wrapped(text: str, size: int, width: float, lines: int) -> list[str]:
    """Return `text` in at most `lines` lines of at most `width` pixels; what is left over ends in "..."."""
    font, line = _font(size), ""
    found: list[str] = []
    words = text.split()
    for index, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
        elif len(found) == lines - 1:
            return [*found, fitted(" ".join([line, *words[index:]]).strip(), size, width)]
        else:
            found, line = ([*found, line] if line else found), fitted(word, size, width)
    return [*found, line] if line else found


def draw_name(image: "Image.Image", name: str, x: float, y: float, width: float) -> None:
    """Print a name on a small slip of paper, centred at (x, y) and never wider than `width`."""
    from PIL import ImageDraw

    size = 18 if width > 150 else 15
    text = fitted(printable(name) or "?", size, width - 20)
    draw, half = ImageDraw.Draw(image), _font(size).getlength(text) / 2 + 8
    box = (round(x - half), round(y), round(x + half), round(y + size + 6))
    draw.rounded_rectangle(box, radius=5, fill=PAPER, outline=INK, width=1)
    draw.text((x, y + (size + 6) / 2), text, fill=INK, font=_font(size), anchor="mm")


def draw_caption(image: "Image.Image", box: "Box", undrawn: Sequence[str], action: str) -> None:
    """Print the caption into `box`: the title, what could not be drawn, and the request's own words."""
    from PIL import ImageDraw

    left, top, right, _ = box
    draw = ImageDraw.Draw(image)
    title, small = _font(15), 14
    soft = mixed(INK, PAPER, 0.35)
    draw.text((left, top), TITLE, fill=INK, font=title)
    start = left + title.getlength(TITLE) + 14
    missing = f"not drawn: {'; '.join(dict.fromkeys(printable(word) for word in undrawn))}" if undrawn else ""
    spoken = f'"{printable(action[:400])}"' if action.strip() else ""
    words = "  |  ".join(part for part in (missing[:600], spoken) if part)
    for number, line in enumerate(wrapped(words, small, right - start, LINES)):
        draw.text((start, top + 1 + number * 17), line, fill=soft, font=_font(small))
