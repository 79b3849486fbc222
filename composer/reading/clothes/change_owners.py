"""Whose looks a sentence changes: whose the hair or the arm is, else who is told to have done it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from composer.reading.clothes.cast import Cast
from composer.reading.lexicon import Entry
from composer.reading.matching import Match
from composer.reading.reading import Reading
from composer.reading.text.segments import Sentence
from composer.types import Person

NOBODY = "-"
_BREAKS = frozenset(".;:!…—–*")


@dataclass(frozen=True, slots=True)
class _Reference:
    """A word for somebody at a token: a name, a pronoun, a possessive."""

    at: int
    name: str
    case: str
    entry: Entry | None = None

    def person(self) -> str:
        """Return the person of a pronoun: "first", "second" …"""
        return self.entry.get("person") if self.entry else ""


class ChangeOwners:
    """Who is meant in one sentence.

    Args:
        found: the known words of the sentence; cast: as the sentence before left it.
    """

    def __init__(
        self, sentence: Sentence, found: Sequence[Match], cast: Cast, people: Sequence[Person], reading: Reading
    ) -> None:
        self.sentence, self.found, self.cast = sentence, found, cast
        self.words = sentence.words
        self.cases = bool(sentence.language and sentence.language.adjective_after)
        #: Where a word stands that makes somebody the owner of what is told next: «у неё»; "from her back".
        self.at = {match.first for match in found if match.entry("at_person")}
        self.source = {match.first for match in found if match.entry("change_from")}
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

    def clause_start(self, position: int) -> int:
        """Return where the clause of a token begins."""
        return next((n + 1 for n in range(position - 1, -1, -1) if self.words[n] in _BREAKS), 0)

    def clause_end(self, position: int) -> int:
        """Return where the clause of a token ends."""
        return next((n for n in range(position, len(self.words)) if self.words[n] in _BREAKS), len(self.words))

    def whose(self, verb: Match, thing: tuple[int, int] | None, tail: int) -> str:
        """Return whose looks change; "" or `NOBODY` when nobody's who is known.

        Args:
            thing: the tokens of what changes; tail: where what belongs to the verb ends.
        """
        subject = self._subject(verb)
        if self.sentence.zone == "speech":
            return self.cast.speaker if subject == self.cast.speaker and self._speaks_of_self(verb) else ""
        owner = self._owner(verb, thing, subject, tail) if thing else ""
        return owner or subject

    def possesses(self, first: int) -> bool:
        """Return whether a thing is said to be somebody's right before it: "her old glasses"."""
        owning = {one.at for one in self.references if one.case in ("possessive", "own")}
        return any(at in owning for at in range(first - 3, first))

    def acts_at(self, verb: Match) -> bool:
        """Return whether "I" or "you" do what a bare verb says, or somebody has it done: "I cut", "had him cut"."""
        skipped = {match.first for match in self.found if match.entry("adverb")}
        at = next((n for n in range(verb.first - 1, -1, -1) if n not in skipped), -1)
        start = self.clause_start(verb.first)
        if self._causing(start, verb.first) is not None:
            return True
        joined = {match.first for match in self.found if match.entry("joining", "clause_start")}
        named = [one for one in self.references if start <= one.at < verb.first and self._is_subject(one)]
        if not named or named[-1].person() not in ("first", "second") or self._calls(named[-1], verb):
            return False
        return self.cases or at == named[-1].at or at in joined

    def _calls(self, pronoun: _Reference, verb: Match) -> bool:
        """Return whether "you" are called by name, and so perhaps told what to do: "You dye your hair, Tom."."""
        called = (one for one in self.references if one.name and one.at > verb.last)
        return pronoun.person() == "second" and any(self.words[one.at - 1] == "," for one in called)

    def _causing(self, start: int, end: int) -> Match | None:
        """Return the verb of somebody who lets it be done: "*had* the barber shave her head"."""
        return next((one for one in self.found if start <= one.first < end and one.entry("change_causing")), None)

    def _speaks_of_self(self, verb: Match) -> bool:
        return any(one.person() == "first" for one in self.references if one.at < verb.first)

    def _subject(self, verb: Match) -> str:
        start = self.clause_start(verb.first)
        causing = self._causing(start, verb.first)
        end = causing.first if causing and verb.entry("change_verb") else verb.first
        others = [one.first for one in self.found if start <= one.first < end and self._is_other(one)]
        named = [one for one in self.references if start <= one.at < end and self._is_subject(one)]
        if named and not any(at > named[-1].at for at in others):
            return named[-1].name or self._meant(named[-1], "")
        if others:
            return NOBODY
        joined = {one.first for one in self.found if one.entry("joining", "clause_start", "adverb")}
        silent = all(n in joined or not self.sentence.tokens[n].is_word for n in range(start, end))
        return (self.cast.subject or self.cast.speaker) if silent else NOBODY

    def _is_other(self, match: Match) -> bool:
        """Return whether somebody without a name stands here as the subject: "her sister", "a girl", «девушка»."""
        form = match.form("relation", "figure")
        return form is not None and (not self.cases or not form.tags or "nominative" in form.tags)

    def _is_subject(self, one: _Reference) -> bool:
        if one.name:
            following = one.at + 1
            return (
                one.case == "nominative"
                and not self.sentence.ends(one.at, "ending_possessive")
                and following <= len(self.words)
            )
        entry = one.entry
        return one.case == "pronoun" and entry is not None and entry.get("case") != "object"

    def _owner(self, verb: Match, thing: tuple[int, int], subject: str, tail: int) -> str:
        start, end = self.clause_start(min(verb.first, thing[0])), max(tail, thing[1])
        near = [one for one in self.references if start <= one.at < end and self._may_own(one, verb, thing[0], subject)]
        near.sort(key=lambda one: abs(one.at - thing[0]))
        return next((one.name or self._meant(one, subject) for one in near), "")

    def _may_own(self, one: _Reference, verb: Match, thing: int, subject: str) -> bool:
        """Return whether a thing may be somebody's: before the verb, only when the thing is, or "у неё", «Миру»."""
        if one.at == verb.last and thing < verb.first and one.entry and one.entry.get("gender") == "plural":
            return False  # «остригла *их* до плеч»
        if one.at - 1 in self.at or (self.cases and one.case == "dative"):
            return True
        if one.at - 1 in self.source and subject == NOBODY:
            return True
        if self.cases and one.case == "accusative" and subject == NOBODY:
            return True
        if one.at < verb.first < thing:
            return False
        if one.name and subject == NOBODY and one.case == "nominative" and not self.cases:
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
            return NOBODY
        start = self.clause_start(one.at)
        if subject == NOBODY and any(self._is_other(match) for match in self.found if start <= match.first < one.at):
            return NOBODY  # "a girl at the bar had cut her hair"
        mine = subject not in ("", NOBODY) and not (self.cases and one.case == "possessive")
        if mine and self.cast.genders.get(subject, gender) == gender:
            return subject
        return self.cast.third(gender, besides=subject if self.cases else "")
