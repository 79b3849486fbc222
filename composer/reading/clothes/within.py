"""Who is in a garment: "in a red coat" clothes the subject, not whom it follows, «мужчина во фраке»."""

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases, names_owner
from composer.reading.clothes.figures import figure_name
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.mark import is_opener
from composer.reading.clothes.wearers import nearest_person

#: What stands between the garments of a list.
_LISTING = frozenset({"garment", "joining", "garment_state"})


def may_wear_in(clause: Clause, number: int) -> bool:
    """Return whether "in" + garment clothes the subject: not "in the pocket", not of a figure without a name."""
    return not _after_figure(clause, number) and (clause.subject != NOBODY or nearest_person(clause, number) != "")


def _after_figure(clause: Clause, number: int) -> bool:
    """Return whether somebody without a name stands directly before "in": "the guard in the blue uniform"."""
    if clause.verb and clause.verb.get("as"):
        return False  # "dressed as a pirate in a tricorne"
    at = number - 1
    while at >= 0 and (is_opener(clause.row[at]) or (has_cases(clause) and clause.row[at].kind in _LISTING)):
        at -= 1
    before = clause.row[at - 1] if at > 0 else None
    if before is not None and before.kind == "word" and _is_unknown_somebody(clause, at - 1):
        return not clause.cast.figure and not _names_owner_of(clause, number)
    return before is not None and before.kind == "figure" and figure_name(before, clause) != clause.subject


def _is_unknown_somebody(clause: Clause, at: int) -> bool:
    """Return whether an indefinite noun that no preposition governs stands before "in": "there stands a dummy in"."""
    while at > 0 and clause.row[at].kind == "word":
        at -= 1
    if clause.row[at].kind == "others" or names_owner(clause, at):
        return True  # "Dale's boss in a tiara"
    if clause.row[at].get("definite") != "no":
        return False
    before = clause.row[at - 1] if at else None
    return before is None or before.kind in ("lying_verb", "clause_start", "small_word") or before.get("role") == "with"


def _names_owner_of(clause: Clause, number: int) -> bool:
    """Return whether the garment at `number` is the subject's own: "in *her* raincoat"."""
    return any(mark.kind in ("possessive", "own") for mark in clause.row[max(0, number - 2) : number])


def is_all_left(clause: Clause, number: int) -> bool:
    """Return whether nothing else is left on somebody: «остался *в одной* рубашке», «осталась в купальнике»."""
    phrase = clause.row[number].phrase
    if phrase is None:
        return False
    only = any(mark.kind == "wearing_only" for mark in clause.row[:number])
    return only or phrase.garment.slot in ("underwear", "full") or _is_single(clause, phrase)


def _is_single(clause: Clause, phrase: Phrase) -> bool:
    lexicon = clause.sentence.language.lexicon if clause.sentence.language else None
    words = clause.sentence.words[phrase.first : phrase.last] if lexicon else ()
    return any(form.entry.english == "one" for word in words for form in (lexicon.lookup(word) if lexicon else ()))


def holds_something(clause: Clause) -> bool:
    """Return whether a clause says no more than what is in a thing: «в шлеме дыра», «в наушнике треск»."""
    language, row = clause.sentence.language, clause.row
    if clause.number or not has_cases(clause) or len(row) != 3 or language is None:
        return False
    word = clause.sentence.words[row[2].first]
    unknown = row[2].kind == "word" and row[2].match is None and not language.acts(word)
    described = clause.sentence.ends(row[2].first, "ending_no_thing") or clause.sentence.written[row[2].first].istitle()
    return row[2].kind == "garment_part" or (unknown and not described)
