"""``rp-composer sillytavern comfy``: Image Generation with character, persona and messages, without an extension."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from composer.cli.terminal import complain, printable
from composer.errors import ComposerError
from composer.files import locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.sillytavern.comfy import Change, Installed

_SERVER = "http://127.0.0.1:8765"
_MESSAGES = (
    "Keep the last 60 messages of each chat for its pictures? A hidden quick reply copies them into the chat's file "
    "after every message; without it, only the last message says what is worn."
)


@click.command(
    "comfy",
    short_help="Set up its Image Generation for our ComfyUI routes.",
    epilog="\b\nExamples: rp-composer sillytavern comfy ~/SillyTavern --dry-run\n"
    "          rp-composer sillytavern comfy ~/SillyTavern --remove",
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--server", metavar="URL", default=_SERVER, show_default=True, help="Where rp-composer serve listens.")
@click.option(
    "--messages/--no-messages",
    default=None,
    help="With the last messages of each chat; it asks, and with --yes leaves them out.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@click.option("--status", is_flag=True, help="Say what of it is there.")
@click.option("--remove", is_flag=True, help="Take all of it out again.")
@click.option("--yes", is_flag=True, help="Do not ask before something is written.")
def command(
    folder: Path, server: str, messages: bool | None, dry_run: bool, status: bool, remove: bool, yes: bool
) -> int:
    """Set up Image Generation of the SillyTavern in FOLDER (where its server.js lies), source ComfyUI.

    Its pictures are then drawn by rp-composer with the character's card, the persona and the chat. It writes a workflow
    and, in settings.json, the source, placeholders and, if you like, a hidden quick reply; nothing else is touched, and
    settings.json as it was is kept beside it. SillyTavern must not be running.
    """
    from composer.sillytavern import comfy
    from composer.sillytavern.data_folder import find_user_folder

    try:
        user = find_user_folder(folder)
        if status:
            return _show(comfy.installed(user))
        if not dry_run:
            comfy.check_stopped(user)
        if messages is None and not remove:
            messages = not yes and click.confirm(_MESSAGES, err=True)
        changes = comfy.removals(user) if remove else comfy.additions(user, _address(server), bool(messages))
        _tell(changes)
        if not changes or dry_run:
            return 0
        if not yes:
            click.confirm("Write this?", abort=True, err=True)
        with locked(user / comfy.SETTINGS):
            comfy.carry_out(user, changes)
    except (ComposerError, OSError) as error:
        return complain(error)
    click.echo("Done. Start SillyTavern (reload pages that are still open), and rp-composer serve.")
    return 0


def _address(server: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(server.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ComposerError(f"--server {server!r} is no address; write it as {_SERVER}")
    return server.strip().rstrip("/")


def _tell(changes: "Sequence[Change]") -> None:
    for change in changes:
        click.echo(printable(str(change.path)))
        for what in change.what:
            click.echo(printable(f"  {what}"))
    if not changes:
        click.echo("Nothing is to be changed.")


def _show(found: "Installed") -> int:
    click.echo(f"workflow: {found.workflow}{', chosen' if found.chosen else ', not chosen'}")
    click.echo(printable(f"server: {found.address or 'none'}"))
    click.echo(f"placeholders: {found.placeholders}")
    click.echo(f"last messages: {'kept' if found.messages else 'not kept'}")
    for name in found.off:
        click.echo(f"turned off in SillyTavern: {name}")
    return 0 if found.complete else 1
