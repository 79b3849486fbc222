"""What a sentence says about clothes: events such as "Mira puts on the red coat", clause by clause.

A garment counts only where a word says so: a verb of wearing, "in", a possessive with a word of wearing, a place on the
body. What is negated, wished, planned, asked, remembered, held or lying about is no event, or takes the garment away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from composer.reading.carrying import is_carried, lying
from composer.reading.cast import Cast
from composer.reading.clause import (
    NOBODY,
    Clause,
    find_subject,
    gender_of_figure,
    has_cases,
    is_negated,
    meant_by,
    owner_of,
)
from composer.reading.cutting import clauses
from composer.reading.frames import PARTICLES, announcer, framed, role_of
from composer.reading.garments import Phrase
from composer.reading.marks import Mark, marks
from composer.reading.mentions import is_elsewhere, mentioned, stated_after
from composer.reading.reading import Reading
from composer.reading.segments import Sentence
from composer.reading.spoken import is_praised, is_stated
from composer.reading.wearers import body_owner, dative, helped, nearest_person, person_after, target_of, worn_on
from composer.types import Evidence, Person, Term

#: Within so many words of a sentence's beginning stands its subject.
_OPENING = 5
_GENDERS = frozenset({"feminine", "masculine"})

#: Where a garment is that is not spoken of any further: «снял перчатки *с пояса*».
_ASIDE = frozenset({"from", "out of", "on", "over", "with"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to one garment, or to all of somebody's clothes.

    Attributes:
        kind: wear, put_on, change, take_off, take, give, store, adjust, gone, state, strip, bathe or bare.
        who: whom it happens to; "" when nobody in particular ("the wind tears the scarf off").
        phrase: the garment; None for "it", "them" and for strip and bare.
        owner: whose it is, if that is said; definite: "the", "her" rather than "a".
        state: the garment's new state; slot: what a `bare` empties.
        giver: who puts it on somebody else; gender: of the pronoun that stands for the garment.
    """

    kind: str
    who: str
    evidence: Evidence
    phrase: Phrase | None = None
    owner: str = ""
    definite: bool = False
    state: Term | None = None
    slot: str = ""
    gender: str = ""
    giver: str = ""


def events(sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> list[list[Event]]:
    """Return what a sentence says about clothes, a list for each clause; `cast` learns who was mentioned."""
    if sentence.zone not in ("narration", "speech") or sentence.language is None:
        return []
    if sentence.language.rules is not None:
        named = {
            m.start - sentence.start: (m.end - sentence.start, m.person.name) for m in reading.named(sentence, people)
        }
        return sentence.language.rules.clothes(sentence, cast, named)
    told_of, cast.is_spoken = cast.subject, sentence.zone == "speech"
    row = marks(sentence, people, reading)
    if _speaks_of_clothes(row):
        found = _sentence_events(sentence, row, cast)
    else:
        found = []
        _notice(sentence, row, cast)
    if cast.is_spoken:
        cast.subject = told_of
    return found


def _sentence_events(sentence: Sentence, row: Sequence[Mark], cast: Cast) -> list[list[Event]]:
    asked = sentence.tokens[-1].text == "?" or "?" in sentence.source[-3:]
    found: list[list[Event]] = []
    clause = Clause(sentence, [], cast)
    unreal, cast.beside = asked, ""
    for number, part in enumerate(clauses(row)):
        clause = clause.followed_by(part) if number else Clause(sentence, part, cast)
        find_subject(clause)
        unreal = unreal and (asked or not any(mark.get("now") for mark in part))
        here = unreal or any(mark.get("reach") == "clause" for mark in part if mark.kind == "unreal")
        if not here:
            found.append(_clause_events(clause))
        unreal = asked or _stays_unreal(part, unreal)
        if not clause.dressing and _is_dressed_as(part):
            clause.dressing = clause.carried
    return found


def _is_dressed_as(part: Sequence[Mark]) -> bool:
    """Return whether a disguise is told: what follows is worn."""
    figure = any(mark.kind == "figure" for mark in part)
    return any(mark.get("as") for mark in part) or (figure and any(mark.get("into") == "wear" for mark in part))


def _stays_unreal(part: Sequence[Mark], unreal: bool) -> bool:
    """Return whether what follows a clause is wished or supposed: from "if" on, until "he asked"."""
    last = next((mark.kind for mark in reversed(part) if mark.kind in ("unreal", "reporting_verb")), "")
    return last == "unreal" or (unreal and last != "reporting_verb")


def _speaks_of_clothes(row: Sequence[Mark]) -> bool:
    return any(mark.kind in ("garment", "bare", "wearing_verb") for mark in row)


def _notice(sentence: Sentence, row: Sequence[Mark], cast: Cast) -> None:
    """Learn who is mentioned in a sentence without clothes."""
    for mark in row:
        if mark.kind == "person":
            cast.mention(mark.name)
            if "nominative" in mark.case:
                cast.subject, cast.stranger = mark.name, ""
        elif mark.kind == "possessive" and mark.get("person") == "third" and mark.get("gender") in _GENDERS:
            cast.third(mark.get("gender"))  # "Her eyes are all he sees": she is the speaker
        elif mark.kind == "figure" and mark is row[0] and _is_introduced(sentence, mark):
            cast.stranger = gender_of_figure(mark)
        elif mark.kind == "pronoun" and mark.get("case") == "subject" and mark.get("person") == "third":
            cast.subject = cast.third(mark.get("gender")) or cast.subject


def _is_introduced(sentence: Sentence, mark: Mark) -> bool:
    """Return whether somebody new comes in: "A young *woman* steps out of the shadows"."""
    before = sentence.words[max(0, mark.first - 3) : mark.first]
    first = mark.first < _OPENING and "plural" not in mark.case
    lexicon = sentence.language.lexicon if sentence.language else None
    forms = (form for word in before for form in (lexicon.lookup(word) if lexicon else ()))
    return first and any(form.entry.kind == "article" and form.entry.get("definite") == "no" for form in forms)


def _clause_events(clause: Clause) -> list[Event]:
    found: list[Event] = []
    for number, mark in enumerate(clause.row):
        if mark.kind == "unreal":
            break
        found += _mark_events(clause, number)
    if clause.sentence.zone == "speech":
        return [event for event in found if is_stated(event, clause)]
    return [event for event in found if event.who != NOBODY or (event.kind == "take" and event.owner)]


def _mark_events(clause: Clause, number: int) -> list[Event]:
    mark = clause.row[number]
    if mark.kind == "garment" and mark.phrase:
        return _garment_events(clause, number)
    if mark.kind == "wearing_verb":
        return _verb_events(clause, number)
    if mark.kind == "bare" and clause.subject != NOBODY and not is_negated(clause, number):
        return _bared(clause, mark)
    if mark.kind in ("lying_verb", "garment_motion") and mark.get("falls") and _speaks_of_it(clause, number):
        return [Event("fallen", "", _evidence(clause, mark), definite=True)]
    return _pronoun_events(clause, number) if _is_thing(clause, mark) else []


def _bared(clause: Clause, mark: Mark) -> list[Event]:
    """Return what "naked", "barefoot" or "in the shower" says of the subject's clothes."""
    if mark.get("bathes"):
        clothed = clause.verb is not None and clause.verb.get("in") == "wear" and not clause.verb.get("into")
        kind = "" if clothed or any(other.kind == "garment" for other in clause.row) else "bathe"
    else:
        kind = "strip" if mark.get("all") else "bare"
    return [Event(kind, clause.subject, _evidence(clause, mark), slot=mark.get("slot"))] if kind else []


def _speaks_of_it(clause: Clause, number: int) -> bool:
    """Return whether "it" or "that" falls: the garment named before."""
    before = clause.row[:number]
    thing = any(m.get("gender") == "neuter" or m.get("falls") == "thing" or m.kind == "it" for m in before)
    return thing and not any(m.kind in ("garment", "word") for m in before)


def _evidence(clause: Clause, mark: Mark) -> Evidence:
    return clause.sentence.evidence(mark.first, mark.last)


def _verb_events(clause: Clause, number: int) -> list[Event]:
    """Return what a verb says without any garment: "she undresses", "снова надела"."""
    mark = clause.row[number]
    if is_negated(clause, number) or clause.subject == NOBODY:
        return []
    if mark.get("role") == "fall" and _speaks_of_it(clause, number):
        return [Event("fallen", "", _evidence(clause, mark), definite=True)]
    if any(other.kind == "garment" for other in clause.row):
        return []
    state = mark.get("alone").removeprefix("state:")
    if clause.topic and state != mark.get("alone") and clause.row[0] is mark:
        return [Event("state", "", _evidence(clause, mark), clause.topic, definite=True, state=Term(state, state))]
    return _undressing(clause, mark) or _unsaid_object(clause, number)


def _undressing(clause: Clause, mark: Mark) -> list[Event]:
    """Return what a verb says of all clothes: "she undresses", "he changes into fresh clothes", «переоделась»."""
    said = {other.kind for other in clause.row}
    bare = mark.get("bare")
    kind = ""
    if bare and "garment_part" not in said:
        kind = "bare" if bare == "strip_feet" else "strip"
    elif mark.get("into") == "change" and (has_cases(clause) or "outfit_word" in said):
        kind = "clear"
    who = (helped(clause) if mark.get("other") else "") or clause.subject
    return [Event(kind, who, _evidence(clause, mark), slot="feet")] if kind else []


def _unsaid_object(clause: Clause, number: int) -> list[Event]:
    """Return what happens to the garment named before: «снова надела», "slides her arms into the sleeves"."""
    mark = clause.row[number]
    if mark.get("into") and _slides_into_sleeves(clause, mark):
        return [Event("put_on", clause.subject, _evidence(clause, mark), definite=True)]
    alone = mark.get("alone") or mark.get("wind")
    moves = alone in ("put_on", "take_off") or (alone in ("store", "give") and clause.number)
    if not has_cases(clause) or not moves or any(_is_thing(clause, other) for other in clause.row):
        return []
    placed = alone == "put_on" and (body_owner(clause) != "" or mark.get("wind") != "")
    objects = any(other.kind in ("body_part", "garment_part") for other in clause.row) and not placed
    if objects or any(other.kind == "word" for other in clause.row[number + 1 :]):
        return []
    who = target_of(clause, alone, number) if alone == "put_on" else clause.subject
    giver = clause.subject if who != clause.subject else ""
    return [Event(alone, who, _evidence(clause, mark), giver=giver)]


def _slides_into_sleeves(clause: Clause, verb: Mark) -> bool:
    """Return whether arms go into the sleeves of what was named before."""
    row = clause.row[clause.row.index(verb) :]
    into = any(mark.get("role") in ("into", "in") for mark in row)
    return into and any(m.kind == "body_part" for m in row) and any(m.kind == "garment_part" for m in row)


def _is_thing(clause: Clause, mark: Mark) -> bool:
    """Return whether a pronoun may mean a garment: "it", "them", "её" as the object of a verb of wearing."""
    if clause.verb is None or mark.first < clause.verb.first or mark.kind not in ("pronoun", "object"):
        return False
    if _after_preposition(clause, mark):
        return _entered(clause, mark) != ""
    russian = clause.sentence.language is not None and clause.sentence.language.cases
    if russian:
        return mark.kind == "object"
    thing = mark.get("gender") in ("neuter", "plural") or mark.get("thing") != ""
    return thing and mark.get("case") in ("both", "object")


def _after_preposition(clause: Clause, mark: Mark) -> bool:
    number = clause.row.index(mark)
    before = clause.row[number - 1] if number else None
    return before is not None and before.kind == "wearing_preposition" and before.get("role") not in PARTICLES


def _entered(clause: Clause, mark: Mark) -> str:
    """Return how "it" is got into or out of: "shrugs into it", "slips out of them"; "" for neither."""
    role = clause.row[clause.row.index(mark) - 1].get("role")
    role = "into" if role == "in" and has_cases(clause) else role
    moves = clause.verb is not None and clause.verb.get(role) in ("put_on", "take_off", "change")
    return role if role in ("into", "out of") and moves else ""


def _pronoun_events(clause: Clause, number: int) -> list[Event]:
    mark = clause.row[number]
    if _before_object(clause, number) or is_negated(clause, number):
        return []
    kind, state = framed(clause, _entered(clause, mark) or "object", number)
    if not kind or (kind in ("adjust", "state") and is_elsewhere(clause, number)):
        return []
    who = target_of(clause, kind, number)
    giver = clause.subject if kind == "put_on" and who != clause.subject else ""
    gender, owner = mark.get("gender"), meant_by(mark, clause.cast) if mark.get("thing") else ""  # "pulls *mine* on"
    return [Event(kind, who, _evidence(clause, mark), None, owner, True, state, gender=gender, giver=giver)]


def _before_object(clause: Clause, number: int) -> bool:
    """Return whether a garment is the object after all, no preposition's noun: "gives *it* a hat"."""
    for mark in clause.row[number + 1 :]:
        if mark.kind == "wearing_preposition" and mark.get("role") not in PARTICLES:
            return False
        if mark.kind == "garment":
            return True
    return False


def _garment_events(clause: Clause, number: int) -> list[Event]:
    mark = clause.row[number]
    phrase = mark.phrase
    assert phrase is not None
    role = role_of(clause, number)
    owner, definite = owner_of(clause, number)
    kind, state = framed(clause, role, number)
    if kind in ("take_off", "take"):
        owner = (
            owner
            or (has_cases(clause) and dative(clause))
            or person_after(clause, ("by", "with", "off", "from", "at", "of"))
        )
    listed = announcer(clause, number)
    if is_praised(clause, number):
        kind, who, definite = "wear", clause.cast.second(), True
    elif listed is not None:
        who = owner_of(clause, listed)[0] or clause.subject
    else:
        kind, who = _settled(clause, number, role, kind, owner, definite)
    clause.said[number] = (role, kind)
    clause.done = kind or clause.done
    if kind in ("wear", "put_on", "change"):
        clause.dressing = who
    if not kind and role in _ASIDE and has_cases(clause):
        return []
    if not kind:
        return [Event("seen", owner, _evidence(clause, mark), phrase, owner, definite)]
    state = state or stated_after(clause, number)
    giver = clause.subject if kind == "put_on" and who != clause.subject else ""
    return [Event(kind, who, phrase.garment.evidence[0], phrase, owner, definite or bool(owner), state, giver=giver)]


def _settled(clause: Clause, number: int, role: str, kind: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment: what the verb's frame says, unless the clause denies or overrides it."""
    carrier = worn_on(clause)
    phrase = clause.row[number].phrase
    if phrase and phrase.embodied:
        return "adjust", owner or clause.subject
    if is_negated(clause, number):
        return _denied(clause, kind, owner, carrier)
    if not carrier and is_carried(clause, number, role, kind):
        its = owner or definite or has_cases(clause) or number == 0
        return ("gone", owner or clause.subject) if its else ("", "")
    return _clothed(clause, number, role, kind, owner, definite)


def _clothed(clause: Clause, number: int, role: str, kind: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment that is neither denied nor carried."""
    carrier = worn_on(clause)
    if clause.lying and not kind and role in ("start", "object"):
        return lying(clause, number, owner, carrier, definite)
    if carrier and kind in ("", "wear", "change") and role in ("start", "object", "over"):
        return ("adjust" if role == "over" else "wear"), carrier
    if not kind:
        return mentioned(clause, number, role, owner, definite)
    phrase = clause.row[number].phrase
    assert phrase is not None
    several = role == "in" and phrase.several  # "in black robes": as many people
    if several or (phrase.household and role == "object" and not _is_wrapped(clause)):
        return "", ""
    if kind in ("adjust", "state"):
        return "" if phrase.household else kind, owner or target_of(clause, kind, number)
    who = target_of(clause, kind, number)
    if kind == "put_on" and NOBODY == who != clause.subject:
        return "gone", owner or clause.subject
    others = owner and owner != clause.subject and not nearest_person(clause, number)
    if kind == "wear" and role == "in" and others and clause.verb is None and not _is_borrowed(clause, number, owner):
        return kind, owner
    return kind, who


def _is_wrapped(clause: Clause) -> bool:
    """Return whether a clause puts a towel or blanket round somebody."""
    placed = any(mark.get("role") == "place" for mark in clause.row)
    wears = clause.verb is not None and clause.verb.get("alone") == "wear"
    placed = placed or (clause.verb is not None and person_after(clause, ("on", "over")) != "")
    return placed or wears or body_owner(clause) != ""


def _is_borrowed(clause: Clause, number: int, owner: str) -> bool:
    """Return whether somebody wears another's: "stands at the stove in your shirt", "he stomps in her boots"."""
    before = clause.row[number - 1] if number else None
    if before is not None and before.kind == "possessive" and before.get("person") in ("first", "second"):
        return True
    named = [mark for mark in clause.row[:number] if mark.kind in ("person", "pronoun", "object")]
    alone = len(named) == 1 and named[0].get("case") == "subject" and not has_cases(clause)
    return alone and owner != clause.subject


def _denied(clause: Clause, kind: str, owner: str, carrier: str) -> tuple[str, str]:
    """Return what a denial says: not wearing takes the garment away, "without taking off his hat" leaves it on."""
    if kind == "take_off":
        return "adjust", owner or clause.subject
    gone = kind in ("", "wear") or carrier
    if gone and has_cases(clause) and any(mark.get("near") for mark in clause.row):
        clause.dressing = clause.subject  # «Вместо халата — платье»
    return "gone" if gone else "", owner or carrier or clause.subject
