"""SillyTavern's page on another machine than its server: nothing is set up for it, pictures come through SillyTavern.

The browser finds the server under a name that is no loopback name, and the page is not in a secure context, as on a
phone in the same house.
"""

from typing import TYPE_CHECKING

import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS, ELSEWHERE
from tests.e2e.page import LAST, PICTURE, SLOT, chat_id, last, picture, send, settle, streaming
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HARBOUR = tag("the harbour at night")
LOG = "#rp_composer_panel details[data-group='Log']"
FRAME = f"{LAST} .rp_frame"
STATUS = "#rp_composer_panel .rp_connection [data-state]"


@pytest.fixture
def phone(browser: "Browser", page: "Page", tavern: SillyTavern) -> "Iterator[Page]":
    """A phone with SillyTavern's page; every request of it goes there, and no error comes up."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    elsewhere = context.new_page()
    asked: set[str] = set()
    wrong: list[str] = []
    elsewhere.on("request", lambda request: asked.add(request.url.split("/")[2]) if "://" in request.url else None)
    elsewhere.on("pageerror", lambda error: wrong.append(str(error)))
    elsewhere.goto(f"http://{ELSEWHERE}:{tavern.port}", wait_until="domcontentloaded")
    pages.ready(elsewhere)
    pages.open_character(elsewhere)
    pages.new_chat(elsewhere)
    streaming(elsewhere, False)
    yield elsewhere
    context.close()
    assert asked == {f"{ELSEWHERE}:{tavern.port}"}
    assert wrong == []


def test_pictures_come_through_sillytavern_and_the_panel_says_so(
    phone: "Page", model: ChatModel, backend: Backend
) -> None:
    assert not phone.evaluate("() => isSecureContext")
    with backend.waiting() as go_on:
        model.replies.append(f"Look. {HARBOUR}")
        send(phone)
        settle(phone, f"() => document.querySelector('{SLOT}')?.textContent.includes('Drawing…')")
        go_on.set()
        path = picture(phone)
    assert path in last(phone)["mes"]
    assert [job["status"] for job in backend.jobs(chat_id(phone))] == ["finished"]
    assert "Connected through SillyTavern" in (phone.text_content(STATUS) or "")
    phone.screenshot(path=ARTEFACTS / "elsewhere-phone.png")
    show_panel(phone)
    phone.screenshot(path=ARTEFACTS / "elsewhere-phone-panel.png")


def show_panel(phone: "Page") -> None:
    phone.click("#extensions-settings-button .drawer-toggle")
    settle(phone, "() => !document.querySelector('#rm_extensions_block.resizing')")
    phone.click("#rp_composer_panel .inline-drawer-toggle")
    phone.wait_for_selector(STATUS)
    phone.locator(STATUS).scroll_into_view_if_needed()


def test_what_is_to_be_copied_is_copied_without_a_clipboard_of_the_page(phone: "Page") -> None:
    show_panel(phone)
    phone.evaluate(
        """() => { globalThis.copied = []; document.addEventListener('copy', () => copied.push(getSelection().toString()
            || document.activeElement.value)); }"""
    )
    phone.eval_on_selector(LOG, "group => { group.open = true; }")
    settle(phone, "() => document.querySelector('#rp_composer_panel .rp_log')?.textContent.includes('POST')")
    phone.click(f"{LOG} button:has-text('Copy')")
    settle(phone, "() => copied.length === 1 && copied[0].includes('POST')")
    phone.wait_for_selector(".toast-success:has-text('It is copied.')")


def test_another_one_is_drawn_from_there_too(phone: "Page", model: ChatModel, backend: Backend) -> None:
    model.replies.append(f"Look. {HARBOUR}")
    send(phone)
    before = picture(phone)
    phone.tap(f"{FRAME} img")
    phone.tap(f"{FRAME} button[aria-label='Draw another one']")
    settle(
        phone,
        """([selector, before]) => { const image = document.querySelector(selector);
            return image?.naturalWidth > 0 && image.getAttribute('src') !== before; }""",
        [PICTURE, before],
    )
    assert backend.easel.painted == ["the harbour at night"] * 2
