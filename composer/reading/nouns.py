"""Traits that hang on a noun: hair, hairdos, eyes, skin, build, height and features with the words that describe them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from composer.reading.lexicon import Form, normalise
from composer.reading.matching import Match
from composer.reading.view import JOINERS, Modifier, View, number_of, shaded, terms
from composer.types import Term

_COLORS = ("color", "hair_color", "eye_color", "shade")
_KINDS = {
    "hair": ("hair_style", "color", "hair_color", "shade"),
    "eye": ("color", "eye_color", "shade"),
    "skin": ("color", "tone", "shade"),
    "body": ("build",),
    "stature": ("height",),
    "feature": ("part_mod", "color", "shade"),
    "hairdo": ("hair_style", "color", "hair_color", "shade", "part_mod"),
}
_HEADS = tuple(_KINDS)
_PLACED = frozenset({"scar", "burn scar", "tattoo", "mole", "beauty mark", "birthmark", "piercing", "freckles", "markings",
                     "prosthetic arm", "cybernetics", "glasses"})  # fmt: skip
_PLACES = frozenset({"on", "over", "across", "under", "above", "along", "below", "down", "through", "of", "на", "над", "под",
                     "через", "поперек", "вдоль", "от", "в"})  # fmt: skip
_LENGTH_PREPOSITIONS = frozenset({"to", "past", "below", "above", "beneath"})
_SUFFIXES = frozenset({"haired", "eyed", "skinned", "bodied", "built"})


@dataclass(slots=True)
class Found:
    """A trait as found at the tokens ``[first, last)``, before it is known whose it is.

    Attributes:
        anchor: the token the trait hangs on; definite: a possessive stands before it.
        mixed: one of several values that hold together; weak: only where the text is about looks.
    """

    attribute: str
    value: str
    phrase: str
    words: tuple[Term, ...]
    first: int
    last: int
    anchor: int
    definite: int = -1
    mixed: bool = False
    confidence: float = 0.9


@dataclass(slots=True)
class Described:
    """A noun with the words that describe it; `start` is where its phrase begins, `end` where it ends."""

    before: list[Modifier]
    after: list[Modifier]
    start: int
    end: int
    owner: int = -1

    @property
    def all(self) -> list[Modifier]:
        """All describing words, in the order of the text."""
        return self.before + self.after


def noun_traits(view: View, listed: bool = False) -> Iterator[Found]:
    """Yield the traits that hang on nouns; `listed`: in a list about looks, where a bare noun says enough."""
    for match in view.matches:
        heads = {form.entry.kind: form for form in reversed(match.forms) if form.entry.kind in _KINDS}
        for kind, form in heads.items():
            yield from _READERS[kind](view, match, form, describe(view, match, form, _KINDS[kind]), listed)


def describe(view: View, match: Match, form: Form, kinds: tuple[str, ...]) -> Described:
    """Return the words that describe a noun, before and after it."""
    before, start, owner = _before(view, match.first, kinds, form)
    suffix = view.words[match.last - 1] in _SUFFIXES
    after, end = ([], match.last) if suffix else _after(view, match.last, kinds, form)
    return Described(shaded(view, before), shaded(view, after), start, max(end, match.last), owner)


def _before(view: View, head: int, kinds: tuple[str, ...], form: Form) -> tuple[list[Modifier], int, int]:
    found: list[Modifier] = []
    position, skipped, start = head - 1, 0, head
    while position >= 0:
        match = view.at[position]
        own = view.describing(position, kinds, form)
        if match and own:
            found.insert(0, Modifier(match.first, match.last, own))
            position, start = match.first - 1, match.first
        elif (found and view.words[position] in JOINERS) or (match and match.form("adverb", "possessive_adverb")):
            position = match.first - 1 if match else position - 1
        elif skipped < 2 and view.adjectival(position):
            position, skipped = position - 1, skipped + 1
        else:
            break
    return found, start, position if _possessive(view, position) else -1


def _possessive(view: View, position: int) -> bool:
    if position < 0:
        return False
    return bool(view.form(position, "possessive")) or view.words[position].endswith(("'s", "s'"))


def _after(view: View, position: int, kinds: tuple[str, ...], form: Form) -> tuple[list[Modifier], int]:
    """Read "… is long and silver": groups between commas; a group that belongs to the next noun does not count."""
    found: list[Modifier] = []
    group: list[Modifier] = []
    end = position
    if not _links(view, position, kinds):
        return found, end
    while position < len(view.words):
        match = view.at[position]
        own = view.describing(position, kinds, form, case=False)
        if match and own:
            group.append(Modifier(match.first, match.last, own))
            position = match.last
        elif view.words[position] in JOINERS | {":", "—", "–", "("}:
            found, group = found + group, []
            position += 1
        elif match and match.form("linking", "adverb", "copula") and not match.form("negation"):
            position = match.last
        elif view.words[position] == "у":
            position += 2
        elif view.words[position] == "as" and not group:
            position += 1
        else:
            break
    if group and (position >= len(view.words) or _ends_group(view, position, group)):
        found += group
    if position < len(view.words) and view.form(position, "causing") and not view.form(position, "function") and found:
        return [], end
    return found, found[-1].last if found else end


def _links(view: View, position: int, kinds: tuple[str, ...]) -> bool:
    if position >= len(view.words):
        return False
    if view.words[position] in {":", "—", "–", "-", ",", "(", "=", "у"} or view.form(position, "copula", "linking"):
        return True
    return view.inflected and view.form(position, "adverb", *kinds) is not None


def _ends_group(view: View, position: int, group: list[Modifier]) -> bool:
    """Return whether the word after a group of adjectives leaves them to the noun before."""
    match = view.at[position]
    if not view.tokens[position].is_word or "short" in group[-1].form.tags:
        return True
    if match and match.form(
        "function", "having", "causing", "breaker", "negation", "pronoun", "length_verb", "linking"
    ):
        return not match.form(*_HEADS)
    return match is None and view.words[position].endswith(("ing", "ed", "s")) and not view.inflected


def _colors(modifiers: list[Modifier], kinds: tuple[str, ...] = _COLORS) -> list[Modifier]:
    colors = [one for one in modifiers if one.form.entry.kind in kinds]
    return colors if any(one.form.entry.kind != "shade" for one in colors) else []


def _color_traits(
    view: View, attribute: str, noun: str, described: Described, head: Match, *, gender: str = "", plural: bool = True
) -> Iterator[Found]:
    for group in (described.before, described.after):
        colors = _colors(group, (*_COLORS, "tone"))
        if not colors:
            continue
        value = _run(view, colors, gender, plural)
        first, last = min(head.first, colors[0].first), max(head.last, colors[-1].last)
        yield Found(attribute, value, f"{value} {noun}", terms(colors), first, last, head.first, described.owner)
        return


def _run(view: View, colors: list[Modifier], gender: str, plural: bool) -> str:
    """Print colours: as one run where only joining words stand between them, else joined by commas."""
    if view.inflected:
        return view.printed(colors, gender, plural)
    runs: list[list[Modifier]] = []
    for one in colors:
        joined = runs and all(
            view.words[n] in JOINERS or view.form(n, "shade") for n in range(runs[-1][-1].last, one.first)
        )
        if joined:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(view.printed(run) for run in runs)


def _styles(view: View, noun: str, described: Described, head: Match) -> Iterator[Found]:
    for one in described.all:
        if one.form.entry.kind == "hair_style" and view.word(one.last) not in ("in", "into", "в"):
            value = view.printed([one])
            # "волосы до пояса" is read after the noun.
            phrase = f"{noun} {value}" if view.inflected and not one.form.entry.nominative else f"{value} {noun}"
            first, last = min(one.first, head.first), max(one.last, head.last)
            yield Found("hair_style", value, phrase, terms([one]), first, last, head.first, described.owner)


def _hair(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    if form.entry.get("needs") and not noun.before:
        return
    name = "волосы" if view.inflected else "hair"
    yield from _color_traits(view, "hair_color", name, noun, match)
    yield from _styles(view, name, noun, match)
    yield from _hair_length(view, name, noun, match)
    yield from _hair_parts(view, name, match)


def _hair_length(view: View, name: str, noun: Described, match: Match) -> Iterator[Found]:
    """Find "… to her waist", "… до пояса" in the words after the hair."""
    for position in range(match.last, min(len(view.words), match.last + 14)):
        if view.form(position, "eye", "skin", "body") or view.words[position] in ".;!?":
            return
        style = view.at[position]
        own = style.form("hair_style") if style else None
        if style and own and view.inflected and style.last - style.first > 1 and style.first == position:
            value = own.entry.text
            yield Found("hair_style", value, f"{name} {value}", terms([Modifier(position, style.last, own)]),
                        match.first, style.last, match.first, noun.owner)  # fmt: skip
            return
        if view.words[position] in _LENGTH_PREPOSITIONS:
            after = position + 1 + bool(view.form(position + 1, "possessive") or view.word(position + 1) == "the")
            part = view.at[after] if after < len(view.words) else None
            if part and part.form("length_part"):
                value = view.source(position, part.last).lower()
                yield Found("hair_style", value, f"{name} {value}", (Term(value, "long"),), match.first, part.last,
                            match.first, noun.owner)  # fmt: skip
                return


def _hair_parts(view: View, name: str, match: Match) -> Iterator[Found]:
    """Find "… with pink tips": a second colour beside the first."""
    for position in range(match.last, min(len(view.words), match.last + 10)):
        part = view.at[position]
        form = part.form("hair_part") if part else None
        if part and form and part.first == position:
            colors, start, owner = _before(view, position, ("color", "hair_color", "shade"), form)
            if _colors(colors):
                gender, plural = number_of(form)
                noun = form.entry.nominative[plural] if form.entry.nominative else view.source(position, part.last)
                value = f"{view.printed(colors, gender, plural)} {noun}"
                yield Found("hair_color", value, value, terms(colors), start, part.last, match.first, owner, mixed=True)


def _hairdo(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    needs = form.entry.get("needs")
    near = any(view.form(n, "hair") for n in range(max(0, match.first - 9), min(len(view.words), match.last + 6)))
    if needs == "hair" and not near and not _colors(noun.before, ("hair_color",)) and not listed:
        return
    if form.entry.english == "ponytail" and view.inflected and needs and not _tied(view, match):
        return
    if needs in ("modifier", "place") and not (noun.all or near or listed):
        return
    gender, plural = number_of(form, view.words[match.first], noun.before)
    styles = [one for one in noun.before if one.form.entry.kind in ("hair_style", "part_mod")]
    name = _noun(view, match, form, plural)
    value = " ".join(filter(None, [view.printed(styles, gender, plural) if len(styles) < 2 else
                                   " ".join(view.printed([one], gender, plural) for one in styles), name]))  # fmt: skip
    yield Found("hair_style", value, value, (Term(form.entry.text, form.entry.english),), noun.start, match.last,
                match.first, noun.owner)  # fmt: skip
    colors = _colors(noun.all)
    if colors and (not near or colors[0].first < match.first):
        value = view.printed(colors, "", True)
        hair = "волосы" if view.inflected else "hair"
        yield Found(
            "hair_color", value, f"{value} {hair}", terms(colors), noun.start, noun.end, match.first, noun.owner
        )


def _noun(view: View, match: Match, form: Form, plural: bool = False) -> str:
    """Return a noun ready to print: as written where that is a nominative, else put into it."""
    written = view.words[match.first : match.last]
    named = plural or "singular" not in form.tags or normalise(form.entry.text).split() == written
    if not view.inflected or ("nominative" in form.tags and named) or not form.entry.nominative:
        return view.source(match.first, match.last).lower()
    return form.entry.nominative[plural and len(form.entry.nominative) > 1]


def _eye(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    name = "глаза" if view.inflected else "eyes"
    both = _two_eyes(view, match, form)
    if both:
        yield both
        return
    if "singular" in form.tags and "plural" not in form.tags and not _sided(view, match):
        return
    if view.words[match.first] in ("eye",) and not _sided(view, match):
        return
    traits = list(_color_traits(view, "eye_color", name, noun, match))
    yield from traits
    if not traits and view.inflected and view.word(match.last) == "цвета":
        yield from _of_color(view, "eye_color", name, match)


def _of_color(view: View, attribute: str, name: str, match: Match) -> Iterator[Found]:
    end = match.last + 1
    while (
        end < len(view.words) and end < match.last + 4 and view.tokens[end].is_word and not view.form(end, "function")
    ):
        end += 1
    if end > match.last + 1:
        value = view.source(match.last, end)
        colors = tuple(
            Term(value, form.entry.english) for n in range(match.last, end) if (form := view.form(n, "color"))
        )
        yield Found(attribute, value, f"{name} {value}", colors, match.first, end, match.first)


def _sided(view: View, match: Match) -> bool:
    return any(view.form(n, "side") for n in range(max(0, match.first - 3), match.first))


def _two_eyes(view: View, match: Match, form: Form) -> Found | None:
    """Read "one blue eye and one green", "left eye is blue, the right one is gold"."""
    sides = [n for n in range(max(0, match.first - 4), min(len(view.words), match.last + 9)) if view.form(n, "side")]
    colors = [n for n in range(max(0, match.first - 3), min(len(view.words), match.last + 10))
              if (one := view.at[n]) and one.first == n and (color := one.form("color", "eye_color"))
              and color.entry.english != "mismatched"]  # fmt: skip
    if len(sides) < 2 or len(colors) < 2 or sides[0] > max(match.first, colors[0]):
        return None
    first = min(sides[0], colors[0], match.first)
    last = max(colors[1] + 1, sides[1] + 1)
    if view.word(last) in ("eye", "глаз"):
        last += 1
    value = view.source(first, last)
    value = value[:1].lower() + value[1:]
    found = [Modifier(n, n + 1, form) for n in colors[:2] if (form := view.form(n, "color", "eye_color"))]  # type: ignore[assignment]
    return Found("eye_color", value, value, terms(found), first, last, match.first, mixed=True)


def _skin(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    gender, plural = number_of(form)
    if form.entry.get("animal"):
        if view.form(match.last, "garment", "material") or not noun.all:
            return
        words = [one for one in noun.before or noun.after]
        value = f"{view.printed(words, gender, plural)} {_noun(view, match, form, plural)}"
        english = (Term(form.entry.text, form.entry.english),)
        yield Found("skin", value, value, (*terms(words), *english), noun.start, noun.end, match.first, noun.owner)
        return
    name = "кожа" if view.inflected else "skin"
    colors = noun.before or noun.after
    if colors:
        value = view.printed(colors, gender, plural)
        first, last = min(match.first, colors[0].first), max(match.last, colors[-1].last)
        yield Found("skin", value, f"{value} {name}", terms(colors) or _shade_terms(colors), first, last, match.first,
                    noun.owner)  # fmt: skip


def _shade_terms(modifiers: list[Modifier]) -> tuple[Term, ...]:
    return tuple(Term(one.form.entry.text, one.form.entry.english) for one in modifiers)


def _body(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    words = noun.before or noun.after
    if words:
        gender, plural = number_of(form, view.words[match.first], words)
        value = view.printed(words, gender, plural)
        name = "build" if view.words[match.first] in _SUFFIXES else _noun(view, match, form, plural)
        yield Found("build", value, f"{value} {name}", terms(words), min(noun.start, match.first), noun.end, match.first,
                    noun.owner)  # fmt: skip


def _stature(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    words = noun.before or noun.after
    if words:
        gender, plural = number_of(form, view.words[match.first], words)
        value = view.printed(words, gender, plural)
        yield Found("height", value, f"{value} {_noun(view, match, form, plural)}", terms(words), noun.start, noun.end, match.first,
                    noun.owner)  # fmt: skip


def _feature(view: View, match: Match, form: Form, noun: Described, listed: bool) -> Iterator[Found]:
    needs = form.entry.get("needs")
    place = _place(view, match, form)
    given = bool(noun.before) or noun.owner >= 0 or listed or place > match.last
    if needs == "modifier" and not noun.all or needs == "place" and not given:
        return
    if needs == "body" and not (given or _had(view, match.first)):
        return
    if form.entry.english == "tail" and view.inflected and _tied(view, match):
        return
    if view.word(match.last) in (",", "and"):
        noun.after.clear()
    gender, plural = number_of(form, view.words[match.first], noun.all)
    name = _noun(view, match, form, plural)
    value = " ".join(filter(None, [view.printed(noun.before, gender, plural), name]))
    if not noun.before and noun.after:
        value = f"{view.printed(noun.after, gender, plural)} {name}"
    if place > match.last:
        value += view.sentence.text.text[view.tokens[match.last - 1].end : view.tokens[place - 1].end]
    yield Found("feature", value, value, _feature_terms(form, noun), noun.start, max(place, noun.end), match.first,
                noun.owner)  # fmt: skip


def _tied(view: View, match: Match) -> bool:
    """Return whether hair is tied in a "хвост": "собраны в высокий хвост"."""
    lead = {"в", "во"} & set(view.words[max(0, match.first - 4) : match.first])
    return bool(lead) and any(view.form(n, "hair") for n in range(match.first))


def _had(view: View, position: int) -> bool:
    return any(view.form(n, "having", "possessive") for n in range(max(0, position - 6), position))


def _feature_terms(form: Form, noun: Described) -> tuple[Term, ...]:
    english = form.entry.english or form.entry.text
    kinds = [one.form.entry.english for one in noun.all if one.form.entry.kind == "part_mod" and one.form.entry.english]
    if english == "ears" and kinds:
        english = f"{kinds[0]} ears"
    return (Term(form.entry.text, english), *terms(noun.all))


def _place(view: View, match: Match, form: Form) -> int:
    """Return where "scar across her left cheek", "tattoo of an anchor" ends."""
    end = match.last
    if form.entry.english not in _PLACED:
        return end
    if view.word(end) not in _PLACES:
        bare = view.inflected and form.entry.english == "tattoo" and end < len(view.words)
        return end + 1 if bare and view.at[end] is None and view.tokens[end].is_word else end
    position = end + 1
    while position < len(view.words) and position < end + 6 and view.tokens[position].is_word:
        position += 1
        if not _leads(view, position - 1):
            return position
    return position if position > end + 1 else end


def _leads(view: View, position: int) -> bool:
    """Return whether a word in "across her left cheek" still waits for its noun."""
    if view.form(position, "possessive", "side", "color", "number", "hair_style") or view.words[position] in (
        "a", "an", "the", "whole", "entire", "всю", "весь", "все", "её", "его", "pair",
    ):  # fmt: skip
        return True
    following = view.word(position + 1)
    return (
        view.adjectival(position)
        and following.isalpha()
        and not view.form(position + 1, "function", "having", "copula")
    )


_Reader = Callable[[View, Match, Form, Described, bool], Iterator[Found]]
_READERS: dict[str, _Reader] = {
    "hair": _hair,
    "eye": _eye,
    "skin": _skin,
    "body": _body,
    "stature": _stature,
    "feature": _feature,
    "hairdo": _hairdo,
}
