"""``rp-composer wardrobe``: who wears what in a chat, how sure that is, and the sentence it was read from."""

from typing import Any

import click

from composer.chats import Chat, begin, read_chat
from composer.cli.story import cast_options, open_composer, open_named
from composer.cli.terminal import console, line, new_table, print_json, styled
from composer.errors import ChatError
from composer.story import Story
from composer.types import ChatMessage
from composer.wardrobe_data import sources_of, texts_of, wardrobe_fields


@click.command("wardrobe", epilog="\b\nExample: rp-composer wardrobe sample:maren --at 4")
@click.argument("chat", metavar="CHAT")
@click.option("--at", type=click.IntRange(min=0), metavar="N", help="After message N (from 0); at the end by default.")
@cast_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def command(chat: str, at: int | None, cards: tuple[str, ...], persona: str | None, profile: str, as_json: bool) -> int:
    """Show what everybody in CHAT wears, and the sentence and message each garment comes from.

    CHAT is a chat (SillyTavern's JSONL, OpenAI's messages and other programs' JSON, a text log), a text file with one
    message, or sample:NAME. What was said of clothes becomes less sure with every message and faster with a scene jump;
    what is too unsure for a prompt is listed as "faded".
    """
    composer = open_composer(profile)
    named = open_named(composer, chat, cards, persona)
    told = read_chat(composer, named.path)
    count = None if at is None else at + 1
    story = composer.consult_sync(begin(composer, told, named.cast), messages=told.first(count))
    for message in told.first(count):
        story = composer.tell(story, message)
    if at is not None and story.count <= at:
        raise ChatError(f"there is no message {at}; the last is message {story.count - 1}")
    fields = wardrobe_fields(story, texts_of(_quoted(told, story), named.cast.cards, named.cast.persona))
    if as_json:
        print_json(fields)
    else:
        _show(fields)
    return 0


def _quoted(chat: Chat, story: Story) -> dict[int, ChatMessage]:
    """Return the messages that a story's clothes and looks come from, by number."""
    sources = sources_of(story)
    return {
        number: one for number, one in enumerate(chat.first(story.count)) if f"message:{number}" in sources
    }  # fmt: skip


def _show(fields: dict[str, Any]) -> None:
    number = fields["message"]
    print("before the first message" if number is None else f"after message {number}")
    for person in fields["people"]:
        print()
        _show_person(person)


def _show_person(person: dict[str, Any]) -> None:
    printer = console()
    printer.print(styled(line(person["name"]), "bold"))
    if not person["garments"]:
        printer.print(styled("  nothing is known of their clothes", "dim"))
    else:
        printer.print(_table(person["garments"]))
    if right := ", ".join(f"{one['attribute']} {one['value']}" for one in person["put_right"]):
        printer.print(styled(f"  put right or locked: {line(right, 200)}"))
    for one in person["changed"]:
        new = one["text"] or f"no {', '.join(one['lost'])}"
        said = (
            f"{one['attribute']} {line(new, 80)} (message {one['message']}: {line(one['sentence'].strip('* '), 200)})"
        )
        printer.print(styled(f"  changed for good: {said}"))
    for one in person["conflicts"]:
        said = f"{one['kept']['text']}, not {one['dropped']['text']}"
        printer.print(styled(f"  contradicted: {one['attribute']} {line(said, 200)} ({one['why']})"))
    if gone := person["taken_off"]:
        place = "" if gone["message"] is None else f" (message {gone['message']})"
        printer.print(styled(f"  taken off last: {line(', '.join(gone['garments']), 200)}{place}"))


def _table(garments: list[dict[str, Any]]) -> Any:
    table = new_table()
    for name, options in (
        ("  slot", {"no_wrap": True}), ("garment", {"overflow": "fold", "ratio": 2}),
        ("sure", {"justify": "right", "no_wrap": True}), ("from", {"no_wrap": True}),
        ("sentence", {"overflow": "fold", "ratio": 4}),
    ):  # fmt: skip
        table.add_column(name, **options)
    for one in garments:
        table.add_row(
            styled(f"  {one['slot']}"),
            styled(_worn(one)),
            styled(_sure(one)),
            styled(line(_place(one), 24)),
            styled(line(_said(one), 240)),
            style="" if one["said"] else "dim",
        )
    return table


def _sure(one: dict[str, Any]) -> str:
    if one["locked"]:
        return "locked"
    return f"{one['confidence']:.2f}" if one["said"] else "faded"


def _worn(one: dict[str, Any]) -> str:
    more = ", ".join([*one["state"], *([f"{one['owner']}'s"] if one["owner"] else [])])
    return line(f"{one['text']} ({more})" if more else one["text"], 120)


def _said(one: dict[str, Any]) -> str:
    sentence = str(one["sentence"]).strip("* ")
    return f"{sentence} (read by {one['reader']})" if one["reader"] else sentence


def _place(one: dict[str, Any]) -> str:
    if one["message"] is not None:
        return f"message {one['message']}"
    kind, _, rest = one["source"].partition(":")
    return f"{kind}, {rest.rpartition('.')[2]}" if rest else "–"
