"""Having one scene drawn: no prompt reaches a backend past the guard, and none is judged twice."""

import pytest

from composer import guard
from composer.errors import RefusedError
from composer.types import Evidence, ImageRequest, Person, RenderedPrompt, Scene
from tests.painting import Painter, composer_with

MAREN = Person("Maren")
CHILD = Person("Tim", role="npc", under_age=(Evidence("card:Tim.description", 0, 6, "age 12"),))


def test_a_prompt_of_the_callers_own_is_judged(painter: Painter) -> None:
    scene = Scene(ImageRequest("a portrait"), (CHILD,))
    with pytest.raises(RefusedError):
        composer_with(painter).generate_sync(scene, RenderedPrompt("nsfw, a portrait"))
    assert painter.painted == []


def test_a_composed_prompt_handed_to_another_scene_is_judged_with_that(painter: Painter) -> None:
    composer = composer_with(painter)
    prompt = composer.compose(Scene(ImageRequest("Maren, nude"), (MAREN,)))
    with pytest.raises(RefusedError):
        composer.generate_sync(Scene(ImageRequest("a portrait"), (CHILD,)), prompt)
    assert painter.painted == []


def test_a_scene_without_a_prompt_is_judged_once(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    judged, check = [], guard.check

    def counted(scene: Scene, prompt: RenderedPrompt) -> None:
        judged.append(prompt.prompt)
        check(scene, prompt)

    monkeypatch.setattr(guard, "check", counted)
    composer_with(painter).generate_sync(Scene(ImageRequest("a gull"), ()))
    assert (painter.painted, len(judged)) == (["a gull"], 1)


def test_a_scene_without_a_prompt_is_judged(painter: Painter) -> None:
    with pytest.raises(RefusedError):
        composer_with(painter).generate_sync(Scene(ImageRequest("nude"), (CHILD,)))
    assert painter.painted == []
