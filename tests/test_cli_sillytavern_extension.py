"""``rp-composer sillytavern install``: into SillyTavern, never over anything of somebody else's, and out again."""

import json
from pathlib import Path

import pytest

from composer.sillytavern import extension
from tests.command_line import CommandLine


@pytest.fixture
def tavern(tmp_path: Path) -> Path:
    root = tmp_path / "SillyTavern"
    (root / "data" / "default-user").mkdir(parents=True)
    (root / "server.js").touch()
    return root


def place_of(tavern: Path) -> Path:
    return tavern / "data" / "default-user" / "extensions" / "rp-composer"


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_is_installed_with_all_that_the_manifest_needs(tavern: Path, command_line: CommandLine) -> None:
    answer = command_line("sillytavern", "install", tavern)
    assert answer.code == 0
    assert "rp-composer serve" in answer.out
    files = files_in(place_of(tavern))
    assert {"manifest.json", "index.js", "style.css", "i18n/ru-ru.json", "src/start.js"} <= files
    assert not any(name.startswith("tests/") for name in files)
    assert [path.name for path in place_of(tavern).parent.iterdir()] == ["rp-composer"]


def test_status_says_what_is_there(tavern: Path, command_line: CommandLine) -> None:
    assert command_line("sillytavern", "status", tavern).code == 1
    command_line("sillytavern", "install", tavern)
    answer = command_line("sillytavern", "status", tavern)
    assert (answer.code, extension.own_version() in answer.out) == (0, True)
    (place_of(tavern) / "index.js").write_text("// other", encoding="utf-8")
    changed = command_line("sillytavern", "status", tavern)
    assert (changed.code, "renews it" in changed.out) == (1, True)


def test_installed_again_it_is_brought_up_to_date(tavern: Path, command_line: CommandLine) -> None:
    command_line("sillytavern", "install", tavern)
    (place_of(tavern) / "src" / "gone.js").touch()
    assert "up to date" in command_line("sillytavern", "install", tavern).out
    assert command_line("sillytavern", "status", tavern).code == 0


def test_it_is_taken_out_again(tavern: Path, command_line: CommandLine) -> None:
    command_line("sillytavern", "install", tavern)
    assert command_line("sillytavern", "uninstall", tavern).code == 0
    assert not place_of(tavern).exists()
    assert "not installed" in command_line("sillytavern", "uninstall", tavern).out


@pytest.mark.parametrize("manifest", [None, "{", json.dumps({"display_name": "Other"}), "[]"])
@pytest.mark.parametrize("asked", ["install", "uninstall", "status"])
def test_a_folder_of_somebody_else_is_left_alone(
    tavern: Path, command_line: CommandLine, asked: str, manifest: str | None
) -> None:
    place_of(tavern).mkdir(parents=True)
    (place_of(tavern) / "mine.js").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (place_of(tavern) / "manifest.json").write_text(manifest, encoding="utf-8")
    before = files_in(tavern)
    answer = command_line("sillytavern", asked, tavern)
    assert (answer.code, "left alone" in answer.err) == (1, True)
    assert files_in(tavern) == before


def test_what_sillytavern_has_cloned_is_updated_there(tavern: Path, command_line: CommandLine) -> None:
    command_line("sillytavern", "install", tavern)
    (place_of(tavern) / ".git").mkdir()
    assert "update or delete it there" in command_line("sillytavern", "install", tavern).err


def test_a_link_is_not_followed(tavern: Path, command_line: CommandLine) -> None:
    place_of(tavern).parent.mkdir()
    place_of(tavern).symlink_to(extension.source())
    assert command_line("sillytavern", "uninstall", tavern).code == 1
    assert (extension.source() / "index.js").is_file()


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [(["nowhere"], "server.js"), (["--user", "../x"], "--user"), (["--user", "other"], "start SillyTavern once")],
)
def test_what_is_not_there_is_named(tavern: Path, command_line: CommandLine, arguments: list[str], advice: str) -> None:
    folder = [] if arguments == ["nowhere"] else [tavern]
    answer = command_line("sillytavern", "install", *folder, *arguments)
    assert (answer.code, advice in answer.err) == (1, True)


def test_another_data_folder_and_user_are_found(tavern: Path, tmp_path: Path, command_line: CommandLine) -> None:
    (tmp_path / "elsewhere" / "ada").mkdir(parents=True)
    answer = command_line("sillytavern", "install", tavern, "--data", tmp_path / "elsewhere", "--user", "ada")
    assert answer.code == 0
    assert (tmp_path / "elsewhere" / "ada" / "extensions" / "rp-composer" / "index.js").is_file()
