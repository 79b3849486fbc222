"""A noun and the words that describe it, and what a rule finds: the common ground of reading looks from nouns."""

from collections.abc import Iterator
from dataclasses import dataclass

from composer.reading.lexicon import Form, normalise
from composer.reading.looks.tinted import tinted
from composer.reading.looks.view import SIGNS, Modifier, View, shaded, terms
from composer.reading.matching import Match
from composer.types import Term, Trait

#: The kinds of words that say a colour.
COLORS = ("color", "hair_color", "eye_color", "shade")
#: For each kind of noun that looks hang on, the kinds of words that may describe it, the likelier sense first.
KINDS = {
    "hair": ("hair_style", "color", "hair_color", "shade"),
    "eye": ("color", "eye_color", "shade"),
    "skin": ("color", "tone", "shade"),
    "body": ("build",),
    "stature": ("height",),
    "feature": ("part_mod", "color", "shade"),
    "hairdo": ("hair_style", "color", "hair_color", "shade", "part_mod"),
}
HEADS = tuple(KINDS)
#: Attributes of which a person has one value, unless the text states a mixture.
EXCLUSIVE = frozenset({"hair_color", "eye_color", "skin", "gender"})


#: Words of "as pitch" between a describing word and its noun, and of «будто две ледышки,» behind the noun.
_LONGEST_COMPARISON, _LONGEST_ASIDE = 3, 6


#: What ends a group of adjectives that belong to the noun before.
_LEAVING = (
    "function", "having", "causing", "breaker", "negation", "pronoun", "length_verb", "linking", "fading",
    "fading_place",
)  # fmt: skip
#: What may stand before a comparison that is set off.
#: What stands alone in a list of looks.
_ITEMS = ("build", "height", "unit", "number", "age_word", "gender", "species", "bald")
_APPOSING = frozenset({",", "—", "–"})


@dataclass(slots=True)
class Found:
    """A trait as found at the tokens ``[first, last)``, before it is known whose it is.

    Attributes:
        anchor: the token the trait hangs on; definite: a possessive stands before it.
        mixed: one of several values that hold together; missing: the trait is that something is not there.
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
    missing: bool = False


@dataclass(slots=True)
class Described:
    """A noun with the words that describe it.

    Attributes:
        start, end: where its phrase begins and ends; owner: the token of a possessive before it, -1 without one.
        listed: it stands in a list about looks, where a bare noun says enough.
    """

    before: list[Modifier]
    after: list[Modifier]
    start: int
    end: int
    owner: int = -1
    listed: bool = False

    @property
    def all(self) -> list[Modifier]:
        """All describing words, in the order of the text."""
        return self.before + self.after


def describe(view: View, match: Match, form: Form, listed: bool = False) -> Described:
    """Return the words that describe a noun, before and after it."""
    kinds = KINDS[form.entry.kind]
    before, start, owner = words_before(view, match.first, kinds, form)
    suffix = view.suffix(match.last - 1)
    absolute = owner >= 0 and not before and _describes_at(view, match.last, kinds)
    start_after = match.last + (view.inflected and len(kinds) == 1 and _is_subject(view, match.last))
    after, end = ([], match.last) if suffix else _after(view, start_after, kinds, form, absolute)
    return Described(shaded(view, before), shaded(view, after), start, max(end, match.last), owner, listed)


def told_later(view: View, match: Match, form: Form) -> Described:
    """Return what "they are …" says of a noun later in its sentence: "her eyes never rest; they are gold"."""
    start = next((n for n in range(match.last, len(view.words)) if view.is_any(n, "resuming")), len(view.words))
    if view.form(start, "pronoun") is None or view.form(start + 1, "copula") is None:
        return Described([], [], match.first, match.last)
    after, end = _after(view, start + 1, KINDS[form.entry.kind], form)
    return Described([], shaded(view, after), start, max(end, match.last))


def _is_subject(view: View, position: int) -> bool:
    """Return whether somebody stands at a token: in «Росту она среднего», «Ростом Вера невелика» the subject."""
    if view.form(position, "pronoun"):
        return True
    return 0 < position < len(view.at) and view.at[position] is None and view.capital(position)


def words_before(view: View, head: int, kinds: tuple[str, ...], form: Form) -> tuple[list[Modifier], int, int]:
    """Return the words that describe a noun from before it, where they begin, and the possessive's token."""
    found: list[Modifier] = []
    position, skipped, start = head - 1, 0, head
    while position >= 0:
        match = view.at[position]
        own = view.describing(position, kinds, form)
        if match and own and not (found and is_item(view, match)):
            found.insert(0, Modifier(match.first, _hyphenated(view, match.last, head), own))
            position, start = match.first - 1, match.first
        elif match and match.form("adverb"):
            position = match.first - 1
        elif not found and (compared := _before_comparison(view, position)) >= 0:
            position = compared
        elif position < head - 1 and view.words[position] in view.joiners:
            position -= 1
        elif found and found[0].first == position + 1 and view.prefixed(position):
            found[0] = Modifier(position, found[0].last, found[0].form)
            position, start = position - 1, position
        elif skipped < 2 and (view.adjectival(position) or _describes_otherwise(view, position, form)):
            position, skipped = position - 1, skipped + 1
        else:
            break
    return found, start, position if _possessive(view, position) else -1


def is_item(view: View, match: Match) -> bool:
    """Return whether a build stands alone in a list, before the next noun: "tall, *slender*, silver bob"."""
    build = match.form("build", "height")
    if build is None or view.inflected or view.word(match.last) != ",":
        return False
    if not match.first:
        goes_on = view.form(match.last + 1, *_ITEMS) is not None and view.word(match.last + 2) == ","
        return goes_on or (build.entry.kind == "build" and not build.entry.get("alone"))
    listed = (view.words[n] in SIGNS or view.form(n, *_ITEMS) or view.words[n].isdecimal() for n in range(match.first))
    return view.words[match.first - 1] == "," and all(listed)


def agree(view: View, one: int, other: int) -> bool:
    """Return whether two adjectives may be of one noun: «высокий, жилистый», not «жилистый, рыжая борода»."""
    genders = [_genders(view, position) for position in (one, other)]
    return not all(genders) or bool(genders[0] & genders[1])


def _genders(view: View, position: int) -> frozenset[str]:
    """Return the genders that an adjective in the singular may have; of any other word none."""
    match = view.at[position] if view.inflected and position < len(view.at) else None
    tags = {tag for form in match.forms if len(form.entry.nominative) == 4 for tag in form.tags} if match else set()
    return frozenset(tags & {"feminine", "masculine", "neuter"}) if "singular" in tags else frozenset()


def _before_comparison(view: View, position: int) -> int:
    """Return the token before "as pitch" in «чёрные как смоль волосы» that ends at a token, -1 where none does."""
    if not view.inflected or "simile" not in view.known:
        return -1
    closed = view.word(position) == ","
    for back in range(position - 1, max(0, position - closed - _LONGEST_COMPARISON), -1):
        if not view.is_word(back + (back + 1 < position or not closed)):
            return -1
        if view.form(back, "simile"):
            return back - 1 - (view.word(back - 1) == ",")
    return -1


def _describes_otherwise(view: View, position: int, head: Form) -> bool:
    """Return whether a known adjective agrees with a noun, though it says nothing of what is asked."""
    match = view.at[position] if view.inflected else None
    forms = [form for form in match.forms if len(form.entry.nominative) == 4] if match else []
    return any(view.agrees(form, head) for form in forms)


def _hyphenated(view: View, last: int, head: int) -> int:
    """Return where a describing word ends, with an unknown word hyphened to it: "black-tipped" is not "black"."""
    return last + 1 if last < head and view.hyphenated(last) and view.at[last] is None else last


def _possessive(view: View, position: int) -> bool:
    if position < 0:
        return False
    return bool(view.form(position, "possessive")) or view.is_somebodys(position)


def _describes_at(view: View, position: int, kinds: tuple[str, ...]) -> bool:
    """Return whether a description follows without a verb: "her lips full, her eyes a cold blue"."""
    start = position + (view.is_any(position, "word_indefinite"))
    return not view.inflected and view.form(start, *kinds, "adverb") is not None


def _after(
    view: View, position: int, kinds: tuple[str, ...], form: Form, linked: bool = False
) -> tuple[list[Modifier], int]:
    """Read "… is long and silver": groups between commas; a group that belongs to the next noun does not count."""
    found: list[Modifier] = []
    group: list[Modifier] = []
    end = position
    compared = _past_comparison(view, position)
    if not linked and compared == position and not _links(view, position, kinds):
        return found, end
    position = compared
    while position < len(view.words) and not _opens_another(view, position):
        match = view.at[position]
        own = view.describing(position, kinds, form, case=False)
        if match and own:
            group.append(Modifier(match.first, match.last, own))
            position = match.last
        elif view.words[position] in view.joiners | {":", "—", "–", "("}:
            found, group = found + group, []
            position += 1
        elif passed := _skipped(view, position, bool(found or group)) or (
            0 if group else tinted(view, position, kinds, form)
        ):
            found, group = ([], []) if _changed(view, position) else (found, group)
            position = passed
        else:
            break
    if group and (position >= len(view.words) or _ends_group(view, position, group)):
        found += group
    if position < len(view.words) and view.form(position, "causing") and not view.form(position, "function") and found:
        return [], end
    return found, found[-1].last if found else end


def _opens_another(view: View, position: int) -> bool:
    """Return whether another noun phrase begins: "blue hair, *and a* long tail", «у той глаза голубые, *а у неё* …»."""
    if view.form(position - 1, "opposing") and view.past_person(position) > position:
        return True
    return view.is_any(position - 1, "word_and") and view.is_any(position, "word_indefinite")


def _past_comparison(view: View, position: int) -> int:
    """Return the token after an aside like ", the colour of ripe wheat,", ", once brown,", or `position`."""
    reach = 0
    if view.inflected and view.form(position, "of_color"):  # «цвета вороньего крыла зачёсаны назад»
        told = range(position + 2, min(position + _LONGEST_ASIDE, len(view.words)))
        return next((n for n in told if view.form(n, "hair_style", "linking")), position)
    if view.word(position) == "," and view.form(position + 1, "of_color", "former", "breaker"):
        reach = _LONGEST_ASIDE + 1
    elif view.inflected and view.form(position + (view.word(position) in _APPOSING), "simile"):
        reach = _LONGEST_ASIDE  # «глаза — будто две ледышки, светло-голубые»
    start = position + 2
    closing = next((n for n in range(start, min(start + reach, len(view.words))) if view.words[n] == ","), position)
    return _past_announcement(view, closing) if view.inflected and closing == position else closing


def _past_announcement(view: View, position: int) -> int:
    """Return the colon of «глаза вот только прежние: синие», the token itself where none stands near."""
    for place in range(position, min(position + _LONGEST_ASIDE, len(view.words))):
        if view.words[place] == ":":
            return place
        if not view.is_word(place) or view.form(place, *HEADS, "having", "negation", "relation"):
            break
    return position


def _changed(view: View, position: int) -> int:
    """Return the token after "but has turned", "now": what stood before is the past; 0 where nothing changed."""
    for place in (position, position + 1):
        if view.form(place, "changed") and (place == position or view.form(position, "breaker")):
            return view.at[place].last  # type: ignore[union-attr]
    return 0


def _skipped(view: View, position: int, described: bool) -> int:
    """Return the token after what may stand within a description, 0 where it ends."""
    return _changed(view, position) or _passed(view, position, described)


def _passed(view: View, position: int, described: bool) -> int:
    """Return the token after a word that may stand before a description ("is", "dyed", "у неё"), 0 when it may not."""
    match = view.at[position]
    if match and match.form("linking", "adverb", "copula", "changed", "heap") and not match.form("negation"):
        return match.last
    if match and match.form("former") and not described:
        return match.last  # «волосы когда-то были русыми, теперь белые»
    if (person := view.past_person(position)) > position:
        return person
    if view.form(position + 1, "heap") and view.adjectival(position):
        return position + 1  # "a startling shade of green"
    if view.form(position, "having"):
        streak = next((n for n in (position + 1, position + 2) if view.form(n, "streak")), 0)
        return streak + 1 if streak else 0
    return position + 1 if view.words[position] == "as" and not described else 0


def _kept(view: View, position: int) -> bool:
    """Return whether a verb before a noun links what stands after it: "wears her grey hair short"."""
    return view.within(position - 5, position, "keeping")


def _links(view: View, position: int, kinds: tuple[str, ...]) -> bool:
    if position >= len(view.words) or position - 1 in view.contracted:
        return position < len(view.words)
    if _kept(view, position - 1) and view.form(position, *kinds):
        return True
    if view.words[position] in {":", "—", "–", "-", ",", "(", "=", "as"} or view.form(
        position, "copula", "linking", "at_person", "changed"
    ):
        return True
    if view.past_person(position) > position or (kinds[0] == "hair_style" and _participle(view, position)):
        return True
    return view.trailing and view.form(position, "adverb", *kinds) is not None


def _participle(view: View, position: int) -> bool:
    """Return whether a hairdo told by a participle begins at a token: "hair combed flat", "hair thinning on top"."""
    match = view.at[position]
    style = match.form("hair_style") if match else None
    return style is not None and view.ends(position, "ending_styled")


def _ends_group(view: View, position: int, group: list[Modifier]) -> bool:
    """Return whether the word after a group of adjectives leaves them to the noun before."""
    match = view.at[position]
    if not view.is_word(position) or "short" in group[-1].form.tags or view.is_any(position, "color_word"):
        return True
    if view.is_somebodys(position):
        return False  # "is a yellow cab's dent"
    if match and match.form("hairdo") and "heap" in view.known:
        return True  # "is a storm of brown tangles"
    last = group[-1]
    if not view.inflected and last.form.entry.kind == "hair_style" and view.ends(last.last - 1, "ending_past"):
        return match is None  # "hair cropped close to the skull"
    if match and match.form(*_LEAVING):
        return not match.form(*HEADS)
    return match is None and view.ends(position, "ending_act") and not view.inflected


def colors_of(modifiers: list[Modifier], kinds: tuple[str, ...] = COLORS) -> list[Modifier]:
    """Return the colours among describing words; shades alone are no colour."""
    colors = [one for one in modifiers if one.form.entry.kind in kinds]
    return colors if any(one.form.entry.kind != "shade" for one in colors) else []


def color_traits(view: View, attribute: str, noun: str, described: Described, head: Match) -> Iterator[Found]:
    """Yield the colour of hair or eyes."""
    for group in (described.before, described.after):
        colors = colors_of(group, (*COLORS, "tone"))
        if not colors or (described.after and view.form(group[0].first - 1, "former")):
            continue
        value = _run(view, colors)
        first, last = min(head.first, colors[0].first), max(head.last, colors[-1].last)
        phrase = view.alone(noun, value)
        yield Found(attribute, value, phrase, terms(colors), first, last, head.first, described.owner)
        return


def _run(view: View, colors: list[Modifier]) -> str:
    """Print colours: as one run where only joining words stand between them, else joined by commas."""
    if view.inflected:
        return view.printed(colors, "", True)
    runs: list[list[Modifier]] = []
    for one in colors:
        joined = runs and all(
            view.words[n] in view.joiners or view.form(n, "shade") for n in range(runs[-1][-1].last, one.first)
        )
        if joined:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(view.printed(run) for run in runs)


def noun_text(view: View, match: Match, form: Form, plural: bool = False) -> str:
    """Return a noun ready to print: as written where that is a nominative, else put into it."""
    written = view.words[match.first : match.last]
    named = plural or "singular" not in form.tags or normalise(form.entry.text).split() == written
    if not view.inflected or ("nominative" in form.tags and named) or not form.entry.nominative:
        return view.source(match.first, match.last).lower()
    return form.entry.nominative[plural and len(form.entry.nominative) > 1]


def as_trait(view: View, found: Found, confidence: float | None = None) -> Trait:
    """Return a found trait with its evidence."""
    return Trait(
        found.attribute,
        found.value,
        tuple(dict.fromkeys(found.words)),
        found.confidence if confidence is None else confidence,
        (view.sentence.evidence(found.first, found.last),),
        found.phrase if found.phrase != found.value else "",
    )
