"""What to avoid: the profile's words before the request's, as a block or in a model's own field."""

from composer.profiles import Profile
from tests.composing import NEGATIVE_FIELD, composed, said, scene

AVOIDING = Profile(negative="blur")


def test_the_profile_comes_before_the_request() -> None:
    assert composed(scene(negative_prompt="hats"), AVOIDING).prompt.endswith("\n\n[AVOID: blur, hats]")


def test_a_negative_field_takes_it_instead_of_the_prompt() -> None:
    rendered = composed(scene(negative_prompt="hats"), AVOIDING, NEGATIVE_FIELD)
    assert (rendered.prompt, rendered.negative_prompt) == ("a pier at night", "blur, hats")
    assert said(rendered, "avoid") == ["blur", "hats"]


def test_nothing_to_avoid_makes_no_block() -> None:
    rendered = composed(scene(), model=NEGATIVE_FIELD)
    assert (rendered.prompt, rendered.negative_prompt) == ("a pier at night", "")


def test_the_evidence_names_profile_and_request() -> None:
    rendered = composed(scene(negative_prompt="hats"), AVOIDING)
    sources = [part.fragment.evidence[0].source for part in rendered.parts if part.fragment.slot == "avoid"]
    assert sources == ["profile:default.negative", "request.negative_prompt"]
