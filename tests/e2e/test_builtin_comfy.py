"""SillyTavern's own Image Generation, source ComfyUI: card, persona and messages reach our server without an extension.

It is set up by ``rp-composer sillytavern comfy``, before SillyTavern starts.
"""

import logging
from typing import TYPE_CHECKING, Any

import pytest

from composer.errors import RefusedError
from tests.e2e.builtin import STOP, Plain, attached, brush, choose_model, close_settings, connect, imagine, quiet, toast
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import last, open_group, saved, send, settle
from tests.e2e.tavern import user_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

RAINCOAT = "*Maren puts on a yellow raincoat.* It rains."
COLLECTED = "part => SillyTavern.getContext().chatMetadata.variables?.rp_recent?.includes(part)"


@pytest.fixture
def page(plain_page: "Page", plain: Plain) -> "Page":
    """The page with the source chosen; its user has pressed Connect."""
    if plain_page.evaluate("() => SillyTavern.getContext().extensionSettings.sd.source") != "comfy":
        assert "connected" in connect(plain_page, "comfy", plain.backend.address)
        quiet(plain_page)
    choose_model(plain_page, "test")
    close_settings(plain_page)
    return plain_page


def drawn(page: "Page", plain: Plain, what: str) -> dict[str, Any]:
    """Return the job of a picture that was imagined, once it is seen."""
    imagine(page, what)
    attached(page)
    return plain.jobs()[0]


def test_connect_finds_the_installed_workflow_and_lists_the_models(page: "Page", plain: Plain) -> None:
    assert "ComfyUI API connected." in connect(page, "comfy", plain.backend.address)
    models = page.eval_on_selector_all("#sd_model option", "all => all.map(one => one.value)")
    assert models[0] == "test"
    assert "sketch" in models
    assert page.input_value("#sd_comfy_workflow") == "rp-composer.json"
    page.screenshot(path=ARTEFACTS / "builtin-comfy-settings.png")


def test_the_picture_knows_the_card_the_persona_and_what_was_put_on(
    page: "Page", plain: Plain, model: ChatModel
) -> None:
    model.replies.extend([RAINCOAT, "She looks out to sea."])
    send(page)
    send(page, "And now?")
    settle(page, COLLECTED, "out to sea")
    job = drawn(page, plain, "Maren and Alex on the pier")
    for words in ("copper-red hair", "sea-green eyes", "yellow raincoat", "black beard", "green eyes"):
        assert words in job["prompt"]
    saved(page, user_folder(plain.tavern), last(page)["extra"]["media"][0]["url"])
    page.screenshot(path=ARTEFACTS / "builtin-comfy-imagine.png")


def test_pictures_of_one_chat_are_jobs_of_one_chat(page: "Page", plain: Plain) -> None:
    first = drawn(page, plain, "a cat")
    imagine(page, "a dog")
    settle(page, "() => document.querySelectorAll('#chat .mes_img').length === 2")
    second = plain.jobs()[0]
    assert first["id"] != second["id"]
    assert first["chat"] == second["chat"] != ""


def test_the_sketch_draws_when_it_is_chosen_in_the_panel(page: "Page", plain: Plain) -> None:
    choose_model(page, "sketch")
    job = drawn(page, plain, "Maren at the lamp")
    assert job["backend"] == "sketch"
    assert "copper-red hair" in job["prompt"]


def test_the_brush_on_a_message_draws_what_it_says(page: "Page", plain: Plain, model: ChatModel) -> None:
    model.replies.append("Maren climbs the stairs.")
    send(page)
    brush(page)
    attached(page)
    assert not last(page).get("is_system")
    [words] = plain.backend.easel.painted
    assert "Maren climbs the stairs." in words
    assert "copper-red hair" in plain.jobs()[0]["prompt"]


def test_in_a_group_the_last_speaker_s_card_and_the_messages_of_all_arrive(
    page: "Page", plain: Plain, model: ChatModel
) -> None:
    open_group(page, "Maren", "Quill")
    model.replies.extend([RAINCOAT, "*Quill takes off the brass spectacles.*"])
    send(page, "Maren, Quill, look!")
    settle(page, COLLECTED, "brass spectacles")
    job = drawn(page, plain, "Quill beside Maren")
    assert "orange fur" in job["prompt"]
    assert "yellow raincoat" in job["prompt"]


def test_a_failure_is_told_in_its_own_words(page: "Page", plain: Plain) -> None:
    def refuse(_: str) -> None:
        raise RefusedError("the service does not draw dragons")

    plain.backend.easel.before = refuse
    imagine(page, "a dragon")
    told = toast(page, "did not succeed")
    assert "the service does not draw dragons" in told
    page.screenshot(path=ARTEFACTS / "builtin-comfy-failure.png")


def test_stop_cancels_the_picture_and_ends_the_asking(
    page: "Page", plain: Plain, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "composer.server")
    with plain.backend.waiting():
        imagine(page, "a dog")
        page.click(STOP)
        toast(page, "Image generation stopped.")
        plain.has_heard("POST /interrupt")
        for _ in range(1000):
            if plain.jobs()[0]["status"] == "cancelled":
                break
    job = plain.jobs()[0]
    assert job["status"] == "cancelled"
    page.wait_for_timeout(500)  # SillyTavern asks ten times a second
    asked = asking(caplog)
    page.wait_for_timeout(500)
    assert asking(caplog) == asked > 0


def asking(caplog: pytest.LogCaptureFixture) -> int:
    return sum("GET /history/" in one.getMessage() for one in caplog.records)


def test_a_dollar_sign_that_sillytavern_takes_for_a_command_is_explained(page: "Page", plain: Plain) -> None:
    imagine(page, "cats $& dogs")
    told = toast(page, "did not succeed")
    assert "the prompt broke the workflow: SillyTavern takes $& in a text for a command" in told
    assert "Take that dollar sign out of it" in told
    assert plain.backend.easel.painted == []
    page.screenshot(path=ARTEFACTS / "builtin-comfy-dollar.png")


def test_dollar_signs_in_earlier_messages_do_no_harm(page: "Page", plain: Plain, model: ChatModel) -> None:
    model.replies.extend(["*Maren puts on a yellow raincoat.* \"That's $' or $& apiece.\"", "She nods."])
    send(page)
    send(page, "And now?")
    settle(page, COLLECTED, "nods")
    assert "yellow raincoat" in drawn(page, plain, "Maren on the pier")["prompt"]


def test_a_dollar_sign_in_the_last_message_is_explained(page: "Page", plain: Plain, model: ChatModel) -> None:
    model.replies.append('"That\'s $& apiece."')
    send(page)
    imagine(page, "Maren on the pier")
    assert "the last message broke the workflow" in toast(page, "did not succeed")
