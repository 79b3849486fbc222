"""Finding and replacing: the common cases, and what must hold for any text at all."""

import dataclasses
import itertools
import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.requests.finding import as_json, find, replace, replace_all, silent_spans
from composer.types import Failed, FoundRequest, Illustrated
from tests.grammars import CASES, DETAILS, FOX, IMAGE_TAG, LEGACY_TAG, TEMPLATE, builtin_grammars, outcome_of

GRAMMARS = builtin_grammars()
GOOD = (IMAGE_TAG, LEGACY_TAG, DETAILS, TEMPLATE)
PICTURE = Illustrated(("/p/1.png",), "job1")
FAILURE = Failed("no credit: 0 left", "job1")
DRAWABLE = [case for case in CASES if any(entry["status"] in ("pending", "failed") for entry in case["found"])]
#: Text that neither holds a request nor anything that could hide or open one.
HARMLESS = st.text(st.characters(blacklist_characters="<>[]`~&'\"(", blacklist_categories=["Cs"]), max_size=80)
FRAGMENTS = [
    "<img ", "data-iig-instruction", "=", "'", '"', "{", "}", "[IMG:GEN:", "[IMG:✓:", "]", ">", "<",
    "</details>", "<details><summary>Image: New</summary>", "<details><summary>Image: Failed</summary>",
    "action: edit\n", "prompt:", '"prompt":', "&quot;", "&#x110000;", "&#0;", "\\", "\\u", "\\ud83d", "“", "”",
    "`", "```\n", "~~~", "<!--", "-->", "<think>", "</think>", "\n", "\n\n", " ", "src=", "[IMG:GEN]",
    "[IMG:ERROR]", "\ud800", "😀", "1e999", "NaN", "[[", "{{", ",", ":", "<pic prompt=", "<video ", "null",
    "data-src=", "x",
]  # fmt: skip
NASTY = st.lists(st.sampled_from([*GOOD, *FRAGMENTS, "9" * 400]), max_size=25).map("".join)


def grammars_of(case: dict[str, Any]) -> Any:
    return builtin_grammars(tuple(case["templates"])) if "templates" in case else GRAMMARS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_is_found_as_written_down(case: dict[str, Any]) -> None:
    assert [as_json(found) for found in find(case["text"], grammars_of(case))] == case["found"]


@pytest.mark.parametrize("case", [case for case in CASES if "outcome" in case], ids=lambda case: case["name"])
def test_a_case_is_replaced_as_written_down(case: dict[str, Any]) -> None:
    grammars = grammars_of(case)
    found = find(case["text"], grammars)[0]
    assert replace(case["text"], found, outcome_of(case), grammars) == case["replaced"]


@pytest.mark.parametrize("case", [case for case in CASES if "outcome" in case], ids=lambda case: case["name"])
def test_doing_it_twice_changes_nothing(case: dict[str, Any]) -> None:
    grammars = grammars_of(case)
    found = find(case["text"], grammars)[0]
    once = replace(case["text"], found, outcome_of(case), grammars)
    assert replace(once, found, outcome_of(case), grammars) == once
    assert replace(once, find(once, grammars)[0], outcome_of(case), grammars) == once


@pytest.mark.parametrize("outcome", [PICTURE, FAILURE], ids=["picture", "failure"])
@pytest.mark.parametrize("case", DRAWABLE, ids=lambda case: case["name"])
def test_a_replaced_request_reads_back_equal(case: dict[str, Any], outcome: Illustrated | Failed) -> None:
    grammars = grammars_of(case)
    drawable = [found for found in find(case["text"], grammars) if found.status in ("pending", "failed")]
    text = replace_all(case["text"], [(found, outcome) for found in drawable], grammars)
    again = [(found.status, found.request) for found in find(text, grammars) if found.job_id == "job1"]
    assert again == [("done" if outcome is PICTURE else "failed", found.request) for found in drawable]


def test_case_names_are_unique_and_many() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 120


def test_several_requests_each_get_their_own_picture() -> None:
    text = f"a {IMAGE_TAG} b {LEGACY_TAG} c {DETAILS} d {TEMPLATE} e {IMAGE_TAG}"
    outcomes = [
        (found, Illustrated((f"/p/{number}.png",), f"job{number}")) for number, found in enumerate(find(text, GRAMMARS))
    ]
    again = find(replace_all(text, outcomes, GRAMMARS), GRAMMARS)
    assert [found.pictures for found in again] == [(f"/p/{number}.png",) for number in range(5)]
    assert [found.job_id for found in again] == [f"job{number}" for number in range(5)]


def test_replacing_one_by_one_is_replacing_all() -> None:
    text = f"a {IMAGE_TAG} b {LEGACY_TAG} c"
    first, second = find(text, GRAMMARS)
    one_by_one = replace(replace(text, second, FAILURE, GRAMMARS), first, PICTURE, GRAMMARS)
    assert one_by_one == replace_all(text, [(second, FAILURE), (first, PICTURE)], GRAMMARS)


def test_a_text_that_has_changed_since_stays() -> None:
    found = find(f"a {IMAGE_TAG}", GRAMMARS)[0]
    assert replace("something else", found, PICTURE, GRAMMARS) == "something else"


def test_the_order_of_grammars_does_not_matter() -> None:
    text = "".join(GOOD)
    answers = [find(text, order) for order in itertools.permutations(GRAMMARS)]
    assert all(answer == answers[0] for answer in answers)


def test_silent_spans_are_requests_thoughts_code_and_comments() -> None:
    parts = ["<think>a</think>", " b ", IMAGE_TAG, " c ", "`d`", " e ` f ", "<!-- g -->", " h ", "```\ni"]
    text = "".join(parts[:-1]) + "\n" + parts[-1]
    spans = [text[start:end] for start, end in silent_spans(text, GRAMMARS)]
    assert spans == [parts[0], parts[2], parts[4], parts[6], parts[8]]


def test_json_has_the_order_and_keys_of_the_command() -> None:
    text = IMAGE_TAG.replace('"}', '","n":9}')
    entry = as_json(find(text, GRAMMARS)[0])
    assert list(entry) == ["grammar", "operation", "status", "span", "error", "request"]
    assert json.loads(json.dumps(entry)) == entry


@settings(max_examples=200, deadline=None)
@given(HARMLESS, HARMLESS, st.sampled_from(GOOD), st.sampled_from([PICTURE, FAILURE]))
def test_replacing_is_exact_in_any_surroundings(
    before: str, after: str, good: str, outcome: Illustrated | Failed
) -> None:
    text = before + good + after
    (found,) = find(text, GRAMMARS)
    assert (found.start, found.end, found.source) == (len(before), len(before) + len(good), good)
    replaced = replace(text, found, outcome, GRAMMARS)
    assert replaced.startswith(before)
    assert replaced.endswith(after)
    (again,) = find(replaced, GRAMMARS)
    assert (again.start, again.end) == (len(before), len(replaced) - len(after))
    assert again.request == found.request


@settings(max_examples=200, deadline=None)
@given(NASTY)
def test_nothing_makes_finding_or_replacing_raise(text: str) -> None:
    position = 0
    for found in find(text, GRAMMARS):
        assert position <= found.start < found.end <= len(text)
        assert found.source == text[found.start : found.end]
        assert (found.error is not None) == (found.status == "error")
        json.dumps(as_json(found))
        position = found.end
        for outcome in (PICTURE, FAILURE):
            replaced = replace(text, found, outcome, GRAMMARS)
            assert replaced[: found.start] == text[: found.start]
            assert replaced.endswith(text[found.end :])
            assert replace(replaced, found, outcome, GRAMMARS) == replaced or found.source in replaced


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_prompt_is_written_and_read_back_exactly(prompt: str, unknown: str) -> None:
    text = f"[IMG:GEN:{json.dumps({'prompt': prompt, unknown or 'x': [unknown, {unknown: prompt}]})}]"
    (found,) = find(text, GRAMMARS)
    replaced = replace(text, found, PICTURE, GRAMMARS)
    if found.request is None:
        return
    (again,) = find(replaced, GRAMMARS)
    assert again.request == found.request
    instruction = replaced.split("'")[1]
    written = json.loads(instruction)
    assert written == json.loads(text[9:-1]) or unknown.lower() == "prompt"
    outside_keys = re.sub(r'"(?:\\u[0-9a-f]{4}|[^"\\])*+"', lambda string: string[0][1:-1], instruction)
    literal = re.sub(r"\\u[0-9a-f]{4}", "", outside_keys)
    assert all(letter.isalpha() or letter.isdecimal() or letter in ' ,-;/{}[]:"_' for letter in literal)


# ── mutations ───────────────────────────────────────────────────────────────────────────────────────────────────────

#: The stated rule of `composer.requests.finding` in other words: where one of these is, something is reported.
STARTS = re.compile(
    r"""<(?:img|video)[\s/][^<>]*(?<![\w-])data-iig-instruction\s*=\s*["']?\s*\{
    | \[IMG:GEN:\s*\{ | <details>\s*<summary>Image:\s(?:New|Edit|Done|Failed)</summary> | <pic\s+prompt=" """,
    re.VERBOSE | re.IGNORECASE,
)
ALPHABET = "'\"<>{}[]:,=& \n\\/x`“"


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 3)):
        place, kind = chance.randrange(len(text)), chance.randrange(5)
        if kind == 0:
            text = text[:place] + text[place + chance.randint(1, 4) :]
        elif kind == 1:
            text = text[:place] + chance.choice(ALPHABET) + text[place:]
        elif kind == 2:
            text = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        elif kind == 3:
            text = text[:place] + text[place:].translate({34: 39, 39: 34})
        else:
            text = text[: max(place, 12)]
    return text


def is_reported(place: int, found: list[FoundRequest], silent: list[tuple[int, int]]) -> bool:
    """A start is inside a report, or inside a region that holds no request."""
    return any(request.start <= place < request.end for request in found) or any(
        start <= place < end for start, end in silent
    )


def test_ten_thousand_mutations_drop_nothing_silently() -> None:
    chance = random.Random(20)
    rich = IMAGE_TAG.replace(
        '{"prompt"', '{"style":"ink, \'soft\'","aspectRatio":"3:4","n":2,"people":["Maren"],"prompt"'
    )
    dropped = []
    for number in range(10_000):
        text = mutated(chance.choice([*GOOD, rich]), chance) + chance.choice(["", " She left.\n\nThen rain."])
        found = find(text, GRAMMARS)
        silent = silent_spans(text, GRAMMARS)
        dropped += [(number, text) for start in STARTS.finditer(text) if not is_reported(start.start(), found, silent)]
    assert dropped == []


@pytest.mark.parametrize("good", GOOD, ids=["image_tag", "legacy_tag", "details_block", "template"])
def test_a_request_cut_off_anywhere_is_incomplete_or_not_yet_one(good: str) -> None:
    statuses = [[found.status for found in find("Look: " + good[:end], GRAMMARS)] for end in range(len(good))]
    first = statuses.index(["incomplete"])
    assert all(status == [] for status in statuses[:first])
    assert all(status == ["incomplete"] for status in statuses[first:])
    assert find(good, GRAMMARS)[0].status == "pending"


@pytest.mark.parametrize("good", GOOD, ids=["image_tag", "legacy_tag", "details_block", "template"])
def test_a_cut_off_request_tells_as_much_of_its_prompt_as_there_is(good: str) -> None:
    end = good.index(FOX) + 9
    (found,) = find(good[:end], GRAMMARS)
    assert found.request is not None
    assert found.request.prompt == FOX[:9].strip()


def test_a_million_braces_and_deep_nesting_are_just_errors_or_nothing() -> None:
    deep = '{"prompt":"x","y":' + "[" * 100_000 + "]" * 100_000 + "}"
    assert find("{" * 1_000_000, GRAMMARS) == []
    assert [found.status for found in find(f"[IMG:GEN:{deep}] {LEGACY_TAG}", GRAMMARS)][-1] == "pending"


def test_a_found_request_is_a_plain_value() -> None:
    found = find(IMAGE_TAG, GRAMMARS)[0]
    assert dataclasses.replace(found) == found
