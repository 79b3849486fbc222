"""Finding by name in a data folder, and what a hostile or broken one can do: nothing."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.errors import CardError, ChatError, ComposerError, NotFoundError
from composer.sillytavern.contained import Contained, is_plain
from composer.sillytavern.data_folder import DataFolder, find_user_folder
from composer.sillytavern.groups import read_group
from composer.sillytavern.settings import read_settings
from composer.sillytavern.stories import find_chat, story_of
from tests.sillytavern import content
from tests.sillytavern.small_folder import AVATARS, make_small, write, write_card, write_chat

LINE = content.message("X", "Hello.", "2026-01-01T00:00:00.000Z")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    composer = Composer()
    return DataFolder(make_small(tmp_path), composer.read_card, composer.notice)


def notices(folder: DataFolder) -> list[str]:
    composer = folder.read_card.__self__  # type: ignore[attr-defined]
    assert isinstance(composer, Composer)
    return composer.notices


# ── names ──


@pytest.mark.parametrize("name", ["Wren", "wren", "WREN", "Wren.png", "Wre"])
def test_a_character_is_found_by_name_and_file(folder: DataFolder, name: str) -> None:
    assert folder.character(name).name == "Wren.png"


def test_a_card_may_be_called_otherwise_than_its_file(folder: DataFolder) -> None:
    write_card(folder.root / "characters" / "default_Seraphina.png", "Seraphina")
    assert folder.character("seraphina") == folder.character("default_Seraphina")


def test_an_exact_name_wins_over_one_that_begins_so(folder: DataFolder) -> None:
    write_card(folder.root / "characters" / "Wren2.png", "Wrenna")
    assert folder.character("Wren").name == "Wren.png"
    with pytest.raises(
        NotFoundError, match=r"'Wre' may be several characters; name one by its file: Wren\.png, Wren2\.png"
    ):
        folder.character("Wre")


def test_an_unknown_name_is_answered_with_the_three_nearest(folder: DataFolder) -> None:
    with pytest.raises(NotFoundError, match=r"no character is called 'Marn'; the nearest are: Maren, \w+, \w+$"):
        folder.character("Marn")
    with pytest.raises(NotFoundError, match=r"no character or group is called 'Harbr'; the nearest are: Harbour, "):
        find_chat(folder, "Harbr")
    with pytest.raises(NotFoundError, match=r"no chat is called 'Mxn'; the nearest are: "):
        find_chat(folder, "Maren.png/Mxn")
    with pytest.raises(CardError, match=r"no persona is called 'Alx'; the nearest are: Alex"):
        folder.persona("Alx")


def test_of_two_characters_of_one_name_the_one_with_chats_is_meant(folder: DataFolder) -> None:
    assert find_chat(folder, "Maren").parent.name == "Maren"
    write_chat(folder.root / "chats" / "Maren1" / "a.jsonl", [LINE])
    with pytest.raises(NotFoundError, match=r"'Maren' may be several: Maren\.png, Maren1\.png"):
        find_chat(folder, "Maren")


def test_a_character_and_a_group_of_one_name_are_told_apart(folder: DataFolder) -> None:
    write_card(folder.root / "characters" / "Harbour.png", "Harbour")
    write_chat(folder.root / "chats" / "Harbour" / "a.jsonl", [LINE])
    with pytest.raises(NotFoundError, match=r"'Harbour' may be several: Harbour\.png, group:Harbour"):
        find_chat(folder, "Harbour")
    assert find_chat(folder, "group:Harbour").name == "harbour-1.jsonl"
    assert find_chat(folder, "character:Harbour").name == "a.jsonl"


def test_the_latest_chat_is_the_one_that_was_written_last(folder: DataFolder) -> None:
    chats = folder.root / "chats" / "Wren"
    write_chat(chats / "b.jsonl", [LINE], written=2_000)
    write_chat(chats / "a.jsonl", [LINE], written=3_000)
    write_chat(chats / "c.jsonl", [LINE], written=1_000)
    assert find_chat(folder, "Wren").name == "a.jsonl"


def test_a_name_may_hold_a_slash(folder: DataFolder) -> None:
    write_card(folder.root / "characters" / "ACDC.png", "AC/DC")
    write_chat(folder.root / "chats" / "ACDC" / "one.jsonl", [LINE])
    assert find_chat(folder, "AC/DC").name == "one.jsonl"
    assert find_chat(folder, "AC/DC/one").name == "one.jsonl"


def test_a_character_without_a_chat_says_so(folder: DataFolder) -> None:
    with pytest.raises(ChatError, match="'Wren' has no chat yet"):
        find_chat(folder, "Wren")


def test_older_groups_keep_what_a_chats_header_says_now(folder: DataFolder) -> None:
    fields = {"name": "Old", "members": ["Wren.png"], "chat_id": 7, "chat_metadata": {"persona": AVATARS[1]}}
    write(folder.root / "groups" / "old.json", {**fields, "past_metadata": {"6": {"world_info": "Fair"}}, "chats": [6]})
    write_chat(folder.root / "group chats" / "7.jsonl", [LINE], written=9_000)
    write_chat(folder.root / "group chats" / "6.jsonl", [LINE], written=8_000)
    found = story_of(folder, find_chat(folder, "Old"))
    assert found.persona is not None and found.persona.name == "Robin"
    assert story_of(folder, find_chat(folder, "Old/6")).worlds[0].origin == "world:Fair"


def test_every_persona_that_writes_in_a_chat_is_known(folder: DataFolder) -> None:
    lines = [
        content.by_user(name, file, "Hi.", "2026-01-01") for name, file in zip("RA", reversed(AVATARS), strict=True)
    ]
    found = story_of(folder, write_chat(folder.root / "chats" / "Wren" / "a.jsonl", [LINE, *lines]))
    assert found.persona is not None
    assert (found.persona.name, [one.name for one in found.others]) == ("Robin", ["Alex"])


# ── users ──


def test_several_users_are_listed(tmp_path: Path) -> None:
    make_small(tmp_path)
    for name in ("characters", "chats"):
        (tmp_path / "data" / "wren" / name).mkdir(parents=True)
    with pytest.raises(ComposerError, match=r"several users; name the folder of one: .*default-user, .*wren"):
        find_user_folder(tmp_path)
    assert find_user_folder(tmp_path / "data" / "wren").name == "wren"


def test_folders_of_before_version_1_12_are_found(tmp_path: Path) -> None:
    for name in ("characters", "chats"):
        (tmp_path / "public" / name).mkdir(parents=True)
    assert find_user_folder(tmp_path) == tmp_path / "public"


@pytest.mark.parametrize("name", ["", "missing", "nul\0", "~nobody-of-that-name"])
def test_a_folder_of_something_else_says_what_is_wanted(tmp_path: Path, name: str) -> None:
    with pytest.raises(ComposerError, match=r"data/default-user|null byte"):
        find_user_folder(tmp_path / name)


# ── broken and hostile files ──


def test_one_broken_file_of_each_kind_stops_no_other(folder: DataFolder) -> None:
    root = folder.root
    (root / "characters" / "Broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (root / "groups" / "broken.json").write_text("{", encoding="utf-8")
    (root / "worlds" / "Everywhere.json").write_text('"nothing"', encoding="utf-8")
    (root / "settings.json").write_text("[" * 100_000, encoding="utf-8")
    assert folder.character("Wren") and folder.character("Broken")
    assert [group.name for group in folder.groups] == ["Harbour"]
    assert folder.world("Everywhere") is None
    assert story_of(folder, find_chat(folder, "Harbour")).persona is None
    told = "\n".join(notices(folder))
    assert all(f"{root}{os.sep}{name}" in told for name in ("characters", "groups", "worlds", "settings.json"))


def test_members_without_a_card_are_told_of(folder: DataFolder) -> None:
    (folder.root / "characters" / "Maren1.png").unlink()
    assert [card.file for card in story_of(folder, find_chat(folder, "Harbour")).cards] == ["Maren.png", "Wren.png"]
    assert "has a member without a card: Maren1.png" in notices(folder)[0]


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "..", "a/../../secret.png", "a\\b.png", "C:x", "", "\0"]
)
def test_no_name_leads_out_of_the_folder(folder: DataFolder, name: str) -> None:
    (folder.root.parent / "secret.png").write_bytes(b"secret")
    assert not is_plain(name)
    assert folder.character_file(name) is None
    with pytest.raises(ComposerError):
        folder.character(name)
    with pytest.raises(ComposerError):
        find_chat(folder, f"Maren.png/{name}" if name else "Nobody")


def test_a_group_cannot_name_files_outside(folder: DataFolder) -> None:
    (folder.root.parent / "outside.jsonl").write_text("{}", encoding="utf-8")
    write(folder.root / "groups" / "g.json", {"name": "Out", "members": ["../x.png"], "chats": ["../../outside"]})
    with pytest.raises(ChatError, match="'Out' has no chat yet"):
        find_chat(folder, "Out")


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for rights to make links")
def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write_card(outside / "Spy.png", "Spy")
    write_chat(outside / "spy.jsonl", [LINE])
    user = make_small(tmp_path / "st")
    (user / "characters" / "Spy.png").symlink_to(outside / "Spy.png")
    (user / "chats" / "Maren" / "spy.jsonl").symlink_to(outside / "spy.jsonl")
    (user / "chats" / "Wren").symlink_to(outside, target_is_directory=True)
    (user / "worlds" / "Loop.json").symlink_to(user / "worlds" / "Loop.json")
    told: list[str] = []
    folder = DataFolder(user, Composer().read_card, told.append)
    assert "Spy" not in {name for name, _ in folder.characters}
    assert folder.character_file("Spy.png") is None
    assert "spy" not in {chat.stem for chat in folder.chats(folder.character("Maren.png"))}
    assert folder.chats(folder.character("Wren")) == []
    assert folder.world("Loop") is None
    (user / "characters").rename(outside / "characters")
    (user / "characters").symlink_to(outside / "characters", target_is_directory=True)
    assert DataFolder(user, Composer().read_card, told.append).character_files == []
    assert "leads out of the folder" in told[-1]


def test_what_is_too_large_is_not_read(folder: DataFolder) -> None:
    with (folder.root / "worlds" / "Fair.json").open("r+b") as file:
        file.truncate(17 * 1024 * 1024)
    assert folder.world("Fair") is None
    assert "Fair.json: the file has" in notices(folder)[0]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("\ud800"),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(
        st.sampled_from(["personas", "persona_descriptions", "power_user", "connections", "members", "chats", "chat_id",
                         "world_info_settings", "world_info", "globalSelect", "charLore", "entries", "name"]), one,
        max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(_json)
@settings(max_examples=150)
def test_wrong_types_in_settings_and_groups_count_as_not_there(fields: object) -> None:
    data = json.dumps(fields).encode()
    for read in (read_settings, lambda one: read_group(one, "id")):
        try:
            read(data)
        except CardError:
            assert not isinstance(fields, dict)


@given(st.lists(st.binary(max_size=40) | _json.map(lambda one: json.dumps(one).encode()), max_size=6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_chat_raises_nothing_but_chat_errors(tmp_path: Path, lines: list[bytes]) -> None:
    user = tmp_path / "data" / "default-user"
    folder = DataFolder(user if user.exists() else make_small(tmp_path), Composer().read_card, lambda _: None)
    path = folder.root / "chats" / "Maren" / "damaged.jsonl"
    path.write_bytes(b"\n".join([json.dumps({"chat_metadata": {"persona": 3, "world_info": []}}).encode(), *lines]))
    assert [card.file for card in story_of(folder, path).cards] == ["Maren.png"]


@given(st.sampled_from(["settings.json", "groups/1700000000003.json", "worlds/Fair.json", "characters/Maren.png"]),
       st.binary(max_size=60) | _json.map(lambda one: json.dumps(one).encode()))  # fmt: skip
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_file_the_folder_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    user = tmp_path / "data" / "default-user"
    path = (user if user.exists() else make_small(tmp_path)) / name
    whole = path.read_bytes()
    path.write_bytes(data)
    folder = DataFolder(user, Composer().read_card, lambda _: None)
    try:
        assert story_of(folder, user / "chats" / "Maren" / "Maren - 2026-1-5.jsonl").chat
        assert story_of(folder, user / "group chats" / "harbour-1.jsonl").chat
        assert folder.character("Quill")
        find_chat(folder, "Harbour")
    except NotFoundError:
        assert name.startswith("groups")
    finally:
        path.write_bytes(whole)


def test_a_folder_of_a_thousand_characters_is_searched_quickly(folder: DataFolder) -> None:
    card = (folder.root / "characters" / "Wren.png").read_bytes()
    for number in range(1_000):
        (folder.root / "characters" / f"Person {number}.png").write_bytes(card)
    began = time.process_time()
    assert folder.character("Person 7.png").stem == "Person 7"
    assert time.process_time() - began < 0.1  # by its file, without a look into the others
    folder.character("Tilde")
    assert time.process_time() - began < 10


def test_files_that_are_no_plain_name_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a:b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "good.json").write_text("{}", encoding="utf-8")
    assert [path.name for path in Contained(tmp_path).files("", ".json")] == ["good.json"]
