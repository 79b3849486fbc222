"""Progress on stderr: a bar on a terminal, one line for each picture elsewhere."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Protocol

import click

from composer.cli.terminal import line
from composer.illustration import Task

#: What the user reads for the states of a task; the others are words already.
LABELS = {
    "kept": "drawn before",
    "done": "in the chat",
    "draw": "not yet",
    "error": "cannot draw",
    "unknown": "no answer",
}


class Shown(Protocol):
    """What a run tells of its tasks."""

    def advance(self, task: Task) -> None:
        """Show that a task has ended."""

    def watch(self, task: Task) -> None:
        """Show how a task in work goes on, or what it waits for."""


@contextlib.contextmanager
def progress(total: int) -> Iterator[Shown]:
    """Yield what is to be told of the tasks."""
    if total and sys.stderr.isatty():
        with _bar(total) as bar:
            yield bar
    else:
        yield _Lines(total)


class _Lines:
    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.last: dict[str, str] = {}

    def advance(self, task: Task) -> None:
        self.done += 1
        click.echo(f"{self.done}/{self.total} {_words(task)}", err=True)

    def watch(self, task: Task) -> None:
        if task.reason and self.last.get(task.job_id) != task.reason:
            click.echo(f"{_place(task)} waits: {line(task.reason, 300)}", err=True)
            self.last[task.job_id] = task.reason


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Shown]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from composer.cli.terminal import console

    class Bar:
        def advance(self, task: Task) -> None:
            shown.update(work, advance=1, description=_words(task))

        def watch(self, task: Task) -> None:
            if words := _present(task):
                shown.update(work, description=words)

    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), MofNCompleteColumn(), BarColumn(bar_width=16), TimeElapsedColumn(), words)
    with Progress(*columns, console=console(stderr=True), transient=True) as shown:
        work = shown.add_task("drawing", total=total)
        yield Bar()


def _words(task: Task) -> str:
    words = (task.found.request and task.found.request.prompt) or task.found.operation
    return f"{_place(task)} {LABELS.get(task.state, task.state)}: {line(words, 32)}"


def _present(task: Task) -> str:
    """Return what a task in work does, "" when there is nothing to say."""
    if task.reason:
        return f"{_place(task)} waits: {line(task.reason, 36)}"
    done = task.job.progress if task.job is not None else None
    return f"{_place(task)} drawing, {done:.0%}" if done is not None else f"{_place(task)} drawing"


def _place(task: Task) -> str:
    return f"{task.message}/{task.number}"
