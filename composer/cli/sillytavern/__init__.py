"""``rp-composer sillytavern``: set up a SillyTavern on this machine."""

import click

from composer.cli.sillytavern import comfy


@click.group("sillytavern", epilog="\b\nExample: rp-composer sillytavern comfy ~/SillyTavern")
def command() -> None:
    """Set up a SillyTavern on this machine, look what of ours is in it, and take it out again."""


command.add_command(comfy.command)
