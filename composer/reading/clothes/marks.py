"""A sentence as a row of marks: garments, people, verbs of wearing, small words."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from composer.reading.clothes.acting import acting
from composer.reading.clothes.garments import MODIFIERS, garment_phrase
from composer.reading.clothes.inflected import with_endings
from composer.reading.clothes.mark import NO_CASE, Mark
from composer.reading.clothes.objects import object_pronoun
from composer.reading.clothes.places import with_adverbs, with_owners, with_places, with_quotes
from composer.reading.clothes.senses import KINDS, RANK, sensed
from composer.reading.clothes.strangers import genitive, has_cases, stranger
from composer.reading.clothes.telling import CLOTHES, may_tell
from composer.reading.matching import Match, matched
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Person

#: What may be something else beside some words.
_DOUBTFUL = frozenset({"homonym", "garment", "garment_part", "wearing_verb"})
_READ = frozenset((*KINDS, *MODIFIERS, "pattern_after", "hood_verb", "small_word", "counting"))
#: What is read in the light of what follows.
_DEPENDING = frozenset({"figure", "unreal", "article", "wearing_verb", "word"})
_PRONOUNS = frozenset({"pronoun", "possessive", "figure"})
_BREAKS = frozenset(",:;—–()…")


def marks(sentence: Sentence, people: Sequence[Person], reading: Reading) -> list[Mark]:
    """Return the whole sentence as marks, from left to right; of one without a word of clothes only the people."""
    if not may_tell(sentence):
        return _people(sentence, people, reading)
    found = matched(sentence, _READ)
    names = _names(sentence, people, reading)
    if not any(form.entry.kind in CLOTHES for match in found for form in match.forms):
        return _people(sentence, people, reading)
    return _reread(sentence, _row(sentence, found, names))


def _row(sentence: Sentence, found: Sequence[Match], names: Mapping[int, Mark]) -> list[Mark]:
    """Return a sentence about clothes as marks, each word read on its own."""
    row: list[Mark] = []
    by_first = {match.first: number for number, match in enumerate(found)}
    position, words = 0, sentence.words
    while position < len(words):
        if position in names:
            mark = names[position]
        elif position in by_first:
            mark = _known(sentence, found, by_first[position], names, row)
        else:
            mark = _other(words[position], position)
        if mark.phrase:
            while row and row[-1].first >= mark.phrase.first:
                row.pop()
        if mark.kind != "mark":
            row.append(mark)
        position = mark.last if mark.last > position else position + 1
    return row


def _known(
    sentence: Sentence, found: Sequence[Match], number: int, names: Mapping[int, Mark], row: Sequence[Mark]
) -> Mark:
    """Return what a known word is here; what stands around it matters only for a few kinds of words."""
    match = found[number]
    kinds = match.forms.kinds
    if _DOUBTFUL.isdisjoint(kinds):
        kind = min(kinds.keys() & RANK.keys(), key=RANK.__getitem__, default="word")
        if kind == "body_part" and "figure" in kinds and any(one.get("definite") == "no" for one in row[-3:]):
            kind = "figure"  # "a tall figure"
        return Mark(kind, match.first, match.last, match, case=kinds[kind].tags if kind in kinds else NO_CASE)
    phrase = garment_phrase(sentence, found, number) if "garment" in kinds else None
    if phrase and any(at in names for at in range(phrase.first, match.first)):
        phrase = None  # "Mira watches"
    return sensed(sentence, match, phrase, row)


def _people(sentence: Sentence, people: Sequence[Person], reading: Reading) -> list[Mark]:
    """Return only the people that a sentence names, "a woman" and its pronouns, from left to right."""
    named = reading.named(sentence, people)
    found = _pronouns(sentence)
    if not named or not found:
        return [Mark("person", 0, 0, name=m.person.name, case=frozenset({m.case})) for m in named] or found
    names = _names(sentence, people, reading)
    if names:  # they stand among the words with their marks
        found = [_pronoun(match) for match in matched(sentence, _PRONOUNS) if match.first not in names]
    return sorted([*names.values(), *found], key=_position)


def _pronouns(sentence: Sentence) -> list[Mark]:
    """Return the pronouns and words for somebody in a sentence, placed among its words without marks."""
    if sentence.language is None or _PRONOUNS.isdisjoint(sentence.kinds):
        return []
    return [_pronoun(match) for match in matched(sentence, _PRONOUNS, sentence.vocabulary)]


def _pronoun(match: Match) -> Mark:
    form = match.form("pronoun", "possessive") or match.forms[0]
    return Mark(form.entry.kind, match.first, match.last, match, case=form.tags)


def _reread(sentence: Sentence, row: list[Mark]) -> list[Mark]:
    """Read words again in the light of their neighbours, those of strangers' names first."""
    for number, mark in enumerate(row):
        if mark.kind == "word":
            row[number] = stranger(sentence, row, number)
            row[number] = acting(sentence, row, number) if has_cases(sentence) else row[number]
    for number, mark in enumerate(row):
        if mark.kind in _DEPENDING:
            row[number] = _in_context(sentence, mark, row[number + 1 : number + 5], row[number - 1 : number])
        elif mark.kind == "garment":
            row[number] = _garment(sentence, row, number)
    for number, mark in enumerate(row):
        if mark.kind == "possessive":
            row[number] = object_pronoun(row, number, has_cases(sentence))
    row = with_places(with_owners(with_adverbs(with_quotes(sentence, row))))
    return with_endings(row, sentence) if has_cases(sentence) else row


def _garment(sentence: Sentence, row: Sequence[Mark], number: int) -> Mark:
    """Read a garment again in the light of its neighbours: as a part of the next one, or as none."""
    mark = row[number]
    if _is_no_garment(row, number) or _is_imaginary(sentence, mark):
        return Mark("word", mark.first, mark.last)
    if has_cases(sentence) and _is_its_belt(row, number):
        return Mark("garment_part", mark.first, mark.last, mark.match, case=mark.case)
    return mark


def _is_no_garment(row: Sequence[Mark], number: int) -> bool:
    """Return whether a garment is unreal or only describes a thing: "an imaginary hat", "the costume trunk"."""
    thing = number + 1 < len(row) and row[number + 1].kind in ("storage", "compounding")
    return thing or (number > 0 and row[number - 1].kind == "imaginary")


def _is_its_belt(row: Sequence[Mark], number: int) -> bool:
    """Return whether what may be a part of clothes belongs to the garment behind it: «*пояс* своего плаща»."""
    match = row[number].match
    if match is None or not match.entry("garment_part"):
        return False
    behind = (mark for mark in row[number + 1 : number + 4] if mark.kind not in ("possessive", "own"))
    whole = next(behind, None)
    phrase = whole.phrase if whole else None
    return phrase is not None and "genitive" in phrase.case and "accusative" not in phrase.case


def _is_imaginary(sentence: Sentence, mark: Mark) -> bool:
    """Return whether an adjective before a garment tells that there is none: "an icy cap", «снежная шуба»."""
    if mark.phrase is None or sentence.language is None or "imaginary" not in sentence.kinds:
        return False
    lookup = sentence.language.lexicon.lookup
    described = sentence.words[mark.phrase.first : mark.phrase.last]
    return any(form.entry.kind == "imaginary" for word in described for form in lookup(word))


def _in_context(sentence: Sentence, mark: Mark, following: Sequence[Mark], before: Sequence[Mark]) -> Mark:
    """Read one word again in the light of what follows, and of the word before."""
    if mark.kind == "word":
        return genitive(sentence, mark, following)
    if mark.kind == "figure":
        mark = _title(mark, following)
        mark = mark.read_as("small_word") if _is_disguise(sentence, mark, following) else mark
    elif mark.kind == "unreal":
        mark = _unreal(sentence, mark, following)
    elif mark.kind == "article":
        relative = bool(before) and before[0].kind == "garment" and mark.get("definite") == "yes"
        if relative and not has_cases(sentence):
            return Mark("clause_start", mark.first, mark.last)  # "sandals *that* have seen three kings buried"
        return _conjunction(mark, following)
    elif mark.kind == "wearing_verb":
        return _auxiliary(mark, following[:3])
    return genitive(sentence, mark, following) if mark.kind in ("word", "figure") else mark


def _other(word: str, position: int) -> Mark:
    if word[0].isalnum():
        return Mark("word", position, position + 1)
    if word in _BREAKS:
        return Mark("break", position, position + 1, case=frozenset(word))
    return Mark("mark", position, position + 1)


def _conjunction(mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "that" before another noun phrase as the opening of a clause: "so hard that her glasses slip"."""
    opens = bool(following) and following[0].kind in ("possessive", "article", "person", "pronoun")
    that = mark.kind == "article" and mark.get("definite") == "yes"
    return Mark("clause_start", mark.first, mark.last) if that and opens else mark


def _is_disguise(sentence: Sentence, mark: Mark, following: Sequence[Mark]) -> bool:
    """Return whether a figure only describes what is worn: "a *mermaid* costume"."""
    worn = following[0].phrase if following and not has_cases(sentence) else None
    return mark.kind == "figure" and worn is not None and worn.first == mark.last and worn.garment.slot == "full"


def _title(mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read a figure before a name as its title: "Captain Mira"."""
    named = bool(following) and following[0].kind == "person" and "possessive" not in following[0].case
    return Mark("small_word", mark.first, mark.last) if mark.kind == "figure" and named else mark


def _unreal(sentence: Sentence, mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "can" without a verb as a noun ("the oil can"), "asks" without an order as reporting speech."""
    if mark.kind != "unreal":
        return mark
    ends = not following or following[0].kind in ("break", "joining")
    order = any(sentence.words[other.first] in sentence.spellings("word_to") for other in following)
    if mark.get("had") and following and _is_past(sentence, following[0]):
        return Mark("pronoun", mark.first, mark.last, mark.match)  # "she'd changed into": had
    if mark.get("near") and not any(other.kind == "wearing_verb" for other in following[:2]):
        return Mark("word", mark.first, mark.last)
    if mark.get("spoken") and sentence.zone != "speech" and not _is_hearsay(mark, following):
        return Mark("word", mark.first, mark.last)
    if mark.get("image") and sentence.text.source == "request":
        return Mark("word", mark.first, mark.last)
    if (mark.get("modal") and ends) or (mark.get("order") and not order):
        return Mark("reporting_verb" if mark.get("order") else "word", mark.first, mark.last)
    return mark


def _is_hearsay(mark: Mark, following: Sequence[Mark]) -> bool:
    """Return whether somebody is told outside quotes what others say of them: "They say you wear a bearskin coat"."""
    told = next((other for other in following if other.kind not in ("break", "small_word")), None)
    return mark.first == 0 and mark.get("hearsay") != "" and told is not None and told.get("person") == "second"


def _is_past(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a verb can only be a participle: "'d changed", not "'d change"."""
    if mark.kind == "wearing_verb":
        return "past" in mark.case and "infinitive" not in mark.case
    return mark.kind == "word" and sentence.ends(mark.first, "ending_past")


def _auxiliary(mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "has" before a participle as no verb of its own: "she has thrown on a coat"."""
    entry = mark.entry() if mark.kind == "wearing_verb" else None
    after = next((other for other in following if other.kind not in ("small_word", "negation")), None)
    if entry and entry.get("auxiliary") and after and after.kind == "wearing_verb" and "participle" in after.case:
        return Mark("small_word", mark.first, mark.last)
    passive = bool(following) and following[0].kind == "small_word" and after is not None and after.kind == "word"
    if entry and entry.get("has") and passive:
        return Mark("small_word", mark.first, mark.last)  # "the sleeves *have* been hacked off her vest"
    return mark


def _position(mark: Mark) -> int:
    return mark.first


def _names(sentence: Sentence, people: Sequence[Person], reading: Reading) -> dict[int, Mark]:
    found: dict[int, Mark] = {}
    for mention in reading.named(sentence, people):
        first = bisect_left(sentence.spans, (mention.start,))
        if first == len(sentence.spans) or sentence.spans[first][0] != mention.start:
            continue
        last = bisect_left(sentence.spans, (mention.end,), first)
        found[first] = Mark("person", first, last, name=mention.person.name, case=frozenset({mention.case}))
    return found
