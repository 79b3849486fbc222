"""``rp-composer card show``: what one card says, what was put right in it, its pictures, and the looks found in it."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

import click

from composer.app import Composer
from composer.card_data import shown_fields
from composer.cli.story import card_path, open_composer, profile_option, sillytavern_option
from composer.cli.terminal import complain, console, line, new_table, print_json, styled
from composer.errors import ComposerError, NotFoundError
from composer.types import CharacterCard, Person, Persona

#: Whom a card's character talks to while no persona is given.
USER = Persona("User")
#: Fields that are printed first, and how much of each is shown, in characters.
_TEXTS = ("description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt",
          "post_history_instructions")  # fmt: skip
_SHOWN = 300


@click.command(
    "show",
    short_help="Show fields, pictures and the looks found in a card.",
    epilog="\b\nExample: rp-composer card show maren.png --json",
)
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
@sillytavern_option
@profile_option
def command(file: str, as_json: bool, profile: str) -> int:
    """Show the fields of a card, what was put right, its pictures, and the looks found in it with their sentences.

    An unreadable file ends with exit code 1 and says why on standard error.
    """
    composer = open_composer(profile)
    try:
        path = card_path(composer, file)
        if path.is_dir():
            raise NotFoundError(f"{path} is a folder; `rp-composer card check {path}` reads every card in one")
        card = composer.read_card(path)
    except ComposerError as error:
        return complain(error)
    fields = shown_fields(card, people_of(composer, card))
    if as_json:
        print_json(fields)
    else:
        _show(fields)
    return 0


def people_of(composer: Composer, card: CharacterCard) -> tuple[Person, ...]:
    """Return who is read from a card that stands alone, so that its greeting says what is worn."""
    story = composer.story([card], USER, greeting=True)
    return tuple(person for person in story.people if person.role != "persona" and not person.members)


def _show(fields: dict[str, Any]) -> None:
    printer = console()
    title = ", ".join(one for one in (fields["spec"] or "version 1", fields["carrier"]) if one)
    printer.print(styled(f"{line(fields['name'], 200)}  ({title})", "bold"))
    printer.print(_table(fields))
    for kind in ("coercions", "warnings"):
        _list({"coercions": "put right", "warnings": "warning"}[kind], fields[kind])
    _pictures(fields["pictures"])
    _looks(fields["appearance"])


def _table(fields: dict[str, Any]) -> Any:
    table = new_table(show_header=False)
    table.add_column("field", no_wrap=True)
    table.add_column("text", overflow="fold")
    for name, text in _rows(fields):
        table.add_row(styled(f"  {name}", "dim"), styled(text))
    return table


def _rows(fields: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield the fields that say something; a long text with its length in characters."""
    for name in (one for one in _TEXTS if fields.get(one)):
        text = fields[name]
        more = f"  ({len(text)} characters)" if len(text) > _SHOWN else ""
        yield name, line(text, _SHOWN) + more
    for name in ("nickname", "creator", "character_version"):
        if fields.get(name):
            yield name, line(str(fields[name]), _SHOWN)
    if fields.get("tags"):
        yield "tags", line(", ".join(fields["tags"]), _SHOWN)
    if fields.get("alternate_greetings"):
        yield "alternate_greetings", str(len(fields["alternate_greetings"]))
    if fields.get("character_book"):
        count = len(fields["character_book"]["entries"])
        yield "character_book", "1 entry" if count == 1 else f"{count} entries"
    if fields.get("extensions"):
        yield "extensions", line(", ".join(fields["extensions"]), _SHOWN)


def _list(label: str, lines: Iterable[str]) -> None:
    for one in lines:
        console().print(styled(f"  {label}: {line(one, _SHOWN)}", "yellow"))


def _pictures(pictures: list[dict[str, Any]]) -> None:
    for one in pictures:
        size = f"{one['width']}x{one['height']} {one['media_type']}" if one["width"] else ""
        where = size or (f"only named, at {line(one['uri'], 100)}" if one["uri"] else "cannot be read")
        console().print(styled(f"  picture: {line(one['kind'], 40)} {line(one['name'], 60)}, {where}"))


def _looks(facts: list[dict[str, Any]]) -> None:
    if not facts:
        console().print(styled("  no looks were found in it", "dim"))
    for person, group in groupby(facts, key=itemgetter("person")):
        console().print(styled(f"\n{line(person, 200)} looks like this", "bold"))
        table = new_table()
        for name, options in (
            ("  attribute", {"no_wrap": True}), ("text", {"overflow": "fold", "ratio": 2}),
            ("from", {"no_wrap": True}), ("words", {"overflow": "fold", "ratio": 3}),
        ):  # fmt: skip
            table.add_column(name, **options)
        for one in group:
            first = one["evidence"][0] if one["evidence"] else {"source": "", "quote": ""}
            source = first["source"].rpartition(".")[2] or "–"
            table.add_row(
                styled(f"  {one['attribute']}"), styled(line(one["text"], 120)), styled(line(source, 24)),
                styled(line(first["quote"], 200)),
            )  # fmt: skip
        console().print(table)
