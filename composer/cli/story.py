"""What the commands share: options for a chat, its cards, persona and profile, and opening them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from composer.app import Composer
from composer.chats import Cast, read_cast
from composer.folders import plugin_folder
from composer.samples import PREFIX, find_sample
from composer.types import Lorebook

if TYPE_CHECKING:
    from composer.sillytavern.data_folder import DataFolder

F = TypeVar("F", bound=Callable[..., Any])

profile_option = click.option(
    "--profile", metavar="NAME|FILE", default="default", show_default=True, help="A built-in profile or a YAML file."
)
card_option = click.option(
    "--card", "cards", metavar="FILE", multiple=True, help="A character card (PNG, JSON …); may be repeated."
)
persona_option = click.option(
    "--persona", metavar="FILE", help="Who the user plays: YAML, JSON, text, a card, or SETTINGS.json#NAME."
)
#: Where `sillytavern_option` leaves its folder for whoever looks up a name.
_FOLDER = "composer.sillytavern"
#: Where `world_option` leaves its files.
_WORLDS = "composer.worlds"


def _keep_folder(context: click.Context, parameter: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    context.meta[_FOLDER] = value


sillytavern_option = click.option(
    "--sillytavern", metavar="FOLDER", envvar="RP_COMPOSER_SILLYTAVERN", expose_value=False, callback=_keep_folder,
    help="SillyTavern's data folder: chat, cards and persona may then be names in it.",
)  # fmt: skip


def _keep_worlds(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> None:  # noqa: ARG001
    context.meta[_WORLDS] = value


world_option = click.option(
    "--world", metavar="FILE", multiple=True, expose_value=False, callback=_keep_worlds,
    help="A lorebook (SillyTavern's world info, or the V3 specification's); may be repeated.",
)  # fmt: skip


def cast_options(command: F) -> F:
    """Add ``--card``, ``--persona``, ``--world``, ``--sillytavern`` and ``--profile`` to a command."""
    return card_option(persona_option(world_option(sillytavern_option(profile_option(command)))))


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat named on the command line.

    Attributes:
        path: its file; cast: who takes part; sample: the sample's name if it is one.
        kept: it is SillyTavern's own file, in its data folder.
    """

    path: Path
    cast: Cast
    sample: str = ""
    kept: bool = False


def open_composer(profile: str) -> Composer:
    """Return a composer with the user's drop-in plugins; what it skips is told on stderr when the command ends."""
    composer = Composer(profile, plugin_folder=plugin_folder())
    click.get_current_context().call_on_close(partial(_warn, composer))
    return composer


def open_named(composer: Composer, chat: str, cards: tuple[str, ...], persona: str | None) -> Opened:
    """Open the path of a chat, ``sample:NAME`` or a name in SillyTavern's data folder.

    A sample and a chat of the data folder come with their own cards and persona where none is given.
    """
    if chat.startswith(PREFIX):
        sample = find_sample(chat.removeprefix(PREFIX))
        cast = open_cast(composer, cards or tuple(map(str, sample.cards)), persona or _text(sample.persona))
        return Opened(sample.chat, cast, sample.name)
    folder = data_folder(composer)
    if folder is None:
        return Opened(Path(chat), open_cast(composer, cards, persona))
    return _of_folder(composer, folder, chat, cards, persona)


def open_file(composer: Composer, name: str) -> str:
    """Return the path of ``sample:NAME``, or of a chat that is named in SillyTavern's data folder; else the name."""
    if name.startswith(PREFIX):
        return str(find_sample(name.removeprefix(PREFIX)).chat)
    folder = data_folder(composer) if name != "-" and not _is_file(name) else None
    if folder is None:
        return name
    from composer.sillytavern.stories import find_chat

    return str(find_chat(folder, name))


def open_cast(composer: Composer, cards: Sequence[str], persona: str | None) -> Cast:
    """Read cards, a persona and worlds: files, or names in SillyTavern's data folder; a file is never a name."""
    return replace(_cast(composer, cards, persona), books=_worlds(composer))


def _worlds(composer: Composer) -> tuple[Lorebook, ...]:
    """Return the lorebooks that ``--world`` names: files, or names in SillyTavern's data folder."""
    folder = data_folder(composer)
    named = click.get_current_context().meta.get(_WORLDS, ())
    found = (folder.world(one) if folder and not _is_file(one) else composer.read_world(one) for one in named)
    return tuple(book for book in found if book is not None)


def _cast(composer: Composer, cards: Sequence[str], persona: str | None) -> Cast:
    folder = data_folder(composer)
    if folder is None:
        return read_cast(composer, cards, persona)
    named = persona is not None and not _is_file(persona.rpartition("#")[0] or persona) and not _is_file(persona)
    read = read_cast(composer, [card if _is_file(card) else folder.character(card) for card in cards],
                     None if named else persona)  # fmt: skip
    return Cast(read.cards, folder.persona(persona)) if named and persona else read


def card_path(composer: Composer, name: str) -> Path:
    """Return the path of a card: a file's own, or of the character of that name in SillyTavern's data folder."""
    folder = None if _is_file(name) else data_folder(composer)
    return Path(name) if folder is None else folder.character(name)


def data_folder(composer: Composer) -> "DataFolder | None":
    """Return the data folder that ``--sillytavern`` names, None for none; what is broken in it becomes a notice.

    Raises:
        ComposerError: it is no data folder, or that of several users.
    """
    named = click.get_current_context().meta.get(_FOLDER)
    if not named:
        return None
    from composer.sillytavern.data_folder import DataFolder, find_user_folder

    return DataFolder(find_user_folder(Path(named)), composer.read_card, composer.notice)


def _of_folder(
    composer: Composer, folder: "DataFolder", chat: str, cards: tuple[str, ...], persona: str | None
) -> Opened:
    from composer.sillytavern.stories import find_chat, story_of

    path = Path(chat) if _is_file(chat) else find_chat(folder, chat)
    given = open_cast(composer, cards, persona)
    if folder.owner(path) is None:
        return Opened(path, given)
    story = story_of(folder, path)
    persona_given = given.persona is not None
    cast = Cast(
        given.cards or story.cards,
        given.persona or story.persona,
        () if persona_given else story.others,
        (*given.books, *story.worlds),
    )
    return Opened(path, cast, kept=True)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # ValueError: a NUL
        return False


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _warn(composer: Composer) -> None:
    from composer.cli.terminal import printable

    for problem in (*composer.notices, *composer.plugins.reports):
        click.echo(f"warning: {printable(str(problem))}", err=True)
