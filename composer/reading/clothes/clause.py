"""A clause while it is read: who it is about, whose a garment is, and whether it is denied."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from composer.reading.clothes.cast import NOBODY, Cast
from composer.reading.clothes.figures import figure_name, gender_of_figure, look_for_unknown
from composer.reading.clothes.garments import Phrase
from composer.reading.clothes.mark import Mark, is_opener
from composer.reading.clothes.sameness import fits
from composer.reading.text.segments import Sentence

_SOMEBODY = frozenset({"person", "pronoun", "object", "figure"})
#: What stands before somebody who is no subject.
_GOVERNING = frozenset({"wearing_preposition", "garment"})


@dataclass
class Clause:
    """One clause while it is read.

    Attributes:
        subject: whom it is about; carried: whom the next clause is about when it names nobody.
        spoken_by: whether "I" is the subject; explicit: whether the sentence has named a subject so far,
            owned: or somebody's thing.
        seen: whom somebody "finds" or "sees": what has no verb is about them.
        topic: the garment the clause before was about; dressing: whose clothes are being listed.
        last: the garment named last in the clauses before.
        unknown: the gender of somebody unknown whom the sentence is about at the moment, "any" where it does not show.
        done: what was told of the last garment: "the coat comes off, then the scarf".
        said: number of a garment in the row → (its role, its event).
    """

    sentence: Sentence
    row: list[Mark]
    cast: Cast
    subject: str = ""
    spoken_by: bool = False
    topic: Phrase | None = None
    number: int = 0
    said: dict[int, tuple[str, str]] = field(default_factory=dict)
    seen: str = ""
    dressing: str = ""
    explicit: bool = False
    owned: bool = False
    done: str = ""
    carried: str = ""
    last: Phrase | None = None
    unknown: str = ""

    def __post_init__(self) -> None:
        #: The kinds of its marks, the names of their features, and their roles: most questions are answered by these.
        self.kinds = {mark.kind for mark in self.row}
        self.features = set().union(*[mark.features for mark in self.row])
        self.roles = {mark.get("role") for mark in self.row if "role" in mark.features}
        #: The verb of wearing, if there is one.
        verbs = (mark for mark in self.row if mark.kind == "wearing_verb")
        self.verb = next(verbs) if "wearing_verb" in self.kinds else None
        #: Whether the clause says that something lies, hangs or stands about.
        self.lying = "lying_verb" in self.kinds
        #: Whether cases rather than places tell the roles of words.
        self.cases = self.sentence.language is not None and self.sentence.language.cases

    def followed_by(self, row: list[Mark]) -> "Clause":
        """Return the next clause of the sentence, with all that goes on from this one."""
        topic = next((self.row[number].phrase for number, (role, _) in self.said.items() if role == "start"), None)
        last = next((mark.phrase for mark in reversed(self.row) if mark.phrase), None) if self.names_clothes else None
        subject = self._antecedent(row) or self.carried
        return Clause(
            self.sentence, row, self.cast, subject, self.spoken_by, topic, self.number + 1, seen=self.seen,
            dressing=self.dressing, explicit=self.explicit, owned=self.owned, done=self.done, last=last,
            unknown=self.unknown,
        )  # fmt: skip

    @property
    def names_clothes(self) -> bool:
        """Whether a garment is named."""
        return "garment" in self.kinds

    def _antecedent(self, row: Sequence[Mark]) -> str:
        """Return who "who" is at the beginning of the next clause: "her mother, *who* wears a coat", "" without one."""
        language, before = self.sentence.language, self.row[-1] if self.row else None
        if language is None or before is None or before.kind not in ("figure", "person"):
            return ""
        between = self.sentence.words[before.last : row[0].first]
        forms = (form for word in between for form in language.lexicon.lookup(word))
        relative = any(form.entry.kind == "clause_start" and form.entry.get("relative") for form in forms)
        return (before.name or NOBODY) if relative else ""


def find_subject(clause: Clause) -> None:
    """Settle whom the clause is about: a name, a pronoun, else what stood before, else the speaker."""
    named = False
    if not clause.kinds.isdisjoint(_SOMEBODY):
        named = any(_takes_subject(clause, at) for at, mark in enumerate(clause.row) if mark.kind in _SOMEBODY)
        _mention(clause)
    clause.explicit = clause.explicit or named or _is_starred(clause)
    if not named and has_cases(clause) and clause.verb and "imperative" in clause.verb.case:
        clause.subject = NOBODY  # «воздух дрянь, маску не снимай»
    if not named and has_cases(clause):
        look_for_unknown(clause)
    if not clause.subject:
        clause.subject = _silent_subject(clause)
    clause.carried = clause.subject
    _look_at_seen(clause, named)


def _mention(clause: Clause) -> None:
    """Note who is named in a clause."""
    clause.owned = clause.owned or any(names_owner(clause, at) for at in range(len(clause.row)))
    for mark in clause.row:
        if mark.kind == "person":
            clause.cast.mention(mark.name)
            clause.cast.beside = ""
        elif mark.kind == "figure" and _is_beside(clause, mark):
            clause.cast.beside = gender_of_figure(mark)


def _is_beside(clause: Clause, mark: Mark) -> bool:
    """Return whether somebody unknown is there beside the subject: "he lays *the girl* down", «снимает *куклу*»."""
    if has_cases(clause):
        return "nominative" not in mark.case
    return "plural" not in mark.case and clause.subject not in ("", NOBODY) and mark is not clause.row[0]


def _is_starred(clause: Clause) -> bool:
    """Return whether a clause without a subject begins what stands in *asterisks*: its speaker's."""
    told = clause.sentence.starred and not clause.number and not has_cases(clause)
    return told and not clause.cast.stranger and clause.cast.subject in ("", clause.cast.speaker)


def _look_at_seen(clause: Clause, named: bool) -> None:
    """Make whom somebody "finds" or "sees" the subject of what is told without a verb of wearing."""
    perceived = False
    for mark in clause.row if "perceiving_verb" in clause.kinds else ():
        perceived = perceived or mark.kind == "perceiving_verb"
        if perceived and mark.kind in ("person", "object", "pronoun") and mark.get("case") != "subject":
            clause.seen = mark.name or meant_by(mark, clause.cast, clause.subject)
    if clause.seen and clause.verb is None and (perceived or not named):
        clause.subject = clause.seen


def _takes_subject(clause: Clause, number: int) -> bool:
    """Make the mark at `number` the subject if it can be; return whether it is."""
    cast, mark = clause.cast, clause.row[number]
    if _is_no_subject(clause, number):
        return False
    if mark.kind in ("pronoun", "object") and _next_kind(clause.row, number) == "wearing_verb":
        clause.spoken_by = mark.get("person") == "first"
        clause.subject = meant_by(mark, cast)
    elif number and _is_governed(clause, number):
        return False
    elif mark.kind == "person" and _is_subject(clause.row, number):
        clause.subject, clause.spoken_by = mark.name, False
    elif mark.kind == "pronoun" and mark.get("case") != "object" and mark.get("gender") != "neuter":
        clause.spoken_by = mark.get("person") == "first"
        clause.subject = meant_by(mark, cast) or clause.subject
    elif mark.kind == "figure" and not _is_disguise(clause, number) and _may_be_subject(clause, number):
        clause.subject = figure_name(mark, clause, number)
        if not clause.number:
            cast.stranger = gender_of_figure(mark) if clause.subject == NOBODY else ""
        return True
    else:
        return False
    cast.subject = clause.subject
    cast.stranger = cast.stranger if clause.subject == NOBODY else ""
    return True


def _is_no_subject(clause: Clause, number: int) -> bool:
    """Return whether a word for somebody is surely no subject: "lets *it* drop", "the sweater *her father* left"."""
    mark = clause.row[number]
    if number and mark.get("gender") == "neuter" and clause.row[number - 1].kind == "wearing_verb":
        return True
    if mark.kind == "pronoun" and _next_kind(clause.row, number) != "wearing_verb":
        return _stands_for_garment(mark, clause)
    return mark.kind == "figure" and _leads_relative(clause, number)


def _leads_relative(clause: Clause, number: int) -> bool:
    """Return whether somebody is named only to tell of a garment: "in the sweater *her father* left here"."""
    at = number - 1
    while at > 0 and is_opener(clause.row[at]):
        at -= 1
    return 0 < at < number - 1 and clause.row[at].kind == "garment" and not has_cases(clause)


def _is_governed(clause: Clause, number: int) -> bool:
    """Return whether what stands before somebody makes them no subject: «с *ней*», «халат *доктора* расстёгнут»."""
    before, mark = clause.row[number - 1].kind, clause.row[number]
    if before == "garment" and has_cases(clause):
        return mark.kind == "figure" and "genitive" in mark.case
    return before in _GOVERNING


def _stands_for_garment(mark: Mark, clause: Clause) -> bool:
    """Return whether "she" is the hat of the clause before: «с него сорвало треуголку, и *она* исчезла в пене»."""
    if not has_cases(clause) or clause.last is None or clause.verb is not None or mark.get("person") != "third":
        return False
    return mark.get("case") == "subject" and fits(clause.last.garment, mark.get("gender"), clause.sentence.language)


def _is_disguise(clause: Clause, number: int) -> bool:
    """Return whether somebody is only dressed as a figure: "dressed as a pirate", «одетая пиратом»."""
    before = clause.row[number - 1].kind if number else ""
    instrumental = "instrumental" in clause.row[number].case and "nominative" not in clause.row[number].case
    return bool(clause.verb and clause.verb.get("as")) or (instrumental and before == "wearing_verb")


def _may_be_subject(clause: Clause, number: int) -> bool:
    """Return whether the ending of a figure's name allows it to be the subject, or a place where clothes are worn."""
    placed = number > 0 and clause.row[number - 1].get("role") in ("on", "by")
    return "nominative" in clause.row[number].case or not clause.row[number].case or not has_cases(clause) or placed


def _is_subject(row: Sequence[Mark], number: int) -> bool:
    mark = row[number]
    if "possessive" in mark.case:
        return _next_kind(row, number) == "wearing_verb"
    return "nominative" in mark.case


def _next_kind(row: Sequence[Mark], number: int) -> str:
    return row[number + 1].kind if number + 1 < len(row) else ""


def _silent_subject(clause: Clause) -> str:
    """Return the subject of a clause that names none."""
    verb = clause.verb
    if verb and "first" in verb.case:
        clause.spoken_by = True
        return clause.cast.speaker
    if verb and _is_order(clause, verb):
        return NOBODY
    acts = verb is not None and (verb.get("alone") or verb.get("into"))
    suffered = verb is not None and "passive" in verb.case  # «шляпа *потеряна*» tells of the hat
    if verb and acts and not suffered and "past" in verb.case and "third" not in verb.case and clause.cast.subject:
        for gender in ("feminine", "masculine"):
            if gender in verb.case and clause.cast.genders.get(clause.cast.subject, gender) != gender:
                return clause.cast.third(gender)
    return clause.cast.subject or clause.cast.speaker


def _is_order(clause: Clause, verb: Mark) -> bool:
    if "imperative" not in verb.case:
        return False
    english = "infinitive" in verb.case
    return not (english and clause.sentence.starred) and not (english and clause.row[0] is not verb)


def meant_by(mark: Mark, cast: Cast, besides: str = "") -> str:
    """Return whom a pronoun or possessive means, "" when unclear; `besides`: who it cannot be."""
    person = mark.get("person")
    if person == "first":
        return cast.speaker if mark.get("gender") != "plural" else ""
    if person == "second":
        return cast.second()
    if person == "reflexive":
        return cast.subject or cast.speaker
    if cast.stranger and cast.stranger == mark.get("gender"):
        return NOBODY  # "The woman at the door wore black. *She* …"
    if cast.beside and cast.beside == mark.get("gender") and mark.get("case") != "subject":
        return NOBODY  # «снимает с полки куклу и поправляет *на ней* шляпку»
    return cast.third(mark.get("gender"), besides)


def owner_of(clause: Clause, number: int) -> tuple[str, bool]:
    """Return (whose, whether it is definite) of the noun phrase that begins after ``row[:number]``."""
    definite = False
    for mark in reversed(clause.row[:number]):
        if mark.kind == "article":
            return "", mark.get("definite") == "yes"
        if mark.kind == "own":
            return clause.subject, True
        if mark.kind == "possessive":
            return _possessor(mark, clause), True
        if mark.kind == "person" and ({"possessive", "genitive"} & mark.case):
            return mark.name, True
        if mark.kind != "wearing_only" and not (mark.match and mark.match.entry("plain_modifier")):
            break
    return _genitive_after(clause, number), definite


def _possessor(mark: Mark, clause: Clause) -> str:
    gender = mark.get("gender")
    subject = clause.subject
    if gender == "neuter":  # "tightens its belt": of no woman or man
        return clause.cast.third(gender) or NOBODY
    if clause.cast.stranger and clause.cast.stranger == gender and _is_of_stranger(clause, subject):
        return NOBODY  # "The woman at the door wore black. *Her* gloves …"
    if mark.get("person") == "third" and subject not in ("", NOBODY):
        own = clause.sentence.language is not None and clause.sentence.language.cases
        fits = clause.cast.genders.get(subject, gender) == gender
        # In Russian "his" is never the subject's own: that is "свой".
        if fits and not clause.cast.speaks_of_self_as(subject) and not (own and clause.verb):
            clause.cast.genders.setdefault(subject, gender)
            return subject
        if clause.cast.beside and clause.cast.beside == gender and not own:
            return NOBODY  # "he lays the girl by the fire and unpins the brooch on *her* dress"
        return clause.cast.third(gender, besides=subject if own and clause.verb else "")
    if mark.get("person") != "third":
        return meant_by(mark, clause.cast)
    return clause.cast.third(gender)


def _is_of_stranger(clause: Clause, subject: str) -> bool:
    """Return whether "his" is of somebody unknown: "The waiter rights *his* tie", not "Her aunt took *her* hat"."""
    if not clause.explicit or (subject == NOBODY and clause.number):
        return True
    takes = clause.verb is not None and clause.verb.get("alone") in ("take", "give")
    return subject == NOBODY and not takes and not any(mark.get("kin") for mark in clause.row)


def _genitive_after(clause: Clause, number: int) -> str:
    """Return whose the garment at `number` is by a name behind it: "сапоги Миры"."""
    mark = clause.row[number + 1] if number + 1 < len(clause.row) else None
    if mark and mark.kind == "person" and "genitive" in mark.case and "nominative" not in mark.case:
        return mark.name
    return ""


def has_cases(clause: Clause) -> bool:
    """Return whether cases rather than places tell the roles of words."""
    return clause.cases


def names_owner(clause: Clause, at: int) -> bool:
    """Return whether a name in the possessive stands at `at`."""
    return clause.row[at].kind == "person" and "possessive" in clause.row[at].case
