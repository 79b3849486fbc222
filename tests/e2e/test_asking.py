"""Pictures without a tag in the reply: `/illustrate`, the camera at a message, `/compose` and `/wardrobe`."""

from typing import TYPE_CHECKING

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import (
    LAST,
    PICTURE,
    SLOT,
    idle,
    last,
    messages,
    open_character,
    picture,
    send,
    set_ours,
    settle,
    slot,
    streaming,
)
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page


def run(page: "Page", command: str) -> str:
    """Run a slash command; return what it hands on."""
    idle(page)
    return str(
        page.evaluate(
            "async command => (await SillyTavern.getContext().executeSlashCommandsWithOptions(command))?.pipe ?? ''",
            command,
        )
    )


def test_illustrate_with_words_draws_them_into_the_last_reply(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    model.replies.append("She points.")
    send(page)
    run(page, """/illustrate style="ink" it's the <old> "harbour" """)
    path = picture(page)
    message = last(page)
    assert message["mes"].startswith("She points.\n\n<img ")
    assert path in message["mes"]
    assert message["swipes"] == [message["mes"]]
    assert backend.easel.painted == ['it\'s the <old> "harbour"']
    assert len(model.asked) == 1


def test_illustrate_without_words_has_the_language_model_write_the_request(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    model.replies.extend(["She points.", f"Here it is: {tag('Maren points at the harbour')} Enjoy!"])
    send(page)
    run(page, "/illustrate")
    picture(page)
    assert backend.easel.painted == ["Maren points at the harbour"]
    assert "Write one picture request" in str(model.asked[-1]["messages"])
    assert "Enjoy" not in last(page)["mes"]


def test_where_no_request_is_written_the_narration_is_drawn_and_marked_as_such(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    model.replies.extend(['*She points at the lamps.* "There!"', "I would rather not."])
    send(page)
    run(page, "/illustrate")
    picture(page)
    assert backend.easel.painted == ["She points at the lamps."]
    assert "narration" in str(page.get_attribute(PICTURE, "title"))


def test_after_the_user_s_last_word_the_picture_is_a_message_of_its_own(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    run(page, "/send I wait at the pier.")
    before = len(messages(page))
    run(page, "/illustrate Alex waits at the pier")
    picture(page)
    assert len(messages(page)) == before + 1
    assert (last(page)["name"], last(page)["is_user"]) == ("Maren", False)
    assert backend.easel.painted == ["Alex waits at the pier"]


def test_the_camera_illustrates_its_own_message(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    model.replies.extend(["She waves.", "She leaves.", tag("Maren waves")])
    send(page)
    send(page)
    number = len(messages(page)) - 3
    page.hover(f"#chat .mes[mesid='{number}']")
    page.click(f"#chat .mes[mesid='{number}'] .extraMesButtonsHint")
    page.click(f"#chat .mes[mesid='{number}'] .rp_illustrate")
    picture(page, f"#chat .mes[mesid='{number}'] .mes_text img[data-iig-instruction]")
    assert "She waves." in str(model.asked[-1]["messages"][-1])
    assert "iig" not in last(page)["mes"]
    assert backend.easel.painted == ["Maren waves"]


def test_a_cancelled_picture_of_the_same_message_stays_cancelled(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    with backend.waiting() as go_on:
        model.replies.append(f"She points. {tag('a')}")
        send(page)
        page.click(f"{SLOT} button:has-text('Cancel')")
        slot(page, "waiting")
        go_on.set()
    run(page, "/illustrate b")
    picture(page)
    assert "Cancelled" in slot(page, "waiting")
    assert backend.easel.painted.count("b") == 1
    settle(page, f"() => document.querySelectorAll('{LAST} .mes_text img[data-iig-instruction]').length === 1")


def test_with_automatic_off_an_asked_picture_is_drawn_all_the_same(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    set_ours(page, automatic="off")
    streaming(page, False)
    model.replies.append("She points.")
    send(page)
    run(page, "/illustrate the pier")
    picture(page)
    assert backend.easel.painted == ["the pier"]


def test_compose_hands_on_the_prompt_of_the_last_request_or_of_words(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(page, False)
    model.replies.append(f"She points. {tag('Maren at the harbour')}")
    send(page)
    picture(page)
    backend.easel.painted.clear()
    assert "Maren at the harbour" in run(page, "/compose quiet=true")
    assert "a lighthouse" in run(page, "/compose quiet=true a lighthouse")
    assert backend.easel.painted == []


def test_wardrobe_says_who_wears_what(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    model.replies.append("Maren puts on a long green cloak.")
    send(page)
    run(page, "/wardrobe")
    settle(page, "() => document.querySelector('dialog[open] .rp_told')?.textContent.includes('cloak')")
    assert "Maren: " in page.inner_text("dialog[open] .rp_told")
    page.wait_for_function("() => getComputedStyle(document.querySelector('dialog[open]')).opacity === '1'")
    page.screenshot(path=ARTEFACTS / "asking-wardrobe.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=ARTEFACTS / "asking-wardrobe-phone.png")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("dialog[open] .popup-button-ok")


def test_a_greeting_is_illustrated_like_a_reply(page: "Page", model: ChatModel, backend: Backend) -> None:
    run(page, "/illustrate the first scene")
    path = picture(page)
    greeting = last(page)
    assert path in greeting["mes"]
    assert path in greeting["swipes"][greeting["swipe_id"]]


def test_a_message_that_is_being_edited_is_left_alone(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, False)
    send(page)
    page.evaluate(f"() => document.querySelector('{LAST} .mes_edit').click()")
    settle(page, "() => document.querySelector('#curEditTextarea')")
    run(page, "/illustrate the pier")
    assert page.input_value("#curEditTextarea") == "She nods."
    page.click(f"{LAST} .mes_edit_cancel")
    assert last(page)["mes"] == "She nods."
    assert backend.easel.painted == []


def test_the_camera_is_gone_where_nobody_wants_it(page: "Page", model: ChatModel) -> None:
    streaming(page, False)
    send(page)
    page.click(f"{LAST} .extraMesButtonsHint")
    page.wait_for_selector(f"{LAST} .rp_illustrate", state="visible")
    page.screenshot(path=ARTEFACTS / "asking-camera.png")
    set_ours(page, button=False)
    page.evaluate("() => SillyTavern.getContext().saveSettingsDebounced()")
    page.wait_for_selector(f"{LAST} .rp_illustrate", state="hidden")
    set_ours(page, button=True)


def test_while_a_reply_is_written_nothing_is_put_into_it(page: "Page", model: ChatModel, backend: Backend) -> None:
    streaming(page, True)
    go_on = model.halt_before("waits")
    reply = f"She points at the lamps of the harbour{' and at the boats' * 6}, and waits for a long while."
    model.replies.append(reply)
    send(page, wait=False)
    settle(page, f"() => document.querySelector('{LAST} .mes_text')?.textContent.includes('She points')")
    page.evaluate("() => void SillyTavern.getContext().executeSlashCommandsWithOptions('/illustrate the pier')")
    settle(page, "() => document.querySelector('#toast-container')?.textContent.includes('Wait until')")
    go_on.set()
    idle(page)
    settle(page, "() => SillyTavern.getContext().chat.at(-1).mes.endsWith('while.')")
    assert last(page)["mes"] == reply
    assert backend.easel.painted == []


@pytest.fixture
def group(page: "Page") -> "Iterator[Page]":
    """The page with a new group of Maren and Quill."""
    idle(page)
    page.evaluate(
        """async () => { const context = SillyTavern.getContext();
            const both = context.characters.filter(one => ['Maren', 'Quill'].includes(one.name));
            const chat = `both ${Date.now()}`;
            const body = {name: 'Both', members: both.map(one => one.avatar), avatar_url: '', disabled_members: [],
                allow_self_responses: false, activation_strategy: 0, generation_mode: 0, chat_metadata: {}, fav: false,
                chat_id: chat, chats: [chat]};
            const answer = await fetch('/api/groups/create', {method: 'POST', headers: context.getRequestHeaders(),
                body: JSON.stringify(body)});
            const {id} = await answer.json();
            await context.getCharacters();
            await (await import('/scripts/group-chats.js')).openGroupById(id); }"""
    )
    settle(page, "() => SillyTavern.getContext().groupId && SillyTavern.getContext().chat.length >= 1")
    yield page
    for _ in range(20):  # a click on a character does nothing while SillyTavern saves
        idle(page)
        page.evaluate(
            """async () => { const context = SillyTavern.getContext();
                await context.selectCharacterById(context.characters.findIndex(one => one.name === 'Maren')); }"""
        )
        if not page.evaluate("() => SillyTavern.getContext().groupId"):
            break
    open_character(page)


def test_in_a_group_the_last_speaker_s_message_is_illustrated(group: "Page", backend: Backend) -> None:
    speaker = last(group)["name"]
    assert speaker in ("Maren", "Quill")
    run(group, "/illustrate the two of them")
    path = picture(group)
    assert (last(group)["name"], path in last(group)["mes"]) == (speaker, True)
    assert {"Maren: ", "Quill: "} <= {line[:7] for line in run(group, "/wardrobe quiet=true").splitlines()}


def test_in_a_group_the_user_s_last_word_is_illustrated_by_the_narrator(group: "Page", backend: Backend) -> None:
    run(group, "/send We wait at the pier.")
    run(group, "/illustrate Alex waits at the pier")
    picture(group)
    assert last(group)["extra"]["type"] == "narrator"
    assert backend.easel.painted == ["Alex waits at the pier"]
