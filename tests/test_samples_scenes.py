"""The scenes of the sample chats hold the right people in the right clothes, from the card file to the sketch."""

from pathlib import Path
from typing import Any

import pytest

from composer.app import Composer
from composer.chats import begin, find_all, moments, read_cast, read_chat
from composer.documents import load_yaml
from composer.samples import find_sample
from composer.types import Person, Scene

EXPECTED = load_yaml(Path(__file__).with_name("sample_expectations.yaml"))


def pictured(name: str) -> list[tuple[dict[str, Any], Scene]]:
    """Return what is expected of each pending request of a sample, and its scene."""
    sample = find_sample(name)
    composer = Composer()
    cast = read_cast(composer, sample.cards, sample.persona)
    chat = read_chat(composer, sample.chat)
    wanted = [(number, one) for number, found in find_all(composer, chat) for one in found if one.status == "pending"]
    told = moments(composer, chat, begin(composer, chat, cast), wanted)
    return list(zip(EXPECTED[name]["requests"], (moment.scene(composer) for moment in told), strict=True))


CASES = [
    pytest.param(expected, scene, id=f"{name}-{expected['message']}-{number}")
    for name in sorted(EXPECTED)
    for number, (expected, scene) in enumerate(pictured(name))
]


def worn(person: Person) -> str:
    return "; ".join(garment.text for garment in person.garments)


@pytest.mark.parametrize(("expected", "scene"), CASES)
def test_the_right_people_are_in_the_picture(expected: dict[str, Any], scene: Scene) -> None:
    assert {person.name for person in scene.people} == {one["name"] for one in expected["people"]}
    assert (scene.point_of_view.name if scene.point_of_view else None) == expected.get("pov")


@pytest.mark.parametrize(("expected", "scene"), CASES)
def test_everybody_wears_what_the_story_says_and_nothing_else(expected: dict[str, Any], scene: Scene) -> None:
    people = {person.name: person for person in scene.people}
    for one in expected["people"]:
        person = people[one["name"]]
        texts = [garment.text for garment in person.garments]
        assert [garment for garment in one["wears"] if garment not in texts] == [], worn(person)
        allowed = {*one["wears"], *one.get("may", ())}
        assert [text for text in texts if text not in allowed] == [], worn(person)


@pytest.mark.parametrize(("expected", "scene"), CASES)
def test_hair_and_fur_have_the_colour_of_the_card(expected: dict[str, Any], scene: Scene) -> None:
    people = {person.name: person for person in scene.people}
    for one in expected["people"]:
        colour = one.get("hair") or one.get("fur")
        traits = {trait.attribute: trait.phrase or trait.value for trait in people[one["name"]].traits}
        assert colour is None or colour in traits["hair_color" if "hair" in one else "skin"]
