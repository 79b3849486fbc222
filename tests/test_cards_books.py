"""Lorebooks of every form give the same entries, and what is odd about one is told."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.books import book_from, content_start
from composer.cards.coercion import Notes
from composer.errors import CardError
from composer.types import Lorebook, LoreEntry

CARD_ENTRY = {
    "keys": ["harbour", "pier"],
    "secondary_keys": ["night"],
    "content": "Fog hides the cranes.",
    "comment": "Harbour",
    "id": 3,
    "enabled": True,
    "constant": False,
    "selective": True,
    "insertion_order": 20,
    "position": "before_char",
    "use_regex": True,
    "extensions": {
        "selectiveLogic": 2, "probability": 40, "useProbability": True, "scan_depth": 5, "case_sensitive": True,
        "match_whole_words": False, "display_index": 1, "automation_id": "",
    },
}  # fmt: skip
WORLD_ENTRY = {
    "uid": 3, "key": ["harbour", "pier"], "keysecondary": ["night"], "content": "Fog hides the cranes.",
    "comment": "Harbour", "disable": False, "constant": False, "selective": True, "selectiveLogic": 2, "order": 20,
    "probability": 40, "useProbability": True, "scanDepth": 5, "caseSensitive": True, "matchWholeWords": False,
    "position": 0, "sticky": None,
}  # fmt: skip
ENTRY = LoreEntry(
    "Fog hides the cranes.", ("harbour", "pier"), "Harbour", ("night",), "3", selective=True, logic="not_any",
    use_regex=True, case_sensitive=True, whole_words=False, scan_depth=5, order=20, probability=40,
    extensions={"display_index": 1, "automation_id": ""}, unknown={"position": "before_char"},
)  # fmt: skip


def read(value: Any) -> tuple[Lorebook, list[str]]:
    notes = Notes()
    return book_from(value, "world:Port", notes), list(notes.coercions)


def entry(**stored: Any) -> LoreEntry:
    return read({"entries": [stored]})[0].entries[0]


def test_a_card_s_book_is_read_with_every_field() -> None:
    stored = {"name": "Port", "scan_depth": 2, "recursive_scanning": True, "token_budget": 9, "entries": [CARD_ENTRY]}
    book, coercions = read({**stored, "extensions": {"x": 1}})
    assert coercions == []
    assert book == Lorebook((ENTRY,), "Port", 2, True, "world:Port", {"x": 1}, {"token_budget": 9})


def test_a_world_info_file_gives_the_same_entries() -> None:
    book, coercions = read({"entries": {"3": WORLD_ENTRY, "7": {**WORLD_ENTRY, "uid": 7, "disable": True}}})
    assert coercions == []
    first, second = book.entries
    assert first == LoreEntry(**{**_values(ENTRY), "extensions": {}, "unknown": {"position": 0, "sticky": None}})
    assert (second.id, second.enabled) == ("7", False)


def _values(of: LoreEntry) -> dict[str, Any]:
    return {name: getattr(of, name) for name in LoreEntry.__slots__}


def test_a_book_file_of_version_3_is_opened() -> None:
    book, coercions = read({"spec": "lorebook_v3", "data": {"name": "Port", "entries": []}})
    assert (book.name, coercions) == ("Port", [])


def test_a_bare_list_of_entries_is_a_book() -> None:
    book, coercions = read([CARD_ENTRY])
    assert book.entries == (ENTRY,)
    assert coercions == ["the book is a list of entries, not an object"]


@pytest.mark.parametrize("keys", ["harbour, pier", "harbour,pier,", ["harbour", "pier"], {"0": "harbour", "1": "pier"}])
def test_keys_are_read_however_they_are_written(keys: object) -> None:
    assert entry(keys=keys).keys == ("harbour", "pier")


@pytest.mark.parametrize(
    ("field", "value", "attribute", "read_as"),
    [
        ("keys", None, "keys", ()),
        ("keys", [1, None, "x"], "keys", ("1", "x")),
        ("content", ["a", "b"], "content", "a\nb"),
        ("content", None, "content", ""),
        ("enabled", "false", "enabled", False),
        ("enabled", 0, "enabled", False),
        ("constant", "perhaps", "constant", False),
        ("insertion_order", "7", "order", 7),
        ("insertion_order", "", "order", 100),
        ("insertion_order", 1e400, "order", 100),
        ("insertion_order", 10**400, "order", 100),
        ("scan_depth", "", "scan_depth", None),
        ("selectiveLogic", 9, "logic", "and_any"),
        ("probability", 140, "probability", 100),
        ("id", 5.0, "id", "5.0"),
        ("extensions", [], "extensions", {}),
    ],
)
def test_wrong_types_are_put_right(field: str, value: object, attribute: str, read_as: object) -> None:
    book, coercions = read({"entries": [{"content": "x", field: value}]})
    assert getattr(book.entries[0], attribute) == read_as
    assert value is None or [said for said in coercions if said.startswith("the book, entry 0: " + field)]


def test_an_entry_that_is_none_is_left_out_and_told() -> None:
    book, coercions = read({"entries": ["x", {"content": "y"}]})
    assert [one.content for one in book.entries] == ["y"]
    assert coercions == ["the book, entry 0 is text, not an object; it is left out"]


@pytest.mark.parametrize("entries", [None, "", 5])
def test_a_book_without_a_list_of_entries_is_empty(entries: object) -> None:
    book, coercions = read({"entries": entries})
    assert book.entries == ()
    assert len(coercions) == 1


@pytest.mark.parametrize("value", ["text", 5, None, True])
def test_what_is_no_book_at_all_is_an_error(value: object) -> None:
    with pytest.raises(CardError, match="a lorebook is an object"):
        read(value)


def test_a_chance_that_is_switched_off_is_none() -> None:
    assert entry(probability=5, useProbability=False).probability == 100


def test_the_title_is_the_name_and_else_the_comment() -> None:
    assert (entry(comment="Pier").name, entry(comment="Pier").unknown) == ("Pier", {})
    assert (entry(name="A", comment="B").name, entry(name="A", comment="B").unknown) == ("A", {"comment": "B"})


@pytest.mark.parametrize(
    ("content", "decorators", "text"),
    [
        ("Fog.", (), "Fog."),
        ("@@depth 4\nFog.", (("depth", "4"),), "Fog."),
        ("@@role system\r\n@@constant\r\n\r\nFog.", (("role", "system"), ("constant", "")), "Fog."),
        ("\n@@risu 1\n@@@depth 5\n\nFog.", (("risu", "1"), ("@depth", "5")), "Fog."),
        ("@@activate", (("activate", ""),), ""),
        ("Fog.\n@@depth 4", (), "Fog.\n@@depth 4"),
        ("@@ no name\nFog.", (), "@@ no name\nFog."),
        ("@@depth:4 Fog.", (), "@@depth:4 Fog."),
        ("  indented", (), "  indented"),
    ],
)
def test_decorators_stand_before_the_text(content: str, decorators: object, text: str) -> None:
    read_entry = entry(content=content)
    assert (read_entry.content, read_entry.decorators) == (content, decorators)
    assert content[content_start(content) :] == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([*CARD_ENTRY, *WORLD_ENTRY, *CARD_ENTRY["extensions"], "extensions"])  # type: ignore[misc]


@settings(max_examples=150, deadline=None)
@given(entries=st.lists(st.dictionaries(FIELDS, JSON, max_size=8), max_size=3))
def test_no_value_of_any_type_breaks_a_book(entries: list[dict[str, Any]]) -> None:
    book, _ = read({"entries": entries})
    assert len(book.entries) == len(entries)
    assert all(isinstance(key, str) for one in book.entries for key in (*one.keys, *one.secondary_keys))
