"""What a card, a chat file or a language model may write, and what must not come of it."""

import json
from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import (
    LAST,
    PICTURE,
    chat_id,
    last,
    new_chat,
    open_character,
    picture,
    reload,
    saved,
    send,
    settle,
    streaming,
)
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: SillyTavern itself takes a question mark out of a name.
NAME = "Ann #1, 100%"


def test_only_what_can_be_a_picture_of_ours_gets_a_toolbar(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    claims = ("../keys/openai", "a/../../keys/openai", "a-0?x=1", "a-0#")
    images = "".join(f'<img data-rp-composer="{claim}" src="/img/ai4.png">' for claim in claims)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith(backend.address) else None)
    model.replies.append(f"Look. {images} {tag('the harbour')}")
    send(page)
    picture(page)
    assert page.locator(f"{LAST} .mes_text img").count() == len(claims) + 1
    assert page.locator(f"{LAST} .rp_frame").count() == 1
    page.hover(f"{LAST} .mes_text img >> nth=0")
    page.click(f"{LAST} .mes_text img >> nth=1")
    assert not [url for url in asked if "keys/" in url or "x=1" in url]


def test_pictures_of_a_character_whose_name_means_something_in_an_address_are_shown(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    card = {"spec": "chara_card_v2", "spec_version": "2.0", "data": {"name": NAME, "first_mes": "Hello."}}
    tavern.upload("/api/characters/import", "ann.json", json.dumps(card).encode(), file_type="json")
    streaming(page, False)
    page.evaluate("async () => { await SillyTavern.getContext().getCharacters(); }")
    open_character(page, NAME)
    new_chat(page)
    model.replies.append(f"Look. {tag('the harbour')}")
    send(page)
    path = picture(page)
    assert "%23" in path
    assert "#" not in path
    chat = chat_id(page)
    page.hover(f"{LAST} .rp_frame img")
    page.click(f"{LAST} .rp_frame button[aria-label='Draw another one']")
    settle(
        page,
        "([selector, before]) => document.querySelector(selector)?.getAttribute('src') !== before",
        [PICTURE, path],
    )
    second = picture(page)
    saved(page, user_folder(tavern), second)
    reload(page, NAME)
    assert picture(page) == second
    page.hover(f"{LAST} .rp_frame img")
    with page.expect_response(lambda answer: answer.request.method == "HEAD") as looked:
        page.click(f"{LAST} .rp_pager button >> nth=0")
    assert looked.value.ok
    settle(
        page,
        "([selector, before]) => document.querySelector(selector)?.getAttribute('src') === before",
        [PICTURE, path],
    )
    assert path in last(page)["mes"]
    assert len(backend.jobs(chat)) == 2
