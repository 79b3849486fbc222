"""Profiles: the built-in one, files of the user's own, and errors that say what to fix."""

from pathlib import Path

import pytest

from composer.errors import ProfileError
from composer.profiles import Profile, load_profile
from composer.types import SLOTS


def written(folder: Path, text: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_default_profile_needs_no_key_and_no_network() -> None:
    profile = load_profile("default")
    assert (profile.backend, profile.model, profile.depth) == ("sketch", "sketch", 5)
    assert profile.slots == SLOTS


def test_a_profile_of_the_users_own(tmp_path: Path) -> None:
    profile = load_profile(
        written(tmp_path, "name: mine\nstyle: ink\naspect_ratio: 9:16\nextract_appearance:\n  persona: false\n")
    )
    assert (profile.name, profile.style, profile.aspect_ratio) == ("mine", "ink", "9:16")
    assert (profile.extract_appearance.character, profile.extract_appearance.persona) == (True, False)


def test_lists_are_read_as_they_stand(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, "slots: [prompt, style]\ndisabled_plugins: [stage.avoid]\n"))
    assert (profile.slots, profile.disabled_plugins) == (("prompt", "style"), ("stage.avoid",))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ProfileError, match="no profile is called 'defualt'; the nearest is 'default'; there are: default, gemini"):
        load_profile("defualt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.yaml"):
        load_profile(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stile: ink\n", r"line 1: stile: there is no such key; the nearest is 'style'"),
        ("name: a\ndepth: 0\n", r"line 2: depth: "),
        ("depth: many\n", r"line 1: depth: .*'many'"),
        ("aspect_ratio: wide\n", r"line 1: aspect_ratio: "),
        ("memory: off\n", r"line 1: memory: .*'off'"),
        ("style: 5\n", r"line 1: style: "),
        ("max_pictures_per_request: 5\n", r"line 1: max_pictures_per_request: "),
        ("extract_appearance:\n  user: true\n", r"line 2: extract_appearance\.user: there is no such key"),
        ("style: a\nstyle: b\n", r"line 2: the key 'style' is already in line 1"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ProfileError, match=rf"mine\.yaml, {problem}"):
        load_profile(written(tmp_path, text))


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Profile().style = "ink"
