"""Facts on models: every model of the catalogue is complete, and its prices count what a request costs."""

import pytest

from composer.models import Limits, Model, Price, listed_sizes, price_of
from composer.models.catalogue import catalogue, catalogued_backends, problems
from composer.models.sizes import is_legal
from composer.pictures import GenerationSettings

MODELS = tuple(model for backend in catalogued_backends() for model in catalogue(backend).models)

#: Other people's models, which services that speak OpenAI's format have.
HOSTED = {
    "compatible", "flux-2-klein", "flux-2-pro", "flux-kontext-pro", "flux-dev", "krea-2", "chroma", "z-image-turbo",
    "qwen-image-edit", "qwen-image", "seedream-v4", "hunyuan-image-v3", "hidream", "stable-diffusion-3.5",
    "ideogram-v4", "nano-banana-pro", "wai-Illustrious", "pony", "lustify-sdxl",
}  # fmt: skip

#: The models of each backend by the facts of 2026-11-20.
KNOWN = {
    "gemini": {
        "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image",
        "gemini-2.5-flash-image",
    },
    "openai": {
        "gpt-image-2.6-sunburst", "gpt-image-2.6-flare", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2",
        "gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest", *HOSTED,
    },
    "novelai": {
        "nai-diffusion-4-full", "nai-diffusion-4-curated", "nai-diffusion-4-5-full", "nai-diffusion-4-5-curated",
        "nai-diffusion-5-full", "nai-diffusion-5-curated",
    },
    "sketch": {"sketch"},
}  # fmt: skip

#: The models whose price nobody publishes; NovelAI counts in a currency of its own.
UNPRICED = {"gpt-image-2.6-sunburst", "gpt-image-2.6-flare", "gpt-image-2.5-sunburst", "chatgpt-image-latest"}


def named(name: str) -> Model:
    return next(model for model in MODELS if model.name == name)


def cost(name: str, references: int = 0, **settings: object) -> float | None:
    return price_of(named(name), GenerationSettings(name, **settings), references)  # type: ignore[arg-type]


@pytest.mark.parametrize("backend", KNOWN)
def test_the_catalogue_has_every_model_of_a_backend(backend: str) -> None:
    assert {model.name for model in catalogue(backend).models} == KNOWN[backend]


@pytest.mark.parametrize("backend", catalogued_backends())
def test_every_backend_has_one_default(backend: str) -> None:
    assert [model.default for model in catalogue(backend).models].count(True) == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
def test_the_facts_of_every_model_fit_together(model: Model) -> None:
    assert list(problems(model)) == []
    assert model.label
    assert model.backend in catalogued_backends()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
def test_the_price_of_every_model_is_known_or_known_to_be_unknown(model: Model) -> None:
    elsewhere = model.backend == "openai" and model.name in HOSTED
    assert (model.prices == ()) == (elsewhere or model.backend == "novelai" or model.name in UNPRICED)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
def test_every_size_of_a_model_is_one_it_draws(model: Model) -> None:
    assert model.shape != "pixels" or all(is_legal(size, model.limits) for size in listed_sizes(model))


def test_the_limits_of_free_sizes_are_the_services() -> None:
    limits = Limits(
        multiple_of=16, maximum_side=3840, minimum_pixels=655_360, maximum_pixels=8_294_400, maximum_ratio=3.0
    )
    newer = [model for model in catalogue("openai").models if model.name.startswith("gpt-image-2")]
    assert {model.limits for model in newer} == {limits}


# ── what it costs ──


@pytest.mark.parametrize(("tier", "usd"), [("512", 0.045), ("1K", 0.067), ("2K", 0.101), ("4K", 0.151)])
def test_a_price_by_resolution(tier: str, usd: float) -> None:
    assert cost("gemini-3.1-flash-image", resolution=tier) == usd


@pytest.mark.parametrize(
    ("quality", "size", "usd"),
    [
        ("low", "1024x1024", 0.009),
        ("high", "1024x1024", 0.133),
        ("low", "1536x1024", 0.013),
        ("high", "1024x1536", 0.2),
    ],
)
def test_a_price_by_quality_and_size(quality: str, size: str, usd: float) -> None:
    assert cost("gpt-image-1.5", quality=quality, size=size) == usd


def test_a_price_by_pixels_grows_with_them() -> None:
    assert cost("gpt-image-2.5-flare", quality="medium", size="1024x1024") == 0.013
    assert cost("gpt-image-2.5-flare", quality="medium", size="2048x2048") == 0.052


def test_pictures_and_references_are_counted() -> None:
    assert cost("gemini-3-pro-image", resolution="1K", n=2, references=3) == pytest.approx(2 * (0.134 + 3 * 0.0011))


def test_where_the_service_chooses_the_quality_the_dearest_counts() -> None:
    assert cost("gpt-image-2", size="1024x1024") == 0.211


def test_where_the_service_chooses_the_size_the_largest_it_is_known_for_counts() -> None:
    assert cost("gpt-image-1-mini", quality="low", size="auto") == 0.0075


def test_a_price_that_is_not_known_is_none() -> None:
    assert cost("gpt-image-2.6-flare", quality="low", size="1024x1024") is None
    assert cost("gemini-nano-banana-2.1", resolution="4K") is None


def test_a_model_of_ones_own_costs_nothing() -> None:
    assert cost("default", size="1024x1024", n=4) == 0


def test_the_first_price_that_fits_counts() -> None:
    model = Model(name="m", resolutions=("512", "1K"), prices=(Price(usd=1, resolution="512"), Price(usd=2)))
    assert price_of(model, GenerationSettings("m", resolution="512")) == 1
    assert price_of(model, GenerationSettings("m", resolution="1K")) == 2


def test_no_stable_diffusion_model_is_told_of_references_in_words() -> None:
    assert not any(model.references_named for model in MODELS if model.backend == "a1111")
