"""``rp-composer wardrobe``: who wears what, how sure that is and where it was said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.painting import write_chat

TEXTS = [
    "Maren puts on a yellow raincoat and red boots. She looks out.",
    "Maren hums.",
    "She takes off the raincoat.",
]


@pytest.fixture
def chat(command_line: CommandLine) -> Path:
    return write_chat(Path("chat.jsonl"), TEXTS)


def shown(command_line: CommandLine, *arguments: object) -> Any:
    answer = command_line("wardrobe", *arguments, "--json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def person(fields: Any, name: str = "Maren") -> Any:
    return next(one for one in fields["people"] if one["name"] == name)


def test_a_garment_comes_with_its_sentence_and_message(command_line: CommandLine, chat: Path) -> None:
    fields = shown(command_line, chat)
    [boots] = person(fields)["garments"]
    assert (boots["text"], boots["slot"], boots["message"]) == ("red boots", "feet", 0)
    assert boots["sentence"] == "Maren puts on a yellow raincoat and red boots."
    assert fields["message"] == 2


def test_what_was_taken_off_last_is_told(command_line: CommandLine, chat: Path) -> None:
    assert person(shown(command_line, chat))["taken_off"] == {"garments": ["yellow raincoat"], "message": 2}
    assert "taken off last: yellow raincoat (message 2)" in command_line("wardrobe", chat).out


def test_a_garment_tells_its_colour_material_state_and_owner(command_line: CommandLine) -> None:
    texts = ["Maren puts on a long red silk dress.", "It rains.", "Her dress is wet. She shrugs into Alex's jacket."]
    chat = write_chat(Path("worn.jsonl"), texts)
    dress, jacket = person(shown(command_line, chat))["garments"]
    assert (dress["colours"], dress["materials"], dress["length"], dress["state"]) == (
        ["red"],
        ["silk"],
        "long",
        ["wet"],
    )
    assert (jacket["text"], jacket["owner"]) == ("jacket", "Alex")
    assert "jacket (Alex's)" in command_line("wardrobe", chat).out


def test_an_earlier_state_can_be_asked_for(command_line: CommandLine, chat: Path) -> None:
    garments = person(shown(command_line, chat, "--at", 1))["garments"]
    assert [one["text"] for one in garments] == ["yellow raincoat", "red boots"]


def test_a_message_that_is_not_there_is_an_error(command_line: CommandLine, chat: Path) -> None:
    answer = command_line("wardrobe", chat, "--at", 3)
    assert answer.code == 2
    assert "the last is message 2" in answer.err


def test_a_card_says_what_is_worn_before_anybody_else_does(command_line: CommandLine, chat: Path) -> None:
    card = {"name": "Maren", "description": "Maren wears a grey wool dress. She sings."}
    Path("maren.json").write_text(json.dumps({"spec": "chara_card_v2", "data": card}), encoding="utf-8")
    dress = person(shown(command_line, chat, "--card", "maren.json"))["garments"][0]
    assert (dress["text"], dress["source"], dress["message"]) == ("grey wool dress", "card:Maren.description", None)
    assert dress["sentence"] == "Maren wears a grey wool dress."


def test_samples_have_wardrobes(command_line: CommandLine) -> None:
    out = command_line("wardrobe", "sample:maren").out
    assert "dark green linen dress" in out
    assert "message 11" in out


def test_nothing_in_a_chat_moves_the_cursor(command_line: CommandLine) -> None:
    chat = write_chat(Path("bad.jsonl"), ["Maren puts on a yellow \x1b[2J\u202eraincoat."])
    out = command_line("wardrobe", chat).out
    assert "\x1b" not in out
    assert "\u202e" not in out
