"""``rp-composer keys``: keys go in and out unseen."""

import io
import json
import sys
from pathlib import Path

import pytest

from composer.keys import Keys
from tests.command_line import CommandLine
from tests.remote import KEY

OPENAI = "https://api.openai.com"


def type_key(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture(autouse=True)
def no_keys_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_key_is_read_from_standard_input_and_stored_for_the_services_origin(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_key(monkeypatch, f"{KEY}\n")
    answer = command_line("keys", "set", "openai")
    assert answer.code == 0
    assert OPENAI in answer.out
    assert KEY not in answer.out + answer.err
    assert [(one.backend, one.origin) for one in Keys().list()] == [("openai", OPENAI)]
    assert KEY in Keys().path.read_text(encoding="utf-8")


def test_a_key_may_be_for_another_address(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    type_key(monkeypatch, KEY)
    command_line("keys", "set", "openai", "--endpoint", "https://proxy.example/v1")
    assert [one.origin for one in Keys().list()] == ["https://proxy.example"]


def test_the_list_says_where_each_key_comes_from(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    Keys().path.parent.mkdir(parents=True, exist_ok=True)
    Keys().set("openai", KEY, "https://proxy.example")
    monkeypatch.setenv("GEMINI_API_KEY", "another-secret-key")
    answer = command_line("keys", "list")
    assert answer.code == 0
    assert "environment variable GEMINI_API_KEY" in answer.out
    assert "https://proxy.example" in answer.out
    assert "keys.json" in answer.out
    told = answer.out + answer.err + command_line("keys", "list", "--json").out
    assert KEY not in told
    assert "another-secret-key" not in told


def test_a_missing_key_comes_with_the_command_that_stores_it(command_line: CommandLine) -> None:
    assert "rp-composer keys set BACKEND" in command_line("keys", "list").out
    rows = json.loads(command_line("keys", "list", "--json").out)
    assert {"backend": "openai", "origin": OPENAI, "place": ""} in rows


def test_a_key_is_removed(command_line: CommandLine) -> None:
    Keys().set("openai", KEY, OPENAI)
    assert command_line("keys", "remove", "openai").code == 0
    assert Keys().list() == ()
    again = command_line("keys", "remove", "openai")
    assert (again.code, "keys list" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "text", "problem"),
    [
        (("nobody",), KEY, "no backend is called 'nobody'"),
        (("sketch",), KEY, "needs no key"),
        (("openai",), "two words", "printable ASCII"),
        (("openai",), "", "printable ASCII"),
        (("openai", "--endpoint", "proxy.example"), KEY, "no http or https address"),
    ],
)
def test_what_cannot_be_stored_is_said_in_one_line(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], text: str, problem: str
) -> None:
    type_key(monkeypatch, text)
    answer = command_line("keys", "set", *arguments)
    assert answer.code == 2
    assert problem in answer.err
    assert not Keys().path.exists()


def test_a_variable_that_hides_the_stored_key_is_told(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another-secret-key")
    type_key(monkeypatch, KEY)
    assert "OPENAI_API_KEY is set and counts before it" in command_line("keys", "set", "openai").err
