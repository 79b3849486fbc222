"""The function that a language model may call instead of writing a tag: its picture comes with the reply."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import idle, last, picture, send, set_ours, settle, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page


@pytest.fixture
def calling(page: "Page") -> "Iterator[Page]":
    """The page of a user who has function calling on, in SillyTavern and in ours."""
    streaming(page, False)
    function_calling(page, True)
    yield page
    function_calling(page, False)
    set_ours(page, tool=False)


def function_calling(page: "Page", on: bool) -> None:
    page.evaluate("async on => { (await import('/scripts/openai.js')).oai_settings.function_calling = on; }", on)


def call(**arguments: Any) -> dict[str, Any]:
    """Return a language model's answer that calls our function."""
    function = {"name": "AskForPicture", "arguments": json.dumps(arguments)}
    return {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "type": "function", "function": function}]}


def tools(model: ChatModel) -> list[str]:
    return [tool["function"]["name"] for tool in model.asked[-1].get("tools", [])]


def test_the_function_is_not_offered_unless_the_user_wants_it(calling: "Page", model: ChatModel) -> None:
    send(calling)
    assert "AskForPicture" not in tools(model)
    set_ours(calling, tool=True)
    send(calling)
    assert "AskForPicture" in tools(model)


def test_where_the_function_is_there_no_tag_is_told_of(calling: "Page", model: ChatModel) -> None:
    set_ours(calling, tool=True)
    send(calling)
    told = json.dumps(model.asked[-1]["messages"], ensure_ascii=False)
    assert "data-iig-instruction" not in told
    assert "A note such as [picture: …]" in told
    function_calling(calling, False)
    send(calling)
    assert "data-iig-instruction" in json.dumps(model.asked[-1]["messages"])


def test_a_called_picture_stands_below_the_reply(calling: "Page", model: ChatModel, backend: Backend) -> None:
    set_ours(calling, tool=True)
    model.replies.extend([call(prompt="the harbour at night", aspect_ratio="16:9"), "She points."])
    send(calling, wait=False)
    settle(calling, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('She points.')")
    path = picture(calling)
    assert backend.easel.painted == ["the harbour at night"]
    assert last(calling)["mes"].startswith("She points.\n\n<img ")
    assert path in last(calling)["mes"]
    answered = [message for message in model.asked[-1]["messages"] if message["role"] == "tool"]
    assert "is being drawn" in answered[-1]["content"]


def test_tags_and_calls_of_one_reply_count_together(calling: "Page", model: ChatModel, backend: Backend) -> None:
    set_ours(calling, tool=True)
    model.replies.extend([call(prompt="the harbour"), f"She points. {tag('the pier')}"])
    send(calling, wait=False)
    settle(calling, "() => SillyTavern.getContext().chat.at(-1).mes.startsWith('She points.')")
    picture(calling)
    idle(calling)
    assert backend.easel.painted == ["the pier"]
    assert last(calling)["mes"].count("<img ") == 1


def test_what_a_stopped_reply_called_for_does_not_come_with_the_next(
    calling: "Page", model: ChatModel, backend: Backend
) -> None:
    set_ours(calling, tool=True)
    go_on = model.hold_after(1)
    model.replies.append(call(prompt="the harbour"))
    send(calling, wait=False)
    settle(calling, "() => SillyTavern.getContext().chat.at(-1).extra?.tool_invocations")
    calling.wait_for_selector("#mes_stop", state="visible")
    calling.click("#mes_stop")
    go_on.set()
    idle(calling)
    send(calling)
    assert backend.easel.painted == []
    assert "<img " not in last(calling)["mes"]
