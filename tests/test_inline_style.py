"""A style inside the prompt moves to where styles belong."""

import pytest

from composer.requests.inline_style import take_inline_style
from composer.types import ImageRequest


@pytest.mark.parametrize(
    ("prompt", "rest", "style"),
    [
        ("a pier [style: oil]", "a pier", "oil"),
        ("[STYLE: oil] a pier", "a pier", "oil"),
        ("a pier, [Style:oil], at night", "a pier, at night", "oil"),
        ("a pier [ style : oil ] at night", "a pier at night", "oil"),
        ("a pier [style: oil] at [style: ink] night", "a pier at night", "oil, ink"),
        ("пирс [стиль: масло]", "пирс", "масло"),
        ("a pier ［style： oil］", "a pier", "oil"),
        ("a pier [style: ]", "a pier", None),
        ("a pier [style: oil", "a pier [style: oil", None),
        ("a pier in style: oil", "a pier in style: oil", None),
    ],
)
def test_the_style_leaves_the_prompt(prompt: str, rest: str, style: str | None) -> None:
    taken = take_inline_style(ImageRequest(prompt))
    assert (taken.prompt, taken.style) == (rest, style)


def test_the_style_of_the_tag_wins_and_the_inline_one_goes() -> None:
    taken = take_inline_style(ImageRequest("a pier [style: oil]", style="ink"))
    assert (taken.prompt, taken.style) == ("a pier", "ink")


def test_a_blank_style_of_the_tag_does_not_win() -> None:
    assert take_inline_style(ImageRequest("a pier [style: oil]", style=" ")).style == "oil"
