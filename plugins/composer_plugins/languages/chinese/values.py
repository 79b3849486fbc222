"""What words of a Chinese clause state, as a found trait: its text and its terms."""

from collections.abc import Sequence

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause

#: Letters before "色" that may name a colour nobody knows.
LONGEST_COLOR = 3


def unknown_color(clause: Clause, at: int) -> list[int]:
    """Return the places of the words of a colour that the lexicon does not know and that ends at a place: "鸢尾色"."""
    if clause.word(at) != "色":
        return []
    first = at
    while first > clause.begin and at - first < LONGEST_COLOR and clause.row[first - 1].is_unknown:
        first -= 1
    return list(range(first, at + 1)) if first < at else []


def stated(
    clause: Clause, attribute: str, places: Sequence[int], at: int, noun: str = "", mixed: bool = False
) -> Found:  # fmt: skip
    """Return a trait whose value is the text of the words at some places.

    Args:
        at: the place of the noun that the words describe; noun: how it is printed after the value, "" for not at all.
        mixed: whether all of the words are one value.
    """
    run = sorted(places)
    value = text_of(clause, run).removesuffix("的")
    first, last = min(run[0], at), max(run[-1], at) + 1
    return Found(attribute, value, f"{value}{noun}" if noun else value, terms_of(clause, run), first, last, at,
                 mixed=mixed)  # fmt: skip


def text_of(clause: Clause, run: Sequence[int]) -> str:
    """Return the text from the first to the last of these words where nothing but joining stands between."""
    between = clause.row[run[0] : run[-1] + 1]
    together = all(word.has("joining", "degree") or number + run[0] in run for number, word in enumerate(between))
    if together:
        return "".join(clause.text[between[0].start : between[-1].end].split())
    return "".join(clause.row[place].text for place in run)


def terms_of(clause: Clause, places: Sequence[int]) -> tuple[Term, ...]:
    """Return the words at some places with their English; a shade goes to the colour after it."""
    found: list[Term] = []
    shade = ""
    for place in places:
        word = clause.row[place]
        entry = word.entry("color", "eye_color", "tone", "shade", "feature", "hairdo", "part_mod", "skin", "hair")
        if entry is None or not entry.english:
            continue
        if entry.kind == "shade":
            shade = entry.english
            continue
        found.append(Term(word.text, f"{shade} {entry.english}".strip()))
        shade = ""
    return tuple(found)
