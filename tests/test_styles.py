"""Named styles: the built-in ones, the user's own, and what a request may ask for by name."""

import pytest

from composer.profiles import Override, Profile, nearest_style, styles_of
from composer.profiles.styles import named_style
from composer.types import Evidence
from tests.composing import LUKA, MAREN, composed, said, scene

GOUACHE = styles_of(Profile())["gouache"]


def test_there_is_a_good_choice_of_styles_and_each_says_something() -> None:
    styles = styles_of(Profile())
    assert len(styles) >= 25
    assert all(style.words and style.label for style in styles.values())


def test_no_name_stands_for_two_styles() -> None:
    styles = styles_of(Profile()).values()
    assert all(named_style(Profile(), style.name) == style for style in styles)
    assert len({style.words for style in styles}) == len(styles)


@pytest.mark.parametrize("name", ["gouache", "Gouache", " GOUACHE "])
def test_a_fixed_style_is_found_by_its_name(name: str) -> None:
    assert said(composed(scene(), Profile(style=name)), "style") == [GOUACHE.words]


@pytest.mark.parametrize(
    ("name", "found"), [("oil_painting", "oil-painting"), ("aquarelle", "watercolour"), ("Film Noir", "noir")]
)
def test_a_style_has_other_spellings_and_names(name: str, found: str) -> None:
    style = named_style(Profile(), name)
    assert style is not None
    assert style.name == found


def test_the_style_of_the_user_wins_over_a_built_in_one_of_its_name() -> None:
    profile = Profile(name="mine", style="gouache", styles={"Gouache": "thick paint"})
    rendered = composed(scene(), profile)
    assert said(rendered, "style") == ["thick paint"]
    assert rendered.parts[0].fragment.evidence == (Evidence("profile:mine.styles.Gouache", 0, 11, "thick paint"),)
    assert "gouache" not in styles_of(profile)


def test_what_a_style_avoids_is_said_with_it() -> None:
    assert said(composed(scene(), Profile(style="gouache", negative="hats")), "avoid") == ["hats", GOUACHE.negative]


def test_a_style_of_the_user_s_own_may_avoid_something_too() -> None:
    own = {"Pony": {"words": "score 9", "negative": "score 4"}, "ink": "black ink"}
    profile = Profile.model_validate({"name": "mine", "style": "pony", "styles": own})
    rendered = composed(scene(), profile)
    assert (said(rendered, "style"), said(rendered, "avoid")) == (["score 9"], ["score 4"])
    assert styles_of(profile)["ink"].negative == ""


def test_a_fixed_style_is_switched_off_without_losing_it() -> None:
    rendered = composed(scene(style="oil"), Profile(style="gouache", style_on=False))
    assert (said(rendered, "style"), said(rendered, "tag_style"), said(rendered, "avoid")) == ([], ["oil"], [])


@pytest.mark.parametrize("key", ["style_preset", "preset"])
def test_a_request_asks_for_a_style_by_its_name(key: str) -> None:
    rendered = composed(scene(**{key: "gouache"}))
    assert said(rendered, "tag_style") == [GOUACHE.words]
    assert said(rendered, "avoid") == [GOUACHE.negative]


def test_a_name_that_nobody_knows_is_left_out_and_the_nearest_is_named() -> None:
    rendered = composed(scene(style_preset="gouahce", style="dim"))
    assert said(rendered, "tag_style") == ["dim"]
    assert [(one.kind, one.what) for one in rendered.changes] == [("dropped", "tag_style")]
    assert "the nearest is 'gouache'" in rendered.changes[0].why


def test_the_nearest_of_the_users_own_styles_counts_too() -> None:
    assert nearest_style(Profile(styles={"moonlit": "x"}), "monlit") == "moonlit"


def test_a_fixed_style_wins_over_one_that_is_asked_for_by_name() -> None:
    rendered = composed(scene(style_preset="noir"), Profile(style="ink"))
    assert (said(rendered, "style"), said(rendered, "tag_style"), said(rendered, "avoid")) == (["ink"], [], [])


def test_the_style_of_the_first_person_who_has_one_is_fixed() -> None:
    own = {"Maren": Override(style="gouache"), "Luka": Override(style="rough chalk")}
    rendered = composed(scene(LUKA, MAREN), Profile(name="mine", style="ink", characters=own))
    assert said(rendered, "style") == ["rough chalk"]
    assert rendered.parts[0].fragment.evidence[0].source == "profile:mine.characters.Luka.style"
    assert said(composed(scene(MAREN), Profile(characters=own)), "style") == [GOUACHE.words]
    assert said(composed(scene(), Profile(style="ink", characters=own)), "style") == ["ink"]
