"""What a clause denies: "not", "without", "instead of", and how far they reach."""

from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.mark import Mark, is_opener


def is_negated(clause: Clause, number: int) -> bool:
    """Return whether the mark at `number` is denied: by a "not" before it, by "without" right before it."""
    for at, mark in enumerate(clause.row) if "negation" in clause.kinds else ():
        if mark.kind != "negation":
            continue
        if is_local(mark):
            after = at + 1
            while after < number and (is_opener(clause.row[after]) or clause.row[after].kind in ("joining", "garment")):
                after += 1
            if after == number:
                return True
        elif (at < number or has_cases(clause)) and not _denies_another(clause, at, number):
            return True
    return False


def _is_phrase(mark: Mark) -> bool:
    return mark.last - mark.first > 1


def _denies_another(clause: Clause, at: int, number: int) -> bool:
    """Return whether a "not" in a language with cases denies the next word alone: «*не* греет», «*не* по росту»."""
    if not has_cases(clause):
        return False
    if at + 1 < len(clause.row) and clause.row[at + 1].kind == "small_word" and _is_phrase(clause.row[at + 1]):
        return True
    after = [mark for mark in clause.row[at + 1 :] if mark.kind != "small_word"]
    if not after:
        return False
    if after[0].kind == "wearing_preposition":
        return not at < number <= clause.row.index(after[0]) + 3
    verb = clause.verb
    aside = after[0].kind == "word" and verb is not None and verb in after and "infinitive" not in verb.case
    return aside or after[0].kind == "garment_motion"


def is_local(mark: Mark) -> bool:
    """Return whether a negation reaches only what stands right behind it: "without", "instead of"."""
    return mark.get("local") != ""
