"""Keys that are regular expressions as JavaScript writes them, of friends and of strangers."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.lore.expressions import SCENE_SECONDS, expression_of
from tests.lorebooks import book, called, calling, calls, entry

HOSTILE = r"/(a|aa)+$/"


@pytest.mark.parametrize(
    ("key", "request_text"),
    [
        (r"/drag(on|ons)\b/i", "DRAGONS arrive"),
        (r"/(?<first>ma)\k<first>/", "mama"),
        (r"/\bмаяк\p{L}*/iu", "У МАЯКА темно"),
        (r"/and\/or/", "this and/or that"),
        (r"/a[^]b/", "a\nb"),
        (r"/x{y}/", "an x{y} here"),
        (r"/the end$/", "this is the end"),
        (r"/^line$/m", "one\nline\ntwo"),
        (r"/a.b/s", "a\nb"),
        (r"/[\w-.]+@inn/", "me-too@inn"),
        (r"/[[a]x/", "[x"),
        (r"/\u0041\x42\u{43}/u", "ABC"),
        (r"/(?<=old )lighthouse/", "the old lighthouse"),
        (r"/灯(塔|光)/", "海边的灯塔"),
    ],
)
def test_javascripts_expressions_are_understood(key: str, request_text: str) -> None:
    assert calling(request_text, key)


@pytest.mark.parametrize(
    ("key", "request_text"),
    [
        (r"/dragon/", "DRAGON"),
        (r"/end$/", "the end\n"),
        (r"/a.b/", "a\nb"),
        (r"/[]/", "anything"),
        (r"/lighthouse/y", "the lighthouse"),
        (r"/a{e<=1}/", "ab"),
        (r"/[[:alpha:]]/", "b"),
    ],
)
def test_they_match_no_more_than_they_say(key: str, request_text: str) -> None:
    assert not calling(request_text, key)


@pytest.mark.parametrize(
    "key", ["/(/", "/a(?>b)/", "/[/", "/*/", "/" + "(" * 3000 + "/", "/(?R)/", "/" + "a" * 5000 + "/"]
)
def test_an_invalid_expression_calls_nothing_and_says_so(key: str) -> None:
    found = calls(book(entry(key, "cat")), "a cat aaaa ((((")
    assert [call.number for call in found.entries] == [0]  # its other key does
    assert found.notices == ((key, "it is no valid regular expression"),)


def test_keys_without_slashes_are_expressions_where_the_book_has_such() -> None:
    assert calling("Dragons", r"drag\w+", use_regex=True)
    assert not calling("Dragons", r"drag\w+")
    assert calling("the 24-hour inn", "inn", use_regex=True)
    assert not calling("the dinner", "inn", use_regex=True)
    assert calling("a book on C++", "C++", use_regex=True)


def test_sillytavern_which_marks_every_entry_means_only_those_with_slashes() -> None:
    assert not calling("Dragons", r"drag\w+", use_regex=True, extensions={"display_index": 1})
    assert not calling("Dragons", r"drag\w+", use_regex=True, unknown={"displayIndex": 1})
    assert calling("Dragons", r"/drag\w+/i", use_regex=True, unknown={"displayIndex": 1})


def test_a_path_is_no_expression() -> None:
    assert calling("see /home/maren/", "/home/maren/")


def test_a_slow_expression_is_given_up_in_time_and_not_tried_again() -> None:
    slow = book(entry(HOSTILE), entry(f"{HOSTILE}m"), entry("cat"))
    text = "a" * 60 + "! a cat"
    begun = time.monotonic()
    found = calls(slow, text)
    assert time.monotonic() - begun < 4 * SCENE_SECONDS
    assert [call.number for call in found.entries] == [2]
    assert "it took too long" in dict(found.notices).values()
    begun = time.monotonic()
    assert called(slow, text + "!") == [2]
    assert time.monotonic() - begun < SCENE_SECONDS


def test_many_slow_expressions_are_bounded_together() -> None:
    slow = book(*(entry(rf"/(a|aa|{n})+$/") for n in range(300)), entry("cat"))
    begun = time.monotonic()
    for number in range(12):
        assert called(slow, "a" * 60 + f"! {number} a cat") == [300]
    assert time.monotonic() - begun < 12 * 2 * SCENE_SECONDS
    assert any("too many expressions" in why for _, why in calls(slow, "a" * 50 + "!").notices)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=r"ab(?<!=:>|)[]{}*+.^$\/-,01nkuxpPcdb", max_size=25), st.sampled_from(["", "i", "ms", "gu", "y"])
)
def test_any_pattern_is_searched_or_given_up(pattern: str, flags: str) -> None:
    made = expression_of(f"/{pattern}/{flags}", bare=False, ignore_case=True)
    if made is not None:
        calls(book(entry(made.written)), "abba-[0]{1}ab")
