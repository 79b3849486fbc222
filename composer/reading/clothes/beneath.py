"""What is worn under other clothes: "Under the coat …", "Underneath is a sweater", «под пальто — платье»."""

from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.mark import Mark, is_opener


def is_beneath(clause: Clause, number: int) -> bool:
    """Return whether a clause says what is under other clothes: "Under the coat …", "Beneath it …", "Underneath …"."""
    if clause.row[0].get("top") and clause.verb is None:  # «ниже — бриджи»
        return all(is_opener(one) or one.kind in ("garment", "joining") for one in clause.row[1:number])
    for at, mark in enumerate(clause.row) if "over" in clause.roles else ():
        if mark.get("role") != "over":
            continue
        at += 1
        while at < len(clause.row) and is_opener(clause.row[at]):
            at += 1
        after = clause.row[at] if at < len(clause.row) else None
        if after is None or after.kind in ("small_word", "lying_verb", "break") or after.get("person") == "third":
            return True
        if not has_cases(clause) and _is_apart(clause, mark):
            return True
        if after.kind == "garment" and at < number:
            return True
    return False


def stands_alone(clause: Clause) -> bool:
    """Return whether nothing is governed by the word a clause begins with: "Underneath: …", "Underneath is …"."""
    told = clause.cast.undressed or clause.last is not None
    revealed = told and len(clause.row) > 1 and clause.row[1].get("lists") != ""
    return revealed or _is_apart(clause, clause.row[0])


def _is_apart(clause: Clause, mark: Mark) -> bool:
    """Return whether punctuation follows a word: "underneath: a cropped top"."""
    after = clause.sentence.words[mark.last] if mark.last < len(clause.sentence.words) else ""
    return after in (",", ":", "—", "–")
