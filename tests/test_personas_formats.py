"""Personas from every kind of file: settings and backups of SillyTavern, JSON, text, and cards turned personas."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.cards.personas import persona_of_card, swapped
from composer.errors import CardError
from composer.types import CharacterCard
from tests.sillytavern import content
from tests.sillytavern.content import picture
from tests.test_cards_formats import PERSONAS, card_chunk, png

BACKUP: dict[str, Any] = {
    "personas": {"a.png": "Alex", "b.png": "Robin", "c.png": "Robin"},
    "persona_descriptions": {"a.png": {"description": "You have red hair."}, "b.png": {"description": "Tall."}},
    "default_persona": "b.png",
}
SETTINGS = {"firstRun": False, "username": "Alex", "user_avatar": "a.png", "main_api": "openai", "power_user": BACKUP}


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer()


def written(folder: Path, name: str, fields: object) -> str:
    (folder / name).write_text(fields if isinstance(fields, str) else json.dumps(fields), encoding="utf-8")
    return str(folder / name)


@pytest.mark.parametrize("fields", [BACKUP, SETTINGS], ids=["backup", "settings"])
def test_the_default_persona_is_read(composer: Composer, tmp_path: Path, fields: object) -> None:
    persona = composer.read_persona(written(tmp_path, "settings.json", fields))
    assert (persona.name, persona.description, persona.file) == ("Robin", "Tall.", "b.png")


@pytest.mark.parametrize("name", ["Alex", "alex", "a.png", "Al"])
def test_a_persona_of_several_is_named_behind_the_file(composer: Composer, tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "personas.json", BACKUP)
    assert composer.read_persona(f"{path}#{name}").description == "You have red hair."


def test_the_avatar_lies_beside_the_settings(composer: Composer, tmp_path: Path) -> None:
    (tmp_path / "User Avatars").mkdir()
    (tmp_path / "User Avatars" / "b.png").write_bytes(picture((1, 2, 3)))
    assert composer.read_persona(written(tmp_path, "settings.json", SETTINGS)).avatar == picture((1, 2, 3))


def test_no_avatar_is_read_from_outside(composer: Composer, tmp_path: Path) -> None:
    (tmp_path / "User Avatars").mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    fields = {**BACKUP, "personas": {"../secret.png": "Alex"}, "default_persona": "../secret.png"}
    assert composer.read_persona(written(tmp_path, "personas.json", fields)).avatar == b""


def test_an_unknown_name_is_answered_with_the_nearest(composer: Composer, tmp_path: Path) -> None:
    path = written(tmp_path, "personas.json", BACKUP)
    with pytest.raises(CardError, match=r"personas\.json: no persona is called 'Alx'; the nearest are: Alex"):
        composer.read_persona(f"{path}#Alx")


def test_two_personas_of_one_name_are_told_apart_by_file(composer: Composer, tmp_path: Path) -> None:
    path = written(tmp_path, "personas.json", BACKUP)
    with pytest.raises(CardError, match=r"name one by its file: b\.png, c\.png"):
        composer.read_persona(f"{path}#Robin")


def test_settings_that_prefer_nobody_name_all(composer: Composer, tmp_path: Path) -> None:
    path = written(tmp_path, "personas.json", {**BACKUP, "default_persona": None})
    with pytest.raises(CardError, match="#NAME; there are: Alex, Robin"):
        composer.read_persona(path)


def test_older_settings_describe_the_persona_in_use(composer: Composer, tmp_path: Path) -> None:
    user = {"personas": {"a.png": "Alex"}, "persona_description": "Red hair."}
    path = written(tmp_path, "settings.json", {**SETTINGS, "power_user": user})
    assert composer.read_persona(path).description == "Red hair."


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Alex", "description": "Red hair."},
        {"name": "Alex", "personaPrompt": "Red hair."},
        {"title": "Alex", "content": "Red hair.", "avatar": "me.png"},
    ],
)
def test_json_personas_of_several_programs(composer: Composer, tmp_path: Path, fields: dict[str, str]) -> None:
    persona = composer.read_persona(written(tmp_path, "me.json", fields))
    assert (persona.name, persona.description, persona.avatar) == ("Alex", "Red hair.", b"")


def test_a_json_persona_may_carry_its_avatar(composer: Composer, tmp_path: Path) -> None:
    avatar = base64.b64encode(picture((9, 9, 9))).decode()
    path = written(tmp_path, "me.json", {"name": "Alex", "aliases": ["Lex", 3], "avatar": avatar})
    persona = composer.read_persona(path)
    assert (persona.avatar, persona.aliases) == (picture((9, 9, 9)), ("Lex",))


@pytest.mark.parametrize("fields", ["[]", "{}", '{"a": 1', '{"name": ""}', "[" * 100_000])
def test_json_that_is_no_persona_says_so(fields: str) -> None:
    with pytest.raises(CardError):
        PERSONAS["json"].read(fields.encode())


@pytest.mark.parametrize(
    ("name", "text", "called"),
    [
        ("Alex.md", "You have red hair.", "Alex"),
        ("me.md", "# Alex\nYou have red hair.", "Alex"),
        ("me.txt", "Name: Alex\nHair: red", "Alex"),
        ("me.md", "**Name:** Alex\nHair: red", "Alex"),
        ("me.md", "---\nname: Alex\n---\nYou have red hair.", "Alex"),
        ("me.txt", "Имя: Алекс\nУ тебя рыжие волосы.", "Алекс"),
        ("me.txt", "名字：林浩\n你有红头发。", "林浩"),
    ],
)
def test_texts_are_personas(composer: Composer, tmp_path: Path, name: str, text: str, called: str) -> None:
    persona = composer.read_persona(written(tmp_path, name, text))
    assert persona.name == called
    assert persona.description and "---" not in persona.description


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_a_text_of_before_unicode_is_read(composer: Composer, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "me.txt").write_bytes("Имя: Алекс\nУ тебя рыжие волосы и зелёные глаза.".encode(encoding))
    persona = composer.read_persona(tmp_path / "me.txt")
    assert (persona.name, persona.description[-27:]) == ("Алекс", "рыжие волосы и зелёные глаза."[-27:])


def test_misread_texts_of_personas_are_put_right(composer: Composer, tmp_path: Path) -> None:
    fields = {**BACKUP, "personas": {"b.png": "Алекс".encode().decode("cp1251")}}
    assert composer.read_persona(written(tmp_path, "personas.json", fields)).name == "Алекс"


def test_a_yaml_persona_stays_one(composer: Composer, tmp_path: Path) -> None:
    with pytest.raises(CardError, match="descripton"):
        composer.read_persona(written(tmp_path, "me.yaml", "name: Alex\ndescripton: red hair\n"))


def test_a_file_with_a_hash_in_its_name_is_a_file(composer: Composer, tmp_path: Path) -> None:
    assert composer.read_persona(written(tmp_path, "a#b.md", "Red hair.")).name == "a#b"


def test_another_name_than_the_files_only_persona_is_an_error(composer: Composer, tmp_path: Path) -> None:
    path = written(tmp_path, "me.yaml", "name: Alex\n")
    assert composer.read_persona(f"{path}#alex").name == "Alex"
    with pytest.raises(CardError, match="the persona in it is called 'Alex', not 'Robin'"):
        composer.read_persona(f"{path}#Robin")


CARD = {
    "spec": "chara_card_v2",
    "data": {"name": "Maren", "description": "{{char}} has black hair. <USER> fears <BOT>.", "first_mes": "Hi."},
}


def test_a_png_card_is_turned_into_a_persona(composer: Composer, tmp_path: Path) -> None:
    (tmp_path / "maren.png").write_bytes(png(card_chunk(CARD)))
    persona = composer.read_persona(tmp_path / "maren.png")
    assert (persona.name, persona.description) == ("Maren", "{{user}} has black hair. <CHAR> fears <USER>.")
    assert persona.avatar == (tmp_path / "maren.png").read_bytes()
    assert persona.file == "maren.png"


def test_a_json_card_is_turned_into_a_persona(composer: Composer, tmp_path: Path) -> None:
    persona = composer.read_persona(written(tmp_path, "maren.json", CARD))
    assert persona.card is not None
    story = composer.story([CharacterCard("Wren")], persona)
    assert [trait.value for trait in story.people[-1].traits if trait.attribute == "hair_color"] == ["black"]


@pytest.mark.parametrize(("name", "suffix", "data"), content.cards()[:4], ids=lambda value: str(value)[:5])
def test_a_card_of_any_carrier_is_turned_into_a_persona(
    composer: Composer, tmp_path: Path, name: str, suffix: str, data: bytes
) -> None:
    (tmp_path / f"card.{suffix}").write_bytes(data)
    persona = composer.read_persona(tmp_path / f"card.{suffix}")
    assert persona.card is not None
    assert persona.name.startswith(name)
    assert "{{char}}" not in persona.description.replace("{{user}}", "")


def test_a_card_without_a_description_has_its_personality_read() -> None:
    assert persona_of_card(CharacterCard("Maren", personality="{{char}} is tall.")).description == "{{user}} is tall."


@given(st.lists(st.sampled_from(["{{char}}", "{{user}}", "{{ char }}", " is ", "x", "{{random:a,b}}"])).map("".join))
@settings(max_examples=30)
def test_swapping_twice_gives_the_text_again(text: str) -> None:
    assert swapped(swapped(text)) == text


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(), lambda one: st.lists(one) | st.dictionaries(
        st.sampled_from(["personas", "persona_descriptions", "default_persona", "power_user", "name", "description"])
        | st.text(), one), max_leaves=12,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
@settings(max_examples=150)
@pytest.mark.parametrize("name", ["sillytavern", "json", "text", "yaml"])
def test_damaged_personas_raise_nothing_but_card_errors(name: str, data: bytes) -> None:
    PERSONAS[name].recognises(data)
    try:
        persona = PERSONAS[name].read(data)
    except CardError:
        return
    assert f"{persona.name}{persona.description}".encode() is not None
