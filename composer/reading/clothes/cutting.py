"""A row of marks cut into clauses of one verb each."""

from collections.abc import Sequence

from composer.reading.clothes.mark import OPENERS, Mark

_LONGEST_CLAUSE = 60
_DASHES = frozenset("—–")
_PARTING = frozenset({"break", "joining"})
#: What goes on with its clause whatever stands before it.
_NEVER_OPENING = frozenset({"word", "garment", "article", "own", "wearing_preposition", "body_part", "small_word"})
_STORING = frozenset({"garment", "elsewhere", "storage", "lying_verb", "unreal", "perceiving_verb", "object"})
_HANDLING = frozenset({"handle", "store", "give", "take"})
_COLONS = frozenset(":—–")


def clauses(row: Sequence[Mark]) -> list[list[Mark]]:
    """Cut a row of marks into clauses: at marks of punctuation, at words that open a clause, before a second verb."""
    found: list[list[Mark]] = [[]]
    announced: list[Mark] = []
    for number, mark in enumerate(row):
        current = found[-1]
        if mark.kind in _PARTING:
            if mark.case & _COLONS and _names_wearer(row, number):
                found.append([row[number - 1], Mark("announced", mark.first, mark.last)])
            elif _parts_nothing(row, number, current):
                continue
            elif _continues_list(row, number) or _goes_on(row, number, current):
                current.append(Mark("joining", mark.first, mark.last))
            else:
                begun = _after_break(row, number, current)
                announced = begun if begun and begun[0].kind == "announced" else announced
                found.append([*(begun or announced)])
        elif mark.kind in _NEVER_OPENING and len(current) < _LONGEST_CLAUSE:
            current.append(mark)
        elif _opens_clause(mark, current) or _denies_behind(row, number):
            found.append(_opening(mark, current))
        else:
            current.append(mark)
    return [clause for clause in found if clause and clause[-1].kind != "announced"]


def _parts_nothing(row: Sequence[Mark], number: int, current: Sequence[Mark]) -> bool:
    """Return whether a mark of punctuation does not end a clause: a dash for "is", "Underneath, a silk shirt"."""
    if row[number].case & _DASHES and _links(row, number):
        return True
    if row[number].kind == "joining":  # "a blouse, a skirt, *and* a hat with bells"
        return bool(current) and current[-1].kind == "joining" and not _is_owned(row, number + 1)
    return len(current) == 1 and (current[0].get("role") == "over" or current[0].get("top") != "")  # «ниже — бриджи»


def _denies_behind(row: Sequence[Mark], number: int) -> bool:
    """Return whether a clause behind a garment denies something else of it: "and glasses *he doesn't need*"."""
    pronoun = row[number].kind == "pronoun" and row[number].get("case") == "subject"
    behind = pronoun and number > 0 and row[number - 1].kind == "garment"
    return behind and number + 1 < len(row) and row[number + 1].kind == "negation"


def _after_break(row: Sequence[Mark], number: int, current: list[Mark]) -> list[Mark]:
    """Return how a clause begins after a break: announced when clothes are listed that somebody wears, counted when
    they are only listed."""
    mark = row[number]
    announcing = mark.case & _COLONS or _changes_clothes(current)
    listed = bool(mark.case & _COLONS) and _lists(row, number + 1)
    if listed and _is_costume(current):
        current[-1] = Mark("outfit_word", current[-1].first, current[-1].last)
    if announcing and _announces(current) and _begins_phrase(row, number + 1):
        return [Mark("announced", mark.first, mark.last)]
    if listed:
        return [Mark("announced" if _describes_somebody(row[:number]) else "counted", mark.first, mark.last)]
    return []


def _is_owned(row: Sequence[Mark], number: int) -> bool:
    return number < len(row) and row[number].kind == "possessive"


def _is_costume(clause: Sequence[Mark]) -> bool:
    """Return whether a clause ends with a word for all that is listed next: "is already in *costume*: a doublet, …"."""
    phrase = clause[-1].phrase if clause else None
    within = len(clause) > 1 and clause[-2].get("role") == "in"
    return within and phrase is not None and phrase.garment.slot == "full" and phrase.last - phrase.first == 1


def _opens_clause(mark: Mark, current: Sequence[Mark]) -> bool:
    if mark.kind == "clause_start":
        return not current or current[-1].kind != "joining"
    if _is_reported(mark, current):
        return True
    second = mark.kind in ("wearing_verb", "lying_verb") and _has_verb(current) and not _completes(current, mark)
    second = second and not _is_held(current, mark)
    return second or len(current) == _LONGEST_CLAUSE


def _is_reported(mark: Mark, current: Sequence[Mark]) -> bool:
    """Return whether somebody new is the subject of what is reported: "I told him *nobody* wears a tux"."""
    return mark.get("sort") == "crowd" and any(other.kind == "reporting_verb" for other in current)


def _opening(mark: Mark, current: list[Mark]) -> list[Mark]:
    """Return how a new clause begins: its verb takes along the person before it, whose subject that is."""
    if mark.kind == "clause_start":
        return []
    if mark.kind in ("wearing_verb", "lying_verb"):
        return [*_take_subject(current), mark]
    return [mark]


def _is_then(mark: Mark) -> bool:
    entry = mark.entry() if mark.kind == "clause_start" else None
    return entry is not None and (entry.english or entry.text) == "then"


def _links(row: Sequence[Mark], number: int) -> bool:
    """Return whether a dash stands for "is": "на шее — пёстрый платок"."""
    before = row[number - 1].kind if number else ""
    start = number - 2
    while start > 0 and row[start].kind in OPENERS:
        start -= 1
    beneath = before in ("object", "garment") and start >= 0 and row[start].get("role") == "over"
    if before == "garment" and _begins_place(row, number + 1):
        return True  # «шапку — на голову»
    return (before in ("body_part", "person", "pronoun") or beneath) and _begins_phrase(row, number + 1)


def _begins_place(row: Sequence[Mark], number: int) -> bool:
    """Return whether a place on the body stands from `number` on, and no more: «на голову»."""
    place = row[number : number + 2]
    return len(place) == 2 and place[0].get("role") == "on" and place[1].kind == "body_part"


def _shows(clause: Sequence[Mark]) -> bool:
    """Return whether somebody appears in their own or looks at themselves: «появилась в своём», «оглядел себя»."""
    appears = any(mark.get("in") == "change" for mark in clause) and clause[-1].kind == "own"
    itself = clause[-1].get("person") == "reflexive"
    return appears or (itself and any(mark.kind == "beholding_verb" for mark in clause))


def _names_wearer(row: Sequence[Mark], number: int) -> bool:
    """Return whether a name stands before a colon or dash and clothes behind it: «… певица Долорес — платье»."""
    if number < 2 or not _begins_phrase(row, number + 1):
        return False
    return row[number - 1].kind == "person" and "nominative" in row[number - 1].case


def _announces(clause: Sequence[Mark]) -> bool:
    """Return whether a clause says that clothes will be listed: "she was dressed simply:", "her outfit:"."""
    dressed = any(
        mark.kind == "wearing_verb"
        and ("wear" in (mark.get("in"), mark.get("alone")) or mark.get("into") or mark.get("alone") == "put_on")
        for mark in clause
    )
    dressed = dressed or (clause[-1:] != [] and clause[-1].kind in ("own", "pronoun", "object") and _shows(clause))
    entered = any(mark.get("role") == "into" for mark in clause)  # "is buckled into her armour: breastplate …"
    listed = any(mark.phrase and not (entered and mark.phrase.garment.slot == "full") for mark in clause)
    described = bool(clause) and clause[0].kind in ("person", "pronoun") and any(map(_is_copula, clause))
    outfit = any(mark.kind == "outfit_word" for mark in clause) or _is_label(clause)
    return outfit or ((dressed or described) and not listed)


def _is_label(clause: Sequence[Mark]) -> bool:
    """Return whether a clause is only the name of an outfit, as a label: «Форма: серый китель, чёрные брюки»."""
    return len(clause) == 1 and clause[0].phrase is not None and clause[0].phrase.garment.slot == "full"


def _describes_somebody(row: Sequence[Mark]) -> bool:
    """Return whether a list of clothes after a colon is what somebody wears: nothing before is of storing things."""
    first = next((mark for mark in row if mark.kind not in ("article", "small_word", "clause_start")), None)
    if first is None or first.kind not in ("person", "pronoun") or "possessive" in first.case:
        return False
    last = next((at for at in range(len(row) - 1, -1, -1) if row[at].kind in ("break", "joining")), -1)
    if any(mark.kind == "possessive" or mark.get("definite") == "yes" for mark in row[last + 1 :]):
        return False  # "he taps the blueprint: the boiler jacket, the engine shoe"
    return not any(mark.kind in _STORING or mark.get("alone") in _HANDLING or _is_counting(mark) for mark in row)


def _is_counting(mark: Mark) -> bool:
    """Return whether a word is of things that are listed rather than worn: "laundry", "coat rack"."""
    return mark.match is not None and mark.match.entry("homonym", "counting", "storage") is not None


def _is_copula(mark: Mark) -> bool:
    """Return whether a word says what somebody is: "She *is* a flapper tonight: fringed dress, headband"."""
    return mark.get("lists") != "" or (mark.kind == "pronoun" and mark.get("copula") != "")


def _changes_clothes(clause: Sequence[Mark]) -> bool:
    """Return whether clothes are changed that are named next: "changes into her own clothes, jeans and a shirt"."""
    return bool(clause) and clause[-1].kind == "outfit_word" and any(mark.get("into") for mark in clause)


def _begins_phrase(row: Sequence[Mark], number: int) -> bool:
    while number < len(row) and row[number].kind == "article":
        number += 1
    if number + 3 < len(row) and row[number].kind == "garment_state" and row[number + 1].kind == "wearing_preposition":
        number += 3  # «мокрая *от пота* майка»
    return number < len(row) and row[number].kind == "garment"


def _lists(row: Sequence[Mark], number: int) -> bool:
    """Return whether several garments and no more stand from `number` on: "laundry: your shirts, her socks"."""
    garments = 0
    for mark in row[number:]:
        if mark.kind not in ("garment", "joining", "break", *OPENERS):
            break
        garments += mark.kind == "garment"
    return garments > 1


def _has_verb(clause: Sequence[Mark]) -> bool:
    return any(mark.kind in ("wearing_verb", "lying_verb") for mark in clause)


def _goes_on(row: Sequence[Mark], number: int, current: Sequence[Mark]) -> bool:
    """Return whether a verb goes on with another place: "changes out of her uniform *and into* a dress"."""
    role = row[number + 1].get("role") if number + 1 < len(row) else ""
    return role in ("into", "out of") and any(mark.kind == "wearing_verb" and mark.get(role) for mark in current)


def _completes(clause: Sequence[Mark], mark: Mark) -> bool:
    """Return whether a verb belongs to the one before it: "lets the robe *fall*"."""
    verb = next(other for other in clause if other.kind in ("wearing_verb", "lying_verb"))
    has = verb.get("has") != "" and clause[-1].kind == "garment" and "participle" in mark.case  # "has a scarf wound …"
    return has or bool(mark.get("role") and verb.get(mark.get("role")))


def _is_held(clause: Sequence[Mark], mark: Mark) -> bool:
    """Return whether a participle says where something brought along is: "comes in with her coat *draped* over …"."""
    at = len(clause) - 1
    put = mark.get("alone") == "store" or mark.get("place") == "put_on"
    if at < 1 or clause[at].kind != "garment" or "third" in mark.case or not put:
        return False
    while at > 1 and clause[at - 1].kind in OPENERS:
        at -= 1
    return clause[at - 1].get("role") == "with"


def _take_subject(clause: list[Mark]) -> list[Mark]:
    """Move a person that stands at the clause's end to the next one, whose subject it is."""
    moved: list[Mark] = []
    while clause and clause[-1].kind in ("person", "pronoun", "object"):
        moved.insert(0, clause.pop())
    return moved


def _is_uniform(before: Mark, mark: Mark) -> bool:
    """Return whether a colon tells what an outfit is made of: "her school uniform: a blouse …", not "swap hats: …"."""
    return ":" in mark.case and before.phrase is not None and before.phrase.garment.slot == "full"


def _agree(row: Sequence[Mark], number: int, after: Mark) -> bool:
    """Return whether two garments may stand in the same case, as they do in a list."""
    cases = [mark.phrase.case for mark in (row[number], after) if mark.phrase and mark.phrase.case]
    if len(cases) < 2:
        return True
    governed = number > 0 and row[number - 1].kind == "wearing_preposition"
    return bool((cases[0] - {"nominative"} if governed else cases[0]) & cases[1])


def _head_before(row: Sequence[Mark], number: int) -> Mark | None:
    """Return what stands before a comma or "and", of "a belt across his chest" the garment."""
    at = number - 1
    if at > 2 and row[at].kind == "body_part" and row[number].kind == "joining":
        start = at - 1
        while start > 0 and row[start].kind in OPENERS:
            start -= 1
        if row[start].get("role") in ("place", "on", "over") and row[start - 1].kind == "garment":
            return row[start - 1]
    return row[at] if number else None


def _continues_list(row: Sequence[Mark], number: int) -> bool:
    """Return whether a comma or "and" stands between two garments of one list."""
    before = _head_before(row, number)
    if before is None or before.kind not in ("garment", "garment_state"):
        return False
    labels = row[number].case & _COLONS and (_is_costume(row[:number]) or _is_label(row[:number]))
    if labels or (row[number].case & _COLONS and not _is_uniform(before, row[number])):
        return False
    at = number + 1
    owned = False
    while at < len(row) and (row[at].kind in (*OPENERS, "joining") or _is_then(row[at])):
        owned = owned or row[at].kind == "possessive"
        at += 1
    if at >= len(row) or row[at].kind != "garment" or not _agree(row, number - 1, row[at]):
        return False
    after = row[at + 1] if at + 1 < len(row) else None
    if after and after.get("role") == "over" and (at + 2 == len(row) or row[at + 2].kind == "break"):
        return False  # "takes off her coat, a white shirt underneath"
    if after is None or after.kind in ("break", "joining", "wearing_preposition", "clause_start", "garment_state"):
        return True
    if after.kind in ("wearing_verb", "lying_verb"):
        return False
    return row[number].kind == "joining" and not owned
