"""What somebody is, said behind their name: "Mira, *a tall woman* in a blue coat, sinks onto the seat"."""

from collections.abc import Sequence

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.figures import gender_of_figure
from composer.reading.clothes.mark import Mark

_DESCRIBING = frozenset({"article", "word", "small_word"})
_TELLS_OF_CLOTHES = frozenset({"in", "with"})
_CASES = frozenset({"nominative", "genitive", "dative", "accusative", "instrumental", "locative"})
_GOES_ON = frozenset({"garment", "joining", "article", "wearing_preposition", "garment_state", "word", "small_word"})


def with_apposition(row: list[Mark], before: Sequence[Mark], cast: Cast) -> list[Mark]:
    """Return a clause in which the noun that only says what the person named before is names nobody else."""
    at = next((at for at, mark in enumerate(row) if mark.kind not in _DESCRIBING), len(row))
    unknown = 1 < at < len(row) and row[at].kind != "figure" and row[at - 1].kind == "word"
    if unknown and row[0].get("definite") == "no":
        at -= 1  # "a stocky smith": a noun that the lexicon does not know
    if not _names_one(before) or at + 2 >= len(row) or not _is_said_of(row[at], before[0], cast):
        return row
    clothed = row[at + 1].get("role") in _TELLS_OF_CLOTHES and all(mark.kind in _GOES_ON for mark in row[at + 1 :])
    return [*row[:at], row[at].read_as("small_word"), *row[at + 1 :]] if clothed else row


def _names_one(row: Sequence[Mark]) -> bool:
    return len(row) == 1 and row[0].kind == "person" and "nominative" in row[0].case


def _is_said_of(figure: Mark, person: Mark, cast: Cast) -> bool:
    """Return whether a noun may say what somebody is: not of whom it calls a man where she is a woman."""
    if (
        figure.kind not in ("figure", "word")
        or figure.get("kin")
        or (figure.case & _CASES and "nominative" not in figure.case)
    ):
        return False
    genders = {gender_of_figure(figure), cast.genders.get(person.name, "")} - {"", "any"}
    return "plural" not in figure.case and len(genders) < 2
