"""Who somebody without a name is: "the woman", "the orc", «регент», somebody nobody knows."""

from typing import TYPE_CHECKING

from composer.reading.clothes.acting import unknown_subject
from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.mark import Mark
from composer.reading.clothes.strangers import has_cases

if TYPE_CHECKING:
    from composer.reading.clothes.clause import Clause

#: Words up to what somebody is: "the old hedgehog *witch*".
_LONGEST_EPITHET = 4
_VERBS = frozenset({
    "wearing_verb", "lying_verb", "garment_motion", "perceiving_verb", "reporting_verb", "phase_verb", "beholding_verb",
    "small_word", "own", "possessive",
})  # fmt: skip
#: Words after which a figure has led its clause far enough.
_FAR = 4
#: A name and a dash stand before what somebody is.
_APPOSED = 2
_DASHES = frozenset({"—", "–"})


def gender_of_figure(mark: Mark) -> str:
    """Return the gender of "a woman", «незнакомец», "" when neither word nor ending says it."""
    return mark.get("gender") or next((one for one in ("feminine", "masculine") if one in mark.case), "")


def figure_name(mark: Mark, clause: "Clause", number: int = -1) -> str:
    """Return who "a woman" is: somebody unknown, but on a card, where one person is introduced, that person.

    Somebody told of before is also meant by a word for no more than man or woman that leads its clause in a language
    with cases: «*Девушка* поправила шарф», not «вошла девушка», «девушка в шарфе».
    """
    cast, gender = clause.cast, mark.get("gender")
    if titled := _titled(mark, cast):
        return titled
    if _is_apposed(mark, clause):
        return clause.subject
    if _leads(mark, clause, number):
        return cast.third(_gender_told(clause, number) or gender_of_figure(mark)) or NOBODY
    if _is_epithet(mark, clause, number):
        return cast.speaker
    known = mark.get("sort") == "generic" or _is_all_of_it(clause)
    fits = cast.figure and known and (not gender or cast.genders.get(cast.figure, gender) in (gender, ""))
    return cast.figure if fits and "plural" not in mark.case else NOBODY


def _is_apposed(mark: Mark, clause: "Clause") -> bool:
    """Return whether a figure behind a dash is who stands before it: «Зейнеп — *старушка* в бархатном чапане»."""
    first, written = clause.row[0].first, clause.sentence.written
    if clause.subject in ("", NOBODY) or not has_cases(clause.sentence) or first < _APPOSED:
        return False
    return written[first - 1] in _DASHES and written[first - 2] in clause.subject.split() and "plural" not in mark.case


def _gender_told(clause: "Clause", number: int) -> str:
    """Return the gender that the verb behind a figure shows: «детектив *закинула* ноги на стол»."""
    language = clause.sentence.language
    after = clause.row[number + 1 :][:1]
    return language.past_gender(clause.sentence.words[after[0].first]) if language and after else ""


def _leads(mark: Mark, clause: "Clause", number: int) -> bool:
    """Return whether a word for man or woman leads its clause as only what is known does."""
    if number or mark.get("sort") not in ("generic", "epithet") or not has_cases(clause.sentence):
        return False
    if "plural" in mark.case or clause.cast.figure:
        return False
    if clause.sentence.zone != "narration" or clause.sentence.text.source == "request":
        return False
    for after in clause.row[1:_FAR]:
        if after.kind in _VERBS or _acts(clause, after):
            return True
        if after.kind not in ("word", "negation"):
            return False
    return False


def _is_epithet(mark: Mark, clause: "Clause", number: int) -> bool:
    """Return whether the speaker is told of as what they are: "*The orc* ducks under the lintel", "*the older man*"."""
    cast, opening = clause.cast, clause.row[: max(number, 0)]
    told = clause.sentence.zone == "narration" and clause.sentence.text.source != "request" and not cast.is_user
    if not told or not opening or opening[0].get("definite") != "yes" or len(opening) >= _LONGEST_EPITHET:
        return False
    if "plural" in mark.case or mark.get("kin") or mark.get("sort") == "crowd" or cast.stranger:
        return False
    if not mark.get("gender") or cast.genders.get(cast.speaker, mark.get("gender")) in (mark.get("gender"), ""):
        return _may_be_speaker(mark, clause, number)
    return False


def _may_be_speaker(mark: Mark, clause: "Clause", number: int) -> bool:
    """Return whether somebody who leads a clause is rather the speaker than anybody else there."""
    after = clause.row[number + 1] if number + 1 < len(clause.row) else None
    if clause.number or (after is not None and after.kind == "wearing_preposition" and _is_where(clause, number + 1)):
        return False
    if mark.get("sort") not in ("generic", "epithet") and not mark.get("epithet"):
        return False
    compared = any(_is_compared(clause, at) for at in range(1, number))
    plain = number == 1 and not any(part in clause.sentence.text.text for part in clause.cast.speaker.split())
    return compared or (not clause.cast.subject and (plain or mark.get("epithet") != ""))


def _is_compared(clause: "Clause", at: int) -> bool:
    """Return whether a word tells one of two people from the other: "the *older* man"."""
    return clause.row[at].kind == "word" and clause.sentence.ends(clause.row[at].first, "ending_comparative")


def _is_where(clause: "Clause", at: int) -> bool:
    """Return whether a preposition tells who is meant: "the man *at the bar*", "the woman *with* the fan"."""
    return clause.row[at].get("role") in ("at", "with", "in", "beside", "from", "of", "on", "toward")


def _acts(clause: "Clause", mark: Mark) -> bool:
    language = clause.sentence.language
    return mark.kind == "word" and language is not None and language.acts(clause.sentence.words[mark.first])


def _titled(mark: Mark, cast: Cast) -> str:
    """Return who is named after what they are: "the nurse" where Nurse Halloway is known; "" for nobody."""
    entry = mark.entry()
    if entry is None or "plural" in mark.case:
        return ""
    named = [name for name in cast.people if entry.text in name.casefold().split()]
    return named[0] if len(named) == 1 else ""


def _is_all_of_it(clause: "Clause") -> bool:
    """Return whether the whole sentence is no more than "A dock smuggler in oilskin."."""
    opening = [mark for mark in clause.row if mark.kind in ("word", "article", "figure")]
    return not clause.number and clause.row[-1].kind == "garment" and clause.verb is None and len(opening) < 5


def look_for_unknown(clause: "Clause") -> None:
    """Settle what is told of somebody or something unknown, and where that ends: «лес скинул шубу»."""
    language, cast = clause.sentence.language, clause.cast
    if clause.sentence.zone != "narration" or language is None or cast.figure:
        return
    noun, verb = unknown_subject(clause.sentence, clause.row)
    if noun in cast.recent:  # named further up in this message
        clause.subject = cast.subject = noun
        cast.mention(noun)
    elif verb:
        gender = language.past_gender(verb)
        several = clause.verb is not None and "plural" in clause.verb.case and "singular" not in clause.verb.case
        speaks = not several and not cast.subject and not cast.is_user and not clause.number
        if speaks and gender in ("", cast.genders.get(cast.speaker, gender)):
            return  # «Охотница спрыгнула с ветки»: whose message it is
        clause.subject, clause.unknown = NOBODY, gender or "any"
    elif clause.unknown and clause.verb and not _goes_on(clause.verb, clause.unknown):
        clause.subject, clause.unknown = "", ""


def _goes_on(verb: Mark, gender: str) -> bool:
    """Return whether a verb may tell of the same subject as the one before."""
    shown = {"feminine", "masculine", "neuter"} & verb.case if "past" in verb.case else set()
    return "first" not in verb.case and (not shown or gender in ("any", *shown))
