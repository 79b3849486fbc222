"""Markup and macros are taken out, and what is left still points into the stored text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.reading.text.markup import plain
from composer.types import Macros


def read(stored: str) -> str:
    return plain("text", stored, Macros("Vera", "Max")).text


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("{{char}} and {{user}}", "Vera and Max"),
        ("{{CHAR}} and {{ User }}", "Vera and Max"),
        ("<BOT> and <USER>", "Vera and Max"),
        ("a {{weather:{{user}}}} d", "a  d"),
        ("**Hair:** silver", "Hair: silver"),
        ("## Looks", "Looks"),
        ("- one\n* two\n3. three", "one\ntwo\nthree"),
        ("*She waves.*", "*She waves.*"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<b>bold</b> <i>it</i>", "bold it"),
        ("<p>one</p><p>two</p>", "\none\n\ntwo\n"),
        ("<hair_color>silver</hair_color>", "\nhair color: silver\n"),
        ("see ![picture](a.png) here", "see  here"),
        ("a [link](https://example.com) b", "a link b"),
        ("a <!-- note --> b", "a  b"),
        ("<style>p { color: red }</style>x", "x"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("---\ntext", "\ntext"),
    ],
)
def test_markup_is_taken_out(stored: str, text: str) -> None:
    assert read(stored) == text


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab {}<>*_#-[]()!&;:\n\"'/=charuse", max_size=80))
def test_what_is_left_points_into_the_stored_text(stored: str) -> None:
    text = plain("text", stored, Macros("Vera", "Max"))
    for number in range(0, len(text.text), 3):
        evidence = text.evidence(number, min(number + 4, len(text.text)))
        assert 0 <= evidence.start <= evidence.end <= len(stored)
        assert not evidence.exact or stored[evidence.start : evidence.end] == evidence.quote
