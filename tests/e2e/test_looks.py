"""How it looks: screenshots at desktop and phone width for somebody to look at, and what a machine can check."""

from typing import TYPE_CHECKING

import pytest

from composer.errors import RefusedError
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import SLOT, picture, send, settle, slot, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
REPLY = f'*She points at the water.* "Look at that!"\n\n{tag("the harbour at night")}\n\nShe waits.'


@pytest.fixture(params=list(SIZES))
def sized(request: pytest.FixtureRequest, page: "Page") -> "Iterator[str]":
    width, height = SIZES[request.param]
    page.set_viewport_size({"width": width, "height": height})
    yield request.param
    page.set_viewport_size({"width": 1280, "height": 900})


def shoot(page: "Page", name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def inside(page: "Page", selector: str) -> bool:
    """Say whether nothing of an element reaches beyond the page's sides."""
    box = page.eval_on_selector(selector, "one => one.getBoundingClientRect().toJSON()")
    width = page.evaluate("() => document.documentElement.clientWidth")
    return bool(box["left"] >= 0 and box["right"] <= width)


def test_a_placeholder_then_a_picture(page: "Page", model: ChatModel, backend: Backend, sized: str) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(REPLY)
        send(page)
        page.wait_for_selector(f"{SLOT} button")
        assert inside(page, SLOT)
        heights = page.eval_on_selector_all(f"{SLOT} button", "all => all.map(one => one.offsetHeight)")
        assert min(heights) >= 44
        page.locator(SLOT).scroll_into_view_if_needed()
        shoot(page, f"placeholder-{sized}")
        go_on.set()
    picture(page)
    shoot(page, f"picture-{sized}")


def test_a_failure(page: "Page", model: ChatModel, backend: Backend, sized: str) -> None:
    def refuse(words: str) -> None:
        raise RefusedError("the service does not draw harbours; its own words were: content policy violation")

    backend.easel.before = refuse
    streaming(page, False)
    model.replies.append(REPLY)
    send(page)
    slot(page, "failed")
    assert inside(page, SLOT)
    shoot(page, f"failure-{sized}")


def test_the_drawer(page: "Page", sized: str) -> None:
    page.click("#extensions-settings-button .drawer-toggle")
    page.wait_for_selector("#rp_composer_panel", state="visible")
    page.locator("#rp_composer_panel .inline-drawer-toggle").click()
    settle(page, "() => document.querySelector('#rp_composer_panel .inline-drawer-content').offsetHeight > 200")
    page.locator("#rp_composer_panel").scroll_into_view_if_needed()
    assert inside(page, "#rp_composer_panel")
    shoot(page, f"drawer-{sized}")
    page.locator("#rp_composer_panel .inline-drawer-toggle").click()
    page.click("#extensions-settings-button .drawer-toggle")
