"""``rp-composer styles``: the styles that have a name, and their words."""

from typing import Any

import click

from composer.app import Composer
from composer.cli.story import profile_option
from composer.cli.terminal import console, new_table, print_json, printable, styled
from composer.errors import UnsupportedError
from composer.folders import plugin_folder
from composer.profiles import Profile, load_profile, styles_of


@click.command("styles", epilog="\b\nExample: rp-composer styles --profile mine.yaml")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@click.option("--service", is_flag=True, help="List those instead that the profile's service keeps: a web UI's own.")
@profile_option
def command(as_json: bool, service: bool, profile: str) -> None:
    """List the styles with a name: the built-in ones and those of the profile, with their words.

    A profile fixes one with "style: gouache"; a request asks for one with "style_preset": "gouache". Those of
    AUTOMATIC1111 and Forge (--service) are applied with "options: {styles: [NAME]}" in a profile.
    """
    if service:
        _print_names(_of_service(profile), as_json)
        return
    rows = _rows(load_profile(profile))
    if as_json:
        print_json(rows)
        return
    _print_table(rows)
    click.echo("styles of your own: 'styles: {NAME: words}' in a profile; fix one with 'style: NAME'")


def _of_service(profile: str) -> tuple[str, ...]:
    import asyncio

    composer = Composer(profile, plugin_folder=plugin_folder())
    target = composer.targets[0]
    names = asyncio.run(composer.list_styles(target))
    if names is None:
        raise UnsupportedError(f"services of the backend {target.profile.backend!r} keep no styles")
    return names


def _print_names(names: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        print_json(list(names))
        return
    for name in names:
        click.echo(printable(name))


def _rows(profile: Profile) -> list[dict[str, Any]]:
    return [
        {
            "name": style.name,
            "label": style.label,
            "words": style.words,
            "negative": style.negative,
            "from": f"profile {profile.name}" if style.source.startswith("profile:") else "built-in",
        }
        for style in styles_of(profile).values()
    ]


def _print_table(rows: list[dict[str, Any]]) -> None:
    table = new_table()
    table.add_column("name", no_wrap=True)
    table.add_column("words", overflow="fold", ratio=3)
    table.add_column("avoids", overflow="fold", ratio=1)
    table.add_column("from", overflow="fold")
    for row in rows:
        table.add_row(*(styled(row[key], style) for key, style in _COLUMNS))
    console().print(table)


_COLUMNS = (("name", "bold"), ("words", ""), ("negative", "dim"), ("from", "dim"))
