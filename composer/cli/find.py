"""``rp-composer find``: the image requests of a message, or of every message of a chat."""

import sys
from pathlib import Path
from typing import Any

import click

from composer.app import Composer
from composer.cli.story import open_composer, open_file, profile_option, sillytavern_option
from composer.cli.terminal import console, line, new_table, print_json, styled
from composer.errors import ChatError
from composer.requests import finding
from composer.types import FoundRequest

#: What a file that is a chat and no message may end in.
_CHATS = (".jsonl", ".json", ".log")

Row = tuple[int | None, FoundRequest]


@click.command("find", epilog="\b\nExample: rp-composer find message.md --json")
@click.argument("file", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@sillytavern_option
@profile_option
def command(file: str, as_json: bool, profile: str) -> None:
    """List the image requests in FILE.

    FILE is a chat (SillyTavern's JSONL, OpenAI's messages and other programs' JSON, a text log), one message as UTF-8
    text, "-" for standard input, sample:NAME, or with --sillytavern a character's or group's name. Spans count code
    points; messages of a chat count from 0.
    """
    composer = open_composer(profile)
    rows = _rows(composer, open_file(composer, file))
    if as_json:
        print_json([_fields(number, found) for number, found in rows])
    else:
        _print_table(rows)


def read_message(file: str) -> str:
    """Return the text of a file, or of standard input for "-"; ChatError when it is no UTF-8 text."""
    name = "standard input" if file == "-" else file
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ChatError(f"{name}: no UTF-8 text, see byte {error.start}; save it as UTF-8") from error


def _rows(composer: Composer, file: str) -> list[Row]:
    if file == "-":
        return _message_rows(composer, file)
    try:
        return _chat_rows(composer, Path(file))
    except ChatError:
        if Path(file).suffix.lower() in _CHATS:
            raise
        return _message_rows(composer, file)  # whatever it is, it is a text


def _message_rows(composer: Composer, file: str) -> list[Row]:
    return [(None, found) for found in composer.find(read_message(file))]


def _chat_rows(composer: Composer, path: Path) -> list[Row]:
    from composer.chats import find_each, read_chat

    chat = read_chat(composer, path)
    bare = chat.bare
    found = ((number, requests) for number, _, requests in find_each(composer, chat))
    return [(None if bare else number, one) for number, requests in found for one in requests]


def _fields(number: int | None, found: FoundRequest) -> dict[str, Any]:
    fields = finding.as_json(found)
    return fields if number is None else fields | {"message": number}


def _print_table(rows: list[Row]) -> None:
    if not rows:
        print("no image requests", file=sys.stderr)
        return
    table = new_table()
    in_chat = any(number is not None for number, _ in rows)
    for name in (*(("message",) if in_chat else ()), "span", "status", "form", "request"):
        table.add_column(name, justify="right" if name in ("message", "span") else "left", overflow="fold")
    for number, found in rows:
        place = (str(number),) if in_chat else ()
        words = found.error.message if found.error else found.request.prompt if found.request else ""
        table.add_row(
            *place,
            f"{found.start}–{found.end}",
            styled(found.status, _STYLES[found.status]),
            styled(found.grammar if found.operation == "generate" else f"{found.grammar} {found.operation}"),
            styled(line(words, 200)),
        )
    console().print(table)


_STYLES = {"pending": "bold", "done": "green", "failed": "red", "incomplete": "yellow", "error": "red"}
