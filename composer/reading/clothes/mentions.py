"""Garments no verb of wearing governs: whether "her scarf flutters" or ", boots crunching" says that they are worn."""

from itertools import takewhile

from composer.reading.clothes.asides import is_absolute
from composer.reading.clothes.beneath import is_beneath
from composer.reading.clothes.cast import NOBODY
from composer.reading.clothes.clause import Clause, has_cases, meant_by, names_owner, owner_of
from composer.reading.clothes.listing import is_all_clothes, is_list, is_outfit
from composer.reading.clothes.mark import Mark, is_opener
from composer.reading.clothes.using import worn_in_use
from composer.reading.clothes.wearers import body_owner, dative, hangs_from, person_after
from composer.reading.language import Language
from composer.types import Term

_ON_THING = frozenset({"on", "from", "over", "place", "by", "at", "in", "near", "beside"})
_NEAR = frozenset({"over", "at", "on", "place", "down", "up"})
_SOMEBODY = frozenset({"object", "pronoun", "person"})
_SEEN_THROUGH = frozenset({"over", "at"})
#: Where something may be that touches a worn garment: "slips a letter *into* her coat", "a tear *in* her dress".
_ABOUT = frozenset({"in", "into", "of", "from", "out of", "off"})


def mentioned(clause: Clause, number: int, role: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment no verb of wearing governs."""
    phrase = clause.row[number].phrase
    assert phrase is not None
    body = (body_owner(clause) or hangs_from(clause)) if role in ("start", "with") else ""
    body = body or (_on_body(clause, number) if not has_cases(clause) else "")
    if body and owner and owner != body and "falls" in clause.features:
        return "gone", owner  # "her shirt lands on my head"
    if body:
        return "wear", (owner if role == "start" and not hangs_from(clause) else "") or body
    if role == "start" and (around := _around(clause, number)):
        return "wear", around  # "a towel around her"
    if phrase.household or is_elsewhere(clause, number):
        return "", ""
    if role == "start" or (role == "none" and owner and _is_subject(clause, number)):
        return _leading(clause, number, owner, definite)
    return _governed(clause, number, role, owner or (_held_by(clause, number, role) if definite else ""), definite)


def _around(clause: Clause, number: int) -> str:
    """Return around whom a garment is: "a towel *around her*"."""
    after = clause.row[number + 1 : number + 3]
    if has_cases(clause) or len(after) < 2 or after[0].get("role") != "place" or after[1].kind not in _SOMEBODY:
        return ""
    return after[1].name or meant_by(after[1], clause.cast)


def _is_place(clause: Clause, mark: Mark) -> bool:
    """Return whether a preposition tells where something is worn: "at her throat", not "against her body"."""
    at = mark.get("role") == "at" and clause.sentence.words[mark.first] == "at"
    return at or mark.get("role") in ("on", "place", "over")


def _on_body(clause: Clause, number: int) -> str:
    """Return on whose body a garment is said to be right behind it: "tugs at the scarf *around his neck*"."""
    row, at = clause.row, number + 2
    if at >= len(row) or not _is_place(clause, row[number + 1]):
        return ""
    while at + 1 < len(row) and (is_opener(row[at]) or names_owner(clause, at)):
        at += 1
    return owner_of(clause, at)[0] if row[at].kind in ("body_part", "garment_part") else ""


def _leading(clause: Clause, number: int, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment that leads its clause: "her scarf flutters", ", boots crunching"."""
    hangs_on = "" if has_cases(clause) else person_after(clause, ("on",), owner)
    if wearer := hangs_on or _who_it_is_too_big_for(clause, owner):
        return "wear", wearer
    if (owner or definite or has_cases(clause)) and (undone := _undone(clause, number)):
        return undone, owner or clause.subject
    if owner:
        return ("adjust", owner) if _is_told_of(clause, number) else ("", "")
    return _unowned(clause, number, definite)


def _unowned(clause: Clause, number: int, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment that leads its clause and is nobody's by name."""
    if clause.number and is_absolute(clause, number):
        return "wear", clause.subject
    if is_beneath(clause, number) or _is_worn_by_name(clause, number):
        return "wear", clause.subject
    if is_all_clothes(clause) and clause.dressing:
        return "wear", clause.dressing
    if clause.number and (is_outfit(clause) or _is_gapped(clause, number)):
        return "wear", clause.subject
    if _hangs_over(clause, number):
        return "gone", clause.subject
    if _moves(clause):
        return _moving(clause, number, definite)
    if is_list(clause, number):
        # "A woman comes in. Linen trousers, a pearl necklace": a stranger's
        return "wear", NOBODY if clause.cast.stranger and not clause.explicit else clause.subject
    told = stated_after(clause, number) or _is_described(clause, number)
    return ("adjust", clause.subject) if told else ("", "")


def _is_worn_by_name(clause: Clause, number: int) -> bool:
    """Return whether a dash says what somebody has on: «Ржавый — косуха на голое тело»."""
    phrase, first = clause.row[number].phrase, clause.row[0]
    if number != 1 or not has_cases(clause) or phrase is None or clause.verb is not None or clause.lying:
        return False
    named = first.kind == "person" and "nominative" in first.case and clause.subject == first.name
    return named and clause.sentence.written[phrase.first - 1] in ("—", "–")


def _hangs_over(clause: Clause, number: int) -> bool:
    """Return whether an aside says that a garment is on a thing: "she sits down, apron over the back of it"."""
    aside = clause.number > 0 and number == 0 and not has_cases(clause) and clause.verb is None
    phrase = clause.row[number].phrase
    afoot = phrase is not None and phrase.garment.slot == "feet"  # "one boot over the other"
    return aside and not afoot and clause.explicit and is_on_thing(clause, number)


def _is_described(clause: Clause, number: int) -> bool:
    """Return whether no more is told than what a garment is like: «китель белоснежный»."""
    after, language = clause.row[number + 1 :], clause.sentence.language
    if not after or not has_cases(clause) or clause.sentence.zone != "narration" or language is None:
        return False
    words = [clause.sentence.written[mark.first] for mark in after if mark.kind != "small_word"]
    plain = all(mark.kind in ("word", "small_word") for mark in after)
    return number == 0 and plain and bool(words) and all(_is_nominative(word, language) for word in words)


def _is_nominative(word: str, language: Language) -> bool:
    return word == language.adjective(word, "", True) or any(
        word == language.adjective(word, gender, False) for gender in ("masculine", "feminine", "neuter")
    )


def _held_by(clause: Clause, number: int, role: str) -> str:
    """Return who is caught by a garment: "I catch *her by the belt*"."""
    at = next((at for at in range(number, -1, -1) if clause.row[at].get("role") == "at"), 0)
    if role != "at" or not at or clause.sentence.words[clause.row[at].first] != "by":
        return ""
    caught = clause.row[at - 1]
    somebody = caught.kind in ("person", "object") or caught.get("case") in ("object", "both")
    return (caught.name or meant_by(caught, clause.cast, clause.subject)) if somebody else ""


def _is_gapped(clause: Clause, number: int) -> bool:
    """Return whether somebody wears something as the one before does: "Tom wore a tuxedo and *Mira a dress*"."""
    before = clause.row[:number]
    named = bool(before) and before[0].kind == "person" and all(is_opener(mark) for mark in before[1:])
    return named and clause.done == "wear" and clause.verb is None and not has_cases(clause)


def _governed(clause: Clause, number: int, role: str, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment behind a preposition: "on her apron", "over a silk blouse"."""
    dressing = any(kind in ("wear", "adjust", "put_on") for _, kind in clause.said.values())
    if role in ("part", "moved") or (role == "from" and has_cases(clause) and not _comes_from(clause)):
        return _of_part(clause, owner, definite)
    if (role == "over" and dressing) or (role in _SEEN_THROUGH and _is_seen_through(clause, number)):
        return "wear", owner or clause.subject
    if role == "on" and has_cases(clause) and dressing:
        return "wear", owner or clause.subject
    if worn := worn_in_use(clause, number, role, owner, definite):
        return worn, owner or clause.subject
    if role == "with" and clause.dressing:
        return "wear", clause.dressing
    if owner and (role in _NEAR or (role in ("out of", "from") and _is_untouched(clause))):
        return "adjust", owner
    if (role == "over" and _lies_under(clause, number, definite)) or (role == "at" and has_cases(clause)):
        return "adjust", clause.subject
    seen = owner not in ("", clause.subject) and "beholding_verb" in clause.kinds
    on_owner = owner and _is_on_its_owner(clause, number, role)
    return ("adjust", owner) if on_owner or seen else ("", "")


def _of_part(clause: Clause, owner: str, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment whose part is spoken of: "hands in the pockets of a coat"."""
    if clause.verb is not None and clause.verb.get("alone") == "handle" and not owner and "of" not in clause.roles:
        return "", ""  # "sews a button onto a coat"
    stated = owner or definite or has_cases(clause)
    return "adjust" if stated else "wear", owner or (has_cases(clause) and dative(clause)) or clause.subject


def _comes_from(clause: Clause) -> bool:
    """Return whether somebody or another garment comes "from" a garment: it is put away, or no place to wear."""
    return clause.verb is not None and clause.verb.get("alone") in ("take", "give", "put_on")


def _is_seen_through(clause: Clause, number: int) -> bool:
    """Return whether somebody looks over or through glasses: "peers at you over half-moon spectacles"."""
    phrase = clause.row[number].phrase
    worn = phrase is not None and phrase.garment.slot == "face" and clause.subject != NOBODY
    return worn and clause.verb is None and not has_cases(clause)


def _lies_under(clause: Clause, number: int, definite: bool) -> bool:
    """Return whether other clothes are told to be over or under a garment: "over *the coat* she has thrown a shawl"."""
    begins = number < 3 or any(mark.kind == "garment" for mark in clause.row[number + 1 :])
    return has_cases(clause) or (definite and begins)


def _is_on_its_owner(clause: Clause, number: int, role: str) -> bool:
    """Return whether somebody's own garment is worn though no verb says so: "clutches *her shawl*", "in *her coat*"."""
    if has_cases(clause) or clause.subject == NOBODY or clause.row[0].kind == "counted":
        return False  # whose, when "the woman is still in *her* dressing gown"?
    if "handles" in clause.features or clause.row[0].get("gender") == "neuter":
        return False  # "it ate my glove"
    handled = clause.verb is not None and clause.verb.get("alone") in ("handle", "store")
    untouched = _is_untouched(clause) or clause.row.index(clause.verb or clause.row[number]) > number
    return (role in _ABOUT and not handled) or (role in ("none", "object") and untouched)


def _is_untouched(clause: Clause) -> bool:
    """Return whether a clause neither puts on nor takes off: "stamps the snow from her boots"."""
    return clause.verb is None or clause.verb.get("alone") == "adjust"


def _is_subject(clause: Clause, number: int) -> bool:
    """Return whether "is" or a verb of motion follows: "when she got there her boots *were* full of water"."""
    after = clause.row[number + 1] if number + 1 < len(clause.row) else None
    return after is not None and (after.kind == "garment_motion" or after.get("lists") != "")


def is_elsewhere(clause: Clause, number: int) -> bool:
    """Return whether the garment is said to be where nobody wears it: "are somewhere", "is in the wash"."""
    following = clause.row[number + 1 : number + 3]
    copula = bool(following) and following[0].kind == "small_word"
    placed = len(following) > 1 and following[1].kind == "wearing_preposition" and not _is_worn(clause, number)
    return (copula and placed) or _is_put_elsewhere(clause, number) or _is_in_hand(clause, number)


def _is_put_elsewhere(clause: Clause, number: int) -> bool:
    if "elsewhere" not in clause.kinds:
        return False
    own = takewhile(_is_of_garment, clause.row[number:])  # not "her coat buttoned, hands in her pockets"
    return any(mark.kind == "elsewhere" for mark in own)


def _is_worn(clause: Clause, number: int) -> bool:
    """Return whether a garment is said to be "on", and on nothing: "his bow tie is *on* crooked"."""
    after = clause.row[number + 2 :]
    alone = len(after) < 3 and all(mark.kind in ("word", "small_word") for mark in after[1:])
    return not has_cases(clause) and after[0].get("role") == "on" and alone


def _is_in_hand(clause: Clause, number: int) -> bool:
    """Return whether something hangs from fingers or is held in a fist: "her sandals swinging from two fingers"."""
    if "body_part" not in clause.kinds or "holds" not in clause.features:
        return False
    row = clause.row[number + 1 :]
    held = [at for at, mark in enumerate(row) if mark.kind == "body_part" and mark.get("holds")]
    slot = clause.row[number].phrase.garment.slot if clause.row[number].phrase else ""  # type: ignore[union-attr]
    if not held or has_cases(clause) or slot in ("hands", "accessory"):
        return False
    return any(mark.get("role") in ("from", "in", "place") for mark in row[max(0, held[0] - 3) : held[0]])


def _is_of_garment(mark: Mark) -> bool:
    return mark.kind != "body_part" and (mark.kind != "garment_motion" or mark.get("hangs") != "")


def _undone(clause: Clause, number: int) -> str:
    """Return the event of a garment that hangs on a thing, or comes off as the one before it did; "" for none."""
    if _is_hung(clause, number):
        return "gone"
    follows = clause.done in ("take_off", "gone", "store") and (is_all_clothes(clause) or _follows(clause))
    return "take_off" if follows else ""


def _is_hung(clause: Clause, number: int) -> bool:
    """Return whether a garment is told to hang on a thing: "her cloak *hangs from a beam*"."""
    if not _has_places(clause, _ON_THING):
        return False
    after = clause.row[number + 1 :]
    stored = any(_is_stored(mark) or mark.get("hangs") or mark.entry("lying_verb") for mark in after)
    falls = any(mark.get("role") == "fall" for mark in after)
    return (stored and is_on_thing(clause, number)) or (falls and is_on_thing(clause, number, frozenset({"at"})))


def _is_stored(mark: Mark) -> bool:
    """Return whether a garment is left somewhere by whoever wore it: not "her boots *leave* puddles on the mat"."""
    return mark.get("alone") == "store" and not {"infinitive", "third", "gerund"} & mark.case


def _has_places(clause: Clause, roles: frozenset[str]) -> bool:
    """Return whether a clause names any place: most do not."""
    return "elsewhere" in clause.kinds or not clause.roles.isdisjoint(roles)


def is_on_thing(clause: Clause, number: int, roles: frozenset[str] = _ON_THING) -> bool:
    """Return whether a preposition and a thing follow: "from a beam", "over the back of a chair", «на гвозде»."""
    if not _has_places(clause, roles):
        return False
    row = clause.row
    if any(mark.kind == "elsewhere" for mark in row[number + 1 :]):
        return True
    for at in range(number + 1, len(row) - 1):
        thing = at + 1
        while thing + 1 < len(row) and is_opener(row[thing]):
            thing += 1
        opened = thing > at + 1 or has_cases(clause)
        part = row[thing].kind in ("body_part", "garment_part") and thing + 1 < len(row)
        of_thing = (
            part and row[thing + 1].get("role") == "of" and not any(m.kind == "body_part" for m in row[thing + 1 :])
        )
        if row[at].get("role") in roles and opened and (_is_thing(row[thing]) or of_thing):
            return True
    return False


def _is_thing(mark: Mark) -> bool:
    return mark.kind in ("word", "outfit_word") or (mark.phrase is not None and mark.phrase.household)


def _follows(clause: Clause) -> bool:
    """Return whether no more is said than that a garment comes next: «за ним рубашка», "the cloak next to it"."""
    kinds = {"garment", "wearing_preposition", "pronoun", "object", "article", "joining", "small_word"}
    if not has_cases(clause):
        if len(clause.row) < 4 or clause.row[-1].get("gender") != "neuter":
            return False
        kinds.add("word")
    return clause.verb is None and all(mark.kind in kinds for mark in clause.row)


def _is_told_of(clause: Clause, number: int) -> bool:
    """Return whether anything but a list of clothes follows: "her boots *crunch*", not "laundry: your shirts"."""
    told = [mark for mark in clause.row[number + 1 :] if mark.kind not in ("joining", "garment", "article")]
    return bool(told) and (told[0].kind != "wearing_preposition" or has_cases(clause))


def _who_it_is_too_big_for(clause: Clause, owner: str) -> str:
    """Return who is in clothes of the wrong size: "Tom's coat was *too* big for *her*", «ей велико», "" for nobody."""
    if "size" not in clause.features:
        return ""
    for at, mark in enumerate(clause.row):
        dative = mark.kind == "dative" or (mark.kind == "person" and "dative" in mark.case)
        if dative or (at and clause.row[at - 1].get("role") == "for" and mark.kind in _SOMEBODY):
            return mark.name or meant_by(mark, clause.cast, owner)
    return ""


def _moves(clause: Clause) -> bool:
    """Return whether a garment flutters, creaks or clings, as it does on somebody, and not on any thing."""
    row = clause.row
    moved = next((at for at, mark in enumerate(row) if mark.kind == "garment_motion"), -1)
    if moved < 0:
        return False
    row = row[moved:] if has_cases(clause) else row  # «плащ *из перьев* шуршит»
    return not any(
        mark.get("role") in ("on", "in", "by", "from", "out of") and row[at + 1].kind in ("word", "article")
        for at, mark in enumerate(row[:-1])
    )


def _moving(clause: Clause, number: int, definite: bool) -> tuple[str, str]:
    """Return (event, who) of a garment that flutters, creaks, hides or hugs somebody."""
    if covered := _covered(clause, number):
        return "wear", covered
    if by := (person_after(clause, ("by",), "") or dative(clause)) if has_cases(clause) else "":
        return "adjust", by
    if has_cases(clause) and any(mark.get("hangs") for mark in clause.row[:number]):
        return "", ""  # «на вешалке болтается плащ»: there hangs a cloak
    return ("adjust", clause.subject) if definite or has_cases(clause) else ("", "")


def _covered(clause: Clause, number: int) -> str:
    """Return whom a garment hides or hugs: "a hooded cloak *hides* most of *her*"."""
    for mark in clause.row[number + 1 :]:
        if mark.kind == "object" or (mark.kind == "pronoun" and mark.get("case") == "object"):
            return meant_by(mark, clause.cast)
        if mark.kind == "body_part" and not has_cases(clause):
            return owner_of(clause, clause.row.index(mark))[0]
    return ""


def stated_after(clause: Clause, number: int) -> Term | None:
    """Return the state that is told of the garment at `number` behind it: "her skirt is *torn*"."""
    for mark in clause.row[number + 1 :]:
        entry = mark.entry("garment_state") if mark.kind == "garment_state" else None
        if entry:
            return Term(entry.text, entry.english)
        if mark.kind not in ("word", "joining", "garment", "small_word") and not (
            has_cases(clause) and mark.kind in ("wearing_preposition", "body_part")
        ):
            break
    return None
