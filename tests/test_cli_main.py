"""The command line as a whole: help, version, plugins and their commands, errors, and what it imports."""

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from composer.cli import COMMANDS
from tests.command_line import CommandLine
from tests.painting import tag


def test_version(command_line: CommandLine) -> None:
    assert command_line("--version").out == f"rp-composer {importlib.metadata.version('rp-composer')}\n"


@pytest.mark.parametrize("arguments", [("-h",), ("--help",), ()])
def test_help_lists_the_commands(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    answer = command_line(*arguments)
    assert answer.code == 0
    assert all(f"  {name} " in answer.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(command_line: CommandLine, name: str) -> None:
    answer = command_line(name, "-h")
    assert answer.code == 0
    assert "Example" in answer.out
    assert f"rp-composer {name} " in answer.out


def test_the_short_help_of_a_command_is_the_beginning_of_its_long_one(command_line: CommandLine) -> None:
    assert all(len(text) < 70 and text.endswith(".") for text in COMMANDS.values())


@pytest.mark.parametrize("name", ["jobs", "keys"])
def test_a_command_that_needs_another_prints_its_help(command_line: CommandLine, name: str) -> None:
    alone = command_line(name)
    assert (alone.code, alone.err) == (0, "")
    assert alone.out == command_line(name, "--help").out
    assert "..." not in alone.out.partition("Commands:")[2]


def test_commands_of_plugins_are_listed_and_run(command_line: CommandLine) -> None:
    assert re.search(r"^  greet +Say hello\.$", command_line("--help").out, re.MULTILINE)
    assert command_line("greet").out == "hello\n"


def test_a_broken_plugin_is_named_and_the_rest_works(command_line: CommandLine) -> None:
    (command_line.folder / "config" / "plugins" / "broken.py").write_text("1/0\n", encoding="utf-8")
    answer = command_line("greet")
    assert (answer.code, answer.out) == (0, "hello\n")
    assert answer.err.startswith("warning: plugin broken could not be loaded")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("frobnicate",), "error: No such command 'frobnicate'; see 'rp-composer --help'\n"),
        (("find",), "error: Missing argument 'FILE|-'; see 'rp-composer find --help'\n"),
        (("find", "--sideways", "x"), "error: No such option '--sideways'; see 'rp-composer find --help'\n"),
    ],
)
def test_a_wrong_command_is_one_line_with_the_next_step(
    command_line: CommandLine, arguments: tuple[str, ...], error: str
) -> None:
    answer = command_line(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.replace("No such option: --sideways", "No such option '--sideways'") == error


def test_a_reader_that_goes_away_is_no_error(command_line: CommandLine) -> None:
    Path("message.md").write_text("\n".join(tag(f"wave {number}") for number in range(3000)), encoding="utf-8")
    process = command_line.start("find", "message.md", "--json")
    assert process.stdout is not None
    assert process.stdout.readline() == "[\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 141


def test_plugins_are_listed_with_kind_hooks_and_origin(command_line: CommandLine) -> None:
    rows = {row["name"]: row for row in json.loads(command_line("plugins", "--json").out)}
    assert rows["stage.tag_prompt"]["kind"] == "stage"
    assert rows["stage.tag_prompt"]["hooks"] == ["add_fragments"]
    assert rows["stage.tag_prompt"]["origin"].startswith("rp-composer ")
    assert rows["painter"]["kind"] == ""
    assert rows["painter"]["hooks"] == ["register_backends", "register_commands"]
    assert rows["painter"]["origin"].endswith("painter.py")


def test_plugins_names_the_drop_in_folder(command_line: CommandLine) -> None:
    assert str(command_line.folder / "config" / "plugins") in command_line("plugins").out


def test_plugins_can_be_chosen_by_hook(command_line: CommandLine) -> None:
    names = [row["name"] for row in json.loads(command_line("plugins", "--hook", "register_grammars", "--json").out)]
    assert names == ["grammar.details_block", "grammar.image_tag", "grammar.legacy_tag"]
    assert "grammar.image_tag" in command_line("plugins", "--hook", "register_grammars").out


def test_an_unknown_hook_is_answered_with_the_nearest(command_line: CommandLine) -> None:
    answer = command_line("plugins", "--hook", "add_fragment")
    assert answer.code == 2
    assert answer.err.startswith("error: there is no hook 'add_fragment'; the nearest is 'add_fragments'")


def test_composing_imports_nothing_that_it_does_not_need(command_line: CommandLine) -> None:
    Path("message.md").write_text(tag("a gull"), encoding="utf-8")
    program = (
        "import sys; from composer.cli import run; code = run(['compose', 'message.md'])\n"
        "slow = {'httpx', 'PIL', 'fastapi', 'uvicorn', 'rich', 'asyncio', 'rapidfuzz', 'json_repair'}\n"
        "print(sorted(slow & set(sys.modules)), file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stderr == "[]\n"
