"""The stages of style and of the profile's own prompt: who wins, and where the words came from."""

from composer.profiles import Profile
from composer.types import Evidence
from tests.composing import composed, said, scene

FIXED = Profile(name="mine", style="ink wash", positive="soft light")


def test_without_a_fixed_style_the_style_of_the_tag_is_said() -> None:
    assert composed(scene(style="oil")).prompt == "[Style: oil]\n\na pier at night"


def test_a_fixed_style_wins_over_the_style_of_the_tag() -> None:
    rendered = composed(scene(style="oil"), FIXED)
    assert rendered.prompt == "[STYLE: ink wash]\n\nsoft light\n\na pier at night"
    assert [(change.kind, change.what) for change in rendered.changes] == [("dropped", "tag_style")]


def test_a_blank_style_is_no_style() -> None:
    rendered = composed(scene(style="oil"), Profile(style="  "))
    assert said(rendered, "tag_style") == ["oil"]
    assert said(composed(scene(style=" ")), "tag_style") == []


def test_style_and_positive_prompt_name_the_profile_as_their_evidence() -> None:
    parts = composed(scene(), FIXED).parts
    assert parts[0].fragment.evidence == (Evidence("profile:mine.style", 0, 8, "ink wash"),)
    assert parts[1].fragment.evidence == (Evidence("profile:mine.positive", 0, 10, "soft light"),)


def test_the_stages_are_named_as_the_source_of_their_words() -> None:
    sources = [part.fragment.source for part in composed(scene(negative_prompt="hats"), FIXED).parts]
    assert sources == ["stage.fixed_style", "stage.positive_prompt", "stage.tag_prompt", "stage.avoid"]
