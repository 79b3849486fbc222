"""A sentence as a row of marks: garments, people, verbs of wearing, small words; cut into clauses of one verb each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.reading.garments import MODIFIERS, Phrase, garment_phrase
from composer.reading.lexicon import Entry, Form, Lexicon
from composer.reading.matching import Match
from composer.reading.reading import Reading
from composer.reading.segments import Sentence
from composer.types import Person

#: Which reading of a word counts, when it has several; what stands first wins.
_KINDS = (
    "homonym", "unreal", "negation", "wearing_verb", "lying_verb", "garment", "garment_part", "body_part", "bare",
    "dative", "possessive", "own", "pronoun", "wearing_only", "wearing_preposition", "article", "joining",
    "clause_start", "figure", "garment_state", "outfit_word", "elsewhere", "small_word",
)  # fmt: skip
_READ = frozenset((*_KINDS, *MODIFIERS, "pattern_after", "hood_verb", "small_word"))
_LONGEST_CLAUSE = 60
_CLOTHES = frozenset({"garment", "bare", "wearing_verb"})
_BREAKS = frozenset(",:;—–()…")
_DASHES = frozenset("—–")
_COLONS = frozenset(":—–")
_NOUNS = frozenset({"garment", "garment_part", "body_part", "garment_state"})
_OPENERS = frozenset({"article", "possessive", "own", "wearing_only"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a sentence that means something for clothes, or one other word.

    Attributes:
        kind: of the lexicon, or person, break, word.
        name: of a person; case: of a name ("nominative", "possessive", …) or the tags of a word.
    """

    kind: str
    first: int
    last: int
    match: Match | None = None
    phrase: Phrase | None = None
    name: str = ""
    case: frozenset[str] = frozenset()

    def entry(self, kind: str = "") -> Entry | None:
        """Return the lexicon's entry in this reading."""
        return self.match.entry(kind or self.kind) if self.match else None

    def get(self, feature: str) -> str:
        """Return a feature of the word in this reading, "" when there is none."""
        for form in self.match.forms if self.match else ():
            if form.entry.kind == self.kind and (said := form.entry.features.get(feature)):
                return said
        return ""


def marks(sentence: Sentence, people: Sequence[Person], reading: Reading) -> list[Mark]:
    """Return the whole sentence as marks, from left to right; of one without a word of clothes only the people."""
    found = _matched(sentence)
    names = _names(sentence, people, reading)
    if not any(form.entry.kind in _CLOTHES for match in found for form in match.forms):
        pronouns = (Mark("pronoun", m.first, m.last, m) for m in found if m.first not in names and m.entry("pronoun"))
        return sorted([*names.values(), *pronouns], key=_position)
    phrases = {number: garment_phrase(sentence, found, number) for number, match in enumerate(found)}
    row: list[Mark] = []
    by_first = {match.first: number for number, match in enumerate(found)}
    position = 0
    while position < len(sentence.tokens):
        if position in names:
            mark = names[position]
        elif position in by_first:
            number = by_first[position]
            mark = _mark(sentence, found[number], phrases[number], row)
        else:
            mark = _other(sentence, position)
        if mark.phrase:
            while row and row[-1].first >= mark.phrase.first:
                row.pop()
        if mark.kind != "mark":
            row.append(mark)
        position = max(mark.last, position + 1)
    row = [_stranger(sentence, row, number) for number in range(len(row))]
    row = [_conjunction(mark, row[number + 1 : number + 2]) for number, mark in enumerate(row)]
    row = [_auxiliary(mark, row[number + 1 : number + 3]) for number, mark in enumerate(row)]
    return [
        _object_pronoun(mark, row[number + 1] if number + 1 < len(row) else None) for number, mark in enumerate(row)
    ]


def _matched(sentence: Sentence) -> list[Match]:
    """Return the words about clothes: leftmost, longest, whatever phrases other readers know ("round glasses")."""
    if sentence.language is None:
        return []
    lexicon, words = sentence.language.lexicon, sentence.words
    found: list[Match] = []
    position = 0
    while position < len(words):
        most = min(lexicon.longest.get(words[position], 1), len(words) - position)
        for count in range(most, 0, -1):
            own = _own(lexicon, " ".join(words[position : position + count]) if count > 1 else words[position])
            if own:
                found.append(Match(position, position + count, own))
                break
        position = found[-1].last if found and found[-1].last > position else position + 1
    return found


@lru_cache(maxsize=16384)
def _own(lexicon: Lexicon, words: str) -> tuple[Form, ...]:
    """Return what words may be, as far as it matters here."""
    return tuple(form for form in lexicon.lookup(words) if form.entry.kind in _READ)


def _other(sentence: Sentence, position: int) -> Mark:
    token = sentence.tokens[position]
    kind = "word" if token.is_word else "break" if token.text in _BREAKS else "mark"
    return Mark(kind, position, position + 1, case=frozenset(token.text) if kind == "break" else frozenset())


def _conjunction(mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "that" before another noun phrase as the opening of a clause: "so hard that her glasses slip"."""
    opens = bool(following) and following[0].kind in ("possessive", "article", "person", "pronoun")
    return Mark("clause_start", mark.first, mark.last) if mark.kind == "article" and opens else mark


def _auxiliary(mark: Mark, following: Sequence[Mark]) -> Mark:
    """Read "has" before a participle as no verb of its own: "she has thrown on a coat"."""
    entry = mark.entry() if mark.kind == "wearing_verb" else None
    after = next((other for other in following if other.kind != "small_word"), None)
    if entry and entry.text == "have" and after and after.kind == "wearing_verb" and "participle" in after.case:
        return Mark("small_word", mark.first, mark.last)
    return mark


def _stranger(sentence: Sentence, row: Sequence[Mark], number: int) -> Mark:
    """Read an unknown word with a capital letter as a name, where it is somebody "in" clothes or who puts some on."""
    mark = row[number]
    token = sentence.tokens[mark.first]
    if mark.kind != "word" or mark.match or not token.text[0].isupper() or number + 1 >= len(row):
        return mark
    following = row[number + 1]
    dressed = following.get("role") == "in" and any(other.kind == "garment" for other in row[number + 2 : number + 5])
    dressing = following.kind == "wearing_verb" and bool({"third", "past"} & following.case)
    if number == 0 and (_may_be_adverb(token.norm) or following.get("alone").startswith(("adjust", "state", "store"))):
        return mark
    if not dressed and not dressing:
        return mark
    return Mark("person", mark.first, mark.last, name=_dictionary_form(token.text), case=frozenset({"nominative"}))


def _may_be_adverb(word: str) -> bool:
    """Return whether a word that begins a sentence is rather "slowly", "smiling" or "улыбаясь" than a name."""
    return word.endswith(("ly", "ing", "ed", "о", "сь", "в", "ши", "е", "и"))


def _dictionary_form(name: str) -> str:
    """Return an unknown Russian name in the nominative, where its ending leaves no doubt: "Борису" → "Борис"."""
    for ending in ("ом", "ем", "у"):
        if name.endswith(ending) and len(name) > len(ending) + 2:
            return name.removesuffix(ending)
    return name


def _position(mark: Mark) -> int:
    return mark.first


def _names(sentence: Sentence, people: Sequence[Person], reading: Reading) -> dict[int, Mark]:
    starts = {token.start - sentence.start: number for number, token in enumerate(sentence.tokens)}
    found: dict[int, Mark] = {}
    for mention in reading.names(sentence.source, people):
        first = starts.get(mention.start)
        if first is None:
            continue
        last = first
        while last < len(sentence.tokens) and sentence.tokens[last].start < sentence.start + mention.end:
            last += 1
        found[first] = Mark("person", first, last, name=mention.person.name, case=frozenset({mention.case}))
    return found


def _mark(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> Mark:
    kinds = {form.entry.kind for form in match.forms}
    order = [kind for kind in _KINDS if kind in kinds]
    nouns = kinds & _NOUNS
    if nouns and "wearing_verb" in kinds:
        order = (
            ["wearing_verb"] if _is_verb(sentence, match, phrase, row) else [k for k in order if k != "wearing_verb"]
        )
    if "garment_part" in order and order[0] != "wearing_verb" and _is_part(sentence, match):
        order = ["garment_part"]
    kind = order[0] if order else "word"
    if kind == "homonym" or (kind == "garment" and _is_twin(sentence, match, phrase, row)):
        kind, phrase = "word", None
    form = match.form(kind)
    return Mark(
        kind, match.first, match.last, match, phrase if kind == "garment" else None,
        case=form.tags if form else frozenset(),
    )  # fmt: skip


def _is_twin(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> bool:
    """Return whether a garment's form is rather another word that looks alike: «берет» for «берёт»."""
    entry = match.entry("garment")
    token = sentence.tokens[match.first]
    if entry is None or entry.get("twin") != token.norm:
        return False
    described = phrase is not None and phrase.first < match.first
    governed = bool(row) and row[-1].kind in ("wearing_verb", "wearing_preposition", "joining")
    return "ё" in token.text or not (described or governed)


def _is_verb(sentence: Sentence, match: Match, phrase: Phrase | None, row: Sequence[Mark]) -> bool:
    """Return whether a word that may be garment or verb is a verb here: "she *ties* her apron", not "his *tie*"."""
    if phrase and phrase.first < match.first:
        return False
    before = row[-1] if row else None
    if before is None or before.kind in ("break", "joining", "clause_start"):
        return bool(match.form("wearing_verb"))
    if before.kind == "person":
        return "possessive" not in before.case
    if before.kind == "garment":
        return match.form("garment") is not None
    return before.kind == "pronoun" or (before.kind == "word" and sentence.tokens[before.first].norm.endswith("ly"))


def _is_part(sentence: Sentence, match: Match) -> bool:
    if match.form("garment") is None:
        return True
    after = sentence.tokens[match.last].norm if match.last < len(sentence.tokens) else ""
    lexicon = sentence.language.lexicon if sentence.language else None
    forms = lexicon.lookup(after) if lexicon and after else ()
    return after == "of" or any(form.entry.kind == "garment" and "genitive" in form.tags for form in forms)


def _object_pronoun(mark: Mark, following: Mark | None) -> Mark:
    """Read "her", "её" as an object where no noun follows: "I give *her* my coat"."""
    if mark.kind != "possessive" or mark.get("person") != "third":
        return mark
    if following is None or following.kind in (
        "break", "possessive", "own", "article", "wearing_preposition", "wearing_verb", "lying_verb", "joining",
        "clause_start", "pronoun", "negation", "wearing_only", "person", "dative",
    ) or (following.match is None and following.kind == "word" and not _letters(following, mark)):  # fmt: skip
        return Mark("object", mark.first, mark.last, mark.match)
    return mark


def _letters(following: Mark, mark: Mark) -> bool:
    return following.first == mark.last and following.kind == "word"


def clauses(row: Sequence[Mark]) -> list[list[Mark]]:
    """Cut a row of marks into clauses: at marks of punctuation, at words that open a clause, before a second verb."""
    found: list[list[Mark]] = [[]]
    announced: list[Mark] = []
    for number, mark in enumerate(row):
        current = found[-1]
        if mark.case & _DASHES and _links(row, number):
            continue
        if mark.kind in ("break", "joining") and _continues_list(row, number):
            current.append(Mark("joining", mark.first, mark.last))
        elif mark.kind in ("break", "joining"):
            if mark.case & _COLONS and _announces(current) and _begins_phrase(row, number + 1):
                announced = [Mark("announced", mark.first, mark.last)]
            found.append([*announced])
        elif _opens_clause(mark, current):
            found.append(_opening(mark, current))
        else:
            current.append(mark)
    return [clause for clause in found if clause and clause[-1].kind != "announced"]


def _opens_clause(mark: Mark, current: Sequence[Mark]) -> bool:
    if mark.kind == "clause_start":
        return not current or current[-1].kind != "joining"
    second = mark.kind in ("wearing_verb", "lying_verb") and _has_verb(current) and not _completes(current, mark)
    return second or len(current) == _LONGEST_CLAUSE


def _opening(mark: Mark, current: list[Mark]) -> list[Mark]:
    """Return how a new clause begins: its verb takes along the person before it, whose subject that is."""
    if mark.kind == "clause_start":
        return []
    if mark.kind in ("wearing_verb", "lying_verb"):
        return [*_take_subject(current), mark]
    return [mark]


def _is_then(mark: Mark) -> bool:
    entry = mark.entry() if mark.kind == "clause_start" else None
    return entry is not None and (entry.english or entry.text) == "then"


def _links(row: Sequence[Mark], number: int) -> bool:
    """Return whether a dash stands for "is": "на шее — пёстрый платок"."""
    before = row[number - 1].kind if number else ""
    return before in ("body_part", "person", "pronoun") and _begins_phrase(row, number + 1)


def _announces(clause: Sequence[Mark]) -> bool:
    """Return whether a clause says that clothes will be listed: "she was dressed simply:", "her outfit:"."""
    dressed = any(
        mark.kind == "wearing_verb" and ("wear" in (mark.get("in"), mark.get("alone")) or mark.get("into"))
        for mark in clause
    )
    listed = any(mark.kind == "garment" for mark in clause)
    return any(mark.kind == "outfit_word" for mark in clause) or (dressed and not listed)


def _begins_phrase(row: Sequence[Mark], number: int) -> bool:
    while number < len(row) and row[number].kind == "article":
        number += 1
    return number < len(row) and row[number].kind == "garment"


def _has_verb(clause: Sequence[Mark]) -> bool:
    return any(mark.kind in ("wearing_verb", "lying_verb") for mark in clause)


def _completes(clause: Sequence[Mark], mark: Mark) -> bool:
    """Return whether a verb belongs to the one before it: "lets the robe *fall*"."""
    verb = next(other for other in clause if other.kind in ("wearing_verb", "lying_verb"))
    return bool(mark.get("role") and verb.get(mark.get("role")))


def _take_subject(clause: list[Mark]) -> list[Mark]:
    """Move a person that stands at the clause's end to the next one, whose subject it is."""
    moved: list[Mark] = []
    while clause and clause[-1].kind in ("person", "pronoun", "object"):
        moved.insert(0, clause.pop())
    return moved


def _continues_list(row: Sequence[Mark], number: int) -> bool:
    """Return whether a comma or "and" stands between two garments of one list."""
    if number == 0 or row[number - 1].kind not in ("garment", "garment_state"):
        return False
    at = number + 1
    owned = False
    while at < len(row) and (row[at].kind in (*_OPENERS, "joining") or _is_then(row[at])):
        owned = owned or row[at].kind == "possessive"
        at += 1
    if at >= len(row) or row[at].kind != "garment":
        return False
    after = row[at + 1] if at + 1 < len(row) else None
    if after is None or after.kind in ("break", "joining", "wearing_preposition", "clause_start", "garment_state"):
        return True
    if after.kind in ("wearing_verb", "lying_verb"):
        return False
    return row[number].kind == "joining" and not owned


def is_opener(mark: Mark) -> bool:
    """Return whether a mark only opens a noun phrase."""
    return mark.kind in _OPENERS
