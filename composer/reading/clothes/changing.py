"""What a sentence changes of somebody's looks for good: a haircut, dye, a scar, a shaved beard, another shape.

What is told as done counts. Wishes, plans, memories, questions and denials do not, nor what passes by itself or is put
on: wet or tied-up hair, a blush, a wig.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.change_owners import NOBODY, ChangeOwners
from composer.reading.clothes.look_changes import LookChange
from composer.reading.lexicon import Entry
from composer.reading.looks.layout import Passage
from composer.reading.looks.values import values
from composer.reading.looks.view import View
from composer.reading.matching import Match, has_any, matched
from composer.reading.once import once
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Evidence, Person, Term, Trait

_VERBS = frozenset({"change_verb"})
_READ = frozenset({
    "change_verb", "change_object", "change_side", "change_veto", "change_apart", "unreal", "negation", "pronoun",
    "possessive", "own", "dative", "object", "relation", "figure", "joining", "clause_start", "adverb", "at_person",
    "change_from", "change_causing", "change_lasting", "change_count",
})  # fmt: skip
_DESCRIBING = ("color", "hair_color", "shade", "hair_style", "hairdo", "adverb")
#: How far from its verb an object stands, before and after it.
_BEFORE, _AFTER, _LISTED = 5, 9, 4
_OBJECTS = {
    "shave": {"beard", "head", "hair", "bald"}, "lose": {"limb"},
}  # fmt: skip
#: Of what a colour is said that it has turned → the attribute, and what is read of it.
_COLORED = {"hair": ("hair_color", "hair"), "eyes": ("eye_color", "eyes"), "skin": ("skin", "skin")}


def changes(
    sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading, along: bool = False
) -> list[LookChange]:
    """Return what a sentence changes of anybody's looks for good.

    Args:
        cast: as the sentence before left it.
        along: whether the message has told of a change before, with which what may pass by itself stays, too.
    """
    language = sentence.language
    if language is None or sentence.zone not in ("narration", "speech"):
        return []
    if language.rules is not None:
        return list(language.rules.changes(sentence, cast, lambda: reading.named_at(sentence, people)))
    if not has_any(sentence, _VERBS) or "?" in sentence.source[-3:]:
        return []
    return list(_Changing(sentence, cast, people, reading, along).read())


class _Thing(NamedTuple):
    """What changes: hair, a beard, an arm, at the tokens ``[first, last)``."""

    first: int
    last: int
    entry: Entry


class _Changing:
    """One sentence that has a verb of change."""

    def __init__(self, sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading, along: bool) -> None:
        self.sentence, self.cast = sentence, cast
        self.words = sentence.words
        self.found = matched(sentence, _READ)
        self.people, self.reading = people, reading
        lasting = {entry.get("since") for match in self.found if (entry := match.entry("change_lasting"))}
        self.lasts, self.now = along or "" in lasting, "now" in lasting

    @once
    def owners(self) -> ChangeOwners:
        """Who is who; worked out where a verb may tell of a change."""
        return ChangeOwners(self.sentence, self.found, self.cast, self.people, self.reading)

    def _places(self, kind: str) -> set[int]:
        """Return where words of a kind stand."""
        return {match.first for match in self.found if match.entry(kind)}

    def read(self) -> Iterator[LookChange]:
        """Yield what changes."""
        if any(match.entry("change_veto") for match in self.found):
            return
        for match in self.found:
            for form in match.forms if match.entry("change_verb") else ():
                if form.entry.kind == "change_verb" and self._happens(match, form.entry):
                    for change in self._happening(match, form.entry):
                        self.lasts = True
                        yield change

    def _happens(self, verb: Match, entry: Entry) -> bool:
        """Return whether what a verb says is told as done, and stays."""
        if entry.get("lasting") and not self.lasts and not (self.now and entry.get("lasting") == "now"):
            return False
        if entry.get("does") == "turn" and "species" not in self.sentence.kinds:
            return False
        return not self._is_unreal(verb) and (not entry.get("base") or self.owners.acts_at(verb))

    def _is_unreal(self, verb: Match) -> bool:
        start = self.owners.clause_start(verb.first)
        before = (one.entry("unreal", "negation") for one in self.found if start <= one.first < verb.first)
        return any(entry is not None and not entry.get("recent") for entry in before)

    # ── what happens ──

    def _happening(self, verb: Match, entry: Entry) -> Iterator[LookChange]:
        does = entry.get("does")
        things = self._objects(verb, does, entry)
        if not things and not entry.get("alone") and does != "turn":
            return
        target = things[0] if things else None
        place = (target.first, target.last) if target else None
        who = self.owners.whose(verb, place, self._tail_end(verb.last))
        if not who or who == NOBODY:
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
            attribute, _ = _COLORED[entry.get("of") or "hair"]
            for trait in self._traits(verb, entry, target, attribute):
                yield LookChange(who, "set", attribute, trait.evidence[0], trait)
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
        trait = self._gained(verb, target, entry, english, evidence)
        lost = (english,) if entry.get("of") == "glasses" else ()  # new ones take the place of the old
        return LookChange(who, "add", "feature", evidence, trait, lost)

    def _missing(self, target: _Thing, english: str, evidence: Evidence) -> Trait:
        side = next((one for one in self.found if one.last == target.first and one.entry("change_side")), None)
        said = side.entry("change_side") if side else None
        missing = " ".join(word for word in ("missing", said.english or said.text if said else "", english) if word)
        value = evidence.quote.lower() if self.owners.cases else missing
        return Trait("feature", value, (Term(value, missing),), 0.9, (evidence,))

    def _gained(self, verb: Match, target: _Thing, entry: Entry, english: str, evidence: Evidence) -> Trait:
        """Return a new feature, as the card's reader reads it where it can."""
        first = min(target.first, verb.last) if target.first > verb.first else target.first
        read = [
            one for one in self._listed(first, self._tail_end(target.last), "feature") if one.attribute == "feature"
        ]
        known = [one for one in read if any(english in term.english for term in one.words)]
        if known and not entry.get("pierced"):
            return known[-1]
        noun = entry.text if self.owners.cases else self._source(target.first, target.last).lower()
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
        of = entry.get("of") or ("hair" if does == "dye" else "")
        wanted = {of} if does not in _OBJECTS or of == "bald" else _OBJECTS[does]
        start, end = self.owners.clause_start(verb.first), self.owners.clause_end(verb.last)
        matches = (match for match in self.found if start <= match.first < end and self._is_thing(verb, match, entry))
        things = (one for match in matches for one in _things(entry, match, wanted))
        near = [one for one in things if self._is_worn(verb, one, entry)]
        after = [one for one in near if verb.first <= one.first < verb.last + _AFTER]
        if after and self._tail_end(verb.last) > after[0].first:
            first = after[0].last
            return [one for number, one in enumerate(after) if not number or self._is_joined(first, one.first)]
        before = [one for one in near if verb.first - _BEFORE <= one.first < verb.first]
        return before[-1:] if before and not self._is_far(before[-1], verb) else []

    def _is_thing(self, verb: Match, match: Match, entry: Entry) -> bool:
        """Return whether a noun is what it says: not "eye-watering", "a leg of the journey", "a look at the tattoo"."""
        tokens, text = self.sentence.tokens, self.sentence.text.text
        if match.last < len(tokens) and text[tokens[match.last - 1].end : tokens[match.last].start] == "-":
            return False
        if entry.get("does") not in ("gain", "lose") and not entry.get("grown"):
            return True
        apart = self._places("change_apart")  # "a look *at* the tattoo"
        part = entry.get("does") == "lose" and match.last in apart
        return not part and not any(verb.last <= at < match.first for at in apart)

    def _is_far(self, thing: _Thing, verb: Match) -> bool:
        """Return whether something else that may change stands nearer to a verb: "his beard, and his *hair* grew"."""
        return any(match.entry("change_object") for match in self.found if thing.last <= match.first < verb.first)

    def _is_worn(self, verb: Match, thing: _Thing, entry: Entry) -> bool:
        """Return whether glasses are those on a nose, which are somebody's: "crushed *her* glasses"."""
        if thing.entry.get("of") != "glasses" or thing.first < verb.first:
            return True
        owned = self.owners.possesses(thing.first)
        if entry.get("does") == "remove":
            return owned or self.owners.cases
        return not (owned and entry.get("lasting"))  # "now wears *her* glasses" low on her nose

    def _is_joined(self, first: int, last: int) -> bool:
        """Return whether things are listed one after the other: "a goatee and a moustache"."""
        return last - first <= _LISTED and any(self._joins(n) for n in range(first, last))

    def _joins(self, position: int) -> bool:
        return self.words[position] == "," or position in self._places("joining")

    def _traits(self, verb: Match, entry: Entry, target: _Thing | None, attribute: str) -> list[Trait]:
        """Return what hair is like now: as told behind it, else with it ("hair to her chin"), else before the verb."""
        reads = next((reads for named, reads in _COLORED.values() if named == attribute), "hair")
        for first, last in self._tellings(verb, entry, target):
            read = [one for one in self._listed(first, last, reads) if one.attribute == attribute]
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
        if self.owners.cases:
            yield self.owners.clause_start(verb.first), verb.first  # «коротко подстриг»
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
        end = self.owners.clause_end(first)
        view = View(self._piece(first, end)) if first < end else None
        for number in range(first, end):
            if number > first and number in self._places("clause_start"):
                return number
            if self._joins(number) and view and not view.form(number + 1 - first, *_DESCRIBING):
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
