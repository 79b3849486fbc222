"""A model by its name: whose it is, and what happens to a name that nobody knows."""

from pathlib import Path

import pytest

from composer.profiles import Profile
from composer.targets import named_target


@pytest.mark.parametrize(
    ("name", "backend", "model"),
    [
        ("gpt-image-2", "openai", "gpt-image-2"),
        ("openai/gpt-image-2", "openai", "gpt-image-2"),
        ("novelai", "novelai", "nai-diffusion-4-5-full"),
        ("nano banana pro", "gemini", "gemini-3-pro-image"),
        ("ponyDiffusionV6XL.safetensors", "a1111", "ponyDiffusionV6XL.safetensors"),
    ],
)
def test_a_name_finds_its_backend(name: str, backend: str, model: str) -> None:
    target = named_target(name, Profile())
    assert (target.profile.backend, target.model.backend, target.model.name) == (backend, backend, model)


def test_all_other_settings_are_the_profiles() -> None:
    assert named_target("gpt-image-2", Profile(style="ink")).profile.style == "ink"


def test_the_profiles_own_backend_is_asked_first() -> None:
    assert named_target("flux-dev", Profile(backend="a1111")).profile.backend == "a1111"


def test_a_name_that_nobody_knows_is_a_stranger_of_the_profiles_backend() -> None:
    target = named_target("no-such-model", Profile(backend="gemini"))
    assert target.model.backend == "gemini"
    assert "does not know 'no-such-model'" in target.notices[0].why


def test_models_of_ones_own_are_found(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("models: [{name: brush, dialect: prose}]\n", encoding="utf-8")
    target = named_target("brush", Profile(), tmp_path)
    assert (target.model.backend, target.model.dialect) == ("mine", "prose")


def test_a_misspelt_model_of_another_backend_is_named() -> None:
    notice = named_target("ilustrious", Profile()).notices[-1]
    assert notice.why == "no backend knows 'ilustrious'; the nearest is 'a1111/illustrious'"


def test_a_misspelt_model_of_the_profiles_backend_is_named_once() -> None:
    [notice] = named_target("ilustrious", Profile(backend="a1111")).notices
    assert "the nearest it knows is 'illustrious'" in notice.why
