"""``rp-composer card``: what a card says, whether a folder's cards are whole, converting one, pinning looks in one."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from composer import Composer
from composer.samples import find_sample
from tests.command_line import CommandLine
from tests.reference_pictures import encoded
from tests.sillytavern import content
from tests.sillytavern.small_folder import make_small

DATA: dict[str, Any] = {
    "name": "Tova",
    "description": "Tova is a tall woman with short grey hair. She wears a blue apron.",
    "personality": None,
    "first_mes": "*Tova waves.*",
    "tags": "baker, village",
    "extensions": {"depth_prompt": {"prompt": "x", "depth": ""}},
    "house": "the mill",
}
CARD = {"spec": "chara_card_v2", "spec_version": "2.0", "mine": {"kept": [1, 2.50]}, "data": DATA}


@pytest.fixture
def card(command_line: CommandLine) -> Path:
    path = Path("tova.json")
    path.write_text(json.dumps(CARD), encoding="utf-8")
    return path


def shown(command_line: CommandLine, *arguments: object) -> Any:
    answer = command_line("card", *arguments, "--json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


# ── show ──


def test_the_fields_of_the_specification_stand_at_the_top(command_line: CommandLine, card: Path) -> None:
    fields = shown(command_line, "show", card)
    assert (fields["name"], fields["spec"], fields["carrier"]) == ("Tova", "chara_card_v2", "json")
    assert fields["description"] == DATA["description"]
    assert (fields["personality"], fields["tags"]) == ("", ["baker", "village"])


def test_what_was_put_right_is_listed(command_line: CommandLine, card: Path) -> None:
    assert any("tags" in one for one in shown(command_line, "show", card)["coercions"])
    assert "put right: " in command_line("card", "show", card).out


def test_looks_come_with_the_words_they_were_read_from(command_line: CommandLine, card: Path) -> None:
    facts = shown(command_line, "show", card)["appearance"]
    [hair] = [one for one in facts if one["attribute"] == "hair_color"]
    assert (hair["person"], hair["value"], hair["evidence"][0]["source"]) == ("Tova", "grey", "card:Tova.description")
    assert [one["text"] for one in facts if one["attribute"] == "outfit"] == ["blue apron"]
    assert "Tova looks like this" in command_line("card", "show", card).out


def test_pictures_are_measured(command_line: CommandLine) -> None:
    [avatar] = shown(command_line, "show", find_sample("maren").cards[0])["pictures"]
    assert (avatar["kind"], avatar["media_type"]) == ("icon", "image/png")
    assert avatar["width"] > 100 and avatar["bytes"] > 1000


@pytest.mark.parametrize("arguments", [["show"], ["show", "--json"]])
def test_an_unreadable_card_says_so_on_stderr_alone(command_line: CommandLine, arguments: list[str]) -> None:
    Path("torn.json").write_text("{", encoding="utf-8")
    answer = command_line("card", *arguments, "torn.json")
    assert (answer.code, answer.out) == (1, "")
    assert "torn.json" in answer.err and "JSON" in answer.err


def test_a_terminal_obeys_nothing_of_a_card(command_line: CommandLine) -> None:
    Path("loud.json").write_text(json.dumps({"name": "A\x1b]0;owned\x07B", "description": "\x1b[2J"}), encoding="utf-8")
    assert "\x1b" not in command_line("card", "show", "loud.json").out


# ── check ──


@pytest.fixture
def folder(command_line: CommandLine, card: Path) -> Path:
    folder = Path("cards")
    folder.mkdir()
    (folder / "good.json").write_text(json.dumps({"name": "Ode", "description": "She has red hair."}), encoding="utf-8")
    (folder / "odd.json").write_bytes(card.read_bytes())
    (folder / "torn.json").write_text('{"name": ', encoding="utf-8")
    return folder


def test_one_broken_card_fails_the_check_and_hides_no_other(command_line: CommandLine, folder: Path) -> None:
    answer = command_line("card", "check", folder)
    assert answer.code == 1
    assert "torn.json" in answer.out and "odd.json" in answer.out
    assert "3 cards: 1 good, 1 put right, 1 broken" in answer.out


def test_the_cause_of_a_broken_card_does_not_repeat_its_path(command_line: CommandLine, folder: Path) -> None:
    answer = command_line("card", "check", folder)
    assert answer.out.count("torn.json") == 1
    assert "cards/" not in answer.out


def test_showing_a_folder_names_the_command_for_one(command_line: CommandLine, folder: Path) -> None:
    answer = command_line("card", "show", folder)
    assert (answer.code, answer.out) == (1, "")
    assert "rp-composer card check cards" in answer.err


@pytest.mark.parametrize(("count", "words"), [(1, "1 entry"), (2, "2 entries")])
def test_entries_of_a_book_are_counted(command_line: CommandLine, card: Path, count: int, words: str) -> None:
    entries = [{"keys": [f"key {number}"], "content": "It rains."} for number in range(count)]
    fields = CARD | {"data": DATA | {"character_book": {"entries": entries}}}
    card.write_text(json.dumps(fields), encoding="utf-8")
    shown = command_line("card", "show", card).out.split()
    assert words.split()[0] in shown and words.split()[1] in shown


def test_a_folder_of_whole_cards_passes(command_line: CommandLine, folder: Path) -> None:
    (folder / "torn.json").unlink()
    assert command_line("card", "check", folder).code == 0


def test_every_card_of_a_folder_is_told_as_json(command_line: CommandLine, folder: Path) -> None:
    answer = command_line("card", "check", folder, "--json")
    states = {Path(row["file"]).name: row["state"] for row in json.loads(answer.out)}
    assert states == {"good.json": "good", "odd.json": "put right", "torn.json": "broken"}


def test_a_folder_that_is_not_there_is_named(command_line: CommandLine) -> None:
    answer = command_line("card", "check", "nowhere")
    assert answer.code == 1 and "nowhere" in answer.err


# ── convert ──


def test_a_card_becomes_a_picture_and_keeps_every_field(command_line: CommandLine, card: Path) -> None:
    Path("portrait.png").write_bytes(encoded(Image.new("RGB", (40, 60), "teal")))
    assert command_line("card", "convert", card, "tova.png", "--picture", "portrait.png").code == 0
    fields = shown(command_line, "show", "tova.png")
    assert (fields["name"], fields["unknown"]["house"], fields["carrier"]) == ("Tova", "the mill", "png")
    assert (fields["pictures"][0]["width"], fields["pictures"][0]["height"]) == (40, 60)


def test_a_card_without_a_picture_says_how_to_give_one(command_line: CommandLine, card: Path) -> None:
    answer = command_line("card", "convert", card, "tova.png")
    assert answer.code == 1 and "--picture" in answer.err
    assert not Path("tova.png").exists()


def test_a_file_that_is_there_is_not_written_over(command_line: CommandLine, card: Path) -> None:
    Path("out.json").write_text("mine", encoding="utf-8")
    answer = command_line("card", "convert", card, "out.json")
    assert answer.code == 1 and "--force" in answer.err
    assert Path("out.json").read_text(encoding="utf-8") == "mine"
    assert command_line("card", "convert", card, "out.json", "--force").code == 0


def test_an_ending_that_is_not_written_is_told_with_those_that_are(command_line: CommandLine, card: Path) -> None:
    answer = command_line("card", "convert", card, "tova.docx")
    assert answer.code == 1 and ".json and .png" in answer.err


# ── set ──


def kept(written: dict[str, Any]) -> bool:
    """Return whether everything of the card is still as it was; what version 2 requires may have been added."""
    data = {name: value for name, value in written["data"].items() if name in DATA}
    return {**written, "data": data} == CARD


def test_what_is_pinned_stands_in_our_extension_and_nothing_else_changes(
    command_line: CommandLine, card: Path
) -> None:  # fmt: skip
    assert command_line("card", "set", card, "--appearance", "long red hair", "--ratio", "3:4").code == 0
    written = json.loads(card.read_text(encoding="utf-8"))
    own = written["data"]["extensions"].pop("rp_composer")
    assert own == {"looks": "long red hair", "ratio": "3:4"}
    assert kept(written)


def test_the_first_original_is_kept(command_line: CommandLine, card: Path) -> None:
    before = card.read_bytes()
    for outfit in ("red coat", "green coat"):
        assert command_line("card", "set", card, "--outfit", outfit).code == 0
    assert Path("tova.json.bak").read_bytes() == before


def test_what_was_pinned_can_be_taken_out(command_line: CommandLine, card: Path) -> None:
    command_line("card", "set", card, "--appearance", "bald", "--outfit", "red coat")
    assert shown(command_line, "set", card, "--clear", "appearance")["rp_composer"] == {"outfit": "red coat"}
    command_line("card", "set", card, "--clear", "outfit")
    assert kept(json.loads(card.read_text(encoding="utf-8")))


def test_without_an_option_nothing_is_written(command_line: CommandLine, card: Path) -> None:
    before = card.read_bytes()
    assert "nothing is pinned" in command_line("card", "set", card).out
    assert card.read_bytes() == before and not Path("tova.json.bak").exists()


@pytest.mark.parametrize(("option", "value"), [("--ratio", "wide"), ("--outfit", "x" * 3000)])
def test_what_no_card_may_say_is_not_written(command_line: CommandLine, card: Path, option: str, value: str) -> None:
    before = card.read_bytes()
    answer = command_line("card", "set", card, option, value)
    assert answer.code == 1 and "cannot be set" in answer.err
    assert card.read_bytes() == before


def test_a_wrong_name_to_clear_is_told_with_the_nearest(command_line: CommandLine, card: Path) -> None:
    answer = command_line("card", "set", card, "--clear", "outfits")
    assert answer.code == 1 and "'outfit'" in answer.err


def test_the_picture_of_a_card_stays_byte_for_byte(command_line: CommandLine) -> None:
    path = Path("maren.png")
    path.write_bytes(find_sample("maren").cards[0].read_bytes())
    before = Composer().read_card(path)
    assert command_line("card", "set", path, "--outfit", "a red coat").code == 0
    after = Composer().read_card(path)
    assert after.extensions["rp_composer"] == {"outfit": "a red coat"}
    assert after.description == before.description
    assert base64.b64encode(after.avatar) != b""


# ── SillyTavern's data folder ──


def test_a_character_of_sillytavern_is_shown_by_name(command_line: CommandLine) -> None:
    user = make_small(Path("tavern"))
    assert shown(command_line, "show", "Wren", "--sillytavern", user)["name"] == "Wren"
    answer = command_line("card", "show", "Wrem", "--sillytavern", user)
    assert answer.code == 1 and "Wren" in answer.err


def test_the_characters_of_sillytavern_are_checked_without_a_folder(command_line: CommandLine) -> None:
    user = make_small(Path("tavern"))
    answer = command_line("card", "check", "--sillytavern", user, "--json")
    assert {Path(row["file"]).stem for row in json.loads(answer.out)} == set(content.FILES.values())


def test_a_check_of_nothing_says_what_to_name(command_line: CommandLine) -> None:
    answer = command_line("card", "check")
    assert answer.code == 2 and "--sillytavern" in answer.err
