"""Traits that hang on a noun: hair, eyes, skin, build, height and features with the words that describe them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from composer.reading.lexicon import Form
from composer.reading.looks.bodily import missing, prosthetic, replaced, sided, simile
from composer.reading.looks.described import (
    KINDS,
    Described,
    Found,
    color_traits,
    describe,
    noun_text,
    told_later,
)
from composer.reading.looks.hair import hair, hairdo, tied
from composer.reading.looks.likened_colors import color_before, likened_color, of_color
from composer.reading.looks.view import Modifier, View, number_of, terms
from composer.reading.matching import Match
from composer.types import Term

#: Features of which it is said where they are, by their English name.
_PLACED = frozenset(
    {"scar", "tattoo", "mole", "beauty mark", "birthmark", "piercing", "freckles", "markings", "glasses"}
    | {"burn scar", "prosthetic arm", "cybernetics"}
)


def noun_traits(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield the traits that hang on nouns; `listed`: in a list about looks, where a bare noun says enough."""
    for match in view.matches if not view.known.isdisjoint(KINDS) else ():
        if KINDS.keys().isdisjoint(view.kinds[match.first]):
            continue
        if view.within(match.first - 3, match.first, "of_color") and not colored_before(view, match):
            continue  # "eyes the colour of a raven's wing"
        if view.inflected and view.capital(match.first) and _is_unknown_name(view, match.first - 1):
            continue  # «Тимофей Рогов»
        if view.hyphenated(match.first) and view.form(match.first - 1, "feature", "hairdo"):
            continue  # «тату-штрихкод», «коса-колосок»
        heads = {form.entry.kind: form for form in reversed(match.forms) if form.entry.kind in KINDS}
        for kind, form in heads.items():
            yield from _READERS[kind](view, match, form, describe(view, match, form, listed))
    yield from missing(view)
    yield from replaced(view)
    yield from prosthetic(view)
    yield from sided(view)


def colored_before(view: View, match: Match) -> bool:
    """Return whether a colour in the genitive belongs to the noun behind it: «мышиного цвета волосы»."""
    return any(color_before(view, "hair_color", "hair", match))


def _is_unknown_name(view: View, position: int) -> bool:
    return position >= 0 and view.at[position] is None and view.is_word(position) and view.capital(position)


def _eye(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    both = _two_eyes(view, match, form)
    if both:
        yield both
        return
    single = "singular" in form.tags and "plural" not in form.tags
    if single and not form.entry.get("single") and not _sided(view, match):
        return
    if view.words[match.first] == "eye" and not _sided(view, match):
        return
    traits = list(color_traits(view, "eye_color", "eyes", noun, match))
    if not traits:
        later = told_later(view, match, form)
        traits = [replace(one, first=later.start) for one in color_traits(view, "eye_color", "eyes", later, match)]
    yield from traits
    if not traits:
        named = list(of_color(view, "eye_color", "eyes", match)) or list(color_before(view, "eye_color", "eyes", match))
        yield from named or likened_color(view, "eye_color", "eyes", match)


def _sided(view: View, match: Match) -> bool:
    return view.within(match.first - 3, match.first, "side", "lone")


def _two_eyes(view: View, match: Match, form: Form) -> Found | None:
    """Read "one blue eye and one green", "left eye is blue, the right one is gold"."""
    if "side" not in view.known:
        return None
    sides = [n for n in range(max(0, match.first - 4), min(len(view.words), match.last + 9)) if view.form(n, "side")]
    colors = [n for n in range(max(0, match.first - 3), min(len(view.words), match.last + 10))
              if (one := view.at[n]) and one.first == n and (color := one.form("color", "eye_color"))
              and color.entry.english != "mismatched" and not view.hyphenated(n + 1)]  # fmt: skip
    if len(sides) < 2 or len(colors) < 2 or sides[0] > max(match.first, colors[0]):
        return None
    first = min(sides[0], colors[0], match.first)
    last = max(view.at[colors[1]].last, sides[1] + 1)  # type: ignore[union-attr]
    if view.form(last, "eye"):
        last += 1
    value = view.source(first, last)
    value = value[:1].lower() + value[1:]
    found = [Modifier(n, n + 1, form) for n in colors[:2] if (form := view.form(n, "color", "eye_color"))]  # type: ignore[assignment]
    return Found("eye_color", value, value, terms(found), first, last, match.first, mixed=True)


def _skin(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    gender, plural = number_of(form)
    if form.entry.get("animal"):
        if view.form(match.last, "garment", "material") or not noun.all:
            return
        words = list(noun.before or noun.after)
        value = f"{view.printed(words, gender, plural)} {noun_text(view, match, form, plural)}"
        english = (Term(form.entry.text, form.entry.english),)
        said = (*terms(words), *english)
        # Fur or scales may cover one part, skin the other.
        yield Found("skin", value, value, said, noun.start, noun.end, match.first, noun.owner, mixed=True)
        return
    colors = noun.before or noun.after
    if form.entry.get("face"):
        colors, gender, plural = [one for one in colors if one.form.entry.get("face")], "feminine", False
    if not colors:
        yield from of_color(view, "skin", "skin", match)
    else:
        value = view.printed(colors, gender, plural)
        first, last = min(match.first, colors[0].first), max(match.last, colors[-1].last)
        said = terms(colors) or _shade_terms(colors)
        yield Found("skin", value, view.alone("skin", value), said, first, last, match.first, noun.owner)


def _shade_terms(modifiers: list[Modifier]) -> tuple[Term, ...]:
    return tuple(Term(one.form.entry.text, one.form.entry.english) for one in modifiers)


def _body(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    words = noun.before or noun.after
    if words:
        gender, plural = number_of(form, view.words[match.first], words)
        value = view.printed(words, gender, plural)
        name = "build" if view.suffix(match.first) else noun_text(view, match, form, plural)
        yield Found("build", value, f"{value} {name}", terms(words), noun.start, noun.end, match.first, noun.owner)


def _stature(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    words = noun.before or noun.after
    if words:
        gender, plural = number_of(form, view.words[match.first], words)
        value = view.printed(words, gender, plural)
        phrase = f"{value} {noun_text(view, match, form, plural)}"
        yield Found("height", value, phrase, terms(words), noun.start, noun.end, match.first, noun.owner)


def _feature(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    place = _place(view, match, form)
    if form.entry.get("marked"):
        noun = replace(noun, before=_marks(noun.before), after=_marks(noun.after))
    if view.word(match.last) == "," or view.is_any(match.last, "word_and"):
        noun.after.clear()
        noun.end = match.last
    if (
        form.entry.get("needs") == "modifier"
        and not form.entry.get("bodily")
        and not _shaped(view, noun, form.entry.english == "face")
    ):
        return
    if form.entry.get("bodily") and view.within(match.first - 2, match.first, "length_preposition"):
        return  # "hair to her shoulders"
    if form.entry.get("bodily") and not _shaped(view, noun, form.entry.english == "face"):
        yield from simile(view, match, form)
        return
    if not _is_told(view, match, form, noun, place) or view.form(match.last, "garment"):
        return  # "cat-ear headphones"
    gender, plural = number_of(form, view.words[match.first], noun.all)
    value = _called(view, noun, noun_text(view, match, form, plural), gender, plural)
    if place > match.last:
        value += view.sentence.text.text[view.sentence.spans[match.last - 1][1] : view.sentence.spans[place - 1][1]]
    words, end = _feature_terms(view, form, noun), max(place, noun.end)
    yield Found("feature", value, value, words, noun.start, end, match.first, noun.owner)


def _marks(modifiers: list[Modifier]) -> list[Modifier]:
    """Return the words that say what life did to a face: "lined", not "angry"."""
    return [one for one in modifiers if one.form.entry.get("marks")]


def _is_told(view: View, match: Match, form: Form, noun: Described, place: int) -> bool:
    """Return whether enough is said of a feature, and it is no part or cause of something else."""
    needs = form.entry.get("needs")
    given = bool(noun.before) or noun.owner >= 0 or noun.listed or place > match.last
    if view.inflected:
        # «крылья перепончатые», «на подбородке ямочка»
        given = given or bool(noun.after) or view.within(noun.start - 2, noun.start - 1, "place_preposition")
    if view.inflected and view.form(noun.start - 1, "causing"):
        return False  # «след от очков»
    if (needs == "modifier" and not noun.all) or (needs == "place" and not given):
        return False
    # A single genitive is a part of something else: "цвета воронова крыла".
    part = "genitive" in form.tags and "plural" not in form.tags
    if needs == "body" and (part or not (given or _had(view, match.first))):
        return False
    return not (form.entry.english == "tail" and view.inflected and tied(view, match))


def _called(view: View, noun: Described, name: str, gender: str, plural: bool) -> str:
    """Return a feature with its describing words before it, those that do not agree behind it: "нос крючком"."""
    if noun.before or not noun.after:
        return " ".join(filter(None, [view.printed(noun.before, gender, plural), name]))
    said = view.printed(noun.after, gender, plural)
    return f"{said} {name}" if not view.inflected or noun.after[0].form.entry.nominative else f"{name} {said}"


def _shaped(view: View, noun: Described, face: bool) -> bool:
    """Return whether more than a side or a shade is said of a part of the body; the tone of a face is its skin's."""
    unsaid = ("shade", "color") if face else ("shade",)
    said = [one for one in noun.all if one.form.entry.kind not in unsaid and not one.form.entry.get("plain")]
    return any(not (face and (tone := view.form(one.first, "tone")) and tone.entry.get("face")) for one in said)


def _had(view: View, position: int) -> bool:
    return view.within(position - 6, position, "having", "possessive")


def _feature_terms(view: View, form: Form, noun: Described) -> tuple[Term, ...]:
    english = form.entry.english or form.entry.text
    kinds = [one.form.entry.english for one in noun.all if one.form.entry.kind == "part_mod" and one.form.entry.english]
    if english == "ears" and kinds:
        english = f"{kinds[0]} ears"
    # What is "black-tipped" is not black: such words are printed and no more.
    plain = [one for one in noun.all if (known := view.at[one.first]) is None or known.last >= one.last]
    return (Term(form.entry.text, english), *terms(plain))


def _place(view: View, match: Match, form: Form) -> int:
    """Return where "scar across her left cheek", "tattoo of an anchor" ends."""
    end = match.last
    if form.entry.english not in _PLACED:
        return end
    if not view.form(end, "place_preposition"):
        bare = view.inflected and form.entry.english == "tattoo" and end < len(view.words)
        return end + 1 if bare and (view.at[end] is None or view.form(end, "species")) and view.is_word(end) else end
    position = end + 1
    while position < len(view.words) and position < end + 6 and view.is_word(position):
        position += 1
        if not _leads(view, position - 1):
            return position
    return position if position > end + 1 else end


def _leads(view: View, position: int) -> bool:
    """Return whether a word in "across her left cheek" still waits for its noun."""
    if view.form(position, "possessive", "side", "color", "number", "hair_style", "waiting"):
        return True
    following = view.word(position + 1)
    return (
        view.adjectival(position)
        and following.isalpha()
        and not view.form(position + 1, "function", "having", "copula")
    )


_Reader = Callable[[View, Match, Form, Described], Iterator[Found]]
_READERS: dict[str, _Reader] = {
    "hair": hair,
    "eye": _eye,
    "skin": _skin,
    "body": _body,
    "stature": _stature,
    "feature": _feature,
    "hairdo": hairdo,
}
