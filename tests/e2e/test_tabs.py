"""What others do to a chat: another tab that has it open, and regex scripts that change its texts."""

from typing import TYPE_CHECKING

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import (
    PICTURE,
    SLOT,
    chat_id,
    idle,
    last,
    messages,
    open_character,
    picture,
    ready,
    saved,
    send,
    settle,
    streaming,
)
from tests.e2e.tavern import saved_chat, user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

HARBOUR = tag("the harbour at night")


@pytest.fixture
def regex(page: "Page") -> "Iterator[None]":
    """Have SillyTavern's regex scripts work."""
    page.evaluate(
        """() => { const {extensionSettings} = SillyTavern.getContext();
            extensionSettings.disabledExtensions =
                extensionSettings.disabledExtensions.filter(one => one !== 'regex'); }"""
    )
    yield
    page.evaluate(
        """() => { const {extensionSettings} = SillyTavern.getContext();
            extensionSettings.regex = []; extensionSettings.disabledExtensions.push('regex'); }"""
    )


def script(page: "Page", find: str, replace: str, *, shown_only: bool) -> None:
    """Have a script change what the character says, for good or only as it is shown."""
    page.evaluate(
        """([findRegex, replaceString, markdownOnly]) => { SillyTavern.getContext().extensionSettings.regex = [{
            id: 'one', scriptName: 'one', findRegex, replaceString, trimStrings: [], placement: [2], disabled: false,
            markdownOnly, promptOnly: false, runOnEdit: true, substituteRegex: 0, minDepth: null}]; }""",
        [find, replace, shown_only],
    )


def test_two_tabs_with_one_chat_have_one_bill_and_lose_nothing_of_it(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.extend([f"Look. {HARBOUR}", "And then it goes on."])
        send(page)
        page.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
        chat = chat_id(page)
        saved(page, user_folder(tavern), "Look.")
        other = page.context.new_page()
        try:
            other.goto(page.url, wait_until="domcontentloaded")
            ready(other)
            open_character(other)
            assert chat_id(other) == chat
            other.wait_for_selector(f"{SLOT} button:has-text('Cancel')")
            send(page)
            saved(page, user_folder(tavern), "it goes on")
            go_on.set()
            path = picture(other)
            settle(page, "path => JSON.stringify(SillyTavern.getContext().chat).includes(path)", path)
            settle(other, "() => document.querySelector('#toast-container')?.textContent.includes('another tab')")
            saved(page, user_folder(tavern), path)
            for one in (page, other):
                idle(one)
        finally:
            other.close()
    lines = saved_chat(tavern, chat)
    assert lines[-1]["mes"] == "And then it goes on."
    assert path in lines[-3]["mes"]
    assert len(backend.jobs(chat)) == len(backend.easel.painted) == 1


@pytest.mark.usefixtures("regex")
def test_a_script_that_only_changes_how_the_tag_is_shown_costs_no_picture(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    script(page, r"/\[IMG:GEN\]/g", "[IMG:GEN:soon]", shown_only=True)
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    path = picture(page)
    assert path in last(page)["mes"]
    assert len(backend.easel.painted) == 1


@pytest.mark.usefixtures("regex")
def test_a_script_that_hides_tags_leaves_the_message_its_picture(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    script(page, "/<img[^>]*>/g", "", shown_only=True)
    streaming(page, False)
    model.replies.append(f"Look. {HARBOUR} There.")
    send(page)
    settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.includes('/user/images/')")
    assert page.locator(PICTURE).count() == 0
    assert (len(messages(page)[-1]["swipes"]), len(backend.easel.painted)) == (1, 1)


@pytest.mark.usefixtures("regex")
def test_a_script_that_writes_the_request_has_it_drawn(page: "Page", model: ChatModel, backend: Backend) -> None:
    script(page, r"/\(picture: ([^)]*)\)/g", tag("$1"), shown_only=False)
    streaming(page, False)
    model.replies.append("Look. (picture: the pier) There.")
    send(page)
    picture(page)
    assert backend.easel.painted == ["the pier"]
    assert last(page)["mes"].endswith(" There.")
