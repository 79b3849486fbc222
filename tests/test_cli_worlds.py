"""``--world``: lorebooks on the command line, and their entries in ``explain``."""

import json
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.painting import tag, write_chat

WORLD = {
    "entries": {
        "3": {"uid": 3, "key": ["hrald"], "comment": "Hrald", "content": "Hrald is a broad man with a grey beard."},
        "4": {"uid": 4, "key": ["маяк"], "comment": "Маяк", "content": "Старый маяк — высокая белая башня."},
    }
}


@pytest.fixture
def chat(command_line: CommandLine) -> Path:
    Path("northport.json").write_text(json.dumps(WORLD), encoding="utf-8")
    return write_chat(Path("chat.jsonl"), [tag("Hrald у маяка")])


def test_a_world_s_people_and_places_are_in_the_prompt(command_line: CommandLine, chat: Path) -> None:
    out = command_line("compose", chat, "--world", "northport.json").out
    assert "Hrald's appearance: man, broad, grey beard" in out
    assert "[Place: Старый маяк — высокая белая башня.]" in out
    assert "beard" not in command_line("compose", chat).out


def test_explain_names_the_entries(command_line: CommandLine, chat: Path) -> None:
    out = command_line("explain", chat, "--world", "northport.json").out
    assert "world:northport.3" in out
    assert "world:northport.4" in out
    assert "stage.lorebook" in out


@pytest.mark.parametrize(
    ("text", "cause"),
    [("{", "no valid JSON"), ("{}", "no entries"), ("[" * 500 + "]" * 500, "nested"), ("7", "a lorebook is an object")],
)
def test_a_broken_world_is_named_with_its_cause(command_line: CommandLine, chat: Path, text: str, cause: str) -> None:
    Path("broken.json").write_text(text, encoding="utf-8")
    failed = command_line("compose", chat, "--world", "broken.json")
    assert "broken.json" in failed.err
    assert cause in failed.err


def test_a_world_that_is_not_there_is_named(command_line: CommandLine, chat: Path) -> None:
    assert "there is no such file" in command_line("compose", chat, "--world", "gone.json").err
