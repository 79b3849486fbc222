"""A whole data folder: the small one of ours, and one that SillyTavern itself made where it can be run."""

import os
from pathlib import Path

import pytest

from composer.app import Composer
from composer.chats import Cast, begin, find_all, read_chat
from composer.sillytavern.data_folder import DataFolder, find_user_folder
from composer.sillytavern.stories import FoundStory, find_chat, story_of
from composer.types import CharacterCard
from tests.sillytavern.make_data_folder import make
from tests.sillytavern.server import VARIABLE, why_missing
from tests.sillytavern.small_folder import make_small


@pytest.fixture(scope="module", params=["ours", "SillyTavern's"])
def installation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with ``data/default-user`` in it."""
    folder = tmp_path_factory.mktemp("sillytavern")
    if request.param == "ours":
        make_small(folder)
    elif why := why_missing():
        pytest.skip(why)
    else:
        make(Path(os.environ[VARIABLE]), folder)
    return folder


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer()


@pytest.fixture(scope="module")
def folder(installation: Path, composer: Composer) -> DataFolder:
    return DataFolder(find_user_folder(installation), composer.read_card, composer.notice)


def story(folder: DataFolder, name: str) -> FoundStory:
    return story_of(folder, find_chat(folder, name))


def files(cards: tuple[CharacterCard, ...]) -> list[str]:
    return [card.file for card in cards]


@pytest.mark.parametrize("inside", ["", "data", "data/default-user"])
def test_the_installation_its_data_and_a_users_folder_are_the_same(installation: Path, inside: str) -> None:
    assert find_user_folder(installation / inside) == installation / "data" / "default-user"


def test_everything_in_it_loads(folder: DataFolder, composer: Composer) -> None:
    names = {name for name, _ in folder.characters}
    assert names >= {"Maren", "Quill", "Wren", "Tilde"}
    assert all(composer.read_card(path).description for path in folder.character_files)
    assert [group.name for group in folder.groups] == ["Harbour"]
    assert all((world := folder.world(name)) is not None and world.entries for name in folder.worlds)
    assert {one.name for one in folder.settings.personas} == {"Alex", "Robin"}
    assert all(folder.persona(one.name).avatar for one in folder.settings.personas)
    assert composer.notices == []


def test_every_chat_in_it_is_read(folder: DataFolder, composer: Composer) -> None:
    chats = [chat for path in folder.character_files for chat in folder.chats(path)]
    chats += [chat for group in folder.groups for chat in folder.group_chats(group)]
    assert len(chats) == 5
    for path in chats:
        found = story_of(folder, path)
        chat = read_chat(composer, path)
        assert list(chat.messages) and found.cards and found.persona
        assert begin(composer, chat, Cast(found.cards, found.persona, found.others, found.worlds)).people


def test_a_character_stands_for_the_latest_chat_and_its_own_card(folder: DataFolder) -> None:
    found = story(folder, "Quill")
    assert (found.chat.name, files(found.cards)) == ("Quill - 2026-1-6.jsonl", ["Quill.png"])


def test_another_chat_is_named_behind_the_character(folder: DataFolder) -> None:
    assert story(folder, "Maren.png/Checkpoint #1 - Maren").chat.stem == "Checkpoint #1 - Maren"
    assert story(folder, "maren/Maren - 2026").chat.stem == "Maren - 2026-1-5"


def test_swipes_and_hidden_messages_are_read_as_shown(folder: DataFolder, composer: Composer) -> None:
    chat = read_chat(composer, find_chat(folder, "Maren.png/Maren - 2026-1-5"))
    messages = list(chat.messages)
    assert messages[2].text.startswith("Here it lies.")
    assert messages[3].is_system
    assert [number for number, _ in find_all(composer, chat)] == [2]


def test_muted_members_take_part_only_where_they_have_spoken(folder: DataFolder) -> None:
    assert files(story(folder, "Harbour").cards) == ["Maren.png", "Maren1.png", "Wren.png"]


def test_members_of_one_name_are_told_apart_by_their_files(folder: DataFolder, composer: Composer) -> None:
    found = story(folder, "Harbour")
    chat = read_chat(composer, found.chat)
    told = begin(composer, chat, Cast(found.cards, found.persona, found.others, found.worlds))
    for message in chat.messages:
        told = composer.tell(told, message)
    people = {person.file: person.name for person in told.people if person.role == "character"}
    assert list(people) == ["Maren.png", "Maren1.png", "Wren.png"]
    assert people["Maren.png"] == "Maren" and people["Maren1.png"] not in ("", "Maren")
    worn = {name: {one.name.text for one in outfit} for name, outfit in told.wardrobe.outfits.items()}
    assert worn["Maren"] - worn[people["Maren1.png"]] == {"scarf"}


@pytest.mark.parametrize(
    ("chat", "persona"),
    [("Tilde", "Robin"), ("Maren.png", "Alex"), ("Harbour", "Robin"), ("Quill", "Robin")],
    ids=["locked to the chat", "who writes in it", "who writes in the group", "connected to the character"],
)
def test_the_persona_is_the_chats(folder: DataFolder, chat: str, persona: str) -> None:
    found = story(folder, chat)
    assert found.persona is not None
    assert (found.persona.name, bool(found.persona.avatar)) == (persona, True)


@pytest.mark.parametrize(
    ("chat", "worlds"),
    [
        ("Quill", ["world:Northport", "world:Everywhere"]),
        ("Maren.png/Maren - 2026", ["world:Fair", "world:Lighthouse", "world:Everywhere"]),
        ("Tilde", ["world:Everywhere"]),
    ],
    ids=["the character's", "the chat's and the character's further", "every chat's"],
)
def test_the_worlds_that_count_are_found(folder: DataFolder, chat: str, worlds: list[str]) -> None:
    assert [world.origin for world in story(folder, chat).worlds] == worlds


def test_the_settings_and_the_backup_hold_the_same_personas(
    installation: Path, folder: DataFolder, composer: Composer
) -> None:
    for name in ("Alex", "Robin"):
        expected = folder.persona(name)
        assert composer.read_persona(f"{folder.root / 'settings.json'}#{name}") == expected
        saved = composer.read_persona(f"{installation / 'personas_backup.json'}#{name}")
        assert (saved.description, saved.file) == (expected.description, expected.file)
