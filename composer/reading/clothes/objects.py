"""Pronouns that look like possessives: "I give *her* my coat"."""

from collections.abc import Sequence

from composer.reading.clothes.mark import Mark

_NOUNS = frozenset({"garment", "garment_part", "body_part", "garment_state"})


def object_pronoun(row: Sequence[Mark], number: int, cases: bool) -> Mark:
    """Read "her", "её" as an object where no noun follows: "I give *her* my coat"."""
    mark, following = row[number], row[number + 1] if number + 1 < len(row) else None
    if mark.kind != "possessive" or mark.get("person") != "third":
        return mark
    if cases and number and row[number - 1].kind == "wearing_verb" and not _before_noun(row, number):
        return mark.read_as("object")
    if following is None or following.kind in (
        "break", "possessive", "own", "article", "wearing_preposition", "wearing_verb", "lying_verb", "joining",
        "clause_start", "pronoun", "negation", "wearing_only", "person", "dative",
    ) or (following.match is None and following.kind == "word" and not _letters(following, mark)):  # fmt: skip
        return mark.read_as("object")
    return mark


def _before_noun(row: Sequence[Mark], number: int) -> bool:
    """Return whether anything of clothes or body follows in the clause."""
    for mark in row[number + 1 :]:
        if mark.kind in ("break", "joining", "clause_start", "wearing_preposition"):
            break
        if mark.kind in _NOUNS:
            return True
    return False


def _letters(following: Mark, mark: Mark) -> bool:
    return following.first == mark.last and following.kind == "word"
