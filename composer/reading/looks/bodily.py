"""Parts of the body that everybody has: features by their shape, by what they are like, or because they are missing."""

from collections.abc import Iterator

from composer.reading.lexicon import Form
from composer.reading.looks.described import Found
from composer.reading.looks.view import View
from composer.reading.matching import Match
from composer.types import Term

#: How many words "hands like …" takes in.
_LONGEST_SIMILE = 5
#: What may stand between "without" and the part that is missing.
_COUNTED = ("number", "side", "part_mod", "possessive")
#: How far from a part it may be said to be missing.
_NEAR = 3
#: Words that name what stands in the place of a part, and words between that and the part.
_LONGEST_REPLACEMENT, _LONGEST_LEAD = 5, 3
#: Limbs that may be made of something else.
_LIMBS = frozenset({"arm", "leg", "hand", "foot"})
#: What ends the words for what stands in the place of a part.
_ENDS_REPLACEMENT = ("having", "pronoun", "copula", "relative", "causing", "breaker", "missing")


def simile(view: View, match: Match, form: Form) -> Iterator[Found]:
    """Read "hands like shovels" as a feature in the words of the text."""
    if not view.form(match.last, "simile") or view.form(match.first - 1, "having", "place_preposition"):
        return
    end = view.at[match.last].last  # type: ignore[union-attr]
    limit = min(len(view.words), match.last + _LONGEST_SIMILE)
    while end < limit and view.is_word(end) and not view.form(end, "breaker", "having"):
        end += 1
    if end > match.last + 1:
        value = view.source(match.first, end)
        value = value[:1].lower() + value[1:]
        words = (Term(form.entry.text, form.entry.english),)
        yield Found("feature", value, value, words, match.first, end, match.first)


def missing(view: View) -> Iterator[Found]:
    """Yield parts of the body that somebody lacks: "нет мизинца на левой руке", "без левого уха"."""
    if "limb" not in view.known or "missing" not in view.known:
        return
    for match in view.matches:
        form = match.form("limb")
        if form is None or ("singular" not in form.tags and not view.form(match.first - 1, "number")):
            continue
        start = match.first
        while start > 0 and view.form(start - 1, *_COUNTED):
            start -= 1
        if form.entry.get("sided") and not view.within(start, match.first, "side"):
            continue
        if said := _lack(view, start, match, form):
            value = f"{said} {view.source(start, match.last).lower()}"
            words = (Term(form.entry.text, f"missing {form.entry.english}"),)
            first, last = min(start, match.first), match.last
            yield Found("feature", value, value, words, first, last, match.first, missing=True)


def _lack(view: View, start: int, match: Match, form: Form) -> str:
    """Return the word that says that a part is missing, as it is printed before it; "" where it is not."""
    near = (*range(start - 1, max(-1, start - 1 - _NEAR), -1), *range(match.last, match.last + _NEAR))
    for position in near:
        lack = view.form(position, "missing")
        elsewhere = position >= match.last and view.form(_end(view, position), *_COUNTED, "waiting")
        misplaced = elsewhere or (lack and lack.entry.get("before") and position > start)
        if lack and not misplaced and (not lack.entry.get("genitive") or "genitive" in form.tags):
            return lack.entry.get("said")
        if view.word(position) in (",", ";", "—", "."):
            return ""
    return ""


def _end(view: View, position: int) -> int:
    """Return where the known phrase at a token ends."""
    match = view.at[position] if position < len(view.at) else None
    return match.last if match else position + 1


def replaced(view: View) -> Iterator[Found]:
    """Yield what stands in the place of a part: «вместо рук — клешни», "a hook instead of a hand"."""
    for match in view.matches if "instead" in view.known else ():
        part = match.last
        while part < match.last + _LONGEST_LEAD and not view.form(part, "limb", "feature", "eye", "hair", "skin"):
            part += 1
        if not match.form("instead") or not view.form(part, "limb", "feature", "eye", "hair", "skin"):
            continue
        end = view.at[part].last  # type: ignore[union-attr]
        bounds = _behind(view, end) or _before(view, match.first)
        if bounds is not None:
            value = f"{view.source(*bounds).lower()} {view.source(match.first, end).lower()}"
            first, last = min(bounds[0], match.first), max(bounds[1], end)
            yield Found("feature", value, value, (), first, last, first, missing=True)


def prosthetic(view: View) -> Iterator[Found]:
    """Yield what a limb is made of where a dash says so: «левая рука — титан», "left hand: steel"."""
    for match in view.matches if "side" in view.known and "limb" in view.known else ():
        form = match.form("limb")
        dashed = view.word(match.last) in ("—", "–")
        if form is None or form.entry.english not in _LIMBS or not dashed or not view.form(match.first - 1, "side"):
            continue
        end = match.last + 1
        while end < min(len(view.words), match.last + _LONGEST_REPLACEMENT) and _names(view, end):
            end += 1
        if end > match.last + 1 and not view.form(match.last + 1, "function", "side", "possessive"):
            value = view.source(match.first - 1, end).lower()
            words = (Term(form.entry.text, form.entry.english),)
            yield Found("feature", value, value, words, match.first - 1, end, match.first)


def sided(view: View) -> Iterator[Found]:
    """Yield features named with the side between their words: "a mechanical *left* arm"."""
    language = view.sentence.language
    for match in view.matches if {"side", "limb"} <= view.known else ():
        end = match.last + 1
        if language is None or not match.form("side") or not view.form(match.last, "limb") or match.first == 0:
            continue
        forms = language.lexicon.lookup(f"{view.words[match.first - 1]} {view.words[match.last]}")
        feature = next((form for form in forms if form.entry.kind == "feature"), None)
        if feature is not None:
            value = view.source(match.first - 1, end).lower()
            words = (Term(value, feature.entry.english or value),)
            yield Found("feature", value, value, words, match.first - 1, end, match.last)


def _behind(view: View, position: int) -> tuple[int, int] | None:
    """Return the bounds of what follows a dash, «у неё» or a verb: «вместо волос у неё щупальца»."""
    start = view.past_person(position)
    start += view.word(start) in ("—", "–", ":") or (
        start == position and view.form(start, "having", "copula") is not None
    )
    end = start
    while end < min(len(view.words), start + _LONGEST_REPLACEMENT) and _names(view, end):
        end += 1
    return (start, end) if start > position and end > start else None


def _before(view: View, position: int) -> tuple[int, int] | None:
    """Return the bounds of the words right before: «кольца диафрагмы вместо зрачков»."""
    start = position
    while start > max(0, position - _LONGEST_REPLACEMENT) and _names(view, start - 1):
        start -= 1
    return (start, position) if start < position else None


def _names(view: View, position: int) -> bool:
    """Return whether a token may belong to what stands in the place of a part."""
    if not view.is_word(position) or view.form(position, *_ENDS_REPLACEMENT):
        return False
    return not view.acts(position)
