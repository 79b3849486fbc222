"""``rp-composer sillytavern install``, ``status`` and ``uninstall``: the extension that shows pictures in the chat."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from composer.cli.terminal import complain, printable
from composer.errors import ComposerError

F = TypeVar("F", bound=Callable[..., object])


def _place(function: F) -> F:
    """Add what says which SillyTavern and which of its users."""
    folder = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
    data = click.option("--data", metavar="FOLDER", type=click.Path(path_type=Path), help="Its data folder, if that is "
                        "not FOLDER/data.")  # fmt: skip
    user = click.option("--user", metavar="NAME", default="default-user", show_default=True, help="The user's folder.")
    return folder(data(user(function)))


@click.command("install", epilog="\b\nExample: rp-composer sillytavern install ~/SillyTavern")
@_place
def install(folder: Path, data: Path | None, user: str) -> int:
    """Put the extension into the SillyTavern in FOLDER (where its server.js lies), or bring it up to date there."""
    from composer.sillytavern import extension

    try:
        place = extension.place_in(folder, data, user)
        before = extension.find(place)
        extension.install(place)
    except (ComposerError, OSError) as error:
        return complain(error)
    done = f"brought up to date, was {before.version or 'of no version'}" if before else "installed"
    click.echo(printable(f"{done}: rp-composer {extension.own_version()} in {place}"))
    click.echo("next: reload SillyTavern's page, and start the server with `rp-composer serve`")
    return 0


@click.command("status", epilog="\b\nExample: rp-composer sillytavern status ~/SillyTavern")
@_place
def status(folder: Path, data: Path | None, user: str) -> int:
    """Say whether the extension is in the SillyTavern in FOLDER, and whether it is this version; 1 when it is not."""
    from composer.sillytavern import extension

    try:
        place = extension.place_in(folder, data, user)
        found = extension.find(place)
    except (ComposerError, OSError) as error:
        return complain(error)
    if found is None:
        click.echo(printable(f"not installed; `rp-composer sillytavern install {folder}` does it"))
        return 1
    origin = ", from a git address" if found.cloned else ""
    click.echo(printable(f"installed{origin}: rp-composer {found.version or 'of no version'} in {place}"))
    if found.complete or found.cloned:
        return 0
    click.echo(printable(f"it is not as this rp-composer has it; `rp-composer sillytavern install {folder}` renews it"))
    return 1


@click.command("uninstall", epilog="\b\nExample: rp-composer sillytavern uninstall ~/SillyTavern")
@_place
def uninstall(folder: Path, data: Path | None, user: str) -> int:
    """Take the extension out of the SillyTavern in FOLDER; chats and pictures stay."""
    from composer.sillytavern import extension

    try:
        place = extension.place_in(folder, data, user)
        gone = extension.uninstall(place)
    except (ComposerError, OSError) as error:
        return complain(error)
    click.echo(printable(f"taken out: {place}" if gone else "it was not installed"))
    if gone:
        click.echo("next: reload SillyTavern's page")
    return 0
