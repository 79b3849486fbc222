"""The command: read a folder of labelled cards and chats, compare, print."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.evaluation.figures import Figure, Report, report
from tests.evaluation.labelled import (
    LabelledCard,
    LabelledChat,
    LabelledDataError,
    Prediction,
    load_cards,
    load_chats,
    write_predictions,
)
from tests.evaluation.predicting import predict_all
from tests.evaluation.scoring import Outcome, score_card, score_chat


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _options(arguments)
    try:
        cards, chats = load_cards(options.folder), load_chats(options.folder)
    except (LabelledDataError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    predictions = predict_all([*cards, *chats])
    if options.predictions:
        write_predictions(options.predictions, predictions)
    measured = measure(cards, chats, predictions)
    reports = [report(title, outcomes) for title, outcomes in measured.items()]
    if options.json:
        print(json.dumps({one.title: one.as_json() for one in reports}, ensure_ascii=False, indent=1))
        return 0
    print("\n\n".join("\n".join(table(one)) for one in reports) or "nothing labelled here")
    if options.verbose:
        print("\n".join(["", *mistakes(measured)]))
    return 0


def measure(
    cards: Sequence[LabelledCard], chats: Sequence[LabelledChat], predictions: Sequence[Prediction]
) -> dict[str, list[Outcome]]:
    """Return the outcomes of cards and chats, chats once for their character and once for everybody.

    Args:
        predictions: one for each card, then one for each chat.
    """
    measured: dict[str, list[Outcome]] = {}
    if cards:
        looks = zip(cards, predictions, strict=False)
        measured["cards"] = [score_card(gold, found.appearance) for gold, found in looks]
    for scope in ("char", "all") if chats else ():
        clothes = zip(chats, predictions[len(cards) :], strict=True)
        measured[f"chats {scope}"] = [score_chat(gold, found.worn, scope == "all") for gold, found in clothes]
    return measured


def table(one: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    yield f"{one.title}: {one.texts} texts"
    head = f"{'':24}{'texts':>6}{'right':>7}{'wrong':>7}{'missed':>7}"
    yield f"{head}  {'micro P':>7} {'R':>5} {'F1':>5} {'95 %':<13}  {'macro P':>7} {'R':>5} {'F1':>5} 95 %"
    for kind, groups in one.groups.items():
        for group in sorted(groups, key=lambda name: (name != "all", name)):
            yield row(f"{kind} {group}", groups[group])
    yield f"predictions with a forbidden word: {one.forbidden}; wrong per 100 texts: {one.wrong_per_hundred:.1f}"
    yield f"texts with nothing to find: {one.empty}, of them with a prediction: {one.wrong_in_empty}"
    if one.adjectives:
        yield f"colours and materials kept with garments found: {one.kept} of {one.adjectives}"


def row(name: str, figure: Figure) -> str:
    """Return a line of a report's table."""
    c, micro, macro = figure.counts, figure.micro, figure.macro
    return (
        f"{name:24}{figure.texts:6}{c.right:7}{c.wrong:7}{c.missed:7}"
        f"  {micro.precision:7.3f} {micro.recall:.3f} {micro.f1:.3f} {_interval(figure.micro_interval)}"
        f"  {macro.precision:7.3f} {macro.recall:.3f} {macro.f1:.3f} {_interval(figure.macro_interval)}"
    )


def mistakes(measured: dict[str, list[Outcome]]) -> Iterator[str]:
    """Yield a line for everything wrong; chats are told once, of everybody."""
    for title, outcomes in measured.items():
        if title != "chats char":
            for outcome in outcomes:
                for mistake in outcome.mistakes:
                    why = f"  ({mistake.why})" if mistake.why else ""
                    yield f"{mistake.kind:10}{outcome.id:26}{mistake.of:14}{mistake.words}{why}"


def _interval(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.3f}–{ends[1]:.3f}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with cards.jsonl, chats.jsonl or both")
    parser.add_argument("--predictions", type=Path, metavar="OUT.jsonl", help="write what was found, as JSON lines")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--verbose", action="store_true", help="name every mistake")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
