"""A sentence as a row of marks: garments, people, verbs of wearing, small words."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from composer.reading.clothes.acting import acting
from composer.reading.clothes.garments import MODIFIERS, Phrase, garment_phrase
from composer.reading.clothes.inflected import with_endings
from composer.reading.clothes.mark import NO_CASE, Mark, is_opener
from composer.reading.clothes.objects import object_pronoun
from composer.reading.clothes.places import with_adverbs, with_owners, with_places, with_quotes
from composer.reading.clothes.strangers import genitive, has_cases, stranger
from composer.reading.clothes.telling import CLOTHES, may_tell
from composer.reading.matching import Match, matched
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Person

#: Which reading of a word counts, when it has several; what stands first wins.
_KINDS = (
    "homonym", "unreal", "negation", "wearing_verb", "lying_verb", "garment", "garment_part", "body_part", "bare",
    "dative", "possessive", "own", "pronoun", "wearing_only", "wearing_preposition", "article", "joining",
    "clause_start", "figure", "garment_state", "outfit_word", "elsewhere", "storage", "compounding", "garment_motion",
    "perceiving_verb", "reporting_verb", "phase_verb", "beholding_verb", "compliment", "small_word",
    "imaginary", "naming",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}
#: What may be something else beside some words.
_DOUBTFUL = frozenset({"homonym", "garment", "garment_part", "wearing_verb"})
_READ = frozenset((*_KINDS, *MODIFIERS, "pattern_after", "hood_verb", "small_word", "counting"))
#: What is read in the light of what follows.
_DEPENDING = frozenset({"figure", "unreal", "article", "wearing_verb", "word"})
_PRONOUNS = frozenset({"pronoun", "possessive", "figure"})
_BREAKS = frozenset(",:;—–()…")
_UP_TO = frozenset({"at", "down to", "in"})
_PLACES = frozenset({"in", "on", "at", "behind", "under", "over", "around", "to", "inside", "against"})
_NOUNS = frozenset({"garment", "garment_part", "body_part", "garment_state"})


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
        kind = min(kinds.keys() & _RANK.keys(), key=_RANK.__getitem__, default="word")
        if kind == "body_part" and "figure" in kinds and any(one.get("definite") == "no" for one in row[-3:]):
            kind = "figure"  # "a tall figure"
        return Mark(kind, match.first, match.last, match, case=kinds[kind].tags if kind in kinds else NO_CASE)
    phrase = garment_phrase(sentence, found, number) if "garment" in kinds else None
    if phrase and any(at in names for at in range(phrase.first, match.first)):
        phrase = None  # "Mira watches"
    return _mark(sentence, match, phrase, row)


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


def _mark(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> Mark:
    kind = _kind(sentence, match, phrase, row)
    if kind == "garment_part" and match.entry("wearing_preposition") and not _opens_noun(sentence, match, row):
        kind = "wearing_preposition"  # "puts them *back* on"
    if kind == "wearing_verb" and row and not has_cases(sentence) and _is_noun_after(row, match):
        kind = "word"
    if kind == "garment" and not has_cases(sentence) and (phrase is None or _is_action(sentence, match, phrase, row)):
        kind = next((other for other in ("perceiving_verb", "garment_motion") if match.entry(other)), "word")
    if kind == "homonym" or (kind == "garment" and _is_twin(sentence, match, phrase, row)):
        kind, phrase = "word", None
    if kind == "garment" and phrase is None:
        kind = "word"
    form = match.form(kind)
    return Mark(
        kind, match.first, _end(match, phrase, kind), match, phrase if kind == "garment" else None,
        case=form.tags if form else NO_CASE,
    )  # fmt: skip


def _is_action(sentence: Sentence, match: Match, phrase: Phrase, row: Sequence[Mark]) -> bool:
    """Return whether somebody does what looks like a garment: "Mira *watches*", "she *boots*"."""
    if row and row[-1].kind == "garment" and match.entry("garment_motion"):
        return True  # "a hat *shades* her face"
    if not row and sentence.starred and match.last < len(sentence.words):
        after = sentence.language.lexicon.lookup(sentence.words[match.last]) if sentence.language else ()
        return any(form.entry.kind in ("article", "possessive") for form in after)  # "*chucks* a tee at her"
    doer = bool(row) and (
        "nominative" in row[-1].case if row[-1].kind == "person" else row[-1].get("case") == "subject"
    )
    return doer and phrase.first == match.first


def _end(match: Match, phrase: Phrase | None, kind: str) -> int:
    """Return where a word ends, what describes a garment behind it included: "a skirt *in tartan*"."""
    return max(match.last, phrase.last) if phrase and kind == "garment" else match.last


def _kind(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> str:
    """Return which reading of a word counts here."""
    kinds = match.forms.kinds
    order = sorted(kinds.keys() & _RANK.keys(), key=_RANK.__getitem__)
    if "wearing_verb" in order and not kinds.keys().isdisjoint(_NOUNS):
        is_verb = _is_verb(sentence, match, phrase, row)
        order = ["wearing_verb"] if is_verb else [kind for kind in order if kind != "wearing_verb"]
    bare_part = phrase is not None and phrase.first == match.first and _may_be_part(match)
    if "garment_part" in order and order[0] != "wearing_verb" and (bare_part or _is_part(sentence, match)):
        return "garment_part"
    return order[0] if order else "word"


def _is_twin(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> bool:
    """Return whether a garment's form is rather another word that looks alike: «берет» for «берёт»."""
    entry = match.entry("garment")
    described = phrase is not None and phrase.first < match.first
    if entry is not None and entry.get("measure") and not described and row and row[-1].get("role") in _UP_TO:
        return True  # «по пояс в воде»
    if entry is not None and entry.get("vague") and not described and row and row[-1].get("definite"):
        return True  # "reaches the top"
    if entry is None or entry.get("twin") != sentence.words[match.first]:
        return False
    before = row[:-1] if row and row[-1].kind == "elsewhere" else row  # «достаёт *из рюкзака* берет»
    governed = bool(before) and before[-1].kind in ("wearing_verb", "wearing_preposition", "joining")
    return "ё" in sentence.written[match.first] or not (described or governed or _is_told_of(sentence, match))


def _is_told_of(sentence: Sentence, match: Match) -> bool:
    """Return whether a verb of what garments do or suffer follows: «*берет* сдвинут на ухо»."""
    after = sentence.words[match.last] if match.last < len(sentence.words) else ""
    forms = sentence.language.lexicon.lookup(after) if sentence.language and after else ()
    return any(form.entry.kind in ("garment_motion", "garment_state") or "passive" in form.tags for form in forms)


def _is_verb(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> bool:
    """Return whether a word that may be garment or verb is a verb here: "she *ties* her apron", not "his *tie*"."""
    if phrase and phrase.first < match.first:
        return False
    before = row[-1] if row else None
    if before is None or before.kind in ("break", "joining", "clause_start"):
        described = match.form("body_part") and _governs(sentence, match)
        return bool(match.form("wearing_verb")) and not described and not _is_described(sentence, match)
    if before.kind == "person":
        return "possessive" not in before.case
    if before.kind == "garment":
        return match.form("garment") is not None
    if before.get("has") and (form := match.form("wearing_verb")) and "participle" in form.tags:
        return True  # "the rain has *soaked* her hoodie"
    return before.kind == "pronoun" or (before.kind == "word" and sentence.ends(before.first, "ending_adverb"))


def _is_described(sentence: Sentence, match: Match) -> bool:
    """Return whether a participle follows what may be a noun: ", *tie* loosened, jacket over one shoulder"."""
    if match.last >= len(sentence.words) or not sentence.ends(match.last, "ending_past"):
        return False
    form = match.form("wearing_verb")
    return form is not None and "infinitive" in form.tags and match.form("garment") is not None


def _governs(sentence: Sentence, match: Match) -> bool:
    """Return whether a preposition of place follows: ", *hands* in the pockets of a coat"."""
    after = sentence.words[match.last] if match.last < len(sentence.words) else ""
    return after in _PLACES


def _opens_noun(sentence: Sentence, match: Match, row: Sequence[Mark]) -> bool:
    """Return whether an article stands before a word or "of" behind it, so that it is a noun."""
    after = sentence.words[match.last] if match.last < len(sentence.words) else ""
    return after == "of" or (bool(row) and (is_opener(row[-1]) or row[-1].kind == "word"))


def _is_noun_after(row: Sequence[Mark], match: Match) -> bool:
    """Return whether a word that may be a verb is a noun here: "the *leaves*", "his *hand*", "on the porch *steps*"."""
    form, before = match.form("wearing_verb"), row[-1]
    finite = form is not None and bool({"infinitive", "third"} & form.tags)
    opened = before.kind in ("article", "others") or (
        before.kind == "possessive" and before.get("gender") != "feminine"
    )
    governed = len(row) > 2 and row[-2].kind == "article" and row[-3].kind == "wearing_preposition"
    return finite and (opened or (governed and before.kind == "word"))


def _may_be_part(match: Match) -> bool:
    """Return whether a garment's name without any description is rather a part of another: "blood on her collar"."""
    entry = match.entry("garment")
    return entry is not None and entry.get("piece") != ""


def _is_part(sentence: Sentence, match: Match) -> bool:
    if match.form("garment") is None:
        return True
    after = sentence.words[match.last] if match.last < len(sentence.words) else ""
    lexicon = sentence.language.lexicon if sentence.language else None
    forms = lexicon.lookup(after) if lexicon and after else ()
    if after == "of":
        made = (form for word in sentence.words[match.last + 1 : match.last + 2] for form in lexicon.lookup(word))  # type: ignore[union-attr]
        return not any(form.entry.kind in ("material", "color") for form in made)  # "a sash of red silk"
    return any(form.entry.kind == "garment" and "genitive" in form.tags for form in forms)
