"""What goes wrong is said in plain words where the picture would be, and can be tried again, also after a reload."""

from typing import TYPE_CHECKING

import pytest

from composer.errors import RefusedError
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import SLOT, chat_id, last, picture, reload, saved, send, set_ours, settle, slot, streaming
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

HARBOUR = tag("the harbour at night")
STATUS = "#rp_composer_panel .rp_connection [data-state]"


@pytest.fixture
def away(backend: Backend, page: "Page") -> "Iterator[Backend]":
    """Have no server, and it again afterwards."""
    backend.stop()
    yield backend
    backend.stop()
    backend.start()
    connect(page)


def connect(page: "Page") -> None:
    """Press the button in the drawer that looks for the server."""
    page.evaluate("() => [...document.querySelectorAll('#rp_composer_panel .rp_connection > button')].at(-1)?.click()")


def test_without_a_server_the_slot_says_so_and_a_retry_works_once_it_runs(
    page: "Page", model: ChatModel, away: Backend
) -> None:
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    said = slot(page, "failed")
    assert "does not answer" in said
    assert "rp-composer serve" in said
    assert HARBOUR in last(page)["mes"]
    away.start()
    page.click(f"{SLOT} button")
    picture(page)


def test_a_server_that_goes_away_while_it_draws_is_waited_for(page: "Page", model: ChatModel, away: Backend) -> None:
    away.start()
    streaming(page, False)
    with away.waiting() as go_on:
        model.replies.append(f"Look. {HARBOUR}")
        send(page)
        page.wait_for_selector(f"{SLOT}[data-rp-kind=busy] button")
        away.stop_while_it_draws(go_on)
    away.start()
    again = f"{SLOT}[data-rp-kind=failed] button:not(:disabled)"
    for _ in range(3):
        settle(page, f"() => document.querySelector('{again}') || !document.querySelector('{SLOT}')")
        page.evaluate(f"() => document.querySelector('{again}')?.click()")
    picture(page)
    assert len(away.jobs(chat_id(page))) == 1


def test_a_refusal_has_its_reason_and_keeps_it_after_a_reload(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    def refuse(words: str) -> None:
        raise RefusedError("the service does not draw harbours")

    backend.easel.before = refuse
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    said = slot(page, "failed")
    assert "refused this request" in said
    assert "does not draw harbours" in said
    saved(page, user_folder(tavern), "Look.")
    reload(page)
    assert "does not draw harbours" in slot(page, "failed")
    assert len(backend.easel.painted) == 1
    backend.easel.before = lambda _: None
    page.click(f"{SLOT} button")
    picture(page)


def test_a_request_that_cannot_be_read_says_what_is_wrong(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    model.replies.append('Look. <img data-iig-instruction=\'{"style":"ink"}\' src="[IMG:GEN]">')
    send(page)
    assert "no prompt" in slot(page, "failed")


def test_a_page_that_may_not_ask_itself_asks_through_sillytavern(page: "Page", model: ChatModel, away: Backend) -> None:
    away.start(may_be_asked_directly=False)
    connect(page)
    page.wait_for_function(
        f"() => document.querySelector('{STATUS}')?.textContent.includes('through SillyTavern')", timeout=20_000
    )
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    picture(page)
    assert [job["status"] for job in away.jobs(chat_id(page))] == ["finished"]


def test_the_drawer_says_how_it_is_connected_and_what_to_do_when_it_is_not(page: "Page", away: Backend) -> None:
    connect(page)
    settle(page, f"() => document.querySelector('{STATUS}')?.dataset.state === 'nobody'")
    assert page.text_content("#rp_composer_panel .rp_connection code") == "rp-composer serve"
    away.start()
    connect(page)
    settle(page, f"() => document.querySelector('{STATUS}')?.textContent.includes('painter')")
    assert "directly" in (page.text_content(STATUS) or "")


def test_settings_survive_a_reload(page: "Page", backend: Backend, tavern: SillyTavern) -> None:
    page.evaluate(
        """() => { const fields = [...document.querySelectorAll('#rp_composer_panel select')];
            const field = fields.find(one => one.value === 'on');
            field.value = 'ask'; field.dispatchEvent(new Event('change')); }"""
    )
    kept = user_folder(tavern) / "settings.json"
    for _ in range(3000):
        if '"automatic": "ask"' in kept.read_text(encoding="utf-8"):
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    reload(page)
    ours = page.evaluate("() => SillyTavern.getContext().extensionSettings.rp_composer")
    assert (ours["automatic"], ours["address"]) == ("ask", backend.address)
    set_ours(page, automatic="on")
