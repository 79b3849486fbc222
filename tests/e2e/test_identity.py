"""Pictures belong to their requests: whatever chat, swipe or profile is called later, none is drawn twice or lost."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import (
    LAST,
    SLOT,
    chat_id,
    idle,
    keep_settings,
    last,
    picture,
    reload,
    saved,
    send,
    set_ours,
    settle,
    streaming,
)
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

HARBOUR = tag("the harbour at night")
BUSY = f"{SLOT}[data-rp-kind=busy] button:has-text('Cancel')"


def reply(page: "Page", model: ChatModel, text: str) -> str:
    """Have a reply written whose picture is being drawn, and return the name of the chat's file."""
    streaming(page, False)
    model.replies.append(text)
    send(page)
    page.wait_for_selector(BUSY)
    idle(page)
    return chat_id(page)


def swipe(page: "Page", model: ChatModel, text: str) -> None:
    """Have another version of the last reply written."""
    model.replies.append(text)
    page.click(f"{LAST} .swipe_right")
    settle(page, "text => SillyTavern.getContext().chat.at(-1).mes.startsWith(text)", text.split("<")[0])
    idle(page)


def delete_swipe(page: "Page", number: int) -> None:
    """Delete a version of the last reply."""
    page.evaluate("async number => { await __script.deleteSwipe(number); }", number)
    idle(page)


def rename(page: "Page", name: str) -> None:
    """Give the open chat another name."""
    page.evaluate(
        "async name => { await __script.renameChat(SillyTavern.getContext().getCurrentChatId(), name); }", name
    )
    settle(page, "name => SillyTavern.getContext().getCurrentChatId() === name", name)
    settle(page, "() => SillyTavern.getContext().chat.length > 1")


def open_chat(page: "Page", name: str) -> None:
    """Open another chat with the same character."""
    page.evaluate("async name => { await SillyTavern.getContext().openCharacterChat(name); }", name)
    settle(page, "name => SillyTavern.getContext().getCurrentChatId() === name", name)


def test_a_chat_that_is_renamed_keeps_its_pictures(page: "Page", model: ChatModel, backend: Backend) -> None:
    with backend.waiting() as go_on:
        chat = reply(page, model, f"Look. {HARBOUR}")
        rename(page, f"{chat} renamed")
        page.wait_for_selector(BUSY)
        go_on.set()
        path = picture(page)
    idle(page)
    rename(page, f"{chat} again")
    assert picture(page) == path
    assert [job["status"] for job in backend.jobs(chat)] == ["finished"]
    assert len(backend.easel.painted) == 1


def test_a_chat_that_is_renamed_before_the_server_has_answered_has_its_picture_drawn_once(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    late: list[Any] = []
    with backend.waiting() as go_on:
        page.route(f"{backend.address}/api/jobs", lambda route: late.append((route, route.fetch())))
        send(page)
        chat = chat_id(page)
        saved(page, user_folder(tavern), f'"chat":"{chat}"')
        rename(page, f"{chat} early")
        for route, answer in late:
            route.fulfill(response=answer)
        page.unroute(f"{backend.address}/api/jobs")
        page.wait_for_selector(BUSY)
        go_on.set()
        picture(page)
    assert len(backend.jobs(chat)) == 1
    assert len(backend.easel.painted) == 1


def test_a_branch_has_the_pictures_that_were_asked_for_before_it(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    with backend.waiting() as go_on:
        chat = reply(page, model, f"Look. {HARBOUR}")
        page.evaluate(
            """async () => { const {branchChat} = await import('/scripts/bookmarks.js');
                await branchChat(SillyTavern.getContext().chat.length - 1); }"""
        )
        settle(page, "name => SillyTavern.getContext().getCurrentChatId() !== name", chat)
        page.wait_for_selector(BUSY)
        go_on.set()
        path = picture(page)
        saved(page, user_folder(tavern), path)
    open_chat(page, chat)
    assert picture(page) == path
    assert len(backend.easel.painted) == 1
    idle(page)
    model.replies.append(f"More. {HARBOUR}")
    send(page)
    assert picture(page) != path
    assert len(backend.easel.painted) == 2


def test_a_checkpoint_has_the_pictures_that_were_asked_for_before_it(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    create = """async name => { const {createNewBookmark} = await import('/scripts/bookmarks.js');
        await createNewBookmark(SillyTavern.getContext().chat.length - 1, {forceName: name}); }"""
    with backend.waiting() as go_on:
        chat = reply(page, model, f"Look. {HARBOUR}")
        page.evaluate(create, f"{chat} mid-draw")
        go_on.set()
        path = picture(page)
        saved(page, user_folder(tavern), path)
    idle(page)
    page.evaluate(create, f"{chat} drawn")
    for name in (f"{chat} mid-draw", f"{chat} drawn"):
        open_chat(page, name)
        assert picture(page) == path
    assert len(backend.easel.painted) == 1


def test_a_picture_lands_in_its_swipe_though_one_before_it_was_deleted(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    chat = reply_with_two_swipes(page, model, backend)
    with backend.waiting() as go_on:
        swipe(page, model, f"Two. {HARBOUR}")
        page.wait_for_selector(BUSY)
        delete_swipe(page, 0)
        assert last(page)["mes"].startswith("Two.")
        go_on.set()
        path = picture(page)
    saved(page, user_folder(tavern), path)
    assert ["/user/images/" in text for text in last(page)["swipes"]] == [True, True]
    delete_swipe(page, 0)
    assert picture(page) == path
    assert last(page)["swipes"] == [last(page)["mes"]]
    assert len(backend.jobs(chat)) == 3
    assert len(backend.easel.painted) == 3


def reply_with_two_swipes(page: "Page", model: ChatModel, backend: Backend) -> str:
    """Have a reply in two versions, each with its picture."""
    chat = reply(page, model, f"Zero. {HARBOUR}")
    picture(page)
    idle(page)
    swipe(page, model, f"One. {HARBOUR}")
    picture(page)
    idle(page)
    return chat


def test_a_swipe_that_moved_up_while_it_was_drawn_is_fetched_after_a_reload(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    streaming(page, False)
    model.replies.append("Zero, without a picture.")
    send(page)
    with backend.waiting() as go_on:
        swipe(page, model, f"One. {HARBOUR}")
        page.wait_for_selector(BUSY)
        delete_swipe(page, 0)
        saved(page, user_folder(tavern), '"number":1')
        reload(page)
        page.wait_for_selector(BUSY)
        go_on.set()
        picture(page)
    assert len(backend.jobs(chat_id(page))) == 1
    assert len(backend.easel.painted) == 1


def test_another_version_lands_in_its_swipe_though_one_before_it_was_deleted(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    model.replies.append("Zero, without a picture.")
    send(page)
    swipe(page, model, f"One. {HARBOUR}")
    first = picture(page)
    idle(page)
    with backend.waiting() as go_on:
        page.hover(f"{LAST} .rp_frame img")
        page.click(f"{LAST} .rp_frame button[aria-label='Draw another one']")
        page.wait_for_selector(f"{LAST} .rp_drawing button:has-text('Cancel')")
        delete_swipe(page, 0)
        go_on.set()
        settle(page, "first => !SillyTavern.getContext().chat.at(-1).mes.includes(first)", first)
    assert picture(page) != first
    assert last(page)["swipes"] == [last(page)["mes"]]
    assert len(backend.easel.painted) == 2


@pytest.mark.parametrize(
    "act",
    [
        "async () => { await SillyTavern.getContext().deleteLastMessage(); }",
        "async () => { await SillyTavern.getContext().generate('regenerate'); }",
        "async () => { await __script.deleteSwipe(1); }",
    ],
    ids=["deleted", "regenerated", "swipe deleted"],
)
def test_what_is_no_longer_wanted_before_the_server_has_answered_is_not_drawn(
    page: "Page", model: ChatModel, backend: Backend, act: str
) -> None:
    streaming(page, False)
    model.replies.extend(["Zero, without a picture.", f"One. {HARBOUR}", "Anew, without a picture."])
    send(page)
    late: list[Any] = []
    with backend.waiting() as go_on:
        page.route(f"{backend.address}/api/jobs", lambda route: late.append((route, route.fetch())))
        page.click(f"{LAST} .swipe_right")
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('One')")
        page.wait_for_selector(f"{SLOT}[data-rp-kind=busy]")
        idle(page)
        for _ in range(1000):
            if late:
                break
            page.evaluate("() => new Promise(requestAnimationFrame)")
        page.evaluate(act)
        settle(page, f"() => !document.querySelector('{SLOT}')")
        [(route, answer)] = late
        route.fulfill(response=answer)
        page.unroute(f"{backend.address}/api/jobs")
        for _ in range(1000):
            if backend.jobs(chat_id(page))[0]["status"] == "cancelled":
                break
            page.evaluate("() => new Promise(requestAnimationFrame)")
        go_on.set()
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["cancelled"]


def test_what_a_deleted_swipe_was_having_drawn_is_cancelled(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    model.replies.append("Zero, without a picture.")
    send(page)
    with backend.waiting() as go_on:
        swipe(page, model, f"One. {HARBOUR}")
        page.wait_for_selector(BUSY)
        delete_swipe(page, 1)
        settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('Zero')")
        for _ in range(1000):
            if backend.jobs(chat_id(page))[0]["status"] == "cancelled":
                break
        go_on.set()
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["cancelled"]


def test_a_picture_that_is_being_drawn_stays_with_its_profile(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    httpx.put(f"{backend.address}/api/profiles/other", json={"backend": "painter"}).raise_for_status()
    try:
        with backend.waiting() as go_on:
            chat = reply(page, model, f"Look. {HARBOUR}")
            saved(page, user_folder(tavern), '"profile":""')
            choose_profile(page, "other")
            reload(page)
            page.wait_for_selector(BUSY)
            go_on.set()
            picture(page)
        assert [job["status"] for job in backend.jobs(chat)] == ["finished"]
        idle(page)
        model.replies.append(f"More. {HARBOUR}")
        send(page)
        picture(page)
    finally:
        choose_profile(page, "")
    assert [job["profile"] for job in backend.jobs(chat)] == ["other", "test"]
    assert len(backend.easel.painted) == 2


def choose_profile(page: "Page", name: str) -> None:
    """Choose a profile for all chats."""
    set_ours(page, profile=name)
    keep_settings(page)
