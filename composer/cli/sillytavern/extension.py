"""``rp-composer sillytavern install``, ``status`` and ``uninstall``: the extension that shows pictures in the chat."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from composer.cli.sillytavern import server_plugin
from composer.cli.terminal import complain, printable
from composer.errors import ComposerError

if TYPE_CHECKING:
    from composer.sillytavern.extension import Found

_NEXT = "reload SillyTavern's page, and start the server with `rp-composer serve`"
F = TypeVar("F", bound=Callable[..., object])


def _place(function: F) -> F:
    """Add what says which SillyTavern and which of its users."""
    folder = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
    data = click.option("--data", metavar="FOLDER", type=click.Path(path_type=Path), help="Its data folder, if that is "
                        "not FOLDER/data.")  # fmt: skip
    user = click.option("--user", metavar="NAME", default="default-user", show_default=True, help="The user's folder.")
    config = click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Its configuration, if "
                          "that is not FOLDER/config.yaml.")  # fmt: skip
    return folder(data(user(config(function))))


@click.command(
    "install",
    epilog="\b\nExamples: rp-composer sillytavern install ~/SillyTavern\n"
    "          rp-composer sillytavern install ~/SillyTavern --server-plugin",
)
@_place
@click.option("--server-plugin", "with_plugin", is_flag=True, help="With a plugin for SillyTavern's server, through "
              "which the page reaches rp-composer, and starts and stops it.")  # fmt: skip
@click.option("--server", metavar="URL", help=f"Where rp-composer serve listens, for the plugin; "
              f"{server_plugin.USUAL_ADDRESS} if nothing was said before.")  # fmt: skip
@click.option("--autostart/--no-autostart", default=None, help="Whether the plugin starts rp-composer together with "
              "SillyTavern.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask before server plugins are switched on in SillyTavern.")
def install(
    folder: Path, data: Path | None, user: str, config: Path | None, with_plugin: bool, server: str | None,
    autostart: bool | None, yes: bool,
) -> int:  # fmt: skip
    """Put the extension into the SillyTavern in FOLDER (where its server.js lies), or bring it up to date there.

    --server-plugin sets enableServerPlugins in SillyTavern's config.yaml after asking; the file as it was stays beside
    it. SillyTavern is to be restarted then.
    """
    from composer.sillytavern import extension
    from composer.sillytavern.server_plugin import find, place_in

    if not with_plugin and (server is not None or autostart is not None):
        raise click.UsageError("--server and --autostart say something of the plugin; add --server-plugin")
    try:
        place = extension.place_in(folder, data, user)
        before = extension.find(place)
        plan = server_plugin.plan(folder, config, server, autostart, yes) if with_plugin else None
        if plan is None or before is None or not before.cloned:
            extension.install(place, with_plugin or find(place_in(folder)) is not None)
            click.echo(printable(_installed(place, before)))
        else:
            click.echo(printable(f"left as it is, since SillyTavern's dialog has installed it: {place}"))
        if plan is not None:
            server_plugin.carry_out(plan)
    except (ComposerError, OSError) as error:
        return complain(error)
    click.echo(f"next: {server_plugin.NEXT if plan else _NEXT}")
    return 0


def _installed(place: Path, before: "Found | None") -> str:
    from composer.sillytavern.extension import own_version

    done = f"brought up to date, was {before.version or 'of no version'}" if before else "installed"
    return f"{done}: rp-composer {own_version()} in {place}"


@click.command("status", epilog="\b\nExample: rp-composer sillytavern status ~/SillyTavern")
@_place
def status(folder: Path, data: Path | None, user: str, config: Path | None) -> int:
    """Say whether the extension is in the SillyTavern in FOLDER, and whether it is this version; 1 when it is not.

    The server plugin is told of, too; 1 as well when it is there, but not of this version or not switched on.
    """
    from composer.sillytavern import extension

    try:
        place = extension.place_in(folder, data, user)
        extension_is_there = _tell(folder, place, extension.find(place))
        plugin_is_well = server_plugin.tell(folder, config)
    except (ComposerError, OSError) as error:
        return complain(error)
    return 0 if extension_is_there and plugin_is_well else 1


def _tell(folder: Path, place: Path, found: "Found | None") -> bool:
    """Say what of the extension is there; return whether it is this version."""
    again = f"`rp-composer sillytavern install {folder}`"
    if found is None:
        click.echo(printable(f"not installed; {again} does it"))
        return False
    origin = ", from a git address" if found.cloned else ""
    click.echo(printable(f"installed{origin}: rp-composer {found.version or 'of no version'} in {place}"))
    if found.complete or found.cloned:
        return True
    click.echo(printable(f"it is not as this rp-composer has it; {again} renews it"))
    return False


@click.command("uninstall", epilog="\b\nExample: rp-composer sillytavern uninstall ~/SillyTavern")
@_place
def uninstall(folder: Path, data: Path | None, user: str, config: Path | None) -> int:
    """Take extension and server plugin out of the SillyTavern in FOLDER; chats and pictures stay."""
    from composer.sillytavern import extension

    try:
        place = extension.place_in(folder, data, user)
        plugin = server_plugin.check(folder)
        gone = extension.uninstall(place)
        click.echo(printable(f"taken out: {place}" if gone else "the extension was not installed"))
        if plugin:
            server_plugin.take_out(folder, config)
    except (ComposerError, OSError) as error:
        return complain(error)
    if plugin:
        click.echo("next: restart SillyTavern, and reload its page")
    elif gone:
        click.echo("next: reload SillyTavern's page")
    return 0
