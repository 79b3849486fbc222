"""The details block: its parameters and their ranges, how it may be written, and its finished and failed forms."""

import pytest

from composer.requests.finding import find, replace
from composer.types import Failed, FoundRequest, Illustrated
from tests.grammars import DETAILS, FOX, builtin_grammars

GRAMMARS = builtin_grammars()
PICTURE = Illustrated(("/p.png",), "j1")


def block(*lines: str, kind: str = "New") -> str:
    return "\n".join([f"<details><summary>Image: {kind}</summary>", *lines, "</details>"])


def only(text: str) -> FoundRequest:
    (found,) = find(text, GRAMMARS)
    return found


def test_each_line_that_begins_with_a_parameter_starts_its_value() -> None:
    found = only(block("action: generate", f"prompt: {FOX}", "at dusk: rain", "", "far away", "steps: 20"))
    assert found.request is not None
    assert found.request.prompt == f"{FOX}\nat dusk: rain\n\nfar away"
    assert found.request.steps == 20


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("variants: 5", "variants", 5),
        ("image_size: 1281x720", "image_size", "1281x720"),
        ("cfg_scale: 20.5", "cfg_scale", 20.5),
        ("steps: 51", "steps", 51),
        ("seed: -1000000000", "seed", -1000000000),
        (f"negative_prompt: {'x' * 1501}", "negative_prompt", "x" * 1501),
    ],
)
def test_a_value_out_of_range_is_named_and_the_next_block_goes_on(line: str, field: str, value: object) -> None:
    wrong, right = find(block("action: generate", f"prompt: {FOX}", line) + DETAILS, GRAMMARS)
    assert wrong.error is not None
    assert (wrong.status, wrong.error.field, wrong.error.value) == ("error", field, value)
    assert field in wrong.error.message
    assert right.status == "pending"


@pytest.mark.parametrize(
    ("lines", "scale"),
    [((), 2), (("prompt: sharpen it 4x",), 4), (("prompt: 4x", "scale: 3"), 3)],
    ids=["default", "prompt", "scale beats prompt"],
)
def test_an_upscale_needs_no_prompt(lines: tuple[str, ...], scale: float) -> None:
    found = only(block("action: upscale", "source_image_url: https://example.org/fox.png", *lines, kind="Edit"))
    assert (found.operation, found.status) == ("upscale", "pending")
    assert found.request is not None
    assert (found.request.scale, found.request.replication) == (scale, 0.35)


@pytest.mark.parametrize(
    "written",
    [
        block("- **action**: generate", f"- **prompt**: {FOX}"),
        block("Action: Generate", f'Prompt: "{FOX}"'),
        block("```yaml", "action: generate", f"prompt: {FOX}", "```"),
        block(f"action: generate<br>prompt: {FOX}<br>"),
        block(f"action: generate prompt: {FOX}").replace("details", "DETAILS").replace("summary", "Summary"),
        block("action: generate", f"prompt: {FOX}").replace("\n", "\r\n"),
    ],
    ids=["list", "capitals and quotes", "fence", "line breaks", "one line", "Windows"],
)
def test_a_block_dressed_up_says_the_same(written: str) -> None:
    found = only(written)
    assert (found.status, found.source) == ("pending", written)
    assert found.request is not None
    assert found.request.prompt == FOX


def test_a_finished_block_stands_behind_its_picture_and_both_are_one() -> None:
    written = replace(f"a {DETAILS} b", only(f"a {DETAILS} b"), PICTURE, GRAMMARS)
    assert written == (
        f"""a <img data-iig-instruction='{{"prompt":"{FOX}","n":2}}' src="/p.png" data-rp-composer="j1">\n"""
        f"{DETAILS.replace('New', 'Done')} b"
    )
    found = only(written)
    assert (found.grammar, found.status, found.request) == ("details_block", "done", only(DETAILS).request)
    assert found.pictures == ("/p.png",)


def test_a_failed_block_says_why_in_its_first_line() -> None:
    written = replace(DETAILS, only(DETAILS), Failed("no credit", "j1"), GRAMMARS)
    assert written.split("\n")[:3] == [
        '<details data-rp-composer="j1"><summary>Image: Failed</summary>', "no credit", "action: generate",
    ]  # fmt: skip
    assert only(written).request == only(DETAILS).request


def test_a_second_failure_replaces_the_first_reason() -> None:
    once = replace(DETAILS, only(DETAILS), Failed("no credit", "j1"), GRAMMARS)
    twice = replace(once, only(once), Failed("too busy", "j1"), GRAMMARS)
    assert twice == once.replace("no credit", "too busy")


def test_a_block_of_windows_lines_gets_no_empty_line() -> None:
    windows = DETAILS.replace("\n", "\r\n")
    written = replace(windows, only(windows), Failed("no credit"), GRAMMARS)
    assert "\n\r\n" not in written


def test_other_details_are_text() -> None:
    assert find("<details><summary>Images: New</summary>prompt: x</details>", GRAMMARS) == []
