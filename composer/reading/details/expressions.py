"""What faces show at the end of a message: who smiles, cries or glares, as far as the narration says so clearly."""

from collections.abc import Sequence

from composer.reading.clothes.cast import Cast
from composer.reading.clothes.opening import opened
from composer.reading.clothes.wardrobe import Wardrobe
from composer.reading.details.line import AGAINST, Line, Spot
from composer.reading.details.somebody import PEOPLE, Somebody, everybody, opens
from composer.reading.lexicon import Form
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.reading.text.segments import Sentence
from composer.types import ChatMessage, Detail, Person

_BESIDE = frozenset({"detail_shows", "detail_being", "detail_body", "detail_adverb", "phase_verb", "small_word"})
_READ = AGAINST | PEOPLE | _BESIDE | {"detail_expression"}
#: How many words stand at most between somebody's possessive and a smile, between "with" and it, after a copula.
_OWNED, _SHOWN, _BEING = 2, 4, 3
_LIGHT = ("detail_adverb", "phase_verb", "small_word")
_NOT_NOW = frozenset({"infinitive", "imperative", "future"})


def read_expressions(
    state: Wardrobe, message: ChatMessage, text: MappedText, people: Sequence[Person], reading: Reading
) -> tuple[Detail, ...]:
    """Return what the faces of people show at the end of a message, the last of each person.

    Speech, questions, denials, wishes and memories say nothing, nor do other people's faces, nor what has faded.

    Args:
        state: what earlier messages have shown of who is "she" and who was named last.
        message: says who speaks; text: what is read of it. people: everybody known.
    """
    reading = reading.within([text.text])
    known, cast, sentences = opened(state, message, text, people, reading)
    shown: dict[str, Detail] = {}
    for sentence in sentences:
        if sentence.zone == "narration" and sentence.language is not None:
            _Telling(sentence, cast, known, reading).read(shown)
    return tuple(shown.values())


class _Telling:
    """One sentence that is told."""

    def __init__(self, sentence: Sentence, cast: Cast, people: Sequence[Person], reading: Reading) -> None:
        self.line = Line(sentence, _READ)
        self.sentence = sentence
        self.cast = cast
        self.cases = sentence.language is not None and sentence.language.cases
        self.people = everybody(self.line, cast, people, reading)

    def read(self, shown: dict[str, Detail]) -> None:
        """Take up what the sentence shows of faces; the cast learns who was spoken of."""
        for spot in self.line.spots if not self.line.is_asked else ():
            form = next((one for one in spot.forms if one.entry.kind == "detail_expression" and self._reads(one)), None)
            if form is not None:
                self._take(spot, shown)
        for one in self.people:
            if one.name:
                self.cast.mention(one.name)
        subjects = [one.name for one in self.people if one.subject and one.name]
        self.cast.subject = subjects[-1] if subjects else self.cast.subject

    @staticmethod
    def _reads(form: Form) -> bool:
        return not form.entry.get("named")

    def _take(self, spot: Spot, shown: dict[str, Detail]) -> None:
        readings = [form for form in spot.forms if form.entry.kind == "detail_expression" and self._reads(form)]
        for form in readings:
            who = self._whose(spot, form)
            if not who:
                continue
            before = shown.get(who)
            if self._is_no_more(spot):
                if before is not None and before.value == form.entry.english:
                    del shown[who]
            elif not self._is_not_so(spot):
                shown.pop(who, None)
                evidence = self.line.evidence(spot)
                shown[who] = Detail("expression", form.entry.english, (evidence,), person=who)
            return

    def _is_no_more(self, spot: Spot) -> bool:
        noun = any(form.entry.get("is") == "noun" for form in spot.forms)
        return noun and self.line.is_over(spot)

    def _is_not_so(self, spot: Spot) -> bool:
        line = self.line
        begin, end = line.clause(spot.start)
        unreal = line.is_unreal(spot, self.sentence.start, spot.start) or line.is_unreal(spot, begin, end)
        return unreal or line.is_denied(spot) or line.is_likened(spot)

    # ── whose it is ──

    def _whose(self, spot: Spot, form: Form) -> str:
        sort = form.entry.get("is")
        if sort == "noun":
            return self._owner(spot, bool(form.entry.get("part")))
        if _NOT_NOW & form.tags and (self.cases or not self._is_finite_too(form)):
            return ""
        if sort == "state" and not self.cases and not self.line.unspaced:
            return self._described(spot)
        return self._agreeing(self._doer(spot, form), form)

    @staticmethod
    def _is_finite_too(form: Form) -> bool:
        """Return whether a form is of the present, too: "smile"."""
        return "present" in form.tags

    def _agreeing(self, who: str, form: Form) -> str:
        """Return somebody whose gender a verb in the past tense does not contradict, else ""."""
        if not who or "past" not in form.tags or "plural" in form.tags:
            return who if "plural" not in form.tags or not self.cases else ""
        told = {"feminine", "masculine", "neuter"} & form.tags
        gender = self.cast.genders.get(who, "")
        return who if not told or not gender or gender in told else ""

    def _doer(self, spot: Spot, form: Form) -> str:
        """Return who does something with their face."""
        if self.cases and "first" in form.tags:
            return self.cast.speaker
        before = [one for one in self.people if one.end <= spot.start]
        nearest = before[-1] if before else None
        if nearest is not None and self._is_related(spot):
            return nearest.name
        if nearest is not None and self._is_light(nearest.end, spot.start) and self._acts(nearest, form):
            return nearest.name
        if not self._goes_on(spot):
            return self._inverted(spot)
        subjects = [one for one in before if one.subject]
        if subjects:
            return subjects[-1].name
        ahead = self._ahead(spot) if "gerund" in form.tags else ""
        return ahead or self._unsaid(spot)

    def _acts(self, one: Somebody, form: Form) -> bool:
        """Return whether somebody right before a verb does it: not "looks at Alex smiling"."""
        if one.subject:
            return True
        pronoun = one.owns and not one.name
        return not (self.cases or self.line.unspaced or one.owns or pronoun or "gerund" in form.tags)

    def _is_related(self, spot: Spot) -> bool:
        """Return whether a clause goes on about whom stands before it: "at Luka, *who* laughs"."""
        begin, _ = self.line.clause(spot.start)
        opening = self.line.between(begin, spot.start, "clause_start")
        relative = [one for one in opening if one.forms.features["clause_start"].get("relative")]
        return any(self.line.distance(begin, one.start) == 0 for one in relative) and not any(
            begin <= one.start < spot.start for one in self.people
        )

    def _is_light(self, first: int, last: int) -> bool:
        """Return whether only adverbs and the like stand in a range, and no mark."""
        begin, _ = self.line.clause(last)
        return begin <= first and self._heavy(first, last) == 0

    def _heavy(self, first: int, last: int) -> int:
        """Return how many words in a range are no adverbs."""
        words = self.line.words(first, last)
        light = sum(self.line.distance(one.start, one.end) for one in self.line.between(first, last, *_LIGHT))
        endings = self.sentence.endings("ending_adverb")
        rest = [word for word in words if word[:1].isalnum()]
        adverbs = sum(word.endswith(endings) for word in rest) if endings else 0
        if self.cases and (unmoved := self.sentence.endings("ending_no_thing")):
            adverbs += sum(word.endswith(unmoved) for word in rest)
        if self.line.unspaced:
            return 0 if len(rest) <= 4 else len(rest)
        return max(0, len(rest) - light - adverbs)

    def _goes_on(self, spot: Spot) -> bool:
        """Return whether a verb begins a clause or follows "and", so that its subject stands before it."""
        begin, _ = self.line.clause(spot.start)
        starts = [begin, *(one.end for one in self.line.between(begin, spot.start, "joining", "clause_start"))]
        return any(self._heavy(start, spot.start) == 0 for start in starts)

    def _inverted(self, spot: Spot) -> str:
        """Return who stands behind their verb, in a language with cases: «улыбается Анна»."""
        _, end = self.line.clause(spot.start)
        behind = [one for one in self.people if spot.end <= one.start < end and one.subject]
        return behind[0].name if self.cases and behind and self._heavy(spot.end, behind[0].start) == 0 else ""

    def _ahead(self, spot: Spot) -> str:
        """Return whom the next clause begins with: "laughing, Maren …"."""
        _, end = self.line.clause(spot.start)
        return next((one.name for one in self.people if one.start > end and one.subject and one.name), "")

    def _unsaid(self, spot: Spot) -> str:
        """Return who is meant where no subject is said: who was the subject before, or who speaks between asterisks."""
        if any(not one.name and one.subject and one.end <= spot.start for one in self.people):
            return ""
        inverted = self._inverted(spot)
        if inverted:
            return inverted
        if self._opens_sentence(spot) and (self.sentence.starred or self.cases or self.line.unspaced):
            return self.cast.subject or self.cast.speaker
        return ""

    def _opens_sentence(self, spot: Spot) -> bool:
        """Return whether a sentence begins with this verb or with another that has no subject, either."""
        begin, _ = self.line.clause(self.sentence.start)
        if self._heavy(begin, spot.start) == 0:
            return True
        return not self.cases and not self.line.unspaced and self.sentence.ends(0, "ending_told")

    def _described(self, spot: Spot) -> str:
        """Return who is said to be so: "Maren is furious"."""
        begin, _ = self.line.clause(spot.start)
        for copula in self.line.between(begin, spot.start, "detail_being"):
            if self.line.distance(copula.end, spot.start) > _BEING:
                continue
            subjects = [one for one in self.people if one.subject and one.end <= copula.end]
            if subjects and self.line.distance(subjects[-1].end, copula.start) <= 1:
                return subjects[-1].name
        return ""

    # ── whose smile ──

    def _owner(self, spot: Spot, part: bool) -> str:
        """Return whose smile or tears are told of."""
        line = self.line
        begin, end = line.clause(spot.start)
        owners = [one for one in self.people if begin <= one.start < end and one.owns]
        for one in owners:
            if one.end <= spot.start and line.distance(one.end, spot.start) <= _OWNED and opens(line, one.start):
                return one.name
        on_face = bool(line.between(begin, end, "detail_body"))
        behind = [one for one in owners if one.start >= spot.end or self.cases or on_face]
        if behind and (on_face or self.cases):
            return behind[0].name
        shown = line.between(begin, spot.start, "detail_shows")
        if any(line.distance(one.end, spot.start) <= _SHOWN for one in shown):
            return self._shower(spot)
        if line.unspaced and (on_face or part):
            return self._shower(spot)
        return self._unsaid(spot) if part and not owners else ""

    def _shower(self, spot: Spot) -> str:
        subjects = [one for one in self.people if one.subject and one.end <= spot.start]
        return subjects[-1].name if subjects else self._ahead(spot) or self._unsaid(spot)
