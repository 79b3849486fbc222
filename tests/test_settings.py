"""The settings of a request stay within the profile's maxima and the model's means, and say so."""

import pytest

from composer.models import Model
from composer.profiles import Profile
from composer.settings import settings_for
from composer.types import ImageRequest

MODEL = Model(name="m", backend="b", aspect_ratios=("1:1", "3:4", "4:3", "16:9"))


@pytest.mark.parametrize(
    ("request_", "ratio"),
    [
        (ImageRequest("x"), "1:1"),
        (ImageRequest("x", aspect_ratio="3:4"), "3:4"),
        (ImageRequest("x", size="960x1280"), "3:4"),
        (ImageRequest("x", size="auto"), "1:1"),
        (ImageRequest("x", aspect_ratio="21:9"), "16:9"),
        (ImageRequest("x", aspect_ratio="9:16"), "3:4"),
    ],
)
def test_the_ratio_is_the_nearest_the_model_draws(request_: ImageRequest, ratio: str) -> None:
    assert settings_for(request_, Profile(), MODEL)[0].aspect_ratio == ratio


def test_a_model_of_free_sizes_draws_the_size_as_it_is() -> None:
    model = Model(name="m", backend="b", free_sizes=True)
    settings, changes = settings_for(ImageRequest("x", size="1216x832"), Profile(), model)
    assert (settings.aspect_ratio, settings.size, changes) == ("1216:832", "1216x832", ())


def test_a_snapped_ratio_is_reported() -> None:
    _, changes = settings_for(ImageRequest("x", aspect_ratio="21:9"), Profile(), MODEL)
    assert [(change.kind, change.what) for change in changes] == [("snapped", "aspect_ratio")]
    assert "21:9 became 16:9" in changes[0].why


def test_more_pictures_than_the_profile_allows_are_lowered_and_reported() -> None:
    settings, changes = settings_for(ImageRequest("x", n=4), Profile(max_pictures_per_request=2), MODEL)
    assert settings.n == 2
    assert [(change.kind, change.what) for change in changes] == [("lowered", "n")]


def test_a_message_cannot_choose_the_model() -> None:
    settings, _ = settings_for(ImageRequest("x", model="expensive"), Profile(model="m"), MODEL)
    assert settings.model == "m"


def test_seed_steps_and_guidance_scale_travel_as_asked() -> None:
    settings, changes = settings_for(ImageRequest("x", seed=7, steps=30, cfg_scale=6.5), Profile(), MODEL)
    assert (settings.seed, settings.steps, settings.cfg_scale, changes) == (7, 30, 6.5, ())
