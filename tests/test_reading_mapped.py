"""Mapped text keeps its way back to the stored text through any replacements."""

import re

from hypothesis import given
from hypothesis import strategies as st

from composer.reading.text.mapped import MappedText


def test_evidence_points_through_a_macro_and_removed_markup() -> None:
    stored = "{{char}} has *long* silver hair"
    mapped = MappedText.of("card", stored).replaced(re.compile(r"\{\{char\}\}"), lambda _: "Maren")
    mapped = mapped.replaced(re.compile(r"\*"), lambda _: "")
    assert mapped.text == "Maren has long silver hair"
    start = mapped.text.index("silver hair")
    evidence = mapped.evidence(start, start + 11)
    assert evidence.exact
    assert stored[evidence.start : evidence.end] == "silver hair"


def test_evidence_over_removed_markup_is_not_exact_but_covers_the_stored_range() -> None:
    stored = "*long* silver hair"
    mapped = MappedText.of("card", stored).replaced(re.compile(r"\*"), lambda _: "")
    evidence = mapped.evidence(0, len("long silver"))
    assert not evidence.exact
    assert stored[evidence.start : evidence.end] == "long* silver"


def test_a_replaced_name_points_at_its_macro() -> None:
    mapped = MappedText.of("card", "I am {{char}}.").replaced(re.compile(r"\{\{char\}\}"), lambda _: "Vera")
    evidence = mapped.evidence(5, 9)
    assert (evidence.start, evidence.end, evidence.quote, evidence.exact) == (5, 13, "Vera", False)


def test_cut_out_spans_leave_a_line_break_and_keep_the_places_of_the_rest() -> None:
    stored = "before <img x> after"
    mapped = MappedText.of("message:3", stored).without([(7, 14)])
    assert mapped.text == "before \n after"
    evidence = mapped.evidence(9, 14)
    assert stored[evidence.start : evidence.end] == evidence.quote == "after"


replacements = st.lists(st.tuples(st.sampled_from("abc*{"), st.sampled_from(["", "x", "abc", "*"])), max_size=4)


@given(st.text(alphabet="abc*{ é", max_size=40), replacements, st.data())
def test_exact_evidence_is_always_the_quote(stored: str, steps: list[tuple[str, str]], data: st.DataObject) -> None:
    mapped = MappedText.of("text", stored)
    for old, new in steps:
        mapped = mapped.replaced(re.compile(re.escape(old)), lambda _, new=new: new)  # type: ignore[misc]
    expected = stored
    for old, new in steps:
        expected = expected.replace(old, new)
    assert mapped.text == expected
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    evidence = mapped.evidence(start, end)
    assert 0 <= evidence.start <= evidence.end <= len(stored)
    assert not evidence.exact or stored[evidence.start : evidence.end] == evidence.quote
