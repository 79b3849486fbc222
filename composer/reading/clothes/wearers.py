"""Who wears what a clause names: by a place on the body, by a preposition, by whom the verb helps, else the subject."""

from collections.abc import Sequence

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases, meant_by, names_owner, owner_of
from composer.reading.clothes.mark import Mark, is_opener

#: What may stand between "over" and a part of the body: "over his *wet* hair".
_BEFORE_PART = frozenset({"word", "garment_part", "garment_state"})
_DATIVE = frozenset({"dative", "person"})
_WORN_ON = frozenset({"on", "by"})
_ON_BODY = frozenset({"on", "over", "place", "at", "down", "up"})


def nearest_person(clause: Clause, number: int) -> str:
    """Return the person named directly before "in"."""
    at = number - 1
    while at >= 0 and is_opener(clause.row[at]):
        at -= 1
    mark = clause.row[at - 1] if at > 0 else None
    if mark is None or mark.kind not in ("person", "pronoun", "object"):
        return ""
    own = clause.row[number - 1]
    if own.get("gender") and mark.get("gender") and own.get("gender") != mark.get("gender"):
        return ""  # "she stands before him in her shirt"
    return mark.name or meant_by(mark, clause.cast)


def worn_on(clause: Clause) -> str:
    """Return the person of "на ней", "на Мире", "у неё": who wears what the clause names."""
    if not has_cases(clause) or clause.roles.isdisjoint(_WORN_ON):
        return ""
    placed = "over" in clause.roles or "body_part" in clause.kinds
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
    for at, mark in enumerate(clause.row) if "body_part" in clause.kinds or "over" in clause.roles else ():
        if (
            at
            and mark.kind == "pronoun"
            and mark.get("gender") == "neuter"
            and clause.row[at - 1].get("role") == "over"
        ):
            return clause.subject  # "over it she has thrown a coat"
        if mark.kind == "body_part" and _is_place(clause, at):
            owner, _ = owner_of(clause, at)
            return dative(clause) or owner or ("" if clause.subject == NOBODY else clause.subject)
    return ""


def hangs_from(clause: Clause) -> str:
    """Return from whose body something hangs: "earrings dangle from her ears", "a hoodie hanging off her shoulder"."""
    if has_cases(clause) or "body_part" not in clause.kinds or not any(map(_is_hanging, clause.row)):
        return ""
    for at, mark in enumerate(clause.row):
        before = [other for other in clause.row[max(0, at - 3) : at] if other.get("role") in ("from", "off")]
        if mark.kind == "body_part" and before and not mark.get("holds"):
            return owner_of(clause, at)[0] or ("" if clause.subject == NOBODY else clause.subject)
    return ""


def _is_hanging(mark: Mark) -> bool:
    return mark.get("hangs") != "" or mark.get("hanging") != ""


def _is_place(clause: Clause, at: int) -> bool:
    """Return whether a part of the body is where something is worn: "on her head", not "over the back of a chair"."""
    start = at - 1
    while start > 0 and (
        is_opener(clause.row[start]) or names_owner(clause, start) or clause.row[start].kind in _BEFORE_PART
    ):
        start -= 1
    of_thing = at + 1 < len(clause.row) and clause.row[at + 1].get("role") == "of"
    of_thing = of_thing or (not has_cases(clause) and _is_compound(clause, at))
    within = has_cases(clause) and clause.row[start].get("role") == "in"
    within = within and ("locative" in clause.row[at].case or clause.verb is None)
    return start >= 0 and (within or clause.row[start].get("role") in _ON_BODY) and not of_thing


def _is_compound(clause: Clause, at: int) -> bool:
    """Return whether a part of the body only names a part of a thing: "on the anvil *horn*", "on the bed's head"."""
    return at > 1 and clause.row[at - 1].kind == "word" and clause.row[at - 2].get("definite") == "yes"


def dative(clause: Clause) -> str:
    """Return the person a clause names in the dative: "снимает *ей* сапоги"."""
    for mark in () if clause.kinds.isdisjoint(_DATIVE) else clause.row:
        if mark.kind == "dative" and mark.get("person") != "reflexive":
            verb = clause.verb
            others = verb is not None and "plural" in verb.case and "singular" not in verb.case and has_cases(clause)
            others = others or (has_cases(clause) and clause.row[0].kind == "garment" and verb is None)
            return meant_by(mark, clause.cast, "" if others else clause.subject)  # «пока *ему* надевают ботинки»
        if mark.kind == "person" and "dative" in mark.case and "nominative" not in mark.case:
            return mark.name
    return ""


def target_of(clause: Clause, kind: str, number: int) -> str:
    """Return whom an event clothes or bares: by default the subject."""
    if clause.verb and clause.verb.get("other") and (somebody := helped(clause)):
        return somebody
    if kind in ("put_on", "wear", "change", "take_off") and (dressed := _dressed(clause, number)):
        return dressed
    if kind in ("put_on", "wear", "change"):
        on = person_after(clause, ("on", "place") if has_cases(clause) else ("on", "over", "place"))
        placed = _on_body(clause) if kind == "put_on" else ""
        placed = (stranger_after(clause) if kind == "put_on" else "") or placed
        near = nearest_person(clause, number) if kind == "wear" and clause.verb is None else ""
        # «кутает её в плащ, сверху накидывает тулуп»
        same = clause.dressing if "top" in clause.features else ""
        return dative(clause) or on or placed or near or same or clause.subject
    if kind == "adjust":
        if has_cases(clause) and (stranger := stranger_after(clause)):
            return stranger
        return dative(clause) or (has_cases(clause) and person_after(clause, ("on",))) or clause.subject
    return clause.subject


def _dressed(clause: Clause, number: int) -> str:
    """Return who is dressed by somebody else: "they dressed *Mira* in white", "zips *him* into the wetsuit"."""
    verb = clause.verb
    if verb is None or has_cases(clause) or clause.row.index(verb) + 2 >= number:
        return ""
    somebody, way = clause.row[clause.row.index(verb) + 1 : clause.row.index(verb) + 3]
    person = somebody.kind in ("person", "object") or somebody.get("case") == "object"
    if not person or "possessive" in somebody.case or way.get("role") not in ("into", "in", "out of"):
        return ""
    return somebody.name or meant_by(somebody, clause.cast, clause.subject)


def _on_body(clause: Clause) -> str:
    """Return on whose body something is put: where another person is being dressed, it is still theirs."""
    owner = body_owner(clause)
    goes_on = owner == clause.subject and clause.number and clause.dressing and has_cases(clause)
    return clause.dressing if goes_on else owner


def stranger_after(clause: Clause) -> str:
    """Return NOBODY where something is put on somebody unknown: "around Anna", "on the boy's head", «на ребёнка»."""
    for at, mark in () if clause.roles.isdisjoint(_ON_BODY) else enumerate(clause.row[:-1]):
        following = at + 1
        while following + 1 < len(clause.row) and clause.row[following].kind in ("article", "own", "possessive"):
            following += 1
        if mark.get("role") in _ON_BODY and _is_stranger(clause, following):
            return NOBODY
    return ""


def _is_stranger(clause: Clause, number: int) -> bool:
    mark = clause.row[number]
    named = mark.kind == "word" and clause.sentence.written[mark.first][0].isupper()
    return mark.kind in ("figure", "others") or named


def helped(clause: Clause) -> str:
    """Return who is helped into or out of clothes."""
    verb = clause.verb
    if verb is None or "passive" in verb.case:
        return ""
    for mark in clause.row[clause.row.index(verb) + 1 :]:
        if mark.kind in ("pronoun", "object", "person"):
            return mark.name or meant_by(mark, clause.cast, clause.subject)
    return ""


def person_after(clause: Clause, roles: Sequence[str], besides: str | None = None) -> str:
    """Return the person behind a preposition of one of these roles, by default not the subject: "from her", "с неё"."""
    if clause.roles.isdisjoint(roles):
        return ""
    besides = clause.subject if besides is None else besides
    for number, mark in enumerate(clause.row[:-1]):
        following = clause.row[number + 1]
        if mark.get("role") in roles and following.kind in ("pronoun", "person", "object", "dative"):
            if "possessive" in following.case and following.kind == "person":
                continue  # "has on Tom's shirt"
            if following.get("gender") == "neuter" or following.get("case") == "subject":
                continue
            return following.name or meant_by(following, clause.cast, besides)
    return ""


def off_body(clause: Clause) -> bool:
    """Return whether something comes "from her head", "off his shoulders", «с головы»."""
    away = ("with",) if has_cases(clause) else ("from", "off")
    for at, mark in () if clause.roles.isdisjoint(away) else enumerate(clause.row):
        if mark.kind == "body_part" and (not has_cases(clause) or "genitive" in mark.case):
            start = at - 1
            while start > 0 and (is_opener(clause.row[start]) or names_owner(clause, start)):
                start -= 1
            if start >= 0 and clause.row[start].get("role") in away:
                return True
    return False
