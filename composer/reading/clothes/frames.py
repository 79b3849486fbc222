"""What a verb makes of a garment: the garment's role in its clause, the verb's frame for that role, and for whom."""

from itertools import takewhile

from composer.reading.clothes.announcing import announcer
from composer.reading.clothes.beneath import is_beneath, stands_alone
from composer.reading.clothes.clause import Clause, has_cases, names_owner
from composer.reading.clothes.denials import is_negated
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.mark import OPENERS, Mark, is_opener
from composer.reading.clothes.motions import ends_phrase, unnamed_motion
from composer.reading.clothes.parts import part_state
from composer.reading.clothes.wearers import body_owner, off_body, person_after, stranger_after, worn_on
from composer.reading.clothes.within import holds_something, is_all_left, may_wear_in
from composer.types import Term

_ENTERED = frozenset({"top", "bottom", "full", "outer", "front", "legs", "feet", "hands", "neck", "underwear"})
#: Words that belong to a verb rather than govern a noun.
PARTICLES = frozenset({"on", "off", "up", "down", "back", "tight", "out", "away"})
#: Where nothing is worn that is pulled onto it.
_LAPS = frozenset({"hand", "arm", "knee", "palm", "foot"})
_POCKETED = frozenset({"top", "bottom", "full", "outer", "front", "back"})
_LIGHT = frozenset({"small_word", "garment_state", "clause_start"})


def role_of(clause: Clause, number: int) -> str:
    """Return how a garment stands in its clause: object, start, part, or the role of its preposition."""
    if announcer(clause, number) is not None:
        return "announced"
    at = number - 1
    while at >= 0 and (is_opener(clause.row[at]) or names_owner(clause, at) or _is_light(clause.row[at])):
        at -= 1
    if at < 0 or (at == 0 and is_beneath(clause, number) and stands_alone(clause)):
        return _bare_role(clause, number)
    return _role_after(clause, at, number)


def _is_light(mark: Mark) -> bool:
    """Return whether a mark says nothing of the roles: "what looks like"."""
    return mark.kind in _LIGHT or (mark.match is not None and mark.match.entry("plain_modifier") is not None)


def _role_after(clause: Clause, at: int, number: int) -> str:
    mark = clause.row[at]
    if mark.kind == "announced":
        return "announced"
    if mark.kind == "garment_part":
        whole = _may_be_whole(mark, clause.row[number]) if has_cases(clause) else at == number - 1
        return "part" if whole else _bare_role(clause, number)
    if mark.kind == "joining":
        return next((clause.said[n][0] for n in reversed(range(at)) if n in clause.said), "start")
    if mark.kind == "wearing_preposition":
        return _prepositional(clause, at, number)
    if mark.kind == "garment" and has_cases(clause):
        return _bare_role(clause, number)
    if mark.kind in (
        "garment_motion",
        "wearing_verb",
        "pronoun",
        "object",
        "dative",
        "person",
        "body_part",
        "negation",
        "elsewhere",
        "figure",
    ):
        return _bare_role(clause, number)
    if mark.kind == "word" and (has_cases(clause) or clause.sentence.ends(mark.first, "ending_adverb")):
        return _bare_role(clause, number)
    return "none"


def _opening(clause: Clause, number: int) -> int:
    """Return where the noun phrase of the garment at `number` begins, 1 at the least."""
    at = number
    while at > 1 and (is_opener(clause.row[at - 1]) or _is_light(clause.row[at - 1])):
        at -= 1
    return max(at, 1)


def _of_unknown(clause: Clause, number: int) -> str:
    """Return the role of a garment of which an unknown word is a part or rest: «опускаю *светофильтр* шлема» a part,
    «кутаюсь *в обрывки* туники» what is got into."""
    phrase = clause.row[number].phrase
    if phrase is None or "genitive" not in phrase.case or not has_cases(clause) or clause.verb is None:
        return ""
    if number == 0 or clause.row[number - 1].kind != "word":
        return ""
    if number > 1 and clause.row[number - 2].get("role") == "in" and clause.verb.get("into"):
        return "into"
    only = not phrase.case & {"nominative", "accusative"}
    return "part" if only and clause.verb.get("alone") == "adjust" else ""


def _may_be_whole(part: Mark, mark: Mark) -> bool:
    """Return whether a garment may be what a part belongs to: «карман куртки», not «в карман варежки»."""
    entry = part.entry()
    pocket = entry is not None and entry.english in ("pocket", "sleeve")
    if mark.phrase is None or (pocket and mark.phrase.garment.slot not in _POCKETED):
        return mark.phrase is None
    return not mark.phrase.case or "genitive" in mark.phrase.case


def _bare_role(clause: Clause, number: int) -> str:
    """Return the role of a garment without a preposition."""
    phrase, verb = clause.row[number].phrase, clause.verb
    assert phrase is not None
    if not has_cases(clause):
        return "object" if verb and verb.first < phrase.first else "start"
    if part := _of_unknown(clause, number):
        return part
    if phrase.case and not phrase.case & {"nominative", "accusative"}:
        if clause.dressing and "locative" in phrase.case and not phrase.case & {"genitive", "accusative"}:
            return "in"
        if "instrumental" in phrase.case and verb and verb.get("wind"):
            return "none" if _winds_thing(clause, verb, number) else "wind"
        if "instrumental" in phrase.case and clause.row[_opening(clause, number) - 1].kind == "garment_motion":
            return "moved"
        return "object" if "genitive" in phrase.case and is_negated(clause, number) else "none"
    governs = verb is not None and (verb.get("alone") or "nominative" not in (phrase.case or {"nominative"}))
    if governs and "accusative" in (phrase.case or {"accusative"}):
        return "object"
    unknown_before = any(mark.kind == "word" for mark in clause.row[:number])
    unknown_before = unknown_before and not (worn_on(clause) or is_beneath(clause, number) or body_owner(clause))
    put = clause.row[0].get("top") != "" or (number == 0 and body_owner(clause) != "")
    topped = put and verb is None and "accusative" in phrase.case  # «сверху — рубашку», «шапку — на голову»
    leads = topped or "nominative" in (phrase.case or {"nominative"})
    return "start" if leads and not unknown_before else "none"


def _winds_thing(clause: Clause, verb: Mark, number: int) -> bool:
    """Return whether a thing is covered with a garment, nobody: «прикрыл *огонь* шляпой», not «прикрыл голову»."""
    after = clause.row[clause.row.index(verb) + 1 : _opening(clause, number)]
    language = clause.sentence.language
    words = [clause.sentence.words[mark.first] for mark in after if mark.kind == "word" and mark.match is None]
    others = clause.sentence.endings("ending_no_thing")
    words = [word for word in words if not word.endswith(others)]
    things = [word for word in words if language and not language.adjective(word, "", False)]
    return bool(things) and "body_part" not in clause.kinds and verb.get("alone") == ""


def _prepositional(clause: Clause, at: int, number: int) -> str:
    role = clause.row[at].get("role")
    phrase = clause.row[number].phrase
    assert phrase is not None
    before = clause.row[at - 1] if at else None
    after_verb = before is not None and (
        before.kind in ("wearing_verb", "object") or before.get("role") in PARTICLES or before.get("person") == "third"
    )
    verb = clause.verb
    if role in PARTICLES and after_verb and verb and not has_cases(clause):
        return "object"
    torn = verb is not None and not has_cases(clause) and verb.get("alone").startswith("state:")
    parted = ("of", "on", "off", "from") if torn else ("of", "on")
    if before is not None and before.kind == "garment_part" and role in parted:
        return "part"
    if role == "in" and before is not None and before.get("hair") and phrase.garment.slot != "head":
        return "none"  # "her hair in rags"
    if role == "in" and has_cases(clause):
        return _within(clause, at, phrase)
    if role == "with" and has_cases(clause) and "instrumental" not in (phrase.case or {"instrumental"}):
        return "from" if "genitive" in phrase.case else "none"
    return role


def _within(clause: Clause, at: int, phrase: Phrase) -> str:
    """Return the role of a garment behind "in" in a language whose cases tell "in" from "into"."""
    verb, before = clause.verb, clause.row[at - 1] if at else None
    if (at == 0 and holds_something(clause)) or (phrase.case and not phrase.case & {"accusative", "locative"}):
        return "none"
    if phrase.case & {"accusative"} and "locative" not in phrase.case:
        tucked = before is not None and before.kind == "garment" and verb and verb.get("into") == "adjust"
        entered = verb is not None and verb.get("into") != "" and not tucked
        return "into" if entered else ("at" if _touches(clause, at) else "none")
    return "into" if not phrase.case and verb and verb.get("into") else "in"


def _touches(clause: Clause, at: int) -> bool:
    """Return whether something goes into a worn garment: «в карман пальто», "hides her face in the scarf"."""
    if at + 1 < len(clause.row) and clause.row[at + 1].kind == "garment_part":
        return True
    tucked = clause.verb is not None and clause.verb.get("alone") == "adjust"  # «заправляет рубашку *в брюки*»
    return at > 0 and (clause.row[at - 1].kind == "body_part" or (tucked and clause.row[at - 1].kind == "garment"))


def framed(clause: Clause, role: str, number: int) -> tuple[str, Term | None]:
    """Return the event (and the new state) that the clause's verb makes of a garment in this role."""
    verb = clause.verb
    if role == "announced":
        return "wear", None
    if verb is None:
        worn = "wear" if role == "in" and may_wear_in(clause, number) else ""
        return worn or unnamed_motion(clause, role, number), None
    if role == "part":
        state = part_state(clause, verb)
        return ("state", state) if state else ("", None)
    kind = _verb_event(clause, role, verb, number)
    if kind.startswith("state:"):
        return "state", Term(kind.removeprefix("state:"), kind.removeprefix("state:"))
    if kind == "remain":
        return ("change" if is_all_left(clause, number) else "wear"), None
    if kind == "handle":
        return "", None
    if verb.get("habit") and ("past" in verb.case or clause.sentence.zone == "speech"):
        return "", None
    return kind, None


def _verb_event(clause: Clause, role: str, verb: Mark, number: int) -> str:
    before = clause.row.index(verb) < number
    tears = verb.get("alone").startswith("state:")
    if role == "in" and not (may_wear_in(clause, number) and before):
        return "wear" if may_wear_in(clause, number) else ""
    if (
        role in ("start", "none")
        and not before
        and verb.get("off")
        and not has_cases(clause)
        and _particle(clause, verb, number) == "off"
    ):
        return "take_off"
    if role == "start" and verb.get("role") == "fall" and not before and _slides_off(clause):
        return "take_off"
    if role == "start" and tears and not has_cases(clause):
        return _object_event(clause, verb, number)
    if role == "start" and has_cases(clause) and "passive" in verb.case and not before:
        return _suffered(_object_event(clause, verb, number))
    if role == "object":
        return _object_event(clause, verb, number) if before or has_cases(clause) else ""
    phrase = clause.row[number].phrase
    entered = phrase is None or phrase.garment.slot in _ENTERED or has_cases(clause) or verb.get("into") == "wear"
    if role == "into" and (_moves_thing(clause, verb, number) or not entered):
        return ""
    return verb.get(role) or ("wear" if role == "in" else "")


def _slides_off(clause: Clause) -> bool:
    """Return whether a garment slides from somebody: "from her shoulders", not "off one shoulder"."""
    whole = any(mark.kind == "body_part" and "plural" in mark.case for mark in clause.row)
    return whole and not has_cases(clause) and off_body(clause)


def _off_body(clause: Clause, number: int) -> str:
    """Return the event of what comes off a part of the body: off one shoulder it stays on."""
    if "off" in clause.roles and _bares_shoulder(clause, number):
        return "adjust"
    return "take_off" if off_body(clause) else ""


def _bares_shoulder(clause: Clause, number: int) -> bool:
    """Return whether a garment is only moved off one shoulder."""
    phrase = clause.row[number].phrase
    shoulder = any(
        (entry.english or entry.text) == "shoulder" and "plural" not in mark.case
        for mark in clause.row
        if mark.kind == "body_part" and (entry := mark.entry()) is not None
    )
    return shoulder and phrase is not None and phrase.garment.slot in ("top", "full", "outer") and not has_cases(clause)


def _suffered(kind: str) -> str:
    """Return what is told of a garment to which something was done: «шарф *повязан*», «куртка *снята*»."""
    return {"put_on": "wear", "store": "gone", "give": "gone", "take": ""}.get(kind, kind)


def _moves_thing(clause: Clause, verb: Mark, number: int) -> bool:
    """Return whether something else goes into a garment: "slips a letter into her coat", not "slips into her coat"."""
    between = clause.row[clause.row.index(verb) + 1 : number]
    if any(mark.kind == "body_part" for mark in between):
        return False
    before = [*takewhile(_is_no_preposition, between)]
    things = [mark for mark in before if mark.kind in ("word", "garment_part", "garment")]
    adverb = not has_cases(clause) and all(clause.sentence.ends(m.first, "ending_adverb") for m in things)
    return bool(verb.get("body")) or (bool(things) and not adverb)


def _is_no_preposition(mark: Mark) -> bool:
    return mark.kind != "wearing_preposition"


def _object_event(clause: Clause, verb: Mark, number: int) -> str:
    if _on_thing(clause, verb):
        return ""
    if bared := _off_body(clause, number):
        return bared
    if verb.get("alone") == "take_off" and has_cases(clause) and _onto_body(clause, number):
        return "adjust"
    particle = _particle(clause, verb, number)
    if particle and (verb.get(particle) or particle == "off"):
        return verb.get(particle) or "take_off"
    if verb.get("place") and (_over_clothes(clause, number) or _is_on_somebody(clause)):
        return verb.get("place")
    if verb.get("mutual") and clause.row[number - 1] is verb:
        return "swap"
    if "for" in clause.roles and verb.get("for"):
        return "take_off"
    return verb.get("alone")


def _is_on_somebody(clause: Clause) -> bool:
    """Return whether something goes on a body: "over her shoulders", "over me", "around Anna", "around herself"."""
    if body_owner(clause) or "reflexive" in clause.features:
        return True
    things = any(mark.kind in ("word", "elsewhere") for mark in clause.row)  # "on the table between you"
    roles = ("over",) if things else ("over", "place")
    return not has_cases(clause) and (person_after(clause, roles) or stranger_after(clause)) != ""


def _over_clothes(clause: Clause, number: int) -> bool:
    """Return whether what is moved goes over other clothes: "pulls a sweatshirt over the swimsuit"."""
    after = clause.row[number + 1 :]
    over = bool(after) and after[0].get("role") == "over"
    governed = next((mark for mark in after[1:] if not is_opener(mark)), None)
    own = over and len(after) > 1 and after[1].kind == "possessive"  # "over her sleeves"
    return over and governed is not None and (governed.kind == "garment" or (own and governed.kind == "garment_part"))


def _onto_body(clause: Clause, number: int) -> bool:
    """Return whether what is pulled stays on: «стягивает маску *на подбородок*»."""
    after = clause.row[number + 1 : number + 3]
    onto = len(after) == 2 and after[0].get("role") == "on" and after[1].kind == "body_part"
    entry = after[1].entry() if onto else None
    return entry is not None and entry.english not in _LAPS and "accusative" in after[1].case


def _on_thing(clause: Clause, verb: Mark) -> bool:
    """Return whether something is put on a thing: "туман накинул на город шаль"."""
    if not has_cases(clause) or verb.get("alone") != "put_on":
        return False
    places = (at for at, mark in enumerate(clause.row) if mark.get("role") == "on")
    return any(_governs_thing(clause, at + 1) for at in places)


def _governs_thing(clause: Clause, at: int) -> bool:
    """Return whether a thing follows, adjectives left out: «на город», not «на голое тело»."""
    language = clause.sentence.language
    while at < len(clause.row) and clause.row[at].kind in ("word", *OPENERS):
        word = clause.sentence.written[clause.row[at].first]
        if clause.row[at].kind == "word" and not (language and language.adjective(word, "masculine", False)):
            return True
        at += 1
    return False


def _particle(clause: Clause, verb: Mark, number: int) -> str:
    """Return the particle that belongs to the verb, before or behind its object."""
    row = clause.row
    if row[0].get("role") == "off" and row[1] is verb:
        return "off"  # "off comes the coat"
    for at in range(row.index(verb) + 1, len(row)):
        mark = row[at]
        role = mark.get("role") if mark.kind != "word" else ""
        if role == "down to" and verb.get("down"):
            return "down"  # "yanks the cap down to her ears"
        if not role or not (verb.get(role) or role == "off") or role in ("in", "into", "out of", "for", "down to"):
            continue
        if at < number or ends_phrase(row, at) or role == "fall":
            return role
    return ""
