"""The reader in the commands, in the server and in a profile."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from composer.errors import ProfileError
from composer.profiles import Profile, load_profile
from tests.command_line import CommandLine
from tests.painting import Painter, tag
from tests.reading_service import ReadingService, clothes, facts, said
from tests.serving import message, options, serve

DESCRIPTION = "Ida's plait is the colour of straw. Her eyes are like wet slate."
EYES = ("eye_color", "wet slate", "eyes are like wet slate")


# ── the commands ──


@pytest.fixture
def service() -> Iterator[ReadingService]:
    with ReadingService([said(facts(EYES))]) as service:
        yield service


@pytest.fixture
def command(command_line: CommandLine, service: ReadingService) -> CommandLine:
    """A command line in a folder with a card, a message and a profile that names the service."""
    reader = {"endpoint": service.endpoint, "model": "reads-1"}
    Path("mine.yaml").write_text(json.dumps({"name": "mine", "reader": reader}), encoding="utf-8")
    Path("card.json").write_text(json.dumps({"name": "Ida", "description": DESCRIPTION}), encoding="utf-8")
    Path("message.md").write_text('[IMG:GEN:{"prompt":"Ida on the pier"}]', encoding="utf-8")
    return command_line


def test_explain_names_the_reader_of_a_fact(command: CommandLine) -> None:
    asked = ("explain", "message.md", "--card", "card.json", "--profile", "mine.yaml")
    assert "read by chat_model" in " ".join(command(*asked).out.replace("│", " ").split())
    [one] = json.loads(command(*asked, "--json").out)
    readers = [evidence.get("reader") for part in one["parts"] for evidence in part["evidence"]]
    assert "chat_model" in readers


def test_what_explain_shows_is_what_compose_and_illustrate_send(command: CommandLine, service: ReadingService) -> None:
    options = ("message.md", "--card", "card.json", "--profile", "mine.yaml")
    assert "wet slate eyes" in command("compose", *options).out
    assert command("illustrate", *options).code == 0
    [record] = Path("message.md.pictures").glob("*.json")
    assert "wet slate eyes" in record.read_text(encoding="utf-8")
    assert len(service.asked) == 1


def test_a_service_that_fails_is_named_when_the_command_ends(command: CommandLine, service: ReadingService) -> None:
    service.replies_with((500, "oops"))
    answer = command("illustrate", "message.md", "--card", "card.json", "--profile", "mine.yaml")
    assert answer.code == 0
    assert "warning: reader chat_model" in answer.err


def test_doctor_says_whether_the_reader_has_its_model(command: CommandLine, service: ReadingService) -> None:
    said_by_doctor = " ".join(command("doctor", "--profile", "mine.yaml").out.split())
    assert f"chat_model asks reads-1 at {service.endpoint}" in said_by_doctor
    service.models = ("writes-1",)
    assert "has no model 'reads-1'" in " ".join(command("doctor", "--profile", "mine.yaml").out.split())


def test_doctor_says_nothing_of_a_reader_nobody_wants(command_line: CommandLine) -> None:
    assert not re.search(r"^\W+reader\b", command_line("doctor").out, re.MULTILINE)


def test_doctor_names_what_keeps_a_reader_off(command_line: CommandLine) -> None:
    Path("half.yaml").write_text("reader: {model: reads-1}\n", encoding="utf-8")
    assert "name its endpoint, too" in " ".join(command_line("doctor", "--profile", "half.yaml").out.split())


# ── the server ──


def served(folder: Path, service: ReadingService, path: str, *bodies: dict[str, Any]) -> list[Any]:
    """Return the answers of a server whose profile names the service."""
    reader = {"endpoint": service.endpoint, "model": "reads-1"}
    profile = Profile.model_validate({"name": "test", "backend": "painter", "reader": reader})
    people = [{"name": "Ida", "description": DESCRIPTION}]

    async def talk(client: httpx.AsyncClient) -> list[Any]:
        return [(await client.post(path, json={"people": people, **body})).json() for body in bodies]

    return serve(options(folder, Painter(), profile=profile), talk)


def test_the_server_composes_with_what_the_reader_finds_and_names_it(tmp_path: Path, service: ReadingService) -> None:
    body = {"message": message(tag("Ida waves"))}
    first, second = served(tmp_path, service, "/api/compose", body, body)
    [one] = first["requests"]
    assert "wet slate eyes" in one["prompt"]
    assert "chat_model" in {evidence["reader"] for part in one["parts"] for evidence in part["evidence"]}
    assert second == first
    assert len(service.asked) == 1


def test_the_server_draws_what_the_reader_finds(tmp_path: Path, service: ReadingService) -> None:
    [answer] = served(tmp_path, service, "/api/jobs", {"chat": "c", "message": message(tag("Ida waves"))})
    assert [one["status"] for one in answer["requests"]] != ["error"]
    assert len(service.asked) == 1


def test_the_server_draws_without_a_reader_that_fails(tmp_path: Path, service: ReadingService) -> None:
    service.replies_with((500, "oops"))
    [answer] = served(tmp_path, service, "/api/compose", {"message": message(tag("Ida waves"))})
    assert "Ida waves" in answer["requests"][0]["prompt"]


# ── messages ──

UNSURE = "By the third tune the crimson gown had claimed Ida."
GOWN = ("Ida", "puts_on", "crimson gown", "the crimson gown had claimed Ida")


@pytest.fixture
def chat(command: CommandLine, service: ReadingService) -> str:
    """A chat with a message of which the rules are unsure, and a service that reads it."""
    service.replies_with(said(clothes(GOWN)))
    lines = [{"name": "Ida", "mes": UNSURE}, {"name": "Ida", "mes": tag("Ida waves")}]
    Path("chat.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return "chat.jsonl"


def test_the_commands_agree_on_what_the_reader_finds_in_a_message(
    command: CommandLine, chat: str, service: ReadingService
) -> None:
    worn = json.loads(command("wardrobe", chat, "--profile", "mine.yaml", "--json").out)
    [gown] = next(one["garments"] for one in worn["people"] if one["name"] == "Ida")
    assert (gown["text"], gown["message"], gown["reader"]) == ("crimson gown", 0, "chat_model")
    assert "(read by chat_model)" in " ".join(command("wardrobe", chat, "--profile", "mine.yaml").out.split())
    assert "crimson gown" in command("compose", chat, "--profile", "mine.yaml").out
    assert command("illustrate", chat, "--profile", "mine.yaml").code == 0
    [record] = Path("chat.jsonl.pictures").glob("*.json")
    assert "crimson gown" in record.read_text(encoding="utf-8")
    assert len(service.asked) == 1


def test_the_server_tells_a_message_with_what_the_reader_finds(tmp_path: Path, service: ReadingService) -> None:
    service.replies_with(said(clothes(GOWN)))
    people = [{"name": "Ida"}]
    told = {"people": people, "message": message(UNSURE, name="Ida", id="1")}
    later = {"people": people, "message": message(tag("Ida waves"), name="Ida", id="2"), "first": 1}
    [first] = served(tmp_path, service, "/api/wardrobe", told)
    assert [one["text"] for one in first["people"][0]["garments"]] == ["crimson gown"]
    whole = {**later, "first": 0, "messages": [told["message"]]}
    resumed, anew = served(tmp_path, service, "/api/compose", {**later, "state": first["state"]}, whole)
    assert "crimson gown" in resumed["requests"][0]["prompt"]
    assert resumed["state"] == anew["state"]
    texts = [json.loads(one["messages"][1]["content"]).get("text", "") for one in service.asked]
    assert texts.count(UNSURE) == 1


# ── the profile ──


def test_the_key_of_a_reader_is_not_taken_along_to_another_address(tmp_path: Path) -> None:
    base, mine = tmp_path / "base.yaml", tmp_path / "mine.yaml"
    base.write_text("reader: {endpoint: https://one.example/v1, model: m, key_variable: ONE}\n", encoding="utf-8")
    mine.write_text("extends: ./base.yaml\nreader: {endpoint: https://two.example/v1}\n", encoding="utf-8")
    reader = load_profile(str(mine)).reader
    assert (reader.endpoint, reader.model, reader.key_variable) == ("https://two.example/v1", "m", "")


@pytest.mark.parametrize("line", ["endpoint: ftp://x", "endpoint: https://me@x/", "timeout: 0", "key: sk-1", "url: x"])
def test_a_wrong_setting_of_the_reader_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "mine.yaml").write_text(f"reader: {{{line}}}\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=rf"line 1: reader\.{line.partition(':')[0]}"):
        load_profile(str(tmp_path / "mine.yaml"))
