"""Other names of the people of a card: nicknames in quotes and brackets, "also known as", fields of nicknames."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer import Composer
from composer.reading.looks.aliases import without_aliases
from composer.reading.text.mapped import MappedText
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Person, Persona

ALEX = Persona("Alex")


def people(name: str, description: str) -> dict[str, Person]:
    story = Composer().story([CharacterCard(name, description)], ALEX)
    return {one.name: one for one in story.people if one.role == "character" and not one.members}


HEADINGS = """## Nell "Sparrow" Quick (aka The Hopper)
Red hair, blue eyes.

## Orrin, also known as Old Salt
White beard, brown eyes."""
LABELS = """Nell "Sparrow" Quick: red hair, blue eyes, a green dress.
Orrin (aka Old Salt): white hair, brown eyes, grey robe."""
FIELDS = """Name: Nell Quick
Nickname: Sparrow, Birdie
Hair: red
Eyes: blue

Name: Orrin Gale
Also known as: Old Salt
Hair: white
Eyes: brown"""
W_PLUS_PLUS = """[Character("Rosalind "Roz" Vane")
{
Hair("copper" + "braided")
Eyes("grey")
}]
[Character("Tobias Wick")
{
Aliases("Toby" + "The Candle")
Hair("black")
Eyes("hazel")
}]"""
JSON = """{"characters": [{"name": "Ode", "nickname": "Odie", "hair": "teal", "eyes": "brown"},
{"name": "Pell", "aliases": ["Pelican", "Pip"], "hair": "white", "eyes": "blue"}]}"""
PROSE = (
    "Nell (nickname: Sparrow) has red hair and blue eyes. She wears a green dress. Orla, better known as Salt, has "
    "white hair and brown eyes. Nell laughs a lot. Orla never laughs."
)
PLIST = """[Nell's nickname: Sparrow; Nell's appearance: short, red hair, blue eyes]
[Orrin's alias: Salt; Orrin's appearance: tall, white beard, brown eyes]"""
RUSSIAN_HEADINGS = """## Нелли (по прозвищу Воробей)
Рыжие волосы, голубые глаза.

## Орест «Старый» Гаврилов
Белая борода, карие глаза."""
RUSSIAN_LABELS = """Нелли, по прозвищу «Воробей»: рыжие волосы, голубые глаза.
Орест, он же Соль: седые волосы, карие глаза."""
RUSSIAN_FIELDS = """Имя: Нелли
Прозвище: Воробей
Волосы: рыжие
Глаза: голубые

Имя: Орест
Также известен как: Соль
Волосы: седые
Глаза: карие"""
CHINESE_BOXES = """【林小燕】（外号麻雀）
红色短发，蓝色眼睛。
【陈海】又名老盐
白发，棕色眼睛。"""
CHINESE_LABELS = """林小燕（又名“小雀”）：红色短发，蓝色眼睛。
陳海（綽號老鹽）：白髮，棕色眼睛。"""
CHINESE_FIELDS = """姓名：林小燕
外号：麻雀
头发：红色短发
眼睛：蓝色

姓名：陈海
别名：老盐
头发：白发
眼睛：棕色"""


@pytest.mark.parametrize(
    ("name", "description", "aliases"),
    [
        ("The Harbour", HEADINGS, {"Nell Quick": ("Sparrow", "The Hopper"), "Orrin": ("Old Salt",)}),
        ("The Harbour", LABELS, {"Nell Quick": ("Sparrow",), "Orrin": ("Old Salt",)}),
        ("The Harbour", FIELDS, {"Nell Quick": ("Sparrow", "Birdie"), "Orrin Gale": ("Old Salt",)}),
        ("The Oar", W_PLUS_PLUS, {"Rosalind Vane": ("Roz",), "Tobias Wick": ("Toby", "The Candle")}),
        ("Night Crew", JSON, {"Ode": ("Odie",), "Pell": ("Pelican", "Pip")}),
        ("Harbour sisters", PROSE, {"Nell": ("Sparrow",), "Orla": ("Salt",)}),
        ("The Harbour", PLIST, {"Nell": ("Sparrow",), "Orrin": ("Salt",)}),
        ("Гавань", RUSSIAN_HEADINGS, {"Нелли": ("Воробей",), "Орест Гаврилов": ()}),
        ("Гавань", RUSSIAN_LABELS, {"Нелли": ("Воробей",), "Орест": ("Соль",)}),
        ("Гавань", RUSSIAN_FIELDS, {"Нелли": ("Воробей",), "Орест": ("Соль",)}),
        ("港口", CHINESE_BOXES, {"林小燕": ("麻雀",), "陈海": ("老盐",)}),
        ("港口", CHINESE_LABELS, {"林小燕": ("小雀",), "陳海": ("老鹽",)}),
        ("港口", CHINESE_FIELDS, {"林小燕": ("麻雀",), "陈海": ("老盐",)}),
    ],
)
def test_each_of_a_cards_people_has_their_other_names(
    name: str, description: str, aliases: dict[str, tuple[str, ...]]
) -> None:
    found = people(name, description)
    assert {one: person.aliases for one, person in found.items()} == aliases
    assert all(any(trait.attribute == "eye_color" for trait in person.traits) for person in found.values())


@pytest.mark.parametrize(
    ("description", "aliases"),
    [
        ('Name: Nell Quick, nicknamed "Sparrow"\nHair: red', ("Sparrow",)),
        ("Nell, known as the Sparrow, has red hair.", ("Sparrow",)),
        ("Nell has red hair. Nickname: none", ()),
        ("Nell, known as a thief, has red hair.", ()),
        ("Nell has red hair. Her brother Tom, known as Sparrow, is bald.", ()),
        ("Name: Nell\nHair: red\nBrother:\nName: Tom\nNickname: Sparrow", ()),
        ('Nell has red hair. "Go!" Orrin says.', ()),
        ("Nell (26) has red hair. Nell (Human) is tall.", ()),
    ],
)
def test_a_single_character_has_theirs_too(description: str, aliases: tuple[str, ...]) -> None:
    (nell,) = people("Nell", description).values()
    assert nell.aliases == aliases
    assert [one.value for one in nell.traits if one.attribute == "hair_color"] == ["red"]


@pytest.mark.parametrize("word", ["Red", "Ginger", "Tall", "None", "Unknown", "Queen"])
def test_a_word_that_says_something_else_is_no_name(word: str) -> None:
    assert people("Nell", f"Name: Nell\nNickname: {word}\nEyes: blue")["Nell"].aliases == ()


def test_evidence_still_points_into_the_card() -> None:
    for person in people("The Harbour", LABELS).values():
        for trait in person.traits:
            for one in trait.evidence:
                assert LABELS[one.start : one.end] == one.quote


@pytest.mark.parametrize(
    ("description", "prompt", "name"),
    [
        (LABELS, "Sparrow on the pier", "Nell Quick"),
        (RUSSIAN_LABELS, "Воробей на пирсе", "Нелли"),
        (CHINESE_LABELS, "小雀站在码头上", "林小燕"),
    ],
)
def test_whoever_is_called_by_another_name_is_in_the_picture(description: str, prompt: str, name: str) -> None:
    composer = Composer()
    story = composer.story([CharacterCard("The Harbour", description)], ALEX)
    found = FoundRequest("test", "generate", "pending", 0, len(prompt), prompt, ImageRequest(prompt))
    scene = composer.scene(story, ChatMessage("The Harbour", prompt), found)
    assert [person.name for person in scene.people] == [name]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='Nel "()（）,«»\nakSow外号又名麻雀', max_size=80))
def test_whatever_a_text_holds_evidence_stays_within_it(text: str) -> None:
    languages = Composer().narrator.reading.languages
    bare, found = without_aliases(MappedText.of("x", text), languages)
    assert len(bare.text) <= len(text)
    assert all(one.name in text for one in found)
    evidence = bare.evidence(0, len(bare.text))
    assert 0 <= evidence.start <= evidence.end <= len(text)
