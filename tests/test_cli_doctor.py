"""``rp-composer doctor``: what is wrong, and what to do about it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.app import Composer
from composer.diagnosis import Finding, machine, of_services
from composer.folders import config_folder, data_folder
from composer.keys import Keys
from composer.models import Model
from composer.profiles import Profile
from composer.targets import Target
from tests.command_line import CommandLine
from tests.remote import KEY, Remote


def told(folder: Path, handler: Callable[[httpx.Request], Any], everything: bool = False, **settings: Any) -> str:
    """Return the findings about the services, a line each."""

    async def go() -> list[Finding]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as client:
            backends = {"remote": Remote(), "spare": Remote("spare")}
            environment = settings.pop("environment", {"REMOTE_KEY": KEY})
            profile = Profile.model_validate({"name": "test", "backend": "remote", "model": "lamp-1", **settings})
            composer = Composer(profile, plugins=backends, keys=Keys(folder, environment), client=client)
            return await of_services(composer, everything)

    findings = asyncio.run(go())
    return "\n".join(f"{one.state} {one.subject}: {one.what} -> {one.advice}" for one in findings)


def listing(*models: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, text=" ".join(models))


def test_all_is_well_without_a_profile_of_ones_own(command_line: CommandLine) -> None:
    answer = command_line("doctor")
    assert answer.code == 0
    for word in ("Python", "rp-composer", "SQLite", "data folder", "backend sketch"):
        assert word in answer.out
    assert not data_folder().exists()


def test_a_service_with_one_model_or_none_is_told_in_words(tmp_path: Path) -> None:
    assert "has 1 image model, lamp-1 among them" in told(tmp_path, listing("lamp-1"))
    assert "check `endpoint`" in told(tmp_path, listing())


def test_the_findings_come_as_json(command_line: CommandLine) -> None:
    findings = json.loads(command_line("doctor", "--json").out)
    assert {"state", "subject", "what", "advice"} == set(findings[0])
    assert {one["state"] for one in findings} == {"good"}


def test_a_missing_key_ends_with_one_and_says_where_to_put_it(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    answer = command_line("doctor", "--profile", "openai")
    assert answer.code == 1
    assert "OPENAI_API_KEY" in answer.out
    assert "rp-composer keys set openai" in answer.out


def test_files_and_plugins_that_do_not_load_are_named(command_line: CommandLine, tmp_path: Path) -> None:
    for folder, text in (("profiles", "stile: ink"), ("models", "models: [{nam: x}]")):
        (config_folder() / folder).mkdir(parents=True)
        (config_folder() / folder / "openai.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "config" / "plugins" / "broken.py").write_text("1 / 0", encoding="utf-8")
    answer = command_line("doctor")
    assert answer.code == 1
    assert "nearest is 'style'" in answer.out
    assert "models.0.nam" in answer.out
    assert "plugin broken could not be loaded" in answer.out


def test_a_profile_that_is_not_there_is_one_finding(command_line: CommandLine) -> None:
    answer = command_line("doctor", "--profile", "opnai")
    assert answer.code == 1
    assert "opnai" in answer.out


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_to(command_line: CommandLine) -> None:
    data_folder().mkdir(parents=True)
    data_folder().chmod(0o500)
    answer = command_line("doctor")
    assert answer.code == 1
    assert "RP_COMPOSER_DATA" in answer.out


def test_a_service_that_has_key_and_model_is_well(tmp_path: Path) -> None:
    findings = told(tmp_path, listing("lamp-1", "lamp-2"))
    assert "good backend remote: the key is there, from the environment variable REMOTE_KEY" in findings
    assert "2 image models, lamp-1 among them" in findings
    assert "bad" not in findings


def test_a_model_that_is_not_there_comes_with_those_that_are(tmp_path: Path) -> None:
    findings = told(tmp_path, listing("lamp-3", "lamp-4"))
    assert "doubtful" in findings
    assert "name one of them as `model` in the profile: lamp-3, lamp-4" in findings


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_taken(tmp_path: Path, status: int) -> None:
    findings = told(tmp_path, lambda request: httpx.Response(status, text=request.headers["x-remote-key"]))
    assert "does not take the key" in findings
    assert "rp-composer keys set remote" in findings
    assert KEY not in findings


def test_a_service_that_is_away(tmp_path: Path) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    assert "start the program there" in told(tmp_path, away, endpoint="http://127.0.0.1:7860")
    assert "your connection to the internet" in told(tmp_path, away)


def test_a_service_that_lists_nothing_may_draw_all_the_same(tmp_path: Path) -> None:
    findings = told(tmp_path, lambda _: httpx.Response(404))
    assert "doubtful backend remote" in findings
    assert "bad" not in findings


def test_of_backends_nobody_asked_for_nothing_is_bad(tmp_path: Path) -> None:
    findings = told(tmp_path, listing("lamp-1"), True, environment={"REMOTE_KEY": KEY})
    assert "backend spare" in findings
    assert "bad" not in findings


def test_a_backend_that_is_not_there(tmp_path: Path) -> None:
    assert "bad backend nobody" in told(tmp_path, listing(), backend="nobody")


def test_another_address_is_told_that_it_gets_no_key(tmp_path: Path) -> None:
    findings = told(tmp_path, listing("lamp-1"), endpoint="https://proxy.example/v1")
    assert "no key is sent to https://proxy.example" in findings
    assert "rp-composer keys set remote --endpoint https://proxy.example" in findings


def test_a_key_that_travels_unprotected(tmp_path: Path) -> None:
    findings = told(tmp_path, listing("lamp-1"), endpoint="http://proxy.example", key_variable="REMOTE_KEY")
    assert "unprotected" in findings


@pytest.mark.parametrize(("day", "state"), [("2020-01-01", "bad"), ("2999-01-01", "")])
def test_a_model_that_is_switched_off(tmp_path: Path, day: str, state: str) -> None:
    async def go() -> list[Finding]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(listing("lamp-1"))) as client:
            profile = Profile(name="test", backend="remote")
            composer = Composer(
                profile, plugins={"r": Remote()}, keys=Keys(tmp_path, {"REMOTE_KEY": KEY}), client=client
            )
            composer.targets = (Target(profile, Model(name="lamp-1", backend="remote", retires=day)),)
            return await of_services(composer)

    states = [one.state for one in asyncio.run(go()) if day in one.what]
    assert states == ([state] if state else [])


def test_files_of_another_distribution_in_our_package_are_found(tmp_path: Path) -> None:
    for name, package in (("stranger", "composer"), ("neighbour", "other")):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (info / "RECORD").write_text(f"{package}/extra.py,,\n", encoding="utf-8")
    program = "from composer.diagnosis import machine; print(machine.foreign_distributions())"
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['stranger']"


def test_an_old_sqlite_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 20, 0))
    assert [one.state for one in machine.of_installation() if one.subject == "SQLite"] == ["bad"]


def test_a_picture_file_that_is_not_there_is_named(command_line: CommandLine) -> None:
    Path("mine.yaml").write_text(
        "references:\n- {file: pier.png, role: place}\ncharacters:\n  Maren: {avatar_file: gone.png}\n",
        encoding="utf-8",
    )
    answer = command_line("doctor", "--profile", "mine.yaml")
    assert answer.code == 1
    assert "avatar of Maren" in answer.out
    assert "reference for place" in answer.out
    assert "gone.png: there is no such file" in " ".join(answer.out.split())


def test_a_disabled_plugin_that_does_not_exist_is_named_with_the_nearest(command_line: CommandLine) -> None:
    Path("mine.yaml").write_text("disabled_plugins: [stage.avod, stage.avoid, painter]\n", encoding="utf-8")
    answer = command_line("doctor", "--profile", "mine.yaml")
    assert "'stage.avod', which no plugin is called" in " ".join(answer.out.split())
    assert answer.out.count("which no plugin is called") == 1
    assert "did you mean 'stage.avoid'?" in answer.out


def test_a_template_that_holds_no_prompt_is_told(command_line: CommandLine, tmp_path: Path) -> None:
    profile = tmp_path / "mine.yaml"
    profile.write_text("templates: ['<pic>']\n", encoding="utf-8")
    answer = command_line("doctor", "--profile", str(profile))
    assert answer.code == 1
    assert "{prompt} once" in answer.out
