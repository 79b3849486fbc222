"""Every model of every backend of the catalogue: each scene becomes a prompt that the model reads to its end."""

from functools import cache

import pytest

from composer.app import Composer
from composer.models import Model, beyond_limit
from composer.models.catalogue import catalogue, catalogued_backends
from composer.models.sampler_names import key_of
from composer.profiles import Profile
from composer.targets import Target
from composer.types import RenderedPrompt, Words
from tests.golden_prompts import picture, scenes, told

MODELS = tuple(model for backend in catalogued_backends() for model in catalogue(backend).models)
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
LANGUAGES = {"en", "es", "hi", "ja", "zh"}


@cache
def composer() -> Composer:
    """Return a composer that has the avatars of all scenes."""
    one = Composer(Profile())
    for name in scenes():
        for person in told(name).people:
            for reference in person.references:
                kind, _, who = reference.asset.partition(":")
                one.assets.add(kind, who, picture(who.partition("#")[0]))
    return one


def written(name: str, model: Model) -> RenderedPrompt:
    profile = Profile(backend=model.backend, model=model.name, **scenes()[name].get("profile", {}))
    return composer().compose(told(name), Target(profile, model))


def tags_of(rendered: RenderedPrompt, slot: str) -> list[str]:
    """Return the words that the catalogue brought into a slot."""
    contents = [part.fragment.content for part in rendered.parts if part.fragment.source == "enhancer"]
    slots = [part.fragment.slot for part in rendered.parts if part.fragment.source == "enhancer"]
    return [one.text for one, of in zip(contents, slots, strict=True) if isinstance(one, Words) and of == slot]


@EACH
@pytest.mark.parametrize("name", scenes())
def test_every_scene_is_composed_within_the_models_limits(name: str, model: Model) -> None:
    rendered = written(name, model)
    assert rendered.prompt.strip()
    assert beyond_limit(model, rendered.whole) == ""
    assert model.avoidance == "negative_field" or not rendered.negative_prompt
    assert len(rendered.references) <= model.references
    assert len(rendered.people) <= model.people_limit


@EACH
def test_every_model_gets_references_of_roles_it_takes(model: Model) -> None:
    rendered = written("character_and_user", model)
    assert {reference.role for reference in rendered.references} <= set(model.reference_roles)


@EACH
def test_every_model_is_written_for_by_a_dialect_that_is_there(model: Model) -> None:
    assert model.dialect in {dialect.name for dialect in composer().dialects}


@EACH
def test_every_tag_of_the_family_stands_in_its_prompts(model: Model) -> None:
    rendered = written("landscape", model)
    quality, negative = (" ".join(tags_of(rendered, slot)).casefold() for slot in ("quality", "avoid"))
    assert all(tag.casefold() in quality for tag in model.quality_tags)
    assert not model.negative_tags or model.avoidance == "negative_field"
    assert all(tag.casefold() in negative for tag in model.negative_tags)


@EACH
def test_no_tag_of_a_family_is_foreign_to_it_or_both_wanted_and_avoided(model: Model) -> None:
    assert not set(model.quality_tags) & set(model.negative_tags)
    assert not [tag for tag in model.quality_tags if tag.startswith("score_") and model.foreign_tags]
    assert len({tag.casefold() for tag in model.quality_tags}) == len(model.quality_tags) <= 7


def test_only_pony_has_scores() -> None:
    scored = {model.name for model in MODELS if any("score_" in tag for tag in model.quality_tags)}
    assert scored == {"pony"}


@EACH
def test_the_facts_of_a_family_agree_with_its_dialect(model: Model) -> None:
    tags = model.chunk_tokens > 0
    assert model.mixes_people == tags  # an encoder of short chunks is one that mixes people
    assert model.weights == "none" or tags or model.dialect == "novelai"
    assert set(model.languages) <= LANGUAGES


@EACH
def test_samplers_and_schedulers_are_names_of_their_backend(model: Model) -> None:
    names = catalogue(model.backend).names
    if not model.sampling or not names.samplers:
        return
    assert model.sampling.sampler in {one.name for one in names.samplers}
    assert model.sampling.scheduler in {one.name for one in names.schedulers}
    assert key_of(model.sampling.sampler)


def test_styles_of_a_service_are_kept_from_wai_alone() -> None:
    assert {model.name for model in MODELS if model.style_presets == "avoid"} == {"wai", "wai-Illustrious"}


@pytest.mark.parametrize(
    ("name", "limit", "people"),
    [
        ("nai-diffusion-4-full", 512, 6),
        ("nai-diffusion-4-curated", 512, 6),
        ("nai-diffusion-4-5-full", 512, 6),
        ("nai-diffusion-4-5-curated", 512, 6),
        ("nai-diffusion-5-full", 1471, 22),
        ("nai-diffusion-5-curated", 703, 22),
    ],
)
def test_novelais_models_have_the_limits_of_their_generation(name: str, limit: int, people: int) -> None:
    model = catalogue("novelai").known(name)
    assert model is not None
    assert (model.prompt_limit, model.prompt_unit, model.people_limit) == (limit, "tokens", people)
    assert (model.weights, model.avoidance) == ("novelai", "negative_field")
