"""Where texts contradict each other about looks: what counts, what does not, and who is told."""

import json
from pathlib import Path

import pytest

from composer import Composer
from composer.types import CharacterCard, ChatMessage, Conflict, FoundRequest, ImageRequest, Persona, RenderedPrompt
from tests.command_line import CommandLine

ALEX = Persona("Alex")


def conflicts(*texts: str) -> list[Conflict]:
    name = "Марен" if "Марен" in "".join(texts) else "Maren"
    description, personality, scenario = (*texts, "", "")[:3]
    card = CharacterCard(name, description, personality, scenario)
    return list(Composer().story([card], ALEX).people[0].conflicts)


def told(found: list[Conflict]) -> list[tuple[str, str, str]]:
    return [(one.attribute, one.kept.value, one.dropped.value) for one in found]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Hair: black\nEyes: green", "Her eyes are blue."), [("eye_color", "green", "blue")]),
        (("She has red hair.", "", "Maren, her blonde hair wet, waits."), [("hair_color", "red", "blonde")]),
        (("She has pale skin. Her skin is dark.",), [("skin", "dark", "pale")]),
        (("Maren is 25 years old.", "Maren is 27 years old."), [("age_look", "25", "27")]),
        (("Height: 170 cm", "", "Maren is 185 cm tall."), [("height", "170 cm", "185 cm")]),
        (("Maren is a tall woman.", "Maren is a short woman."), [("height", "tall", "short")]),
        (("Maren is a slim woman.", "Maren is a fat woman."), [("build", "slim", "fat")]),
        (("Волосы: чёрные", "У Марен рыжие волосы."), [("hair_color", "чёрные", "рыжие")]),
        (("У Марен карие глаза. Глаза у Марен зелёные.",), [("eye_color", "зелёные", "карие")]),
        (("Рост: 170 см", "Рост: 190 см"), [("height", "170 см", "190 см")]),
        (("Марен — высокая женщина.", "Марен — невысокая женщина."), [("height", "высокая", "невысокая")]),
        (("头发：黑色", "头发：红色"), [("hair_color", "黑色", "红色")]),
        (("眼睛：绿色", "眼睛：蓝色"), [("eye_color", "绿色", "蓝色")]),
    ],
)  # fmt: skip
def test_what_cannot_hold_as_well_gives_way_and_is_reported(
    texts: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    found = conflicts(*texts)
    assert [(a, k.removesuffix(" years old"), d.removesuffix(" years old")) for a, k, d in told(found)] == expected
    assert all(one.kept.evidence and one.dropped.evidence and one.why for one in found)


@pytest.mark.parametrize(
    "texts",
    [
        ("She has brown hair.", "Her hair is dark brown."),
        ("She has one blue eye and one green eye.",),
        ("Her hair is black with red streaks.", "Black hair."),
        ("Maren is a woman.", "She is a girl at heart, a female sailor."),
        ("Maren is 400 years old and looks 25 years old.",),
        ("Height: 170 cm", "Maren is 5'7\" tall."),
        ("Maren is a tall woman of 185 cm.",),
        ("У Марен русые волосы.", "Волосы у Марен тёмно-русые."),
        ("Один глаз голубой, другой карий.",),
        ("Марен — высокая женщина, рост 185 см.",),
        ("左眼蓝色，右眼金色。",),
    ],
)
def test_what_holds_together_is_no_conflict(texts: tuple[str, ...]) -> None:
    assert told(conflicts(*texts)) == []


# ── who is told ──


def composed(prompt: str) -> RenderedPrompt:
    composer = Composer()
    card = CharacterCard("Maren", "Hair: black\nEyes: green", "Maren's eyes are blue.")
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    return composer.compose(composer.scene(composer.story([card], ALEX), ChatMessage("Maren", prompt), found))


def test_a_prompt_knows_the_conflicts_of_those_it_describes() -> None:
    ((name, conflict),) = composed("Maren at the pier").conflicts
    assert (name, conflict.attribute, conflict.kept.value, conflict.dropped.value) == (
        "Maren", "eye_color", "green", "blue",
    )  # fmt: skip
    assert not composed("an empty pier, no people").conflicts


def test_what_a_request_says_of_looks_is_a_conflict_with_the_card() -> None:
    found = [one for _, one in composed("Maren with blonde hair").conflicts if one.attribute == "hair_color"]
    assert [(one.kept.value, one.dropped.value, one.kept.evidence[0].source) for one in found] == [
        ("blonde", "black", "request")
    ]


@pytest.fixture
def card(command_line: CommandLine) -> Path:
    data = {"name": "Maren", "description": "Hair: black\nEyes: green", "personality": "Maren's eyes are blue."}
    path = Path("two-eyed.json")  # in the command's folder
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_explain_says_what_counts_and_what_does_not(command_line: CommandLine, card: Path) -> None:
    out = " ".join(command_line("explain", "--card", card, "--prompt", "Maren at the pier").out.split())
    assert "conflict: Maren, eye_color: green eyes [card:Maren.description" in out
    assert "not blue eyes [card:Maren.personality" in out


def test_explain_tells_programs_the_same(command_line: CommandLine, card: Path) -> None:
    answer = command_line("explain", "--card", card, "--prompt", "Maren at the pier", "--json")
    (conflict,) = json.loads(answer.out)[0]["conflicts"]
    assert (conflict["person"], conflict["kept"]["text"], conflict["dropped"]["text"]) == (
        "Maren", "green eyes", "blue eyes",
    )  # fmt: skip
    assert conflict["kept"]["evidence"][0]["source"] == "card:Maren.description"
