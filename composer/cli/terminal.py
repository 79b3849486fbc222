"""Printing to a terminal: colours by slot, plain text elsewhere, and nothing from a chat that the terminal obeys."""

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from composer.types import SLOTS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

# What a terminal would obey instead of show: control characters, and those that turn the direction of text around.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PALETTE = (
    "white", "magenta", "cyan", "yellow", "red", "bright_blue", "bright_cyan", "bright_green", "bright_yellow",
    "bright_magenta", "green",
)  # fmt: skip
_PLAIN_WIDTH = 120


def printable(text: str) -> str:
    """Return a text without the characters a terminal would act on; tabs and line ends stay."""
    return _ACTING.sub("", text.replace("\r\n", "\n"))


def line(text: str, length: int = 60) -> str:
    """Return a text as one printable line of at most `length` characters."""
    words = " ".join(printable(text).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def console(stderr: bool = False) -> "Console":
    """Return where to print; markup in texts is text, and colours are only for terminals (and never with NO_COLOR)."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = max(made.width, _PLAIN_WIDTH)
    return made


def new_table(**options: Any) -> "Table":
    """Return an empty table as every list of ours is printed; `options` as for `rich.table.Table`."""
    from rich.table import Table

    return Table(box=None, pad_edge=False, header_style="bold", **options)


def styled(text: str, style: str = "") -> "Text":
    """Return a text from a chat, a file or a plugin, harmless and in one style."""
    from rich.text import Text

    return Text(printable(text), style=style)


def complain(error: Exception) -> int:
    """Print one error on stderr and return the exit code of a command that failed at what it was given."""
    click.echo(f"error: {printable(str(error))}", err=True)
    return 1


def coloured(text: str, **style: Any) -> str:
    """Return a text from a chat, a file or a plugin, harmless and styled for `echo`; `style` as for `click.style`."""
    return click.style(printable(text), **style)


def echo(text: str) -> None:
    """Print what `coloured` returned, in one piece however long; the colours only where `console` would show them.

    It does without Rich, which would take longer to import than a prompt takes to compose.
    """
    colour = False if os.environ.get("NO_COLOR") else True if os.environ.get("FORCE_COLOR") else None
    click.echo(text, color=colour)


def slot_colour(slot: str) -> dict[str, Any]:
    """Return how `coloured` shows a slot; see `slot_style`."""
    style = slot_style(slot)
    return {"bold": True} if style == "bold" else {"fg": style}


def slot_style(slot: str) -> str:
    """Return the colour of a slot, another for each that the built-ins fill; the request's own words are bold."""
    if slot == "prompt":
        return "bold"
    return _PALETTE[SLOTS.index(slot) % len(_PALETTE)] if slot in SLOTS else "bright_blue"


def print_json(value: Any) -> None:
    """Print a value as JSON that is harmless on a terminal, too."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=2)
    print(_ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text))
