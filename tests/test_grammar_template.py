"""Templates of the profile: what they may look like, and what they read."""

import pytest

from composer.errors import ProfileError
from composer.requests.finding import as_json, find
from composer.requests.templates import TemplateGrammar


@pytest.mark.parametrize(
    ("template", "cause"),
    [
        ("<pic>", "must hold {prompt} once"),
        ('<pic a="{prompt}" b="{prompt}">', "must hold {prompt} once"),
        ('<pic a="{prompt}" b="{style}" c="{style}">', "no field twice"),
        ('<pic a="{prompt}" b="{backend}">', "there is no field 'backend'"),
        ("{prompt} please", "text must stand before"),
        ("draw {prompt}", "text must stand before"),
        ("(draw {style}{prompt})", "text must stand before"),
    ],
)
def test_a_template_that_cannot_work_is_refused_with_its_cause(template: str, cause: str) -> None:
    with pytest.raises(ProfileError, match=cause):
        TemplateGrammar([template])


def test_without_templates_nothing_is_found() -> None:
    assert find('<pic prompt="a fox">', [TemplateGrammar([])]) == []


def test_a_template_is_no_regular_expression() -> None:
    (found,) = find("x.* y.*(a fox)? z", [TemplateGrammar([".*({prompt})?"])])
    assert found.request is not None
    assert (found.source, found.request.prompt) == (".*(a fox)?", "a fox")


@pytest.mark.parametrize("text", ["{{pic: a fox | ink}}", "{{PIC:  a fox | ink}}"])
def test_braces_of_a_template_are_text(text: str) -> None:
    (found,) = find(text, [TemplateGrammar(["{{pic: {prompt} | {style}}}"])])
    assert as_json(found)["request"] == {"prompt": "a fox", "style": "ink"}


def test_the_template_that_fits_wins() -> None:
    grammar = TemplateGrammar(["(draw: {prompt} | {style})", "(draw: {prompt})"])
    found = find("(draw: a fox) and (draw: an owl | ink)", [grammar])
    assert [(entry.status, entry.request and entry.request.style) for entry in found] == [
        ("pending", None),
        ("pending", "ink"),
    ]


def test_a_row_of_unclosed_ones_is_one_error() -> None:
    found = find('<pic prompt="' * 50 + 'a fox">', [TemplateGrammar(['<pic prompt="{prompt}">'])])
    assert [entry.status for entry in found] == ["error", "pending"]
