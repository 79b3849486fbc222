"""Hair whose colour goes over into another: "black hair fading to blue", «волосы с переходом в синий»."""

from collections.abc import Iterator

from composer.reading.looks.described import Described, Found
from composer.reading.looks.view import Modifier, View, shaded, terms
from composer.reading.matching import Match

#: How far behind hair the word stands that says that its colour goes over, and the colours behind that word.
_NEAR, _REACH = 12, 10
#: Words between "to" and its colour.
_BETWEEN = 2
_ENDS = frozenset({".", ";", "!", "?"})
#: What may stand between hair and the word that says that its colour goes over.
_PASSED = (
    "color", "hair_color", "shade", "adverb", "hair_style", "hair_part", "copula", "linking", "having", "fading_place",
)  # fmt: skip
_COLORS = ("color", "hair_color", "shade")
#: What makes a change pass: "fades to grey *when* she casts a spell".
_PASSING = ("then", "irreal", "negation")


def gradients(view: View, match: Match, noun: Described, colored: bool) -> Iterator[Found]:
    """Yield the colours that hair goes over into, and from; `colored`: the hair has a colour beside them."""
    place = _fading(view, match, noun) if "fading" in view.known else 0
    for colors in _runs(view, place) if place else ():
        value = view.printed(colors, "", True)
        yield Found("hair_color", value, view.alone("hair", value), terms(colors), match.first, colors[-1].last,
                    match.first, noun.owner, mixed=colored)  # fmt: skip
        colored = True


def shifts(view: View) -> Iterator[Found]:
    """Yield the colours that a value of a label about hair goes over into: "black, *fading to red*"."""
    for match in view.matches if "fading" in view.known else ():
        form = match.form("fading")
        opens = form is not None and not form.entry.get("parts") and not view.within(0, match.first, *_COLORS)
        for colors in _runs(view, match.last) if opens else ():
            value = view.printed(colors, "", True)
            first, last = colors[0].first, colors[-1].last
            yield Found("hair_color", value, view.alone("hair", value), terms(colors), first, last, first, mixed=True)


def _fading(view: View, hair: Match, noun: Described) -> int:
    """Return the token after the word that says that the colour of hair goes over, 0 where none does."""
    before = view.form(hair.first - 1, "fading")
    if before and before.entry.get("before"):  # "*ombre* hair, brown to blonde"
        return hair.last
    position = hair.last
    while position < min(len(view.words), hair.last + _NEAR):
        match = view.at[position]
        form = match.form("fading") if match else None
        if match and form:
            return match.last if _fits(view, form.entry.get("finite"), form.entry.get("parts"), hair, noun) else 0
        position = _passed(view, position)
        if not position:
            return 0
    return 0


def _passed(view: View, position: int) -> int:
    """Return the token after what may stand between hair and the word that its colour goes over, 0 where it may not."""
    if view.words[position] == "," or view.words[position] in view.joiners or view.is_article(position):
        return position + 1
    match = view.at[position]
    if match:
        return max(match.last, view.past_person(position)) if match.form(*_PASSED, "at_person") else 0
    person = view.past_person(position)
    if person > position:
        return person
    adverb = view.ends(position, "ending_adverb")
    return position + 1 if adverb else 0


def _fits(view: View, finite: str, parts: str, hair: Match, noun: Described) -> bool:
    """Return whether a verb tells of hair: of "fades" it must be the subject, of "turn" its ends must be named."""
    if parts and not view.within(hair.last, len(view.words), "hair_part"):
        return False
    if not finite:
        return True
    if view.inflected:
        form = hair.form("hair")
        return form is not None and "nominative" in form.tags
    begin = noun.owner if noun.owner >= 0 else noun.start
    return begin == 0 or not view.is_word(begin - 1) or view.words[begin - 1] in view.joiners


def _runs(view: View, start: int) -> Iterator[list[Modifier]]:
    """Yield the colours behind "to", "into" and "from" from a token on, and those that stand right there."""
    found: list[list[Modifier]] = []
    position, led = start, True
    while position < min(len(view.words), start + _REACH) and view.words[position] not in _ENDS:
        if view.form(position, *_PASSING):
            return
        run = _run(view, position) if led else []
        if run:
            found.append(run)
        match = view.at[position]
        led = bool(match and match.form("fading_to"))
        position = run[-1].last if run else (match.last if match else position + 1)
    yield from found


def _run(view: View, position: int) -> list[Modifier]:
    """Return the colours that begin at or shortly after a token."""
    end = position
    while end < min(len(view.words), position + _BETWEEN) and _may_lead(view, end):
        end += 1
    run: list[Modifier] = []
    while end < len(view.words) and (form := view.form(end, *_COLORS)):
        last = view.at[end].last  # type: ignore[union-attr]
        run.append(Modifier(end, last, form))
        end = last
    run = shaded(view, run)
    return run if any(one.form.entry.kind != "shade" for one in run) else []


def _may_lead(view: View, position: int) -> bool:
    """Return whether a word may stand between "to" and its colour: "a", "almost", "bright"."""
    if view.form(position, *_COLORS):
        return False
    described = view.form(position, "adverb", "tone", "part_mod") is not None or view.adjectival(position)
    return view.words[position] == "," or view.is_article(position) or described
