"""plugins/languages.md: its example is built and read as it says."""

import subprocess
import sys
from pathlib import Path

import pytest

from composer.app import Composer
from composer.profiles import Profile
from composer.reading.compile import languages_in
from composer.types import CharacterCard, ChatMessage
from tests.pages import blocks, only_block
from tests.painting import tag

PAGE = "plugins/languages.md"


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the plugin and the words of the page, built as the page says."""
    (tmp_path / "spanish.py").write_text(only_block(PAGE, "The plugin", "python"), encoding="utf-8")
    (tmp_path / "spanish").mkdir()
    (tmp_path / "spanish" / "words.yaml").write_text(only_block(PAGE, "The words", "yaml"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    built(tmp_path)
    return tmp_path


def built(folder: Path) -> str:
    """Run the command of the page and return what it prints."""
    python, *arguments = only_block(PAGE, "Build it and look", "bash").split()
    assert python == "python"
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_word_of_the_example_is_of_a_kind_that_some_rule_knows(spanish: Path) -> None:
    assert [line for line in built(spanish).splitlines()[1:] if line] == []


def test_what_is_read_is_what_the_page_says(spanish: Path) -> None:
    exec(only_block(PAGE, "Build it and look", "python"), {})


def test_the_example_works_as_a_drop_in_plugin(spanish: Path) -> None:
    composer = Composer(Profile(name="test"), plugin_folder=spanish)
    story = composer.story([CharacterCard("Lucía", description="Lucía tiene el pelo negro y los ojos verdes.")])
    message = ChatMessage("Lucía", f"Lucía se pone un vestido rojo de seda. {tag('Lucía')}")
    [found] = composer.find(message.text)
    prompt = composer.compose(composer.scene(story, message, found)).prompt
    assert "pelo negro, ojos verdes" in prompt
    assert "Lucía is wearing: vestido rojo de seda" in prompt
    assert not composer.plugins.reports


def test_beside_english_it_is_told_by_its_words(spanish: Path) -> None:
    composer = Composer(Profile(name="test"), plugin_folder=spanish)
    english = CharacterCard("Mira", description="Hair: black\nEyes: green\nMira wears a red dress.")
    described = "Pelo: negro\nOjos: verdes\nLucía lleva un vestido rojo."
    people = composer.story([CharacterCard("Lucía", description=described), english]).people
    assert [trait.phrase for trait in people[0].traits] == ["pelo negro", "ojos verdes"]
    assert [garment.text for garment in people[0].garments] == ["vestido rojo"]
    assert {trait.phrase for trait in people[1].traits} >= {"black hair", "green eyes"}
    assert [garment.text for garment in people[1].garments] == ["red dress"]


def test_the_example_can_be_said_in_english(spanish: Path) -> None:
    profile = Profile(name="test", language="english")
    composer = Composer(profile, plugin_folder=spanish)
    story = composer.story([CharacterCard("Lucía", description="Lucía tiene el pelo negro y los ojos verdes.")])
    message = ChatMessage("Lucía", f"Lucía se pone un vestido rojo de seda. {tag('Lucía')}")
    [found] = composer.find(message.text)
    prompt = composer.compose(composer.scene(story, message, found)).prompt
    assert "black hair, green eyes" in prompt
    assert "red silk dress" in prompt


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("kind: garment_length", "no rule knows the kind 'garment_lenght'; did you mean 'garment_length'?"),
        ("slot: outer", "no rule knows the feature 'slott' of the kind 'garment'; did you mean 'slot'?"),
    ],
)
def test_a_misspelt_kind_or_feature_is_named(spanish: Path, wrong: str, told: str) -> None:
    words = spanish / "spanish" / "words.yaml"
    misspelt = {"kind: garment_length": "kind: garment_lenght", "slot: outer": "slott: outer"}[wrong]
    words.write_text(words.read_text(encoding="utf-8").replace(wrong, misspelt), encoding="utf-8")
    assert told in built(spanish)


def test_a_file_that_registers_no_language_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "composer.reading.compile", "empty.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "empty.py registers no language" in done.stderr


def test_the_languages_of_a_plugins_file() -> None:
    assert languages_in(Path(__file__).parent / "stranger" / "rp_composer_stranger" / "reading.py")[0].name == "greek"


def test_the_page_has_the_blocks_tested_here() -> None:
    assert [(block.section, block.language) for block in blocks(PAGE)] == [
        ("The plugin", "python"),
        ("The words", "yaml"),
        ("Build it and look", "bash"),
        ("Build it and look", "python"),
    ]
