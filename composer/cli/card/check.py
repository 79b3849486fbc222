"""``rp-composer card check``: read every card of a folder and say what is wrong with which."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from composer.app import Composer
from composer.card_data import picture_fields
from composer.cli.card.show import people_of
from composer.cli.story import data_folder, open_composer, profile_option, sillytavern_option
from composer.cli.terminal import complain, console, line, new_table, print_json, styled
from composer.errors import ComposerError, NoCardError
from composer.types import CharacterCard

_STYLES = {"good": "green", "put right": "yellow", "warning": "yellow", "broken": "red"}


@click.command(
    "check",
    short_help="Read every card of a folder, list what is wrong.",
    epilog="\b\nExample: rp-composer card check characters/",
)
@click.argument("folder", metavar="[FOLDER]", required=False)
@click.option("--all", "everything", is_flag=True, help="List the cards that are good as well.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of all cards instead.")
@sillytavern_option
@profile_option
def command(folder: str | None, everything: bool, as_json: bool, profile: str) -> int:
    """Read every card in FOLDER and list those that are broken, were put right, or show no looks.

    The exit code is 1 when a card cannot be read. FOLDER may be a single card, too; with --sillytavern and without it
    SillyTavern's characters are checked.
    """
    composer = open_composer(profile)
    try:
        rows = list(_rows(composer, _folder(composer, folder)))
    except ComposerError as error:
        return complain(error)
    if as_json:
        print_json(rows)
    else:
        _print(rows, everything)
    return 1 if any(row["state"] == "broken" for row in rows) else 0


def _folder(composer: Composer, named: str | None) -> Path:
    """Return the folder that is named, or where SillyTavern keeps its characters."""
    if named is not None:
        return Path(named)
    folder = data_folder(composer)
    if folder is None:
        raise click.UsageError("name a FOLDER, or SillyTavern's with --sillytavern")
    return folder.root / "characters"


def _rows(composer: Composer, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what is to be said of each card, with a bar on a terminal."""
    found = _found(composer, folder)
    if not sys.stderr.isatty():
        yield from (_row(composer, path, card) for path, card in found)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("reading"), MofNCompleteColumn(), BarColumn(bar_width=24), TextColumn("{task.description}"))
    with Progress(*columns, console=console(stderr=True), transient=True) as shown:
        work = shown.add_task("", total=None)
        for path, card in found:
            shown.update(work, advance=1, description=line(path.name, 40))
            yield _row(composer, path, card)


def _found(composer: Composer, path: Path) -> Iterator[tuple[Path, CharacterCard | ComposerError]]:
    """Yield each card, or why it cannot be read; what was never meant to be one only if it was named itself."""
    if path.is_file():
        try:
            yield path, composer.read_card(path)
        except ComposerError as error:
            yield path, error
        return
    yield from (pair for pair in composer.read_cards(path) if not isinstance(pair[1], NoCardError))


def _row(composer: Composer, path: Path, card: CharacterCard | ComposerError) -> dict[str, Any]:
    if isinstance(card, ComposerError):
        return {"file": str(path), "name": "", "state": "broken", "error": str(card)}
    people = people_of(composer, card)
    facts = Counter("outfit" if kind == "garments" else "looks" for one in people for kind in _kinds(one))
    return {
        "file": str(path),
        "name": card.name,
        "state": "put right" if card.coercions else "warning" if card.warnings else "good",
        "spec": card.spec,
        "carrier": card.carrier,
        "looks": facts["looks"],
        "outfit": facts["outfit"],
        "pictures": len(list(picture_fields(card))),
        "coercions": list(card.coercions),
        "warnings": list(card.warnings),
    }


def _kinds(person: Any) -> Iterable[str]:
    return (*("traits" for _ in person.traits), *("garments" for _ in person.garments))


def _print(rows: list[dict[str, Any]], everything: bool) -> None:
    shown = [row for row in rows if everything or row["state"] != "good" or not row["looks"]]
    if shown:
        console().print(_table(shown))
    counts = Counter(row["state"] for row in rows)
    told = ", ".join(f"{counts[state]} {state}" for state in _STYLES if counts[state])
    click.echo(f"{len(rows)} cards: {told}" if rows else "no cards were found")


def _table(rows: list[dict[str, Any]]) -> Any:
    table = new_table()
    table.add_column("file", overflow="fold", ratio=2)
    table.add_column("", no_wrap=True)
    for name in ("looks", "outfit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("what", overflow="fold", ratio=4)
    for row in rows:
        cause = row.get("error", "").removeprefix(f"{row['file']}: ")
        told = [cause] if cause else [*row["coercions"], *row["warnings"]]
        table.add_row(
            styled(line(Path(row["file"]).name, 80)), styled(row["state"], _STYLES[row["state"]]),
            str(row.get("looks", "")), str(row.get("outfit", "")), styled("\n".join(line(one, 200) for one in told)),
        )  # fmt: skip
    return table
