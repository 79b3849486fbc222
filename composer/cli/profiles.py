"""``rp-composer profiles``: which profiles there are, and what one of them says."""

from collections.abc import Iterator
from typing import Any

import click

from composer.cli.terminal import console, new_table, print_json, styled
from composer.errors import ProfileError
from composer.profiles import ProfileFile, Resolved, profile_files, profile_folder, resolve_profile

_DEFAULT = "default"


@click.command(
    "profiles",
    epilog="\b\nExamples: rp-composer profiles gemini\n          rp-composer profiles --folder",
)
@click.argument("name", metavar="[NAME|FILE]", required=False)
@click.option("--folder", is_flag=True, help="Print the folder of your own profiles, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(name: str | None, folder: bool, as_json: bool) -> None:
    """List the profiles, or print every setting of one and the file it comes from.

    A profile of your own is a YAML file in the folder that --folder prints; one called like a built-in profile takes
    its place.
    """
    if folder:
        click.echo(profile_folder())
    elif name is not None:
        _show(resolve_profile(name), as_json)
    else:
        _list(as_json)


def _list(as_json: bool) -> None:
    rows = [_row(file) for file in profile_files()]
    if as_json:
        print_json(rows)
        return
    _print_table(
        [[row["name"], row["extends"], _drawn_by(row), " → ".join(row["route"]), _origin(row)] for row in rows],
        ("name", "extends", "drawn by", "route", "from"),
    )
    for row in rows:
        if row["error"]:
            console(stderr=True).print(styled(f"error: {row['error']}", "red"))
    click.echo(f"a profile of your own: {profile_folder() / 'mine.yaml'}, for instance with")
    click.echo("  extends: gemini\n  style: gouache\nthen: rp-composer illustrate CHAT --profile mine")


def _row(file: ProfileFile) -> dict[str, Any]:
    path = str(file.path) if file.path else None
    row: dict[str, Any] = {"name": file.name, "path": path, "used": not _is_replaced(file), "error": None}
    row |= {"extends": "", "backend": "", "model": "", "route": []}
    try:
        profile = resolve_profile(file).profile
    except ProfileError as error:
        return row | {"error": str(error)}
    route = [one if isinstance(one, str) else _entry(one) for one in profile.route]
    return row | {
        "extends": profile.extends,
        "backend": profile.backend,
        "model": profile.model,
        "route": route,
    }


def _is_replaced(file: ProfileFile) -> bool:
    """Say whether the user has a profile of a built-in one's name."""
    return file.path is None and any(one.name == file.name and one.path for one in profile_files())


def _entry(settings: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in settings.items()) + "}"


def _drawn_by(row: dict[str, Any]) -> str:
    if row["error"]:
        return "cannot be read"
    model = row["model"] or "its default model"
    return f"{row['backend']}, {model}"


def _origin(row: dict[str, Any]) -> str:
    replaced = "" if row["used"] else " (yours of this name is used)"
    return (row["path"] or "built-in") + replaced


def _show(resolved: Resolved, as_json: bool) -> None:
    settings = list(_settings(resolved))
    if as_json:
        print_json(
            {
                "name": resolved.profile.name,
                "files": [file.label for file in resolved.files],
                "settings": {name: {"value": value, "from": origin} for name, value, origin in settings},
            }
        )
        return
    labels = {file.label for file in resolved.files}
    shown = [
        (name, "as the model's dialect wants them" if (name, origin) == ("slots", _DEFAULT) else _text(value), origin)
        for name, value, origin in settings
    ]
    _print_table(shown, ("setting", "value", "from"), lambda row: "" if row[2] in labels else "dim")


def _settings(resolved: Resolved) -> Iterator[tuple[str, Any, str]]:
    """Yield each setting with its dotted name, its value, and the label of its file, "default" for none."""
    data = resolved.profile.model_dump(mode="json")
    data = {name: data[name] for name in ("name", "extends")} | data
    data["characters"] = resolved.profile.model_dump(mode="json", exclude_defaults=True).get("characters", {})
    for name, value in _flat(data):
        parts = name.split(".")
        places = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        yield name, value, next((resolved.origins[one] for one in places if one in resolved.origins), _DEFAULT)


def _flat(settings: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _text(value: Any) -> str:
    """Return a value as a profile would say it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_entry(one) if isinstance(one, dict) else str(one) for one in value) or "–"
    return "–" if value in (None, "", {}) else str(value)


def _print_table(rows: Any, columns: tuple[str, ...], style: Any = lambda _: "") -> None:
    table = new_table()
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in ("name", "setting"))
    for row in rows:
        table.add_row(*(styled(cell, style(row)) for cell in row))
    console().print(table)
