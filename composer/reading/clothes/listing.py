"""Clothes that a clause only lists: "Charcoal blazer, white silk blouse.", ", dungarees over a top", "just a tunic"."""

from collections.abc import Sequence
from itertools import islice, takewhile

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases
from composer.reading.clothes.mark import Mark

_LISTING = frozenset({"garment", "joining", "article", "clause_start"})
_DRESSING = frozenset({"top", "bottom", "full"})


def is_list(clause: Clause, number: int) -> bool:
    """Return whether the garment at `number` is listed, and listed clothes are worn here."""
    return _only_before(clause) or _is_asked_for(clause) or _is_kept_on(clause, number) or _is_description(clause)


def is_all_clothes(clause: Clause) -> bool:
    """Return whether a clause goes on with a list: "a sweater with a high collar *and faded jeans*"."""
    return clause.kinds <= _LISTING


def _is_asked_for(clause: Clause) -> bool:
    """Return whether a request for a picture lists a garment and no more: "Mira, red coat, smiling"."""
    return is_all_clothes(clause) and clause.sentence.text.source == "request"


def _only_before(clause: Clause) -> bool:
    """Return whether the clause is no more than "just a tunic and sandals"."""
    first = clause.row[0]
    return first.kind == "wearing_only" and clause.sentence.zone == "narration" and clause.verb is None


def _is_kept_on(clause: Clause, number: int) -> bool:
    """Return whether a garment is told to be on still: "wades in, jeans *and all*"."""
    following = (mark for mark in clause.row[number + 1 :] if mark.kind not in ("garment", "joining", "article"))
    return any(mark.get("kept") for mark in islice(following, 1))


def _is_description(clause: Clause) -> bool:
    """Return whether a sentence begins with a list of described clothes: "Charcoal blazer, white silk blouse."."""
    if clause.number or clause.sentence.zone != "narration" or clause.cast.shelved:
        return False
    listed = [*takewhile(_is_listed, clause.row)]
    if has_cases(clause) and not (_is_attribute(clause.row[len(listed) :]) and _ends_list(clause)):
        return False
    garments = [mark.phrase for mark in listed if mark.phrase]
    described = any(phrase.first < phrase.last - 1 for phrase in garments)
    return described and (len(garments) > 1 or (_is_alone(clause) and not garments[0].several))


def _is_alone(clause: Clause) -> bool:
    """Return whether no more is told than one thing, of somebody just spoken of: "Faded denim jacket."."""
    return len(clause.row) == 1 and clause.cast.subject not in ("", NOBODY)


def is_outfit(clause: Clause) -> bool:
    """Return whether clothes for several places are listed about a subject: ", dungarees over a top, rubber boots"."""
    told = clause.sentence.zone == "narration" and clause.explicit and clause.subject != NOBODY
    if not told or clause.verb is not None or has_cases(clause):
        return False
    listed = [*takewhile(lambda mark: _is_listed(mark) or mark.get("role") == "over", clause.row)]
    garments = [mark.phrase for mark in listed if mark.phrase and not mark.phrase.several]
    slots = {phrase.garment.slot for phrase in garments}
    described = any(phrase.first < phrase.last - 1 for phrase in garments)
    return len(listed) == len(clause.row) and len(slots) > 1 and described and not slots.isdisjoint(_DRESSING)


def _is_attribute(row: Sequence[Mark]) -> bool:
    """Return whether no more follows than what describes the last garment: «олимпийка *из девяностых*»."""
    return not row or (row[0].kind == "wearing_preposition" and all(mark.kind == "word" for mark in row[1:]))


def _ends_list(clause: Clause) -> bool:
    """Return whether a sentence ends with its first clause or goes on behind a dash: it lists nothing but clothes."""
    rest = clause.sentence.words[clause.row[-1].last :]
    return not rest or not (rest[0][0].isalnum() or rest[0] == ",")


def _is_listed(mark: Mark) -> bool:
    return mark.kind in ("garment", "joining", "garment_state", "others") or mark.get("definite") == "no"
