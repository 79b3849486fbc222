"""Avatars as reference pictures: whose are sent, in which order, and what the prompt calls them."""

from dataclasses import replace

import pytest

from composer.pipeline import compose
from composer.profiles import Avatars, Override, Profile
from composer.references import asset_name
from composer.types import Person, Reference
from composer_plugins.dialects.blocks import Blocks
from tests.composing import ALEX, LUKA, MAREN, SENTENCE, composed, scene, stages


def asset_of(person: Person) -> str:
    return asset_name("card", person.name, person.name.encode())


def pictured(person: Person) -> Person:
    role = "persona" if person.role == "persona" else "identity"
    return replace(person, references=(Reference(person.name, role, asset_of(person)),))


PEOPLE = scene(pictured(MAREN), pictured(ALEX))


def sent(profile: Profile) -> list[str]:
    return [reference.person for reference in composed(PEOPLE, profile).references]


def test_the_avatars_of_everybody_in_the_picture_are_numbered_in_scene_order() -> None:
    rendered = composed(PEOPLE)
    assert [one.person for one in rendered.references] == ["Maren", "Alex"]
    assert "Image 1 shows Maren" in rendered.prompt
    assert "Image 2 shows Alex" in rendered.prompt


@pytest.mark.parametrize(
    ("profile", "people"),
    [
        (Profile(avatars=Avatars(character=False)), ["Alex"]),
        (Profile(avatars=Avatars(persona=False)), ["Maren"]),
        (Profile(characters={"Maren": Override(avatar=False)}), ["Alex"]),
        (
            Profile(avatars=Avatars(character=False, persona=False), characters={"alex": Override(avatar=True)}),
            ["Alex"],
        ),
    ],
)
def test_the_profile_says_whose_avatars_are_sent(profile: Profile, people: list[str]) -> None:
    assert sent(profile) == people


def test_nobody_who_is_not_in_the_picture_is_sent() -> None:
    assert composed(scene(pictured(MAREN))).references == (pictured(MAREN).references)


def test_more_than_the_model_takes_are_left_out_and_reported() -> None:
    rendered = composed(scene(*(pictured(one) for one in (MAREN, LUKA, ALEX))))
    assert [one.person for one in rendered.references] == ["Maren", "Luka"]
    assert [one.what for one in rendered.changes if one.kind == "dropped"] == ["reference card:Alex"]


def test_a_picture_that_cannot_be_sent_is_left_out_before_the_others_are_numbered() -> None:
    def reason_against(asset: str) -> str:
        return "it is broken" if "Maren" in asset else ""

    rendered = compose(PEOPLE, Profile(), stages(), Blocks(), SENTENCE, reason_against)
    assert [one.person for one in rendered.references] == ["Alex"]
    assert "Image 1 shows Alex" in rendered.prompt
    assert ("dropped", "it is broken") in [(one.kind, one.why) for one in rendered.changes]
