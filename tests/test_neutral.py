"""Foreign text made harmless keeps everything that is harmless."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.neutral import Neutral, neutral_line, neutral_prompt


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[red] ［hat］", "(red) (hat)"),
        ("﹇red﹈ 〖hat〗", "(red) (hat)"),
        ("red\n\n hat", "red hat"),
        ("red\u2028hat", "red hat"),
        ("r\u202eed\x1b[31m", "red(31m"),
        ("r\u061ce\u180ed", "red"),
        ("{{user}}'s hat", "'s hat"),
        ("a {{b {{c}} d}} e", "a e"),
        ("}}{{", ""),
        ("back\\slash", "back\\slash"),
    ],
)
def test_a_fact_becomes_one_harmless_line(text: str, line: str) -> None:
    assert neutral_line(text).text == line


def test_a_prompt_keeps_its_lines_but_no_blank_ones() -> None:
    assert neutral_prompt("one\ntwo\r\n\r\n  three  ") == Neutral("one\ntwo\nthree", neutralised=True)


@pytest.mark.parametrize("text", ["a plain prompt", "two\nlines", "5 < 6", "{single}", "🏳️‍🌈 «ёлка»"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert neutral_prompt(text) == Neutral(text)


@settings(max_examples=200)
@given(st.text(alphabet="a [{}]\n\r\u2028\x00\u200b", max_size=40))
def test_what_is_harmless_stays_harmless(text: str) -> None:
    for harmless in (neutral_line, neutral_prompt):
        once = harmless(text).text
        assert harmless(once).text == once
        assert not set(once) & set("[]\r\u2028\x00\u200b")
        assert "{{" not in once
        assert "\n\n" not in once


def test_no_character_that_is_a_square_bracket_to_anybody_is_left() -> None:
    every = "".join(map(chr, range(0x110000)))
    left = neutral_line(every).text
    assert [hex(ord(one)) for one in left if set(unicodedata.normalize("NFKC", one)) & set("[]")] == []
    named = [one for one in left if re.search("SQUARE BRACKET|TORTOISE SHELL|LENTICULAR", unicodedata.name(one, ""))]
    assert [one for one in named if unicodedata.category(one) in ("Ps", "Pe")] == []
