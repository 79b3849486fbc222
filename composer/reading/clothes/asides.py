"""Garments told of in an aside about somebody: ", boots crunching", ", a vest buttoned over it"."""

from collections.abc import Sequence

from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.frames import PARTICLES
from composer.reading.clothes.mark import Mark, is_opener


def is_absolute(clause: Clause, number: int) -> bool:
    """Return whether a garment begins an aside about the subject: ", boots crunching", ", a vest buttoned over it"."""
    before, after = clause.row[:number], clause.row[number + 1 :]
    if has_cases(clause) or not after or any(mark.get("definite") != "no" for mark in before) or _is_put(after):
        return False
    if after[0].kind == "garment_part" and len(after) > 1:  # ", jacket sleeves pushed up"
        after = after[1:]
    if clause.sentence.ends(after[0].first, "ending_gerund"):
        return True
    if after[0].kind == "word" and clause.verb is None and _follows_comma(clause, number):
        return clause.explicit or clause.owned  # ", oilskins slick and black"
    stated = after[0].kind in ("garment_state", "garment_motion") or (
        after[0].kind == "wearing_verb" and "past" in after[0].case
    )
    return stated and (clause.explicit or clause.owned or clause.dressing != "" or clause.seen != "")


def _follows_comma(clause: Clause, number: int) -> bool:
    phrase = clause.row[number].phrase
    return phrase is not None and phrase.first > 0 and clause.sentence.written[phrase.first - 1] in ",—–"


def _is_pushed(marks_after: Sequence[Mark]) -> bool:
    """Return whether a garment is only moved on its wearer: ", mask shoved up"."""
    verb, particle = marks_after[0], marks_after[1].get("role") if len(marks_after) > 1 else ""
    return particle in ("up", "down", "back") and verb.get(particle) == "adjust"


def _is_put(marks_after: Sequence[Mark]) -> bool:
    """Return whether something is on a thing or in a hand: "dangling from the lamp", "folded over one arm"."""
    for at, mark in enumerate(marks_after):
        if mark.kind == "wearing_preposition" and mark.get("role") not in (*PARTICLES, "with", "at"):
            governed = next((other for other in marks_after[at + 1 :] if not is_opener(other)), mark)
            if governed.kind in ("word", "outfit_word"):
                return True
    under = any(mark.get("role") == "over" for mark in marks_after)
    stored = any(mark.kind == "elsewhere" or mark.get("alone") in ("store", "give") for mark in marks_after)
    stored = stored and not _is_pushed(marks_after)
    return stored or (under and any(mark.get("holds") for mark in marks_after))
