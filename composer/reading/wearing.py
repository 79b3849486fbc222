"""What a sentence says about clothes: events such as "Mira puts on the red coat", clause by clause.

A garment counts only where a word says so: a verb of wearing, "in", a possessive with a word of wearing, a place on the
body. What is negated, wished, planned, asked, remembered, held or lying about is no event, or takes the garment away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from composer.reading.cast import Cast
from composer.reading.garments import Phrase
from composer.reading.marks import Mark, clauses, is_opener, marks
from composer.reading.reading import Reading
from composer.reading.segments import Sentence
from composer.types import Evidence, Person, Term

_PARTICLES = frozenset({"on", "off", "up", "down", "back", "tight", "out", "away"})
_ON_BODY = frozenset({"on", "over", "place", "at", "down"})
_NEAR = frozenset({"over", "at", "on", "place"})
_LIGHT = frozenset({"small_word", "garment_state"})
_SPOKEN = frozenset({"wear"})
_NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to one garment, or to all of somebody's clothes.

    Attributes:
        kind: wear, put_on, change, take_off, take, give, store, adjust, gone, state, strip or bare.
        who: whom it happens to; "" when nobody in particular ("the wind tears the scarf off").
        phrase: the garment; None for "it", "them" and for strip and bare.
        owner: whose it is, if that is said; definite: "the", "her" rather than "a".
        state: the garment's new state; slot: what a `bare` empties.
    """

    kind: str
    who: str
    evidence: Evidence
    phrase: Phrase | None = None
    owner: str = ""
    definite: bool = False
    state: Term | None = None
    slot: str = ""
    plural: bool = False


@dataclass
class Clause:
    """One clause while it is read."""

    sentence: Sentence
    row: list[Mark]
    cast: Cast
    subject: str = ""
    spoken_by: bool = False
    topic: Phrase | None = None
    number: int = 0
    said: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def verb(self) -> Mark | None:
        """The verb of wearing, if there is one."""
        return next((mark for mark in self.row if mark.kind == "wearing_verb"), None)

    @property
    def lying(self) -> bool:
        """Whether the clause says that something lies, hangs or stands about."""
        return any(mark.kind == "lying_verb" for mark in self.row)


def events(sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> list[list[Event]]:
    """Return what a sentence says about clothes, a list for each clause; `cast` learns who was mentioned."""
    if sentence.zone not in ("narration", "speech") or sentence.language is None:
        return []
    row = marks(sentence, people, reading)
    if not _speaks_of_clothes(row):
        _notice(row, cast)
        return []
    asked = sentence.tokens[-1].text == "?" or "?" in sentence.source[-3:]
    found: list[list[Event]] = []
    subject, unreal, topic = "", asked, None
    for number, part in enumerate(clauses(row)):
        clause = Clause(sentence, part, cast, subject, topic=topic, number=number)
        _find_subject(clause)
        subject = clause.subject
        here = unreal or any(mark.get("reach") == "clause" for mark in part if mark.kind == "unreal")
        if not here:
            found.append(_clause_events(clause))
        unreal = unreal or any(mark.kind == "unreal" for mark in part)
        topic = next((part[number].phrase for number, (role, _) in clause.said.items() if role == "start"), None)
    return found


def _speaks_of_clothes(row: Sequence[Mark]) -> bool:
    return any(mark.kind in ("garment", "bare", "wearing_verb") for mark in row)


def _notice(row: Sequence[Mark], cast: Cast) -> None:
    """Learn who is mentioned in a sentence without clothes."""
    for mark in row:
        if mark.kind == "person":
            cast.mention(mark.name)
            if "nominative" in mark.case:
                cast.subject = mark.name
        elif mark.kind == "pronoun" and mark.get("case") == "subject" and mark.get("person") == "third":
            cast.subject = cast.third(mark.get("gender")) or cast.subject


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find_subject(clause: Clause) -> None:
    """Settle whom the clause is about: a name, a pronoun, else what stood before, else the speaker."""
    cast, row = clause.cast, clause.row
    for number, mark in enumerate(row):
        before = row[number - 1] if number else None
        governed = before is not None and (before.kind == "wearing_preposition" or before.kind == "garment")
        if mark.kind == "person" and not governed and _is_subject(row, number):
            clause.subject = cast.subject = mark.name
            cast.mention(mark.name)
            break
        if mark.kind == "pronoun" and not governed and mark.get("case") != "object" and mark.get("gender") != "neuter":
            clause.spoken_by = mark.get("person") == "first"
            clause.subject = _pronoun(mark, cast) or clause.subject
            cast.subject = clause.subject
            break
        if mark.kind in ("pronoun", "object") and _next_kind(row, number) == "wearing_verb":
            clause.subject = _pronoun(mark, cast)
            break
        if mark.kind == "figure" and not governed:
            clause.subject = _figure(mark, cast)
            break
    for mark in row:
        if mark.kind == "person":
            cast.mention(mark.name)
    if not clause.subject:
        clause.subject = _silent_subject(clause)


def _figure(mark: Mark, cast: Cast) -> str:
    """Return who "a woman" is: somebody unknown, but in a greeting, where one person is introduced, that person."""
    gender = mark.get("gender")
    fits = cast.figure and mark.get("sort") == "generic" and cast.genders.get(cast.figure, gender) in (gender, "")
    return cast.figure if fits and "plural" not in mark.case else _NOBODY


def _is_subject(row: Sequence[Mark], number: int) -> bool:
    mark = row[number]
    if "possessive" in mark.case:
        return _next_kind(row, number) == "wearing_verb"
    return "nominative" in mark.case


def _next_kind(row: Sequence[Mark], number: int) -> str:
    return row[number + 1].kind if number + 1 < len(row) else ""


def _silent_subject(clause: Clause) -> str:
    """Return the subject of a clause that names none."""
    verb = clause.verb
    if verb and "first" in verb.case:
        clause.spoken_by = True
        return clause.cast.speaker
    if verb and _is_order(clause, verb):
        return _NOBODY
    acts = verb is not None and (verb.get("alone") or verb.get("into"))
    if verb and acts and "past" in verb.case and "third" not in verb.case and clause.cast.subject:
        for gender in ("feminine", "masculine"):
            if gender in verb.case and clause.cast.genders.get(clause.cast.subject, gender) != gender:
                return clause.cast.third(gender)
    return clause.cast.subject or clause.cast.speaker


def _is_order(clause: Clause, verb: Mark) -> bool:
    if "imperative" not in verb.case:
        return False
    english = "infinitive" in verb.case
    return not (english and clause.sentence.starred) and not (english and clause.row[0] is not verb)


def _pronoun(mark: Mark, cast: Cast, besides: str = "") -> str:
    person = mark.get("person")
    if person == "first":
        return cast.speaker if mark.get("gender") != "plural" else ""
    if person == "second":
        return cast.second()
    if person == "reflexive":
        return cast.subject or cast.speaker
    return cast.third(mark.get("gender"), besides)


def _owner(clause: Clause, number: int) -> tuple[str, bool]:
    """Return (whose, whether it is definite) of the noun phrase that begins after ``row[:number]``."""
    definite = False
    for mark in reversed(clause.row[:number]):
        if mark.kind == "article":
            return "", mark.get("definite") == "yes"
        if mark.kind == "own":
            return clause.subject, True
        if mark.kind == "possessive":
            return _possessor(mark, clause), True
        if mark.kind == "person" and ({"possessive", "genitive"} & mark.case):
            return mark.name, True
        if mark.kind != "wearing_only" and not (mark.match and mark.match.entry("plain_modifier")):
            break
    return _genitive_after(clause, number), definite


def _possessor(mark: Mark, clause: Clause) -> str:
    gender = mark.get("gender")
    subject = clause.subject
    if mark.get("person") == "third" and subject not in ("", _NOBODY):
        own = clause.sentence.language is not None and clause.sentence.language.adjective_after
        fits = clause.cast.genders.get(subject, gender) == gender
        # In Russian "his" is never the subject's own: that is "свой".
        if fits and not clause.cast.speaks_of_self_as(subject) and not (own and clause.verb):
            clause.cast.genders.setdefault(subject, gender)
            return subject
        return clause.cast.third(gender, besides=subject if own and clause.verb else "")
    return _pronoun(mark, clause.cast)


def _genitive_after(clause: Clause, number: int) -> str:
    """Return whose the garment at `number` is by a name behind it: "сапоги Миры"."""
    mark = clause.row[number + 1] if number + 1 < len(clause.row) else None
    if mark and mark.kind == "person" and "genitive" in mark.case and "nominative" not in mark.case:
        return mark.name
    return ""


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _clause_events(clause: Clause) -> list[Event]:
    found: list[Event] = []
    for number, mark in enumerate(clause.row):
        if any(other.kind == "unreal" for other in clause.row[:number]):
            break
        if mark.kind == "garment" and mark.phrase:
            found += _garment_events(clause, number)
        elif mark.kind == "bare" and clause.subject != _NOBODY and not _negated(clause, number):
            kind = "strip" if mark.get("all") else "bare"
            found.append(Event(kind, clause.subject, _evidence(clause, mark), slot=mark.get("slot")))
        elif mark.kind == "wearing_verb":
            found += _verb_events(clause, number)
        elif _is_thing(clause, mark):
            found += _pronoun_events(clause, number)
    if clause.sentence.zone == "speech":
        return [event for event in found if _is_stated(event, clause)]
    return [event for event in found if event.who != _NOBODY]


def _is_stated(event: Event, clause: Clause) -> bool:
    """Return whether something spoken says what the speaker wears at this moment."""
    verb = clause.verb
    past = verb is not None and "past" in verb.case
    return event.kind in _SPOKEN and clause.spoken_by and event.who == clause.cast.speaker and not past


def _evidence(clause: Clause, mark: Mark) -> Evidence:
    return clause.sentence.evidence(mark.first, mark.last)


def _verb_events(clause: Clause, number: int) -> list[Event]:
    """Return what a verb says without any garment: "she undresses", "снова надела"."""
    mark = clause.row[number]
    if _negated(clause, number) or clause.subject == _NOBODY:
        return []
    bare = mark.get("bare")
    garments = any(other.kind == "garment" for other in clause.row)
    if bare and not garments and not any(other.kind == "garment_part" for other in clause.row):
        if bare == "strip_feet":
            return [Event("bare", clause.subject, _evidence(clause, mark), slot="feet")]
        return [Event("strip", clause.subject, _evidence(clause, mark))]
    russian = _russian(clause)
    alone = mark.get("alone")
    if clause.topic and alone.startswith("state:") and not garments and clause.row[0] is mark:
        state = alone.removeprefix("state:")
        return [Event("state", "", _evidence(clause, mark), clause.topic, definite=True, state=Term(state, state))]
    thing = any(_is_thing(clause, other) for other in clause.row)
    objects = any(other.kind in ("body_part", "garment_part") for other in clause.row)
    words = sum(other.kind == "word" for other in clause.row[number + 1 :])
    if russian and alone in ("put_on", "take_off") and not (garments or thing or objects or words):
        return [Event(alone, clause.subject, _evidence(clause, mark))]
    return []


def _is_thing(clause: Clause, mark: Mark) -> bool:
    """Return whether a pronoun may mean a garment: "it", "them", "её" as the object of a verb of wearing."""
    if clause.verb is None or mark.first < clause.verb.first or mark.kind not in ("pronoun", "object"):
        return False
    if _after_preposition(clause, mark):
        return False
    russian = clause.sentence.language is not None and clause.sentence.language.adjective_after
    if russian:
        return mark.kind == "object"
    return mark.get("gender") in ("neuter", "plural") and mark.get("case") in ("both", "object")


def _after_preposition(clause: Clause, mark: Mark) -> bool:
    number = clause.row.index(mark)
    before = clause.row[number - 1] if number else None
    return before is not None and before.kind == "wearing_preposition" and before.get("role") not in _PARTICLES


def _pronoun_events(clause: Clause, number: int) -> list[Event]:
    mark = clause.row[number]
    if any(other.kind == "garment" for other in clause.row[number:]) or _negated(clause, number):
        return []
    kind, state = _framed(clause, "object", number)
    if not kind:
        return []
    return [
        Event(
            kind, _target(clause, number, kind), _evidence(clause, mark), state=state, definite=True,
            plural=mark.get("gender") == "plural",
        )
    ]  # fmt: skip


def _garment_events(clause: Clause, number: int) -> list[Event]:
    phrase = clause.row[number].phrase
    assert phrase is not None
    role = _role(clause, number)
    owner, definite = _owner(clause, number)
    worn_on = _worn_on(clause)
    kind, state = _framed(clause, role, number)
    who = _target(clause, number, kind)
    if kind in ("take_off", "take"):
        owner = owner or _person_after(clause, ("by", "with", "off", "from", "at", "of"))
    if _negated(clause, number) and kind == "take_off" and clause.verb and "gerund" in clause.verb.case:
        kind, who = "adjust", owner or clause.subject  # "without taking off his hat"
    elif _negated(clause, number):
        kind, who = ("gone" if kind in ("", "wear") or worn_on else ""), owner or worn_on or clause.subject
    elif clause.lying and not kind and role in ("start", "object"):
        body = _body_owner(clause, number)
        kind, who = ("wear", owner or body) if body else ("gone" if owner else "", owner)
    elif worn_on and kind in ("", "wear", "change") and role in ("start", "object", "over"):
        kind, who = "wear", worn_on
    elif not kind:
        kind, who = _mentioned(clause, number, role, owner, definite)
    elif kind in ("adjust", "state"):
        kind, who = "" if phrase.household else kind, owner or who
    elif kind == "wear" and role == "in" and owner and owner != clause.subject and not _nearest(clause, number):
        who = owner if clause.verb is None else who
    clause.said[number] = (role, kind)
    if not kind:
        return [Event("seen", owner, _evidence(clause, clause.row[number]), phrase, owner, definite)]
    state = state or _stated_after(clause, number)
    return [Event(kind, who, phrase.garment.evidence[0], phrase, owner, definite or bool(owner), state)]


def _mentioned(clause: Clause, number: int, role: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment no verb of wearing governs."""
    phrase = clause.row[number].phrase
    assert phrase is not None
    body = _body_owner(clause, number)
    if role == "start" and body:
        return "wear", owner or body
    if role == "with" and body:
        return "wear", body
    if phrase.household or _is_elsewhere(clause, number):
        return "", ""
    if role == "start" and owner and number + 1 < len(clause.row):
        return "adjust", owner
    if role == "start" and number == 0 and clause.number and _is_absolute(clause, number):
        return "adjust", clause.subject
    if role == "start" and _only_before(clause, number):
        return "wear", clause.subject
    if role == "start" and _stated_after(clause, number):
        return "adjust", owner or clause.subject
    if role == "part":
        return "adjust", owner or clause.subject
    dressing = any(kind in ("wear", "adjust", "put_on") for _, kind in clause.said.values())
    if role == "over" and dressing:
        return "wear", clause.subject
    if role in _NEAR and owner:
        return "adjust", owner
    if role == "over" and (definite or _is_genitive_over(clause)):
        return "adjust", clause.subject
    if role == "at" and clause.sentence.language is not None and clause.sentence.language.adjective_after:
        return "adjust", clause.subject
    if role == "with" and dressing:
        return "wear", clause.subject
    return "", ""


def _is_genitive_over(clause: Clause) -> bool:
    return clause.sentence.language is not None and clause.sentence.language.adjective_after


def _is_elsewhere(clause: Clause, number: int) -> bool:
    """Return whether the garment is said to be where nobody wears it: "are somewhere", "is in the wash"."""
    following = clause.row[number + 1 : number + 3]
    copula = bool(following) and following[0].kind == "small_word"
    placed = len(following) > 1 and following[1].kind == "wearing_preposition"
    return (copula and placed) or any(mark.kind == "elsewhere" for mark in clause.row[number:])


def _is_absolute(clause: Clause, number: int) -> bool:
    """Return whether a garment without article begins an aside about the subject: ", boots crunching on gravel"."""
    if number + 1 >= len(clause.row) or clause.row[number + 1].kind != "word":
        return False
    return clause.sentence.tokens[clause.row[number + 1].first].norm.endswith("ing")


def _only_before(clause: Clause, number: int) -> bool:
    """Return whether the clause is no more than "just a tunic and sandals"."""
    first = clause.row[0]
    return first.kind == "wearing_only" and clause.sentence.zone == "narration" and clause.verb is None


def _negated(clause: Clause, number: int) -> bool:
    """Return whether the mark at `number` is denied: by a "not" before it, by "without" right before it."""
    for at, mark in enumerate(clause.row):
        if mark.kind != "negation":
            continue
        if _is_local(mark):
            after = at + 1
            while after < number and (is_opener(clause.row[after]) or clause.row[after].kind in ("joining", "garment")):
                after += 1
            if after == number:
                return True
        elif at < number or _russian(clause):
            return True
    return False


def _is_local(mark: Mark) -> bool:
    entry = mark.entry()
    return entry is not None and (entry.english or entry.text) in ("without", "instead of", "rather than")


def _stated_after(clause: Clause, number: int) -> Term | None:
    for mark in clause.row[number + 1 :]:
        entry = mark.entry("garment_state") if mark.kind == "garment_state" else None
        if entry:
            return Term(entry.text, entry.english)
        if mark.kind not in ("word", "joining", "garment", "small_word"):
            break
    return None


# ── roles and frames ─────────────────────────────────────────────────────────────────────────────────────────────────


def _role(clause: Clause, number: int) -> str:
    """Return how a garment stands in its clause: object, start, part, or the role of its preposition."""
    at = number - 1
    while at >= 0 and (is_opener(clause.row[at]) or _names_owner(clause, at) or clause.row[at].kind in _LIGHT):
        at -= 1
    if at < 0:
        return _bare_role(clause, number)
    mark = clause.row[at]
    if mark.kind == "announced":
        return "announced"
    if mark.kind == "joining":
        return next((clause.said[n][0] for n in reversed(range(at)) if n in clause.said), "start")
    if mark.kind == "wearing_verb":
        return _bare_role(clause, number)
    if mark.kind == "garment_part":
        return "part"
    if mark.kind == "wearing_preposition":
        return _prepositional(clause, at, number)
    if mark.kind in ("pronoun", "object", "dative", "person", "body_part", "negation"):
        return _bare_role(clause, number)
    if mark.kind == "word" and (_russian(clause) or clause.sentence.tokens[mark.first].norm.endswith("ly")):
        return _bare_role(clause, number)
    return "none"


def _names_owner(clause: Clause, at: int) -> bool:
    return clause.row[at].kind == "person" and "possessive" in clause.row[at].case


def _russian(clause: Clause) -> bool:
    return clause.sentence.language is not None and clause.sentence.language.adjective_after


def _bare_role(clause: Clause, number: int) -> str:
    """Return the role of a garment without a preposition."""
    phrase, verb = clause.row[number].phrase, clause.verb
    assert phrase is not None
    if not _russian(clause):
        return "object" if verb and verb.first < phrase.first else "start"
    if phrase.case and not phrase.case & {"nominative", "accusative"}:
        if "instrumental" in phrase.case and verb and verb.get("wind"):
            return "wind"
        return "object" if "genitive" in phrase.case and _negated(clause, number) else "none"
    governs = verb is not None and (verb.get("alone") or "nominative" not in (phrase.case or {"nominative"}))
    if governs and "accusative" in (phrase.case or {"accusative"}):
        return "object"
    unknown_before = any(mark.kind == "word" for mark in clause.row[:number]) and not _worn_on(clause)
    return "start" if "nominative" in (phrase.case or {"nominative"}) and not unknown_before else "none"


def _prepositional(clause: Clause, at: int, number: int) -> str:
    role = clause.row[at].get("role")
    phrase = clause.row[number].phrase
    assert phrase is not None
    before = clause.row[at - 1] if at else None
    after_verb = before is not None and (
        before.kind in ("wearing_verb", "object") or before.get("role") in _PARTICLES or before.get("person") == "third"
    )
    verb = clause.verb
    if role in _PARTICLES and after_verb and verb and not _russian(clause):
        return "object"
    if before is not None and before.kind == "garment_part" and role in ("of", "on"):
        return "part"
    if role == "in" and _russian(clause):
        if phrase.case & {"accusative"} and "locative" not in phrase.case:
            return "into" if verb and verb.get("into") else ("at" if _has_part(clause, at) else "none")
        return "into" if not phrase.case and verb and verb.get("into") else "in"
    if role == "with" and _russian(clause) and "instrumental" not in (phrase.case or {"instrumental"}):
        return "none"
    return role


def _has_part(clause: Clause, at: int) -> bool:
    return at + 1 < len(clause.row) and clause.row[at + 1].kind == "garment_part"


def _framed(clause: Clause, role: str, number: int) -> tuple[str, Term | None]:
    """Return the event (and the new state) that the clause's verb makes of a garment in this role."""
    verb = clause.verb
    if verb is None:
        worn = role == "announced" or (
            role == "in" and _may_wear_in(clause, number) and not _after_figure(clause, number)
        )
        return ("wear", None) if worn else ("", None)
    part_state = _part_state(clause, verb)
    if role == "part" and part_state:
        return "state", part_state
    if role == "part":
        return "", None
    if role == "start" and verb.get("alone").startswith("state:") and not _russian(clause):
        role = "object"
    elif role == "object" and clause.row.index(verb) > number and not _russian(clause):
        return "", None
    kind = _object_event(clause, verb, number) if role == "object" else verb.get(role)
    if role == "in" and _after_figure(clause, number):
        return "", None
    if role == "in" and not kind and _may_wear_in(clause, number):
        kind = "wear"
    if kind.startswith("state:"):
        return "state", Term(kind.removeprefix("state:"), kind.removeprefix("state:"))
    if verb.get("habit") and ("past" in verb.case or clause.sentence.zone == "speech"):
        return "", None
    return kind, None


def _object_event(clause: Clause, verb: Mark, number: int) -> str:
    if _on_thing(clause, verb):
        return ""
    particle = _particle(clause, verb, number)
    if particle and verb.get(particle):
        return verb.get(particle)
    if _body_owner(clause, number) and verb.get("place"):
        return verb.get("place")
    if any(mark.get("role") == "for" for mark in clause.row) and verb.get("for"):
        return "take_off"
    return verb.get("alone")


def _on_thing(clause: Clause, verb: Mark) -> bool:
    """Return whether something is put on a thing: "туман накинул на город шаль"."""
    if not _russian(clause) or verb.get("alone") != "put_on":
        return False
    return any(
        mark.get("role") == "on" and following.kind == "word"
        for mark, following in zip(clause.row, clause.row[1:], strict=False)
    )


def _particle(clause: Clause, verb: Mark, number: int) -> str:
    """Return the particle that belongs to the verb, before or behind its object."""
    row = clause.row
    for at in range(row.index(verb) + 1, len(row)):
        mark = row[at]
        role = mark.get("role") if mark.kind in ("wearing_preposition", "lying_verb") else ""
        if not role or not verb.get(role) or role in ("in", "into", "out of", "for", "down to"):
            continue
        if at < number or _ends_phrase(row, at) or mark.kind == "lying_verb":
            return role
    return ""


def _ends_phrase(row: Sequence[Mark], at: int) -> bool:
    """Return whether nothing that a preposition could govern follows."""
    if at + 1 >= len(row):
        return True
    after = row[at + 1]
    return after.kind in ("wearing_preposition", "joining", "break", "clause_start", "wearing_only") or (
        after.kind == "word" and row[at].get("role") in ("off", "tight")
    )


def _part_state(clause: Clause, verb: Mark) -> Term | None:
    part = next((mark for mark in clause.row if mark.kind == "garment_part"), None)
    if part is None or verb.match is None:
        return None
    entry = part.entry()
    hood = verb.match.entry("hood_verb")
    name = entry.english if entry else ""
    if hood and name == "hood":
        return Term(hood.get("state"), hood.get("state"))
    particles = [mark.get("role") for mark in clause.row if mark.kind == "wearing_preposition"]
    for key in [*(f"{name} {particle}" for particle in particles), name]:
        if verb.get(key):
            return Term(verb.get(key), verb.get(key))
    return None


def _may_wear_in(clause: Clause, number: int) -> bool:
    """Return whether "in" + garment clothes the subject: not "in the pocket", not of a figure without a name."""
    return clause.subject != _NOBODY or _nearest(clause, number) != ""


def _after_figure(clause: Clause, number: int) -> bool:
    """Return whether somebody without a name stands directly before "in": "the guard in the blue uniform"."""
    at = number - 1
    while at >= 0 and is_opener(clause.row[at]):
        at -= 1
    return (
        at > 0
        and clause.row[at - 1].kind == "figure"
        and not _figure(clause.row[at - 1], clause.cast) == clause.subject
    )


def _nearest(clause: Clause, number: int) -> str:
    """Return the person named directly before "in"."""
    at = number - 1
    while at >= 0 and is_opener(clause.row[at]):
        at -= 1
    mark = clause.row[at - 1] if at > 0 else None
    if mark is None or mark.kind not in ("person", "pronoun", "object"):
        return ""
    return mark.name or _pronoun(mark, clause.cast)


def _worn_on(clause: Clause) -> str:
    """Return the person of "на ней", "на Мире", "у неё": who wears what the clause names."""
    if not _russian(clause):
        return ""
    for number, mark in enumerate(clause.row[:-1]):
        following = clause.row[number + 1]
        role = mark.get("role") if mark.kind == "wearing_preposition" else ""
        placed = any(other.get("role") == "over" or other.kind == "body_part" for other in clause.row)
        over = role == "by" and placed
        if (role == "on" or over) and following.kind in ("pronoun", "person", "dative", "object"):
            clause.spoken_by = clause.spoken_by or following.get("person") == "first"
            return following.name or _pronoun(following, clause.cast)
    return ""


def _body_owner(clause: Clause, number: int) -> str:
    """Return on whose body the clause places something: "over her shoulders", "ей на плечи"; "" for nobody's."""
    for at, mark in enumerate(clause.row):
        if mark.kind != "body_part" or at == 0:
            continue
        start = at - 1
        while start > 0 and (
            is_opener(clause.row[start]) or _names_owner(clause, start) or clause.row[start].kind == "word"
        ):
            start -= 1
        if clause.row[start].get("role") not in _ON_BODY or (
            at + 1 < len(clause.row) and clause.row[at + 1].get("role") == "of"
        ):
            continue
        given = _dative(clause)
        owner, _ = _owner(clause, at)
        return given or owner or ("" if clause.subject == _NOBODY else clause.subject)
    return ""


def _dative(clause: Clause) -> str:
    for mark in clause.row:
        if mark.kind == "dative" and mark.get("person") != "reflexive":
            return _pronoun(mark, clause.cast, clause.subject)
        if mark.kind == "person" and "dative" in mark.case and "nominative" not in mark.case:
            return mark.name
    return ""


def _target(clause: Clause, number: int, kind: str) -> str:
    """Return whom an event clothes or bares: by default the subject."""
    if clause.verb and clause.verb.get("other") and (helped := _helped(clause)):
        return helped
    if kind in ("put_on", "wear", "change"):
        on = _person_after(clause, ("on", "over", "place"))
        placed = _body_owner(clause, number) if kind == "put_on" else ""
        near = _nearest(clause, number) if kind == "wear" and clause.verb is None else ""
        return _dative(clause) or on or placed or near or clause.subject
    if kind == "adjust":
        return _dative(clause) or clause.subject
    return clause.subject


def _helped(clause: Clause) -> str:
    """Return who is helped into or out of clothes."""
    verb = clause.verb
    for mark in clause.row[clause.row.index(verb) + 1 :] if verb else ():
        if mark.kind in ("pronoun", "object", "person"):
            return mark.name or _pronoun(mark, clause.cast, clause.subject)
    return ""


def _person_after(clause: Clause, roles: Sequence[str]) -> str:
    for number, mark in enumerate(clause.row[:-1]):
        following = clause.row[number + 1]
        if mark.get("role") in roles and following.kind in ("pronoun", "person", "object", "dative"):
            if following.get("gender") == "neuter" or following.get("case") == "subject":
                continue
            return following.name or _pronoun(following, clause.cast, clause.subject)
    return ""
