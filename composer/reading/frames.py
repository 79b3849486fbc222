"""What a verb makes of a garment: the garment's role in its clause, the verb's frame for that role, and for whom."""

from collections.abc import Sequence

from composer.reading.clause import NOBODY, Clause, figure_name, has_cases, is_negated, meant_by, names_owner, owner_of
from composer.reading.marks import Mark, is_opener
from composer.types import Term

_PARTICLES = frozenset({"on", "off", "up", "down", "back", "tight", "out", "away"})
_ON_BODY = frozenset({"on", "over", "place", "at", "down"})
_LIGHT = frozenset({"small_word", "garment_state", "clause_start"})


def role_of(clause: Clause, number: int) -> str:
    """Return how a garment stands in its clause: object, start, part, or the role of its preposition."""
    at = number - 1
    while at >= 0 and (is_opener(clause.row[at]) or names_owner(clause, at) or clause.row[at].kind in _LIGHT):
        at -= 1
    if at < 0:
        return _bare_role(clause, number)
    return _role_after(clause, at, number)


def _role_after(clause: Clause, at: int, number: int) -> str:
    mark = clause.row[at]
    if mark.kind in ("announced", "garment_part"):
        return "part" if mark.kind == "garment_part" else "announced"
    if mark.kind == "joining":
        return next((clause.said[n][0] for n in reversed(range(at)) if n in clause.said), "start")
    if mark.kind == "wearing_preposition":
        return _prepositional(clause, at, number)
    if mark.kind in ("wearing_verb", "pronoun", "object", "dative", "person", "body_part", "negation"):
        return _bare_role(clause, number)
    if mark.kind == "word" and (has_cases(clause) or clause.sentence.tokens[mark.first].norm.endswith("ly")):
        return _bare_role(clause, number)
    return "none"


def _bare_role(clause: Clause, number: int) -> str:
    """Return the role of a garment without a preposition."""
    phrase, verb = clause.row[number].phrase, clause.verb
    assert phrase is not None
    if not has_cases(clause):
        return "object" if verb and verb.first < phrase.first else "start"
    if phrase.case and not phrase.case & {"nominative", "accusative"}:
        if "instrumental" in phrase.case and verb and verb.get("wind"):
            return "wind"
        return "object" if "genitive" in phrase.case and is_negated(clause, number) else "none"
    governs = verb is not None and (verb.get("alone") or "nominative" not in (phrase.case or {"nominative"}))
    if governs and "accusative" in (phrase.case or {"accusative"}):
        return "object"
    unknown_before = any(mark.kind == "word" for mark in clause.row[:number]) and not worn_on(clause)
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
    if role in _PARTICLES and after_verb and verb and not has_cases(clause):
        return "object"
    if before is not None and before.kind == "garment_part" and role in ("of", "on"):
        return "part"
    if role == "in" and has_cases(clause):
        if phrase.case & {"accusative"} and "locative" not in phrase.case:
            return "into" if verb and verb.get("into") else ("at" if _has_part(clause, at) else "none")
        return "into" if not phrase.case and verb and verb.get("into") else "in"
    if role == "with" and has_cases(clause) and "instrumental" not in (phrase.case or {"instrumental"}):
        return "none"
    return role


def _has_part(clause: Clause, at: int) -> bool:
    return at + 1 < len(clause.row) and clause.row[at + 1].kind == "garment_part"


def framed(clause: Clause, role: str, number: int) -> tuple[str, Term | None]:
    """Return the event (and the new state) that the clause's verb makes of a garment in this role."""
    verb = clause.verb
    if verb is None:
        worn = role == "announced" or (role == "in" and _may_wear_in(clause, number))
        return ("wear", None) if worn else ("", None)
    if role == "part":
        part_state = _part_state(clause, verb)
        return ("state", part_state) if part_state else ("", None)
    kind = _verb_event(clause, role, verb, number)
    if kind.startswith("state:"):
        return "state", Term(kind.removeprefix("state:"), kind.removeprefix("state:"))
    if verb.get("habit") and ("past" in verb.case or clause.sentence.zone == "speech"):
        return "", None
    return kind, None


def _verb_event(clause: Clause, role: str, verb: Mark, number: int) -> str:
    before = clause.row.index(verb) < number
    tears = verb.get("alone").startswith("state:")
    if role == "in" and not (_may_wear_in(clause, number) and before):
        return "wear" if _may_wear_in(clause, number) else ""
    if role == "start" and tears and not has_cases(clause):
        return _object_event(clause, verb, number)
    if role == "object":
        return _object_event(clause, verb, number) if before or has_cases(clause) else ""
    return verb.get(role) or ("wear" if role == "in" else "")


def _object_event(clause: Clause, verb: Mark, number: int) -> str:
    if _on_thing(clause, verb):
        return ""
    if _off_body(clause):
        return "take_off"
    particle = _particle(clause, verb, number)
    if particle and verb.get(particle):
        return verb.get(particle)
    if body_owner(clause) and verb.get("place"):
        return verb.get("place")
    if any(mark.get("role") == "for" for mark in clause.row) and verb.get("for"):
        return "take_off"
    return verb.get("alone")


def _off_body(clause: Clause) -> bool:
    """Return whether something comes "from her head", "off his shoulders", «с головы»."""
    away = ("with",) if has_cases(clause) else ("from", "off")
    for at, mark in enumerate(clause.row):
        if mark.kind == "body_part" and (not has_cases(clause) or "genitive" in mark.case):
            start = at - 1
            while start > 0 and is_opener(clause.row[start]):
                start -= 1
            if start >= 0 and clause.row[start].get("role") in away:
                return True
    return False


def _on_thing(clause: Clause, verb: Mark) -> bool:
    """Return whether something is put on a thing: "туман накинул на город шаль"."""
    if not has_cases(clause) or verb.get("alone") != "put_on":
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
        role = mark.get("role") if mark.kind != "word" else ""
        if not role or not verb.get(role) or role in ("in", "into", "out of", "for", "down to"):
            continue
        if at < number or _ends_phrase(row, at) or role == "fall":
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
    return not _after_figure(clause, number) and (clause.subject != NOBODY or nearest_person(clause, number) != "")


def _after_figure(clause: Clause, number: int) -> bool:
    """Return whether somebody without a name stands directly before "in": "the guard in the blue uniform"."""
    if clause.verb and clause.verb.get("as"):
        return False  # "dressed as a pirate in a tricorne"
    at = number - 1
    while at >= 0 and is_opener(clause.row[at]):
        at -= 1
    before = clause.row[at - 1] if at > 0 else None
    return before is not None and before.kind == "figure" and figure_name(before, clause.cast) != clause.subject


def nearest_person(clause: Clause, number: int) -> str:
    """Return the person named directly before "in"."""
    at = number - 1
    while at >= 0 and is_opener(clause.row[at]):
        at -= 1
    mark = clause.row[at - 1] if at > 0 else None
    if mark is None or mark.kind not in ("person", "pronoun", "object"):
        return ""
    return mark.name or meant_by(mark, clause.cast)


def worn_on(clause: Clause) -> str:
    """Return the person of "на ней", "на Мире", "у неё": who wears what the clause names."""
    if not has_cases(clause):
        return ""
    placed = any(mark.get("role") == "over" or mark.kind == "body_part" for mark in clause.row)
    for number, mark in enumerate(clause.row[:-1]):
        following = clause.row[number + 1]
        role = mark.get("role") if mark.kind == "wearing_preposition" else ""
        over = role == "by" and placed
        if (role == "on" or over) and following.kind in ("pronoun", "person", "dative", "object"):
            clause.spoken_by = clause.spoken_by or following.get("person") == "first"
            return following.name or meant_by(following, clause.cast)
    return ""


def body_owner(clause: Clause) -> str:
    """Return on whose body the clause places something: "over her shoulders", "ей на плечи"; "" for nobody's."""
    for at, mark in enumerate(clause.row):
        if at and mark.get("gender") == "neuter" and clause.row[at - 1].get("role") == "over":
            return clause.subject  # "over it she has thrown a coat"
        if mark.kind == "body_part" and _is_place(clause, at):
            owner, _ = owner_of(clause, at)
            return _dative(clause) or owner or ("" if clause.subject == NOBODY else clause.subject)
    return ""


def _is_place(clause: Clause, at: int) -> bool:
    """Return whether a part of the body is where something is worn: "on her head", not "over the back of a chair"."""
    start = at - 1
    while start > 0 and (
        is_opener(clause.row[start]) or names_owner(clause, start) or clause.row[start].kind in ("word", "garment_part")
    ):
        start -= 1
    of_thing = at + 1 < len(clause.row) and clause.row[at + 1].get("role") == "of"
    return start >= 0 and clause.row[start].get("role") in _ON_BODY and not of_thing


def _dative(clause: Clause) -> str:
    for mark in clause.row:
        if mark.kind == "dative" and mark.get("person") != "reflexive":
            return meant_by(mark, clause.cast, clause.subject)
        if mark.kind == "person" and "dative" in mark.case and "nominative" not in mark.case:
            return mark.name
    return ""


def target_of(clause: Clause, kind: str, number: int) -> str:
    """Return whom an event clothes or bares: by default the subject."""
    if clause.verb and clause.verb.get("other") and (helped := _helped(clause)):
        return helped
    if kind in ("put_on", "wear", "change"):
        on = person_after(clause, ("on", "place") if has_cases(clause) else ("on", "over", "place"))
        placed = body_owner(clause) if kind == "put_on" else ""
        near = nearest_person(clause, number) if kind == "wear" and clause.verb is None else ""
        return _dative(clause) or on or placed or near or clause.subject
    if kind == "adjust":
        return _dative(clause) or (has_cases(clause) and person_after(clause, ("on",))) or clause.subject
    return clause.subject


def _helped(clause: Clause) -> str:
    """Return who is helped into or out of clothes."""
    verb = clause.verb
    for mark in clause.row[clause.row.index(verb) + 1 :] if verb else ():
        if mark.kind in ("pronoun", "object", "person"):
            return mark.name or meant_by(mark, clause.cast, clause.subject)
    return ""


def person_after(clause: Clause, roles: Sequence[str]) -> str:
    """Return the person behind a preposition of one of these roles: "from her", "с неё"."""
    for number, mark in enumerate(clause.row[:-1]):
        following = clause.row[number + 1]
        if mark.get("role") in roles and following.kind in ("pronoun", "person", "object", "dative"):
            if following.get("gender") == "neuter" or following.get("case") == "subject":
                continue
            return following.name or meant_by(following, clause.cast, clause.subject)
    return ""
