"""Precision, recall and F1 of many outcomes, over all facts and per text, with bootstrap intervals."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

from tests.evaluation.scoring import Counts, Outcome

#: Fixed, so that the same predictions always give the same intervals.
SEED = 20240229
RESAMPLES = 1000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figure:
    """How right a group of texts was read.

    Attributes:
        texts: how many cards or chats; counts: their facts.
        micro: over all facts; macro: the mean over texts.
        micro_interval, macro_interval: 95 % of the resampled F1 lie between these two.
    """

    texts: int
    counts: Counts
    micro: Rates
    macro: Rates
    micro_interval: tuple[float, float]
    macro_interval: tuple[float, float]

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said of some cards, or some chats.

    Attributes:
        title: what was measured; texts: of how many texts.
        groups: kind of group ("language", "format", "attribute", "tag") → group → its figure; language has "all".
        forbidden: predictions that hold a forbidden word; wrong_per_hundred: predictions that are none, per 100 texts.
        empty: texts with nothing to find; wrong_in_empty: how many of them have a prediction nevertheless.
        adjectives, kept: colours and materials of the garments found, and how many of them were predicted.
    """

    title: str
    texts: int
    groups: dict[str, dict[str, Figure]]
    forbidden: int
    wrong_per_hundred: float
    empty: int
    wrong_in_empty: int
    adjectives: int
    kept: int

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return asdict(self)


def report(title: str, outcomes: Sequence[Outcome]) -> Report:
    """Gather the figures of all outcomes of one kind."""
    members: defaultdict[str, defaultdict[str, list[tuple[str, Counts]]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        for kind, group in dict.fromkeys((("language", "all"), *outcome.groups)):
            members[kind][group].append((_chat(outcome.id), outcome.counts))
        for attribute, counts in outcome.by_attribute.items():
            members["attribute"][attribute].append((_chat(outcome.id), counts))
    empty = [outcome for outcome in outcomes if not outcome.counts.right + outcome.counts.missed]
    return Report(
        title,
        len(outcomes),
        {kind: {group: figure(found) for group, found in groups.items()} for kind, groups in members.items()},
        sum(outcome.forbidden for outcome in outcomes),
        100 * sum(outcome.counts.wrong for outcome in outcomes) / max(1, len(outcomes)),
        len(empty),
        sum(outcome.counts.wrong > 0 for outcome in empty),
        sum(outcome.adjectives for outcome in outcomes),
        sum(outcome.kept for outcome in outcomes),
    )


def figure(members: Sequence[tuple[str, Counts]]) -> Figure:
    """Return the figure of a group: pairs of the chat or card a text is cut from, and its counts."""
    every = [counts for _, counts in members]
    micro, macro = _intervals(members)
    return Figure(len(every), sum(every, Counts()), micro_rates(every), macro_rates(every), micro, macro)


def micro_rates(members: Iterable[Counts]) -> Rates:
    """Return the rates over all facts; nothing predicted is precise, nothing to find is found."""
    counts = sum(members, Counts())
    return _rates(_share(counts.right, counts.wrong, 1.0), _share(counts.right, counts.missed, 1.0))


def macro_rates(members: Sequence[Counts]) -> Rates:
    """Return the mean of the texts' rates; all zero for no texts."""
    if not members:
        return Rates(0.0, 0.0, 0.0)
    every = [text_rates(counts) for counts in members]
    return Rates(*(fmean(rates) for rates in zip(*((r.precision, r.recall, r.f1) for r in every), strict=True)))


def text_rates(counts: Counts) -> Rates:
    """Return the rates of one text: nothing found where nothing is to be found is all right."""
    if not counts:
        return Rates(1.0, 1.0, 1.0)
    nothing_due = 0.0 if counts.wrong else 1.0
    return _rates(_share(counts.right, counts.wrong, 0.0), _share(counts.right, counts.missed, nothing_due))


def _share(part: int, rest: int, of_nothing: float) -> float:
    return part / (part + rest) if part + rest else of_nothing


def _rates(precision: float, recall: float) -> Rates:
    both = precision + recall
    return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


def _chat(text: str) -> str:
    """Return the chat a text is cut from: ``night-train@12`` is ``night-train`` up to its message 12."""
    return text.partition("@")[0]


def _intervals(members: Sequence[tuple[str, Counts]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the 95 % intervals of micro and macro F1; texts cut from one chat are drawn together."""
    chats: defaultdict[str, list[Counts]] = defaultdict(list)
    for chat, counts in members:
        chats[chat].append(counts)
    sums = [(sum(texts, Counts()), sum(text_rates(one).f1 for one in texts), len(texts)) for texts in chats.values()]
    draw = random.Random(SEED)
    drawn = [draw.choices(sums, k=len(sums)) for _ in range(RESAMPLES)]
    return (
        _middle(drawn, lambda some: micro_rates(counts for counts, _, _ in some).f1),
        _middle(drawn, lambda some: sum(f1 for _, f1, _ in some) / sum(texts for _, _, texts in some)),
    )


Drawn = list[tuple[Counts, float, int]]


def _middle(drawn: Sequence[Drawn], measure: Callable[[Drawn], float]) -> tuple[float, float]:
    values = sorted(measure(some) for some in drawn)
    cut = int(_TAIL * len(values))
    return values[cut], values[-1 - cut]
