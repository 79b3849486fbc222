"""What holds of macros in any text: no brace of theirs is left, the rest of the text keeps its place and its words."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.reading.macros import after, expand, filled, has_macros
from composer.reading.text.mapped import MappedText
from composer.reading.text.markup import plain
from composer.types import Macros

MACROS = Macros(
    "Вера", "Alex", "chat", "Вера", texts={"description": "{{char}} 红发 {{scenario}}", "scenario": "{{user}}"}
)
WORDS = st.text("ab ,:\\\n!рю红", max_size=6)
NAMES = st.sampled_from(
    ["char", "user", "random", "pick", "roll", "reverse", "description", "setvar", "getvar", "addvar", "if", "trim",
     "//", "comment", "weather", "newline", ".a", "$b", "#if"]
)  # fmt: skip


def macro(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separated = st.tuples(NAMES, st.lists(inner, max_size=3), st.sampled_from(["::", ":", " "]))
    whole = separated.map(lambda parts: "{{" + parts[2].join([parts[0], *parts[1]]) + "}}")
    block = st.tuples(st.sampled_from(["if a", "if", "trim", "setvar::a", "reverse"]), inner).map(
        lambda parts: (
            "{{" + parts[0] + "}}" + parts[1] + "{{else}}{{/" + parts[0].partition(" ")[0].partition(":")[0] + "}}"
        )
    )
    return st.lists(whole | block | WORDS, min_size=1, max_size=4).map("".join)


WELL_FORMED = st.recursive(WORDS, macro, max_leaves=8)
#: Pieces of macros in any order.
BROKEN = st.lists(
    st.sampled_from(
        ["{{", "}}", "{", "}", "char", "::", ":", "if", "/if", "random", ",", "\\", "#", "/", "//", "<user>", " ",
         "getvar", "setvar", "a", ".", "$", "=", "трава", "红", "{{char}}", "{{else}}"]
    ),
    max_size=30,
).map("".join)  # fmt: skip
ANY = WELL_FORMED | BROKEN


@settings(max_examples=80)
@given(WELL_FORMED)
def test_nothing_of_whole_macros_is_left(text: str) -> None:
    said = filled(text, MACROS)
    assert not set("{}") & set(said)


@settings(max_examples=80)
@given(ANY)
def test_no_two_braces_open_anything_and_the_same_text_says_the_same(text: str) -> None:
    said = filled(text, MACROS)
    assert "{{" not in said
    assert said == filled(text, MACROS) == plain_text(text)
    assert after(MACROS, [text]) == after(MACROS, [text])


def plain_text(text: str) -> str:
    return expand(MappedText.of("text", text), MACROS).text.text


@settings(max_examples=80)
@given(ANY, st.data())
def test_evidence_points_into_the_stored_text(text: str, data: st.DataObject) -> None:
    mapped = plain("text", text, MACROS)
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    evidence = mapped.evidence(start, end)
    assert 0 <= evidence.start <= evidence.end <= len(text)
    assert not evidence.exact or text[evidence.start : evidence.end] == evidence.quote


@settings(max_examples=60)
@given(ANY, st.integers(0, 200), st.integers(0, 200))
def test_parts_by_their_stored_places_make_up_the_whole(text: str, one: int, another: int) -> None:
    mapped = expand(MappedText.of("text", text), MACROS).text
    first, last = sorted(min(place, len(text)) for place in (one, another))
    parts = [mapped.within(*span).text for span in ((0, first), (first, last), (last, len(text)))]
    assert "".join(parts) == mapped.text


@given(st.text(st.characters(exclude_characters="{<"), max_size=60) | st.sampled_from(["{a} }", "1 < 2 <b>", "{ {"]))
def test_a_text_without_macros_comes_back_as_it_is(text: str) -> None:
    mapped = MappedText.of("text", text)
    assert expand(mapped, MACROS).text is mapped
    assert expand(mapped, MACROS).macros is MACROS
    assert filled(text, MACROS) is text
    assert not has_macros(text)


@settings(max_examples=60)
@given(ANY)
def test_where_unknown_macros_are_kept_known_ones_are_filled_in_all_the_same(text: str) -> None:
    said = filled(text, MACROS, keep_unknown=True)
    assert not re.search(r"\{\{\s*(?:char|user|getvar::\w+)\s*\}\}|<user>", said)
