"""A command: ``rp-composer wave``."""

import click

from composer.hookspecs import hookimpl


@hookimpl
def register_commands(cli: click.Group) -> None:
    """Add the command."""

    @cli.command()
    def wave() -> None:
        """Wave."""
        click.echo("a stranger waves")
