"""``rp-composer jobs``: look at jobs, draw some again, and put them into one file for a report."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from composer.cli.terminal import console, line, new_table, print_json, printable, styled
from composer.errors import NotFoundError
from composer.folders import data_folder, plugin_folder
from composer.jobs.job import Job, Status

if TYPE_CHECKING:
    from composer.app import Composer
    from composer.jobs.engine import Jobs
    from composer.profiles import Profile

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_COLOURS = {
    "finished": "green", "failed": "red", "unknown": "red", "held": "yellow", "cancelled": "dim", "running": "cyan",
    "queued": "cyan",
}  # fmt: skip
_MOST = 10_000


@click.group("jobs", epilog="\b\nExample: rp-composer jobs list chat.jsonl --status failed")
def command() -> None:
    """Look at jobs, draw some again, put them into one file for a report.

    Without a chat or a folder these are the jobs of the server; a chat stands for the pictures beside it.
    """


def place_options(command: F) -> F:
    """Add the options that say whose jobs are meant."""
    chat = click.option("--chat", metavar="CHAT", help="The jobs of a chat that was illustrated.")
    folder = click.option("--folder", metavar="DIR", help="The jobs of a folder of pictures.")
    return chat(folder(command))


@command.command("list", epilog="\b\nExample: rp-composer jobs list chat.jsonl")
@click.argument("chat", metavar="[CHAT]", required=False)
@click.option("--folder", metavar="DIR", help="The jobs of a folder of pictures.")
@click.option("--status", type=click.Choice(get_args(Status)), help="Only jobs of this state.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def list_jobs(chat: str | None, folder: str | None, status: Status | None, limit: int, as_json: bool) -> None:
    """List the jobs, the newest first."""
    found = _with_jobs(_place(chat, folder), lambda jobs: jobs.list(status, limit=limit))
    if as_json:
        print_json([_fields(job) for job in found])
    elif found:
        _print_table(found)
    else:
        click.echo(f"there are no {status + ' ' if status else ''}jobs in {_place(chat, folder)}")
        if chat is None and folder is None:
            click.echo("those of a chat that was illustrated: rp-composer jobs list CHAT")


@command.command("show", epilog="\b\nExample: rp-composer jobs show 0b54f3d01a5e7f9a2c4d-0")
@click.argument("job_id", metavar="ID")
@place_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")
def show(job_id: str, chat: str | None, folder: str | None, as_json: bool) -> None:
    """Show all of one job: every try, the prompt, the pictures.

    The beginning of its ID is enough.
    """
    place = _place(chat, folder)
    job = _with_jobs(place, lambda jobs: _named(jobs, job_id))
    if as_json:
        print_json(_fields(job))
    else:
        _print_job(job, place)


@command.command("retry", epilog="\b\nExample: rp-composer jobs retry 0b54f3d01a5e7f9a2c4d-0 --chat chat.jsonl")
@click.argument("job_ids", metavar="ID...", nargs=-1, required=True)
@place_options
def retry(job_ids: tuple[str, ...], chat: str | None, folder: str | None) -> int:
    """Draw again what was not drawn.

    That is what failed, was cancelled or held, or is unknown. What is unknown was sent and may have been billed: a
    retry pays for it once more.
    """
    place = _place(chat, folder)
    ended = _with_jobs(place, lambda jobs: _retried(jobs, job_ids))
    for number, job in enumerate(ended):
        if number:
            click.echo()
        _print_job(job, place)
    if chat is not None and any(job.status == "finished" for job in ended):
        click.echo("to put what was drawn into the chat, run the command again that illustrated it")
    return 0 if all(job.status == "finished" for job in ended) else 1


@command.command("export", epilog="\b\nExample: rp-composer jobs export report.zip --status failed")
@click.argument("file", metavar="FILE")
@place_options
@click.option("--status", type=click.Choice(get_args(Status)), help="Only jobs of this state.")
@click.option("--with-pictures", is_flag=True, help="Put the pictures in, too.")
def export(file: str, chat: str | None, folder: str | None, status: Status | None, with_pictures: bool) -> None:
    """Write the jobs to FILE (ZIP), for a report.

    Prompts and errors are in it; keys, cards, chats, the paths of addresses and the names of home folders are not.
    """
    from composer.jobs.exporting import write_export
    from composer.keys import Keys

    place = _place(chat, folder)
    found = _with_jobs(place, lambda jobs: jobs.list(status, limit=_MOST))
    number = write_export(Path(file), found, place, Keys().redact, with_pictures)
    click.echo(f"{number} {'job' if number == 1 else 'jobs'} in {file}; look through it before you give it away")


# ── opening ──


def _place(chat: str | None, folder: str | None) -> Path:
    if chat is not None and folder is not None:
        raise click.UsageError("give a chat or a folder, not both", click.get_current_context())
    place = Path(folder) if folder is not None else data_folder()
    if chat is not None:
        path = Path(chat)
        place = path.with_name(f"{path.name}.pictures")
    if not place.is_dir():
        whose = f"{chat} has no pictures" if chat is not None else "there are no jobs"
        hint = "; a chat illustrated with --out is in that folder" if chat is not None else ""
        raise NotFoundError(f"{whose}: there is no folder {place}{hint}")
    if folder is not None and not _has_jobs(place):
        raise NotFoundError(f"there are no jobs in {place}; those of a chat: rp-composer jobs list CHAT")
    return place


def _has_jobs(place: Path) -> bool:
    """Return whether a folder has a table of jobs, or records to make one from: no other gets a table."""
    from composer.jobs.engine import DATABASE

    return (place / DATABASE).exists() or any(place.glob("*-*.json"))


def _with_jobs(place: Path, work: "Callable[[Jobs], Awaitable[T]]") -> T:
    """Do something with the jobs of a folder."""

    async def run() -> T:
        from composer.jobs.engine import Jobs

        with _composers(place) as composer_for:
            async with Jobs(place, composer_for, resume=False) as jobs:
                for notice in jobs.notices:
                    click.echo(f"warning: {printable(notice)}", err=True)
                return await work(jobs)

    return asyncio.run(run())


@contextmanager
def _composers(place: Path) -> "Iterator[Callable[[Profile], Composer]]":
    """Yield what returns the composer of a profile, always the same one for the same profile."""
    made: list[Composer] = []

    @cache
    def make(text: str) -> "Composer":
        from composer.app import Composer
        from composer.profiles import Profile

        made.append(Composer(Profile.model_validate_json(text), plugin_folder=plugin_folder()))
        made[-1].work_in(place)
        return made[-1]

    yield lambda profile: make(profile.model_dump_json())
    for problem in {str(problem) for composer in made for problem in composer.plugins.reports}:
        click.echo(f"warning: {printable(problem)}", err=True)


async def _named(jobs: "Jobs", beginning: str) -> Job:
    """Return the job whose id begins so; NotFoundError when it is none or not the only one."""
    try:
        return await jobs.get(beginning)
    except NotFoundError:
        alike = [job for job in await jobs.list(limit=_MOST) if beginning and job.id.startswith(beginning)]
        if len(alike) == 1:
            return alike[0]
        if alike:
            ids = ", ".join(job.id for job in alike[:6])
            raise NotFoundError(f"{len(alike)} jobs begin with {beginning!r}: {ids}") from None
        raise


async def _retried(jobs: "Jobs", beginnings: tuple[str, ...]) -> list[Job]:
    named = [await _named(jobs, beginning) for beginning in beginnings]
    for job in named:
        await jobs.retry(job.id)
    ended = []
    for number, job in enumerate(named, 1):
        ended.append(await jobs.wait(job.id))
        click.echo(f"{number}/{len(named)} {ended[-1].status}: {job.id}", err=True)
    return ended


# ── printing ──


def _fields(job: Job) -> dict[str, Any]:
    from composer.jobs.exporting import job_fields

    return job_fields(job)


def _print_table(found: list[Job]) -> None:
    out = console()
    table = new_table()
    for name in ("id", "state", "begun"):
        table.add_column(name, no_wrap=True)
    table.add_column("request", no_wrap=True, overflow="ellipsis", max_width=(out.width - 58) // 2)
    table.add_column("drawn by, or reason", overflow="fold")
    for job in found:
        table.add_row(
            styled(job.id),
            styled(job.status, _COLOURS[job.status]),
            styled(_time(job.created)),
            styled(line(_words(job), 100)),
            styled(f"{job.backend} {job.model}".strip() if job.pictures else line(job.reason, 200)),
        )
    out.print(table)


def _print_job(job: Job, place: Path) -> None:
    out = console()
    for name, value in (*_facts(job), *_results(job, place)):
        if value:
            out.print(styled(f"{name + ':':<10}", "dim"), styled(value), sep="", soft_wrap=True)


def _facts(job: Job) -> Iterator[tuple[str, str]]:
    yield "job", job.id
    yield "state", f"{job.status}: {job.reason}" if job.reason else job.status
    yield "begun", f"{_time(job.created)}, took {job.seconds:.1f} s" if job.seconds else _time(job.created)
    yield "where", " ".join(part for part in (job.chat, job.message and f"message {job.message}") if part)
    yield "profile", job.profile
    yield "drawn by", f"{job.backend} {job.model}".strip() + (f", seed {job.seed}" if job.seed is not None else "")
    yield "cost", f"${job.usd:.3f}" if job.usd else ""
    yield "request", _words(job)
    yield "prompt", job.prompt
    for person in job.people:
        yield person.name, person.prompt
    yield "avoid", job.negative_prompt


def _results(job: Job, place: Path) -> Iterator[tuple[str, str]]:
    for attempt in job.attempts:
        cost = f", ${attempt.usd:.3f}" if attempt.usd else ""
        calls = f"{attempt.calls} {'call' if attempt.calls == 1 else 'calls'}"
        facts = f"{attempt.status}, {calls}, {attempt.seconds:.1f} s{cost}"
        yield (
            "try",
            f"{attempt.backend} {attempt.model}: {facts}"
            + (f": {line(attempt.reason, 300)}" if attempt.reason else ""),
        )
    for change in job.changes:
        yield "change", f"{change.kind}: {line(change.what, 200)} ({line(change.why, 200)})"
    for picture in job.pictures:
        yield "picture", str(place / picture.file)


def _words(job: Job) -> str:
    return str((job.request or {}).get("prompt", "")) or job.source


def _time(text: str) -> str:
    """Return a job's time where the user is, to the minute."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
