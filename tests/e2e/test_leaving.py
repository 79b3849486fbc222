"""What people do while a picture is drawn: nothing is lost or drawn twice, nothing lands in the wrong place."""

from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import (
    LAST,
    PICTURE,
    SLOT,
    chat_id,
    idle,
    last,
    messages,
    open_character,
    picture,
    ready,
    reload,
    saved,
    send,
    set_ours,
    settle,
    slot,
    streaming,
)
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

HARBOUR = tag("the harbour at night")


def drawing(page: "Page", model: ChatModel, text: str) -> None:
    """Have a reply written whose picture is being drawn."""
    streaming(page, False)
    model.replies.append(text)
    send(page)
    page.wait_for_selector(f"{SLOT}[data-rp-kind=busy] button:has-text('Cancel')")


def test_a_page_that_is_loaded_anew_gets_the_picture_that_was_being_drawn(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        saved(page, user_folder(tavern), "Look.")
        chat = chat_id(page)
        reload(page)
        assert chat_id(page) == chat
        go_on.set()
        picture(page)
    assert [job["status"] for job in backend.jobs(chat)] == ["finished"]
    assert len(backend.easel.painted) == 1


def test_a_chat_that_is_left_and_opened_again_gets_its_picture(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        chat = chat_id(page)
        open_character(page, "Quill")
        go_on.set()
        for _ in range(1000):
            if backend.jobs(chat)[0]["status"] == "finished":
                break
        assert "/user/images/" not in str(messages(page))
        open_character(page)
        picture(page)
    assert len(backend.jobs(chat)) == 1


def test_a_picture_lands_in_the_swipe_it_was_asked_for(page: "Page", model: ChatModel, backend: Backend) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Swipe zero. {HARBOUR}")
        model.replies.append("Swipe one without a picture.")
        page.click(f"{LAST} .swipe_right")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes === 'Swipe one without a picture.'")
        idle(page)
        go_on.set()
        settle(page, "() => !SillyTavern.getContext().chat.at(-1).swipes[0].includes('[IMG:GEN]')")
    message = last(page)
    assert message["mes"] == message["swipes"][1] == "Swipe one without a picture."
    assert "/user/images/" in message["swipes"][0]
    idle(page)
    page.click(f"{LAST} .swipe_left")
    picture(page)
    assert len(backend.jobs(chat_id(page))) == 1


def test_an_edit_that_is_open_is_not_disturbed_and_gets_its_picture_afterwards(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        page.click(f"{LAST} .mes_edit")
        page.fill("#curEditTextarea", f"Edited. {HARBOUR}")
        go_on.set()
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.includes('/user/images/')")
        assert page.input_value("#curEditTextarea").startswith("Edited.")
        page.click(f"{LAST} .mes_edit_done")
        picture(page)
    assert last(page)["mes"].startswith("Edited.")
    assert len(backend.jobs(chat_id(page))) == 1


def test_a_request_that_is_edited_in_is_drawn(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    send(page)
    page.click(f"{LAST} .mes_edit")
    page.fill("#curEditTextarea", f"Edited in. {HARBOUR}")
    page.click(f"{LAST} .mes_edit_done")
    picture(page)


def test_a_reply_that_is_continued_while_its_picture_is_drawn_has_it_drawn_once(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        model.replies.append(" And it goes on.")
        page.evaluate("async () => { await SillyTavern.getContext().generate('continue'); }")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.includes('goes on')")
        idle(page)
        go_on.set()
        picture(page)
    assert last(page)["mes"].endswith("goes on.")
    assert len(backend.jobs(chat_id(page))) == 1


def test_what_is_deleted_while_it_waits_is_cancelled(page: "Page", model: ChatModel, backend: Backend) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        page.evaluate("async () => { await SillyTavern.getContext().deleteLastMessage(); }")
        chat = chat_id(page)
        settle(page, f"() => !document.querySelector('{SLOT}')")
        for _ in range(1000):
            if backend.jobs(chat)[0]["status"] == "cancelled":
                break
        go_on.set()
    assert [job["status"] for job in backend.jobs(chat)] == ["cancelled"]


def test_a_regenerated_reply_has_a_picture_of_its_own(page: "Page", model: ChatModel, backend: Backend) -> None:
    with backend.waiting() as go_on:
        drawing(page, model, f"Look. {HARBOUR}")
        model.replies.append(f"Again. {tag('the beach')}")
        page.evaluate("async () => { await SillyTavern.getContext().generate('regenerate'); }")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('Again.')")
        go_on.set()
        picture(page)
    assert "beach" in last(page)["mes"]


def test_a_greeting_may_hold_a_request(page: "Page", backend: Backend) -> None:
    page.evaluate(
        """async text => { const context = SillyTavern.getContext(), [message] = context.chat;
            Object.assign(message, {mes: text, swipes: [text, 'other'], swipe_id: 0});
            context.updateMessageBlock(0, message);
            await context.eventSource.emit(context.eventTypes.MESSAGE_UPDATED, 0); }""",
        f"Welcome. {HARBOUR}",
    )
    picture(page)
    assert "/user/images/" in last(page)["swipes"][0]


def test_many_leftovers_are_drawn_only_after_a_question(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    streaming(page, False)
    page.evaluate("() => { SillyTavern.getContext().extensionSettings.rp_composer.enabled = false; }")
    model.replies.append(" ".join(tag(f"place {number}") for number in range(5)))
    send(page)
    saved(page, user_folder(tavern), "place 4")
    page.evaluate("() => { SillyTavern.getContext().extensionSettings.rp_composer.enabled = true; }")
    open_character(page, "Quill")
    open_character(page)
    page.wait_for_selector("#rp_composer_leftovers button")
    assert backend.easel.painted == []
    assert "5" in page.inner_text("#rp_composer_leftovers")
    page.click("#rp_composer_leftovers button:has-text('Draw them')")
    settle(page, f"() => document.querySelectorAll('{PICTURE}').length === 5")
    assert slot_count(page) == 0


def slot_count(page: "Page") -> int:
    return page.locator(SLOT).count()


def test_a_picture_stays_in_its_place_after_a_reload(page: "Page", model: ChatModel, tavern: SillyTavern) -> None:
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    path = picture(page)
    saved(page, user_folder(tavern), path)
    reload(page)
    assert picture(page) == path
    size = page.eval_on_selector(PICTURE, "image => [image.getAttribute('width'), image.getAttribute('height')]")
    assert size == ["96", "144"]


def test_a_chat_that_opens_with_the_page_gets_its_pictures(page: "Page", model: ChatModel, tavern: SillyTavern) -> None:
    set_ours(page, automatic="off")
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    slot(page, "waiting")
    set_ours(page, automatic="on")
    opening_with_the_page(page, True)
    try:
        page.reload()
        ready(page)
        picture(page)
    finally:
        opening_with_the_page(page, False)


def opening_with_the_page(page: "Page", on: bool) -> None:
    page.evaluate(
        """async on => { const {characters, characterId, powerUserSettings} = SillyTavern.getContext();
            powerUserSettings.auto_load_chat = on;
            __script.setActiveCharacter(on ? characters[characterId] : null);
            await __script.saveSettings(); }""",
        on,
    )
