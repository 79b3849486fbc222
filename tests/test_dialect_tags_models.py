"""The `tags` dialect beside the rest: what the guard makes of its counts, and which models get it."""

from dataclasses import replace

import pytest

from composer import guard
from composer.errors import RefusedError
from composer.models.catalogue import find_model
from composer.pipeline import compose
from composer.profiles import Profile
from composer.types import ImageRequest, Scene, Term, Trait
from composer_plugins.dialects.tags import Tags
from tests.composing import stages
from tests.tags_rendering import IDA, MODEL

# ── the core guard ──


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 8])
def test_count_tags_do_not_make_adults_look_like_children_to_the_guard(number: int) -> None:
    adult = Trait("age_look", "30", (Term("30", "30"),), phrase="30 years old")
    people = tuple(replace(IDA, name=f"Ida{n}", traits=(*IDA.traits, adult)) for n in range(number))
    scene = Scene(ImageRequest("nude, on the bed"), people, None)
    guard.check(scene, compose(scene, Profile(), stages(), Tags(), MODEL))


@pytest.mark.parametrize("age", ["8", "15", "17"])
def test_count_tags_do_not_hide_from_the_guard_who_is_under_age(age: str) -> None:
    young = Trait("age_look", age, (Term(age, age),), phrase=f"{age} years old")
    person = replace(IDA, traits=(*IDA.traits, young))
    scene = Scene(ImageRequest("Ida nude on the bed"), (person,), None)
    with pytest.raises(RefusedError):
        compose(scene, Profile(), stages(), Tags(), MODEL)


# ── the catalogue ──


@pytest.mark.parametrize(
    "name", ["illustriousXL_v10.safetensors", "ponyDiffusionV6XL", "noobaiXLNAIXL", "dreamshaper_8", "sd_xl_base_1.0"]
)
def test_families_that_were_taught_with_captions_of_boorus_get_tags(name: str) -> None:
    model, _ = find_model(name, "a1111")
    assert (model.dialect, model.weights, model.chunk_tokens, model.mixes_people) == ("tags", "a1111", 75, True)


@pytest.mark.parametrize("name", ["flux1-dev.safetensors", "z_image_turbo.safetensors"])
def test_families_that_read_prose_do_not(name: str) -> None:
    model, _ = find_model(name, "a1111")
    assert (model.dialect, model.weights, model.chunk_tokens, model.mixes_people) == ("prose", "none", 0, False)
