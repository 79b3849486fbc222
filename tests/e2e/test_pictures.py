"""What can be done about a finished picture."""

from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import (
    LAST,
    PICTURE,
    chat_id,
    idle,
    last,
    open_character,
    picture,
    reload,
    saved,
    send,
    settle,
)
from tests.e2e.pictures import DESKTOP, FRAME, PHONE, POPUP, another, press, shot
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_toolbar_lies_on_the_picture_and_moves_nothing(page: "Page", drawn: str) -> None:
    settle(page, f"() => document.querySelector('{FRAME} .rp_toolbar')")
    rest = page.eval_on_selector(LAST, "message => message.getBoundingClientRect().height")
    page.hover(f"{FRAME} img")
    settle(page, f"() => getComputedStyle(document.querySelector('{FRAME} .rp_toolbar')).opacity === '1'")
    assert page.eval_on_selector(LAST, "message => message.getBoundingClientRect().height") == rest
    assert drawn in last(page)["mes"]
    shot(page, "picture-toolbar")


def test_what_does_not_work_on_the_toolbar_is_said(page: "Page", drawn: str) -> None:
    error = {"error": {"code": "storage", "message": "the database is locked"}}
    pattern = "**/api/jobs/*"
    page.route(
        pattern, lambda route: route.fulfill(status=507, json=error, headers={"Access-Control-Allow-Origin": "*"})
    )
    try:
        for action in ("Copy the prompt", "Edit and draw again", "Why does it look like this?"):
            press(page, action)
            page.click(".toast-error:has-text('the database is locked')")
            page.wait_for_selector(".toast-error", state="detached")
    finally:
        page.unroute(pattern)


def test_a_version_that_is_drawn_while_the_chat_is_left_takes_its_place_when_it_is_opened_again(
    page: "Page", drawn: str, backend: Backend, tavern: SillyTavern
) -> None:
    chat = chat_id(page)
    with backend.waiting() as go_on:
        press(page, "Draw another one")
        saved(page, user_folder(tavern), '"begun":{"')
        open_character(page, "Quill")
        go_on.set()
    while {job["status"] for job in backend.jobs(chat)} != {"finished"}:
        page.evaluate("() => new Promise(requestAnimationFrame)")
    open_character(page)
    another(page, drawn)
    assert last(page)["extra"]["rp_composer"]["begun"] == {}
    assert len(backend.easel.painted) == 2


def test_on_a_phone_a_tap_opens_the_toolbar_with_large_buttons(page: "Page", drawn: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.mouse.move(1, 1)
    page.dispatch_event(f"{FRAME} img", "pointerdown", {"pointerType": "touch"})
    page.dispatch_event(f"{FRAME} img", "click")
    settle(page, f"() => getComputedStyle(document.querySelector('{FRAME} .rp_toolbar')).opacity === '1'")
    sizes = page.eval_on_selector_all(
        f"{FRAME} .rp_toolbar button", "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )
    assert all(width >= 44 and height >= 44 for width, height in sizes)
    page.screenshot(path=ARTEFACTS / "picture-tapped-phone.png")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_a_reroll_gives_a_second_version_and_can_be_flipped_back(
    page: "Page", drawn: str, tavern: SillyTavern, backend: Backend
) -> None:
    press(page, "Draw another one")
    second = another(page, drawn)
    page.hover(f"{FRAME} img")
    page.wait_for_selector(f"{FRAME} .rp_pager:has-text('2/2')")
    shot(page, "picture-versions")
    page.hover(f"{FRAME} img")
    page.click(f"{FRAME} .rp_pager button >> nth=0")
    assert another(page, second) == drawn
    message = last(page)
    assert message["swipes"] == [message["mes"]]
    saved(page, user_folder(tavern), drawn)
    assert len(backend.easel.painted) == 2
    page.hover(f"{FRAME} img")
    with page.expect_request(lambda request: request.url.endswith(".png") and request.method == "HEAD"):
        page.click(f"{FRAME} .rp_pager button >> nth=1")
    assert another(page, drawn) == second


def test_a_new_version_that_fails_leaves_the_picture_and_can_be_tried_again(
    page: "Page", drawn: str, backend: Backend
) -> None:
    def fail(_: str) -> None:
        raise ValueError("the brush broke")

    backend.easel.before = fail
    press(page, "Draw another one")
    page.wait_for_selector(f"{FRAME} .rp_drawing button:has-text('Try again')")
    assert page.get_attribute(PICTURE, "src") == drawn
    shot(page, "picture-failed")
    backend.easel.before = lambda _: None
    page.click(f"{FRAME} .rp_drawing button:has-text('Try again')")
    assert another(page, drawn) != drawn


def test_the_history_shows_all_versions_and_one_is_chosen(page: "Page", drawn: str) -> None:
    press(page, "Draw another one")
    second = another(page, drawn)
    press(page, "All versions")
    page.wait_for_selector(f"{POPUP} .rp_version >> nth=1")
    shot(page, "picture-history")
    page.click(f"{POPUP} .rp_version >> nth=0")
    assert another(page, second) == drawn


def test_an_edit_that_is_confirmed_after_another_version_came_keeps_that_version(
    page: "Page", drawn: str, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        press(page, "Draw another one")
        page.wait_for_selector(f"{FRAME}.rp_busy")
        page.click(f"{LAST} .mes_edit")
        page.fill("#curEditTextarea", page.input_value("#curEditTextarea").replace("She waits.", "She waits long."))
        go_on.set()
        settle(page, "before => !SillyTavern.getContext().chat.at(-1).mes.includes(before)", drawn)
        assert drawn in page.input_value("#curEditTextarea")
        page.click(f"{LAST} .mes_edit_done")
        second = another(page, drawn)
    message = last(page)
    assert message["mes"].endswith("She waits long.")
    assert message["swipes"] == [message["mes"]]
    assert message["mes"].count("/user/images/") == message["mes"].count(second) == 1
    assert len(backend.jobs(chat_id(page))) == 2


def test_a_picture_that_an_edit_takes_out_stays_out_when_another_version_came(
    page: "Page", drawn: str, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        press(page, "Draw another one")
        page.wait_for_selector(f"{FRAME}.rp_busy")
        page.click(f"{LAST} .mes_edit")
        page.fill("#curEditTextarea", "Nothing to be seen.")
        go_on.set()
        settle(page, "before => !SillyTavern.getContext().chat.at(-1).mes.includes(before)", drawn)
        page.click(f"{LAST} .mes_edit_done")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes === 'Nothing to be seen.'")
    idle(page)
    assert last(page)["mes"] == "Nothing to be seen."


def test_an_edited_prompt_is_drawn_as_it_stands(page: "Page", drawn: str, backend: Backend) -> None:
    press(page, "Edit and draw again")
    page.click(f"{POPUP} .rp_option:has-text('The composed prompt')")
    shot(page, "picture-edit-prompt")
    page.fill(f"{POPUP} .rp_group:not([hidden]) textarea >> nth=0", "a lighthouse, nothing else")
    page.select_option(f"{POPUP} select", "1:1")
    page.click(f"{POPUP} .popup-button-ok")
    another(page, drawn)
    first = backend.jobs(chat_id(page))[0]
    assert (first["kind"], first["prompt"]) == ("redraw", "a lighthouse, nothing else")


def test_an_edited_request_is_composed_anew_as_a_version_of_the_same_picture(
    page: "Page", drawn: str, backend: Backend
) -> None:
    press(page, "Edit and draw again")
    page.wait_for_selector(f"{POPUP} textarea")
    shot(page, "picture-edit-request")
    page.fill(f"{POPUP} .rp_group:not([hidden]) textarea >> nth=0", "Maren's cat on a <b>roof</b>")
    page.click(f"{POPUP} .popup-button-ok")
    another(page, drawn)
    job, before = backend.jobs(chat_id(page))
    assert job["base"] == before["base"]
    assert "cat on a" in job["prompt"]
    assert "harbour" not in job["prompt"]
    assert "cat on a" in last(page)["mes"]
    press(page, "Edit and draw again")
    assert page.input_value(f"{POPUP} .rp_group:not([hidden]) textarea >> nth=0") == "Maren's cat on a <b>roof</b>"
    page.click(f"{POPUP} .popup-button-cancel")


def test_the_viewer_opens_zooms_goes_on_and_closes(page: "Page", drawn: str, model: ChatModel) -> None:
    model.replies.append(f"And another. {tag('a lamp')}")
    send(page)
    second = picture(page)
    page.click(f"{FRAME} img", position={"x": 60, "y": 40})
    page.wait_for_selector("dialog.rp_viewer[open]")
    shown = "dialog.rp_viewer .rp_viewer_room img"
    assert str(page.get_attribute(shown, "src")).endswith(second)
    shot(page, "picture-viewer")
    page.mouse.move(500, 400)
    page.mouse.wheel(0, -400)
    settle(page, f"() => /scale\\((?!1\\))/.test(document.querySelector('{shown}').style.transform)")
    page.keyboard.press("ArrowRight")
    assert str(page.get_attribute(shown, "src")).endswith(drawn)
    assert "scale(1)" in str(page.get_attribute(shown, "style"))
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.rp_viewer", state="detached")
    assert last(page).get("swipe_id", 0) == 0


def test_why_shows_the_sources_and_leads_to_the_sentence(page: "Page", drawn: str) -> None:
    press(page, "Why does it look like this?")
    page.wait_for_selector(f"{POPUP} .rp_part")
    shot(page, "picture-why")
    text = page.inner_text(f"{POPUP} .rp_why")
    assert "Card of Maren" in text
    assert "yellow raincoat" in text
    page.click(f"{POPUP} .rp_link:has-text('raincoat') >> nth=0")
    page.wait_for_selector(POPUP, state="detached")
    quote = "() => [...(CSS.highlights.get('rp-composer-quote') ?? [])].map(String).join()"
    settle(page, quote)
    assert "raincoat" in page.evaluate(quote)
    shot(page, "picture-quote")
    assert "raincoat" in last(page)["mes"]


def test_a_picture_is_removed_from_message_swipe_and_server(page: "Page", drawn: str, backend: Backend) -> None:
    press(page, "Remove")
    page.wait_for_selector(POPUP)
    shot(page, "picture-remove")
    page.click(f"{POPUP} .popup-button-ok")
    settle(page, f"() => !document.querySelector('{PICTURE}')")
    idle(page)
    message = last(page)
    assert message["mes"] == "Maren puts on a yellow raincoat.\n\nShe waits."
    assert message["swipes"] == [message["mes"]]
    for _ in range(200):
        if not backend.jobs(chat_id(page)):
            break
        page.wait_for_timeout(20)
    assert backend.jobs(chat_id(page)) == []


def test_a_version_that_is_drawn_while_the_page_is_loaded_anew_takes_its_place_among_the_others(
    page: "Page", drawn: str, backend: Backend, tavern: SillyTavern
) -> None:
    with backend.waiting() as go_on:
        press(page, "Draw another one")
        page.wait_for_selector(f"{FRAME} .rp_drawing button:has-text('Cancel')")
        shot(page, "picture-drawing")
        saved(page, user_folder(tavern), '"begun":{"')
        idle(page)
        reload(page)
        go_on.set()
    second = another(page, drawn)
    page.hover(f"{FRAME} img")
    page.click(f"{FRAME} .rp_pager:has-text('2/2') button >> nth=0")
    assert another(page, second) == drawn


def test_of_several_versions_one_is_removed(page: "Page", drawn: str, backend: Backend) -> None:
    press(page, "Draw another one")
    second = another(page, drawn)
    press(page, "Remove")
    page.click(f"{POPUP} .popup-button-custom:has-text('Only this version')")
    assert another(page, second) == drawn
    settle(page, "() => !document.querySelector('.rp_pager button')")
    press(page, "Draw another one")
    assert another(page, drawn) not in (drawn, second)


def test_the_toolbar_works_with_keys_alone(page: "Page", drawn: str) -> None:
    page.mouse.move(1, 1)
    page.focus(f"{FRAME} button[aria-label='Full size']")
    settle(page, f"() => getComputedStyle(document.querySelector('{FRAME} .rp_toolbar')).opacity === '1'")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.rp_viewer[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.rp_viewer", state="detached")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Full size"
