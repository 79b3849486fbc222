"""What of one card's or chat's predictions is right: every prediction finds at most one fact."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.evaluation.labelled import LabelledCard, LabelledChat, Look, LookLabel, Wear, WearLabel
from tests.evaluation.matching import attribute_name, holds_forbidden, names_attribute, names_fact, normal

Found = TypeVar("Found", Look, Wear)
Label = TypeVar("Label", LookLabel, WearLabel)

_MEANS_CHARACTER = frozenset({"", "char", "{{char}}", "character", "assistant", "bot"})
_MEANS_USER = frozenset({"user", "{{user}}", "you", "player"})
_ENDING = 2
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """Facts found, things found that are none, and facts missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    def __bool__(self) -> bool:
        return bool(self.right or self.wrong or self.missed)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing gone wrong: ``missed``, ``wrong`` or ``forbidden``, of which attribute or person, and the words."""

    kind: str
    of: str
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How right one card or chat was read.

    Attributes:
        groups: what it counts for: ``("language", "en")``, ``("tag", "change")`` …
        counts: all of it; by_attribute: of each attribute, empty for chats.
        mistakes: one by one; forbidden: how many predictions hold a forbidden word.
        adjectives: colours and materials that stand with the garments found; kept: how many of them were predicted.
    """

    id: str
    groups: tuple[tuple[str, str], ...]
    counts: Counts
    by_attribute: dict[str, Counts] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    adjectives: int = 0
    kept: int = 0

    @property
    def forbidden(self) -> int:
        """How many predictions hold a forbidden word."""
        return sum(mistake.kind == "forbidden" for mistake in self.mistakes)


@dataclass(slots=True)
class _Matching:
    """Which labels were found, and which predictions found none."""

    found: dict[int, int]
    stray: list[int]


def score_card(gold: LabelledCard, predicted: Sequence[Look]) -> Outcome:
    """Compare the looks found in a card with its labels."""
    looks = [look for look in predicted if look.value.strip()]
    facts = gold.labels.appearance
    matching = _match(looks, facts, _means_look)
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for number in matching.stray:
        counts[attribute_name(looks[number].attribute)] += Counts(wrong=1)
    for number, fact in enumerate(facts):
        if not fact.optional:
            counts[fact.attribute] += Counts(right=1) if number in matching.found else Counts(missed=1)
    mistakes = [
        *(Mistake("missed", fact.attribute, fact.value) for fact in _missed(facts, matching)),
        *(Mistake("wrong", looks[number].attribute, looks[number].value) for number in matching.stray),
        *_forbidden_looks(gold, looks),
    ]
    groups = [("language", gold.labels.language), ("format", gold.labels.format), *(("tag", tag) for tag in gold.tags)]
    return Outcome(gold.id, tuple(groups), sum(counts.values(), Counts()), dict(counts), tuple(mistakes))


def score_chat(gold: LabelledChat, predicted: Sequence[Wear], everybody: bool) -> Outcome:
    """Compare the clothes found at a chat's end with its labels, of everybody or of the chat's character only."""
    asked = {normal(wear.who) for wear in gold.labels.worn} | {normal(no.who) for no in gold.labels.forbidden}
    people = asked | {normal(message.name) for message in gold.messages} | {normal(gold.char), normal(gold.user)}
    character = normal(gold.char)
    wears = [Wear(who=_meant(wear.who, gold, people), garment=wear.garment) for wear in predicted]
    wears = [wear for wear in wears if wear.garment.strip() and (everybody or wear.who == character)]
    labels = [label for label in gold.labels.worn if everybody or normal(label.who) == character]
    matching = _match(wears, labels, _means_garment)
    missed = list(_missed(labels, matching))
    required = sum(not label.optional for label in labels)
    mistakes = [
        *(Mistake("missed", label.who, label.value) for label in missed),
        *(Mistake("wrong", wears[number].who, wears[number].garment) for number in matching.stray),
        *_forbidden_wears(gold, wears),
    ]
    groups = (("language", gold.labels.language), *(("tag", tag) for tag in gold.tags))
    counts = Counts(required - len(missed), len(matching.stray), len(missed))
    adjectives = [(word, wears[n].garment) for label, n in matching.found.items() for word in labels[label].adjectives]
    kept = sum(names_fact([_stem(word)], garment) for word, garment in adjectives)
    return Outcome(gold.id, groups, counts, {}, tuple(mistakes), len(adjectives), kept)


def _match(predictions: Sequence[Found], labels: Sequence[Label], means: Callable[[Found, Label], bool]) -> _Matching:
    """Give every prediction the first label it means that no earlier one has."""
    matching = _Matching({}, [])
    for number, prediction in enumerate(predictions):
        free = (n for n, label in enumerate(labels) if n not in matching.found and means(prediction, label))
        label = next(free, None)
        if label is None:
            matching.stray.append(number)
        else:
            matching.found[label] = number
    return matching


def _means_look(look: Look, fact: LookLabel) -> bool:
    attribute = attribute_name(look.attribute)
    return names_attribute(attribute, fact.attribute, fact.alt) and names_fact(fact.accept, look.value)


def _means_garment(wear: Wear, label: WearLabel) -> bool:
    return wear.who == normal(label.who) and names_fact(label.garment, wear.garment)


def _missed(labels: Iterable[Label], matching: _Matching) -> Iterator[Label]:
    return (label for n, label in enumerate(labels) if not label.optional and n not in matching.found)


def _forbidden_looks(gold: LabelledCard, looks: Iterable[Look]) -> Iterator[Mistake]:
    for look in looks:
        attribute = attribute_name(look.attribute)
        for no in gold.labels.forbidden:
            concerned = no.attribute == "*" or names_attribute(attribute, no.attribute)
            if concerned and holds_forbidden(no.words, look.value):
                yield Mistake("forbidden", look.attribute, look.value, no.why)
                break


def _forbidden_wears(gold: LabelledChat, wears: Iterable[Wear]) -> Iterator[Mistake]:
    for wear in wears:
        for no in gold.labels.forbidden:
            if normal(no.who) == wear.who and holds_forbidden(no.words, wear.garment):
                yield Mistake("forbidden", wear.who, wear.garment, no.why)
                break


def _meant(who: str, gold: LabelledChat, people: Iterable[str]) -> str:
    """Return whom a prediction means: char and user by their usual names, others by name or a part only they have."""
    name = normal(who)
    if name in _MEANS_CHARACTER:
        return normal(gold.char)
    if name in _MEANS_USER:
        return normal(gold.user)
    if name in people:
        return name
    alike = [person for person in people if name in person.split() or person in name.split()]
    return alike[0] if len(alike) == 1 else name


def _stem(adjective: str) -> str:
    """Return the part of an adjective that all its cases have in common."""
    return adjective[: max(_SHORTEST_STEM, len(adjective) - _ENDING)]
