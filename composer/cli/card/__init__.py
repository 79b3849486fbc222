"""``rp-composer card``: look at character cards, check many, convert one, and pin what a character looks like."""

import click

from composer.cli.card import check, convert, pin, show


@click.group("card", epilog="\b\nExample: rp-composer card show maren.png")
def command() -> None:
    """Look at character cards, check a folder of them, convert one, or pin looks and outfit in one.

    A card is a PNG, JSON, CHARX, WEBP, JPEG, YAML, text or Markdown file, as chat frontends write them.
    """


command.add_command(show.command)
command.add_command(check.command)
command.add_command(convert.command)
command.add_command(pin.command)
