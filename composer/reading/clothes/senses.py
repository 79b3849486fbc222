"""Which sense a word has in its sentence, when it may have several: garment or verb, part or whole."""

from collections.abc import Sequence

from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.mark import NO_CASE, Mark, is_opener
from composer.reading.clothes.strangers import has_cases
from composer.reading.matching import Match
from composer.reading.text.segments import Sentence

#: Which reading of a word counts, when it has several; what stands first wins.
KINDS = (
    "homonym", "unreal", "negation", "wearing_verb", "lying_verb", "garment", "garment_part", "body_part", "bare",
    "dative", "possessive", "own", "pronoun", "wearing_only", "wearing_preposition", "article", "joining",
    "clause_start", "figure", "garment_state", "outfit_word", "elsewhere", "storage", "compounding", "garment_motion",
    "perceiving_verb", "reporting_verb", "phase_verb", "beholding_verb", "compliment", "small_word",
    "imaginary", "naming",
)  # fmt: skip
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_UP_TO = frozenset({"at", "down to", "in"})
_PLACES = frozenset({"in", "on", "at", "behind", "under", "over", "around", "to", "inside", "against"})
_NOUNS = frozenset({"garment", "garment_part", "body_part", "garment_state"})


def sensed(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> Mark:
    """Return the mark of a word in the sense that it has here, behind the marks of `row`."""
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
    order = sorted(kinds.keys() & RANK.keys(), key=RANK.__getitem__)
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
