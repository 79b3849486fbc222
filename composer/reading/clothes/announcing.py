"""What announces clothes that somebody wears: "her outfit today is …", "tonight it's a silver jumpsuit"."""

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause


def announcer(clause: Clause, number: int) -> int | None:
    """Return where "her outfit" stands that "is" or "consists of" the garment at `number`, None for nowhere."""
    for at, mark in enumerate(clause.row[:number]) if "outfit_word" in clause.kinds else ():
        copula = any(other.get("lists") for other in clause.row[at + 1 : min(number, at + 4)])  # "her outfit today is"
        copula = copula or (mark.get("lists") != "" and _is_described_or_listed(clause))
        if mark.kind == "outfit_word" and copula and not _has_verb(clause, number):
            return at
    return None


def _is_described_or_listed(clause: Clause) -> bool:
    """Return whether "today it's" tells of clothes: "a brown cardigan", "a cap and boots", not "a hat"."""
    phrases = [mark.phrase for mark in clause.row if mark.phrase]
    told = clause.sentence.zone == "narration" and clause.subject != NOBODY
    return told and (len(phrases) > 1 or any(phrase.first < phrase.last - 1 for phrase in phrases))


def _has_verb(clause: Clause, number: int) -> bool:
    return any(mark.kind == "wearing_verb" for mark in clause.row[:number])
