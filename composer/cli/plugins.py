"""``rp-composer plugins``: which plugins there are, their hooks and where they come from."""

import importlib.metadata
from pathlib import Path
from typing import Any

import click

from composer import hookspecs
from composer.cli.story import open_composer, profile_option
from composer.cli.terminal import console, new_table, print_json, styled
from composer.errors import PluginError
from composer.nearest import nearest
from composer.plugins import GROUP, KINDS, PluginManager


@click.command("plugins", epilog="\b\nExample: rp-composer plugins --hook add_fragments")
@click.option("--hook", metavar="NAME", help="Only plugins with this hook.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@profile_option
def command(hook: str | None, as_json: bool, profile: str) -> None:
    """List the plugins with their kind, hooks and origin; those that could not be loaded are named on stderr."""
    if hook is not None:
        _check(hook)
    plugins = open_composer(profile).plugins
    plugins.load(KINDS)
    rows = _rows(plugins, hook)
    if as_json:
        print_json(rows)
    else:
        _print_table(rows)
        click.echo(f"your own plugins belong into {plugins.folder}")


def _check(hook: str) -> None:
    known = [name for name, item in vars(hookspecs).items() if hasattr(item, f"{GROUP}_spec")]
    if hook in known:
        return
    raise PluginError(f"there is no hook {hook!r}; the nearest is {nearest(hook, known)!r}; all: {', '.join(known)}")


def _rows(plugins: PluginManager, hook: str | None) -> list[dict[str, Any]]:
    origins = _origins()
    return [
        {
            "name": name,
            "kind": name.partition(".")[0] if name.partition(".")[0] in KINDS else "",
            "hooks": hooks,
            "origin": origins.get(name) or _file(plugins, name),
        }
        for name, hooks in plugins.names(hook)
    ]


def _origins() -> dict[str, str]:
    """Return by plugin name the distribution that brought it."""
    entries = importlib.metadata.entry_points(group=GROUP)
    return {entry.name: f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value for entry in entries}


def _file(plugins: PluginManager, name: str) -> str:
    path = getattr(plugins.pluggy.get_plugin(name), "__file__", None)
    return str(Path(path)) if path else "this program"


def _print_table(rows: list[dict[str, Any]]) -> None:
    table = new_table()
    for name in ("name", "kind", "hooks", "origin"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(styled(row[key]) for key in ("name", "kind")), styled("\n".join(row["hooks"])), row["origin"])
    console().print(table)
