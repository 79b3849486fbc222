"""What a persona's text says of the persona: in the second and first person, in three languages, and of nobody else."""

import pytest

from composer.app import Composer
from composer.cards.personas import persona_of_card
from composer.types import CharacterCard, Person, Persona

COMPOSER = Composer()


def persona(text: str) -> Person:
    return played(Persona("Alex", text))


def played(who: Persona) -> Person:
    story = COMPOSER.story([CharacterCard("Maren")], who)
    return next(person for person in story.people if person.role == "persona")


def looks(person: Person) -> set[tuple[str, str]]:
    return {(trait.attribute, term.english) for trait in person.traits for term in trait.words}


@pytest.mark.parametrize(
    "text",
    [
        "You have red hair.",
        "Your hair is red.",
        "I have red hair.",
        "My hair is red.",
        "{{user}} has red hair.",
        "у тебя рыжие волосы",
        "Твои волосы рыжие.",
        "У вас рыжие волосы.",
        "У меня рыжие волосы.",
        "{{user}}: рыжие волосы",
        "你有红头发",
        "你的头发是红色的。",
        "我有红头发。",
        "{{user}}有一头红发。",
    ],
)
def test_red_hair_is_the_personas(text: str) -> None:
    colors = {word for attribute, word in looks(persona(text)) if attribute == "hair_color"}
    assert colors & {"red", "orange", "red hair"}


@pytest.mark.parametrize(
    ("text", "garment"),
    [
        ("You wear a grey coat.", "coat"),
        ("I wear a grey coat.", "coat"),
        ("Ты носишь серое пальто.", "пальто"),
        ("你穿着灰色大衣。", "大衣"),
    ],
)
def test_what_you_wear_is_the_personas(text: str, garment: str) -> None:
    assert [one.name.text for one in persona(text).garments] == [garment]


@pytest.mark.parametrize(
    "text",
    [
        "You are Maren, with red hair.",
        "{{char}} has red hair, and you love that.",
        "I am tall. You have red hair.",
        "Your sister has red hair.",
        "У твоей сестры рыжие волосы.",
        "Я высокий. У тебя рыжие волосы.",
        "你的妹妹有红头发。",
    ],
)
def test_somebody_elses_hair_is_not_the_personas(text: str) -> None:
    assert "hair_color" not in {attribute for attribute, _ in looks(persona(text))}


@pytest.mark.parametrize(
    "text", ["You love her.", "I am tall, and I love her.", "Ты любишь её.", "Я высок и люблю её."]
)
def test_who_writes_of_themselves_is_not_whom_they_call_her(text: str) -> None:
    assert "gender" not in {attribute for attribute, _ in looks(persona(text))}


@pytest.mark.parametrize("text", ["You are a tall woman.", "Ты высокая женщина.", "你是一个高个子女人。"])
def test_you_are_says_height_and_gender(text: str) -> None:
    assert {"height", "gender"} <= {attribute for attribute, _ in looks(persona(text))}


def test_you_in_a_card_played_by_the_user_is_somebody_else() -> None:
    assert not looks(played(persona_of_card(CharacterCard("Alex", "You have red hair. You are sixteen."))))


def test_a_card_played_by_the_user_is_read_as_the_card_it_is() -> None:
    extension = {"rp_composer": {"looks": "silver hair", "outfit": "a red dress"}}
    text = "{{char}} has black hair and green eyes, and wears a coat. {{user}} has a beard."
    person = played(persona_of_card(CharacterCard("Alex", text, extensions=extension)))
    assert (person.role, person.name) == ("persona", "Alex")
    assert looks(person) == {("hair_color", "silver"), ("eye_color", "green")}
    assert [garment.name.text for garment in person.garments] == ["dress"]


def test_the_title_of_a_card_with_several_people_is_a_persona_without_looks() -> None:
    text = "# Ann\nAnn has red hair.\n\n# Bea\nBea has black hair."
    person = played(persona_of_card(CharacterCard("Lantern Street", text)))
    assert (person.role, person.members) == ("persona", ())
    assert not looks(person)


def test_you_in_a_card_of_a_character_is_not_its_character() -> None:
    story = COMPOSER.story([CharacterCard("Maren", "You have red hair.")])
    assert not looks(story.people[0])


@pytest.mark.parametrize(
    "text",
    ["You are sixteen.", "You're a schoolgirl.", "You're just a teenager.", "Тебе 15 лет.", "Ты школьница."],
)
def test_that_you_are_under_18_is_known(text: str) -> None:
    assert persona(text).under_age


@pytest.mark.parametrize(
    "text",
    [
        "You are 30 and have two kids.",
        "Your daughter is sixteen.",
        "You work as a middle school teacher.",
        "Тебе 30 лет.",
    ],
)
def test_the_age_of_others_is_not_the_personas(text: str) -> None:
    assert not persona(text).under_age
