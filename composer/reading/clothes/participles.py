"""Whom a participle between commas describes: «с бардом Лино, *щеголяющим* в берете», «Тоня, *кутавшаяся* в пиджак»."""

from collections.abc import Sequence

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.figures import figure_name
from composer.reading.clothes.mark import Mark

_OBLIQUE = frozenset({"genitive", "dative", "accusative", "instrumental", "locative"})
_SOMEBODY = frozenset({"person", "figure"})
#: What a participle of wearing describes that is no person: «*с галстуком*, повязанным на голову».
_THINGS = frozenset({"garment", "garment_part", "body_part"})
_LIGHT = frozenset({"small_word", "joining"})


def described_by_participle(clause: Clause, before: Sequence[Mark]) -> str:
    """Return whom a clause that opens with a participle is about, NOBODY for somebody unknown, "" for no such clause.

    Args:
        before: the marks of the clause before it.
    """
    opening = next((mark for mark in clause.row if mark.kind not in _LIGHT), None)
    if opening is None or not before or not has_cases(clause) or not _is_participle(opening):
        return ""
    if "," not in clause.sentence.written[max(0, clause.row[0].first - 1)] or before[-1].kind in _THINGS:
        return ""
    nominative = "nominative" in opening.case
    for number in range(len(before) - 1, -1, -1):
        mark = before[number]
        if mark.kind in _SOMEBODY and (not nominative or "nominative" in mark.case or not mark.case):
            return mark.name or (figure_name(mark, clause, number) if nominative else NOBODY)
    return "" if nominative else NOBODY


def _is_participle(mark: Mark) -> bool:
    declined = bool(mark.case & _OBLIQUE) or ("nominative" in mark.case and "short" not in mark.case)
    return mark.kind == "wearing_verb" and declined
