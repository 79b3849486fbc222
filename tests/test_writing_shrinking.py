"""Beside a reference picture, words say only what must win against it."""

from dataclasses import replace

import pytest

from composer.models import Model
from composer.types import Evidence, Fragment, Looks, Person, Reference, Trait
from composer.writing.shrinking import beside_pictures
from composer.writing.writing import Writing

CARD = (Evidence("card:Maren.description", 0, 4, "tall"),)
CHAT = (Evidence("message:3", 0, 4, "tall"),)
MAREN = Person(
    "Maren",
    traits=(Trait("height", "tall", evidence=CARD), Trait("eye_color", "green", evidence=CARD, phrase="green eyes")),
)
PICTURE = Reference("Maren", "identity", "card:Maren")
NAMED = Model(name="named", references=3)


def told(person: Person, *references: Reference, model: Model = NAMED) -> tuple[list[str], list[str]]:
    """Return the traits that words still say, and those that are left to the picture."""
    writing = Writing()
    fragments = beside_pictures([Fragment("character", Looks(person, person.traits))], references, model, writing)
    looks = [one.content for one in fragments if isinstance(one.content, Looks)]
    return [trait.value for one in looks for trait in one.traits], [change.what for change in writing.changes]


def test_eyes_are_told_and_height_is_left_to_the_picture() -> None:
    assert told(MAREN, PICTURE) == (["green"], ["tall"])


def test_what_the_chat_has_changed_is_told() -> None:
    taller = replace(MAREN, traits=(Trait("height", "tall", evidence=CHAT),))
    assert told(taller, PICTURE) == (["tall"], [])


@pytest.mark.parametrize(
    "reference",
    [
        replace(PICTURE, person="Alex"),
        replace(PICTURE, role="style"),
        replace(PICTURE, role="outfit"),
        replace(PICTURE, consistency="loose"),
    ],
)
def test_a_picture_that_does_not_show_their_looks_for_sure_takes_no_words(reference: Reference) -> None:
    assert told(MAREN, reference) == (["tall", "green"], [])


def test_an_adapter_that_may_be_missing_takes_no_words() -> None:
    assert told(MAREN, PICTURE, model=Model(name="adapter", references=3, references_named=False))[1] == []


def test_what_a_card_pins_is_told() -> None:
    pinned = (Evidence("card:Maren.extensions.rp_composer.looks", 0, 4, "tall"),)
    assert told(replace(MAREN, traits=(Trait("height", "tall", evidence=pinned),)), PICTURE) == (["tall"], [])
