"""Looks read from sentences and cards: tables of sentences in two languages, then the layouts of cards."""

from pathlib import Path

import pytest

from composer.documents import load_yaml
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import Macros, Person, Trait

READING = Reading(registered_languages())
CASES = Path(__file__).parent / "reading_cases"
INFERRED = 0.6
NAMES = {"en": ("Vera", "Max"), "ru": ("Вера", "Максим")}


def looks(text: str, language: str = "en") -> tuple[Trait, ...]:
    name, user = NAMES[language]
    return READING.looks([plain("text", text, Macros(name, user))], Person(name), [Person(user, role="persona")])


def stated(text: str, language: str = "en") -> set[str]:
    return {f"{trait.attribute}: {trait.value}" for trait in looks(text, language) if trait.confidence > INFERRED}


def sentences(language: str) -> list[tuple[str, str, str]]:
    cases = load_yaml(CASES / f"looks_{language}.yaml")
    rows = []
    for text, expected in cases.items():
        before, expected = (expected["before"], expected["looks"]) if isinstance(expected, dict) else ("", expected)
        rows.append((language, before + text, expected))
    return rows


@pytest.mark.parametrize(("language", "text", "expected"), [*sentences("en"), *sentences("ru")])
def test_sentence(language: str, text: str, expected: str) -> None:
    assert stated(text, language) == {fact for fact in expected.split("; ") if fact}


CARDS = {
    "label lines": "Hair: long, silver, tied in a braid\nEyes: deep blue\n"
    "Height: 5'10\"\nBuild: lean\nAge: 31\nLikes: red wine",
    "markdown": "## Appearance\n- **Hair:** long, silver, in a braid\n- **Eyes:** deep blue\n- **Height:** 5'10\"\n"
    "- **Build:** lean\n\n## Basics\n- **Age:** 31\n\n## Relationships\n- **Ada:** sister, 9, red hair, green eyes",
    "W++": '[Character("Vera") {\nHair("long" + "silver" + "braid")\nEyes("deep blue")\nHeight("5\'10")\nBody("lean")\n'
    'Age("31")\nMind("dark" + "pale")\nSister("Ada" + "red hair" + "green eyes")\n}]',
    "Boostyle": "Vera = 31 + long silver hair + braid + deep blue eyes + 5'10\" + lean\nMood = dark + blue",
    "PList": "[Vera's appearance: long silver hair, braid, deep blue eyes, 5'10\", lean; Vera's age: 31; "
    "Ada's appearance: red hair, green eyes; Vera's persona: cold]",
    "JSON": '{"name": "Vera", "appearance": {"hair": "long, silver, braid", "eyes": "deep blue", "height": "5\'10", '
    '"build": "lean"}, "age": 31, "likes": ["red wine", "tall tales"]}',
    "YAML": "name: Vera\nappearance:\n  hair: long, silver, braid\n  eyes: deep blue\n  height: 5'10\"\n  build: lean\n"
    "age: 31\nrelationships:\n  ada:\n    hair: red\n    eyes: green",
    "tags": "<appearance>\n<hair>long, silver, braid</hair>\n<eyes>deep blue</eyes>\n<height>5'10</height>\n"
    "<build>lean</build>\n</appearance>\n<age>31</age>",
    "HTML": "<p><b>Hair:</b> long, silver, braid</p><p>Eyes: deep&nbsp;blue</p>"
    "<p>Height: 5'10</p><p>Build: lean</p><p>Age: 31</p>",
}
RUSSIAN_CARDS = {
    "строки": "Волосы: длинные, серебристые, коса\nГлаза: карие\nРост: 170 см\n"
    "Телосложение: худощавое\nВозраст: 31 год\n"
    "Любит: красное вино",
    "разметка": "## Внешность\n* **Волосы:** длинные, серебристые, коса\n* **Глаза:** карие\n* **Рост:** 170 см\n"
    "* **Телосложение:** худощавое\n## О персонаже\n* **Возраст:** 31 год\n"
    "## Отношения\n* **Ада:** сестра, рыжие волосы",
    "W++": 'Волосы("длинные" + "серебристые" + "коса")\nГлаза("карие")\nРост("170 см")\nТелосложение("худощавое")\n'
    'Возраст("31 год")\nСестра("Ада" + "рыжие волосы")',
}


@pytest.mark.parametrize("layout", CARDS)
def test_card(layout: str) -> None:
    found = stated(CARDS[layout])
    assert {"hair_color: silver", "hair_style: long", "eye_color: deep blue", "build: lean"} <= found
    assert any(fact.startswith("hair_style: ") and "braid" in fact for fact in found)
    assert any(fact.startswith("height: 5'10") for fact in found)
    assert any(fact.startswith("age_look: 31") for fact in found)
    assert not [fact for fact in found if any(word in fact for word in ("red", "green", "dark", "pale", "wine", "9"))]


@pytest.mark.parametrize("layout", RUSSIAN_CARDS)
def test_russian_card(layout: str) -> None:
    assert stated(RUSSIAN_CARDS[layout], "ru") == {
        "hair_color: серебристые", "hair_style: длинные", "hair_style: коса", "eye_color: карие", "height: 170 см",
        "build: худощавое", "age_look: 31 год",
    }  # fmt: skip


def test_dialogue_examples_say_what_their_speaker_looks_like() -> None:
    text = '{{user}}: "I have blue eyes."\n{{char}}: *She grins.* "I have green eyes and short hair."'
    assert stated(text) == {"eye_color: green", "hair_style: short"}


def test_the_more_trusted_text_wins() -> None:
    texts = [
        plain("description", "Vera has red hair.", Macros("Vera", "Max")),
        plain("greeting", "Vera's blonde hair is long.", Macros("Vera", "Max")),
    ]
    values = {(trait.attribute, trait.value) for trait in READING.looks(texts, Person("Vera"))}
    assert values == {("hair_color", "red"), ("hair_style", "long")}


def test_the_more_specific_value_wins() -> None:
    assert stated("Vera has brown hair. Her dark brown hair shines.") == {"hair_color: dark brown"}


def test_of_two_values_the_later_wins() -> None:
    assert stated("Vera has brown hair. Her hair is red.") == {"hair_color: red"}


@pytest.mark.parametrize(
    ("text", "language", "phrases"),
    [
        ("Vera has long silver hair.", "en", {"long hair", "silver hair"}),
        ("Vera's hair falls to her waist.", "en", {"hair to her waist"}),
        ("Vera is a 19-year-old with pale skin.", "en", {"19 years old", "pale skin"}),
        ("Age: 22", "en", {"22 years old"}),
        ("С длинными чёрными волосами и смуглой кожей.", "ru", {"длинные волосы", "чёрные волосы", "смуглая кожа"}),
        ("Девушка плотного телосложения, ростом 170 см.", "ru", {"девушка", "плотное телосложение", "рост 170 см"}),
        ("Волосы до пояса.", "ru", {"волосы до пояса"}),
        ("Возраст: 22", "ru", {"22 года"}),
    ],
)
def test_each_trait_can_be_printed_on_its_own(text: str, language: str, phrases: set[str]) -> None:
    traits = [trait for trait in looks(text, language) if trait.confidence > INFERRED]
    assert {trait.phrase or trait.value for trait in traits} == phrases


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("Vera has grey fox ears.", "en", "fox ears"),
        ("У Веры лисьи ушки.", "ru", "fox ears"),
        ("У Веры светло-каштановые волосы.", "ru", "light brown"),
        ("Vera has dark brown hair.", "en", "dark brown"),
        ("Вера носит очки.", "ru", "glasses"),
        ("Вере двадцать один год.", "ru", "21"),
        ("Vera is seventeen years old.", "en", "17"),
    ],
)
def test_words_know_their_english(text: str, language: str, english: str) -> None:
    assert english in {term.english for trait in looks(text, language) for term in trait.words}


def test_evidence_points_into_the_stored_text() -> None:
    stored = "**Vera**&nbsp;has <b>long</b> silver hair; {{char}} is *tall*."
    traits = looks(stored)
    assert traits
    for trait in traits:
        for evidence in trait.evidence:
            assert not evidence.exact or stored[evidence.start : evidence.end] == evidence.quote
    assert any(evidence.exact for trait in traits for evidence in trait.evidence)


def test_the_users_looks_are_not_the_characters() -> None:
    assert stated("{{user}} is a tall man with brown hair. {{char}} has red hair.") == {"hair_color: red"}


def test_gender_is_inferred_from_pronouns_with_less_confidence() -> None:
    trait = next(trait for trait in looks("Vera sails. She has red hair.") if trait.attribute == "gender")
    assert (trait.value, trait.confidence) == ("female", INFERRED)


def test_you_in_a_card_that_speaks_to_the_character() -> None:
    assert stated("You are Vera. You have red hair.") == {"hair_color: red"}


def test_nothing_is_read_from_an_empty_text() -> None:
    assert looks("") == ()


@pytest.mark.parametrize("card", load_yaml(CASES / "looks_cards.yaml"), ids=lambda card: card["name"])
def test_whole_card(card: dict[str, str | list[str]]) -> None:
    name = str(card["name"])
    user = "Max" if name.isascii() else "Максим"
    traits = READING.looks([plain("card", str(card["text"]), Macros(name, user))], Person(name), [Person(user)])
    found = {f"{trait.attribute}: {trait.value}" for trait in traits}
    assert set(card["has"]) <= found
    words = {word for fact in found for word in fact.split(": ")[1].replace("-", " ").split()}
    assert not [word for word in words for never in card["never"] if word.startswith(never)]


@pytest.mark.parametrize(
    "text", ['Hair: {"a": [silver]}', "Hair: [[black]] }} tail", 'Eyes("green" + "{{x}}")', "Hair = <b>{red}"]
)
def test_no_value_holds_a_bracket(text: str) -> None:
    assert not [fact for fact in stated(text) if set("[]{}<>") & set(fact)]
