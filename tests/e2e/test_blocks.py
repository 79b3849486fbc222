"""Requests in blocks that another extension keeps beside a message: drawn where the user wants that, in their place."""

from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, idle, last, picture, send, set_ours, settle, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Page


def add_block(page: "Page", text: str) -> None:
    """Add a block to the last message as such extensions do: they write and show it, and tell nobody."""
    idle(page)
    page.evaluate(
        """text => { const context = SillyTavern.getContext(); const message = context.chat.at(-1);
            message.extra.extblocks = text; message.extra.display_text = `${message.mes}\\n${text}`;
            context.updateMessageBlock(context.chat.length - 1, message); }""",
        text,
    )


def test_a_request_in_a_block_is_drawn_there_where_the_user_wants_it(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    set_ours(page, blocks=True)
    streaming(page, False)
    model.replies.append("She points.")
    send(page)
    add_block(page, f"<scene>The pier. {tag('the pier')}</scene>")
    path = picture(page)
    idle(page)
    message = last(page)
    set_ours(page, blocks=False)
    assert message["mes"] == "She points."
    assert path in message["extra"]["extblocks"]
    assert path in message["extra"]["display_text"]
    assert backend.easel.painted == ["the pier"]


def test_message_and_block_both_get_their_pictures_and_each_only_once(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    set_ours(page, blocks=True)
    streaming(page, False)
    model.replies.append(f"She points. {tag('the harbour')}")
    send(page)
    picture(page)
    add_block(page, f"Scene: {tag('the pier')}")
    settle(page, f"() => document.querySelectorAll('{LAST} .mes_text img[src^=\"/user/images/\"]').length === 2")
    message = last(page)
    set_ours(page, blocks=False)
    assert message["mes"].count("/user/images/") == message["extra"]["extblocks"].count("/user/images/") == 1
    assert sorted(backend.easel.painted) == ["the harbour", "the pier"]


def test_blocks_are_left_alone_where_nobody_wants_that(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    send(page)
    add_block(page, f"Scene: {tag('the pier')}")
    send(page, "And then?")
    assert backend.easel.painted == []
