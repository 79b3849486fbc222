"""``rp-composer card convert``: a card of any carrier as a PNG or JSON file that chat frontends read."""

from dataclasses import replace
from pathlib import Path

import click

from composer.cli.story import card_path, open_composer, profile_option, sillytavern_option
from composer.cli.terminal import complain, print_json, printable
from composer.errors import CardError, ComposerError
from composer.files import write_whole
from composer.references.assets import read_picture


@click.command(
    "convert",
    short_help="Write a card of any kind as PNG or JSON.",
    epilog="\b\nExample: rp-composer card convert maren.charx maren.png",
)
@click.argument("file", metavar="FILE")
@click.argument("out", metavar="OUT")
@click.option("--picture", metavar="FILE", help="The picture of a PNG card; the card's own by default.")
@click.option("--force", is_flag=True, help="Write over OUT if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
@sillytavern_option
@profile_option
def command(file: str, out: str, picture: str | None, force: bool, as_json: bool, profile: str) -> int:
    """Write the card in FILE to OUT, whose ending says in which form: .png or .json.

    Nothing of the card is lost: fields that nobody knows come along.
    """
    composer = open_composer(profile)
    target = Path(out)
    try:
        if target.exists() and not force:
            raise CardError(f"{target}: the file is there already; write over it with --force")
        card = composer.read_card(card_path(composer, file))
        if picture is not None:
            card = replace(card, avatar=read_picture(Path(picture)))
        if not card.avatar and target.suffix.lower() == ".png":
            raise CardError(f"{file}: the card has no picture; give it one with --picture FILE, or write a .json")
        data = composer.card_file(card, target)
    except ComposerError as error:
        return complain(error)
    write_whole(target, data)
    if as_json:
        print_json({"file": str(target), "name": card.name, "bytes": len(data), "coercions": list(card.coercions)})
    else:
        click.echo(printable(f"{card.name}: {target} ({len(data)} bytes)"))
    return 0
