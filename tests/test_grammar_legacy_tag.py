"""The legacy tag ``[IMG:GEN:{…}]``: what it looks like, how badly it may be written, and what takes its place."""

import pytest

from composer.requests.finding import find, replace
from composer.types import Failed, FoundRequest, Illustrated
from tests.grammars import FOX, LEGACY_TAG, builtin_grammars

GRAMMARS = builtin_grammars()


def only(text: str) -> FoundRequest:
    (found,) = find(text, GRAMMARS)
    return found


def test_it_is_one_bracket_with_an_object() -> None:
    found = only(f"She waved. {LEGACY_TAG} Then she left [at last].")
    assert (found.grammar, found.status, found.source) == ("legacy_tag", "pending", LEGACY_TAG)
    assert found.request is not None
    assert found.request.prompt == FOX


@pytest.mark.parametrize(
    "written",
    [
        f'[IMG:GEN:{{"prompt":"{FOX}"}} ]',
        f"[IMG:GEN:{{'prompt':'{FOX}',}}]",
        f'[img:gen: {{prompt:"{FOX}"}}\n]',
        f'[IMG:GEN:{{"prompt":"{FOX}"]',
        f'[IMG:GEN:{{"prompt":"{FOX}]',
        f"[IMG:GEN:{{“prompt”:“{FOX}”}}]",
        f"[IMG:GEN:{{&quot;prompt&quot;:&quot;{FOX}&quot;}}]",
    ],
)
def test_a_badly_written_one_says_the_same(written: str) -> None:
    found = only(f"Look: {written} She left.")
    assert (found.status, found.source) == ("pending", written)
    assert found.request is not None
    assert found.request.prompt == FOX


def test_brackets_and_braces_in_the_prompt_do_not_end_it() -> None:
    found = only('[IMG:GEN:{"prompt":"a ] b } c [d]"}] e]')
    assert found.request is not None
    assert found.request.prompt == "a ] b } c [d]"


def test_it_ends_at_its_brace_when_its_bracket_is_missing() -> None:
    first, second = find(f"[IMG:GEN:{{'prompt':'{FOX}'}} and {LEGACY_TAG}", GRAMMARS)
    assert first.source == f"[IMG:GEN:{{'prompt':'{FOX}'}}"
    assert first.request == second.request


def test_a_picture_makes_it_an_image_tag() -> None:
    written = replace(
        f"a {LEGACY_TAG} b", only(LEGACY_TAG.join(("a ", " b"))), Illustrated(("/p.png",), "j1"), GRAMMARS
    )
    assert written == (f"""a <img data-iig-instruction='{{"prompt":"{FOX}"}}' src="/p.png" data-rp-composer="j1"> b""")


def test_a_failure_keeps_the_instruction_to_be_retried() -> None:
    written = replace(LEGACY_TAG, only(LEGACY_TAG), Failed("no credit", "j1"), GRAMMARS)
    again = only(written)
    assert (again.grammar, again.status, again.request) == ("image_tag", "failed", only(LEGACY_TAG).request)


def test_a_path_instead_of_an_object_is_a_finished_picture() -> None:
    found = only("[IMG:✓:/user/images/fox.png]")
    assert (found.status, found.pictures) == ("done", ("/user/images/fox.png",))


@pytest.mark.parametrize("text", ["[IMG:ERROR:no credit]", "[IMG:GEN]", "[IMG]", "[IMG:GENERATE:{}]"])
def test_other_brackets_are_no_requests(text: str) -> None:
    assert find(text, GRAMMARS) == []
