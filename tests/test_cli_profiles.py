"""``rp-composer profiles``: which there are, what one says and where each setting comes from."""

import json

import pytest

from composer.profiles import Profile, profile_folder
from tests.command_line import CommandLine


def own(name: str, text: str) -> str:
    profile_folder().mkdir(parents=True, exist_ok=True)
    path = profile_folder() / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_built_in_profiles_are_listed_with_who_draws(command_line: CommandLine) -> None:
    rows = {row["name"]: row for row in json.loads(command_line("profiles", "--json").out)}
    assert set(rows) == {"default", "gemini", "openai", "local-sd", "sketch"}
    assert (rows["local-sd"]["backend"], rows["local-sd"]["path"], rows["local-sd"]["used"]) == ("a1111", None, True)


def test_profiles_of_the_users_own_are_listed_with_file_and_route(command_line: CommandLine) -> None:
    path = own("mine", "extends: gemini\nmodel: m\nroute: [mine, {backend: sketch}]\n")
    [row] = [one for one in json.loads(command_line("profiles", "--json").out) if one["name"] == "mine"]
    assert (row["path"], row["extends"], row["backend"], row["model"]) == (path, "gemini", "gemini", "m")
    assert row["route"] == ["mine", "{backend: sketch}"]
    printed = command_line("profiles").out
    assert "mine → {backend: sketch}" in printed


def test_a_built_in_profile_that_is_replaced_says_so(command_line: CommandLine) -> None:
    own("gemini", "extends: gemini\n")
    used = [one["used"] for one in json.loads(command_line("profiles", "--json").out) if one["name"] == "gemini"]
    assert used == [True, False]
    assert "yours of this name is used" in command_line("profiles").out


def test_a_broken_profile_is_listed_with_what_is_wrong(command_line: CommandLine) -> None:
    own("broken", "stile: ink\n")
    answer = command_line("profiles")
    assert answer.code == 0
    assert "cannot be read" in answer.out
    assert "line 1: stile: there is no such key; the nearest is 'style'" in " ".join(answer.err.split())


def test_the_list_says_how_to_make_one(command_line: CommandLine) -> None:
    printed = command_line("profiles").out
    assert str(profile_folder() / "mine.yaml") in printed
    assert "extends: gemini" in printed


def test_the_profile_the_list_suggests_can_be_used(command_line: CommandLine) -> None:
    hint = command_line("profiles").out.partition("for instance with\n")[2].partition("then:")[0]
    own("mine", "".join(f"{line.strip()}\n" for line in hint.splitlines()))
    settings = json.loads(command_line("profiles", "mine", "--json").out)["settings"]
    assert settings["style"]["value"] == "gouache"


def test_folder_prints_the_folder_alone(command_line: CommandLine) -> None:
    assert command_line("profiles", "--folder").out == f"{profile_folder()}\n"


def test_every_setting_is_shown_with_the_file_it_comes_from(command_line: CommandLine) -> None:
    base = own("base", "backend: openai\navatars: {persona: false}\n")
    mine = own("mine", "extends: base\nstyle: gouache\ncharacters: {Maren: {style: noir}}\n")
    data = json.loads(command_line("profiles", "mine", "--json").out)
    settings = data["settings"]
    assert data["files"] == [mine, base]
    assert settings["style"] == {"value": "gouache", "from": mine}
    assert settings["avatars.persona"] == {"value": False, "from": base}
    assert settings["depth"] == {"value": 5, "from": "default"}
    assert settings["characters.Maren.style"] == {"value": "noir", "from": mine}
    assert {name.partition(".")[0] for name in settings} == set(Profile.model_fields)


def test_a_file_is_shown_by_its_path(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    printed = command_line("profiles", command_line.profile).out
    assert "painter" in printed
    assert command_line.profile in printed


def test_an_unknown_name_is_one_line_with_the_nearest(command_line: CommandLine) -> None:
    answer = command_line("profiles", "gemni")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: no profile is called 'gemni'; the nearest is 'gemini'")


def test_a_profile_of_the_folder_is_taken_by_name_everywhere(command_line: CommandLine) -> None:
    own("mine", "style: chalk on slate\n")
    answer = command_line("compose", "--prompt", "a pier", "--profile", "mine")
    assert "[STYLE: chalk on slate]" in answer.out


def test_slots_that_no_profile_orders_are_the_dialects_to_order(command_line: CommandLine) -> None:
    [row] = [line for line in command_line("profiles", "local-sd").out.splitlines() if line.startswith("slots")]
    assert row.split("  ")[0] == "slots"
    assert "as the model's dialect wants them" in row
