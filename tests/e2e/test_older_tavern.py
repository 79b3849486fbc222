"""A SillyTavern without a door in its formatting of messages (before 1.19): the same slots and pictures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, PICTURE, SLOT, chat_id, idle, last, picture, saved, send, settle, streaming
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HARBOUR = tag("the harbour at night")
_WITHOUT_DOOR = """let given;
    Object.defineProperty(globalThis, 'SillyTavern', {configurable: true, get: () => given, set: value => {
        given = {...value, getContext: () => { const {messageFormatter, ...rest} = value.getContext(); return rest; }};
    }});"""


@pytest.fixture(scope="module")
def older(browser: "Browser", tavern: SillyTavern, lasting_backend: Backend, lasting_page: "Page") -> Iterator["Page"]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WITHOUT_DOOR)
    page.goto(lasting_page.url, wait_until="domcontentloaded")
    pages.ready(page)
    pages.set_ours(page, address=lasting_backend.address, enabled=True, automatic="on", profile="")
    assert not page.evaluate("() => 'messageFormatter' in SillyTavern.getContext()")
    yield page
    context.close()


@pytest.fixture
def page(older: "Page", backend: Backend, model: ChatModel) -> Iterator["Page"]:
    model.replies.clear()
    model.pause = None
    wrong: list[str] = []
    older.on("pageerror", lambda error: wrong.append(str(error)))
    pages.open_character(older)
    pages.new_chat(older)
    yield older
    assert wrong == []


def test_a_reply_that_is_streamed_shows_no_half_request_then_a_slot_and_then_its_picture(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, True)
    model.replies.append(f'*She points.* "Look!"\n\n{HARBOUR}\n\nShe waits.')
    go_on = model.halt_before("at night")
    with backend.waiting() as draw:
        try:
            send(page, wait=False)
            settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.includes('data-iig')")
            assert page.inner_text(f"{LAST} .mes_text").split() == ["She", "points.", '"Look!"']
        finally:
            go_on.set()
        page.wait_for_selector(f"{SLOT}[data-rp-kind=busy] button:has-text('Cancel')")
        draw.set()
    path = picture(page)
    idle(page)
    streaming(page, False)
    assert path in last(page)["mes"]
    assert page.inner_text(f"{LAST} .mes_text").split() == ["She", "points.", '"Look!"', "She", "waits."]
    assert len(backend.jobs(chat_id(page))) == 1


def test_edits_and_failures_are_shown_and_served(page: "Page", model: ChatModel, backend: Backend) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("no paint")

    streaming(page, False)
    send(page)
    backend.easel.before = fail
    page.click(f"{LAST} .mes_edit")
    page.fill("#curEditTextarea", f"Edited in. {HARBOUR}")
    page.click(f"{LAST} .mes_edit_done")
    pages.slot(page, "failed")
    backend.easel.before = lambda _: None
    page.click(f"{SLOT} button:has-text('Try again')")
    picture(page)
    assert page.inner_text(f"{LAST} .mes_text").strip() == "Edited in."


def test_a_picture_that_is_there_has_its_size_and_toolbar_after_a_reload(
    page: "Page", model: ChatModel, tavern: SillyTavern
) -> None:
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    path = picture(page)
    saved(page, user_folder(tavern), path)
    pages.reload(page)
    assert picture(page) == path
    size = page.eval_on_selector(PICTURE, "image => [image.getAttribute('width'), image.getAttribute('height')]")
    assert size == ["96", "144"]
    page.wait_for_selector(f"{LAST} .rp_frame .rp_toolbar", state="attached")
