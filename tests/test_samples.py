"""The sample characters: readable, whole, and asking for pictures in every form."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from composer.carriers import open_chat, read_card, read_persona
from composer.documents import load_yaml
from composer.plugins import FINDING, READING, PluginManager
from composer.requests.finding import find
from composer.types import ChatMessage, FoundRequest
from tests.sample_maker.__main__ import CHARACTERS, PAINTERS, packed, version_2

NAMES = sorted(PAINTERS)
EXPECTED = load_yaml(Path(__file__).with_name("sample_expectations.yaml"))
PLUGINS = PluginManager()
PLUGINS.load(FINDING | READING)
CARDS = PLUGINS.catalogue("register_card_formats", "card format").items
PERSONAS = PLUGINS.catalogue("register_persona_formats", "persona format").items
CHATS = PLUGINS.catalogue("register_chat_formats", "chat format").items
GRAMMARS = PLUGINS.catalogue("register_grammars", "grammar").items

every_sample = pytest.mark.parametrize("name", NAMES)


def lines(name: str) -> list[bytes]:
    return (CHARACTERS / name / "chat.jsonl").read_bytes().splitlines(keepends=True)


def messages(name: str) -> tuple[ChatMessage, ...]:
    return tuple(CHATS["jsonl"].read(lines(name)))


def requests(name: str) -> list[tuple[int, FoundRequest]]:
    return [
        (number, found)
        for number, message in enumerate(messages(name))
        for found in find(message.text, GRAMMARS.values())
    ]


def pending(name: str) -> list[tuple[int, FoundRequest]]:
    return [(number, found) for number, found in requests(name) if found.status == "pending"]


def test_every_folder_is_a_sample() -> None:
    assert sorted(path.name for path in CHARACTERS.iterdir() if path.is_dir()) == NAMES


@every_sample
def test_the_picture_and_the_json_hold_the_same_card(name: str) -> None:
    from_json = read_card(CHARACTERS / name / "card.json", CARDS.values())
    from_png = read_card(CHARACTERS / name / "card.png", CARDS.values())
    for field in ("name", "description", "personality", "scenario", "first_mes", "mes_example", "spec", "extensions"):
        assert getattr(from_png, field) == getattr(from_json, field)
    assert from_png.unknown == from_json.unknown
    assert (from_png.warnings, from_json.warnings) == ((), ())


@every_sample
def test_the_picture_holds_both_versions(name: str) -> None:
    card = json.loads((CHARACTERS / name / "card.json").read_text(encoding="utf-8"))
    with Image.open(CHARACTERS / name / "card.png") as picture:
        assert picture.size == (400, 600)
        texts = dict(picture.info)
    fresh = Image.open(io.BytesIO(packed(card, Image.new("RGB", (1, 1)))))
    assert {key: texts[key] for key in ("chara", "ccv3")} == fresh.info
    assert version_2(card)["data"]["description"] == card["data"]["description"]


@every_sample
def test_the_picture_is_small(name: str) -> None:
    assert (CHARACTERS / name / "card.png").stat().st_size < 150_000


def test_there_are_two_personas() -> None:
    personas = {name: read_persona(CHARACTERS / name / "persona.yaml", PERSONAS.values()) for name in NAMES}
    assert {name: persona.name for name, persona in personas.items()} == {
        "luka": "Вера", "maren": "Alex", "quill": "Alex",
    }  # fmt: skip
    assert personas["maren"] == personas["quill"]


@every_sample
def test_the_chat_is_between_card_and_persona(name: str) -> None:
    card = read_card(CHARACTERS / name / "card.png", CARDS.values())
    persona = read_persona(CHARACTERS / name / "persona.yaml", PERSONAS.values())
    assert open_chat(CHARACTERS / name / "chat.jsonl", CHATS.values()).name == "jsonl"
    assert CHATS["jsonl"].names(lines(name)) == (card.called, persona.name)
    assert {message.name for message in messages(name)} == {card.name, persona.name}
    assert messages(name)[0].text.startswith(card.first_mes)
    assert 8 <= len(messages(name)) <= 14
    assert len({message.id for message in messages(name)}) == len(messages(name))
    assert any(message.is_system for message in messages(name))


@every_sample
def test_the_chat_is_asked_for_pictures_as_expected(name: str) -> None:
    assert {found.status for _, found in requests(name)} == {"pending", "done"}
    found = [(number, one.grammar, _said(one)) for number, one in pending(name)]
    expected = EXPECTED[name]["requests"]
    assert len(found) == len(expected)
    for (number, grammar, said), wanted in zip(found, expected, strict=True):
        assert (number, grammar) == (wanted["message"], wanted["grammar"])
        assert said["prompt"].startswith(wanted["prompt"])
        for key in ("aspect_ratio", "style", "negative_prompt"):
            assert said[key] == wanted.get(key, said[key])


@every_sample
def test_the_chat_uses_every_grammar(name: str) -> None:
    assert {found.grammar for _, found in pending(name)} == {"image_tag", "legacy_tag", "details_block"}
    assert max(Counter(number for number, _ in pending(name)).values()) <= 4


@every_sample
def test_badly_written_requests_keep_their_whole_prompt(name: str) -> None:
    prompts = {
        "maren": '"KEEP THE LIGHT" on it',
        "quill": "eyes wide with wonder",
        "luka": '"БЕЗ ЧАСОВЩИКА НЕ ВХОДИТЬ"',
    }
    assert any(prompts[name] in _said(found)["prompt"] for _, found in pending(name))


def _said(found: FoundRequest) -> dict[str, Any]:
    request = found.request
    assert request is not None
    return {key: getattr(request, key) for key in ("prompt", "aspect_ratio", "style", "negative_prompt")}
