"""What a sentence changes of somebody's looks for good: a haircut, dye, a scar, a shaved beard, another shape.

What is told as done counts. Wishes, plans, memories, questions and denials do not, nor what passes by itself or is put
on: wet or tied-up hair, a blush, a wig.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.look_changes import LookChange
from composer.reading.lexicon import Entry
from composer.reading.looks.layout import Passage
from composer.reading.looks.values import values
from composer.reading.looks.view import View
from composer.reading.matching import Match, matched
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Person, Term, Trait

_VERBS = frozenset({"change_verb"})
_READ = frozenset({
    "change_verb", "change_object", "change_side", "change_veto", "change_apart", "unreal", "negation", "pronoun",
    "possessive", "own", "dative", "object", "relation", "figure", "joining", "clause_start", "adverb", "at_person",
})  # fmt: skip
_DESCRIBING = ("color", "hair_color", "shade", "hair_style", "hairdo", "adverb")
#: How far from its verb an object stands, before and after it.
_BEFORE, _AFTER, _LISTED = 5, 9, 4
_OBJECTS = {
    "restyle": {"hair"}, "dye": {"hair"}, "shave": {"beard", "head", "hair", "bald"}, "gain": {"beard", "scar", "mark"},
    "lose": {"limb"}, "remove": {"mark"},
}  # fmt: skip
_BREAKS = frozenset(".;:!…—–*")
_JOINING = frozenset({",", "and", "и"})
_NOBODY = "-"


def changes(sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> list[LookChange]:
    """Return what a sentence changes of anybody's looks for good; `cast` is as the sentence before left it."""
    language = sentence.language
    if language is None or language.rules is not None or not _is_told(sentence):
        return []
    if not language.lexicon.only(_VERBS).touches(sentence.vocabulary):
        return []
    return list(_Changing(sentence, cast, people, reading).read())


def _is_told(sentence: Sentence) -> bool:
    return sentence.zone in ("narration", "speech") and "?" not in sentence.source[-3:]


@dataclass(frozen=True, slots=True)
class _Reference:
    """A word for somebody at a token: a name, a pronoun, a possessive."""

    at: int
    name: str
    case: str
    entry: Entry | None = None


class _Thing(NamedTuple):
    """What changes: hair, a beard, an arm, at the tokens ``[first, last)``."""

    first: int
    last: int
    entry: Entry


class _Changing:
    """One sentence that has a verb of change."""

    def __init__(self, sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> None:
        self.sentence, self.cast = sentence, cast
        self.words = sentence.words
        self.found = matched(sentence, _READ)
        #: Where a word stands that makes somebody the owner of what is told next: «у неё».
        self.at = {match.first for match in self.found if match.entry("at_person")}
        #: Where a word stands that keeps a verb and a thing apart: "a look *at* the tattoo".
        self.apart = {match.first for match in self.found if match.entry("change_apart")}
        self.cases = bool(sentence.language and sentence.language.adjective_after)
        self.references = sorted([*self._names(people, reading), *self._pronouns()], key=lambda one: one.at)

    def _names(self, people: Sequence[Person], reading: Reading) -> Iterator[_Reference]:
        starts = {token.start: number for number, token in enumerate(self.sentence.tokens)}
        for mention in reading.named(self.sentence, people):
            if mention.start in starts:
                yield _Reference(starts[mention.start], mention.person.name, mention.case)

    def _pronouns(self) -> Iterator[_Reference]:
        for match in self.found:
            for kind in ("possessive", "own", "dative", "object", "pronoun"):
                if entry := match.entry(kind):
                    yield _Reference(match.first, "", kind, entry)

    def read(self) -> Iterator[LookChange]:
        """Yield what changes."""
        if any(match.entry("change_veto") for match in self.found):
            return
        for match in self.found:
            for form in match.forms if match.entry("change_verb") else ():
                if form.entry.kind == "change_verb" and not self._is_unreal(match):
                    yield from self._happening(match, form.entry)

    def _is_unreal(self, verb: Match) -> bool:
        start = self._clause_start(verb.first)
        before = (one.entry("unreal", "negation") for one in self.found if start <= one.first < verb.first)
        return any(entry is not None and not entry.get("recent") for entry in before)

    def _clause_start(self, position: int) -> int:
        return next((n + 1 for n in range(position - 1, -1, -1) if self.words[n] in _BREAKS), 0)

    def _clause_end(self, position: int) -> int:
        return next((n for n in range(position, len(self.words)) if self.words[n] in _BREAKS), len(self.words))

    # ── what happens ──

    def _happening(self, verb: Match, entry: Entry) -> Iterator[LookChange]:
        does = entry.get("does")
        things = self._objects(verb, does, entry)
        if not things and not entry.get("alone") and does != "turn":
            return
        target = things[0] if things else None
        who = self._whose(verb, target)
        if not who or who == _NOBODY:
            return
        if does == "revert":
            yield LookChange(who, "revert", "species", self._evidence(verb.first, verb.last))
        elif does == "turn":
            yield from self._turned(verb, who)
        else:
            listed: list[_Thing | None] = [*things] or [None]
            for thing in listed:
                yield from self._altered(verb, entry, thing, who)

    def _altered(self, verb: Match, entry: Entry, target: _Thing | None, who: str) -> Iterator[LookChange]:
        does, of = entry.get("does"), target.entry.get("of") if target else ""
        if does == "restyle":
            yield from self._restyled(verb, entry, target, who)
        elif does == "dye":
            for trait in self._traits(verb, entry, target, "hair_color"):
                yield LookChange(who, "set", "hair_color", trait.evidence[0], trait)
        elif does == "shave" and of != "beard":
            yield self._shaved(verb, target, who)
        elif target is not None:
            yield self._feature(verb, does, target, who)

    def _restyled(self, verb: Match, entry: Entry, target: _Thing | None, who: str) -> Iterator[LookChange]:
        styles = self._traits(verb, entry, target, "hair_style")
        lost = ("length",) if entry.get("grown") else ("length", "arrangement")
        for number, trait in enumerate(styles):
            yield LookChange(who, "set", "hair_style", trait.evidence[0], trait, () if number else lost)
        if not styles and entry.get("off"):
            yield LookChange(who, "lose", "hair_style", self._evidence(verb.first, verb.last), lost=lost)

    def _shaved(self, verb: Match, target: _Thing | None, who: str) -> LookChange:
        evidence = self._evidence(verb.first, max(verb.last, target.last if target else 0))
        assert self.sentence.language is not None
        entry = next(iter(self.sentence.language.lexicon.of_kind("change_shaved")))
        trait = Trait("hair_style", entry.text, (Term(entry.text, entry.english or entry.text),), 0.9, (evidence,))
        return LookChange(who, "set", "hair_style", evidence, trait, ("length", "texture", "arrangement"))

    def _feature(self, verb: Match, does: str, target: _Thing, who: str) -> LookChange:
        entry = target.entry
        english = entry.english or entry.text
        first, last = min(verb.first, target.first), max(verb.last, target.last)
        evidence = self._evidence(first, last)
        if does in ("shave", "remove"):
            return LookChange(who, "lose", "feature", evidence, lost=(english,))
        if does == "lose":
            return LookChange(who, "add", "feature", evidence, self._missing(target, english, evidence))
        return LookChange(who, "add", "feature", evidence, self._gained(verb, target, entry, english, evidence))

    def _missing(self, target: _Thing, english: str, evidence: Evidence) -> Trait:
        side = next((one for one in self.found if one.last == target.first and one.entry("change_side")), None)
        said = side.entry("change_side") if side else None
        missing = " ".join(word for word in ("missing", said.english or said.text if said else "", english) if word)
        value = evidence.quote.lower() if self.cases else missing
        return Trait("feature", value, (Term(value, missing),), 0.9, (evidence,))

    def _gained(self, verb: Match, target: _Thing, entry: Entry, english: str, evidence: Evidence) -> Trait:
        """Return a new feature, as the card's reader reads it where it can."""
        first = min(target.first, verb.last) if target.first > verb.first else target.first
        read = [
            one for one in self._listed(first, self._tail_end(target.last), "feature") if one.attribute == "feature"
        ]
        known = [one for one in read if any(english in term.english for term in one.words)]
        if known and not entry.get("pierced"):
            return known[0]
        noun = entry.text if self.cases else self._source(target.first, target.last).lower()
        value = evidence.quote.lower() if entry.get("pierced") else noun
        return Trait("feature", value, (Term(value, english),), 0.9, (evidence,))

    def _turned(self, verb: Match, who: str) -> Iterator[LookChange]:
        end = self._tail_end(verb.last)
        view = View(self._piece(verb.last, end)) if verb.last < end else None
        for match in view.matches if view else ():
            form = match.form("species")
            if view and form and not match.form("feature", "garment") and not view.form(match.last, "garment"):
                trait = _species(view, match, form.entry)
                yield LookChange(who, "turn", "species", trait.evidence[0], trait)
                return

    # ── words ──

    def _objects(self, verb: Match, does: str, entry: Entry) -> list[_Thing]:
        """Return what a verb changes: all that is joined after it, else the nearest before it."""
        only = does in ("gain", "restyle") or entry.get("of") == "bald"
        wanted = {entry.get("of")} if only else _OBJECTS.get(does, set())
        start, end = self._clause_start(verb.first), self._clause_end(verb.last)
        matches = (match for match in self.found if start <= match.first < end and self._is_thing(verb, match, does))
        near = [one for match in matches for one in _things(entry, match, wanted)]
        after = [one for one in near if verb.first <= one.first < verb.last + _AFTER]
        if after and self._tail_end(verb.last) > after[0].first:
            first = after[0].last
            return [one for number, one in enumerate(after) if not number or self._is_joined(first, one.first)]
        before = [one for one in near if verb.first - _BEFORE <= one.first < verb.first]
        return before[-1:]

    def _is_thing(self, verb: Match, match: Match, does: str) -> bool:
        """Return whether a noun is what it says: not "eye-watering", "a leg of the journey", "a look at the tattoo"."""
        tokens, text = self.sentence.tokens, self.sentence.text.text
        if match.last < len(tokens) and text[tokens[match.last - 1].end : tokens[match.last].start] == "-":
            return False
        if does not in ("gain", "lose"):
            return True
        part = does == "lose" and match.last in self.apart
        return not part and not any(verb.last <= at < match.first for at in self.apart)

    def _is_joined(self, first: int, last: int) -> bool:
        """Return whether things are listed one after the other: "a goatee and a moustache"."""
        return last - first <= _LISTED and any(self.words[n] in _JOINING for n in range(first, last))

    def _traits(self, verb: Match, entry: Entry, target: _Thing | None, attribute: str) -> list[Trait]:
        """Return what hair is like now: as told behind it, else with it ("hair to her chin"), else before the verb."""
        for first, last in self._tellings(verb, entry, target):
            read = [one for one in self._listed(first, last, "hair") if one.attribute == attribute]
            if read:
                return read
        return []

    def _tellings(self, verb: Match, entry: Entry, target: _Thing | None) -> Iterator[tuple[int, int]]:
        after = target is not None and target.first > verb.first
        first = verb.first if entry.get("alone") else target.last if after and target else verb.last
        yield first, self._tail_end(first)
        if target is not None and not entry.get("off"):
            start = verb.last if entry.get("grown") and after else target.first
            yield start, self._tail_end(max(start, verb.last))
        if self.cases:
            yield self._clause_start(verb.first), verb.first  # «коротко подстриг»
        if entry.get("does") == "dye":
            yield verb.first, verb.last  # "went ash blonde"
            yield verb.last - 1, verb.last  # "turned white"

    def _listed(self, first: int, last: int, reads: str) -> list[Trait]:
        """Return the traits of some tokens, read as the value of a label."""
        language = self.sentence.language
        if first >= last or language is None:
            return []
        tokens, text = self.sentence.tokens, self.sentence.text
        passage = Passage(tokens[first].start, tokens[last - 1].end, reads, True)
        read = (trait for _, trait in values(text, passage, (language,)))
        return [replace(trait, confidence=0.9) for trait in read if trait.words]

    def _tail_end(self, first: int) -> int:
        """Return where what belongs to a verb ends: at a mark, or where another clause is joined."""
        end = self._clause_end(first)
        view = View(self._piece(first, end)) if first < end else None
        for number in range(first, end):
            if self.words[number] in _JOINING and view and not view.form(number + 1 - first, *_DESCRIBING):
                return number
        return end

    def _piece(self, first: int, last: int) -> Sentence:
        tokens = self.sentence.tokens[first:last]
        return replace(self.sentence, start=tokens[0].start, end=tokens[-1].end, parts=tokens)

    def _source(self, first: int, last: int) -> str:
        tokens = self.sentence.tokens
        return " ".join(self.sentence.text.text[tokens[first].start : tokens[last - 1].end].split())

    def _evidence(self, first: int, last: int) -> Evidence:
        return self.sentence.evidence(first, last)

    # ── whose ──

    def _whose(self, verb: Match, target: _Thing | None) -> str:
        """Return whose looks change: whose the thing is, else the subject; "" when nobody knows."""
        subject = self._subject(verb)
        if self.sentence.zone == "speech":
            return self.cast.speaker if subject == self.cast.speaker and self._speaks_of_self(verb) else ""
        owner = self._owner(verb, target, subject) if target else ""
        return owner or subject

    def _speaks_of_self(self, verb: Match) -> bool:
        return any(one.entry and one.entry.get("person") == "first" for one in self.references if one.at < verb.first)

    def _subject(self, verb: Match) -> str:
        start = self._clause_start(verb.first)
        others = [one.first for one in self.found if start <= one.first < verb.first and self._is_other(one)]
        named = [one for one in self.references if start <= one.at < verb.first and self._is_subject(one)]
        if named and not any(at > named[-1].at for at in others):
            return named[-1].name or self._meant(named[-1], "")
        if others:
            return _NOBODY
        joined = {one.first for one in self.found if one.entry("joining", "clause_start", "adverb")}
        silent = all(n in joined or not self.sentence.tokens[n].is_word for n in range(start, verb.first))
        return (self.cast.subject or self.cast.speaker) if silent else _NOBODY

    def _is_other(self, match: Match) -> bool:
        """Return whether somebody without a name stands here as the subject: "her sister", "a girl", «девушка»."""
        form = match.form("relation", "figure")
        return form is not None and (not self.cases or not form.tags or "nominative" in form.tags)

    def _is_subject(self, one: _Reference) -> bool:
        if one.name:
            following = one.at + 1
            return one.case == "nominative" and not self.words[one.at].endswith("'s") and following <= len(self.words)
        entry = one.entry
        return one.case == "pronoun" and entry is not None and entry.get("case") != "object"

    def _owner(self, verb: Match, target: _Thing, subject: str) -> str:
        start, end = self._clause_start(min(verb.first, target.first)), self._clause_end(max(verb.last, target.last))
        near = [one for one in self.references if start <= one.at < end and self._may_own(one, verb, target, subject)]
        near.sort(key=lambda one: abs(one.at - target.first))
        return next((one.name or self._meant(one, subject) for one in near), "")

    def _may_own(self, one: _Reference, verb: Match, target: _Thing, subject: str) -> bool:
        """Return whether a thing may be somebody's: before the verb, only when the thing is, or "у неё", «Миру»."""
        if self.cases and (one.case == "dative" or one.at - 1 in self.at):
            return True
        if self.cases and one.case == "accusative" and subject == _NOBODY:
            return True
        if one.at < verb.first < target.first:
            return False
        if one.name and subject == _NOBODY and one.case == "nominative" and not self.cases:
            return verb.last == one.at  # "the doctors fitted Tom with …"
        if one.name:
            return one.case in ({"possessive", "genitive"} if self.cases else {"possessive"})
        object_of = one.entry is not None and one.at > verb.first and one.entry.get("case") in ("object", "both")
        return one.case in ("possessive", "own") or object_of

    def _meant(self, one: _Reference, subject: str) -> str:
        entry = one.entry
        if entry is None:
            return ""
        person, gender = entry.get("person"), entry.get("gender")
        if one.case == "own" or person == "reflexive":
            return subject or self.cast.subject or self.cast.speaker
        if person in ("first", "second"):
            return "" if gender == "plural" else self.cast.speaker if person == "first" else self.cast.second()
        if gender in ("plural", "neuter"):
            return _NOBODY
        if subject == _NOBODY and any(self._is_other(match) and match.first < one.at for match in self.found):
            return _NOBODY  # "a girl at the bar had cut her hair"
        mine = subject not in ("", _NOBODY) and not (self.cases and one.case == "possessive")
        if mine and self.cast.genders.get(subject, gender) == gender:
            return subject
        return self.cast.third(gender, besides=subject if self.cases else "")


def _things(verb: Entry, match: Match, wanted: Collection[str]) -> Iterator[_Thing]:
    """Yield what a word may mean of what a verb can change: only what pierces, a nose."""
    for form in match.forms:
        entry = form.entry
        fits = entry.kind == "change_object" and entry.get("of") in wanted
        if fits and entry.get("pierced") == verb.get("pierces"):
            yield _Thing(match.first, match.last, entry)


def _species(view: View, match: Match, entry: Entry) -> Trait:
    value = entry.nominative[0] if view.inflected and entry.nominative else view.source(match.first, match.last).lower()
    evidence = view.sentence.evidence(match.first, match.last)
    return Trait("species", value, (Term(entry.text, entry.english),), 0.9, (evidence,))
