"""Weights: each syntax is read as its programs read it, and what is written is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.writing.operators import neutral_operators
from composer.writing.weights import Span, Syntax, converted, read_weights, syntax_of, write_weights


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a cat", [("a cat", 1)]),
        ("a (cat)", [("a ", 1), ("cat", 1.1)]),
        ("((cat))", [("cat", 1.21)]),
        ("[cat]", [("cat", 0.909)]),
        ("(a [b])", [("a ", 1.1), ("b", 1)]),
        ("(cat:1.3), hat", [("cat", 1.3), (", hat", 1)]),
        ("((cat:1.3) hat)", [("cat", 1.43), (" hat", 1.1)]),
        ("(cat: .5 )", [("cat", 0.5)]),
        (r"photoshop \(medium\)", [("photoshop (medium)", 1)]),
        (r"(a\\b:1.2)", [("a\\b", 1.2)]),
        ("(unclosed, words", [("unclosed, words", 1.1)]),
        ("smile :)", [("smile :)", 1)]),
        ("9:30 pm", [("9:30 pm", 1)]),
        ("(ratio 3:4 frame)", [("ratio 3:4 frame", 1.1)]),
        ("(hat:-0.5)", [("hat", -0.5)]),
        ("(a [b) c]", [("a ", 1.1), ("b", 1), (" c", 0.909)]),
        ("(((cat):1.2):1.2)", [("cat", 1.584)]),
        (r"\\(cat:1.2)", [("\\", 1), ("cat", 1.2)]),
        ("(cat:)", [("cat:", 1.1)]),
        ("a) b", [("a) b", 1)]),
    ],
)
def test_weights_of_a1111(text: str, spans: list[tuple[str, float]]) -> None:
    assert [(span.text, span.weight) for span in read_weights(text, "a1111")] == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a {cat}", [("a ", 1), ("cat", 1.05)]),
        ("{{cat}}", [("cat", 1.103)]),
        ("[cat]", [("cat", 0.952)]),
        ("1.3::cat::, hat", [("cat", 1.3), (", hat", 1)]),
        ("-1::hat::", [("hat", -1)]),
        ("1.3::cat, 0.8::hat::", [("cat, ", 1.3), ("hat", 0.8)]),
        ("a (cat)", [("a (cat)", 1)]),
        ("std::vector", [("std::vector", 1)]),
        ("1.2::to the end", [("to the end", 1.2)]),
        ("{{a, [b ::, c", [("a, ", 1.103), ("b ", 1.05), (", c", 1)]),
        ("{1.2::cat::, hat", [("cat", 1.26), (", hat", 1)]),
        ("{1.2::a, 0.5::b", [("a, ", 1.26), ("b", 0.525)]),
        ("1.2::{cat}, hat::", [("cat", 1.26), (", hat", 1.2)]),
        ("-2.5::flat color ::", [("flat color ", -2.5)]),
        ("a} b", [("a b", 1)]),
        (".5::cat::", [("cat", 0.5)]),
    ],
)
def test_weights_of_novelai(text: str, spans: list[tuple[str, float]]) -> None:
    assert [(span.text, span.weight) for span in read_weights(text, "novelai")] == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a cat (asleep) in a hat", [("a cat (asleep) in a hat", 1)]),
        ("(cat:1.2) (asleep)", [("cat", 1.2), (" (asleep)", 1)]),
        ("(cat (asleep):1.2)", [("cat (asleep)", 1.2)]),
        ("(cat:9)", [("cat", 1.4)]),
        ("open ( for ever", [("open ( for ever", 1)]),
        ("it says [sic]", [("it says [sic]", 1)]),
    ],
)
def test_brackets_of_prose_are_words_and_numbers_are_kept_within_bounds(
    text: str, spans: list[tuple[str, float]]
) -> None:
    assert [(span.text, span.weight) for span in read_weights(text, "a1111", bare=False)] == spans


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("(cat:1.2)", "a1111"),
        (r"photoshop \(medium\)", "a1111"),
        ("1.2::cat::", "novelai"),
        ("{cat}", "novelai"),
        ("a cat (asleep)", "none"),
        ("((cat))", "a1111"),
        ("[dawn:dusk:0.4]", "a1111"),
        ("a cat AND a dog", "a1111"),
        ("<lora:ink:0.8>", "a1111"),
        ("{cat|dog}", "a1111"),
        ("at 9:30", "none"),
    ],
)
def test_the_syntax_of_a_text_is_told(text: str, syntax: str) -> None:
    assert syntax_of(text) == syntax


@pytest.mark.parametrize(
    ("text", "syntax", "expected"),
    [
        ("a (cat:1.2), hat", "novelai", "a 1.2::cat::, hat"),
        (r"(photoshop \(medium\):1.2)", "novelai", "1.2::photoshop (medium)::"),
        ("((cat:1.2) and hat)", "novelai", "1.32::cat::1.1:: and hat::"),
        ("1.2::cat::, {hat}", "a1111", "(cat:1.2), (hat:1.05)"),
        ("1.2::photoshop (medium)::", "a1111", r"(photoshop \(medium\):1.2)"),
        ("a (cat:1.2), hat", "none", "a cat, hat"),
        ("1.2::cat::", "none", "cat"),
        ("a cat (asleep)", "none", "a cat (asleep)"),
        ("[from:to:0.4] (cat:1.2) <lora:ink:0.8>", "a1111", "[from:to:0.4] (cat:1.2) <lora:ink:0.8>"),
        ("(masterpiece), a cat", "a1111", "(masterpiece), a cat"),
        ("smile :) {", "novelai", "smile :) {"),
        ("(hat:-1), cat", "novelai", "-1::hat::, cat"),
        ("-1::hat::, cat", "a1111", "(hat:-1), cat"),
        ("a (room 12:1.2)", "novelai", "a 1.2::room 12 ::"),
        ("((cat)), hat", "none", "cat, hat"),
        ("(rim light:1.2), 1.3::soft focus::, {grain}", "a1111", "(rim light:1.2), (soft focus:1.3), (grain:1.05)"),
        ("(rim light:1.2), 1.3::soft focus::", "novelai", "1.2::rim light::, 1.3::soft focus::"),
        ("(rim light:1.2), 1.3::soft focus::", "none", "rim light, soft focus"),
        ("1.3::soft focus::, [day|night]", "a1111", "(soft focus:1.3), [day|night]"),
    ],
)
def test_weights_are_said_in_another_syntax(text: str, syntax: Syntax, expected: str) -> None:
    assert converted(text, syntax) == expected


@pytest.mark.parametrize("syntax", ["novelai", "none"])
@pytest.mark.parametrize(
    ("text", "expected", "gone"),
    [
        ("a [dawn:dusk:0.4] sky", "a dusk sky", ["[dawn:dusk:0.4]"]),
        ("a [dusk:10] sky", "a dusk sky", ["[dusk:10]"]),
        ("a [dawn::0.4] sky", "a dawn sky", ["[dawn::0.4]"]),
        ("[a:[b:c:0.2]:0.6] sky", "c sky", ["[b:c:0.2]", "[a:c:0.6]"]),
        ("[cat|dog|owl] asleep", "cat asleep", ["[cat|dog|owl]"]),
        ("{cat|dog} asleep", "cat asleep", ["{cat|dog}"]),
        ("a cat BREAK a dog", "a cat, a dog", ["BREAK"]),
        ("a cat, BREAK, a dog", "a cat, a dog", ["BREAK"]),
        ("a cat AND a dog", "a cat, a dog", ["AND"]),
        ("ink, <lora:ink_v2:0.8>, a cat", "ink, a cat", ["<lora:ink_v2:0.8>"]),
        ("<hypernet:old:1> a cat", "a cat", ["<hypernet:old:1>"]),
    ],
)
def test_operators_are_resolved_or_left_out_and_told(text: str, syntax: Syntax, expected: str, gone: list[str]) -> None:
    told: list[tuple[str, str, str]] = []
    assert converted(text, syntax, note=lambda *change: told.append(change)) == expected
    assert [what for _, what, _ in told] == gone


def test_what_is_mixed_keeps_its_share() -> None:
    assert converted("a cat AND a dog :1.2", "novelai") == "a cat, 1.2::a dog::"


def test_what_a_weight_takes_away_is_left_out_where_there_are_no_weights() -> None:
    told: list[tuple[str, str, str]] = []
    assert converted("a cat(, a hat:-1)", "none", note=lambda *change: told.append(change)) == "a cat"
    assert told[0][:2] == ("dropped", "a hat")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nox AND his shadow BREAK", "Nox and his shadow break"),
        ("<lora:evil:2> a cat", "lora evil a cat"),
        ("a cat <3", "a cat <3"),
        ("BRANDY", "BRANDY"),
    ],
)
def test_operators_of_foreign_text_are_words(text: str, expected: str) -> None:
    assert neutral_operators(text) == expected


# Tags that end as tags do: a number must not follow a letter, of which it would be a part.
WORDS = st.text(alphabet="abcя -", min_size=1, max_size=12).filter(lambda text: bool(text.strip())).map("{}, ".format)
LITERAL = st.text(alphabet="ab ()[]\\", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
WEIGHTS = st.floats(0.1, 3).map(lambda weight: round(weight, 2))


def merged(spans: list[Span]) -> list[Span]:
    """Return spans with neighbours of one weight joined."""
    result: list[Span] = []
    for span in spans:
        if result and result[-1].weight == span.weight:
            span = Span(result.pop().text + span.text, span.weight)
        result.append(span)
    return result


@given(st.lists(st.builds(Span, LITERAL, WEIGHTS), max_size=6))
def test_what_is_written_for_a1111_is_read_back(spans: list[Span]) -> None:
    assert read_weights(write_weights(spans, "a1111"), "a1111") == merged(spans)


@given(st.lists(st.builds(Span, WORDS, WEIGHTS), max_size=6))
def test_what_is_written_for_novelai_is_read_back(spans: list[Span]) -> None:
    assert read_weights(write_weights(spans, "novelai"), "novelai") == merged(spans)


@given(st.lists(st.builds(Span, WORDS, WEIGHTS), max_size=6))
def test_weights_survive_the_way_to_novelai_and_back(spans: list[Span]) -> None:
    there = write_weights(read_weights(write_weights(spans, "a1111"), "a1111"), "novelai")
    assert read_weights(write_weights(read_weights(there, "novelai"), "a1111"), "a1111") == merged(spans)


@given(st.text(alphabet="ab ()[]{}:\\1.2", max_size=40), st.sampled_from(["a1111", "novelai"]), st.booleans())
def test_no_text_is_lost_or_fails(text: str, syntax: Syntax, bare: bool) -> None:
    said = "".join(span.text for span in read_weights(text, syntax, bare))
    assert [letter for letter in said if letter in "ab"] == [letter for letter in text if letter in "ab"]
