"""Every field of a card is read whatever its type and place, and exactly what is odd about it is told."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.fields import FIELDS, card_from_fields, card_from_json
from composer.cards.parsing import WrittenNumber
from composer.cards.writing import card_object
from composer.errors import CardError
from composer.types import Asset, CharacterCard
from tests.card_samples import V1, V2, V3, V3_DATA


def with_field(name: str, value: Any) -> CharacterCard:
    return card_from_fields({**V3, "data": {**V3_DATA, name: value}})


@pytest.mark.parametrize("card", [V1, V2, V3], ids=["V1", "V2", "V3"])
def test_a_clean_card_has_nothing_to_tell(card: dict[str, Any]) -> None:
    read = card_from_fields(card)
    assert (read.coercions, read.warnings, read.unknown) == ((), (), {})


def test_every_field_of_version_3_is_typed() -> None:
    read = card_from_fields(V3)
    plain = {name: getattr(read, name) for name in FIELDS if name not in ("assets", "character_book")}
    lists = ("alternate_greetings", "group_only_greetings", "tags", "source")
    assert plain == {name: tuple(V3_DATA[name]) if name in lists else V3_DATA[name] for name in plain}
    assert read.assets == (Asset("icon", "main", "ccdefault:", "png"),)
    assert read.character_book is not None
    assert (read.character_book.origin, read.spec, read.spec_version) == ("card:Tove", "chara_card_v3", "3.0")


@pytest.mark.parametrize(
    ("field", "value", "read_as"),
    [
        ("description", None, ""),
        ("character_version", 1.1, "1.1"),
        ("character_version", 2, "2"),
        ("creator", ["A", "B"], "A\nB"),
        ("nickname", None, ""),
        ("tags", "keeper, sea , ", ("keeper", "sea")),
        ("tags", None, ()),
        ("tags", {"0": "keeper"}, ("keeper",)),
        ("tags", ["a", None, 3], ("a", "3")),
        ("alternate_greetings", "Hi, you.", ("Hi, you.",)),
        ("alternate_greetings", "", ()),
        ("alternate_greetings", [["Hi.", "You."]], ("Hi.\nYou.",)),
        ("group_only_greetings", None, ()),
        ("source", "https://example.org", ("https://example.org",)),
        ("source", 5, ("5",)),
        ("creation_date", "2023-11-14T22:13:20Z", 1700000000),
        ("creation_date", "2023-11-14", 1699920000),
        ("creation_date", "1700000000", 1700000000),
        ("creation_date", 1700000000123, 1700000000),
        ("creation_date", 1700000000.5, 1700000000),
        ("creation_date", "long ago", None),
        ("creation_date", "", None),
        ("creation_date", None, None),
        ("modification_date", True, 1),
        ("modification_date", 10**400, None),
        ("modification_date", "9999-12-31T23:59:59+00:00", 253402300799),
        ("creator_notes_multilingual", {"de": None}, {"de": ""}),
        ("creator_notes_multilingual", "x", {}),
        ("extensions", None, {}),
        ("extensions", [], {}),
        ("character_book", None, None),
        ("character_book", "", None),
        ("assets", None, ()),
        ("assets", "icon", ()),
        ("assets", [None, 5], ()),
        ("assets", ["https://example.org/a.png"], (Asset("", "", "https://example.org/a.png"),)),
        ("assets", {"0": {"type": "icon", "uri": "u", "name": "main"}}, (Asset("icon", "main", "u"),)),
        ("assets", [{"type": None, "name": 1}], (Asset("", "1"),)),
    ],
)  # fmt: skip
def test_a_wrong_type_is_put_right_and_told(field: str, value: object, read_as: object) -> None:
    read = with_field(field, value)
    assert getattr(read, field) == read_as
    assert read.coercions
    assert all(sentence.startswith(f"the field {field}") for sentence in read.coercions)


@pytest.mark.parametrize("name", ["", "  ", None])
def test_a_card_without_a_name_is_told(name: object) -> None:
    assert "the card has no name" in with_field("name", name).coercions


def test_a_world_info_book_inside_a_card_is_read_and_told() -> None:
    read = with_field("character_book", {"entries": {"0": {"key": ["sea"], "content": "Salt."}}})
    assert read.character_book is not None
    assert read.character_book.entries[0].keys == ("sea",)
    assert read.coercions == (
        "the field character_book: entries is an object, as in SillyTavern's world-info files, not a list",
    )


def test_a_book_beside_data_is_read_and_told() -> None:
    data = {name: value for name, value in V3_DATA.items() if name != "character_book"}
    read = card_from_fields({**V3, "data": data, "character_book": {"entries": [{"content": "Salt."}]}})
    assert read.character_book is not None
    assert read.character_book.entries[0].content == "Salt."
    assert read.coercions == ("the field character_book stands beside data, not in it",)


def test_older_duplicates_at_the_top_level_are_a_warning_only_when_they_differ() -> None:
    assert card_from_fields({**V3, **V1}).warnings == ()
    read = card_from_fields({**V3, **V1, "scenario": "old", "personality": "old"})
    assert (read.scenario, read.personality) == (V1["scenario"], V1["personality"])
    assert read.warnings == ("beside data, the card says something else in personality, scenario; data counts",)


@pytest.mark.parametrize("data", [None, [], "x"])
def test_data_that_is_no_object_leaves_the_top_level(data: object) -> None:
    read = card_from_fields({**V1, "data": data})
    assert read.name == "Tove"
    assert read.coercions[0].startswith("the field data is")


def test_unknown_fields_of_both_levels_are_kept() -> None:
    read = card_from_fields({**V3, "chat": "Tove - 1", "data": {**V3_DATA, "someday": [1]}})
    assert read.unknown == {"chat": "Tove - 1", "someday": [1]}


def test_the_names_of_pygmalion_s_json_are_known() -> None:
    read = card_from_fields({"char_name": "Tove", "char_persona": "tall", "char_greeting": "Hello."})
    assert (read.name, read.description, read.first_mes) == ("Tove", "tall", "Hello.")
    assert len(read.coercions) == 3


@pytest.mark.parametrize(("version", "told"), [("3.0", 0), ("3.1", 1), ("4", 1), ("new", 0)])
def test_a_newer_version_is_read_and_told(version: str, told: int) -> None:
    assert len(card_from_fields({**V3, "spec_version": version}).warnings) == told


def test_a_version_that_is_a_number_is_text() -> None:
    read = card_from_fields({**V3, "spec_version": 3.0})
    assert (read.spec_version, len(read.coercions)) == ("3.0", 1)


def test_of_a_key_that_stands_twice_the_last_counts() -> None:
    assert card_from_json(b'{"name": "A", "name": "B"}').name == "B"


def test_numbers_that_json_does_not_know_are_null() -> None:
    read = card_from_json(b'{"name": "A", "extensions": {"a": NaN, "b": -Infinity, "c": "NaN"}}')
    assert read.extensions == {"a": None, "b": None, "c": "NaN"}
    assert [sentence.split()[0] for sentence in read.coercions] == ["NaN", "-Infinity"]


@pytest.mark.parametrize("written", ["1.50", "1E5", "1e400", "0.1000000000000000055511151231257827"])
def test_a_number_remembers_how_it_was_written(written: str) -> None:
    number = card_from_json(f'{{"name": "A", "x": {written}}}'.encode()).unknown["x"]
    assert isinstance(number, WrittenNumber)
    assert (number, number.written) == (float(written), written)


@pytest.mark.parametrize(
    ("escape", "shown"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d", "\ufffd"),
        (r"\ude00", "\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\ud83d\ude00\ude00", "\U0001f600\ufffd"),
        (r"\u0000", ""),
        (r"\\ud83d", r"\ud83d"),
        (r"\u041c", "М"),
    ],
)
def test_halves_of_characters_are_shown_and_stay_stored(escape: str, shown: str) -> None:
    data = f'{{"name": "A", "description": "-{escape}-"}}'.encode()
    read = card_from_json(data)
    assert read.description == f"-{shown}-"
    assert read.stored == json.loads(data)
    assert bool(read.warnings) == ("\ufffd" in shown or not shown)


def test_a_thousand_oddities_are_not_all_listed() -> None:
    read = with_field("assets", list(range(1000)))
    assert len(read.coercions) == 101


@pytest.mark.parametrize("field", ["name", "nickname"])
def test_of_an_endless_name_the_beginning_counts_and_the_file_keeps_it(field: str) -> None:
    read = with_field(field, "Maren " * 100_000)
    assert getattr(read, field) == ("Maren " * 100_000)[:200]
    assert read.coercions == (f"the field {field} has 600000 characters; the first 200 count",)
    assert card_object(read)["data"][field] == "Maren " * 100_000


def test_too_many_values_are_refused() -> None:
    with pytest.raises(CardError, match="too many values"):
        card_from_json(b'{"name": [' + b"1," * 1_100_000 + b"1]}")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
STORED = st.dictionaries(st.sampled_from([*FIELDS, "data", "spec", "spec_version", "char_name", "x"]), JSON, max_size=8)


@settings(max_examples=200, deadline=None)
@given(outer=STORED, data=st.none() | STORED)
def test_no_value_of_any_type_breaks_a_card(outer: dict[str, Any], data: dict[str, Any] | None) -> None:
    read = card_from_fields({"name": "A", **outer} | ({} if data is None else {"data": data}))
    assert all(isinstance(getattr(read, name), str) for name in ("name", "creator", "spec", "spec_version"))
    assert all(isinstance(tag, str) for tag in (*read.tags, *read.alternate_greetings, *read.source))
