"""``rp-composer compose``: the prompt of each request, coloured by slot, and side by side for several models."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import click

from composer.cli.prompts import (
    Composed,
    composed,
    negatives_of,
    pieces_of,
    print_each,
    prompt_options,
    show_prompt,
)
from composer.cli.terminal import coloured, console, echo, line, new_table, slot_style, styled

if TYPE_CHECKING:
    from rich.text import Text

#: A prompt in a narrower column is harder to read than one below the other.
_NARROWEST = 38


@click.command(
    "compose",
    epilog="\b\nExamples: rp-composer compose sample:maren --message 2\n"
    "          rp-composer compose --prompt 'a lighthouse in the fog' --card maren.png\n"
    "          rp-composer compose sample:maren --message 2 --model illustrious --model flux-dev",
)
@prompt_options
def command(as_json: bool, **arguments: object) -> int:
    """Print the prompt of each request in CHAT, or of one.

    CHAT is a chat (SillyTavern's JSONL, OpenAI's messages and other programs' JSON, a text log), a text file with one
    message, sample:NAME, or "-" for standard input. With several --model (an id, BACKEND/ID or BACKEND; 'rp-composer
    models' lists them) the prompts stand side by side.
    """
    results = composed(**arguments)  # type: ignore[arg-type]
    if not as_json and _fit_side_by_side(results):
        return _print_compared(results)
    return print_each(results, as_json, partial(show_prompt, heading=len(results) > 1))


def _fit_side_by_side(results: Sequence[Composed]) -> bool:
    models = len({one.target.model.name for one in results})
    return models > 1 and console().width // models >= _NARROWEST


def _print_compared(results: Iterable[Composed]) -> int:
    """Print the prompts of each request in columns, one for each model."""
    for place, group in groupby(results, key=attrgetter("place")):
        echo(coloured(f"── {place} ──", dim=True))
        table = new_table(expand=True, padding=(0, 2, 0, 0))
        several = list(group)
        for one in several:
            table.add_column(line(one.target.model.name), overflow="fold", ratio=1)
        table.add_row(*map(_column, several))
        console().print(table)
    return 0


def _column(one: Composed) -> "Text":
    """Return a prompt in the colours of its slots, then the negative prompt and what was changed."""
    text = styled("")
    for piece, slot in pieces_of(one.prompt):
        text.append(styled(piece, slot_style(slot) if slot else "dim"))
    for label, negative in negatives_of(one.prompt):
        text.append(styled(f"\n\n{label}: ", "bold"))
        text.append(styled(negative, slot_style("avoid")))
    for change in one.prompt.changes:
        text.append(styled(f"\n{change.kind}: {line(change.what, 80)} ({line(change.why, 120)})", "italic yellow"))
    return text
