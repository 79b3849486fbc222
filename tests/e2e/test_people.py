"""Who is told to the server: the card of the speaker, in groups as well, and the persona, in the chat's language."""

from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import chat_id, last, open_group, picture, send, settle, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Page


def drawn(page: "Page", model: ChatModel, backend: Backend, text: str, said: str = "Show me.") -> str:
    """Return the prompt of the picture in a reply."""
    streaming(page, False)
    model.replies.append(text)
    send(page, said)
    picture(page)
    return str(backend.jobs(chat_id(page))[0]["prompt"])


def test_card_and_persona_are_in_the_prompt(page: "Page", model: ChatModel, backend: Backend) -> None:
    prompt = drawn(page, model, backend, f"We walk. {tag('Maren and Alex on the pier')}")
    assert "hair" in prompt
    assert "black beard" in prompt
    assert "green eyes" in prompt


def test_clothes_of_earlier_messages_are_remembered_by_the_state(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    drawn(page, model, backend, f"*Maren puts on a yellow raincoat.* {tag('Maren at the door')}")
    assert last(page)["extra"]["rp_composer"]["state"]["count"] > 0
    prompt = drawn(page, model, backend, f"She walks on. {tag('Maren on the pier')}", "And now?")
    assert "yellow raincoat" in prompt


def test_a_russian_chat_is_read(page: "Page", model: ChatModel, backend: Backend) -> None:
    prompt = drawn(page, model, backend, f"*Марен надевает красное платье.* {tag('Maren у моря')}", "Покажи.")
    assert "Maren у моря" in prompt


def test_in_a_group_the_speaker_is_known_by_the_avatar(page: "Page", model: ChatModel, backend: Backend) -> None:
    open_group(page, "Maren", "Quill")
    streaming(page, False)
    model.replies.extend([f"One draws. {tag('a portrait')}", f"The other too. {tag('a portrait')}"])
    send(page, "Maren, Quill, show me.")
    settle(page, "() => document.querySelectorAll('#chat .mes_text img[data-iig-instruction]').length === 2")
    names = {job["prompt"].split("'s appearance")[0].rsplit(" ", 1)[-1] for job in backend.jobs(chat_id(page))}
    assert names == {"Maren", "Quill"}
