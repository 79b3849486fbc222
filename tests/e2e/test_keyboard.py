"""The extension with the keyboard alone: all of it is reached, is done once, and the focus is where it was then."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, PICTURE, SLOT, chat_id, idle, picture, send, settle, streaming
from tests.e2e.pictures import another
from tests.e2e.test_panel import PANEL, open_panel, unfold, write
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Page

POPUP = "dialog.popup[open]"
VIEWER = "dialog.rp_viewer[open]"
_FOCUSED = """() => { const one = document.activeElement;
    return one.getAttribute('aria-label') || one.closest('label')?.textContent.trim() || one.labels?.[0]?.textContent
        || one.textContent.trim(); }"""


def focused(page: "Page") -> str:
    """Return what has the focus, by its name."""
    return str(page.evaluate(_FOCUSED))


def tab_to(page: "Page", name: str, key: str = "Tab") -> None:
    """Press Tab until something has the focus that can be seen to have it."""
    for _ in range(80):
        if focused(page) == name:
            break
        page.keyboard.press(key)
    assert focused(page) == name
    ring = page.evaluate(
        """() => { const one = document.activeElement;
            const style = getComputedStyle(one.closest('.rp_option') ?? one);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0; }"""
    )
    assert ring, name


def begin(page: "Page") -> None:
    """Go to where Tab leads into the last message."""
    page.focus(f"{LAST} .mes_edit")


@pytest.fixture
def written(page: "Page", model: ChatModel) -> "Page":
    """The page with a reply that asks for a picture, sent with the keyboard."""
    streaming(page, False)
    idle(page)
    model.replies.append(f"Maren waits.\n\n{tag('Maren at the harbour')}\n\nThe lamp burns.")
    page.focus("#send_textarea")
    page.keyboard.type("Show me.")
    page.keyboard.press("Enter")
    return page


def test_a_picture_is_drawn_edited_drawn_again_and_looked_at(written: "Page", backend: Backend) -> None:
    page = written
    first = picture(page)
    idle(page)
    begin(page)
    tab_to(page, "Edit and draw again")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{POPUP}:not([opening])")
    assert page.get_attribute(POPUP, "aria-label") == "Edit and draw again"
    tab_to(page, "What the picture shows")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Maren laughs")
    tab_to(page, "Draw again")
    page.keyboard.press("Enter")
    page.wait_for_selector(POPUP, state="detached")
    second = another(page, first)
    assert len(backend.jobs(chat_id(page))) == 2
    assert focused(page) == "Edit and draw again"
    tab_to(page, "Full size")
    page.keyboard.press("Space")
    page.wait_for_selector(VIEWER)
    page.keyboard.press("+")
    settle(
        page, f"() => /scale\\((?!1\\))/.test(document.querySelector('{VIEWER} .rp_viewer_room img').style.transform)"
    )
    page.keyboard.press("ArrowRight")
    tab_to(page, "Close")
    page.keyboard.press("Escape")
    page.wait_for_selector(VIEWER, state="detached")
    assert focused(page) == "Full size"
    assert page.get_attribute(PICTURE, "src") == second


def test_a_toolbar_is_walked_along_with_the_keys_that_toolbars_have(written: "Page") -> None:
    page = written
    picture(page)
    idle(page)
    begin(page)
    tab_to(page, "Draw another one")
    assert page.evaluate("() => document.activeElement.closest('[role=toolbar]').getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Edit and draw again"
    page.keyboard.press("End")
    assert focused(page) == "Remove"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Draw another one"


def test_escape_leaves_each_dialog_and_the_focus_is_where_it_was(written: "Page") -> None:
    page = written
    picture(page)
    idle(page)
    begin(page)
    for title in ("All versions", "Why does it look like this?", "Looks and clothes", "Remove"):
        tab_to(page, title)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{POPUP}:not([opening])")
        assert page.evaluate(f"() => document.querySelector('{POPUP}').contains(document.activeElement)"), title
        page.keyboard.press("Escape")
        page.wait_for_selector(POPUP, state="detached")
        assert focused(page) == title


def test_the_focus_follows_from_the_slot_to_the_picture_and_progress_is_told(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(f"She points. {tag('a pier')} She waits.")
        send(page)
        page.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        assert page.get_attribute(f"{SLOT} .rp_title", "role") == "status"
        assert page.locator(f"{SLOT} [role=progressbar]").count() == 1
        begin(page)
        tab_to(page, "Cancel")
        go_on.set()
        picture(page)
        page.wait_for_selector(f"{LAST} .rp_frame")
    settle(page, f"() => document.querySelector('{LAST} .rp_frame').contains(document.activeElement)")


def test_a_failure_is_called_out_and_tried_again_once(page: "Page", model: ChatModel, backend: Backend) -> None:
    def fail(_: str) -> None:
        raise ValueError("the brush broke")

    streaming(page, False)
    backend.easel.before = fail
    model.replies.append(f"She points. {tag('a pier')}")
    send(page)
    page.wait_for_selector(f"{SLOT}:has([role=alert]) button")
    backend.easel.before = lambda _: None
    begin(page)
    tab_to(page, "Try again")
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/retry") else None)
    page.keyboard.press("Enter")
    picture(page)
    assert len(asked) == 1


def test_the_panel_is_worked_with_keys(page: "Page", backend: Backend) -> None:
    write(backend, "mine", {"backend": "painter"})
    open_panel(page)
    page.click(f"{PANEL} .rp_connection button:has-text('Connect again')")
    page.wait_for_selector(f"{PANEL} .rp_profiles small:not(:empty)")
    page.focus(f"{PANEL} .rp_connection button")
    tab_to(page, "What the language model is told")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{PANEL} details[data-group='What the language model is told'][open] textarea")
    page.keyboard.press("Enter")
    tab_to(page, "Save under another name")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{PANEL} label:has-text('Name of the new profile')")
    assert focused(page) == "Name of the new profile"
    tab_to(page, "Save under another name", "Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_selector(f"{PANEL} label:has-text('Name of the new profile')", state="hidden")
    unfold(page, "Log")
    page.focus(f"{PANEL} details[data-group=Log] summary")
    tab_to(page, "Copy")


def test_looks_are_reached_from_the_wand_menu(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    send(page)
    page.focus("#extensionsMenuButton")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rp_composer_looks", state="visible")
    page.focus("#rp_composer_looks")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{POPUP} .rp_person")
    page.keyboard.press("Escape")
    page.wait_for_selector(POPUP, state="detached")
