"""The outfit a card gives its character: labelled clothes ("Clothes: …"), and what its prose and greeting state."""

import re
from collections.abc import Callable, Iterator, Sequence

from composer.reading.clothes.denials import is_local
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.mark import Mark, is_opener
from composer.reading.clothes.marks import marks
from composer.reading.language import Language, language_of
from composer.reading.lexicon import normalise
from composer.reading.looks.layout import Layout, Passage
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence, Token, sentences, words
from composer.types import Person

_ITEM = re.compile(r"(?:[^\n,;+|\"“”{}\[\].，；、。]|\.(?!\s))+")

#: What makes a sentence more than a list of clothes.
_TELLS = frozenset(
    {"wearing_verb", "lying_verb", "garment_motion", "pronoun", "object", "elsewhere", "figure", "unreal"}
)
#: Words before the clothes somebody always wears.
_USUAL = frozenset({"usual_lead"})
#: What makes a sentence one about another, or about nothing that is so.
_OF_OTHERS = frozenset({"figure", "unreal", "others"})
#: What ends the garments that somebody always wears.
_ENDS_USUAL = frozenset({"negation", "unreal", "elsewhere", "figure", "wearing_verb", "lying_verb", "pronoun"})
#: Slots of what a garment may be trimmed with.
_TRIMMINGS = frozenset({"accessory", "neck", "head"})


def card_clothes(
    text: MappedText, person: Person, reading: Reading
) -> Iterator[tuple[Sequence[Sentence], Sequence[Phrase]]]:
    """Yield what a card's field holds, in order: sentences of prose, and the garments of its labelled lists."""
    layout = Layout(reading.languages, _owner(person, reading))
    for passage in layout.everything(text.text):
        if passage.reads in ("prose", "said"):
            told = list(sentences(text, reading.languages, passage.start, passage.end))
            named = (phrase for one in told for phrase in _named_outright(one, person, reading))
            yield told, list(named)
        elif passage.reads == "looks":
            yield list(sentences(text, reading.languages, passage.start, passage.end)), ()
            listed = _listed(text, passage, person, reading, whole=True)
            yield (), [phrase for phrase in listed if not _is_feature(phrase, reading)]
        elif passage.reads in ("outfit", "accessories"):
            listed = _listed(text, passage, person, reading, whole=False)
            yield (), [phrase for phrase in listed if passage.reads == "outfit" or not _is_feature(phrase, reading)]


def _owner(person: Person, reading: Reading) -> Callable[[str], bool | None]:
    """Return what tells whether a label names the person (True) or nobody known (None)."""

    def owner(name: str) -> bool | None:
        rest = name
        for mention in reversed(reading.names(name, (person,))):
            rest = rest[: mention.start] + rest[mention.end :]
        # "Ann hates" is no name, "Captain Ann" is.
        return None if rest == name or any(word[0].islower() for word in rest.split()) else True

    return owner


def _is_feature(phrase: Phrase, reading: Reading) -> bool:
    """Return whether a garment counts among the looks: glasses, an eyepatch."""
    names = (normalise(phrase.garment.name.text), normalise(phrase.garment.text))
    forms = (form for language in reading.languages for name in names for form in language.lexicon.lookup(name))
    return any(form.entry.kind == "feature" and not form.entry.get("needs") for form in forms)


def _listed(text: MappedText, passage: Passage, person: Person, reading: Reading, whole: bool) -> Iterator[Phrase]:
    """Yield the garments of a list; `whole`: only items that are nothing but a garment count."""
    language = language_of(text.text[passage.start : passage.end], reading.languages)
    for match in _ITEM.finditer(text.text, passage.start, passage.end):
        own = sorted((one for one in reading.languages if one.claims(match[0])), key=lambda one: one is not language)
        found = (list(_in_item(text, match, person, reading, one, whole)) for one in own)
        yield from next((phrases for phrases in found if phrases), ())


def _in_item(
    text: MappedText, match: re.Match[str], person: Person, reading: Reading, language: Language, whole: bool
) -> Iterator[Phrase]:
    said = tuple(words(text.text, match.start(), match.end(), language))
    if said:
        item = _sentence(text, said, language)
        if language.rules is not None:
            yield from language.rules.garments(item, whole)
        else:
            yield from _worn(marks(item, (person,), reading), whole)


def _named_outright(sentence: Sentence, person: Person, reading: Reading) -> Iterator[Phrase]:
    """Yield the garments of a sentence that names them without a verb of wearing."""
    usual = list(_usual(sentence, person, reading))
    yield from usual or _enumerated(sentence, person, reading)


def _usual(sentence: Sentence, person: Person, reading: Reading) -> Iterator[Phrase]:
    """Yield the garments that follow words for usual clothes: «с кепкой не расстаётся», «из одежды — один фартук»."""
    language = sentence.language
    if sentence.zone != "narration" or language is None or language.rules is not None:
        return
    leads = list(language.lexicon.only(_USUAL).matches(sentence.words))
    row = marks(sentence, (person,), reading) if leads else []
    gender = reading.likely_genders((person,)).get(person.name, "") if leads else ""
    for number, (first, last, forms) in enumerate(leads):
        before = [mark for mark in row if mark.first < first]
        if first and any(form.entry.get("opens") for form in forms):
            return
        if any(mark.kind in _OF_OTHERS for mark in before) or _is_named(sentence, before, gender):
            return
        end = leads[number + 1][0] if number + 1 < len(leads) else len(sentence.words)
        yield from _usual_list(sentence, [mark for mark in row if last <= mark.first < end])


def _usual_list(sentence: Sentence, rest: Sequence[Mark]) -> Iterator[Phrase]:
    """Yield the garments behind words for usual clothes, up to what is about something else."""
    for number, mark in enumerate(rest):
        compared = sentence.words[mark.first] in sentence.spellings("word_to")  # "prefers boots to heels"
        if (
            compared
            or mark.kind in _ENDS_USUAL
            or (mark.kind == "break" and not _goes_on(rest[number + 1 :], begun=number > 0))
        ):
            return
        if mark.phrase and not _is_part(rest, number):
            yield mark.phrase


def _is_named(sentence: Sentence, before: Sequence[Mark], gender: str) -> bool:
    """Return whether another is the subject: a name nobody knows ("*Pilar* favours red"), "he" where it is a woman."""
    language = sentence.language
    if language is None or language.cases or not before:
        return False
    if gender and before[-1].get("gender") in {"feminine", "masculine"} - {gender}:
        return True
    named = before[-1].kind == "word" and sentence.written[before[-1].first][0].isupper()
    return named and not language.lexicon.lookup(sentence.words[0])


def _goes_on(rest: Sequence[Mark], begun: bool) -> bool:
    """Return whether a list of garments goes on behind a break; the dash before its first item is none."""
    said = [mark.kind for mark in rest if not is_opener(mark) and mark.kind not in ("joining", "small_word")]
    return not begun or said[:1] == ["garment"] or said[:2] == ["word", "garment"]  # «…, два свитера»


def _enumerated(sentence: Sentence, person: Person, reading: Reading) -> Iterator[Phrase]:
    """Yield the garments of a sentence that only lists them: "Твидовый пиджак с заплатами, бабочка."."""
    language = sentence.language
    if sentence.zone != "narration" or language is None or language.rules is not None or not language.adjective_after:
        return
    row = marks(sentence, (person,), reading)
    said = [mark for mark in row if not is_opener(mark)]
    first = said[0].phrase if said else None
    listed = first is not None and "nominative" in (first.case or {"nominative"})
    if listed and len(said) > 1 and said[1].kind == "break" and sentence.words[said[1].first] in ("—", "–"):
        row = row[row.index(said[1]) + 1 :]  # «Форма — серый китель, пилотка»
    if listed and not any(mark.kind in _TELLS for mark in row) and sum(mark.kind == "garment" for mark in row) > 1:
        yield from _worn(row, whole=False)


def _sentence(text: MappedText, said: tuple[Token, ...], language: Language) -> Sentence:
    return Sentence(text, said[0].start, said[-1].end, "narration", language, said)


def _worn(row: Sequence[Mark], whole: bool) -> Iterator[Phrase]:
    row = row if whole else _without_lack(_without_occasion(row))
    if any(mark.kind in ("negation", "unreal", "elsewhere") for mark in row):
        return
    said = [mark for mark in row if not is_opener(mark)]
    first = said[0] if said else None
    if whole and (first is None or first.kind != "garment" or not all(map(_joins_garments, said))):
        return
    for number, mark in enumerate(row):
        if mark.phrase and not (mark.phrase.household and whole) and not _is_part(row, number):
            yield mark.phrase


def _joins_garments(mark: Mark) -> bool:
    """Return whether a mark may stand in an item that is nothing but garments: "a gown under a parka"."""
    return mark.kind in ("garment", "joining", "garment_state") or mark.get("role") in ("over", "under", "with")


def _without_occasion(row: Sequence[Mark]) -> Sequence[Mark]:
    """Return an item of a list without the occasion that opens it: "at home — a baggy shirt"."""
    first = next((number for number, mark in enumerate(row) if mark.kind == "garment"), 0)
    opened = [number for number in range(first) if row[number].kind == "break"]
    return row[opened[-1] + 1 :] if opened else row


def _without_lack(row: Sequence[Mark]) -> Sequence[Mark]:
    """Return an item of a list without what a garment in it lacks: "gloves without fingers"."""
    first = next((number for number, mark in enumerate(row) if mark.kind == "garment"), len(row))
    lack = (number for number, mark in enumerate(row) if number > first and is_local(mark) and mark.kind == "negation")
    return row[: next(lack, len(row))]


def _is_part(row: Sequence[Mark], number: int) -> bool:
    """Return whether a garment only belongs to the one before: "a blouse with a bow", "a monocle on a chain"."""
    before = row[number - 1].get("role") if number > 1 else ""
    phrase = row[number].phrase
    held = before in ("on", "out of", "from") or (
        before == "with" and phrase is not None and phrase.garment.slot in _TRIMMINGS
    )
    return held and any(mark.kind == "garment" for mark in row[: number - 1])
