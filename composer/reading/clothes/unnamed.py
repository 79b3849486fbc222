"""What happens to clothes that are not named: "she undresses", "puts *it* on", «снова надела», "in the shower"."""

from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases, meant_by
from composer.reading.clothes.denials import is_negated
from composer.reading.clothes.event import Event
from composer.reading.clothes.frames import PARTICLES, framed
from composer.reading.clothes.mark import Mark
from composer.reading.clothes.mentions import is_elsewhere
from composer.reading.clothes.parts import part_events
from composer.reading.clothes.wearers import body_owner, helped, target_of
from composer.types import Evidence, Term


def verb_events(clause: Clause, number: int) -> list[Event]:
    """Return what a verb says without any garment: "she undresses", "снова надела"."""
    mark = clause.row[number]
    if is_negated(clause, number) or clause.subject == NOBODY:
        return []
    if mark.get("role") == "fall" and speaks_of_it(clause, number):
        return [Event("fallen", "", _evidence(clause, mark), definite=True)]
    if "garment" in clause.kinds:
        return []
    if _is_peeled_off(clause, mark):
        clause.done = "take_off"
        return [Event("take_off", clause.subject, _evidence(clause, mark), definite=True)]
    state = mark.get("alone").removeprefix("state:")
    if clause.topic and state != mark.get("alone") and clause.row[0] is mark:
        return [Event("state", "", _evidence(clause, mark), clause.topic, definite=True, state=Term(state, state))]
    parts = part_events(clause, mark) if "garment_part" in clause.kinds else []
    return parts or _undressing(clause, mark) or _unsaid_object(clause, number)


def _is_peeled_off(clause: Clause, mark: Mark) -> bool:
    """Return whether what was named before is taken off in the passive: "she lets the coat be *peeled off her*"."""
    after = clause.row[1:]
    passive = clause.number > 0 and clause.row[0] is mark and "participle" in mark.case and mark.get("off") != ""
    off = passive and bool(after) and after[0].get("role") == "off"
    return off and all(other.kind in ("object", "pronoun", "person") for other in after[1:])


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
    if mark.get("wind") and (somebody := _wrapped(clause, number)):
        giver = clause.subject if somebody != clause.subject else ""
        return [Event("put_on", somebody, _evidence(clause, mark), giver=giver)]
    alone = mark.get("alone") or (mark.get("wind") if clause.last or not clause.row[number + 1 :] else "")
    moves = alone in ("put_on", "take_off") or (alone in ("store", "give") and clause.number)
    if not has_cases(clause) or not moves or any(is_thing(clause, other) for other in clause.row):
        return []
    household = clause.last is not None and clause.last.household
    reaches = "down to" in clause.roles or "at" in clause.roles  # «достаёт шапку, натягивает *до бровей*»
    reaches = clause.last is not None and not household and (mark.get("wind") != "" or reaches)
    placed = alone == "put_on" and (body_owner(clause) != "" or reaches)
    suffered = "passive" in mark.case and any(other.kind == "word" for other in clause.row[:number])
    if suffered:  # «оболочка надета»
        return []
    objects = any(other.kind in ("body_part", "garment_part") for other in clause.row) and not placed
    if objects or any(other.kind == "word" for other in clause.row[number + 1 :]):
        return []
    who = target_of(clause, alone, number) if alone == "put_on" else clause.subject
    giver = clause.subject if who != clause.subject else ""
    return [Event(alone, who, _evidence(clause, mark), giver=giver)]


def _wrapped(clause: Clause, number: int) -> str:
    """Return who is covered with the garment named just before: «снимает сюртук и укрывает *её*»; "" for nobody."""
    after = clause.row[number + 1 : number + 2]
    if clause.last is None or not has_cases(clause) or not after or after[0].kind not in ("object", "person"):
        return ""
    return after[0].name or meant_by(after[0], clause.cast, clause.subject)


def _slides_into_sleeves(clause: Clause, verb: Mark) -> bool:
    """Return whether arms go into the sleeves of what was named before."""
    row = clause.row[clause.row.index(verb) :]
    into = any(mark.get("role") in ("into", "in") for mark in row)
    return into and any(_is_arm(m) for m in row) and any(m.kind == "garment_part" for m in row)


def _is_arm(mark: Mark) -> bool:
    entry = mark.entry() if mark.kind == "body_part" else None
    return entry is not None and (entry.english or entry.text).removesuffix("s") in ("arm", "hand")


def bared(clause: Clause, mark: Mark) -> list[Event]:
    """Return what "naked", "barefoot" or "in the shower" says of the subject's clothes."""
    if mark.get("bathes"):
        clothed = clause.verb is not None and clause.verb.get("in") == "wear" and not clause.verb.get("into")
        kind = "" if clothed or "garment" in clause.kinds else "bathe"
    else:
        kind = "strip" if mark.get("all") else "bare"
    return [Event(kind, clause.subject, _evidence(clause, mark), slot=mark.get("slot"))] if kind else []


def speaks_of_it(clause: Clause, number: int) -> bool:
    """Return whether "it" or "that" falls: the garment named before."""
    before = clause.row[:number]
    thing = any(m.get("gender") == "neuter" or m.get("falls") == "thing" or m.kind == "it" for m in before)
    return thing and not any(m.kind in ("garment", "word") for m in before)


def is_thing(clause: Clause, mark: Mark) -> bool:
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
    moves = clause.verb is not None and clause.verb.get(role) in ("put_on", "take_off", "change", "wear")
    roles = ("into", "out of") if has_cases(clause) else ("into", "out of", "in")
    return role if role in roles and moves else ""


def pronoun_events(clause: Clause, number: int) -> list[Event]:
    """Return what a verb does to "it" or "them"."""
    mark = clause.row[number]
    if _before_object(clause, number) or is_negated(clause, number):
        return []
    kind, state = framed(clause, _entered(clause, mark) or "object", number)
    kind = _of_thing(clause, kind, number)
    if not kind or (kind in ("adjust", "state") and is_elsewhere(clause, number)):
        return []
    who = target_of(clause, kind, number)
    giver = clause.subject if kind == "put_on" and who != clause.subject else ""
    gender, owner = mark.get("gender"), meant_by(mark, clause.cast) if mark.get("thing") else ""  # "pulls *mine* on"
    language = clause.sentence.language
    return [Event(kind, who, _evidence(clause, mark), None, owner, True, state, "", gender, giver, language)]


def _of_thing(clause: Clause, kind: str, number: int) -> str:
    """Return what a verb does to "it": what is straightened need not be worn, what is put on a shelf is not."""
    verb = clause.verb
    if kind == "adjust" and verb is not None and not verb.get("fastens"):
        return "touch"
    if not kind and verb is not None and verb.get("place") and is_elsewhere(clause, number):
        return "store"
    return kind


def _before_object(clause: Clause, number: int) -> bool:
    """Return whether a garment is the object after all, no preposition's noun: "gives *it* a hat"."""
    for mark in clause.row[number + 1 :]:
        if mark.kind == "wearing_preposition" and mark.get("role") not in PARTICLES:
            return False
        if mark.kind == "garment":
            return True
    return False


def _evidence(clause: Clause, mark: Mark) -> Evidence:
    return clause.sentence.evidence(mark.first, mark.last)
