"""What the commands of the extension do about the server plugin: ask, put in, tell of, take out."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.cli.terminal import printable
from composer.errors import ComposerError, NotFoundError

if TYPE_CHECKING:
    from composer.sillytavern.server_config import ServerConfig

USUAL_ADDRESS = "http://127.0.0.1:8765"
NEXT = (
    "restart SillyTavern and reload its page; the panel of the extension (Pictures) then starts rp-composer, "
    "unless it runs already"
)
_QUESTION = """\
Server plugins run with all the rights of SillyTavern itself, every one in its folder "plugins".
Set enableServerPlugins: true in {path}? As it is now it stays beside it, as {backup}."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be written: the plugin, what it is told, and the configuration to switch on, if any."""

    place: Path
    told: dict[str, Any]
    config: "ServerConfig | None"


def plan(folder: Path, config: Path | None, server: str | None, autostart: bool | None, yes: bool) -> Plan:
    """Return what is to be written, once the user has agreed to it; nothing is written yet.

    Args:
        folder: of SillyTavern. config: its configuration, None for the usual one.
        server: where ours listens, autostart: whether it is started with SillyTavern; None for what was said before.
        yes: the user agrees already.

    Raises:
        ComposerError: something of it cannot be done, or the user does not agree.
    """
    from composer.sillytavern import server_config, server_plugin

    place = server_plugin.place_in(folder)
    server_plugin.find(place)
    told = server_plugin.config_for(place, None if server is None else _address(server), autostart)
    found = server_config.read_config(folder, config)
    if found.enabled:
        return Plan(place, told, None)
    server_config.enabled(found.path, found.text)  # before anybody is asked: it can be changed
    if not yes:
        _ask(found)
    return Plan(place, told, found)


def carry_out(plan: Plan) -> None:
    """Write what was planned, and say so."""
    from composer.sillytavern import server_plugin
    from composer.sillytavern.extension import own_version

    server_plugin.install(plan.place, plan.told)
    click.echo(printable(f"server plugin: rp-composer {own_version()} in {plan.place}"))
    click.echo(printable(f"it starts: {' '.join([plan.told['command'], *plan.told['arguments']])}"))
    if plan.config is not None:
        backup = plan.config.enable()
        click.echo(printable(f"enableServerPlugins is true now in {plan.config.path}; as it was: {backup.name}"))


def tell(folder: Path, config: Path | None) -> bool:
    """Say what of the plugin is there; return whether it is well, as it is when it is not there at all."""
    from composer.sillytavern import server_config, server_plugin

    place = server_plugin.place_in(folder)
    found = server_plugin.find(place)
    again = f"`rp-composer sillytavern install {folder} --server-plugin`"
    if found is None:
        click.echo(printable(f"server plugin: not installed (it is optional); {again} does it"))
        return True
    click.echo(printable(f"server plugin: rp-composer {found.version or 'of no version'} in {place}"))
    try:
        enabled = server_config.read_config(folder, config).enabled
        state = "is true" if enabled else f"is not true, so that SillyTavern does not load it; {again} sets it"
    except NotFoundError as error:
        enabled, state = False, f"is not known: {error}"
    click.echo(printable(f"enableServerPlugins {state}"))
    if not found.complete:
        click.echo(printable(f"it is not as this rp-composer has it; {again} renews it"))
    return enabled and found.complete


def check(folder: Path) -> bool:
    """Return whether our plugin is there; ConflictError when something else lies in its place."""
    from composer.sillytavern import server_plugin

    return server_plugin.find(server_plugin.place_in(folder)) is not None


def take_out(folder: Path, config: Path | None) -> None:
    """Take the plugin out, and say what of SillyTavern's configuration was left as it is."""
    from composer.sillytavern import server_config, server_plugin

    place = server_plugin.place_in(folder)
    server_plugin.uninstall(place)
    click.echo(printable(f"taken out: {place}"))
    try:
        found = server_config.read_config(folder, config)
        if not found.enabled:
            return
    except ComposerError:
        return  # nothing is known of it, so that nothing can be said
    click.echo(
        printable(
            f"left as it is, since other plugins may need it: enableServerPlugins: true in {found.path}; without any "
            "write false there"
        )
    )


def _ask(found: "ServerConfig") -> None:
    if not sys.stdin.isatty():
        raise ComposerError(
            f"enableServerPlugins is not true in {found.path}, and nobody can be asked here; nothing was changed. "
            "Set it there yourself, or say --yes"
        )
    question = _QUESTION.format(path=found.path, backup=found.backup.name)
    if not click.confirm(printable(question), err=True):
        raise ComposerError("nothing was changed")


def _address(server: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(server.strip())
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ComposerError(f"--server {server!r} is no address; write it as {USUAL_ADDRESS}")
    return server.strip().rstrip("/")
