"""Names and settings found in texts."""

import pytest

from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Person

READING = Reading(registered_languages())
PEOPLE = (
    Person("Вера Холт"),
    Person("Павел", ("Паша",)),
    Person("Chiharu Yamada"),
    Person("Dr. Olsen"),
    Person("Игорь"),
)


def named(text: str) -> list[str]:
    return [mention.person.name for mention in READING.names(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Вера улыбается.", ["Вера Холт"]),
        ("Он видит Веру и Павла.", ["Вера Холт", "Павел"]),
        ("С Верой и Пашей.", ["Вера Холт", "Павел"]),
        ("Нарисуй Веру Холт.", ["Вера Холт"]),
        ("Игорю холодно, с Игорем не спорят.", ["Игорь", "Игорь"]),
        ("Chiharu's hat; Yamada waits.", ["Chiharu Yamada", "Chiharu Yamada"]),
        ("Olsen nods.", ["Dr. Olsen"]),
        ("Dr. Fen nods.", []),
        ("Верность и вера.", []),
        ("Павлины кричат.", []),
        ("", []),
    ],
)
def test_people_are_found_by_name_in_any_case(text: str, people: list[str]) -> None:
    assert named(text) == people


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Анна", "Анюта поправила шарф."),
        ("Анна", "Он обнял Аню."),
        ("Аня", "Анюту ждали."),
        ("Мария", "Машенька смеётся."),
        ("Александр", "Саше холодно."),
        ("Екатерина", "Он пришёл к Катюше."),
    ],
)
def test_people_are_found_by_diminutives_in_any_case(name: str, text: str) -> None:
    (mention,) = READING.names(text, (Person(name),))
    assert mention.person.name == name


def test_a_mention_says_where_and_in_which_case() -> None:
    text = "Look at Chiharu's hat"
    mention = READING.names(text, PEOPLE)[0]
    assert (text[mention.start : mention.end], mention.case) == ("Chiharu's", "possessive")


def test_a_part_of_a_name_that_two_people_share_names_nobody() -> None:
    assert READING.names("Holt laughs.", [Person("Vera Holt"), Person("Ada Holt")]) == []


@pytest.mark.parametrize(
    ("text", "place", "light", "camera"),
    [
        ("Vera in a misty forest at night, full body", "forest", "fog", "full body"),
        ("close-up of Vera by candlelight in a tavern", "tavern", "candlelight", "close-up"),
        ("портрет Веры в ночном лесу", "forest", "night", "portrait"),
        ("Вера на кухне, закат, крупным планом", "kitchen", "sunset", "close-up"),
        ("Vera smiles", None, None, None),
        ("not in a forest", None, None, None),
    ],
)
def test_setting(text: str, place: str | None, light: str | None, camera: str | None) -> None:
    setting = READING.setting(MappedText.of("request", text))
    english = [term.english or term.text if term else None for term in (setting.place, setting.light, setting.camera)]
    assert english == [place, light, camera]
