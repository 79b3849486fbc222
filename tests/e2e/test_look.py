"""How the extension looks: texts can be read on dark and light, a finger finds everything, nothing jumps."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import LAST, PICTURE, SLOT, idle, picture, send, set_ours, settle, slot, streaming
from tests.e2e.sights import DESKTOP, PHONE, box, covered, cut_off, faint, in_light, small
from tests.e2e.test_panel import PANEL, open_panel, write
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Page

POPUP = "dialog.popup[open]"
CONTROLS = ":is(button, select, textarea, summary, input, .menu_button)"
DIALOGS = ("Edit and draw again", "All versions", "Why does it look like this?", "Looks and clothes", "Remove")


@pytest.fixture(params=["dark", "light"])
def themed(request: pytest.FixtureRequest, page: "Page") -> Iterator["Page"]:
    """The page in a dark and in a light theme."""
    streaming(page, False)
    in_light(page, request.param == "light")
    yield page
    in_light(page, False)


@pytest.fixture
def phone(page: "Page") -> Iterator["Page"]:
    """The page as wide as a phone."""
    streaming(page, False)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def shot(page: "Page", name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"look-{name}.png")


def open_dialog(page: "Page", title: str) -> None:
    page.dispatch_event(f"{LAST} .rp_toolbar button[aria-label='{title}']", "click")
    page.wait_for_selector(f"{POPUP}:not([opening]) :is(.rp_part, .rp_person, .rp_version, textarea, p)")


def close_dialog(page: "Page") -> None:
    page.keyboard.press("Escape")
    page.wait_for_selector(POPUP, state="detached")


def unfold_all(page: "Page") -> None:
    """Open every group of the panel, and those within them."""
    for _ in range(2):
        page.eval_on_selector_all(f"{PANEL} details", "all => all.forEach(one => { one.open = true; })")
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.wait_for_selector(f"{PANEL} .rp_table td")


def test_the_slots_can_be_read(themed: "Page", model: ChatModel, backend: Backend) -> None:
    def fail(_: str) -> None:
        raise ValueError("the brush broke")

    backend.easel.before = fail
    model.replies.append(f"Look. {tag('a pier')}")
    send(themed)
    slot(themed, "failed")
    assert faint(themed, SLOT) == []
    set_ours(themed, automatic="off")
    model.replies.append(f"Look. {tag('a pier')}")
    send(themed)
    slot(themed, "waiting")
    assert faint(themed, SLOT) == []
    set_ours(themed, automatic="on")
    with backend.waiting():
        model.replies.append(f"Look. {tag('a pier')}")
        send(themed)
        themed.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        assert faint(themed, SLOT) == []


def test_the_dialogs_can_be_read(themed: "Page", model: ChatModel) -> None:
    model.replies.append(f"Maren puts on a yellow raincoat. {tag('Maren at the harbour', style='ink')}")
    send(themed)
    picture(themed)
    idle(themed)
    for title in DIALOGS:
        open_dialog(themed, title)
        assert faint(themed, f"{POPUP} .popup-content, {POPUP} .popup-controls") == [], title
        close_dialog(themed)


def test_the_panel_can_be_read(themed: "Page", model: ChatModel) -> None:
    model.replies.append(f"Look. {tag('a pier')}")
    send(themed)
    picture(themed)
    open_panel(themed)
    unfold_all(themed)
    themed.wait_for_selector(f"{PANEL} .rp_text .rp_part")
    assert faint(themed, f"{PANEL} .inline-drawer-content") == []


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_what_stands_below_a_picture_stays_where_it_is_when_the_picture_comes(
    page: "Page", model: ChatModel, backend: Backend, width: int
) -> None:
    streaming(page, False)
    page.set_viewport_size(PHONE if width == 390 else DESKTOP)  # type: ignore[arg-type]
    below = f"{LAST} .mes_text p >> nth=-1"
    try:
        with backend.waiting() as go_on:
            model.replies.append(f"She points.\n\n{tag('Maren at the harbour')}\n\nShe waits.")
            send(page)
            page.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
            slot_box, before = box(page, SLOT), box(page, below)
            go_on.set()
        picture(page)
        page.wait_for_selector(f"{LAST} .rp_frame")
        picture_box, after = box(page, PICTURE), box(page, below)
    finally:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert page.inner_text(below) == "She waits."
    assert [slot_box[side] for side in ("x", "width", "height")] == pytest.approx(
        [picture_box[side] for side in ("x", "width", "height")], abs=1
    )
    assert after["y"] - picture_box["y"] == pytest.approx(before["y"] - slot_box["y"], abs=1)


def test_a_finger_finds_everything_in_the_chat_and_the_dialogs(
    phone: "Page", model: ChatModel, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        model.replies.append(f"Maren puts on a yellow raincoat. {tag('Maren at the harbour', style='ink')}")
        send(phone)
        phone.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        assert small(phone, f"{SLOT} button") == []
        assert covered(phone, f"{SLOT} button") == []
        go_on.set()
    picture(phone)
    idle(phone)
    for title in DIALOGS:
        open_dialog(phone, title)
        assert small(phone, f"{POPUP} {CONTROLS}:not(.rp_part)") == [], title
        assert cut_off(phone, POPUP) == [], title
        assert covered(phone, f"{POPUP} {CONTROLS}") == [], title
        shot(phone, f"{title.split()[0].lower()}-phone")
        close_dialog(phone)


def test_a_finger_finds_everything_in_the_panel(phone: "Page") -> None:
    open_panel(phone)
    unfold_all(phone)
    assert small(phone, f"{PANEL} {CONTROLS}") == []
    assert cut_off(phone, PANEL) == []
    assert covered(phone, f"{PANEL} {CONTROLS}") == []
    phone.click("#extensions-settings-button .drawer-toggle")


def test_who_wants_no_movement_sees_none(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    page.emulate_media(reduced_motion="reduce")
    try:
        with backend.waiting():
            model.replies.append(f"Look. {tag('a pier')}")
            send(page)
            page.wait_for_selector(f"{SLOT} .rp_bar_going")
            moving = page.eval_on_selector_all(
                f"{SLOT} .rp_bar *", "all => all.filter(one => getComputedStyle(one).animationName !== 'none').length"
            )
    finally:
        page.emulate_media(reduced_motion="no-preference")
    assert moving == 0


def test_the_panel_says_first_what_to_do_where_no_server_answers(page: "Page", backend: Backend) -> None:
    open_panel(page)
    backend.stop()
    page.click(f"{PANEL} .rp_connection button:has-text('Connect again')")
    page.wait_for_selector(f"{PANEL} .rp_connection code:has-text('rp-composer serve')")
    shot(page, "nobody")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(f"{PANEL} .rp_connection button:has-text('Copy')")
    settle(page, "async () => await navigator.clipboard.readText() === 'rp-composer serve'")
    backend.start()
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    page.wait_for_selector(f"{PANEL} .rp_connection:has-text('Connected directly')")


def test_the_panel_says_who_draws_for_the_profile_that_is_chosen(page: "Page", backend: Backend) -> None:
    write(backend, "offline", {"backend": "sketch"})
    set_ours(page, profile="offline")
    open_panel(page)
    page.click(f"{PANEL} .rp_connection button:has-text('Connect again')")
    page.wait_for_selector(f"{PANEL} .rp_connection:has-text('drawn by sketch')")
    set_ours(page, profile="")
    page.click(f"{PANEL} .rp_connection button:has-text('Connect again')")
    page.wait_for_selector(f"{PANEL} .rp_connection:has-text('drawn by painter')")
