"""What a Chinese sentence changes of looks for good: a haircut, dye, a scar, a shaved beard, another shape."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache

from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.look_changes import LookChange
from composer.reading.lexicon import Entry, Lexicon
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Term, Trait
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.looks import read_looks
from composer_plugins.languages.chinese.stated import is_lasting
from composer_plugins.languages.chinese.wearers import Wearers
from composer_plugins.languages.chinese.words import Word, clauses, named, words

_KINDS = frozenset({"change_verb", "change_object", "change_recent", "change_result", "change_shape"})
#: Words that make one word of change.
_MOST = 4
_CONFIDENCE = 0.9
#: What of a hairstyle gives way to a new one.
_LOST = {"restyle": ("length", "arrangement"), "perm": ("texture",)}
_EVERYTHING = ("length", "texture", "arrangement")
#: Of which features, by their English, a verb tells.
_FEATURES = {
    "beard": ("beard", "moustache", "goatee", "stubble", "sideburns"),
    "growth": ("beard", "moustache", "goatee", "horn", "wing", "tail", "antler", "fang", "scales", "feather", "ears"),
    "scar": ("scar", "brand", "mark"),
    "mark": ("tattoo", "pierc", "prosthetic", "mechanical", "brand", "mark", "crest", "stud", "cybernetic"),
}
_HAIR = ("hair", "hairdo")
_STRANDS = ("bangs", "fringe", "sidelocks", "ahoge")
_BODY = ("body_part", "location")


def read_changes(
    sentence: Sentence, cast: Cast, names: Callable[[], Mapping[int, tuple[int, str]]]
) -> list[LookChange]:
    """Return what a sentence changes of looks; see `composer.reading.language.Rules.changes`."""
    assert sentence.language is not None
    lexicon = sentence.language.lexicon
    told = sentence.source
    if not _telling(lexicon, "change_verb").search(told) or _telling(lexicon, "change_veto").search(told):
        return []
    row = _with_verbs(words(sentence, named(names())), lexicon.only(_KINDS))
    return list(_Reader(sentence, row, _apart(cast)).read())


@lru_cache(maxsize=4)
def _telling(lexicon: Lexicon, kind: str) -> re.Pattern[str]:
    """Return what finds the words of a kind in a text, in both scripts."""
    from composer_plugins.languages.chinese.morphology import scripts

    found = {form for entry in lexicon.of_kind(kind) for form in scripts(entry.text)}
    initials = "".join(sorted({form[0] for form in found}))
    return re.compile(f"(?=[{initials}])(?:{'|'.join(sorted(found))})")


def _with_verbs(row: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """Return words with those of change among them: "刮", "掉" and "了" are one."""
    found: list[Word] = []
    at = 0
    while at < len(row):
        last = at + 1 if row[at].name else _longest(row, at, lexicon)
        found.append(_joined(row[at:last], lexicon))
        at = last
    return found


def _longest(row: Sequence[Word], at: int, lexicon: Lexicon) -> int:
    """Return where the longest word of change that begins at a place ends."""
    text, last = "", at + 1
    for end in range(at, min(at + _MOST, len(row))):
        text += row[end].text
        last = end + 1 if lexicon.lookup(text) else last
    return last


def _joined(run: Sequence[Word], lexicon: Lexicon) -> Word:
    text = "".join(word.text for word in run)
    forms = lexicon.lookup(text) if not run[0].name else ()
    if not forms:
        return run[0]
    known = run[0].forms if len(run) == 1 else ()
    kinds = {form.entry.kind for form in (*known, *forms)}
    return Word(run[0].start, run[-1].end, text, (*known, *forms), kinds=frozenset(kinds))


def _apart(cast: Cast) -> Cast:
    """Return a cast that learns without the one that the sentence is read with afterwards."""
    own = copy(cast)
    own.recent, own.genders = list(cast.recent), dict(cast.genders)
    return own


class _Reader:
    """Reads one sentence that has a verb of change, clause by clause."""

    def __init__(self, sentence: Sentence, row: Sequence[Word], cast: Cast) -> None:
        self.sentence, self.row, self.cast = sentence, row, cast
        self.wearers = Wearers(sentence, cast)
        self.spoken = sentence.zone == "speech"
        #: Whose hair was told of last: "她剪短了头发，*还染成了红色*".
        self.restyled = ""

    def read(self) -> Iterator[LookChange]:
        """Yield what changes."""
        real = True
        parts = list(clauses(self.row))
        for number, (begin, end) in enumerate(parts):
            clause = Clause(self.sentence.text.text, self.row, begin, end)
            following = parts[number + 1] if number + 1 < len(parts) else (end, end)
            self.wearers.follow(clause)
            if real and not self._is_asked(clause):
                yield from self._changes(clause, Clause(clause.text, self.row, *following))
            real = real and not any(map(is_lasting, clause.words)) and not _tells(clause, clause.end, _is_past)

    def _is_asked(self, clause: Clause) -> bool:
        after = self.sentence.text.text[self.row[clause.end - 1].end :][:2]
        return "？" in after or "?" in after or any(word.has("question") for word in clause.words)

    def _changes(self, clause: Clause, following: Clause) -> Iterator[LookChange]:
        taken: set[int] = set()
        for at in clause.places:
            if (
                at in taken
                or not clause.has(at, "change_verb")
                or _is_denied(clause, at)
                or clause.word(at + 1) == "的"
            ):
                continue
            for form in self.row[at].forms:
                if form.entry.kind == "change_verb" and at not in taken:
                    found = list(self._happens(clause, following, at, form.entry))
                    taken |= set(clause.places) if found else set()
                    yield from found

    def _happens(self, clause: Clause, following: Clause, at: int, entry: Entry) -> Iterator[LookChange]:
        does = entry.get("does")
        if does in ("restyle", "perm", "dye"):
            yield from self._hair(clause, following, at, entry)
        elif does == "shave" and entry.get("of") == "head":
            yield from self._shaved(clause, at)
        elif does in ("turn", "revert"):
            yield from self._turned(clause, at, does)
        elif does == "lose":
            yield from self._missing(clause, at)
        else:
            yield from self._feature(clause, at, entry)

    # ── hair ──

    def _hair(self, clause: Clause, following: Clause, at: int, entry: Entry) -> Iterator[LookChange]:
        attribute = "hair_color" if entry.get("does") == "dye" else "hair_style"
        found = self._traits(at + 1, clause.end, attribute, "hair")
        hair = clause.of(clause.places, *_HAIR)
        if any(_is_strand(self.row[place]) for place in hair):
            return
        who = self._whose(clause, at, hair[0]) if hair else self.restyled
        if who in ("", NOBODY):
            return
        self.restyled = who
        if value := entry.get("value"):
            trait = self._trait("hair_color", value, entry.english, at, at + 1)
            yield LookChange(who, "set", "hair_color", trait.evidence[0], trait)
            return
        off = bool(entry.get("off"))
        found = [] if off else found or self._reach(clause, at)
        if not found and any(word.has("change_result") for word in following.words):
            found = self._traits(following.begin, following.end, attribute, "hair")
        lost = _LOST["restyle"] if off else _LOST.get(entry.get("does"), ())
        if off and not found:
            yield LookChange(who, "lose", "hair_style", self._evidence(at, clause.end), lost=lost)
        for number, trait in enumerate(found[: 1 if attribute == "hair_color" else None]):
            yield LookChange(who, "set", attribute, trait.evidence[0], trait, () if number else lost)

    def _reach(self, clause: Clause, at: int) -> list[Trait]:
        """Return how far hair has grown, or was cut: "长到了*腰间*"."""
        part = self.row[at + 1].entry("length_part") if at + 1 < clause.end else None
        if part is None or not any(sign in self.row[at].text for sign in "到至及过過"):
            return []
        return [self._trait("hair_style", self._source(at, at + 2), f"{part.english} hair", at, at + 2)]

    def _shaved(self, clause: Clause, at: int) -> Iterator[LookChange]:
        hair = clause.of(clause.places, *_HAIR)
        bald = "光" in self.row[at].text or any("光头" in self.row[place].text for place in hair)
        if not hair or any(_fits(self.row[place], "beard") for place in clause.places):
            return
        who = self._whose(clause, at, hair[0])
        if who in ("", NOBODY):
            return
        if bald:
            trait = self._trait("hair_style", "光头", "bald", at, clause.end)
            yield LookChange(who, "set", "hair_style", trait.evidence[0], trait, _EVERYTHING)
            return
        for trait in self._traits(at + 1, clause.end, "hair_style", "hair"):
            yield LookChange(who, "set", "hair_style", trait.evidence[0], trait, _EVERYTHING)

    # ── features ──

    def _feature(self, clause: Clause, at: int, entry: Entry) -> Iterator[LookChange]:
        of, does = entry.get("of"), entry.get("does")
        place = next((place for place in _nearest(clause, at) if _fits(self.row[place], of)), -1)
        body = clause.of(clause.places, *_BODY)
        inked = place < 0 and self.row[at].text[0] in "纹紋" and bool(body) and body[0] < at
        if (place < 0 and not inked) or (of == "scar" and not body):
            return
        who = self._whose(clause, at, min([*body, at if inked else place]))
        if who in ("", NOBODY):
            return
        if does in ("shave", "remove"):
            evidence = self._evidence(min(at, place), max(at, place) + 1)
            yield LookChange(who, "lose", "feature", evidence, lost=_lost(self.row[place], of))
            return
        trait = self._inked(clause, at) if inked else self._gained(clause, at, place)
        yield LookChange(who, "add", "feature", trait.evidence[0], trait)

    def _inked(self, clause: Clause, at: int) -> Trait:
        """Return a tattoo told by its picture: "*纹了一只乌鸦*"."""
        return self._trait("feature", self._source(at, clause.end), "tattoo", at, clause.end)

    def _gained(self, clause: Clause, at: int, place: int) -> Trait:
        """Return a new feature, as the card's reader reads it where it can."""
        read = self._traits(at + 1, clause.end, "feature", "feature") if place > at else []
        noun = self.row[place].entry("feature")
        english = noun.english if noun is not None else ""
        return read[0] if read else self._trait("feature", self.row[place].text, english, place, place + 1)

    def _missing(self, clause: Clause, at: int) -> Iterator[LookChange]:
        place = next((place for place in _nearest(clause, at) if clause.has(place, "change_object")), -1)
        if place < 0 or (who := self._whose(clause, at, place)) in ("", NOBODY):
            return
        entry = self.row[place].entry("change_object")
        assert entry is not None
        first, last = min(at, place), max(at, place) + 1
        trait = self._trait("feature", self._source(first, last), f"missing {entry.english}", first, last)
        yield LookChange(who, "add", "feature", trait.evidence[0], trait)

    def _turned(self, clause: Clause, at: int, does: str) -> Iterator[LookChange]:
        if clause.of(range(clause.begin, at), *_HAIR, "eye", "skin", "body_part"):
            return
        who = self.wearers.subject if not self.spoken else self._speaker(clause, at)
        if who in ("", NOBODY):
            return
        if does == "revert":
            yield LookChange(who, "revert", "species", self._evidence(at, at + 1))
            return
        for place in range(at + 1, clause.end):
            entry = self.row[place].entry("species", "change_shape")
            if entry is not None and place + 1 == clause.end and entry.english != "human":
                first = place - clause.has(place - 1, "color", "shade")
                trait = self._trait("species", self._source(first, place + 1), entry.english, first, place + 1)
                yield LookChange(who, "turn", "species", trait.evidence[0], trait)

    # ── whose ──

    def _whose(self, clause: Clause, verb: int, thing: int) -> str:
        """Return whose looks change: who is described so, whose the thing is, who is helped, else who acts."""
        if self.spoken:
            return self._speaker(clause, verb)
        if described := self._described(clause, verb):
            return described
        if owner := self._owner(clause, thing):
            return owner
        if helped := self.wearers.helped(clause):
            return helped
        return NOBODY if _is_anothers(clause, verb) else self.wearers.subject

    def _described(self, clause: Clause, verb: int) -> str:
        """Return whom "剪了短发的*米拉*" tells of, "" where nobody is described so."""
        at = next((at for at in range(verb + 1, clause.end - 1) if clause.word(at) == "的"), -1)
        return self.wearers.someone(clause, at + 1, at + 2) if at >= 0 else ""

    def _owner(self, clause: Clause, thing: int) -> str:
        """Return whose a part of the body is by what stands before it: "*她*的头发", "在*米拉*的脸颊上"."""
        at = thing - 1
        while (
            clause.has(at, "part", "color", "shade", "hair_style", "location", "body_part") or clause.word(at) == "的"
        ):
            at -= 1
        return self.wearers.someone(clause, at, at + 1) if at >= clause.begin else ""

    def _speaker(self, clause: Clause, verb: int) -> str:
        """Return the speaker where the clause tells of them."""
        first = [word for word in clause.words if (entry := word.entry("pronoun")) and entry.get("person")]
        mine = bool(first) and all(
            (entry := word.entry("pronoun")) and entry.get("person") == "first" for word in first
        )
        return self.cast.speaker if mine else ""

    # ── words ──

    def _traits(self, begin: int, end: int, attribute: str, reads: str) -> list[Trait]:
        """Return the traits of an attribute that some words state, read as the value of a label."""
        if begin >= end:
            return []
        piece = replace(self.sentence, start=self.row[begin].start, end=self.row[end - 1].end, parts=None)
        read = (trait for _, trait in read_looks(piece, None, reads))
        return [
            replace(one, confidence=_CONFIDENCE)
            for one in read
            if one.attribute == attribute and any(word.english for word in one.words)
        ]

    def _trait(self, attribute: str, value: str, english: str, begin: int, end: int) -> Trait:
        return Trait(attribute, value, (Term(value, english),), _CONFIDENCE, (self._evidence(begin, end),))

    def _source(self, begin: int, end: int) -> str:
        return "".join(self.sentence.text.text[self.row[begin].start : self.row[end - 1].end].split())

    def _evidence(self, begin: int, end: int) -> Evidence:
        return self.sentence.text.evidence(self.row[begin].start, self.row[end - 1].end)


def _nearest(clause: Clause, at: int) -> list[int]:
    """Return the places of a clause, those behind a verb first."""
    return [*range(at + 1, clause.end), *range(at - 1, clause.begin - 1, -1)]


def _fits(word: Word, of: str) -> bool:
    """Return whether a word is a feature of the sort a verb tells of."""
    entry = word.entry("feature")
    return entry is not None and any(one in entry.english for one in _FEATURES.get(of, ()))


def _lost(noun: Word, of: str) -> tuple[str, ...]:
    """Return which features are gone, by their English: of a shaved beard all of it."""
    entry = noun.entry("feature")
    english = entry.english if entry is not None else noun.text
    return _FEATURES["beard"] if of == "beard" and english == "beard" else (english,)


def _is_anothers(clause: Clause, verb: int) -> bool:
    """Return whether somebody else stands between whoever was named last and a verb: "米拉身边的*狼*"."""
    before = list(clause.before(verb))
    named = max((number for number, word in enumerate(before) if word.name or word.has("pronoun")), default=-1)
    return any(word.has("species", "relation", "figure") for word in before[named + 1 :])


def _is_strand(word: Word) -> bool:
    """Return whether a word names only a part of the hair: the tips, the fringe."""
    entry = word.entry("hair", "hairdo")
    return entry is not None and (entry.get("tips") != "" or any(one in entry.english for one in _STRANDS))


def _is_past(clause: Clause, at: int) -> bool:
    """Return whether a word tells of long ago; "冬天*过去*" tells that the winter is over."""
    word = clause.row[at]
    over = word.base == "过去" and clause.begin < at == clause.end - 1
    return word.has("former") and not word.has("change_recent", "change_verb") and not over


def _is_denied(clause: Clause, at: int) -> bool:
    """Return whether what a verb tells is denied, wished, or long ago."""
    return _tells(clause, at, lambda told, place: _is_unreal(told.row[place]) or _is_past(told, place))


def _tells(clause: Clause, end: int, telling: Callable[[Clause, int], bool]) -> bool:
    """Return whether a word before a place tells something that no later one takes back: "原本及腰的黑发*已经*"."""
    told = False
    for place in range(clause.begin, end):
        told = (told and not clause.turns(place)) or telling(clause, place)
    return told


def _is_unreal(word: Word) -> bool:
    """Return whether a word denies or supposes; a shop, where clothes are only seen, is where hair is cut."""
    inside = word.text[-1] in "里裡" and not word.has("elsewhere")
    return word.has("negation", "irreal", "elsewhere") and not word.has("change_verb") and not inside
