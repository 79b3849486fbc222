"""``rp-composer card set``: pin in a card what its character looks like and wears, without touching anything else."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from composer.cards.own import KEYS, NAME, own_problems
from composer.cli.story import card_path, open_composer, profile_option, sillytavern_option
from composer.cli.terminal import complain, line, print_json, printable
from composer.errors import CardError, ComposerError
from composer.files import locked, write_whole
from composer.nearest import nearest
from composer.types import CharacterCard

#: What the extension calls ``looks`` is called an appearance everywhere else.
_APPEARANCE = "appearance"


@click.command(
    "set",
    short_help="Pin looks, outfit or style in a card.",
    epilog="\b\nExamples: rp-composer card set maren.png --outfit 'navy sweater, brown trousers'\n"
    "          rp-composer card set maren.png --clear outfit",
)
@click.argument("file", metavar="FILE")
@click.option("--appearance", "looks", metavar="TEXT", help="Looks that win over all texts of the card.")
@click.option("--outfit", metavar="TEXT", help="What is worn until the chat says otherwise.")
@click.option("--style", metavar="TEXT", help="Style of its pictures, where neither profile nor request has one.")
@click.option("--positive", metavar="TEXT", help="Words for every picture of the character.")
@click.option("--negative", metavar="TEXT", help="What its pictures avoid.")
@click.option("--ratio", metavar="W:H", help="Aspect ratio of its pictures, where nobody asks for another.")
@click.option("--clear", multiple=True, metavar="NAME", help="Take one of these out again; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
@sillytavern_option
@profile_option
def command(file: str, clear: tuple[str, ...], as_json: bool, profile: str, **texts: str | None) -> int:
    """Pin looks, outfit or style in the card FILE, where only rp-composer reads them.

    They stand in `extensions.rp_composer`. Everything else in the file stays as it is; its first original is kept as
    FILE.bak. Without an option it shows what is pinned.
    """
    composer = open_composer(profile)
    given = {name: text for name, text in texts.items() if text is not None}
    try:
        removed, path = {_key(name) for name in clear}, card_path(composer, file)
        with locked(path) if path.is_file() else contextlib.nullcontext():
            card = composer.read_card(path)
            pinned = _pinned(card, given, removed)
            written = bool(given or removed) and _write(path, composer.with_extensions(path, _with(card, pinned)))
    except ComposerError as error:
        return complain(error)
    if as_json:
        print_json({"file": str(path), "name": card.name, "written": written, NAME: pinned})
    else:
        _show(card, pinned, path if written else None)
    return 0


def _key(name: str) -> str:
    """Return the extension's key of an option; CardError names the nearest."""
    known = {_APPEARANCE: "looks", **{key: key for key in KEYS}}
    if name not in known:
        raise CardError(f"there is no {name!r} to clear; the nearest is {nearest(name, known)!r}")
    return known[name]


def _pinned(card: CharacterCard, given: Mapping[str, str], removed: set[str]) -> dict[str, Any]:
    """Return what the card says of itself from now on; what stood there and is not touched stays, right or wrong."""
    problems = own_problems({NAME: given})
    if problems:
        raise CardError("; ".join(problems).replace("is ignored", "cannot be set"))
    before = card.extensions.get(NAME)
    kept = before if isinstance(before, Mapping) else {}
    return {key: value for key, value in {**kept, **given}.items() if key not in removed and value != ""}


def _with(card: CharacterCard, pinned: Mapping[str, Any]) -> dict[str, Any]:
    others = {key: value for key, value in card.extensions.items() if key != NAME}
    return {**others, NAME: pinned} if pinned else others


def _write(path: Path, data: bytes) -> bool:
    """Write the card in one piece, and keep what it was before the first time."""
    backup = path.with_name(f"{path.name}.bak")
    if not backup.exists():
        write_whole(backup, path.read_bytes(), like=path)
    write_whole(path, data, like=path)
    return True


def _show(card: CharacterCard, pinned: Mapping[str, Any], written: Path | None) -> None:
    for key, value in pinned.items():
        click.echo(f"{_APPEARANCE if key == 'looks' else printable(key)}: {line(str(value), 300)}")
    if not pinned:
        click.echo(printable(f"nothing is pinned in the card of {card.name}"))
    if written is not None:
        click.echo(printable(f"written to {written}; the first original is {written.name}.bak"))
