"""From a reply to its picture: placeholder, drawing, upload, swap, save."""

from typing import TYPE_CHECKING

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import (
    LAST,
    PICTURE,
    SLOT,
    chat_id,
    idle,
    last,
    picture,
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


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_reply_gets_its_picture_in_the_chat_and_on_the_disk(
    page: "Page", model: ChatModel, tavern: SillyTavern, backend: Backend, stream: bool
) -> None:
    streaming(page, stream)
    model.replies.append(f'*She points.* "Look!"\n\n{HARBOUR}\n\nShe waits.')
    send(page)
    path = picture(page)
    idle(page)
    message = last(page)
    assert path in message["mes"]
    assert message["swipes"] == [message["mes"]]
    assert "[IMG:GEN]" not in message["mes"]
    saved(page, user_folder(tavern), path)
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["finished"]


def test_a_half_tag_is_hidden_while_it_is_written_and_then_a_placeholder_stands_there(
    page: "Page", model: ChatModel
) -> None:
    streaming(page, True)
    go_on = model.halt_before("at night")
    model.replies.append(f"She points. {HARBOUR}{' And the lamps burn.' * 3}")
    send(page, wait=False)
    settle(page, f"() => document.querySelector('{LAST} .mes_text')?.textContent.includes('She points.')")
    page.wait_for_timeout(300)  # long enough for all that is written before the halt
    assert page.inner_text(f"{LAST} .mes_text").strip() == "She points."
    go_on.set()
    picture(page)


def test_several_pictures_are_drawn_at_once_and_the_reply_is_never_held_up(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(f"One {tag('a')} two {tag('b')} again {tag('a')} end.")
        send(page)
        idle(page)
        settle(page, f"() => document.querySelectorAll('{SLOT}[data-rp-kind=busy] button').length === 3")
        model.replies.append("Meanwhile she goes on.")
        send(page, "And then?")
        assert last(page)["mes"] == "Meanwhile she goes on."
        go_on.set()
        settle(page, "() => !SillyTavern.getContext().chat.at(-3).mes.includes('[IMG:GEN]')")
    settle(page, "() => document.querySelectorAll('#chat .mes_text img[data-iig-instruction]').length === 3")
    assert sorted(backend.easel.painted) == ["a", "a", "b"]


def test_a_placeholder_has_the_shape_of_its_picture(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(f"Wide {HARBOUR}")
        send(page)
        slot(page, "busy")
        settle(page, f"() => document.querySelector('{SLOT} button')")
        before = page.eval_on_selector(SLOT, "slot => slot.getBoundingClientRect().toJSON()")
        go_on.set()
    picture(page)
    after = page.eval_on_selector(PICTURE, "image => image.getBoundingClientRect().toJSON()")
    assert (round(before["width"]), round(before["height"])) == (round(after["width"]), round(after["height"]))


def test_a_drawing_can_be_cancelled_and_drawn_after_all(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(f"First {tag('a')}")
        send(page)
        with page.expect_response(lambda answer: answer.url.endswith("/cancel")):
            page.click(f"{SLOT} button:has-text('Cancel')")
        go_on.set()
        assert "Cancelled" in slot(page, "waiting")
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)


def test_with_ask_nothing_is_drawn_before_the_button(page: "Page", model: ChatModel, backend: Backend) -> None:
    set_ours(page, automatic="ask")
    streaming(page, False)
    model.replies.append(f"First {HARBOUR}")
    send(page)
    slot(page, "waiting")
    idle(page)
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["held"]
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)
    assert len(backend.easel.painted) == 1


def test_with_off_the_server_hears_nothing_before_the_button(page: "Page", model: ChatModel, backend: Backend) -> None:
    set_ours(page, automatic="off")
    streaming(page, False)
    model.replies.append(f"First {HARBOUR}")
    send(page)
    slot(page, "waiting")
    idle(page)
    assert backend.jobs(chat_id(page)) == []
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)
