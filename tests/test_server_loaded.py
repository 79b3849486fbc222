"""Profiles that the server has loaded: as their files say now, read again only when one has changed."""

from pathlib import Path

import pytest

from composer.errors import ProfileError
from composer.folders import config_folder
from composer.server.loaded import LoadedProfiles


def written(name: str, text: str) -> Path:
    folder = config_folder() / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return path


def test_a_profile_is_read_once_while_nothing_changes() -> None:
    written("mine", "depth: 5\n")
    profiles = LoadedProfiles()
    profiles.get("mine")
    assert profiles.get("mine") is profiles.get("mine")


def test_a_changed_file_counts_at_once() -> None:
    written("mine", "depth: 5\n")
    profiles = LoadedProfiles()
    assert [profiles.get("mine").depth for _ in range(3)] == [5, 5, 5]
    written("mine", "depth: 11\n")
    assert profiles.get("mine").depth == 11


def test_a_changed_file_that_is_extended_counts_at_once(tmp_path: Path) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text("depth: 5\n")
    own.write_text("extends: ./base.yaml\n")
    profiles = LoadedProfiles()
    assert [profiles.get(str(own)).depth for _ in range(3)] == [5, 5, 5]
    base.write_text("depth: 11\n")
    assert profiles.get(str(own)).depth == 11


def test_the_users_own_takes_the_place_of_a_built_in_one() -> None:
    profiles = LoadedProfiles()
    assert [profiles.get("sketch").depth for _ in range(3)]
    written("sketch", "extends: default\ndepth: 9\n")
    assert profiles.get("sketch").depth == 9


def test_a_file_that_is_gone_is_an_error() -> None:
    path = written("mine", "depth: 5\n")
    profiles = LoadedProfiles()
    assert [profiles.get("mine").depth for _ in range(3)] == [5, 5, 5]
    path.unlink()
    with pytest.raises(ProfileError):
        profiles.get("mine")
    assert profiles.name_of("mine") == ""
