"""Of which sentences about clothes the rules are unsure, and of which they are not."""

import pytest

from composer.reading.clothes.doubts import doubts
from composer.reading.clothes.wardrobe import start, step
from composer.reading.compile import registered_languages
from composer.reading.reading import Reading
from composer.reading.text.markup import plain
from composer.types import ChatMessage, Macros, Person, Term, Trait

READING = Reading(registered_languages())
WOMAN, MAN = (Trait("gender", word, (Term(word, word),)) for word in ("female", "male"))
PEOPLE = (
    Person("Mira", traits=(WOMAN,)),
    Person("Anna", traits=(WOMAN,)),
    Person("Tom", role="persona", traits=(MAN,)),
)
RUSSIAN = (Person("Мира", traits=(WOMAN,)), Person("Том", role="persona", traits=(MAN,)))


def unsure(text: str, people: tuple[Person, ...] = PEOPLE, before: str = "") -> list[str]:
    """Return the sentences of a message that are unsure."""
    state = start(people)
    if before:
        earlier = ChatMessage(people[0].name, before)
        state = step(state, earlier, plain("message:0", before, Macros()), people, READING)
    message = ChatMessage(people[0].name, text)
    return [one.quote for one in doubts(state, message, plain("message:1", text, Macros()), people, READING)]


@pytest.mark.parametrize(
    "text",
    [
        "Between them the crimson gown had found its owner at last.",
        "It took three tries, but the stubborn boots went where boots go.",
        "Mira dons the flarbnik and turns once.",
    ],
)
def test_a_garment_of_which_the_rules_make_nothing_is_unsure(text: str) -> None:
    assert unsure(f"The rain is loud. {text} A dog barks.") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "The rain is loud on the roof.",
        "Mira puts on a red coat.",
        "Mira takes off her hat.",
        "She is not wearing a coat.",
        "If only she had a velvet gown!",
        "Where is the green scarf?",
        '"That crimson gown had an owner once."',
        "(OOC: the gown is crimson, right?)",
        "What a good address she gave us.",
        "I hold out a towel.",
        "A crimson gown hangs in the closet.",
    ],
)
def test_what_is_clear_denied_wished_asked_or_spoken_is_not_unsure(text: str) -> None:
    assert unsure(text) == []


def test_a_mention_of_what_is_known_to_be_worn_is_not_unsure() -> None:
    mention = "Between the pier and the inn the gown had found its owner."
    assert unsure(mention) == [mention]
    assert unsure(mention, before="Mira puts on a crimson gown.") == []


def test_she_is_unclear_where_two_women_were_named_last() -> None:
    both = "Mira waves to Anna."
    assert unsure("She puts on a red coat.", before=both) == ["She puts on a red coat."]
    assert unsure("Anna puts on a red coat.", before=both) == []
    assert unsure("He puts on a red coat.", before=f"{both} Tom waves back.") == []


@pytest.mark.parametrize(
    ("text", "is_unsure"),
    [
        ("Алое платье наконец нашло свою хозяйку.", True),
        ("Мира надевает алое платье.", False),
        ("На Мире нет пальто.", False),
        ("Если бы у неё было бархатное платье…", False),
        ("Где зелёный шарф?", False),
    ],
)
def test_russian(text: str, is_unsure: bool) -> None:
    assert unsure(text, RUSSIAN) == ([text] if is_unsure else [])


@pytest.mark.parametrize(
    ("text", "is_unsure"),
    [("那件红裙子终于找到了主人。", True), ("她穿上一件红裙子。", False), ("她没有穿外套。", False)],
)
def test_chinese(text: str, is_unsure: bool) -> None:
    assert unsure(text) == ([text] if is_unsure else [])
