"""What the commands share: options for a chat, its cards, persona and profile, and opening them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from composer.app import Composer
from composer.chats import Cast, read_cast
from composer.folders import plugin_folder
from composer.samples import PREFIX, find_sample

F = TypeVar("F", bound=Callable[..., Any])

profile_option = click.option(
    "--profile", metavar="NAME|FILE", default="default", show_default=True, help="A built-in profile or a YAML file."
)
card_option = click.option(
    "--card",
    "cards",
    metavar="FILE",
    multiple=True,
    help="A character card (PNG or JSON); may be repeated.",
)
persona_option = click.option("--persona", metavar="FILE", help="The user's persona (YAML).")


def cast_options(command: F) -> F:
    """Add ``--card``, ``--persona`` and ``--profile`` to a command."""
    return card_option(persona_option(profile_option(command)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat named on the command line: its file, who takes part, and the sample's name if it is one."""

    path: Path
    cast: Cast
    sample: str = ""


def open_composer(profile: str) -> Composer:
    """Return a composer with the user's drop-in plugins; what it skips is told on stderr when the command ends."""
    composer = Composer(profile, plugin_folder=plugin_folder())
    click.get_current_context().call_on_close(partial(_warn, composer))
    return composer


def open_named(composer: Composer, chat: str, cards: tuple[str, ...], persona: str | None) -> Opened:
    """Open ``sample:NAME``, with its own card and persona where none is given, or the path of a chat."""
    if not chat.startswith(PREFIX):
        return Opened(Path(chat), read_cast(composer, cards, persona))
    sample = find_sample(chat.removeprefix(PREFIX))
    return Opened(sample.chat, read_cast(composer, cards or sample.cards, persona or sample.persona), sample.name)


def _warn(composer: Composer) -> None:
    from composer.cli.terminal import printable

    for problem in (*composer.notices, *composer.plugins.reports):
        click.echo(f"warning: {printable(str(problem))}", err=True)
