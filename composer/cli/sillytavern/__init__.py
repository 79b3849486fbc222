"""``rp-composer sillytavern``: set up a SillyTavern on this machine."""

import click

from composer.cli.sillytavern import comfy, extension


@click.group("sillytavern", epilog="\b\nExample: rp-composer sillytavern install ~/SillyTavern")
def command() -> None:
    """Set up a SillyTavern on this machine, look what of ours is in it, and take it out again."""


for _one in (extension.install, extension.status, extension.uninstall, comfy.command):
    command.add_command(_one)
