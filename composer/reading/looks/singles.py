"""Traits that stand without a noun of their own: "tall", "a slim elf", "рыжая", "a bearded man"."""

from collections.abc import Iterator

from composer.reading.lexicon import Form, normalise
from composer.reading.looks.described import HEADS, KINDS, Found, agree, is_item
from composer.reading.looks.view import Modifier, View, asked_once
from composer.reading.matching import Match
from composer.types import Term

ADJECTIVES = ("build", "height", "age_word", "hair_color", "compound", "feature_adjective", "compound_age", "bald")
_ATTRIBUTES = {"age_word": "age_look", "compound_age": "age_look", "feature_adjective": "feature"}
NOUNS = ("species", "gender")
_ALONE = frozenset({*ADJECTIVES, *NOUNS})
_DESCRIBING = (
    *ADJECTIVES,
    "tone",
    "adverb",
    "shade",
    "color",
    "hair_style",
    "number",
    "year",
    "part_mod",
    "eye_color",
    "unit",
    "past_age",
    "ordinal_decade",
)
_PEOPLE = ("gender", "person", "species", "relation")
#: What may describe a part of the body.
_OF_PARTS = ("part_mod", "tone", "color", "shade", "adverb", "hair_style", "number", "build")
#: Words in a name that opens a sentence.
_LONGEST_NAME = 2
#: How many words around an adjective are looked at.
REACH = 24
_EDGES = frozenset({":", "—", "–", "(", "*", "[", '"', "«", "-", "=", "|", "+", "{", "“", "”", "/"})


def single_traits(view: View, listed: str = "") -> Iterator[Found]:
    """Yield the traits that stand alone; `listed`: what the list they stand in is about ("looks", "build" …), or ""."""
    for match in view.matches if not view.known.isdisjoint(_ALONE) else ():
        if _ALONE.isdisjoint(view.kinds[match.first]):
            continue
        form = match.form(*ADJECTIVES) or match.form(*NOUNS)
        noun = match.form(*NOUNS)
        if form and form.entry.kind in ADJECTIVES and not form.entry.get("veto"):
            for kind in ADJECTIVES:
                one = match.form(kind)
                if one and _fits(view, match, one, listed):
                    yield from _trait(view, match, one)
                    break
        if noun and _noun_fits(view, match, noun, listed):
            yield from _noun_trait(view, match, noun)


def _fits(view: View, match: Match, form: Form, listed: str) -> bool:
    entry = form.entry
    if entry.kind == "hair_color" and (
        entry.get("alone") == "never" or (entry.get("person") != "yes" and entry.get("alone") != "")
    ):
        return False
    if entry.get("before") and listed != "build" and not _in_chain(view, match):
        return False
    if entry.kind == "height" and (
        view.form(match.first - 1, "unit") or view.word(match.first - 1)[:1] in tuple("0123456789\"'”″")
    ):
        return match.first == 0
    if is_item(view, match):
        return True
    if (entry.kind == "build" and view.form(match.last, "body")) or _describes_noun(view, match):
        return False
    if view.inflected and not listed and "plural" in form.tags and "singular" not in form.tags:
        return False  # «усищи, рыжие от табака»
    if listed and _clean(view, match):
        return not (entry.get("needs") == "noun" and not _person_after(view, match.last))
    return _personal(view, match, form)


def _in_chain(view: View, match: Match) -> bool:
    """Return whether an adjective stands in a row with another one about a body: "маленькая, сухонькая"."""
    if not view.inflected:
        return False
    for position in (match.last + 1, match.first - 2):
        joined = view.word(match.last if position > match.first else match.first - 1) in view.joiners
        other = view.form(position, "build", "height") if joined else None
        if other and not other.entry.get("before") and "nominative" in other.tags:
            return True
    return False


def _clean(view: View, match: Match) -> bool:
    """Return whether an adjective in a list stands as an item of its own or before a person."""
    position, apart = match.last, False
    limit = position + REACH
    while position < min(limit, len(view.words)) and (
        view.form(position, *_DESCRIBING) or view.words[position] in view.joiners
    ):
        if view.word(position - 1) == "," and not view.form(position, *_OF_PARTS):
            return True  # "gaunt, barefoot, six wings": "barefoot" begins another item
        apart = apart or view.words[position] == ","
        position += 1
    return (
        position >= len(view.words)
        or not view.is_word(position)
        or bool(view.form(position, *_PEOPLE, "function", "having"))
        or (apart and _cannot_describe(view, match, position))
    )


def _cannot_describe(view: View, match: Match, noun: int) -> bool:
    """Return whether an adjective cannot belong to a noun further on in a list: the "slim" of "slim, red hair"."""
    head = view.form(noun, *HEADS)
    if head is None:
        return match.form("part_mod", "tone", "hair_style", "color", "adverb") is None
    return match.form(*KINDS[head.entry.kind], "adverb") is None


def _describes_noun(view: View, match: Match) -> bool:
    """Return whether the next noun is not a person: "tall trees", "рыжая кошка", "slim dress"."""
    position = match.last
    limit = position + REACH
    while position < limit and _modifies(view, position):
        if view.form(position, *_PEOPLE):
            return bool(view.form(position, "relation")) and not view.form(position, "gender", "person", "species")
        position += 1
    return bool(view.form(position, "hair", "hairdo", "eye", "skin", "feature", "garment", "body", "place"))


@asked_once
def _modifies(view: View, position: int) -> bool:
    return view.form(position, *_DESCRIBING) is not None or view.adjectival(position)


def _person_after(view: View, position: int) -> bool:
    for _ in range(6):
        if _somebody(view, position):
            return True
        if not _describing(view, position):
            return False
        position += 1
    return False


def _somebody(view: View, position: int) -> bool:
    """Return whether one person is named by what they are: "woman", "baker", "elf"."""
    form = view.form(position, "gender", "person") or view.form(position, "species")
    if form is None and view.inflected and 0 < position < len(view.words) and view.at[position] is None:
        return view.capital(position)  # "рыжая Вера"
    if form is None or ("plural" in form.tags and "singular" not in form.tags):
        return False
    return form.entry.kind != "species" or not form.entry.get("weak") or view.opens_card(position + 1)


@asked_once
def _describing(view: View, position: int) -> bool:
    """Return whether a token may stand between a person and what is said of them."""
    if position >= len(view.words):
        return False
    word = view.words[position]
    if view.suffix(position) or word in view.joiners or word.isdecimal():
        return True
    return view.form(position, *_DESCRIBING) is not None or view.adjectival(position)


def _personal(view: View, match: Match, form: Form) -> bool:
    """Return whether an adjective says something of a person: "is tall", "a tall woman", "Tall and slim, …"."""
    if form.entry.kind == "bald" and match.last - match.first > 1:
        return True  # "with a shaved head"
    if view.word(match.last) == "as" and _compared(view, match):
        return True  # "all knees and elbows, thin as a rail", "round as an apple"
    person = _person_after(view, match.last)
    if form.entry.get("needs") == "noun" and not person and not _is_all(view, form):
        return False
    left, articled = left_edge(view, match.first)
    if not _opens(view, left) and not _detached(view, match, form):
        return False
    if left < 0 or view.words[left] in _EDGES | {","}:
        return person or _chain_ends(view, match.last)
    if form.entry.get("alone") in ("noun", "height") and not person:
        return not articled and (_chain_ends(view, match.last) or _acts_after(view, match.last))
    return True


def _is_all(view: View, form: Form) -> bool:
    """Return whether a word for the build makes a sentence of its own: "Big."."""
    return form.entry.kind == "build" and not view.inflected and len(view.sentence.vocabulary) == 1


def _compared(view: View, match: Match) -> bool:
    """Return whether an adjective before "as" stands after a comma, or before "a" after "and", "is"."""
    before = view.word(match.first - 1)
    joined = before in view.joiners or view.form(match.first - 1, "copula")
    return before == "," or (view.is_any(match.last + 1, "word_indefinite") and bool(joined))


def left_edge(view: View, position: int) -> tuple[int, bool]:
    """Return the first token to the left that describes nobody (-1: the sentence begins), and if an article was met."""
    start = position - 1
    position = start
    while position > max(-1, start - REACH) and not _describes_nobody(view, position):
        position -= 1
    seen = range(max(position, start - REACH + 1), start + 1)
    return position, not view.articles.isdisjoint(seen)


@asked_once
def _describes_nobody(view: View, position: int) -> bool:
    """Return whether what is said of somebody begins behind a token."""
    if view.form(position, "copula", "pronoun", "having", "negation", "possessive"):
        return True
    known = view.form(position, *_DESCRIBING, "gender", "person", "species", "title", "indefinite")
    return not (known or _describing(view, position) or _leads_age(view, position))


def _leads_age(view: View, position: int) -> bool:
    """Return whether a small word leads to a number: "a woman *of about* forty, lean and tall"."""
    if view.form(position, "of_age", "roughly") is None:
        return False
    after = position + 1 + (view.form(position + 1, "roughly") is not None)
    return view.form(after, "number", "decade", "decade_part", "before_decade") is not None


def _opens(view: View, left: int) -> bool:
    if left < 0 or view.words[left] in _EDGES:
        return True
    copula = view.form(left, "copula")
    if copula:
        return view.form(left - 1, "impersonal") is None and not _is_thing(view, left - 1)
    if view.form(left, "negation"):
        return True
    pronoun = view.form(left, "pronoun")
    if pronoun:
        aged = view.form(left + 1, "number", "past_age") is not None  # "ей сорок, высокая, худая"
        return view.inflected and (pronoun.entry.get("case") != "object" or aged)
    if view.inflected and view.form(left, "body", "stature"):
        return True  # "крепкого сложения, высокая"
    name = view.at[left] is None and view.capital(left)
    return name and (view.inflected or view.word(left + 1) == ",")


def _is_thing(view: View, position: int) -> bool:
    """Return whether the subject of a verb is an unknown noun that names nobody: "the room is small"."""
    if view.inflected or position < 1 or view.at[position] is not None or view.capital(position):
        return False
    return view.is_article(position - 1) and not view.ends(position, "ending_agent")


def _detached(view: View, match: Match, form: Form) -> bool:
    """Return whether an adjective is said of a clause's subject behind it: "вошла, высокая и худая", "…, но сутул"."""
    if not view.inflected or not _chain_ends(view, match.last):
        return False
    before = match.first - 1
    while view.word(before) in view.joiners and view.word(before) != "," and view.form(before - 1, *ADJECTIVES):
        before -= 2  # "высокая *и худая*"
    if view.word(before) == "," and "short" in form.tags:
        return True  # "ростом с сосну, плечист"
    if view.word(before) == "," and view.form(before - 1, "copula", "having") is None:
        return form.tags >= {"nominative", "singular"} and (view.is_verb(before - 1) or _is_apposition(view, before))
    led = view.form(before, "breaker") is not None and view.word(before - 1) == ","
    return led and "short" in form.tags and left_edge(view, before - 1)[0] < 0


def _is_apposition(view: View, comma: int) -> bool:
    """Return whether a sentence begins with a name and what somebody is: "Зоя, проводница поезда, высокая"."""
    named = view.at[0] is None and view.capital(0)
    first = view.words.index(",")
    return named and 0 < first <= _LONGEST_NAME and first < comma and not view.within(0, comma, "copula", "having")


def _acts_after(view: View, position: int) -> bool:
    """Return whether a verb goes on after a chain of adjectives: "is small, straight-backed, and walks with a limp"."""
    limit = position + REACH
    while position < limit and _describing(view, position):
        position += 1
    return (
        not view.inflected
        and view.is_any(position - 1, "word_and")
        and view.word(position).endswith(view.sentence.endings("ending_plural"))
    )


def _chain_ends(view: View, position: int) -> bool:
    """Return whether after a chain of adjectives comes no noun they could belong to."""
    limit = position + REACH
    while position < limit and _describing(view, position):
        apart = view.words[position] == "," and not agree(view, position - 1, position + 1)
        if view.words[position] == "," and (apart or not _continues(view, position + 1)):
            return True
        position += 1
    if position >= len(view.words) or not view.is_word(position) or _somebody(view, position):
        return True
    return view.form(position, "function", "having", "breaker", "negation", "pronoun", "copula", "causing") is not None


@asked_once
def _continues(view: View, position: int) -> bool:
    """Return whether a chain of adjectives goes on: in Russian, in a case in which one may say what somebody is."""
    while view.inflected and view.form(position, "adverb") and not view.form(position, *ADJECTIVES):
        position += 1
    if not _describing(view, position):
        return False
    match = view.at[position]
    tags = {tag for form in match.forms for tag in form.tags} if match and view.inflected else set()
    return not tags or bool(tags & {"nominative", "instrumental", "short"})


def _gender(view: View, match: Match, form: Form) -> tuple[str, bool]:
    """Return the gender and number in which an adjective about a person is printed; its noun decides ("худой")."""
    nouns = (view.form(n, "gender", "person", "species") for n in range(match.last, match.last + 5))
    noun = next((one for one in nouns if one), None)
    said = form.tags & noun.tags if noun else form.tags
    gender = next((tag for tag in ("feminine", "masculine", "neuter") if tag in (said or form.tags)), "masculine")
    return gender, "plural" in form.tags and "singular" not in form.tags


def _trait(view: View, match: Match, form: Form) -> Iterator[Found]:
    entry = form.entry
    attribute = _ATTRIBUTES.get(entry.kind) or entry.get("attribute") or entry.kind
    value, phrase = _printed(view, match, Modifier(match.first, match.last, form))
    years = entry.get("years") if attribute == "age_look" else ""
    if attribute == "age_look" and not years and view.form(match.last, "gender") and not view.inflected:
        value = phrase = view.source(match.first, match.last + 1).lower()
    words = (Term(entry.text, years or entry.english or entry.text),)
    mixed = bool(entry.get("strand"))
    yield Found(attribute, value, phrase, words, match.first, match.last, match.first, mixed=mixed)


def _printed(view: View, match: Match, one: Modifier) -> tuple[str, str]:
    """Return value and phrase: "рыжеволосая" is "рыжие", "рыжие волосы"; "blonde" is "blonde", "blonde hair"."""
    entry = one.form.entry
    value = entry.get("value") or view.printed([one], *_gender(view, match, one.form))
    noun = entry.get("noun")
    if entry.kind == "compound" and noun and not entry.get("whole"):
        return value, f"{value} {noun}"
    if entry.kind == "hair_color" and not view.inflected:
        return value, value if entry.get("person") else view.alone("hair", value)
    if entry.kind == "hair_color" and len(entry.nominative) == 4:
        return entry.nominative[3], view.alone("hair", entry.nominative[3])
    if len(entry.nominative) in (2, 3):
        value = entry.nominative[0]
    return value, value


def _noun_fits(view: View, match: Match, form: Form, listed: str) -> bool:
    """Return whether "elf", "woman" is what somebody is, not somebody else they meet."""
    if ("plural" in form.tags and "singular" not in form.tags) or view.word(match.first - 1)[:1].isdecimal():
        return False  # «2,4 м»
    if view.inflected and form.tags and not form.tags & {"nominative", "instrumental"}:
        return False
    if _part_of_phrase(view, match, form) or _is_oblique(view, match, form):
        return False
    left, articled = left_edge(view, match.first)
    if not _opens(view, left) and left == match.first - 1 and view.at[left] is None:
        left, articled = left_edge(view, left)  # "a combat android": a noun that describes the next one
    if not _opens(view, left):
        return False
    if form.entry.get("weak") and form.entry.english == "human" and not listed:
        return False  # "a good human being", "светлый человек"
    if form.entry.get("weak") and not listed:
        return view.opens_card(match.last) or (
            left >= 0 and (view.inflected or (articled and view.form(left, "copula") is not None))
        )
    return left >= 0 or articled or bool(listed) or view.inflected or match.first == 0


def _is_oblique(view: View, match: Match, form: Form) -> bool:
    """Return whether a form that may be a nominative plural is rather a genitive: "осанка королевы"."""
    if not view.inflected or "plural" not in form.tags or "instrumental" in form.tags or not form.entry.nominative:
        return False
    return normalise(form.entry.nominative[0]).split() != view.words[match.first : match.last]


def _part_of_phrase(view: View, match: Match, form: Form) -> bool:
    """Return whether a noun only describes the next one ("elf ears") or owns it ("the elf's bow")."""
    describes = view.form(match.last, "feature", "hair", "skin", "garment", "eye", "relation", "species")
    if describes and form.entry.kind == "species":
        return True
    return view.word(match.last) in ("'", "-") or view.ends(match.last - 1, "ending_possessive")


def _noun_trait(view: View, match: Match, form: Form) -> Iterator[Found]:
    entry, first = form.entry, match.first
    if entry.kind == "species" and not view.inflected and view.form(first - 1, "species"):
        first = view.at[first - 1].first  # type: ignore[union-attr]  # "a black panther demi-human"
    value = entry.nominative[0] if view.inflected and entry.nominative else view.source(first, match.last)
    value = value if value.isupper() else value.lower()
    words = (Term(entry.text, entry.english),)
    if entry.kind == "gender" and entry.get("years"):
        years = (Term(entry.text, entry.get("years")),)
        yield Found("age_look", value, value, years, match.first, match.last, match.first, confidence=0.7)
    yield Found(entry.kind, value, value, words, first, match.last, match.first)
