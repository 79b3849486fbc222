"""``rp-composer illustrate``: draw every picture a chat asks for and put it into the chat."""

import contextlib
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import click

from composer.chats import read_chat
from composer.cli import INTERRUPTED
from composer.cli.progress import LABELS, progress
from composer.cli.prompts import compose_each, show_prompt
from composer.cli.story import cast_options, open_composer, open_named
from composer.cli.terminal import console, line, new_table, printable, styled
from composer.errors import ComposerError
from composer.illustration import Illustration, Summary, Task
from composer.pictures import Attempt
from composer.types import SLOTS

_STYLES = {
    "drawn": "green", "kept": "green", "done": "dim", "draw": "yellow",
    "failed": "red", "unknown": "red", "held": "yellow", "incomplete": "yellow", "error": "red",
}  # fmt: skip


@click.command(
    "illustrate",
    epilog="\b\nExamples: rp-composer illustrate chat.jsonl --card maren.png --out illustrated"
    "\n          rp-composer illustrate Seraphina --sillytavern ~/SillyTavern --out illustrated",
)
@click.argument("chat", metavar="CHAT")
@cast_options
@click.option("--out", metavar="DIR", help="Write chat and pictures to DIR and leave CHAT as it is.")
@click.option("--dry-run", is_flag=True, help="Print the prompts; draw and write nothing.")
@click.option("--retry-failed", is_flag=True, help="Draw again what has failed before.")
def command(
    chat: str, cards: tuple[str, ...], persona: str | None, profile: str, out: str | None, dry_run: bool,
    retry_failed: bool,
) -> int:  # fmt: skip
    """Draw every picture CHAT asks for and put it into the chat.

    CHAT is a chat (SillyTavern's JSONL, OpenAI's messages and other programs' JSON, a text log), a text file with one
    message, or sample:NAME, which is written to ./NAME/. With --sillytavern it may be the name of a character or group
    (the latest chat, with its cards, persona and worlds) or NAME/CHAT; such a chat is only read, so --out is needed.
    Without --out the chat is rewritten in place: its first original is kept as CHAT.bak, the pictures go to
    CHAT.pictures/, each with a JSON file that says how it was made. What is drawn is never drawn twice: run the same
    command again to continue after an interruption.
    """
    composer = open_composer(profile)
    opened = open_named(composer, chat, cards, persona)
    if opened.sample and out is not None:
        raise ComposerError(f"{chat} is always written to ./{opened.sample}/; leave --out away")
    if opened.kept and out is None and not dry_run:
        raise ComposerError(
            f"{opened.path} is SillyTavern's own file, which its page writes over; write a copy with --out DIR"
        )
    folder = Path(opened.sample) if opened.sample else Path(out) if out is not None else None
    illustration = Illustration(composer, opened.path, opened.cast, folder, retry_failed)
    if dry_run:
        _preview(illustration)
        code = 0
    else:
        code = _run(illustration)
    return code


def _run(illustration: Illustration) -> int:
    tasks = [task for task in illustration.plan() if task.state == "draw"]
    estimate = illustration.estimate(tasks)
    if estimate:
        click.echo(f"{_count(len(tasks), 'picture')}, about ${estimate:.2f} by the catalogue's prices", err=True)
    try:
        with _interruptible() as interrupted, progress(len(tasks)) as shown:
            summary = illustration.run(shown.advance, interrupted, shown.watch)
    except KeyboardInterrupt:
        return _go_on_later()
    _print_summary(illustration, summary)
    return _ended(summary)


def _ended(summary: Summary) -> int:
    for notice in summary.notices:
        click.echo(f"warning: {printable(notice)}", err=True)
    if summary.barred:
        if left := sum(task.state == "draw" for task in summary.tasks):
            told = f"{_count(left, 'picture')} not asked for, since it would end in the same way"
            click.echo(f"{told}: {line(summary.barred, 300)}", err=True)
        return 1
    if summary.stopped:
        return _go_on_later()
    return 1 if summary.failures else 0


def _go_on_later() -> int:
    click.echo("interrupted: run the same command again to draw the rest", err=True)
    return INTERRUPTED


@contextlib.contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C finish what is in work (it may be paid for already) and the second one stop at once."""
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the signature of signal handlers)
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True
        click.echo("\nfinishing what is in work; Ctrl-C again stops at once", err=True)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _preview(illustration: Illustration) -> None:
    chat = read_chat(illustration.composer, illustration.path)
    tasks = illustration.plan(chat)
    wanted = [task for task in tasks if task.state == "draw"]
    moments = zip((task.number for task in wanted), illustration.moments(chat, wanted), strict=True)
    for one in compose_each(illustration.composer, moments):
        show_prompt(one, heading=True)
        print()
    _print_tasks(illustration, [task for task in tasks if task.state != "draw"])
    print(f"{_count(len(wanted), 'picture')} would be drawn; nothing was written")


def _print_summary(illustration: Illustration, summary: Summary) -> None:
    _print_tasks(illustration, summary.tasks)
    if summary.idle:
        print("nothing to do" if summary.tasks else "nothing to do: the chat asks for no pictures")
    states = [task.state for task in summary.tasks]
    print(", ".join(f"{states.count(state)} {LABELS.get(state, state)}" for state in _STYLES if state in states))
    _print_detours(summary.tasks)
    _print_dropped(summary.tasks)
    print(f"chat: {printable(_shown(illustration.target))}")
    if illustration.store.folder.is_dir():
        print(f"pictures: {printable(_shown(illustration.store.folder))}")
    if illustration.backup.exists():
        print(f"original: {printable(_shown(illustration.backup))}")
    if summary.usd:
        print(f"cost: ${summary.usd:.2f}")
    if summary.barred:
        print("put right what stood in the way and run the same command again")
    if "unknown" in states:
        print("ask again for what got no answer with --retry-failed; it may be billed twice then")
    elif any(task.state == "failed" and task.record is not None for task in summary.tasks):
        print(
            "draw the failed ones again with --retry-failed; 'rp-composer doctor --profile …' looks for what is wrong"
        )


def _print_tasks(illustration: Illustration, tasks: list[Task]) -> None:
    if not tasks:
        return
    out = console()
    table = new_table()
    table.add_column("message", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("request", no_wrap=True, overflow="ellipsis", max_width=(out.width - 24) // 2)
    table.add_column("picture or reason", overflow="fold")
    told = ""
    for task in tasks:
        result = _result(illustration, task)
        table.add_row(
            f"{task.message}/{task.number}",
            styled(LABELS.get(task.state, task.state), _STYLES[task.state]),
            styled(line(task.found.request.prompt if task.found.request else task.found.source, 100)),
            styled("as above" if task.reason and result == told else result),
        )
        told = result
    out.print(table)


def _result(illustration: Illustration, task: Task) -> str:
    if task.state in ("drawn", "kept"):
        return "\n".join(path.name + _stand_in(task) for path in illustration.pictures(task))
    if task.state == "done":
        return "\n".join(task.found.pictures)
    return "\n".join([line(task.reason, 300), *_tries(task)])


def _stand_in(task: Task) -> str:
    """Return who drew a picture that the first of the route did not draw, "" for none."""
    attempts = _detour(task)
    return f"  by {_drawer(attempts[-1])}" if attempts else ""


def _detour(task: Task) -> tuple[Attempt, ...]:
    attempts = task.job.attempts if task.tried and task.job is not None else ()
    return attempts if len(attempts) > 1 and task.state == "drawn" else ()


def _print_detours(tasks: list[Task]) -> None:
    """Print why pictures were not drawn by the first of the route, each reason once."""
    failed = [attempt for task in tasks for attempt in _detour(task)[:-1]]
    counts = Counter(f"by {_drawer(one)}: {line(one.reason, 300)}" for one in failed)
    for words, count in counts.items():
        print(f"{count} not drawn {words}")


def _print_dropped(tasks: list[Task]) -> None:
    """Print what was asked for and not sent, each reason once; what was left out of a prompt is seen in the prompt."""
    changes = [change for task in tasks if task.tried and task.job is not None for change in task.job.changes]
    dropped = [f"{one.what}: {one.why}" for one in changes if one.kind == "dropped" and one.what not in SLOTS]
    for words, count in Counter(dropped).items():
        print(printable(f"left out of {_count(count, 'picture')}: {words}"))


def _drawer(attempt: Attempt) -> str:
    return " ".join(dict.fromkeys((attempt.backend, attempt.model)))


def _tries(task: Task) -> list[str]:
    """Return a line for each target that was tried more than once, or beside others."""
    attempts = task.job.attempts if task.job is not None else ()
    if len(attempts) == 1 and attempts[0].calls < 2:
        return []
    return [f"  {_drawer(one)}: {_count(one.calls, 'call')}, {one.code or one.status}" for one in attempts]


def _shown(path: Path) -> str:
    """Return the path as short as it can be said from here."""
    with contextlib.suppress(ValueError):  # another drive
        relative = os.path.relpath(path)
        return relative if len(relative) < len(str(path)) else str(path)
    return str(path)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
