"""``--sillytavern`` on the commands: names of the data folder for chats, cards and personas, and nothing is written."""

import json
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.sillytavern.small_folder import make_small


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return make_small(tmp_path / "SillyTavern")


@pytest.fixture
def files_of(user: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in user.rglob("*") if path.is_file()}


def test_a_characters_name_stands_for_chat_card_persona(command_line: CommandLine, user: Path) -> None:
    answer = command_line("wardrobe", "Quill", "--sillytavern", user, "--json")
    people = [person["name"] for person in json.loads(answer.out)["people"]]
    assert people == ["Quill", "Robin"]


@pytest.mark.parametrize("place", ["", "data", "data/default-user"])
def test_the_installation_will_do_and_so_will_the_environment(
    command_line: CommandLine, user: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("RP_COMPOSER_SILLYTAVERN", str(user.parent.parent / place))
    assert "the harbour at night" in command_line("compose", "Harbour").out


def test_find_takes_a_name(command_line: CommandLine, user: Path) -> None:
    found = json.loads(command_line("find", "Maren", "--sillytavern", user, "--json").out)
    assert [one["message"] for one in found] == [2]


def test_cards_and_personas_may_be_names(command_line: CommandLine, user: Path) -> None:
    words = ("--prompt", "Wren and Robin at the forge")
    answer = command_line("compose", *words, "--card", "wren", "--persona", "Robin", "--sillytavern", user)
    assert "copper" in answer.out
    assert "black beard" in answer.out


def test_a_character_may_be_played(command_line: CommandLine, user: Path) -> None:
    answer = command_line("compose", "--prompt", "Wren", "--persona", "Wren", "--sillytavern", user)
    assert "[User Reference: Wren's appearance" in answer.out
    assert "copper" in answer.out


def test_what_is_given_takes_the_place_of_what_is_found(command_line: CommandLine, user: Path) -> None:
    answer = command_line("wardrobe", "Quill", "--persona", "Alex", "--sillytavern", user, "--json")
    assert [person["name"] for person in json.loads(answer.out)["people"]] == ["Quill", "Alex"]


def test_a_file_that_is_there_is_that_file(command_line: CommandLine, user: Path) -> None:
    Path("Wren").write_text('<img data-iig-instruction=\'{"prompt":"a hat"}\' src="[IMG:GEN]">', encoding="utf-8")
    answer = command_line("compose", "Wren", "--persona", f"{user / 'settings.json'}#Alex", "--sillytavern", user)
    assert "a hat" in answer.out


def test_illustrating_writes_a_copy_and_leaves_the_folder_alone(
    command_line: CommandLine, user: Path, files_of: dict[Path, bytes]
) -> None:
    arguments = ("illustrate", "Quill", "--sillytavern", user, "--profile", command_line.profile)
    assert command_line(*arguments, "--out", "copy").code == 0
    assert Path("copy/Quill - 2026-1-6.jsonl").is_file()
    assert len(command_line.painted) == 1
    assert {path: path.read_bytes() for path in user.rglob("*") if path.is_file()} == files_of


def test_sillytaverns_own_chats_are_not_written_in_place(command_line: CommandLine, user: Path) -> None:
    answer = command_line("illustrate", "Quill", "--sillytavern", user, "--profile", command_line.profile)
    assert answer.code == 2
    assert "is SillyTavern's own file" in answer.err and "--out DIR" in answer.err
    assert command_line.painted == []
    assert command_line("illustrate", "Quill", "--sillytavern", user, "--dry-run").code == 0


def test_a_wrong_name_or_folder_is_one_line_with_the_next_step(command_line: CommandLine, user: Path) -> None:
    answer = command_line("compose", "Qill", "--sillytavern", user)
    assert (answer.code, answer.out) == (2, "")
    assert "the nearest are: Quill, " in answer.err
    assert "no data folder of SillyTavern" in command_line("compose", "Quill", "--sillytavern", ".").err


def test_what_is_broken_is_a_warning(command_line: CommandLine, user: Path) -> None:
    (user / "worlds" / "Everywhere.json").write_text("{", encoding="utf-8")
    answer = command_line("compose", "Quill", "--sillytavern", user)
    assert answer.code == 0
    assert "warning: " in answer.err and "Everywhere.json: no valid JSON" in answer.err
