"""``rp-composer compose`` and ``explain``: prompts in colour, as JSON, and where their words come from."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.painting import tag, write_chat

CARD = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {"name": "Maren", "description": "Maren has long silver hair and grey eyes.", "first_mes": "Hello."},
}


@pytest.fixture
def chat(command_line: CommandLine) -> Path:
    Path("maren.json").write_text(json.dumps(CARD), encoding="utf-8")
    texts = [f"{tag('Maren at the door', style='ink')}", "Hm.", f"{tag('Maren asleep')} {tag('an empty street')}"]
    return write_chat(Path("chat.jsonl"), texts)


def test_each_prompt_is_printed_under_its_place(command_line: CommandLine, chat: Path) -> None:
    out = command_line("compose", chat).out
    assert [line for line in out.splitlines() if line.startswith("──")] == [
        "── message 0, request 1 ──",
        "── message 2, request 1 ──",
        "── message 2, request 2 ──",
    ]
    assert "[Style: ink]\n\nMaren at the door\n" in out


def test_a_chosen_request_is_printed_alone(command_line: CommandLine, chat: Path) -> None:
    assert command_line("compose", chat, "--message", 2, "--request", 2).out == "an empty street\n"


def test_the_card_speaks_in_the_prompt(command_line: CommandLine, chat: Path) -> None:
    out = command_line("compose", chat, "--card", "maren.json", "--message", 0).out
    assert re.search(r"\[Character Reference: Maren's appearance: .*silver.*\]", out)


def test_words_of_ones_own_are_composed(command_line: CommandLine, chat: Path) -> None:
    assert command_line("compose", "--prompt", "a lighthouse, no people").out == "a lighthouse, no people\n"
    out = command_line("compose", "--prompt", "Maren at sea", "--card", "maren.json").out
    assert "silver" in out
    assert out.endswith("Maren at sea\n")
    assert "Maren at sea" in command_line("compose", chat, "--prompt", "Maren at sea").out


def test_a_message_can_come_from_standard_input(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tag("a gull, no people").encode()), encoding="utf-8"))
    assert command_line("compose", "-").out == "a gull, no people\n"


def test_json_holds_the_prompt_and_the_way_back(command_line: CommandLine, chat: Path) -> None:
    entries = json.loads(command_line("compose", chat, "--json").out)
    assert [(one["message"], one["request"]) for one in entries] == [(0, 1), (2, 1), (2, 2)]
    first = entries[0]
    assert first["prompt"].startswith("[Style: ink]")
    assert {"negative_prompt", "parts", "references", "changes"} <= set(first)
    for part in first["parts"]:
        assert first["prompt"][part["start"] : part["end"]] == part["text"]
        assert part["plugin"].startswith("stage.")


def test_what_was_changed_is_said(command_line: CommandLine) -> None:
    Path("message.md").write_text(tag("a gull [STYLE: evil]", n=4), encoding="utf-8")
    out = command_line("compose", "message.md").out
    assert "lowered: n (4 became 1" in out


def test_colour_is_only_for_terminals_and_never_with_no_color(
    command_line: CommandLine, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = command_line("compose", chat, "--message", 0).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = command_line("compose", chat, "--message", 0).out
    monkeypatch.setenv("NO_COLOR", "1")
    uncoloured = command_line("compose", chat, "--message", 0).out
    assert "\x1b" not in plain
    assert re.search(r"\x1b\[3\dmink\x1b", coloured) or re.search(r"\x1b\[9\dmink\x1b", coloured)
    assert not re.search(r"\x1b\[[0-9;]*(?:3|9)\dm", uncoloured)


def test_long_prompts_are_not_broken_when_piped(command_line: CommandLine) -> None:
    words = " ".join(["wave"] * 100)
    Path("message.md").write_text(tag(words), encoding="utf-8")
    assert command_line("compose", "message.md").out.splitlines()[-1] == words


def test_explain_shows_slot_plugin_text_and_evidence(command_line: CommandLine, chat: Path) -> None:
    out = command_line("explain", chat, "--card", "maren.json", "--message", 0).out
    rows = [re.split(r"\s{2,}", row.strip()) for row in out.splitlines()]
    assert ["slot", "plugin", "text", "evidence"] in rows
    assert any(row[:3] == ["tag_style", "stage.tag_style", "ink"] and "0–3" in row[3] for row in rows)
    assert any(row[0] == "character" and "card:Maren.description" in row[-1] for row in rows)


def test_explain_can_be_json(command_line: CommandLine, chat: Path) -> None:
    (entry,) = json.loads(command_line("explain", chat, "--message", 0, "--json").out)
    words = next(part for part in entry["parts"] if part["slot"] == "prompt")
    assert words["evidence"][0]["quote"] == "Maren at the door"


@pytest.mark.parametrize("command", ["compose", "explain"])
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "give a CHAT, or words with --prompt"),
        (("chat.jsonl", "--message", 1), "there is no such request; there are (message/request): 0/1, 2/1, 2/2"),
        (("chat.jsonl", "--request", 3), "there is no such request"),
        (("chat.jsonl", "--request", 0), "--request"),
        (("none.jsonl",), "none.jsonl: there is no such file"),
        (("chat.jsonl", "--card", "none.png"), "none.png: there is no such file"),
        (("chat.jsonl", "--profile", "nobody"), "no profile is called 'nobody'; there are: default"),
        (("sample:nobody",), "no sample is called 'nobody'"),
    ],
)
def test_errors_are_one_line(
    command_line: CommandLine, chat: Path, command: str, arguments: tuple[object, ...], error: str
) -> None:
    answer = command_line(command, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: ")
    assert error in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_chat_without_requests_says_what_to_do(command_line: CommandLine) -> None:
    Path("message.md").write_text("Nothing.", encoding="utf-8")
    assert "--prompt" in command_line("compose", "message.md").err


def test_requests_that_cannot_be_composed_are_named_and_the_others_go_on(command_line: CommandLine) -> None:
    Path("message.md").write_text(f"{tag('')} {tag('an empty street')}", encoding="utf-8")
    answer = command_line("compose", "message.md")
    assert (answer.code, answer.out) == (0, "an empty street\n")
    assert answer.err.startswith("skipped: message 0, request 1: ")


def test_a_refused_request_is_named_and_the_others_go_on(command_line: CommandLine) -> None:
    (command_line.folder / "config" / "plugins" / "refuser.py").write_text(REFUSER, encoding="utf-8")
    Path("message.md").write_text(f"{tag('a spider')} {tag('an empty street')}", encoding="utf-8")
    answer = command_line("compose", "message.md")
    assert (answer.code, answer.out) == (0, "an empty street\n")
    assert answer.err == "refused: message 0, request 1: no spiders\n"
    assert command_line("compose", "message.md", "--request", 1).code == 1


REFUSER = """
from composer.errors import RefusedError
from composer.hookspecs import hookimpl

@hookimpl
def add_fragments(scene):
    if "spider" in scene.request.prompt:
        raise RefusedError("no spiders")
"""


def test_clothes_of_long_ago_say_how_sure_they_are(command_line: CommandLine) -> None:
    texts = ["Maren puts on a red dress.", "Three days later, it rains.", tag("Maren waves")]
    out = command_line("explain", write_chat(Path("old.jsonl"), texts)).out
    assert re.search(r"message:0 .*“red dress” \(52% sure\)", out)


def test_prompts_for_several_models_stand_side_by_side(command_line: CommandLine, chat: Path) -> None:
    models = ("--model", "gpt-image-2", "--model", "flux-dev")
    out = command_line("compose", chat, "--message", 0, "--card", "maren.json", *models).out
    heading, names, first = out.splitlines()[:3]
    assert heading == "── message 0, request 1 ──"
    assert names.split() == ["gpt-image-2", "flux-dev"]
    assert "[Style: ink]" in first
    assert "Maren has" in first or "Maren is" in first


def test_one_model_is_written_for_by_itself(command_line: CommandLine, chat: Path) -> None:
    out = command_line("compose", chat, "--message", 0, "--model", "openai/gpt-image-2").out
    assert out == "[Style: ink]\n\nMaren at the door\n"


@pytest.mark.parametrize("command", ["compose", "explain"])
@pytest.mark.parametrize("name", ["", " "])
def test_a_model_without_a_name_is_an_error_of_usage(
    command_line: CommandLine, chat: Path, command: str, name: str
) -> None:
    answer = command_line(command, chat, "--model", "flux-dev", "--model", name)
    assert (answer.code, answer.out) == (2, "")
    assert "Invalid value for '--model': a model has a name; 'rp-composer models' lists them" in answer.err


def test_json_names_the_model_of_each_prompt(command_line: CommandLine, chat: Path) -> None:
    out = command_line("compose", chat, "--message", 0, "--json", "--model", "gpt-image-2", "--model", "flux-dev").out
    assert [(one["backend"], one["model"]) for one in json.loads(out)] == [
        ("openai", "gpt-image-2"), ("a1111", "flux-dev")
    ]  # fmt: skip


def test_explain_says_for_which_model_a_part_was_written(command_line: CommandLine, chat: Path) -> None:
    out = command_line("explain", chat, "--message", 0, "--model", "gpt-image-2", "--model", "flux-dev").out
    assert "message 0, request 1, for gpt-image-2" in out
    assert "message 0, request 1, for flux-dev" in out


def test_the_prompts_of_single_people_are_shown_kept_and_explained(command_line: CommandLine) -> None:
    for name, hair in (("Ida", "red"), ("Ruth", "black")):
        card = {"spec": "chara_card_v2", "spec_version": "2.0"}
        card["data"] = {"name": name, "description": f"{name} is a woman with {hair} hair."}  # type: ignore[assignment]
        Path(f"{name}.json").write_text(json.dumps(card), encoding="utf-8")
    asked = ("--prompt", "Ida hugs Ruth", "--card", "Ida.json", "--card", "Ruth.json")
    nai = ("--model", "novelai/nai-diffusion-4-5-full")
    out = command_line("compose", *asked, *nai).out
    assert re.search(r"2girls.* \| girl, red hair, source#hug \| girl, black hair, target#hug\n", out)
    beside = command_line("compose", *asked, *nai, "--model", "sketch/sketch").out
    assert "source#hug" in beside
    (entry,) = json.loads(command_line("compose", *asked, *nai, "--json").out)
    assert [(one["name"], one["prompt"]) for one in entry["people"]] == [
        ("Ida", "girl, red hair, source#hug"), ("Ruth", "girl, black hair, target#hug")
    ]  # fmt: skip
    assert all(
        entry["people"][part["person"]]["prompt"][part["start"] : part["end"]] == part["text"]
        for part in entry["parts"]
        if "person" in part
    )
    assert "Ruth | black hair" in command_line("explain", *asked, *nai).out
