"""The settings of a request stay within the profile's maxima and the model's means, and say so."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.models import Limits, Model, Sampling, listed_sizes, price_of
from composer.models.catalogue import catalogue, catalogued_backends
from composer.models.sizes import TIER_ROOM, TIERS, area, is_legal, read_size
from composer.pictures import GenerationSettings
from composer.profiles import Profile
from composer.settings import settings_for
from composer.types import Change, ImageRequest

MODELS = tuple(model for backend in catalogued_backends() for model in catalogue(backend).models)
RATIOS = Model(name="m", backend="b", aspect_ratios=("1:1", "3:4", "4:3", "16:9"))
TIERED = RATIOS.model_copy(update={"resolutions": ("1K", "2K", "4K")})
PIXELS = Model(
    name="m", backend="b", shape="pixels", aspect_ratios=("1:1", "2:3", "16:9"), sizes=("1024x1024", "832x1216"),
    limits=Limits(multiple_of=64, minimum_side=256, maximum_side=4096, minimum_pixels=262144, maximum_ratio=3),
    size_snaps={"300x300": "512x512"},
)  # fmt: skip
QUALITIES = Model(
    name="m", backend="b", qualities=("low", "medium", "high"), quality_snaps={"standard": "medium", "hd": "high"}
)
LOCAL = Model(
    name="m", backend="b", seed=True,
    sampling=Sampling(steps=20, cfg_scale=5, sampler="Euler a", scheduler="Karras", clip_skip=2,
                      steps_range=(10, 40), cfg_scale_range=(1, 9)),
)  # fmt: skip


def asked(model: Model, profile: dict[str, Any] | None = None, **request: Any) -> GenerationSettings:
    return settings_for(ImageRequest("x", **request), Profile.model_validate(profile or {}), model)[0]


def told(model: Model, profile: dict[str, Any] | None = None, **request: Any) -> list[tuple[str, str]]:
    _, changes = settings_for(ImageRequest("x", **request), Profile.model_validate(profile or {}), model)
    return [(change.kind, change.what) for change in changes]


def named(backend: str, name: str) -> Model:
    return catalogue(backend).find(name)[0]


# ── ratios ──


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
    assert settings_for(request_, Profile(), RATIOS)[0].aspect_ratio == ratio


def test_a_snapped_ratio_is_reported() -> None:
    _, changes = settings_for(ImageRequest("x", aspect_ratio="21:9"), Profile(), RATIOS)
    assert changes == (Change("snapped", "aspect_ratio", "21:9 became 16:9, the nearest that m draws"),)


def test_a_ratio_of_the_model_is_not_reported() -> None:
    assert told(RATIOS, aspect_ratio="3:4") == []


def test_a_size_asked_of_a_model_of_ratios_becomes_ratio_and_tier() -> None:
    drawn = asked(TIERED, size="1536x2048")
    assert (drawn.aspect_ratio, drawn.resolution, drawn.size) == ("3:4", "2K", None)
    assert told(TIERED, size="1536x2048") == [("snapped", "size")]


# ── sizes ──


@pytest.mark.parametrize(
    ("model", "size", "drawn"),
    [
        ("gpt-image-1.5", "1792x1024", "1536x1024"),
        ("gpt-image-1.5", "1024x1792", "1024x1536"),
        ("gpt-image-1.5", "512x512", "1024x1024"),
        ("gpt-image-1.5", "256x256", "1024x1024"),
        ("gpt-image-1-mini", "1792x1024", "1536x1024"),
        ("gpt-image-2.5-flare", "512x512", "1024x1024"),
        ("gpt-image-2", "256x256", "1024x1024"),
        ("gpt-image-2", "1000x1500", "992x1488"),
        ("gpt-image-2", "8000x1000", "3840x1280"),
    ],
)
def test_a_size_that_is_not_drawn_is_snapped_and_reported(model: str, size: str, drawn: str) -> None:
    facts = named("openai", model)
    assert (asked(facts, size=size).size, told(facts, size=size)) == (drawn, [("snapped", "size")])


@pytest.mark.parametrize("size", ["1792x1024", "1024x1536", "2048x2048"])
def test_a_size_that_is_drawn_stays(size: str) -> None:
    facts = named("openai", "gpt-image-2")
    assert (asked(facts, size=size).size, told(facts, size=size)) == (size, [])


def test_a_ratio_alone_gives_the_size_the_model_draws_best() -> None:
    assert asked(PIXELS, aspect_ratio="2:3").size == "832x1216"


def test_a_ratio_without_a_listed_size_gets_one_of_its_own() -> None:
    assert asked(PIXELS, aspect_ratio="16:9").size == "1344x768"


def test_a_tier_gives_a_model_of_pixels_its_area() -> None:
    assert asked(PIXELS, aspect_ratio="1:1", image_size="2K").size == "2048x2048"
    assert told(PIXELS, image_size="2K") == []


def test_a_tier_beyond_the_limits_is_reported() -> None:
    assert asked(named("sketch", ""), image_size="2K").size == "1024x1024"
    assert told(named("sketch", ""), image_size="2K") == [("snapped", "image_size")]


def test_a_service_chooses_the_size_only_where_the_profile_says_so() -> None:
    facts = named("openai", "")
    assert asked(facts, {"size": "auto"}).size == "auto"
    assert asked(facts, {"size": "auto"}, aspect_ratio="2:3").size == "1024x1536"
    assert asked(facts, size="auto").size == "1024x1024"


# ── tiers ──


def test_the_models_own_tier_is_asked_where_nobody_says() -> None:
    assert asked(TIERED).resolution == "1K"


def test_a_tier_of_a_request_is_drawn() -> None:
    assert (asked(TIERED, image_size="4K").resolution, told(TIERED, image_size="4K")) == ("4K", [])


def test_a_tier_the_model_lacks_becomes_the_nearest() -> None:
    assert (asked(TIERED, image_size="512").resolution, told(TIERED, image_size="512")) == (
        "1K",
        [("snapped", "image_size")],
    )


def test_a_tier_asked_of_a_model_of_one_size_is_dropped() -> None:
    assert (asked(RATIOS, image_size="4K").resolution, told(RATIOS, image_size="4K")) == (
        None,
        [("dropped", "image_size")],
    )


# ── what the profile allows ──


def test_the_profiles_resolution_is_the_most_a_request_may_ask_for() -> None:
    profile = {"resolution": "2K"}
    assert asked(TIERED, profile).resolution == "2K"
    assert asked(TIERED, profile, image_size="1K").resolution == "1K"
    assert asked(TIERED, profile, image_size="4K").resolution == "2K"
    assert told(TIERED, profile, image_size="4K") == [("lowered", "image_size")]


def test_the_profiles_size_is_the_most_a_request_may_ask_for() -> None:
    profile = {"size": "1024x1024"}
    assert asked(PIXELS, profile, size="2048x2048").size == "1024x1024"
    assert told(PIXELS, profile, size="2048x2048") == [("lowered", "size")]
    assert asked(PIXELS, profile, aspect_ratio="2:3").size == "832x1216"


def test_the_profiles_resolution_limits_sizes_too() -> None:
    facts, profile = named("openai", ""), {"resolution": "1K"}
    assert asked(facts, profile, aspect_ratio="2:3").size == "1024x1536"
    assert told(facts, profile, size="3072x2048") == [("lowered", "size")]
    assert area(read_size(asked(facts, profile, size="3072x2048").size) or (0, 0)) <= TIERS["1K"] * TIER_ROOM


def test_a_tier_above_the_profiles_gets_the_size_of_the_profiles() -> None:
    assert asked(PIXELS, {"resolution": "1K"}, image_size="4K").size == "1024x1024"
    assert told(PIXELS, {"resolution": "1K"}, image_size="4K") == [("lowered", "image_size")]


def test_the_profiles_quality_is_the_most_a_request_may_ask_for() -> None:
    profile = {"quality": "medium"}
    assert asked(QUALITIES, profile).quality == "medium"
    assert asked(QUALITIES, profile, quality="low").quality == "low"
    assert asked(QUALITIES, profile, quality="high").quality == "medium"
    assert told(QUALITIES, profile, quality="high") == [("lowered", "quality")]


def test_a_service_cannot_be_told_to_choose_a_quality_above_the_profiles() -> None:
    assert asked(QUALITIES, {"quality": "medium"}, quality="auto").quality == "medium"


def test_more_pictures_than_the_profile_allows_are_lowered_and_reported() -> None:
    profile = {"max_pictures_per_request": 2}
    assert (asked(RATIOS, profile, n=4).n, told(RATIOS, profile, n=4)) == (2, [("lowered", "n")])


def test_more_pictures_than_one_call_draws_are_lowered() -> None:
    profile = {"max_pictures_per_request": 4}
    assert asked(RATIOS.model_copy(update={"most_pictures": 3}), profile, n=4).n == 3
    assert asked(RATIOS, profile, n=4).n == 4  # called once for each


# ── quality and the rest ──


@pytest.mark.parametrize(
    ("name", "quality", "change"),
    [
        ("standard", "medium", [("snapped", "quality")]),
        ("HD", "high", [("snapped", "quality")]),
        ("High", "high", []),
        ("splendid", None, [("dropped", "quality")]),
        ("auto", None, []),
    ],
)
def test_a_quality_is_called_as_the_model_calls_it(name: str, quality: str | None, change: list[Any]) -> None:
    assert (asked(QUALITIES, quality=name).quality, told(QUALITIES, quality=name)) == (quality, change)


def test_a_model_without_qualities_is_asked_for_none() -> None:
    assert (asked(RATIOS, quality="hd").quality, told(RATIOS, quality="hd")) == (None, [("dropped", "quality")])


def test_a_message_cannot_choose_the_model() -> None:
    drawn, changes = settings_for(ImageRequest("x", model="expensive"), Profile(model="m"), RATIOS)
    assert drawn.model == "m"
    assert [(change.kind, change.what) for change in changes] == [("dropped", "model")]


def test_a_family_of_models_asks_for_what_is_loaded() -> None:
    assert asked(named("a1111", "illustrious")).model == "default"
    assert asked(named("a1111", "waiIllustrious_v14.safetensors")).model == "waiIllustrious_v14.safetensors"


def test_a_seed_travels_to_a_model_that_takes_one() -> None:
    assert (asked(LOCAL, seed=7).seed, told(LOCAL, seed=7)) == (7, [])
    assert (asked(RATIOS, seed=7).seed, told(RATIOS, seed=7)) == (None, [("dropped", "seed")])


def test_a_local_model_is_sampled_as_the_catalogue_says_then_the_profile_then_the_request() -> None:
    profile = {"steps": 30, "cfg_scale": 4, "clip_skip": 1}
    drawn = asked(LOCAL)
    assert (drawn.steps, drawn.cfg_scale, drawn.sampler, drawn.scheduler, drawn.clip_skip) == (
        20, 5.0, "Euler a", "Karras", 2,
    )  # fmt: skip
    assert (asked(LOCAL, profile).steps, asked(LOCAL, profile).cfg_scale, asked(LOCAL, profile).clip_skip) == (30, 4, 1)
    assert (asked(LOCAL, profile, steps=12).steps, asked(LOCAL, profile, cfg_scale=2.5).cfg_scale) == (12, 2.5)


def test_another_sampler_does_not_get_the_scheduler_of_the_catalogues() -> None:
    assert (asked(LOCAL, {"sampler": "DDIM"}).sampler, asked(LOCAL, {"sampler": "DDIM"}).scheduler) == ("DDIM", None)


def test_steps_and_guidance_stay_in_the_models_ranges() -> None:
    assert (asked(LOCAL, steps=50).steps, asked(LOCAL, cfg_scale=20).cfg_scale) == (40, 9)
    assert told(LOCAL, steps=50, cfg_scale=20) == [("snapped", "steps"), ("snapped", "cfg_scale")]


def test_the_ranges_bind_what_a_chat_asks_and_not_the_user() -> None:
    profile = {"steps": 4, "cfg_scale": 15}
    assert (asked(LOCAL, profile).steps, asked(LOCAL, profile).cfg_scale, told(LOCAL, profile)) == (4, 15, [])
    assert (asked(LOCAL, profile, steps=4).steps, asked(LOCAL, profile, cfg_scale=15).cfg_scale) == (10, 9)


def test_where_nothing_is_known_steps_and_guidance_keep_to_common_ranges() -> None:
    default = Sampling()
    assert (default.steps_range, default.cfg_scale_range) == ((20, 40), (3, 10))
    drawn = asked(named("a1111", "default"), steps=150, cfg_scale=1)
    assert (drawn.steps, drawn.cfg_scale) == (40, 3)


def test_what_a_model_has_not_is_dropped_and_reported() -> None:
    profile = {"sampler": "Euler", "clip_skip": 2, "denoising_strength": 0.5}
    drawn = asked(RATIOS, profile, steps=30, cfg_scale=0)
    assert (drawn.steps, drawn.cfg_scale, drawn.sampler, drawn.clip_skip, drawn.denoising_strength) == (None,) * 5
    assert {what for _, what in told(RATIOS, profile, steps=30, cfg_scale=0)} == {
        "steps", "cfg_scale", "sampler", "clip_skip", "denoising_strength",
    }  # fmt: skip


def test_the_raw_fields_of_the_profile_travel() -> None:
    assert asked(RATIOS, {"options": {"moderation": "low"}}).options == {"moderation": "low"}


# ── whatever is asked ──

SIZES = st.tuples(st.integers(1, 8192), st.integers(1, 8192)).map(lambda size: f"{size[0]}x{size[1]}")
COMMON = st.sampled_from(["512x512", "1792x1024", "1024x1792", "256x256", "832x1216", "auto"])
RATIO = st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda ratio: f"{ratio[0]}:{ratio[1]}")
TIER = st.sampled_from(list(TIERS))
QUALITY = st.sampled_from(["low", "medium", "high", "xhigh", "max", "standard", "hd", "auto", "ultra"])
REQUESTS = st.builds(
    ImageRequest,
    prompt=st.just("x"),
    aspect_ratio=st.none() | RATIO,
    image_size=st.none() | TIER,
    size=st.none() | SIZES | COMMON,
    quality=st.none() | QUALITY,
    n=st.none() | st.integers(1, 4),
    seed=st.none() | st.integers(-999999999, 999999999),
    steps=st.none() | st.integers(1, 50),
    cfg_scale=st.none() | st.floats(0, 20),
)
PROFILES = st.builds(
    Profile,
    aspect_ratio=RATIO,
    size=st.just("") | COMMON | st.sampled_from(["64x64", "9999x9999", "4096x64"]),
    resolution=st.just("") | TIER,
    quality=st.just("") | QUALITY,
    max_pictures_per_request=st.integers(1, 4),
)


def takes(model: Model, text: str | None) -> bool:
    """Return whether a size may be asked of a model."""
    size = read_size(text)
    if model.shape == "ratio" or size is None:
        return text is None if model.shape == "ratio" else text == "auto" and model.auto_size
    return size in listed_sizes(model) if model.shape == "sizes" else is_legal(size, model.limits)


def faults(drawn: GenerationSettings, model: Model) -> set[str]:
    """Return the settings that a model does not take."""
    legal = {
        "aspect_ratio": model.shape == "pixels" or drawn.aspect_ratio in model.aspect_ratios,
        "size": takes(model, drawn.size),
        "resolution": drawn.resolution in (model.resolutions or (None,)),
        "quality": drawn.quality in (None, *model.qualities),
        "n": 1 <= drawn.n <= (model.most_pictures if model.most_pictures > 1 else 4),
        "seed": drawn.seed is None or model.seed,
        "sampling": (drawn.steps is None) == (model.sampling is None),
    }  # fmt: skip
    if model.sampling and drawn.steps is not None and drawn.cfg_scale is not None:
        legal["steps"] = model.sampling.steps_range[0] <= drawn.steps <= model.sampling.steps_range[1]
        legal["cfg_scale"] = model.sampling.cfg_scale_range[0] <= drawn.cfg_scale <= model.sampling.cfg_scale_range[1]
    return {name for name, fits in legal.items() if not fits}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
@settings(max_examples=60, deadline=None)
@given(request_=REQUESTS, profile=PROFILES)
def test_whatever_a_request_asks_the_settings_are_legal_for_the_model(
    model: Model, request_: ImageRequest, profile: Profile
) -> None:
    drawn, changes = settings_for(request_, profile, model)
    assert faults(drawn, model) == set()
    assert all(change.why for change in changes)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.backend}-{model.name}")
@settings(max_examples=60, deadline=None)
@given(request_=REQUESTS, profile=PROFILES)
def test_no_request_costs_more_than_the_profile_would(model: Model, request_: ImageRequest, profile: Profile) -> None:
    """A profile that fixes quality and size is the ceiling for what a request costs, for every model."""
    profile = profile.model_copy(update={"size": "", "resolution": "1K", "quality": "medium"})
    drawn, _ = settings_for(request_, profile, model)
    each = price_of(model, drawn)
    most = max(
        (price.usd * (TIER_ROOM if price.pixels else 1) for price in model.prices
         if price.quality in ("", "low", "medium") and price.resolution in ("", "512", "1K")),
        default=None,
    )  # fmt: skip
    assert (each is None) == (most is None)
    assert each is None or most is None or each <= most * drawn.n + 1e-9


@pytest.mark.parametrize("size", ["64x64", "640x960", "1024x1024"])
@settings(max_examples=60, deadline=None)
@given(request_=REQUESTS)
def test_no_request_draws_more_than_the_profiles_size(size: str, request_: ImageRequest) -> None:
    limits = Limits(multiple_of=64, minimum_side=320, maximum_side=4096, maximum_ratio=3)
    model = PIXELS.model_copy(update={"limits": limits, "sizes": (), "long_edge": 2048})
    drawn = read_size(settings_for(request_, Profile(size=size), model)[0].size)
    assert drawn is not None
    assert area(drawn) <= max(area(read_size(size) or (0, 0)), 3 * limits.minimum_side**2)


def test_every_setting_is_asked_of_somebody() -> None:
    """A field that no model of the catalogue ever gets would be a wish that is silently lost."""
    profile = Profile(
        denoising_strength=0.5, options={"a": 1}, quality="low", resolution="1K", max_pictures_per_request=2
    )
    drawn = [settings_for(ImageRequest("x", n=2, seed=1), profile, model)[0] for model in MODELS]
    for field in fields(GenerationSettings):
        assert any(getattr(one, field.name) not in (None, "", {}) for one in drawn), field.name
