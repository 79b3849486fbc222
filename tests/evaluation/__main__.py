"""The command: read folders of labelled cards and chats, compare, print."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
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
from tests.evaluation.scoring import Mistake, Outcome, score_card, score_chat


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _options(arguments)
    try:
        cards = [card for folder in options.folders for card in load_cards(folder)]
        chats = [chat for folder in options.folders for chat in load_chats(folder)]
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
    elif options.worst:
        print("\n".join(["", *worst(measured, options.worst)]))
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


def mistakes(measured: Mapping[str, Sequence[Outcome]]) -> Iterator[str]:
    """Yield a line for everything wrong; chats are told once, of everybody."""
    return (_line(outcome, mistake) for outcome in _told_once(measured) for mistake in outcome.mistakes)


def worst(measured: Mapping[str, Sequence[Outcome]], most: int) -> list[str]:
    """Return lines for the worst mistakes: forbidden words, then what is wrong, then what is missed; of each the texts
    with the most mistakes first."""
    ranked = sorted(
        ((outcome, mistake) for outcome in _told_once(measured) for mistake in outcome.mistakes),
        key=lambda one: (_BADNESS.index(one[1].kind), -len(one[0].mistakes), one[0].id),
    )
    return [_line(outcome, mistake) for outcome, mistake in ranked[:most]]


#: What is worse than what.
_BADNESS = ("forbidden", "wrong", "missed")


def _told_once(measured: Mapping[str, Sequence[Outcome]]) -> Iterator[Outcome]:
    return (outcome for title, outcomes in measured.items() if title != "chats char" for outcome in outcomes)


def _line(outcome: Outcome, mistake: Mistake) -> str:
    why = f"  ({mistake.why})" if mistake.why else ""
    return f"{mistake.kind:10}{outcome.id:26} {mistake.of:14} {mistake.words}{why}"


def _interval(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.3f}–{ends[1]:.3f}"


def _folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"{name} is no folder")
    return folder


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument(
        "folders", type=_folder, nargs="+", metavar="FOLDER", help="a folder with cards.jsonl, chats.jsonl or both"
    )
    parser.add_argument("--predictions", type=Path, metavar="OUT.jsonl", help="write what was found, as JSON lines")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--verbose", action="store_true", help="name every mistake")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst mistakes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
