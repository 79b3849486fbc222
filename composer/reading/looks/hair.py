"""Hair: its colour, style and length, and hairdos."""

from collections.abc import Iterator

from composer.reading.lexicon import Form
from composer.reading.looks.described import (
    Described,
    Found,
    color_traits,
    colors_of,
    noun_text,
    words_before,
)
from composer.reading.looks.gradients import gradients
from composer.reading.looks.likened_colors import color_before, likened_color, of_color
from composer.reading.looks.view import Modifier, View, number_of, terms
from composer.reading.matching import Match
from composer.types import Term

#: How far behind the word "hair" its length may stand.
_NEAR = 14

#: What is braided like hair but is none, and how many words before the braid it is looked for.
_BEARDS, _BEARD_REACH = frozenset({"beard", "goatee", "moustache"}), 5


def hair(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    """Yield what is said of hair."""
    if form.entry.get("needs") and not noun.before:
        return
    if form.entry.get("again") and not view.within(0, match.first, "hair"):
        return
    colors = list(color_traits(view, "hair_color", "hair", noun, match))
    for one in colors if form.entry.get("strand") else ():
        one.mixed = True
    named = colors or list(of_color(view, "hair_color", "hair", match))
    named = named or list(color_before(view, "hair_color", "hair", match))
    yield from named or likened_color(view, "hair_color", "hair", match)
    yield from () if colors else _dyed(view, match)
    yield from _styles(view, noun, match)
    yield from _hair_length(view, noun, match)
    yield from hair_parts(view, match.last, match.first)
    yield from gradients(view, match, noun, bool(named))


def _dyed(view: View, match: Match) -> Iterator[Found]:
    """Read "dyes her hair blue", "волосы она красит в синий"."""
    if "dyeing" not in view.known:
        return
    verb = next((n for n in range(max(0, match.first - 4), match.last + 4) if view.form(n, "dyeing")), -1)
    start = max(verb + 1, match.last)
    for position in range(start, min(start + 3, len(view.words)) if verb >= 0 else start):
        form = view.form(position, "color", "hair_color")
        if form:
            one = Modifier(position, position + 1, form)
            value = view.printed([one], "", True)
            yield Found(
                "hair_color", value, view.alone("hair", value), terms([one]), match.first, position + 1, match.first
            )
            return


def dyed_self(view: View) -> Iterator[Found]:
    """Read «красится в рыжий», where the verb alone says that it is the hair."""
    for verb in view.matches if "dyeing" in view.known else ():
        form = verb.form("dyeing")
        if form is None or not form.entry.get("self"):
            continue
        for position in range(verb.last, min(verb.last + 3, len(view.words))):
            color = view.form(position, "color", "hair_color")
            if color:
                one = Modifier(position, position + 1, color)
                value = view.printed([one], "", True)
                phrase = view.alone("hair", value)
                yield Found("hair_color", value, phrase, terms([one]), verb.first, position + 1, verb.first)
                break


def _styles(view: View, described: Described, head: Match) -> Iterator[Found]:
    for one in described.all:
        cut = one.form.entry.get("cut") and view.form(one.last, "hair_style")  # «подстрижены лесенкой»
        if one.form.entry.kind == "hair_style" and not cut and not view.form(one.last, "style_preposition"):
            value = view.printed([one])
            # "волосы до пояса" is read after the noun.
            behind = view.inflected and not one.form.entry.nominative
            phrase = view.behind("hair", value) if behind else view.alone("hair", value)
            first, last = min(one.first, head.first), max(one.last, head.last)
            yield Found("hair_style", value, phrase, terms([one]), first, last, head.first, described.owner)


def _hair_length(view: View, noun: Described, match: Match) -> Iterator[Found]:
    """Find "… to her waist", "… до пояса" in the words after the hair."""
    for position in range(match.last, min(len(view.words), match.last + _NEAR)):
        if view.form(position, "eye", "skin", "body", "former") or view.words[position] in ".;!?":
            return
        style = view.at[position]
        own = style.form("hair_style") if style else None
        if style and own and view.inflected and style.last - style.first > 1 and style.first == position:
            value = own.entry.text
            yield Found("hair_style", value, view.behind("hair", value), terms([Modifier(position, style.last, own)]),
                        match.first, style.last, match.first, noun.owner)  # fmt: skip
            return
        end = _length_end(view, position)
        if end:
            yield _length(view, position, end, match.first, noun.owner)
            return


def listed_length(view: View) -> Iterator[Found]:
    """Find "halfway down her back" in a value of a label about hair."""
    for position in range(len(view.words)):
        end = _length_end(view, position)
        if end:
            yield _length(view, position, end, position, -1)
            return


def _length_end(view: View, position: int) -> int:
    """Return where "to her waist" ends that begins at a token, 0 where nothing of the kind does."""
    lead = view.at[position]
    if lead is None or not lead.form("length_preposition"):
        return 0
    after = lead.last
    after += view.form(after, "possessive") is not None or view.is_any(after, "article")
    part = view.at[after] if after < len(view.words) else None
    return part.last if part and part.form("length_part") else 0


def _length(view: View, start: int, end: int, anchor: int, owner: int) -> Found:
    lead = view.at[start]
    start = max(start, lead.last - 1 if lead else start)  # "cut off *at the chin*"
    start -= bool(view.form(start - 1, "length_adverb"))
    value = view.source(start, end).lower()
    return Found("hair_style", value, view.behind("hair", value), (Term(value, "long"),), anchor, end, anchor, owner)


def hair_parts(view: View, start: int = 0, anchor: int = 0) -> Iterator[Found]:
    """Find "… with pink tips" from a token on: a second colour beside the first."""
    for position in range(start, min(len(view.words), start + 10)) if "hair_part" in view.known else ():
        part = view.at[position]
        form = part.form("hair_part") if part else None
        if part and form and part.first == position:
            colors, first, owner = words_before(view, position, ("color", "hair_color", "shade"), form)
            if colors_of(colors):
                gender, plural = number_of(form)
                noun = form.entry.nominative[plural] if form.entry.nominative else view.source(position, part.last)
                value = f"{view.printed(colors, gender, plural)} {noun}"
                yield Found("hair_color", value, value, terms(colors), first, part.last, anchor, owner, mixed=True)


def _before(match: Match) -> range:
    return range(max(0, match.first - _BEARD_REACH), match.first)


def hairdo(view: View, match: Match, form: Form, noun: Described) -> Iterator[Found]:
    """Yield a braid, a bun or another hairdo, and the colour of hair that is named with it."""
    needs = form.entry.get("needs")
    if match.form("hair_style") and view.form(match.last, "hairdo", "hair"):
        return  # «косая чёлка»
    if any(one and one.entry.english in _BEARDS for one in (view.form(n, "feature") for n in _before(match))):
        return  # «бородка, заплетённая в косички»
    near = view.within(match.first - 9, match.last + 6, "hair")
    colored = any(view.form(one.first, "hair_color") for one in noun.before)
    if needs == "hair" and not (near or colored or noun.listed):
        return
    if form.entry.english == "ponytail" and view.inflected and needs and not tied(view, match):
        return
    likened = next(of_color(view, "hair_color", "hair", match), None)
    if needs in ("modifier", "place") and not (noun.all or near or noun.listed or likened):
        return
    styled = any(one.form.entry.kind == "hair_style" for one in noun.before)
    if form.entry.get("bare") == "never" and not (styled if form.entry.get("styled") else noun.before):
        return
    gender, plural = number_of(form, view.words[match.first], noun.before)
    styles = [one for one in noun.before if one.form.entry.kind in ("hair_style", "part_mod")]
    name = noun_text(view, match, form, plural)
    value = " ".join(filter(None, [view.printed(styles, gender, plural) if len(styles) < 2 else
                                   " ".join(view.printed([one], gender, plural) for one in styles), name]))  # fmt: skip
    yield Found("hair_style", value, value, (Term(form.entry.text, form.entry.english),), noun.start, match.last,
                match.first, noun.owner)  # fmt: skip
    yield from of_color(view, "hair_color", "hair", match)
    colors = colors_of(noun.all)
    if colors and (not near or colors[0].first < match.first):
        value = view.printed(colors, "", True)
        phrase = view.alone("hair", value)
        yield Found("hair_color", value, phrase, terms(colors), noun.start, noun.end, match.first, noun.owner)


def tied(view: View, match: Match) -> bool:
    """Return whether hair is tied in a "хвост": "собраны в высокий хвост"."""
    lead = view.within(match.first - 4, match.first, "style_preposition")
    return lead and view.within(0, match.first, "hair")
