"""Two eyes of different colours in Chinese: "左眼蓝色，右眼金色", "异色瞳"."""

from collections.abc import Iterator

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.values import terms_of

_AFTER = 5


def two_eyes(sentence: Clause) -> Found | None:
    """Return what a sentence says of the left and the right eye, each with its colour, or None."""
    row = sentence.row
    sides = [at for at, word in enumerate(row) if (eye := word.entry("eye")) and eye.get("side")]
    if len(sides) != 2:
        return None
    colors = [at for at in range(sides[0], min(len(row), sides[1] + _AFTER)) if row[at].has("color")]
    if len(colors) != 2 or not sides[0] < colors[0] < sides[1] < colors[1]:
        return None
    value = "".join(sentence.text[row[sides[0]].start : row[colors[1]].end].split())
    return Found("eye_color", value, value, terms_of(sentence, colors), sides[0], colors[1] + 1, sides[0], mixed=True)


def mixed_eyes(clause: Clause) -> Iterator[Found]:
    """Yield the words of a clause that say by themselves that somebody's eyes differ."""
    for at in clause.places:
        entry = clause.row[at].entry("mixed_eyes")
        if entry:
            value = clause.row[at].text
            yield Found("eye_color", value, value, (Term(value, entry.english),), at, at + 1, at, mixed=True)
