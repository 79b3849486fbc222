"""Labelled values: ``Hair: long, silver``, ``Eyes("green")``, ``Рост: 185 см``."""

from collections.abc import Iterator
from dataclasses import replace

from composer.reading.language import Language, language_within
from composer.reading.lexicon import normalise
from composer.reading.looks.ages import ages, listed_ages
from composer.reading.looks.bodily import missing
from composer.reading.looks.described import EXCLUSIVE, Found, as_trait
from composer.reading.looks.gradients import shifts
from composer.reading.looks.hair import hair_parts, listed_length
from composer.reading.looks.heights import heights
from composer.reading.looks.items import is_nothing, items, modifiers, piece
from composer.reading.looks.layout import Passage
from composer.reading.looks.named_parts import named_parts
from composer.reading.looks.nouns import noun_traits
from composer.reading.looks.singles import single_traits
from composer.reading.looks.view import Modifier, View, terms
from composer.reading.text.mapped import MappedText
from composer.types import Term, Trait

_LONGEST = 80
#: Labels of colours, which a remark in brackets does not belong to.
_REMARKED = ("hair", "eyes", "skin")
#: Tokens in an item of a list about the body that says the build.
_LONGEST_BUILD = 5
#: Tokens of "the colour of …".
_LONGEST_LIKENESS = 6
_LONGEST_SPECIES = 4
_HAIR_COLORS = ("color", "hair_color", "shade")


def values(text: MappedText, passage: Passage, languages: tuple[Language, ...]) -> Iterator[tuple[Found, Trait]]:
    """Yield the traits of a labelled value; each item of a list is read on its own."""
    language = language_within(text.text, passage.start, passage.end, languages) or _by_label(text, passage, languages)
    if language is not None and language.rules is not None:
        sentence = piece(text, passage.start, passage.end - passage.start, language)
        yield from language.rules.looks(sentence, None, passage.reads) if sentence.written else ()
        return
    if language is None:
        return
    said: set[str] = set()
    tells_first: bool | None = None
    sided = _is_sided(passage.label, language)
    for view in _views(text, passage, language, languages):
        closed = said & _single(passage.reads)
        for found in _own(view, _item(view, passage.reads, first=not said)):
            found.mixed = found.mixed or (sided and found.attribute == "eye_color")
            if found.mixed or found.attribute not in closed or "changed" in view.known:
                yield found, as_trait(view, found, confidence=1.0)
            if not found.mixed or found.attribute == "eye_color":
                said.add(found.attribute)
        tells_first = "feature" in said if tells_first is None else tells_first
    if passage.reads in ("feature", "mark") and not tells_first:
        yield from named_parts(text, passage, language, languages)


def _views(text: MappedText, passage: Passage, language: Language, languages: tuple[Language, ...]) -> Iterator[View]:
    """Yield the items of a value, each in the language it is in."""
    for start, end in items(text.text, passage.start, passage.end, passage.reads in _REMARKED):
        spoken = language_within(text.text, start, end, languages) or language
        sentence = piece(text, start, end - start, spoken) if spoken.rules is None else None
        if sentence is not None and sentence.written:
            yield View(sentence)


def _single(reads: str) -> frozenset[str]:
    """Return the attributes of which a value about `reads` states one only."""
    return EXCLUSIVE | {reads} if reads == "height" else EXCLUSIVE


def _own(view: View, read: Iterator[Found]) -> Iterator[Found]:
    """Yield what no noun before it owns: not the "hoof" of "from a horse's hoof"."""
    return (found for found in read if found.definite < 0 or view.form(found.definite, "possessive"))


def _is_sided(label: str, language: Language) -> bool:
    """Return whether a label names one of two sides: "left eye"."""
    forms = (form for word in label.split() for form in language.lexicon.lookup(normalise(word)))
    return any(form.entry.kind == "side" for form in forms)


def _by_label(text: MappedText, passage: Passage, languages: tuple[Language, ...]) -> Language | None:
    return language_within(text.text, max(0, passage.start - 40), passage.start, languages)


def _item(view: View, reads: str, first: bool) -> Iterator[Found]:
    if reads == "type":  # of whatever: only a known kind of being counts
        reads, first = "species", False
    if is_nothing(view):
        yield from missing(view) if reads in ("mark", "feature", "looks", "body") else ()
        return
    reader = _READERS.get(reads)
    if reader:
        read = list(reader(view))
        plain = reads == "hair" and first and not read and len(view.words) > 1
        yield from _as_written(view, "hair_style", "hair") if plain else read
    elif not first and not _goes_on(view, reads):
        yield from (found for found in listed_traits(view) if found.attribute != reads)
    else:
        yield from _whole(view, reads)


def _is_named(view: View, one: Modifier) -> bool:
    """Return whether a later item of a species names one more, and does not only speak of it."""
    return "nominative" in one.form.tags if view.inflected else len(view.words) < _LONGEST_SPECIES


def _goes_on(view: View, reads: str) -> bool:
    """Return whether a later item of a list still is about its label: not "with glowing cracks" of a skin."""
    if reads == "species":  # not "can take human form"
        return any(_is_named(view, one) for one in modifiers(view, ("species",)))
    if reads == "skin" and any(match.form("feature_adjective") for match in view.matches):
        return False  # "light brown, freckled"
    return reads not in EXCLUSIVE or bool(modifiers(view, ("color", "tone", "shade", "gender", "skin")))


def _as_hairdo(found: Found) -> Found:
    """Return a tail that a label about hair names as the hairdo it is."""
    tied = found.attribute == "feature" and any(term.english == "tail" for term in found.words)
    return replace(found, attribute="hair_style") if tied else found


def _hair(view: View) -> Iterator[Found]:
    read = (
        list(map(_as_hairdo, noun_traits(view, listed=True)))
        or list(_likened(view, "hair_color"))
        or [*hair_parts(view), *shifts(view)]
    )
    taken = {n for found in read for n in range(found.first, found.last)}
    yield from read
    free = [one for one in modifiers(view, _HAIR_COLORS) if one.first not in taken]
    whole = any(found.attribute == "hair_color" and not found.mixed for found in read)
    if any(one.form.entry.kind != "shade" for one in free) and not whole:
        value = _with_noun(view, free)
        phrase = view.alone("hair", value)
        yield Found("hair_color", value, phrase, terms(free), free[0].first, free[-1].last, free[0].first)
    styles = [one for one in modifiers(view, ("hair_style", "bald")) if one.first not in taken]
    styles = [one for one in styles if not view.within(0, one.first, "then")]  # "down her back when loose"
    lengths = [found for found in listed_length(view) if found.first not in taken]
    yield from lengths
    for one in styles:
        cut = one.form.entry.get("cut") and view.form(one.last, "hair_style")  # «подстрижены лесенкой»
        if cut or (view.form(one.last, "style_preposition") and read):
            continue  # "заплетены в косу"
        value = view.printed([one], "", True)
        phrase = value if one.form.entry.kind == "bald" else view.alone("hair", value)
        if value not in {found.value for found in read}:
            yield Found("hair_style", value, phrase, terms([one]), one.first, one.last, one.first)


def _likened(view: View, attribute: str) -> Iterator[Found]:
    """Read "the colour of a winter sea" behind a label."""
    if view.form(0, "of_color") and len(view.words) <= _LONGEST_LIKENESS:
        value = view.source(0, len(view.words))
        colors = modifiers(view, ("color",))
        yield Found(attribute, value, value, terms(colors), 0, len(view.words), 0)


def _with_noun(view: View, colors: list[Modifier]) -> str:
    """Return colours with the noun that makes the first more exact: "seaweed green"."""
    first = colors[0].first
    value = view.printed(colors, "", True)
    unknown = first == 1 and view.at[0] is None and view.is_word(0) and not view.inflected
    return f"{view.words[0]} {value}" if unknown else value


def _eyes(view: View) -> Iterator[Found]:
    read = list(noun_traits(view, listed=True)) or list(_likened(view, "eye_color"))
    yield from read
    taken = {n for found in read for n in range(found.first, found.last)}
    colors = [one for one in modifiers(view, ("color", "eye_color", "shade")) if one.first not in taken]
    if not any(found.attribute == "eye_color" for found in read) and any(c.form.entry.kind != "shade" for c in colors):
        value = _with_noun(view, colors)
        yield Found("eye_color", value, view.alone("eyes", value), terms(colors), colors[0].first, colors[-1].last, 0)


def listed_traits(view: View) -> Iterator[Found]:
    """Yield all traits of an item that stands in a list about looks."""
    nouns = list(noun_traits(view, listed=True))
    yield from nouns
    for found in single_traits(view, "looks"):
        if not any(noun.first <= found.first and found.last <= noun.last for noun in nouns):
            yield found
    yield from ages(view)
    yield from listed_ages(view)
    yield from heights(view, listed=True)


def _age(view: View) -> Iterator[Found]:
    read = sorted(ages(view, listed=True), key=lambda found: found.first)
    looks = [found for found in read[1:] if view.within(found.first - 3, found.first, "looking")]
    yield from [*read[:1], *looks] or single_traits(view, "looks")


def _height(view: View) -> Iterator[Found]:
    read = list(heights(view, listed=True))[:1]
    read += [found for found in single_traits(view, "build") if found.attribute in ("build", "height")]
    yield from read or (_whole(view, "height") if _measures(view) else ())


def _build(view: View) -> Iterator[Found]:
    yield from list(heights(view, listed=True))[:1] or _whole(view, "build")


def _measures(view: View) -> bool:
    """Return whether a value that is no known height at least names a number or a measure."""
    if any((unit := view.form(n, "unit")) and unit.entry.get("weight") for n in range(len(view.words))):
        return False
    counted = any(word[0].isdecimal() for word in view.words) or not view.known.isdisjoint(("unit", "height", "number"))
    return counted and len(view.words) <= _LONGEST_BUILD


def _body(view: View) -> Iterator[Found]:
    """Yield what an item of a list about the body says, each by its own words."""
    read = [found for found in listed_traits(view) if found.attribute != "age_look" or "year" in view.known]
    build = modifiers(view, ("build",))
    if not read and build and len(view.words) <= _LONGEST_BUILD:
        yield from _whole(view, "build")
    yield from read


def _feature(view: View) -> Iterator[Found]:
    read = list(noun_traits(view, listed=True))
    if "hair" not in view.known and not any(found.attribute == "hair_color" for found in read):
        read = [found for found in read if found.attribute != "hair_style"]  # the waves of a tattoo
    # "Tail: short" says nothing of the height.
    read += [one for one in single_traits(view, "looks") if one.attribute == "feature" or _says_build(view, one)]
    yield from read


def _says_build(view: View, found: Found) -> bool:
    return found.attribute == "build" and view.form(found.first, "part_mod") is None


def _accessories(view: View) -> Iterator[Found]:
    """Yield what is part of the looks although it may be put on: glasses, a piercing, no ring."""
    for found in _feature(view):
        worn = view.at[found.anchor]
        lasting = worn and (form := worn.form("feature")) and not form.entry.get("needs")
        if lasting or not (worn and worn.form("garment")):
            yield found


def _mark(view: View) -> Iterator[Found]:
    """Yield what a list of distinguishing marks names: all of it is one, known or not."""
    read = list(_feature(view))
    yield from read
    told = view.at[0] is None and view.ends(0, "ending_plural")  # "smells like hay"
    if not (read or told or view.form(0, "function", "simile", "having")) and len(view.words) > 1:
        yield from _as_written(view, "feature", "")


def _whole(view: View, reads: str) -> Iterator[Found]:
    noun = reads if reads in ("skin", "build") else ""
    nouns = [found for found in noun_traits(view, listed=True) if found.attribute != "hair_style"]
    yield from nouns
    if not nouns:
        yield from _as_written(view, reads, noun)
    elif reads == "skin" and all(found.attribute != "skin" for found in nouns):
        yield from _beside(view, nouns)


def _beside(view: View, nouns: list[Found]) -> Iterator[Found]:
    """Yield the colour that stands before a mark of it: "black with faint rosettes"."""
    first = min(found.first for found in nouns)
    words = [one for one in modifiers(view, ("color", "tone", "shade")) if one.last <= first]
    if words:
        value = view.printed(words, "", True)
        yield Found("skin", value, view.alone("skin", value), terms(words), words[0].first, words[-1].last, 0)


def _as_written(view: View, attribute: str, purpose: str) -> Iterator[Found]:
    """Yield a short value as it stands, with what the lexicon knows of its words; `purpose`: what it is printed as."""
    kinds = {"skin": ("color", "tone", "shade"), "build": ("build",), "height": ("height",), "species": ("species",),
             "gender": ("gender",), "hair_style": ("hair_style", "hairdo")}.get(attribute, ())  # fmt: skip
    text = view.source(0, len(view.words))
    if len(text) > _LONGEST or view.form(0, "simile"):
        return
    known = modifiers(view, kinds)
    value = text if text.isupper() or attribute == "species" else text[:1].lower() + text[1:]
    if attribute == "hair_style" and any(match.form("function", "garment") for match in view.matches):
        return
    ends = bool(known) and known[-1].last == len(view.words)
    noun = view.noun(purpose) if purpose else ""
    phrase = view.alone(purpose, value) if noun and ends and noun not in value else value
    if view.inflected and noun and attribute == "build":
        phrase = f"{noun}: {value}" if not value.endswith(noun) else value
    words = terms(known) or tuple(Term(one.form.entry.text, one.form.entry.english) for one in known)
    yield Found(attribute, value, phrase, words, 0, len(view.words), 0)


_READERS = {
    "hair": _hair,
    "eyes": _eyes,
    "age": _age,
    "height": _height,
    "feature": _feature,
    "accessories": _accessories,
    "mark": _mark,
    "build": _build,
    "body": _body,
    "looks": listed_traits,
}
