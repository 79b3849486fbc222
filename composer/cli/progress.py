"""Progress on stderr: a bar on a terminal, one line for each picture elsewhere."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import click

from composer.cli.terminal import line
from composer.illustration import Task


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[Task], None]]:
    """Yield what is to be called with each task that is done."""
    if total and sys.stderr.isatty():
        with _bar(total) as advance:
            yield advance
    else:
        yield _lines(total)


def _lines(total: int) -> Callable[[Task], None]:
    done = 0

    def advance(task: Task) -> None:
        nonlocal done
        done += 1
        click.echo(f"{done}/{total} {_words(task)}", err=True)

    return advance


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Callable[[Task], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from composer.cli.terminal import console

    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), MofNCompleteColumn(), BarColumn(bar_width=16), TimeElapsedColumn(), words)
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        work = bar.add_task("drawing", total=total)
        yield lambda task: bar.update(work, advance=1, description=_words(task))


def _words(task: Task) -> str:
    words = (task.found.request and task.found.request.prompt) or task.found.operation
    return f"{task.message}/{task.number} {task.state}: {line(words, 32)}"
