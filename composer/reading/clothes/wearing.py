"""What a sentence says about clothes: events such as "Mira puts on the red coat", clause by clause.

A garment counts only where a word says so: a verb of wearing, "in", a possessive with a word of wearing, a place on the
body. What is negated, wished, planned, asked, remembered, held or lying about is no event, or takes the garment away.
"""

from collections.abc import Sequence

from composer.reading.clothes.announcing import announcer
from composer.reading.clothes.apposed import with_apposition
from composer.reading.clothes.carrying import is_carried, lying
from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.clause import Clause, find_subject, has_cases, meant_by, owner_of
from composer.reading.clothes.cutting import clauses
from composer.reading.clothes.denials import is_negated
from composer.reading.clothes.event import Event
from composer.reading.clothes.frames import framed, role_of
from composer.reading.clothes.mark import Mark
from composer.reading.clothes.marks import marks
from composer.reading.clothes.mentions import mentioned, stated_after
from composer.reading.clothes.noticing import notice
from composer.reading.clothes.participles import described_by_participle
from composer.reading.clothes.parts import told_part
from composer.reading.clothes.spoken import is_praised, is_stated
from composer.reading.clothes.unnamed import bared, is_thing, pronoun_events, speaks_of_it, verb_events
from composer.reading.clothes.wearers import body_owner, dative, nearest_person, person_after, target_of, worn_on
from composer.reading.matching import has_any
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Person

#: What may be an event.
_HAPPENING = frozenset({
    "garment", "wearing_verb", "bare", "lying_verb", "garment_motion", "pronoun", "object", "garment_state",
})  # fmt: skip
#: What begins and ends what is only wished or supposed.
_UNREAL = frozenset({"unreal", "reporting_verb"})
#: Where a garment is that is not spoken of any further: «снял перчатки *с пояса*».
_ASIDE = frozenset({"from", "out of", "on", "over", "with"})
#: What clothes are kept in, or counted among: those listed after it are not worn.
_SHELVES = frozenset({"storage", "counting"})
#: What shows what is worn underneath.
_UNDRESSING = frozenset({"take_off", "store", "give", "gone", "adjust", "state"})


def events(sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> list[list[Event]]:
    """Return what a sentence says about clothes, a list for each clause; `cast` learns who was mentioned."""
    if sentence.zone not in ("narration", "speech") or sentence.language is None:
        return []
    if sentence.language.rules is not None:
        return sentence.language.rules.clothes(sentence, cast, reading.named_at(sentence, people))
    told_of, cast.is_spoken = cast.subject, sentence.zone == "speech"
    row = marks(sentence, people, reading)
    if _speaks_of_clothes(row):
        found = _sentence_events(sentence, row, cast)
    else:
        found = []
        notice(sentence, row, cast)
    if cast.is_spoken:
        cast.subject = told_of
    else:
        cast.shelved = has_any(sentence, _SHELVES)
        cast.undressed = any(event.kind in _UNDRESSING for clause in found for event in clause)
    return found


def _sentence_events(sentence: Sentence, row: Sequence[Mark], cast: Cast) -> list[list[Event]]:
    asked = sentence.written[-1] == "?" or "?" in sentence.source[-3:]
    found: list[list[Event]] = []
    clause = Clause(sentence, [], cast)
    unreal, cast.beside = asked, ""
    for number, part in enumerate(clauses(row)):
        before, told_of = clause.row, clause.carried
        part = with_apposition(part, before, cast)
        clause = clause.followed_by(part) if number else Clause(sentence, part, cast)
        described = described_by_participle(clause, before)
        clause.subject = _related(clause, before) or described or clause.subject
        if _explains(clause, before):
            clause.carried = clause.subject
            continue
        find_subject(clause)
        clause.carried = told_of if described else clause.carried
        unreal = unreal and (asked or "now" not in clause.features)
        here = unreal or _is_all_unreal(clause)
        found.append(_named(clause, 0) if here else _clause_events(clause))
        unreal = asked or _stays_unreal(clause, unreal)
        if not clause.dressing and _is_dressed_as(clause):
            clause.dressing = clause.carried
    return found


def _explains(clause: Clause, before: Sequence[Mark]) -> bool:
    """Return whether a clause only says who somebody just named is: "Boris, *the old bartender*, wears …"."""
    named = len(before) == 1 and before[0].kind == "person" and "nominative" in before[0].case
    plain = all(mark.kind in ("article", "figure", "word", "small_word") for mark in clause.row)
    return named and plain and clause.row[0].kind == "article" and not has_cases(clause)


def _related(clause: Clause, before: Sequence[Mark]) -> str:
    """Return who a relative clause is about: the person named last before "who"."""
    last = before[-1] if before else None
    at = clause.row[0].first - 1
    if last is None or at < 0 or last.kind not in ("person", "object", "pronoun"):
        return ""
    lexicon = clause.sentence.language.lexicon if clause.sentence.language else None
    forms = lexicon.lookup(clause.sentence.words[at]) if lexicon else ()
    relative = any(form.entry.get("relative") for form in forms)
    return (last.name or meant_by(last, clause.cast, clause.subject)) if relative else ""


def _is_all_unreal(clause: Clause) -> bool:
    """Return whether a word makes all of a clause unreal, what stands before it, too."""
    unreal = "unreal" in clause.kinds and "reach" in clause.features
    drawn = unreal and "in" in clause.roles and _is_person_before(clause)  # «Мира в худи *рисует* …»: what comes next
    return unreal and any(
        mark.get("reach") == "clause" and not (drawn and mark.get("once"))
        for mark in clause.row
        if mark.kind == "unreal"
    )


def _is_person_before(clause: Clause) -> bool:
    """Return whether somebody stands before the first word that makes a clause unreal."""
    return any(mark.kind in ("person", "pronoun") for mark in clause.row[: _first_unreal(clause)])


def _is_dressed_as(clause: Clause) -> bool:
    """Return whether a disguise is told: what follows is worn."""
    figure = "figure" in clause.kinds
    return "as" in clause.features or (figure and any(mark.get("into") == "wear" for mark in clause.row))


def _stays_unreal(clause: Clause, unreal: bool) -> bool:
    """Return whether what follows a clause is wished or supposed: from "if" on, until "he asked"."""
    if clause.kinds.isdisjoint(_UNREAL):
        return unreal
    telling = [mark for mark in clause.row if mark.kind in _UNREAL and not mark.get("once")]
    last = telling[-1].kind if telling else ""
    return last == "unreal" or (unreal and last != "reporting_verb")


def _speaks_of_clothes(row: Sequence[Mark]) -> bool:
    return any(mark.kind in ("garment", "bare", "wearing_verb") or mark.get("piece") for mark in row)


def _clause_events(clause: Clause) -> list[Event]:
    found: list[Event] = []
    real = _first_unreal(clause)
    for number, mark in enumerate(clause.row[:real]):
        if mark.kind in _HAPPENING:
            found += _mark_events(clause, number)
    if clause.sentence.zone == "speech":
        return [event for event in found if is_stated(event, clause)] or (
            [] if has_cases(clause) else _named(clause, 0)
        )
    told = [event for event in found if event.who != NOBODY or (event.kind == "take" and event.owner)]
    return [*told, *_named(clause, real)]


def _first_unreal(clause: Clause) -> int:
    """Return from where on what a clause says is wished or supposed; its length when nothing is."""
    if "unreal" not in clause.kinds:
        return len(clause.row)
    return next(at for at, mark in enumerate(clause.row) if mark.kind == "unreal")


def _named(clause: Clause, first: int) -> list[Event]:
    """Return the garments that are only spoken of from a mark on: what "it" may mean afterwards."""
    marks = (mark for mark in clause.row[first:] if mark.phrase) if first < len(clause.row) else ()
    return [Event("seen", "", clause.sentence.evidence(mark.first, mark.last), mark.phrase) for mark in marks]


def _mark_events(clause: Clause, number: int) -> list[Event]:
    mark = clause.row[number]
    if mark.kind == "garment" and mark.phrase:
        return _garment_events(clause, number)
    if mark.kind == "garment_state":
        return told_part(clause, number) if clause.subject != NOBODY and not is_negated(clause, number) else []
    if mark.kind == "wearing_verb":
        return verb_events(clause, number)
    if mark.kind == "bare" and clause.subject != NOBODY and not is_negated(clause, number):
        return bared(clause, mark)
    if mark.kind in ("lying_verb", "garment_motion") and mark.get("falls") and speaks_of_it(clause, number):
        return [Event("fallen", "", clause.sentence.evidence(mark.first, mark.last), definite=True)]
    return pronoun_events(clause, number) if is_thing(clause, mark) else []


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
    clause.done = "" if kind == "gone" and clause.dressing else kind or clause.done
    if kind in ("wear", "put_on", "change"):
        clause.dressing = who
    if not kind and role in _ASIDE and has_cases(clause):
        return []
    if not kind:
        return [Event("seen", owner, clause.sentence.evidence(mark.first, mark.last), phrase, owner, definite)]
    state = state or stated_after(clause, number)
    giver = clause.subject if kind == "put_on" and who != clause.subject else ""
    if kind == "swap":  # "they swap hats": whose, nobody says
        giver = person_after(clause, ("with",))
        who, definite = (clause.subject if giver else ""), True
    return [Event(kind, who, phrase.garment.evidence[0], phrase, owner, definite or bool(owner), state, giver=giver)]


def _settled(clause: Clause, number: int, role: str, kind: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment: what the verb's frame says, unless the clause denies or overrides it."""
    carrier = worn_on(clause)
    phrase = clause.row[number].phrase
    if phrase and phrase.embodied:
        return "wear", owner or clause.subject
    if has_cases(clause) and role == "by" and not carrier:
        return "", ""  # «капюшона у куртки не было»
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
    if kind in ("adjust", "touch", "state"):
        if owner != clause.subject and _is_around_subject(clause, number):
            return "wear", clause.subject
        return "" if phrase.household else kind, owner or target_of(clause, kind, number)
    who = target_of(clause, kind, number)
    if kind == "put_on" and NOBODY == who != clause.subject:
        return "gone", owner or clause.subject
    return kind, _who_is_in(clause, number, owner, who) if kind == "wear" and role == "in" else who


def _is_around_subject(clause: Clause, number: int) -> bool:
    """Return whether somebody wears another's: "tugs *his* jacket closer around *herself*", "around my nightshirt"."""
    if has_cases(clause) or clause.subject == NOBODY:
        return False
    for at in range(number + 1, len(clause.row) - 1):
        if clause.row[at].get("role") in ("place", "over"):
            after = clause.row[at + 1]
            return after.get("reflexive") != "" or (
                after.kind == "possessive" and owner_of(clause, at + 2)[0] == clause.subject
            )
    return False


def _who_is_in(clause: Clause, number: int, owner: str, who: str) -> str:
    """Return who is "in" a garment that is said to be somebody's; `who`: whom the clause is about."""
    if who == clause.cast.speaker and _is_lent(clause, number):
        return clause.cast.second() or who
    others = owner and owner != clause.subject and not nearest_person(clause, number)
    return owner if others and clause.verb is None and not _is_borrowed(clause, number, owner) else who


def _is_wrapped(clause: Clause) -> bool:
    """Return whether a clause puts a towel or blanket round somebody."""
    placed = "place" in clause.roles
    wears = clause.verb is not None and clause.verb.get("alone") == "wear"
    placed = placed or (clause.verb is not None and person_after(clause, ("on", "over")) != "")
    return placed or wears or body_owner(clause) != ""


def _is_lent(clause: Clause, number: int) -> bool:
    """Return whether somebody else must be in what is mine: «босиком, в *моём* свитере»; one's own is «в своём»."""
    before = clause.row[number - 1] if number else None
    mine = before is not None and before.kind == "possessive" and before.get("person") == "first"
    return mine and has_cases(clause) and not clause.spoken_by


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
    if gone and has_cases(clause) and "near" in clause.features:
        clause.dressing = clause.subject  # «Вместо халата — платье»
    return "gone" if gone else "", owner or carrier or clause.subject
