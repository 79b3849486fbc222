"""Cards that people write by hand: YAML, plain text and Markdown, in several languages and encodings."""

import time
from itertools import pairwise

import pytest

from composer.errors import CardError, NoCardError
from tests.card_carriers import read_by

WEBUI = """name: Tove
context: |
  A tall woman with grey eyes.
  She keeps a lighthouse.
greeting: Hello, {{user}}.
example_dialogue: |-
  {{user}}: Hi.
  {{char}}: Hi!
turn_template: "<|user|>"
"""


def yaml(text: str) -> object:
    return read_by("yaml", text.encode())


def test_the_files_of_text_generation_webui_are_read() -> None:
    card = read_by("yaml", WEBUI.encode())
    assert (card.name, card.first_mes, card.mes_example) == ("Tove", "Hello, {{user}}.", "{{user}}: Hi.\n{{char}}: Hi!")
    assert card.description == "A tall woman with grey eyes.\nShe keeps a lighthouse.\n"
    assert card.unknown == {"turn_template": "<|user|>"}


@pytest.mark.parametrize(
    "text",
    [
        "name: Tove\ndescription: tall\npersonality: calm\ntags: [a, b]",
        "spec: chara_card_v2\ndata:\n  name: Tove\n  description: tall\n  personality: calm\n  tags: [a, b]",
        "char_name: Tove\nchar_persona: tall\npersonality: calm\ntags: a, b",
    ],
)
def test_the_keys_of_cards_are_read_in_yaml(text: str) -> None:
    card = read_by("yaml", text.encode())
    assert (card.name, card.description, card.personality, card.tags) == ("Tove", "tall", "calm", ("a", "b"))


def test_what_json_cannot_say_is_text() -> None:
    text = "name: Tove\npersonality: calm\nx: !!timestamp 2001-12-14\ny: !!binary aGk=\n1: one\nz: !!set {a, b}"
    assert read_by("yaml", text.encode()).unknown == {"x": "2001-12-14", "y": "hi", "1": "one", "z": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name: Tove\ncontext: &a x\ngreeting: *a", "line 3: aliases are not allowed"),
        ("name: Tove\nname: Anna\ncontext: x", "line 2: the key 'name' is already in line 1"),
        ("name: 'Tove\ncontext: x", "line 2: found unexpected end"),
        ("name: Tove\ncontext: " + "[" * 5000, "YAML: it is nested too deeply"),
        ("- a\n- b", "the YAML has no keys"),
        ("place: x", "none of the fields"),
        ("x: " + "y" * 600_000, "the limit for a card is 524288"),
        ("name: x\ncontext: [" + "a," * 40_000 + "]", "too many lines and values"),
    ],
    ids=["alias", "twice", "quote", "deep", "list", "other", "long", "many"],
)
def test_broken_yaml_is_an_error_that_says_why(text: str, cause: str) -> None:
    with pytest.raises(CardError, match=cause):
        read_by("yaml", text.encode())


def test_yaml_that_grows_by_aliases_costs_nothing() -> None:
    names = "abcdefghijklmnopqrst"
    laughs = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise(names))
    started = time.process_time()
    with pytest.raises(CardError, match="aliases"):
        read_by("yaml", f"name: x\ncontext: y\n{laughs}".encode())
    assert time.process_time() - started < 1


MARKDOWN = """# Tove Lind

Tove is a tall woman with grey eyes and a long braid.

## Appearance
Grey eyes, silver braid.

## Personality
Calm.
### Likes
Storms.

## Scenario
A lighthouse.

## First Message
*She looks up.*

**Hello!**

## Example dialogue
{{char}}: Hi.
"""
RUSSIAN = """Имя: Ася

Высокая, с серыми глазами.

Характер: спокойная
и добрая.

Сценарий:
Маяк на острове.

Первое сообщение:
Привет!
"""
CHINESE = """# 小雅

她有一头银色的长发。

**性格**
温柔。

【场景】
灯塔。

开场白：你好！
"""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (MARKDOWN, ("Tove Lind", "Calm.\n### Likes\nStorms.", "A lighthouse.", "*She looks up.*\n\n**Hello!**")),
        (RUSSIAN, ("Ася", "спокойная\nи добрая.", "Маяк на острове.", "Привет!")),
        (CHINESE, ("小雅", "温柔。", "灯塔。", "你好！")),
    ],
    ids=["English", "Russian", "Chinese"],
)
def test_known_headings_and_labels_are_fields(text: str, fields: tuple[str, str, str, str]) -> None:
    card = read_by("text", text.encode())
    assert (card.name, card.personality, card.scenario, card.first_mes) == fields


def test_everything_else_is_the_description() -> None:
    card = read_by("text", MARKDOWN.encode())
    assert card.description.startswith("# Tove Lind\n\nTove is a tall woman")
    assert card.description.endswith("## Appearance\nGrey eyes, silver braid.")
    assert card.mes_example == "{{char}}: Hi."


def test_people_of_a_text_stay_together_in_the_description() -> None:
    text = "# Tove\nTall.\n\n# Bruno\nShort.\n\nName: Tove\nHair: red\n\nName: Bruno\nHair: grey"
    card = read_by("text", text.encode())
    assert (card.name, card.description) == ("Tove", text)


@pytest.mark.parametrize(
    "text",
    ["Just some prose about a woman, who is tall.", "# A heading that is a sentence, no name.\nTall.", "[Tove: tall]"],
)
def test_a_text_without_a_name_has_none(text: str) -> None:
    card = read_by("text", text.encode())
    assert (card.name, card.description) == ("", text)


def test_front_matter_gives_fields() -> None:
    text = "---\nname: Tove\ntags: [keeper]\ngreeting: Hi.\n---\nA tall woman.\n\n## Personality\ncalm"
    card = read_by("text", text.encode())
    assert (card.name, card.tags, card.first_mes, card.description) == ("Tove", ("keeper",), "Hi.", "A tall woman.")
    assert read_by("text", b"---\nname: [\n---\nA tall woman.").description == "A tall woman."


@pytest.mark.parametrize(("codec", "name"), [("cp1251", "Windows-1251"), ("utf-16", "UTF-16"), ("koi8-r", "KOI8-R")])
def test_other_encodings_are_read_and_told(codec: str, name: str) -> None:
    card = read_by("text", RUSSIAN.replace("\n", "\r\n").encode(codec))
    assert (card.name, card.scenario) == ("Ася", "Маяк на острове.")
    assert card.warnings == (f"the file is in {name}, not in UTF-8; it was read as that",)


def test_yaml_in_utf_16_is_read() -> None:
    card = read_by("yaml", WEBUI.encode("utf-16"))
    assert card.name == "Tove"


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xff\xfe", b"\0" * 10])
def test_a_file_without_text_holds_no_card(data: bytes) -> None:
    with pytest.raises(NoCardError):
        read_by("text", data)


def test_a_book_is_no_card() -> None:
    with pytest.raises(CardError, match="the limit for a card is 1048576"):
        read_by("text", b"word " * 300_000)
