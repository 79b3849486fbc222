"""``rp-composer sillytavern install --server-plugin``: asks first, changes one line, and can be taken back."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from composer.sillytavern import extension, server_plugin
from tests.command_line import CommandLine

CONFIG = "# kept\nport: 8000\nenableServerPlugins: false # off\nlisten: false\n"


class Terminal:
    """Standard input of somebody who answers."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self, *_: int) -> str:
        return f"{self.answer}\n"


@pytest.fixture
def tavern(tmp_path: Path) -> Path:
    root = tmp_path / "SillyTavern"
    (root / "data" / "default-user").mkdir(parents=True)
    (root / "plugins").mkdir()
    (root / "plugins" / "package.json").write_text("{}", encoding="utf-8")
    (root / "server.js").touch()
    (root / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return root


def config_of(tavern: Path) -> str:
    return (tavern / "config.yaml").read_text(encoding="utf-8")


def told(tavern: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((tavern / "plugins" / "rp-composer" / "config.json").read_bytes())
    return content


def mark(tavern: Path) -> object:
    place = tavern / "data" / "default-user" / "extensions" / "rp-composer" / "server_plugin.json"
    return json.loads(place.read_bytes())["installed"]


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def install(command_line: CommandLine, tavern: Path, *more: object) -> Any:
    return command_line("sillytavern", "install", tavern, "--server-plugin", *more)


def test_it_puts_the_plugin_in_and_switches_it_on(tavern: Path, command_line: CommandLine) -> None:
    answer = install(command_line, tavern, "--yes")
    assert answer.code == 0
    assert config_of(tavern) == CONFIG.replace("false # off", "true # off")
    assert (tavern / "config.before-rp-composer.yaml").read_text(encoding="utf-8") == CONFIG
    assert "restart SillyTavern" in answer.out
    assert {path.name for path in (tavern / "plugins" / "rp-composer").iterdir()} == {
        "index.mjs", "backend.mjs", "config.mjs", "forwarding.mjs", "paths.mjs", "package.json", "config.json",
    }  # fmt: skip
    assert mark(tavern) is True


def test_the_plugin_starts_the_program_that_put_it_there(tavern: Path, command_line: CommandLine) -> None:
    install(command_line, tavern, "--yes")
    written = told(tavern)
    assert (written["address"], written["arguments"], written["autostart"]) == (
        "http://127.0.0.1:8765",
        ["serve"],
        False,
    )
    assert Path(written["command"]).is_absolute()
    ran = subprocess.run([written["command"], "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert extension.own_version() in ran.stdout


def test_it_asks_before_server_plugins_are_switched_on(
    tavern: Path, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y"))
    answer = install(command_line, tavern)
    assert (answer.code, "all the rights of SillyTavern" in answer.err) == (0, True)
    assert "true # off" in config_of(tavern)


@pytest.mark.parametrize("said", ["n", ""])
def test_without_agreement_nothing_is_changed(
    tavern: Path, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    before = everything(tavern)
    monkeypatch.setattr(sys, "stdin", Terminal(said))
    answer = install(command_line, tavern)
    assert (answer.code, "nothing was changed" in answer.err) == (1, True)
    assert (everything(tavern), config_of(tavern)) == (before, CONFIG)


def test_where_nobody_can_be_asked_it_says_what_to_do(tavern: Path, command_line: CommandLine) -> None:
    before = everything(tavern)
    answer = install(command_line, tavern)
    assert answer.code == 1
    assert "--yes" in answer.err and "config.yaml" in answer.err
    assert everything(tavern) == before


def test_what_is_switched_on_already_is_neither_asked_for_nor_written(tavern: Path, command_line: CommandLine) -> None:
    (tavern / "config.yaml").write_text("enableServerPlugins: true\n", encoding="utf-8")
    assert install(command_line, tavern).code == 0
    assert not (tavern / "config.before-rp-composer.yaml").exists()


def test_installed_again_it_keeps_what_the_user_wrote(tavern: Path, command_line: CommandLine) -> None:
    install(command_line, tavern, "--yes", "--autostart")
    file = tavern / "plugins" / "rp-composer" / "config.json"
    own = told(tavern) | {"arguments": ["serve", "--profile", "gemini"], "token": "abc", "command": "/gone/rp-composer"}
    file.write_text(json.dumps(own), encoding="utf-8")
    file.chmod(0o600)
    install(command_line, tavern)
    assert told(tavern) == own | {"command": str(server_plugin.program())}
    assert file.stat().st_mode & 0o777 == 0o600
    install(command_line, tavern, "--server", "http://127.0.0.1:9000/", "--no-autostart")
    assert told(tavern)["arguments"] == ["serve", "--profile", "gemini", "--port", "9000"]
    assert (told(tavern)["address"], told(tavern)["autostart"]) == ("http://127.0.0.1:9000", False)


def test_the_extension_alone_leaves_plugin_and_mark_alone(tavern: Path, command_line: CommandLine) -> None:
    command_line("sillytavern", "install", tavern)
    assert (mark(tavern), config_of(tavern)) == (False, CONFIG)
    install(command_line, tavern, "--yes")
    command_line("sillytavern", "install", tavern)
    assert mark(tavern) is True


def test_status_tells_of_the_plugin(tavern: Path, command_line: CommandLine) -> None:
    command_line("sillytavern", "install", tavern)
    answer = command_line("sillytavern", "status", tavern)
    assert (answer.code, "server plugin: not installed (it is optional)" in answer.out) == (0, True)
    install(command_line, tavern, "--yes")
    answer = command_line("sillytavern", "status", tavern)
    assert answer.code == 0
    assert f"server plugin: rp-composer {extension.own_version()} in" in answer.out
    assert "enableServerPlugins is true" in answer.out
    (tavern / "config.yaml").write_text(CONFIG, encoding="utf-8")
    answer = command_line("sillytavern", "status", tavern)
    assert (answer.code, "is not true, so that SillyTavern does not load it" in answer.out) == (1, True)
    (tavern / "config.yaml").unlink()
    answer = command_line("sillytavern", "status", tavern)
    assert (answer.code, "is not known" in answer.out) == (1, True)


def test_status_sees_another_version(tavern: Path, command_line: CommandLine) -> None:
    install(command_line, tavern, "--yes")
    (tavern / "plugins" / "rp-composer" / "index.mjs").write_text("// other", encoding="utf-8")
    answer = command_line("sillytavern", "status", tavern)
    assert (answer.code, "renews it" in answer.out) == (1, True)


def test_uninstall_takes_out_what_was_put_in_and_says_what_stays(tavern: Path, command_line: CommandLine) -> None:
    before = everything(tavern)
    install(command_line, tavern, "--yes")
    answer = command_line("sillytavern", "uninstall", tavern)
    assert answer.code == 0
    assert "left as it is" in answer.out and "enableServerPlugins" in answer.out
    left = {"config.before-rp-composer.yaml", "data/default-user/extensions"}
    assert everything(tavern) == before | left


def test_a_folder_of_somebody_else_is_not_touched(tavern: Path, command_line: CommandLine) -> None:
    other = tavern / "plugins" / "rp-composer"
    other.mkdir()
    (other / "index.js").write_text("// somebody else's", encoding="utf-8")
    before = everything(tavern)
    for answer in (install(command_line, tavern, "--yes"), command_line("sillytavern", "uninstall", tavern)):
        assert (answer.code, "is not our server plugin" in answer.err) == (1, True)
    assert (everything(tavern), config_of(tavern)) == (before, CONFIG)


def test_a_configuration_elsewhere_is_named(tavern: Path, tmp_path: Path, command_line: CommandLine) -> None:
    elsewhere = tmp_path / "own.yaml"
    (tavern / "config.yaml").rename(elsewhere)
    answer = install(command_line, tavern, "--yes")
    assert (answer.code, "--config" in answer.err) == (1, True)
    assert install(command_line, tavern, "--yes", "--config", elsewhere).code == 0
    assert "enableServerPlugins: true" in elsewhere.read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["8765", "ftp://a", "http://", "http://a:b@c", "http://a:x"])
def test_an_address_that_is_none_is_refused(tavern: Path, command_line: CommandLine, address: str) -> None:
    answer = install(command_line, tavern, "--yes", "--server", address)
    assert (answer.code, "is no address" in answer.err) == (1, True)


def test_what_is_only_for_the_plugin_is_refused_without_it(tavern: Path, command_line: CommandLine) -> None:
    assert command_line("sillytavern", "install", tavern, "--autostart").code == 2


def test_beside_an_extension_that_sillytavern_updates_only_the_plugin_is_put_in(
    tavern: Path, command_line: CommandLine
) -> None:
    command_line("sillytavern", "install", tavern)
    (tavern / "data" / "default-user" / "extensions" / "rp-composer" / ".git").mkdir()
    answer = install(command_line, tavern, "--yes")
    assert (answer.code, "left as it is" in answer.out) == (0, True)
    assert (tavern / "plugins" / "rp-composer" / "index.mjs").is_file()


def test_its_version_is_that_of_the_distribution() -> None:
    assert json.loads((server_plugin.source() / "package.json").read_bytes())["version"] == extension.own_version()
