"""Whether a trait is said to be so: not denied, wished, feared, supposed or long gone."""

from composer.reading.looks.described import Found
from composer.reading.looks.view import View
from composer.reading.matching import Match

_DENYING = frozenset({"irreal", "former", "negation"})
#: How many words a "instead of" reaches.
_NEAR = 2
_CLAUSE_ENDS = frozenset({",", "(", "—", "–", ";", "."})


def stated(view: View, found: Found) -> bool:
    """Return whether a trait is stated as true and present: not denied, wished, conditional or past."""
    denied = not _DENYING.isdisjoint(view.known)
    for position in range(_scope(view, found.first), found.first) if denied else ():
        match = view.at[position]
        if match is None or match.first != position or _only_after(match):
            continue
        irreal = match.form("irreal")
        near = irreal and irreal.entry.get("near") and _far(match, found)
        announced = ":" in view.words[match.last : found.first]  # «соседи сказали бы: рыжая, тощая»
        likened = match.form("function") and not _is_supposed_age(view, match, found)
        if irreal and not (irreal.entry.get("weak") or near or announced or likened):
            return False
        if found.missing:
            continue
        former = match.form("former")
        if (
            former
            and not former.entry.get("weak")
            and not (former.entry.get("near") and _is_past_comma(view, match, found))
        ):
            return False
        negation = match.form("negation")
        far = negation and negation.entry.get("near") and _far(match, found)
        if negation and not far and _denies(view, match.last, found):
            return False
    turned = found.attribute == "age_look" and view.within(found.first - 1, found.last + 1, "turned")
    return found.missing or not ((_former_after(view, found.last) and not turned) or _lacking(view, found.last))


def _is_supposed_age(view: View, match: Match, found: Found) -> bool:
    """Return whether somebody only acts like somebody of an age, and does not look it: «будто ей двадцать»."""
    return found.attribute == "age_look" and not view.within(0, match.first, "looking")


def _is_past_comma(view: View, match: Match, found: Found) -> bool:
    """Return whether a trait is out of reach of "a former", too far away or behind a comma: "бывшая лётчица, худая"."""
    return _far(match, found) or "," in view.words[match.last : found.first]


def _far(match: Match, found: Found) -> bool:
    """Return whether a word that reaches one noun only ("instead of", "a former") stands too far before a trait."""
    return found.first > match.last + _NEAR


def _only_after(match: Match) -> bool:
    """Return whether a word makes only what stands before it past: "she was blonde until …"."""
    former = match.form("former")
    return former is not None and former.entry.get("after") == "only"


def _scope(view: View, position: int) -> int:
    """Return where the statement that ends at a token begins: after "but", "now", ";", or "and has …"."""
    for back in range(position - 1, -1, -1):
        breaks = view.form(back, "breaker") and not view.form(back, "negation")
        joined = (
            view.words[back] in (",", "—", "–") or view.is_any(back, "word_who") or view.words[back] in view.joiners
        )
        joined = joined and not view.form(back - 1, "former")
        if view.words[back] == ";" or breaks or (joined and _restarts(view, back + 1, position)):
            return back + 1
    return 0


def _restarts(view: View, start: int, end: int) -> bool:
    """Return whether a new statement with a verb of its own begins at a token: "…, she has", "and wears"."""
    start += not view.is_any(start, "word_owner") and bool(view.form(start, "pronoun", "possessive"))
    if start >= end:
        return False
    match = view.at[start]
    if match is None or match.form("negation"):
        return False
    form = match.form("copula", "having")
    return bool(form) and not view.is_any(start, "word_accompanying")


def _denies(view: View, position: int, found: Found) -> bool:
    """Return whether a "not" before the token `position` reaches a trait."""
    if view.form(position, "no_denial") or found.definite >= position:
        return False
    for between in range(position, found.first):
        if view.words[between] in (",", "—", "–", ":", "-"):
            near = range(between, min(len(view.words), found.last + 3))
            if not any(view.form(n, "alternative") for n in near):
                return False
    return True


def _lacking(view: View, position: int) -> bool:
    """Return whether "нет" stands after what is missing: "Веснушек у неё нет"."""
    if "lacking" not in view.known and "negation" not in view.known:
        return False
    rest = view.words[position : position + 8]
    ends = (number for number, word in enumerate(rest) if word == ";" or word in view.joiners)
    until = next((number for number in ends if not _aside(rest, number)), len(rest))
    said = rest[:until]
    return view.within(position, position + until, "lacking") or _has_not(view, position, said)


def _has_not(view: View, position: int, words: list[str]) -> bool:
    """Return whether "не имеет" stands after a genitive: "Татуировок, кроме рун, не имеет"."""
    if not view.inflected or "negation" not in view.known or position < 1:
        return False
    match = view.at[position - 1]
    tags = {tag for form in match.forms for tag in form.tags} if match else set()
    denied = (number for number in range(position, position + len(words)) if view.form(number, "negation"))
    return "genitive" in tags and any(view.form(n + 1, "keeping", "having") for n in denied)


def _aside(words: list[str], comma: int) -> bool:
    """Return whether a comma stands before or after a word or two: ", разумеется,", ", кроме рун,"."""
    after = "," in words[comma + 2 : comma + 4]
    return after or "," in words[max(0, comma - 3) : max(0, comma - 1)]


def _former_after(view: View, position: int) -> bool:
    if "former" not in view.known:
        return False
    ends = _CLAUSE_ENDS | view.spellings("word_and") | view.spellings("word_but")
    while position < len(view.words) and view.words[position] not in ends:
        former = view.form(position, "former")
        if former and not former.entry.get("weak") and not former.entry.get("near"):
            return True
        position += 1
    return False
