"""Requests in a form that a profile names itself: drawn, and hidden while they are written, as all others."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, SLOT, chat_id, idle, last, picture, send, set_ours, settle, streaming

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASKED = '<pic prompt="the old pier">'


def connect(page: "Page") -> None:
    """Have the server looked for anew, as after every choice of a profile."""
    again = "#rp_composer_panel .rp_connection button:has-text('Connect again')"
    page.wait_for_selector(again, state="attached")
    page.eval_on_selector(again, "button => button.click()")


@pytest.fixture
def forms(page: "Page", backend: Backend) -> Iterator[None]:
    """Have a profile chosen that has a form of its own."""
    address = f"{backend.address}/api/profiles/forms"
    written = {"backend": "painter", "aspect_ratio": "2:3", "templates": ['<pic prompt="{prompt}">']}
    httpx.put(address, json=written).raise_for_status()
    set_ours(page, profile="forms")
    connect(page)
    settle(page, "() => SillyTavern.getContext().extensionSettings.rp_composer.templates.length === 1")
    yield
    set_ours(page, profile="")
    connect(page)
    settle(page, "() => SillyTavern.getContext().extensionSettings.rp_composer.templates.length === 0")
    httpx.delete(address).raise_for_status()


@pytest.mark.usefixtures("forms")
def test_a_request_in_the_profile_s_own_form_becomes_a_picture(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    model.replies.append(f"They walk. {ASKED} It rains.")
    send(page)
    assert picture(page) in last(page)["mes"]
    assert page.inner_text(f"{LAST} .mes_text").split() == ["They", "walk.", "It", "rains."]
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["finished"]


@pytest.mark.usefixtures("forms")
def test_half_a_request_in_the_profile_s_own_form_is_hidden(page: "Page", model: ChatModel) -> None:
    streaming(page, True)
    model.replies.append(f"They walk. {ASKED} It rains.")
    go_on = model.halt_before('old pier">')
    try:
        send(page, wait=False)
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.includes('<pic prompt')")
        assert page.inner_text(f"{LAST} .mes_text").strip() == "They walk."
    finally:
        go_on.set()
    picture(page)
    idle(page)
    streaming(page, False)


@pytest.mark.usefixtures("forms")
def test_such_a_request_waits_for_its_button_where_the_user_wants_that(page: "Page", model: ChatModel) -> None:
    set_ours(page, automatic="off")
    model.replies.append(f"They walk. {ASKED}")
    send(page)
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)
