"""``rp-composer find``: the requests of a message or chat, as a table or as JSON."""

import io
import json
import sys
from pathlib import Path

import pytest

from composer.app import Composer
from composer.requests import finding
from tests.command_line import CommandLine
from tests.painting import tag, write_chat

MESSAGE = f'Море. 🌊\r\n{tag("чайка на столбе", aspect_ratio="3:4")} and [IMG:GEN:{{"prompt":"a rope"}}] end'


def test_json_is_a_list_of_the_requests_and_nothing_else(command_line: CommandLine) -> None:
    Path("message.md").write_bytes(MESSAGE.encode())
    answer = command_line("find", "message.md", "--json")
    assert json.loads(answer.out) == [finding.as_json(found) for found in Composer().find(MESSAGE)]
    assert (answer.code, answer.err) == (0, "")


def test_spans_count_code_points_of_the_files_text(command_line: CommandLine) -> None:
    Path("message.md").write_bytes(b"\xef\xbb\xbf" + MESSAGE.encode())
    first, second = json.loads(command_line("find", "message.md", "--json").out)
    assert MESSAGE[slice(*first["span"])] == tag("чайка на столбе", aspect_ratio="3:4")
    assert MESSAGE[slice(*second["span"])] == '[IMG:GEN:{"prompt":"a rope"}]'


def test_a_message_can_come_from_standard_input(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MESSAGE.encode()), encoding="utf-8"))
    assert [one["grammar"] for one in json.loads(command_line("find", "-", "--json").out)] == [
        "image_tag",
        "legacy_tag",
    ]


def test_entries_of_a_chat_say_which_message(command_line: CommandLine) -> None:
    write_chat(Path("chat.jsonl"), [tag("one"), "nothing", f"{tag('two')} {tag('three')}", tag("hidden")], hidden=[3])
    entries = json.loads(command_line("find", "chat.jsonl", "--json").out)
    assert [(one["message"], one["request"]["prompt"]) for one in entries] == [(0, "one"), (2, "two"), (2, "three")]


@pytest.mark.parametrize("content", ["", "No pictures here."])
def test_no_requests_are_an_empty_list(command_line: CommandLine, content: str) -> None:
    Path("message.md").write_text(content, encoding="utf-8")
    assert json.loads(command_line("find", "message.md", "--json").out) == []
    assert command_line("find", "message.md").err == "no image requests\n"


def test_an_error_is_part_of_its_entry(command_line: CommandLine) -> None:
    Path("message.md").write_text(tag(""), encoding="utf-8")
    (entry,) = json.loads(command_line("find", "message.md", "--json").out)
    assert entry["status"] == "error"
    assert set(entry["error"]) >= {"code", "field", "message"}


def test_templates_of_the_profile_are_found(command_line: CommandLine) -> None:
    Path("profile.yaml").write_text("templates: ['<pic prompt=\"{prompt}\">']\n", encoding="utf-8")
    Path("message.md").write_text('A <pic prompt="a gull"> here', encoding="utf-8")
    (entry,) = json.loads(command_line("find", "message.md", "--json", "--profile", "profile.yaml").out)
    assert entry["request"]["prompt"] == "a gull"


def test_the_table_shows_place_status_form_and_words(command_line: CommandLine) -> None:
    Path("message.md").write_bytes(MESSAGE.encode())
    rows = command_line("find", "message.md").out.splitlines()
    assert rows[0].split() == ["span", "status", "form", "request"]
    assert [row.split()[1:3] for row in rows[1:]] == [["pending", "image_tag"], ["pending", "legacy_tag"]]
    assert "чайка на столбе" in rows[1]


def test_json_cannot_act_on_the_terminal(command_line: CommandLine) -> None:
    Path("message.md").write_text(tag("\x9b31m \u202e gull"), encoding="utf-8")
    answer = command_line("find", "message.md", "--json")
    assert not set(answer.out) & set("\x9b\u202e")
    assert json.loads(answer.out)[0]["request"]["prompt"] == "\x9b31m \u202e gull"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("none.md", None, "none.md: No such file"),
        ("none.jsonl", None, "none.jsonl: there is no such file"),
        ("latin.md", b"caf\xe9", "latin.md: no UTF-8 text, see byte 3"),
        ("chat.jsonl", b'{"user_name": "A"}\n{"mes": ', "chat.jsonl: line 2"),
    ],
)
def test_what_cannot_be_read_is_one_line_on_stderr(
    command_line: CommandLine, name: str, content: bytes | None, error: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    answer = command_line("find", name)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: ")
    assert error in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chat.json", '[{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "[IMG:GEN:{}]"}]'),
        ("chat.txt", 'Wren: Hello.\nYou: [IMG:GEN:{"prompt":"a gull"}]\nWren: Bye.'),
    ],
)  # fmt: skip
def test_chats_of_every_format_number_their_messages(command_line: CommandLine, name: str, content: str) -> None:
    Path(name).write_text(content)
    answer = command_line("find", name, "--json")
    assert [one["message"] for one in json.loads(answer.out)] == [1]
