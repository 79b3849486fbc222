"""What the language model gets to read: how to ask for pictures, and of those that are there no path."""

from typing import TYPE_CHECKING, Any

from tests.e2e.chat_model import ChatModel
from tests.e2e.page import new_chat, open_character, picture, send, set_ours, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Page


def words(model: ChatModel) -> str:
    """Return everything that the language model was told with the last call."""
    messages: list[dict[str, Any]] = model.asked[-1]["messages"]
    return "\n".join(str(message["content"]) for message in messages)


def test_the_instruction_reaches_the_language_model_after_every_change_of_chat(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    send(page)
    assert words(model).count("data-iig-instruction=") == 1
    assert "At most 1 in one reply" in words(model)
    assert "or when Alex asks for a picture" in words(model)
    assert '{"prompt": "Maren and Alex on a pier' in words(model)
    assert "A note such as [picture: …]" in words(model)
    new_chat(page)
    send(page)
    assert words(model).count("data-iig-instruction=") == 1
    open_character(page, "Quill")
    send(page)
    assert words(model).count("data-iig-instruction=") == 1
    assert '{"prompt": "Quill and Alex on a pier' in words(model)
    open_character(page)


def test_the_user_s_own_words_count_from_the_next_reply_on(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    send(page)
    set_ours(page, instruction="Draw {{pictures}} for {{user}}.", mostPictures=3, instructionPosition="after")
    send(page)
    set_ours(page, instruction="", mostPictures=1, instructionPosition="chat")
    assert "Draw 3 for Alex." in words(model)
    assert "data-iig-instruction=" not in words(model)


def test_the_instruction_can_be_had_in_russian(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    set_ours(page, instructionLanguage="ru")
    send(page)
    set_ours(page, instructionLanguage="")
    assert "Картинки в этом чате" in words(model)
    assert "Pictures in this chat" not in words(model)


def test_nothing_is_told_while_the_extension_is_off(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    set_ours(page, enabled=False)
    send(page)
    set_ours(page, enabled=True)
    assert "data-iig-instruction=" not in words(model)


def test_a_finished_picture_is_told_as_a_note_and_never_as_a_path(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    model.replies.append(f"She points. {tag('the harbour at night')}")
    send(page)
    path = picture(page)
    send(page, "And then?")
    assert "She points. [picture: the harbour at night]" in words(model)
    assert path not in words(model)
    assert "/user/images" not in words(model)
    kept = page.evaluate("() => SillyTavern.getContext().chat.at(-3).mes")
    assert path in kept


def test_pictures_are_told_as_requests_or_not_at_all_where_that_is_wanted(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    model.replies.append(f"She points. {tag('the harbour at night')}")
    send(page)
    picture(page)
    set_ours(page, history="tag")
    send(page, "And then?")
    assert words(model).count("[IMG:GEN]") == 3  # with the two of the instruction
    assert "/user/images" not in words(model)
    assert "[picture" not in words(model)
    set_ours(page, history="none")
    send(page, "And then?")
    set_ours(page, history="description")
    assert "the harbour at night" not in words(model)
