"""The enhancer: what is proper to a model's family, what is tidied, and nothing at all where the user wants nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app import Composer
from composer.models import Model
from composer.models.catalogue import find_model
from composer.profiles import Profile
from composer.targets import Target
from composer.types import ImageRequest, RenderedPrompt, Scene
from tests.composing import MAREN, composed, said, scene

TAGS = Model(
    name="tags",
    avoidance="negative_field",
    weights="a1111",
    quality_tags=("masterpiece", "best quality"),
    negative_tags=("lowres", "old", "text"),
    foreign_tags=("score_*", "source_pony"),
)


def enhanced(profile: Profile | None = None, model: Model = TAGS, **request: str | None) -> RenderedPrompt:
    return composed(scene(MAREN, **request), profile, model)


def changes(rendered: RenderedPrompt) -> list[tuple[str, str]]:
    return [(change.kind, change.what) for change in rendered.changes]


# ── family ──


@pytest.mark.parametrize("enhancer", ["family", "full"])
def test_quality_and_negative_tags_of_the_family_are_added(enhancer: str) -> None:
    rendered = enhanced(Profile(enhancer=enhancer, negative="hat"))  # type: ignore[arg-type]
    assert said(rendered, "quality") == ["masterpiece, best quality"]
    assert rendered.negative_prompt == "hat, lowres, old, text"


def test_the_explanation_says_which_entry_of_the_catalogue_they_come_from() -> None:
    rendered = enhanced()
    sources = {one.source for part in rendered.parts for one in part.fragment.evidence if "catalogue" in one.source}
    assert sources == {"catalogue:tags.quality_tags", "catalogue:tags.negative_tags"}
    assert all(part.fragment.source == "enhancer" for part in rendered.parts if part.fragment.slot == "quality")


@pytest.mark.parametrize("text", ["masterpiece", "Masterpiece, rain", "(rain, masterpiece:1.2)", "1.2::masterpiece::"])
def test_a_quality_tag_that_the_user_has_written_is_not_said_again(text: str) -> None:
    rendered = enhanced(Profile(positive=text))
    assert said(rendered, "quality") == ["best quality"]
    assert ("merged", "masterpiece") in changes(rendered)


def test_a_tag_is_the_same_with_an_underscore() -> None:
    assert said(enhanced(Profile(positive="best_quality")), "quality") == ["masterpiece"]


def test_a_quality_tag_that_is_to_be_avoided_is_not_said() -> None:
    rendered = enhanced(Profile(negative="masterpiece"))
    assert said(rendered, "quality") == ["best quality"]
    assert ("dropped", "masterpiece") in changes(rendered)


def test_what_the_user_avoids_already_is_not_avoided_twice() -> None:
    assert enhanced(Profile(negative="(lowres:1.2)")).negative_prompt == "(lowres:1.2), old, text"


@pytest.mark.parametrize("prompt", ["an old man reads", "a text on the wall, an Old door"])
def test_what_the_prompt_speaks_of_is_not_avoided(prompt: str) -> None:
    rendered = enhanced(prompt=prompt)
    assert "old" not in rendered.negative_prompt
    assert ("dropped", "old") in changes(rendered)


def test_a_model_without_a_negative_prompt_gets_no_negative_tags() -> None:
    rendered = enhanced(model=TAGS.model_copy(update={"avoidance": "positive_only"}))
    assert not said(rendered, "avoid")


@pytest.mark.parametrize(
    ("text", "left", "dropped"),
    [
        ("score_9, score_8_up, rain", "rain", "score_9, score_8_up"),
        ("(score_9, score_8_up:1.2), rain", "rain", "score_9, score_8_up"),
        ("(rain, score_9:1.2), fog", "(rain:1.2), fog", "score_9"),
        ("1.2::score_9, rain::, fog", "(rain:1.2), fog", "score_9"),
        ("source_pony, rain", "rain", "source_pony"),
    ],
)
def test_tags_of_another_family_are_taken_out_and_told(text: str, left: str, dropped: str) -> None:
    rendered = enhanced(Profile(positive=text))
    assert said(rendered, "positive") == [left]
    assert ("dropped", dropped) in changes(rendered)


def test_a_text_of_foreign_tags_alone_goes() -> None:
    assert not said(enhanced(Profile(positive="score_9, score_8_up")), "positive")


@pytest.mark.parametrize("file", ["ponyDiffusionV6XL.safetensors", "cyberrealisticXL.safetensors", ""])
def test_scores_stay_for_pony_and_where_the_family_is_not_known(file: str) -> None:
    model = find_model(file, "a1111")[0]
    rendered = composed(scene(MAREN), Profile(positive="score_9, rain"), model)
    assert rendered.prompt.count("score_9") == 1


@pytest.mark.parametrize("enhancer", ["family", "full"])
def test_scores_go_for_every_other_family(enhancer: str) -> None:
    for file in ("illustriousXL_v10", "noobaiXL", "wai_v14", "animagineXL40", "flux1-dev", "dreamshaper_8"):
        rendered = composed(scene(), Profile(positive="score_9, rain", enhancer=enhancer), find_model(file, "a1111")[0])  # type: ignore[arg-type]
        assert "score_9" not in rendered.prompt
        assert ("dropped", "score_9") in changes(rendered)


# ── words made tidy ──


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("rain ,fog,, wind , ", "rain, fog, wind"),
        ("rain,  fog", "rain, fog"),
        ("rain, fog, Rain", "rain, fog"),
        ("(rain, fog:1.2), rain, (rain, fog:1.2)", "(rain, fog:1.2), rain"),
        ("1,000 lamps, fog", "1,000 lamps, fog"),
        ('a sign "ho, ho"', 'a sign "ho, ho"'),
    ],
)
def test_separators_are_set_right_and_nothing_stands_twice(text: str, tidy: str) -> None:
    assert said(enhanced(Profile(positive=text)), "positive") == [tidy]


def test_what_stood_twice_is_told() -> None:
    assert ("merged", "Rain") in changes(enhanced(Profile(positive="rain, Rain")))


def test_sentences_of_a_request_may_repeat_themselves() -> None:
    assert said(enhanced(prompt="knock, knock, she knocks"), "prompt") == ["knock, knock, she knocks"]


# ── off: an expert's text ──

COMPOSER = Composer(Profile())
DIALECTS = sorted(dialect.name for dialect in COMPOSER.dialects)
#: One line, as experts write them: every bracket, operator, doubled comma and capital is meant.
EXPERTS = st.text(
    st.sampled_from("abcXYZ 019,,..::()[]{}|<>\\_-'\"!?;éя雨🌧") | st.characters(categories=("L", "N", "P")), min_size=1,
    max_size=80,
).map(str.strip).filter(bool)  # fmt: skip
WRITTEN = (
    "((Masterpiece)), BREAK  (rain:1.3),, <lora:ink:0.8> , [fog|mist], score_9, AND a [cat:dog:0.4] , Rain, rain,",
    "1.2::Rain::, {{fog}}, -1::hat::",
    "a sentence.  Another one , with (odd) spaces ;",
)


def off(dialect: str, **settings_: str) -> RenderedPrompt:
    """Compose with every text of the user's own and nobody in the picture."""
    model = Model(
        name="expert", backend="sketch", dialect=dialect, avoidance="negative_field", languages=("en",),
        quality_tags=("masterpiece",), negative_tags=("lowres",), foreign_tags=("score_*",),
        weights="novelai" if dialect == "novelai" else "a1111",
    )  # fmt: skip
    prompt = settings_.pop("prompt", "a pier")
    told = Scene(ImageRequest(prompt), own_request=True)
    return COMPOSER.compose(told, Target(Profile(enhancer="off", **settings_), model))  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("key", ["positive", "style", "prompt"])
@pytest.mark.parametrize("text", WRITTEN)
def test_off_leaves_an_experts_text_as_it_is(dialect: str, key: str, text: str) -> None:
    assert text in off(dialect, **{key: text}).prompt


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", WRITTEN)
def test_off_leaves_an_experts_negative_prompt_as_it_is(dialect: str, text: str) -> None:
    assert text in off(dialect, negative=text).negative_prompt


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=60, deadline=None)
@given(text=EXPERTS)
def test_off_leaves_any_text_of_the_user_as_it_is(dialect: str, text: str) -> None:
    assert text in off(dialect, positive=text).prompt
    assert text in off(dialect, negative=text).negative_prompt


@pytest.mark.parametrize("dialect", DIALECTS)
def test_off_adds_nothing(dialect: str) -> None:
    rendered = off(dialect)
    assert "masterpiece" not in rendered.prompt
    assert "lowres" not in rendered.negative_prompt
