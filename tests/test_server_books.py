"""Lorebooks over the API: in either form, bounded, and in the chain of states only as far as they tell of people."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.painting import tag
from tests.serving import message, options, serve
from tests.test_server_chain import COMPOSER, Said, asked

HRALD = {"key": ["Hrald"], "comment": "Hrald", "content": "Hrald is a broad man with a grey beard. He wears an apron."}
TOWER = {"keys": ["tower"], "name": "Tower", "content": "The tower is a tall white lighthouse with a red roof."}
WORLD = {"name": "Northport", "entries": {"7": HRALD | {"uid": 7}}}
CHAT = [Said("Mira", "Mira sits down."), Said("Mira", "Hrald puts on a blue cap."), Said("Mira", "It rains.")]


def post(folder: Path, **body: Any) -> httpx.Response:
    async def talk(client: httpx.AsyncClient) -> httpx.Response:
        asked_for = {"message": message(tag("Hrald at the tower")), **body}
        return await client.post("/api/compose", json=asked_for)

    return serve(options(folder), talk)


def test_books_of_both_forms_are_read(tmp_path: Path) -> None:
    (request,) = post(tmp_path, books=[WORLD, {"entries": [TOWER]}]).json()["requests"]
    prompt = request["prompt"]
    assert "Hrald's appearance: man, broad, grey beard" in prompt
    assert "[Place: The tower is a tall white lighthouse with a red roof.]" in prompt
    assert "world:Northport.7" in str(request)


def test_a_card_s_own_book_comes_with_it(tmp_path: Path) -> None:
    card = {"name": "Maren", "character_book": {"entries": [TOWER]}}
    (request,) = post(tmp_path, people=[card]).json()["requests"]
    assert "[Place: The tower" in request["prompt"]
    assert "card:Maren.character_book.0" in str(request)


@pytest.mark.parametrize(
    ("books", "field"),
    [
        ([{"name": "empty"}], "books.0"),
        ([WORLD, {"entries": [TOWER] * 20_001}], "books"),
        ([WORLD] * 33, "books"),
        ([[]], "books.0"),
    ],
)
def test_what_is_no_book_or_too_much_is_named(tmp_path: Path, books: list[Any], field: str) -> None:
    answer = post(tmp_path, books=books)
    assert answer.status_code == 422
    assert field in str(answer.json()["error"])


def test_a_state_keeps_the_people_of_a_book_and_what_they_wear() -> None:
    before = asked(CHAT[:2], books=[WORLD])
    assert [one["name"] for one in before["people"]] == ["Mira", "Tom", "Hrald"]
    after = asked(CHAT, first=2, state=before, books=[WORLD])
    assert after == asked(CHAT, books=[WORLD])
    assert [one["text"] for one in after["wardrobe"]["outfits"]["Hrald"]] == ["apron", "blue cap"]


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"content": "Hrald is a thin man with a black beard."}, False),
        ({"key": ["Hrald", "the Old Bear"]}, False),
        ({"disable": True}, False),
        ({"order": 7}, True),
        ({"uid": 9}, True),
    ],
)
def test_a_changed_book_begins_anew_where_it_changes_people(changed: dict[str, Any], same: bool) -> None:
    other = {"name": "Northport", "entries": {"7": HRALD | changed}}
    assert (asked(CHAT, books=[WORLD])["start"] == asked(CHAT, books=[other])["start"]) is same


def test_places_and_other_lore_begin_nothing_anew() -> None:
    plain = asked(CHAT)["start"]
    lore = {"keys": ["salt"], "name": "Salt", "content": "Salt is dear in winter."}
    assert asked(CHAT, books=[{"entries": [TOWER, lore]}])["start"] == plain
    assert asked(CHAT, books=[WORLD])["start"] != plain
    assert COMPOSER.profile.memory
