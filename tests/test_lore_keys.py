"""How keys of lorebooks are found in texts: whole words, their forms, scripts, signs and case."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lorebooks import book, called, calling, calls, entry


@pytest.mark.parametrize(
    ("key", "request_text"),
    [
        ("lighthouse", "Maren stands before the lighthouse."),
        ("Lighthouse", "two LIGHTHOUSES at night"),
        ("old lighthouse", "the old  lighthouse"),
        ("Anna", "Anna's shop"),
        ("D'Artagnan", "a portrait of D’Artagnan"),
        ("Anna-Maria", "Anna-Maria waves"),
        ("C++", "a book on C++ lies there"),
        ("7th street", "down 7th street"),
        ("маяк", "Марен стоит у маяка."),
        ("маяк", "огни маяков"),
        ("Старый маяк", "вид на старый маяк"),
        ("старый маяк", "у старого маяка"),
        ("Берёза", "под березой"),
        ("灯塔", "她站在灯塔前面"),
        ("ランタン亭", "夜のランタン亭の前"),
        ("서울", "밤의 서울은 밝다"),
    ],
)
def test_a_key_is_found_in_its_forms(key: str, request_text: str) -> None:
    assert calling(request_text, key)


@pytest.mark.parametrize(
    ("key", "request_text"),
    [
        ("cat", "the cathedral and a bobcat"),
        ("old lighthouse", "the bold lighthouse"),
        ("old lighthouse", "the old man and the lighthouse"),
        ("Anna-Maria", "Anna and Maria"),
        ("C++", "the letter C"),
        ("кот", "котёл, который кипит"),
        ("кот", "скот в поле"),
        ("старый маяк", "новый маяк"),
        ("run", "Maren runs"),
        ("灯塔", "她站在塔前"),
        ("  ", "   "),
    ],
)
def test_a_key_is_not_found_in_other_words(key: str, request_text: str) -> None:
    assert not calling(request_text, key)


@pytest.mark.parametrize("key", ["{{char}}", "{{ USER }}"])
def test_macros_in_keys_are_names(key: str) -> None:
    assert calling("Maren and Alex", key)
    assert not calling("char and user", key)


def test_case_counts_where_an_entry_says_so() -> None:
    assert calling("a Rose", "Rose", case_sensitive=True)
    assert not calling("a rose", "Rose", case_sensitive=True)
    assert not calling("the Roses", "Rose", case_sensitive=True)


def test_parts_of_words_count_where_an_entry_says_so() -> None:
    assert calling("the cathedral", "cat", whole_words=False)
    assert calling("у маяка", "маяк", whole_words=False)


def test_a_call_says_where_its_key_stands() -> None:
    (call,) = calls(book(entry("старый маяк")), "Вид: у Старого маяка ночью").entries
    assert (call.by, call.text, call.start, call.end) == ("request", "request", 7, 20)


words = st.lists(st.sampled_from(["cat", "Harbour", "маяк", "кот", "x", "42", "naïve"]), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(words, st.sampled_from(string.ascii_letters + "яйß"), st.booleans())
def test_a_key_between_signs_is_found_and_beside_letters_is_not(text: list[str], letter: str, behind: bool) -> None:
    sentence = ", ".join(text)
    assert calling(f"({sentence})!", "zebra", sentence)
    joined = f"{sentence}zq{letter}" if behind else f"{letter}qz{sentence}"
    assert not calling(joined, sentence)


@settings(max_examples=60, deadline=None)
@given(st.permutations(["cat", "old cat", "маяк", "/c.t/", "灯塔", "hat"]), st.text(max_size=30))
def test_the_order_of_entries_does_not_change_what_is_called(keys: list[str], around: str) -> None:
    text = f"{around} the old cat у маяка 灯塔前 {around}"
    ordered = book(*(entry(key) for key in keys))
    found = called(ordered, text)
    assert {keys[number] for number in found} == {"cat", "old cat", "маяк", "/c.t/", "灯塔"}
    assert found == called(ordered, text) == sorted(found)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.text(max_size=60))
def test_no_key_breaks_the_search(key: str, text: str) -> None:
    for whole in (None, False):
        for call in calls(book(entry(key, whole_words=whole, use_regex=not whole)), text).entries:
            assert 0 <= call.start <= call.end <= len(text)
