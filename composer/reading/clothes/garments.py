"""Garment phrases: "a long yellow raincoat" → name, colours, materials, pattern, length, state, slot and layer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from composer.reading.clothes import series
from composer.reading.language import Language
from composer.reading.lexicon import Entry, Form, Forms, agreeing
from composer.reading.matching import Match
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Garment, Term

MODIFIERS = (
    "color", "shade", "material", "pattern", "garment_length", "garment_state", "garment_look", "plain_modifier",
)  # fmt: skip
_MODIFYING = frozenset(MODIFIERS)
#: What stands between a garment and what governs it.
_BELONGING = _MODIFYING | {"possessive", "own"}
#: What may stand before a participle that describes a garment.
_OPENING = _BELONGING | {"article", "joining", "wearing_preposition"}
_VERBS = frozenset({"wearing_verb", "garment_motion"})
_PATTERNS = frozenset({"pattern_after"})
_BEHIND = _MODIFYING | _PATTERNS
_UNPRINTED = ("garment_state", "plain_modifier")
_MOST_MODIFIERS = 6
_MOST_UNKNOWN = 3
_GENDERS = ("masculine", "feminine", "neuter")
_CASES = frozenset({"nominative", "genitive", "dative", "accusative", "instrumental", "locative"})


class Phrase(NamedTuple):
    """A garment in a sentence: the tokens ``[first, last)`` without article or possessive, `case` all it may be in.

    `household` is what one rather uses than wears: a towel, a blanket; `several` are worn by as many people;
    `embodied` are surely worn: a gloved hand.
    """

    first: int
    last: int
    garment: Garment
    case: frozenset[str] = frozenset()
    household: bool = False
    several: bool = False
    embodied: bool = False


class _Modifier(NamedTuple):
    first: int
    last: int
    form: Form | None


def garment_phrase(sentence: Sentence, found: Sequence[Match], number: int) -> Phrase | None:
    """Return the garment phrase whose noun is ``found[number]``, or None when that is no garment.

    Words before the noun belong to it as far as they are colours, materials … or unknown words between it and a word
    that opens a noun phrase; in a language with agreement they must agree with the noun.
    """
    match = found[number]
    noun = _noun(match)
    language = sentence.language
    if noun is None or language is None or _is_second_half(sentence, found, number):
        return None
    modifiers = _modifiers(sentence, found, number, noun, language)
    after = _after(found, number, language)
    first = modifiers[0].first if modifiers else match.first
    last = after[-1].last if after else match.last
    governor = _governor(found, number)
    plural = _is_plural(noun, modifiers, governor, _ends_plural(sentence, modifiers, language))
    one_of = governor is not None and (entry := governor.entry("article")) is not None and entry.get("one") != ""
    head = noun.entry.text if one_of else _head(sentence, match, noun, plural)
    behind = [form for one in after for form in one.forms[:1]]
    words = [*_printed(sentence, modifiers, noun, plural, language), head, *_printed_behind(sentence, after, language)]
    forms = [*(modifier.form for modifier in modifiers if modifier.form), *behind]
    garment = _garment(Term(head, noun.entry.english), " ".join(words), noun, forms, sentence.evidence(first, last))
    several = plural and noun.entry.nominative[:1] == (noun.entry.text,) != noun.entry.nominative[1:]
    return Phrase(
        first, last, garment, _case(noun, modifiers), bool(noun.entry.get("household")), several and not one_of,
        bool(noun.entry.get("embodied")),
    )  # fmt: skip


def _garment(name: Term, text: str, noun: Form, forms: Sequence[Form], evidence: Evidence) -> Garment:
    """Return the garment that a noun and the describing words around it state."""
    return Garment(
        name=name,
        text=text,
        colours=_colours(forms),
        materials=_terms(forms, "material"),
        pattern=next(iter(_terms(forms, "pattern", "pattern_after")), None),
        length=next(iter(_terms(forms, "garment_length")), None),
        state=_terms(forms, "garment_state"),
        slot=noun.entry.get("slot", "accessory"),
        layer=int(noun.entry.get("layer", "1")),
        evidence=(evidence,),
    )


def _noun(match: Match) -> Form | None:
    """Return the garment a word names; of several the one whose nominative it is («носок»)."""
    garments = [form for form in match.forms if form.entry.kind == "garment"]
    nominative = (form for form in garments if "nominative" in form.tags)
    return next(nominative, garments[0] if garments else None)


def _after(found: Sequence[Match], number: int, language: Language) -> list[Match]:
    """Return the words behind a noun that describe it: "vestido *rojo largo*", «платье *в горошек*»."""
    kinds = _BEHIND if language.adjective_after and not language.cases else _PATTERNS
    after: list[Match] = []
    for match in found[number + 1 : number + 2 + _MOST_MODIFIERS]:
        if match.first != (after[-1] if after else found[number]).last or kinds.isdisjoint(match.forms.kinds):
            break
        own = Forms(form for form in match.forms if form.entry.kind in kinds)
        after.append(Match(match.first, match.last, own))
    return after


def _printed_behind(sentence: Sentence, after: Sequence[Match], language: Language) -> Iterator[str]:
    """Yield the words behind a noun, as they agree with it where no case may have bent them."""
    for match in after:
        form = match.forms[0]
        if form.entry.kind not in _UNPRINTED:
            yield form.entry.text if language.cases else _written(sentence, match.first, match.last)


def _written(sentence: Sentence, first: int, last: int) -> str:
    return sentence.text.text[sentence.spans[first][0] : sentence.spans[last - 1][1]].lower()


def _terms(forms: Iterable[Form], *kinds: str) -> tuple[Term, ...]:
    found = [Term(form.entry.text, form.entry.english) for form in forms if form.entry.kind in kinds]
    return tuple(dict.fromkeys(found))


def _colours(forms: Sequence[Form]) -> tuple[Term, ...]:
    """Return the colours, each with the shade before it: "dark green"."""
    found = []
    for number, form in enumerate(forms):
        before = forms[number - 1].entry if number else None
        if form.entry.kind != "color":
            continue
        english, text = form.entry.english or form.entry.text, form.entry.text
        if before and before.kind == "shade":
            text, english = f"{before.text} {text}", f"{before.english or before.text} {english}"
        found.append(Term(text, english if form.entry.english or text != form.entry.text else ""))
    return tuple(dict.fromkeys(found))


def _modifiers(
    sentence: Sentence, found: Sequence[Match], number: int, noun: Form, language: Language
) -> list[_Modifier]:
    by_end = {match.last: match for match in found[max(0, number - _MOST_MODIFIERS - 2) : number]}
    position, unknown = found[number].first, 0
    modifiers: list[_Modifier] = []
    apart: list[_Modifier] = []  # what stands behind the last comma
    while position > 0 and len(modifiers) < _MOST_MODIFIERS:
        match = by_end.get(position)
        if modifiers and sentence.words[position - 1] == "," and _goes_on(sentence, by_end, position - 1, noun):
            apart = apart or [*modifiers]
            position -= 1
            continue
        modifier = _known(match, noun) if match and not _ends_compound(sentence, match) else None
        if modifier is None and unknown < _MOST_UNKNOWN:
            compound = match is None or _is_compound(sentence, match)
            joined = match is not None and bool(modifiers) and _joins_adjectives(match)
            named = found[number].form("wearing_verb") is None and _is_noun_modifier(match, noun)
            if compound or joined or named or _describes(match, by_end):
                modifier = _unknown(sentence, position, noun, language)
                unknown += 1
        if modifier is None:
            break
        modifiers.insert(0, modifier)
        position = modifier.first
    if apart and not series.opens(by_end.get(modifiers[0].first), modifiers[0].form, language.cases):
        modifiers = apart
    while modifiers and _opens_no_phrase(sentence, by_end, modifiers[0], language):
        modifiers.pop(0)
    return modifiers


def _goes_on(sentence: Sentence, by_end: dict[int, Match], position: int, noun: Form) -> bool:
    match = by_end.get(position)
    modifier = _known(match, noun) if match else None
    return series.goes_on(sentence, position, match, modifier.form if modifier else None, noun)


def _is_second_half(sentence: Sentence, found: Sequence[Match], number: int) -> bool:
    """Return whether a hyphen joins a garment to another one in a language with cases: «майка-*борцовка*»."""
    before = found[number - 1] if number else None
    if before is None or before.last != found[number].first or not sentence.language:
        return False
    halves = before.entry("garment") and _hyphenated(sentence, before.last)
    return bool(halves) and sentence.language.cases


def _is_compound(sentence: Sentence, match: Match) -> bool:
    """Return whether a hyphen makes a word part of a longer one: an "inside-out" tee."""
    if match.last - match.first != 1:
        return False
    behind = match.last < len(sentence.words) and _hyphenated(sentence, match.last)
    return behind or (match.first > 0 and _hyphenated(sentence, match.first))


def _ends_compound(sentence: Sentence, match: Match) -> bool:
    """Return whether a state is the end of a longer word: a paint-splattered apron."""
    state = match.entry("garment_state") is not None and match.last - match.first == 1
    return state and match.first > 0 and _hyphenated(sentence, match.first)


def _joins_adjectives(match: Match) -> bool:
    """Return whether a word stands between two adjectives of one noun: "fine *but* practical robes"."""
    entry = match.entry("clause_start")
    return entry is not None and entry.get("joins") != ""


def _is_noun_modifier(match: Match | None, noun: Form) -> bool:
    """Return whether a garment's name describes the next noun: "a *dress* uniform", "a *sweater* vest"."""
    form = match.form("garment") if match else None
    cases = noun.tags & _CASES
    return form is not None and not cases and "plural" not in form.tags


def _describes(match: Match | None, by_end: dict[int, Match]) -> bool:
    """Return whether a verb's participle describes the noun: "the *borrowed* hoodie", "and *worn* sneakers"."""
    if match is None or _VERBS.isdisjoint(match.forms.kinds):
        return False
    if any(map(_is_participle, match.forms)):
        return True
    form, before = match.form("wearing_verb"), by_end.get(match.first)
    opened = before is not None and not _OPENING.isdisjoint(before.forms.kinds)
    return form is not None and "participle" in form.tags and "present" not in form.tags and opened


def _is_participle(form: Form) -> bool:
    """Return whether a verb's form stands before nouns as an adjective does: «*испорченная* рубаха»."""
    full = "participle" in form.tags and "short" not in form.tags and bool(form.tags & _CASES)
    done = form.entry.kind == "wearing_verb" and "passive" in form.tags
    return full and (done or form.entry.kind == "garment_motion")


def _known(match: Match, noun: Form) -> _Modifier | None:
    """Return a match as a modifier of the noun, when it may be one."""
    for form in () if _MODIFYING.isdisjoint(match.forms.kinds) else match.forms:
        agrees = not form.tags or not noun.tags & _CASES or bool(form.tags & noun.tags & _CASES)
        if form.entry.kind in MODIFIERS and agrees:
            return _Modifier(match.first, match.last, form)
    return None


def _unknown(sentence: Sentence, position: int, noun: Form, language: Language) -> _Modifier | None:
    written, word = sentence.written[position - 1], sentence.words[position - 1]
    opens = position == 1
    if not word[0].isalnum() or not (written[0].islower() or opens):
        return None
    if "'" in word and not _is_kind(sentence, position):
        return None
    bent = bool(noun.entry.nominative or language.cases) and not _hyphenated(sentence, position)
    if bent and not (language.adjective(written, "masculine", False) and _may_agree(word, noun, language)):
        return None
    return _Modifier(position - 1, position, None)


def _may_agree(word: str, noun: Form, language: Language) -> bool:
    """Return whether an unknown word's ending suits the noun's gender: «случая» is no adjective of «костюм»."""
    genders = {"masculine", "feminine", "neuter"} & noun.tags
    endings = language.lexicon.of_kind
    fitting = next((_genders(one) for one in endings("ending_of_gender") if word.endswith(one.text)), genders)
    case = next((one.get("case") for one in endings("ending_of_case") if word.endswith(one.text)), "")
    if case and noun.tags & _CASES and case not in noun.tags:
        return False  # «касается *клювом* платка»
    return not genders or bool(genders & fitting) or ("plural" in noun.tags and "plural" in fitting)


def _genders(ending: Entry) -> set[str]:
    return set(ending.get("genders").split())


def _is_kind(sentence: Sentence, position: int) -> bool:
    """Return whether a possessive names a kind of garment: "her *chef's* jacket", "a navy *fisherman's* jumper"."""
    if position < 2 or not sentence.ends(position - 1, "ending_possessive") or sentence.language is None:
        return False
    lexicon = sentence.language.lexicon
    person = lexicon.lookup(sentence.bare(position - 1))
    if any(form.entry.get("kin") for form in person):
        return False
    for word in reversed(sentence.words[max(0, position - 2 - _MOST_MODIFIERS) : position - 1]):
        forms = lexicon.lookup(word)
        if any(form.entry.kind == "possessive" or form.entry.get("definite") == "no" for form in forms):
            return True
        if forms.kinds.keys().isdisjoint(MODIFIERS):
            break
    return False


def _hyphenated(sentence: Sentence, position: int) -> bool:
    """Return whether a hyphen joins the token before `position` to the one at it ("тёмно-зелёный")."""
    end, start = sentence.spans[position - 1][1], sentence.spans[position][0]
    return start - end == 1 and sentence.text.text[end] == "-"


def _opens_no_phrase(sentence: Sentence, by_end: dict[int, Match], modifier: _Modifier, language: Language) -> bool:
    """Return whether the first modifier is rather a verb nobody knows: "she *inspects* dusty boots"."""
    if modifier.form is not None or language.cases:
        return False
    before = by_end.get(modifier.first)
    opened = before is not None and before.entry(
        "article", "possessive", "wearing_preposition", "wearing_verb", "joining", "wearing_only", "negation"
    )
    if modifier.first == 0:  # "Heavy boots, a cloak", but "Grabs dusty boots"
        told = sentence.starred or sentence.written[0][0].isupper()  # in a list: "pointed hat"
        return told and sentence.ends(0, "ending_act")
    previous = sentence.words[modifier.first - 1]
    return not opened and not previous.endswith(sentence.endings("ending_possessive")) and previous not in ",:—–("


def _governor(found: Sequence[Match], number: int) -> Match | None:
    """Return the known word before a noun phrase, possessives left out."""
    for match in reversed(found[max(0, number - _MOST_MODIFIERS) : number]):
        if _BELONGING.isdisjoint(match.forms.kinds):
            return match
    return None


def _ends_plural(sentence: Sentence, modifiers: Sequence[_Modifier], language: Language) -> bool | None:
    """Return the number an unknown adjective shows by its ending, None when there is none."""
    for modifier in modifiers:
        text = sentence.written[modifier.last - 1].lower()
        if modifier.form is None and language.cases and language.adjective(text, "", True):
            return text.endswith(sentence.endings("ending_plural_adjective"))
    return None


def _is_plural(noun: Form, modifiers: Sequence[_Modifier], before: Match | None, ending: bool | None) -> bool:
    """Return the number; of a form that may be both, singular only where a genitive is likely: "без рубашки"."""
    if noun.entry.nominative[:1] != (noun.entry.text,) and noun.entry.text in noun.entry.nominative[1:]:
        return True
    known = [modifier.form.tags for modifier in modifiers if modifier.form]
    for tags in [*known, noun.tags]:
        if "plural" in tags and "singular" not in tags:
            return True
        if "singular" in tags and "plural" not in tags:
            return False
    if ending is not None and {"singular", "plural"} <= noun.tags:
        return ending
    genitive = before is not None and before.entry("negation", "garment_part", "wearing_preposition") is not None
    return "plural" in noun.tags and not genitive


def _case(noun: Form, modifiers: Sequence[_Modifier]) -> frozenset[str]:
    case = noun.tags & _CASES
    for modifier in modifiers:
        if modifier.form and modifier.form.tags & case:
            case &= modifier.form.tags
    return case


def _head(sentence: Sentence, match: Match, noun: Form, plural: bool) -> str:
    nominative = noun.entry.nominative
    if len(nominative) > 1 and noun.tags & _CASES:
        return nominative[int(plural)]
    if noun.tags & _CASES or not {"singular", "plural"} & noun.tags:
        return noun.entry.text
    return _written(sentence, match.first, match.last)


def _printed(
    sentence: Sentence, modifiers: Sequence[_Modifier], noun: Form, plural: bool, language: Language
) -> list[str]:
    """Return the modifiers as they stand before the noun in dictionary form, hyphens kept."""
    gender = next((gender for gender in _GENDERS if gender in noun.tags), noun.entry.get("gender"))
    plural = plural or gender == "plural"
    words: list[str] = []
    joined = False
    for modifier in modifiers:
        word = _agreed(sentence, modifier, gender, plural, language)
        if joined and words:
            words[-1] += "-" + word
        elif word:
            words.append(word)
        joined = bool(word) and _is_joined(sentence, modifier.last)
    return words


def _agreed(sentence: Sentence, modifier: _Modifier, gender: str, plural: bool, language: Language) -> str:
    if modifier.form and modifier.form.entry.kind in _UNPRINTED:
        return ""
    if modifier.form and len(modifier.form.entry.nominative) > 3:
        return agreeing(modifier.form.entry, gender, plural)
    text = _written(sentence, modifier.first, modifier.last)
    return language.adjective(text, gender, plural) or text


def _is_joined(sentence: Sentence, position: int) -> bool:
    end = sentence.spans[position - 1][1]
    return sentence.text.text[end : end + 1] == "-" and position < len(sentence.words)
