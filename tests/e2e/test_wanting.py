"""What costs money is drawn only where it is wanted, once, and with its price shown before."""

from typing import TYPE_CHECKING

import pytest

from composer.contracts import Service
from composer.folders import config_folder
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import LAST, PICTURE, SLOT, chat_id, last, picture, send, set_ours, settle, slot, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

PLACES = ("the harbour", "the beach", "the cliff")
THREE = f"Look. {' '.join(tag(place) for place in PLACES)}"
PRICES = "models:\n  - {name: oils, default: true, prices: [{usd: 0.04}]}\n"


@pytest.fixture
def paid(backend: Backend) -> "Iterator[Backend]":
    """Have pictures cost money."""
    backend.easel.service = Service("http://127.0.0.1:9")
    yield backend
    backend.easel.service = None


@pytest.fixture
def priced(paid: Backend) -> "Iterator[Backend]":
    """Have pictures cost four cents each."""
    file = config_folder() / "models" / "painter.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PRICES, encoding="utf-8")
    paid.stop()
    paid.start()
    yield paid
    file.unlink()
    paid.stop()
    paid.start()


def asked_for(page: "Page", model: ChatModel, text: str, automatic: str) -> None:
    """Have a reply written with requests that are not drawn by themselves."""
    set_ours(page, automatic=automatic)
    streaming(page, False)
    model.replies.append(text)
    send(page)


def of(number: int) -> str:
    return f"{LAST} [data-rp-slot='{number}']"


def test_one_of_several_that_wait_is_drawn_alone_with_its_price_before(
    page: "Page", model: ChatModel, priced: Backend
) -> None:
    asked_for(page, model, THREE, "ask")
    assert "$0.04" in slot(page, "waiting", of(1))
    page.locator(LAST).screenshot(path=ARTEFACTS / "wanting-prices.png")
    page.click(f"{of(1)} button")
    picture(page)
    assert priced.easel.painted == ["the beach"]
    assert page.locator(f"{SLOT}[data-rp-kind=waiting]").count() == 2
    assert sorted(job["status"] for job in priced.jobs(chat_id(page))) == ["finished", "held", "held"]
    page.hover(PICTURE)
    page.wait_for_selector(f"{LAST} .rp_toolbar .rp_price")
    assert "$0.04" in str(page.get_attribute(f"{LAST} .rp_toolbar button", "title"))
    page.locator(LAST).screenshot(path=ARTEFACTS / "wanting-toolbar.png", animations="disabled")


def test_with_pictures_off_the_price_comes_first_and_then_the_one_that_was_wanted(
    page: "Page", model: ChatModel, paid: Backend
) -> None:
    asked_for(page, model, THREE, "off")
    assert slot(page, "waiting", of(2)).splitlines()[-1] == "Draw"
    page.click(f"{of(2)} button")
    page.wait_for_selector(f"{of(2)} button:has-text('price unknown')")
    assert paid.easel.painted == []
    page.click(f"{of(2)} button")
    picture(page)
    assert paid.easel.painted == ["the cliff"]


def test_with_pictures_off_what_costs_nothing_is_drawn_at_once(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    asked_for(page, model, THREE, "off")
    page.click(f"{of(0)} button")
    picture(page)
    assert backend.easel.painted == ["the harbour"]


def test_a_chat_that_was_left_with_many_says_what_all_of_them_cost(
    page: "Page", model: ChatModel, priced: Backend
) -> None:
    asked_for(page, model, f"{THREE} {tag('the cave')}", "off")
    set_ours(page, automatic="on")
    page.evaluate("() => SillyTavern.getContext().reloadCurrentChat()")
    page.click("#rp_composer_leftovers button:has-text('Draw them')")
    page.wait_for_selector("#rp_composer_leftovers button:has-text('$0.16')")
    assert priced.easel.painted == []
    page.screenshot(path=ARTEFACTS / "wanting-leftovers.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=ARTEFACTS / "wanting-leftovers-phone.png")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("#rp_composer_leftovers button:has-text('$0.16')")
    settle(page, f"() => document.querySelectorAll('{PICTURE}').length === 4")
    assert len(priced.easel.painted) == 4


def test_a_reply_that_is_regenerated_while_it_is_submitted_has_nothing_drawn_for_nobody(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    held: list[Route] = []
    address = f"{backend.address}/api/jobs"
    streaming(page, False)
    with backend.waiting() as go_on:
        page.route(address, lambda route: route.continue_() if held else held.append(route))
        model.replies.extend([f"Look. {tag('the harbour')}", f"Again. {tag('the beach')}"])
        send(page)
        for _ in range(600):
            if held:
                break
            page.evaluate("() => new Promise(requestAnimationFrame)")
        page.evaluate("async () => { await SillyTavern.getContext().generate('regenerate'); }")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('Again.')")
        assert "the harbour" not in [job["request"]["prompt"] for job in backend.jobs(chat_id(page))]
        held[0].continue_()
        for _ in range(600):
            if any(job["status"] == "cancelled" for job in backend.jobs(chat_id(page))):
                break
            page.evaluate("() => new Promise(requestAnimationFrame)")
        go_on.set()
        picture(page)
    page.unroute(address)
    states = {job["request"]["prompt"]: job["status"] for job in backend.jobs(chat_id(page))}
    assert states == {"the harbour": "cancelled", "the beach": "finished"}
    assert "beach" in last(page)["mes"]


def test_a_picture_that_sillytavern_does_not_keep_is_told_and_fetched_without_another_bill(
    page: "Page", model: ChatModel, paid: Backend
) -> None:
    page.route("**/api/images/upload", lambda route: route.fulfill(status=500, body="no"))
    try:
        asked_for(page, model, f"Look. {tag('the harbour')}", "on")
        said = slot(page, "failed")
        assert "could not keep the picture" in said
        assert "500" in said
        assert "price" not in said
    finally:
        page.unroute("**/api/images/upload")
    page.click(f"{SLOT} button")
    picture(page)
    assert paid.easel.painted == ["the harbour"]


def test_a_server_that_ends_while_it_draws_leaves_it_to_the_user_to_pay_again(
    page: "Page", model: ChatModel, paid: Backend
) -> None:
    with paid.waiting() as go_on:
        asked_for(page, model, f"Look. {tag('the harbour')}", "on")
        page.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        paid.stop_while_it_draws(go_on)
    paid.start()
    page.wait_for_selector(f"{SLOT}[data-rp-kind=failed]")
    assert "Nobody knows" in slot(page, "failed")
    page.locator(LAST).screenshot(path=ARTEFACTS / "wanting-unknown.png")
    assert len(paid.easel.painted) == 1
    page.click(f"{SLOT} button:has-text('price unknown')")
    picture(page)
    assert len(paid.easel.painted) == 2
    assert [job["status"] for job in paid.jobs(chat_id(page))] == ["finished"]


def test_trying_again_while_the_server_is_still_away_leaves_a_button_to_try_once_more(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    backend.stop()
    try:
        asked_for(page, model, f"Look. {tag('the harbour')}", "on")
        again = f"{SLOT}[data-rp-kind=failed] button:not(:disabled)"
        page.click(again)
        page.wait_for_selector(again)
        assert "does not answer" in slot(page, "failed")
    finally:
        backend.start()
    page.click(again)
    picture(page)
    assert backend.easel.painted == ["the harbour"]


def test_a_picture_that_is_asked_for_by_command_waits_with_its_price_where_nothing_is_drawn_by_itself(
    page: "Page", model: ChatModel, paid: Backend
) -> None:
    asked_for(page, model, "She points.", "ask")
    page.evaluate("() => SillyTavern.getContext().executeSlashCommandsWithOptions('/illustrate the pier')")
    assert "price unknown" in slot(page, "waiting")
    assert paid.easel.painted == []
    page.click(f"{SLOT} button")
    picture(page)
    assert paid.easel.painted == ["the pier"]


def test_progress_moves_the_bar_alone_and_leaves_the_focus_where_it_is(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    steps = iter([0.2, 0.5])

    def further(route: "Route") -> None:
        answer = route.fetch()
        job = answer.json()
        route.fulfill(response=answer, json=job | {"progress": next(steps, 0.9)} if job["status"] == "running" else job)

    page.route("**/api/jobs/*", further)
    with backend.waiting() as go_on:
        asked_for(page, model, f"Look. {tag('the harbour')}", "on")
        cancel = page.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        assert cancel is not None
        cancel.focus()
        settle(page, f"() => document.querySelector('{SLOT} .rp_bar_part')?.style.width === '90%'")
        assert cancel.evaluate("button => button === document.activeElement")
        spoken = page.locator(f"{SLOT} [role=status]")
        assert [spoken.inner_text(), spoken.locator("button").count()] == ["Drawing…", 0]
        page.unroute("**/api/jobs/*")
        go_on.set()
        picture(page)
