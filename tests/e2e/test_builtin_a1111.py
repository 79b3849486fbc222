"""SillyTavern's own Image Generation, source AUTOMATIC1111, draws with our server and no extension of ours."""

import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from composer.errors import RefusedError
from tests.e2e.builtin import (
    ATTACHED,
    STOP,
    Plain,
    attached,
    brush,
    choose_model,
    close_settings,
    connect,
    imagine,
    quiet,
    toast,
)
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import chat_id, idle, last, saved, send, settle
from tests.e2e.tavern import user_folder
from tests.serving import wanted

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def page(plain_page: "Page", plain: Plain) -> "Page":
    """The page with the source chosen; its user has pressed Connect."""
    if plain_page.evaluate("() => SillyTavern.getContext().extensionSettings.sd.source") != "auto":
        assert "connected" in connect(plain_page, "auto", plain.backend.address)
        quiet(plain_page)
    choose(plain_page, "test")
    close_settings(plain_page)
    return plain_page


def choose(page: "Page", name: str) -> None:
    """Choose who draws, and wait until SillyTavern says that it is loaded."""
    if page.evaluate("() => document.querySelector('#sd_model').value") != name:
        choose_model(page, name)
        toast(page, "Model successfully loaded!")
        quiet(page)


def test_connect_lists_profiles_and_models(page: "Page", plain: Plain) -> None:
    assert "SD WebUI API connected." in connect(page, "auto", f"{plain.backend.address}/")
    models = page.eval_on_selector_all("#sd_model option", "all => all.map(one => one.value)")
    assert models[0] == "test"
    assert "sketch" in models
    assert page.input_value("#sd_model") == "test"
    ARTEFACTS.mkdir(exist_ok=True)
    page.locator("#sd_source").scroll_into_view_if_needed()
    page.screenshot(path=ARTEFACTS / "builtin-a1111-settings.png")


def test_imagine_puts_a_picture_into_the_chat_and_on_the_disk(page: "Page", plain: Plain) -> None:
    imagine(page, "a cat")
    path = attached(page)
    assert last(page)["extra"]["media"][0]["url"] == path
    assert plain.backend.easel.painted == ["best quality, absurdres, masterpiece, a cat"]
    saved(page, user_folder(plain.tavern), path)
    page.screenshot(path=ARTEFACTS / "builtin-a1111-imagine.png")


def test_the_sketch_draws_when_it_is_chosen_in_the_panel(page: "Page", plain: Plain) -> None:
    choose(page, "sketch")
    imagine(page, "a lighthouse in the fog")
    attached(page)
    assert plain.jobs()[0]["backend"] == "sketch"
    assert "a lighthouse in the fog" in plain.jobs()[0]["prompt"]
    assert plain.backend.easel.painted == []


def test_the_brush_on_a_message_draws_what_it_says(page: "Page", plain: Plain) -> None:
    send(page)
    brush(page)
    attached(page)
    assert not last(page).get("is_system")
    assert plain.backend.easel.painted == ["best quality, absurdres, masterpiece, She nods."]


def test_stop_ends_this_picture_and_no_other(page: "Page", plain: Plain) -> None:
    go_on, began = threading.Event(), threading.Semaphore(0)

    def wait(_: str) -> None:
        began.release()
        go_on.wait(30)

    plain.backend.easel.before = wait
    [other] = httpx.post(f"{plain.backend.address}/api/jobs", json=wanted()).raise_for_status().json()["requests"]
    assert began.acquire(timeout=20)
    before = len(plain.jobs())
    imagine(page, "a dog")
    assert began.acquire(timeout=20)
    page.click(STOP)
    assert "stopped" in toast(page, "Image generation stopped.")
    plain.has_heard("POST /sdapi/v1/interrupt")
    [job] = plain.jobs()[: len(plain.jobs()) - before]
    go_on.set()
    assert plain.backend.get(f"/api/jobs/{other['id']}", wait=20)["status"] == "finished"
    assert plain.backend.get(f"/api/jobs/{job['id']}", wait=20)["status"] == "cancelled"
    assert "media" not in last(page)["extra"]


def test_a_refusal_is_told_and_the_next_picture_comes(page: "Page", plain: Plain) -> None:
    def refuse(_: str) -> None:
        raise RefusedError("the service does not draw dragons")

    plain.backend.easel.before = refuse
    count = len(plain.jobs())
    imagine(page, "a dragon")
    assert "Image generation failed. Please try again." in toast(page, "failed")
    assert plain.jobs()[0]["reason"].endswith("does not draw dragons")
    assert len(plain.jobs()) == count + 1
    plain.backend.easel.before = lambda _: None
    quiet(page)
    imagine(page, "a cat")
    attached(page)


def test_without_a_server_connect_says_so(page: "Page", plain: Plain) -> None:
    plain.backend.stop()
    assert "Could not validate SD WebUI API" in connect(page, "auto", plain.backend.address)
    plain.backend.start()
    assert "connected" in connect(page, "auto", plain.backend.address)


def test_a_chat_that_is_left_keeps_no_picture_of_another(page: "Page", plain: Plain) -> None:
    with plain.backend.waiting() as go_on:
        imagine(page, "a cat")
        page.wait_for_selector(STOP)
        before = chat_id(page)
        idle(page)
        page.evaluate("async () => { await __script.doNewChat(); }")
        settle(page, "before => SillyTavern.getContext().getCurrentChatId() !== before", before)
        go_on.set()
        assert "Chat changed" in toast(page, "discarded")
    assert page.locator(ATTACHED).count() == 0
