"""What is written is what was read: nothing is lost, and nothing changes that the card does not say otherwise."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.cards.books import book_from
from composer.cards.coercion import Notes
from composer.cards.fields import FIELDS, card_from_fields, card_from_json
from composer.cards.writing import card_fields, card_object, card_text
from composer.errors import CardError
from composer.types import Asset, CharacterCard, Lorebook, LoreEntry
from tests.card_samples import V1, V2, V2_DATA, V3, V3_DATA

BOOK: dict[str, Any] = {
    "name": "Port", "scan_depth": None, "recursive_scanning": False, "token_budget": 500, "extensions": {"x": 1},
    "entries": [
        {"keys": ["sea"], "content": "Salt.", "enabled": 1, "insertion_order": 1.0, "extensions": {"position": 0}},
        {"keys": "fog, mist", "content": "Grey.", "comment": "Fog", "id": 7, "extensions": {"selectiveLogic": 3}},
        {"keys": ["gull"], "content": "White.", "enabled": True, "insertion_order": 2, "extensions": {}},
    ],
}  # fmt: skip


def test_a_card_of_version_3_is_written_as_it_was() -> None:
    assert json.loads(card_text(card_from_fields(V3))) == V3


def test_the_form_of_version_2_says_the_same() -> None:
    assert card_object(card_from_fields(V3), 2) == {**V3, "spec": "chara_card_v2", "spec_version": "2.0"}


def test_a_flat_card_becomes_version_3_with_everything() -> None:
    flat = {**V1, "chat": "Tove - 1", "tags": ["keeper"], "talkativeness": "0.5"}
    written = card_object(card_from_fields(flat))
    assert {**written.pop("data"), **written} == {
        **flat, "spec": "chara_card_v3", "spec_version": "3.0", "creator_notes": "", "system_prompt": "",
        "post_history_instructions": "", "alternate_greetings": [], "creator": "", "character_version": "",
        "extensions": {}, "group_only_greetings": [],
    }  # fmt: skip
    assert written["chat"] == "Tove - 1"


def test_a_card_in_older_words_gets_the_fields_of_version_3() -> None:
    written = card_object(card_from_fields({"char_name": "Tove", "char_persona": "tall"}))
    assert (written["data"]["name"], written["data"]["description"]) == ("Tove", "tall")


def test_what_was_put_right_stays_written_as_it_was() -> None:
    odd = {**V3_DATA, "tags": "a, b", "character_version": 1.1, "creation_date": "2020-01-01", "character_book": BOOK}
    assert card_object(card_from_fields({**V3, "data": odd}))["data"] == odd


def test_a_field_beside_data_moves_into_it() -> None:
    data = {name: value for name, value in V3_DATA.items() if name != "character_book"}
    written = card_object(card_from_fields({**V3, "data": data, "character_book": BOOK}))
    assert written == {**V3, "data": {**data, "character_book": BOOK}}


def test_order_numbers_and_broken_characters_stay() -> None:
    text = (
        '{"data":{"extensions":{"z":1.50,"a":1e400,"\\ud800":["\\udc00",0.1],"n":1e-7},"name":"Tove","x":{"y":2.0}},'
        '"spec_version":"3.0","spec":"chara_card_v3","q":"\\u0000"}'
    )
    written = card_text(card_from_json(text.encode())).decode()
    assert written.startswith(text[: text.index('"x"')])
    assert written.endswith('},"spec_version":"3.0","spec":"chara_card_v3","q":"\\u0000"}')


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", "Short."), ("nickname", ""), ("tags", ()), ("creation_date", None), ("character_book", None),
        ("assets", (Asset("icon", "main", "u", "png"),)), ("extensions", {}), ("source", ("a", "b")),
    ],
)  # fmt: skip
def test_only_what_changed_is_written_anew(field: str, value: Any) -> None:
    card = replace(card_from_fields({**V3, "x": 1}), **{field: value})
    written = card_object(card)
    others = {name: value for name, value in V3_DATA.items() if name != field}
    assert {name: value for name, value in written["data"].items() if name != field} == others
    assert getattr(card_from_fields(written), field) == value


def test_an_extension_is_added_beside_the_others() -> None:
    text = rb'{"name":"A","extensions":{"b":{"c":"\ud800","d":[1.50,{"\ud801":1}]}}}'
    card = card_from_json(text)
    card = replace(card, extensions={**card.extensions, "rp_composer": {"style": "ink"}})
    written = card_text(card)
    assert rb'"extensions":{"b":{"c":"\ud800","d":[1.50,{"\ud801":1}]},"rp_composer":{"style":"ink"}}' in written


def test_an_older_duplicate_at_the_top_level_changes_with_the_field() -> None:
    written = card_object(replace(card_from_fields({**V2, **V1}), description="New."))
    assert (written["description"], written["data"]["description"]) == ("New.", "New.")


def test_true_is_not_one() -> None:
    card = card_from_fields({"name": "A", "extensions": {"a": 1, "b": [True]}, "x": 0})
    card = replace(card, extensions={"a": True, "b": [1]}, unknown={"x": False})
    written = card_object(card)
    assert str(written["data"]["extensions"]) == "{'a': True, 'b': [1]}"
    assert written["x"] is False


def test_entries_that_stay_are_written_as_they_were() -> None:
    card = card_from_fields({**V3, "data": {**V3_DATA, "character_book": BOOK}})
    assert card.character_book is not None
    first, second, third = card.character_book.entries
    changed = (third, replace(first, content="Brine."), second, LoreEntry("New.", ("new",)))
    written = card_object(replace(card, character_book=replace(card.character_book, entries=changed)))
    book = written["data"]["character_book"]
    assert book["entries"][0] == BOOK["entries"][2]
    assert book["entries"][1]["content"] == "Brine."
    assert book["entries"][2] == BOOK["entries"][1]
    assert {key: value for key, value in book.items() if key != "entries"} == {
        key: value for key, value in BOOK.items() if key != "entries"
    }
    assert book_from(book, "card:Tove", Notes()).entries == changed


def test_a_newer_version_keeps_its_number() -> None:
    assert card_object(card_from_fields({**V3, "spec_version": "3.1"}))["spec_version"] == "3.1"


def test_plain_fields_are_all_there() -> None:
    assert card_fields(card_from_fields(V1)).keys() == FIELDS.keys()
    assert card_fields(card_from_fields(V3)) == V3_DATA


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: {(1, 2): 3}}])
def test_what_json_cannot_say_is_an_error(value: object) -> None:
    with pytest.raises(CardError, match="cannot be written as JSON"):
        card_text(CharacterCard("A", extensions={"x": value}))


def test_a_value_that_holds_itself_is_an_error() -> None:
    loop: dict[str, Any] = {}
    loop["x"] = loop
    with pytest.raises(CardError, match="too deeply"):
        card_text(CharacterCard("A", extensions=loop))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NAMES = TEXT.map("x".__add__)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=3)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
NUMBERS = st.integers(-(2**53), 2**53)
ENTRIES = st.builds(
    LoreEntry, TEXT.filter(lambda text: "@@" not in text), TEXTS, TEXT, TEXTS, TEXT, st.booleans(), st.booleans(),
    st.booleans(), st.sampled_from(["and_any", "not_all", "not_any", "and_all"]), st.booleans(),
    st.none() | st.booleans(), st.none() | st.booleans(), st.none() | NUMBERS, NUMBERS, st.integers(0, 100),
    extensions=OBJECTS, unknown=OBJECTS,
)  # fmt: skip
BOOKS = st.builds(
    Lorebook, st.lists(ENTRIES, max_size=3).map(tuple), TEXT, st.none() | NUMBERS, st.booleans(),
    extensions=OBJECTS, unknown=OBJECTS,
)  # fmt: skip
SECONDS = st.none() | st.integers(-(10**11), 10**11)
CARDS = st.builds(
    CharacterCard, *[TEXT] * 10, alternate_greetings=TEXTS, group_only_greetings=TEXTS, tags=TEXTS, creator=TEXT,
    character_version=TEXT, creator_notes_multilingual=st.dictionaries(TEXT, TEXT, max_size=2), source=TEXTS,
    creation_date=SECONDS, modification_date=SECONDS, character_book=st.none() | BOOKS,
    assets=st.lists(st.builds(Asset, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple), extensions=OBJECTS,
    unknown=OBJECTS,
)  # fmt: skip


def said(card: CharacterCard) -> dict[str, Any]:
    """Return all a card says, but where it was read from."""
    book = card.character_book
    values = {name: getattr(card, name) for name in (*FIELDS, "unknown")}
    return values | {"character_book": book and replace(book, origin="")}


@settings(max_examples=150, deadline=None)
@given(card=CARDS)
def test_every_card_comes_back_as_it_was(card: CharacterCard) -> None:
    for version in (2, 3):
        text = card_text(card, version)
        again = card_from_json(text)
        assert said(again) == said(card)
        assert card_text(again, version) == text


@settings(max_examples=100, deadline=None)
@given(first=CARDS, second=CARDS)
def test_every_card_may_become_every_other(first: CharacterCard, second: CharacterCard) -> None:
    stored = card_from_json(card_text(first))
    changed = replace(second, stored=stored.stored)
    assert said(card_from_json(card_text(changed))) == said(second)


STORED = st.dictionaries(st.sampled_from([*FIELDS, "x", "y"]), JSON, max_size=8)


@settings(max_examples=150, deadline=None)
@given(data=st.none() | STORED, outer=STORED)
def test_nothing_that_a_file_says_is_lost(data: dict[str, Any] | None, outer: dict[str, Any]) -> None:
    stored = {**outer, "name": "A"} | ({} if data is None else {"data": data})
    written = card_object(card_from_fields(stored))
    moved = {**(data or {}), **{name: value for name, value in outer.items() if (data or {}).get(name) is None}}
    for name, value in moved.items():
        assert written["data"].get(name, written.get(name)) == value or name == "name"
    again = card_from_fields(written)
    assert said(again) == said(card_from_fields(stored))


def test_base64_and_json_show_others_all_fields() -> None:
    card = replace(card_from_fields({**V2, "data": {**V2_DATA, "character_book": BOOK, "someday": [1]}}), spec="")
    packed = base64.b64encode(card_text(card))
    assert json.loads(base64.b64decode(packed))["data"] == {
        **V2_DATA, "character_book": BOOK, "someday": [1], "group_only_greetings": []
    }  # fmt: skip
