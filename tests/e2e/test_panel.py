"""The panel: profiles and their settings, the key, errors, the preview, and what a phone shows of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import chat_id, picture, reload, send, set_ours, settle, streaming
from tests.painting import tag

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PANEL = "#rp_composer_panel"
POPUP = "dialog.popup[open]"
KEY = "sk-test-0123456789abcdefghij"


@pytest.fixture
def mine(page: "Page", backend: Backend) -> Iterator["Page"]:
    """The page with the panel open and a profile of the user's own."""
    write(backend, "mine", {"backend": "painter", "aspect_ratio": "2:3"})
    set_ours(page, profile="mine")
    open_panel(page)
    connect(page)
    yield page
    set_ours(page, profile="", language="")


def write(backend: Backend, name: str, settings: dict[str, object]) -> None:
    httpx.put(f"{backend.address}/api/profiles/{name}", json=settings).raise_for_status()


def names(backend: Backend) -> list[str]:
    return [profile["name"] for profile in backend.get("/api/profiles")["profiles"]]


def written(backend: Backend, name: str = "mine") -> dict[str, object]:
    found: dict[str, object] = backend.get(f"/api/profiles/{name}")["written"]
    return found


def open_panel(page: "Page") -> None:
    settle(page, "() => !document.querySelector('#rm_extensions_block.resizing')")
    if not page.is_visible(PANEL):
        page.click("#extensions-settings-button .drawer-toggle")
    page.wait_for_selector(PANEL)
    if not page.is_visible(f"{PANEL} .inline-drawer-content"):
        page.click(f"{PANEL} .inline-drawer-toggle")
    page.wait_for_selector(f"{PANEL} .inline-drawer-content")


def connect(page: "Page") -> None:
    page.click(f"{PANEL} .rp_connection button:has-text('Connect again')")
    page.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('mine')")


def unfold(page: "Page", group: str) -> None:
    page.eval_on_selector(f"{PANEL} details[data-group='{group}']", "group => { group.open = true; }")


def change(page: "Page", key: str, value: str) -> None:
    """Put a value into a field as a user does, and wait until the server has it or says why not."""
    field = f"{PANEL} [data-key='{key}'] .text_pole"
    with page.expect_response(lambda answer: "/api/profiles/" in answer.url and answer.request.method == "PUT"):
        if page.eval_on_selector(field, "field => field.tagName") == "SELECT":
            page.select_option(field, value)
        else:
            page.fill(field, value)
            page.press(field, "Tab")


def test_settings_are_kept_and_survive_a_reload(mine: "Page", backend: Backend) -> None:
    unfold(mine, "Style and words")
    unfold(mine, "When and how much")
    change(mine, "style", "noir")
    change(mine, "positive", "soft light")
    change(mine, "limits.usd_per_day", "2.5")
    assert written(backend) == {
        "backend": "painter", "aspect_ratio": "2:3", "style": "noir", "positive": "soft light",
        "limits": {"usd_per_day": 2.5},
    }  # fmt: skip
    pages.keep_settings(mine)
    reload(mine)
    open_panel(mine)
    unfold(mine, "Style and words")
    settle(mine, f"() => document.querySelector(\"{PANEL} [data-key='positive'] textarea\").value === 'soft light'")
    assert mine.input_value(f"{PANEL} [data-key='style'] select") == "noir"
    assert mine.input_value("#rp_composer_profile") == "mine"


def test_a_changed_style_is_in_the_preview_and_in_the_next_picture(
    mine: "Page", model: ChatModel, backend: Backend
) -> None:
    streaming(mine, False)
    unfold(mine, "Style and words")
    unfold(mine, "Preview of the prompt")
    change(mine, "style", "woodcut")
    model.replies.append(f"Look. {tag('the harbour at night')}")
    send(mine)
    picture(mine)
    open_panel(mine)
    mine.wait_for_selector(f"{PANEL} .rp_text .rp_part[data-slot=style]:has-text('woodcut print')")
    assert "harbour at night" in mine.inner_text(f"{PANEL} .rp_text .rp_part[data-slot=prompt]")
    [job] = backend.jobs(chat_id(mine))
    assert "woodcut print" in backend.get(f"/api/jobs/{job['id']}")["prompt"]
    mine.fill(f"{PANEL} .rp_preview textarea", "a red boat")
    mine.wait_for_selector(f"{PANEL} .rp_text .rp_part[data-slot=prompt]:has-text('a red boat')")


def test_a_wrong_value_is_told_at_its_field_and_not_kept(mine: "Page", backend: Backend) -> None:
    unfold(mine, "People and clothes")
    change(mine, "depth", "0")
    mine.wait_for_selector(f"{PANEL} [data-key=depth] .rp_error:has-text('greater than or equal to 1')")
    assert "depth" not in written(backend)
    change(mine, "depth", "7")
    settle(mine, f"() => document.querySelector('{PANEL} [data-key=depth] .rp_error').textContent === ''")
    assert written(backend)["depth"] == 7
    with mine.expect_response(lambda answer: answer.request.method == "PUT"):
        mine.click(f"{PANEL} [data-key=depth] .rp_reset")
    settle(mine, f"() => document.querySelector('{PANEL} [data-key=depth] input').value === '5'")
    assert "depth" not in written(backend)


def test_a_key_is_handed_over_once_and_never_shown(mine: "Page", backend: Backend) -> None:
    elsewhere = {"key": f"{KEY}-2", "endpoint": "https://images.example/v1"}
    httpx.put(f"{backend.address}/api/keys/openai", json=elsewhere).raise_for_status()
    unfold(mine, "Who draws")
    change(mine, "backend", "openai")
    field = f"{PANEL} [data-key=key] input"
    mine.fill(field, KEY)
    mine.click(f"{PANEL} [data-key=key] button:has-text('Keep')")
    mine.wait_for_selector(f"{PANEL} [data-key=key] small:has-text('https://api.openai.com')")
    assert mine.input_value(field) == ""
    assert KEY not in mine.content()
    assert KEY not in mine.evaluate("() => JSON.stringify(SillyTavern.getContext().extensionSettings)")
    unfold(mine, "Log")
    settle(mine, f"() => document.querySelector('{PANEL} .rp_log').textContent.includes('/api/keys')")
    assert KEY not in mine.inner_text(f"{PANEL} .rp_log")
    mine.click(f"{PANEL} [data-key=key] button:has-text('Forget')")
    mine.wait_for_selector(f"{PANEL} [data-key=key] button:has-text('Forget')", state="hidden")
    assert [key["origin"] for key in backend.get("/api/keys")["keys"]] == ["https://images.example"]
    httpx.delete(f"{backend.address}/api/keys/openai").raise_for_status()


def test_a_profile_that_can_draw_nothing_without_a_key_asks_for_it_where_it_was_chosen(
    mine: "Page", backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    field = f"{PANEL} .rp_missing_key input"
    assert not mine.is_visible(field)
    mine.select_option("#rp_composer_profile", "openai")
    mine.wait_for_selector(field)
    mine.fill(field, KEY)
    mine.press(field, "Enter")
    mine.wait_for_selector(f"{PANEL} .rp_missing_key small:has-text('https://api.openai.com')")
    assert [one["backend"] for one in backend.get("/api/keys")["keys"]] == ["openai"]
    mine.click(f"{PANEL} .rp_missing_key button:has-text('Forget')")
    mine.wait_for_selector(f"{PANEL} .rp_missing_key button:has-text('Forget')", state="hidden")
    mine.select_option("#rp_composer_profile", "mine")
    mine.wait_for_selector(field, state="hidden")


def test_a_profile_is_saved_under_another_name_and_given_to_one_chat(mine: "Page", backend: Backend) -> None:
    mine.click(f"{PANEL} .rp_profiles button[aria-label='Save under another name']")
    mine.fill(f"{PANEL} .rp_profiles input", "second")
    mine.press(f"{PANEL} .rp_profiles input", "Enter")
    mine.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('second')")
    assert written(backend, "second") == written(backend)
    mine.select_option("#rp_composer_profile", "mine")
    mine.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('mine')")
    mine.select_option("#rp_composer_chat_profile", "second")
    mine.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('second')")
    pages.new_chat(mine)
    mine.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('mine')")


def test_a_profile_is_deleted_only_after_a_question(mine: "Page", backend: Backend) -> None:
    delete = f"{PANEL} .rp_profiles button[aria-label='Delete']"
    mine.click(delete)
    mine.click(f"{POPUP}:has-text('Delete the profile mine?') .popup-button-cancel")
    mine.wait_for_selector(POPUP, state="detached")
    assert "mine" in names(backend)
    mine.click(delete)
    mine.click(f"{POPUP} .popup-button-ok")
    mine.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('test')")
    assert "mine" not in names(backend)


def test_a_character_has_something_otherwise(mine: "Page", backend: Backend) -> None:
    unfold(mine, "Otherwise for one character")
    inside = f"{PANEL} .rp_overrides"
    assert mine.input_value(f"{inside} select") == "Maren"
    with mine.expect_response(lambda answer: answer.request.method == "PUT"):
        mine.select_option(f"{inside} [data-key=avatar] select", "false")
    assert written(backend)["characters"] == {"Maren": {"avatar": False}}
    with mine.expect_response(lambda answer: answer.request.method == "PUT"):
        mine.select_option(f"{inside} [data-key=avatar] select", "")
    assert "characters" not in written(backend)


def test_settings_of_another_extension_are_taken_over_and_the_key_only_on_consent(
    mine: "Page", backend: Backend
) -> None:
    theirs = {
        "apiType": "openai",
        "endpoint": "https://api.example",
        "apiKey": KEY,
        "model": "gpt-image-1",
        "enabled": False,
    }
    mine.evaluate("theirs => { SillyTavern.getContext().extensionSettings.inline_image_gen = theirs; }", theirs)
    unfold(mine, "Take over settings of other extensions")
    offer = f"{PANEL} .rp_offer:has-text('Inline Image Generation')"
    assert KEY not in mine.inner_text(offer)
    mine.click(f"{offer} button")
    mine.wait_for_selector(f"{offer} small:has-text('from-inline-images')")
    assert written(backend, "from-inline-images") == {
        "backend": "openai", "endpoint": "https://api.example/v1", "model": "gpt-image-1",
    }  # fmt: skip
    assert backend.get("/api/keys") == {"keys": []}
    write(backend, "from-inline-images", {"backend": "painter"})
    mine.click(f"{offer} button")
    mine.click(f"{POPUP}:has-text('Replace the profile from-inline-images?') .popup-button-cancel")
    mine.wait_for_selector(POPUP, state="detached")
    assert written(backend, "from-inline-images") == {"backend": "painter"}
    mine.evaluate("() => { delete SillyTavern.getContext().extensionSettings.inline_image_gen; }")


def test_beside_another_extension_for_the_same_requests_nothing_is_drawn_before_the_user_has_chosen(
    mine: "Page", browser: "Browser"
) -> None:
    address = "/scripts/extensions/third-party/a-fork/index.js"
    script = "document.querySelectorAll('img[data-iig-instruction]'); const path = '/v1/images/generations';"
    looked: list[Route] = []
    context = browser.new_context()

    def answer(route: "Route") -> None:
        if route.request.resource_type == "script":
            route.fulfill(body=script, content_type="text/javascript")
        else:
            looked.append(route)

    context.route(f"**{address}", answer)
    context.add_init_script(
        f"""addEventListener('DOMContentLoaded', () => {{
            document.head.append(Object.assign(document.createElement('script'), {{src: '{address}'}})); }});"""
    )
    try:
        other = context.new_page()
        other.goto(mine.url)
        pages.ready(other)
        while not looked:
            other.evaluate("() => new Promise(requestAnimationFrame)")
        assert not serves(other)
        looked[0].fulfill(body=script, content_type="text/javascript")
        other.wait_for_selector("#rp_composer_rival:has-text('a-fork')")
        assert not serves(other)
        other.click("#rp_composer_rival button:has-text('The other one')")
        other.wait_for_selector("#rp_composer_rival", state="detached")
        assert not serves(other)
    finally:
        context.close()
    assert serves(mine)


def serves(page: "Page") -> bool:
    stored = "/scripts/extensions/third-party/rp-composer/src/tavern/stored.js"
    return bool(page.evaluate("async stored => (await import(stored)).isServing()", stored))


def test_the_panel_speaks_russian_when_chosen(mine: "Page") -> None:
    unfold(mine, "Server and language")
    mine.select_option(f"{PANEL} label:has-text('Language of rp-composer') + select", "ru-ru")
    mine.wait_for_selector(f"{PANEL} summary:has-text('Кто рисует')")
    assert mine.input_value("#rp_composer_profile") == "mine"
    unfold(mine, "Server and language")
    mine.select_option(f"{PANEL} label:has-text('Язык rp-composer') + select", "")
    mine.wait_for_selector(f"{PANEL} summary:has-text('Who draws')")


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_the_panel_fits_the_page(mine: "Page", model: ChatModel, width: int) -> None:
    streaming(mine, False)
    model.replies.append(f"She smiles. {tag('Maren on the pier, smiling')}")
    send(mine)
    picture(mine)
    open_panel(mine)
    mine.set_viewport_size({"width": width, "height": 900})
    try:
        for group in ("Preview of the prompt", "Who draws", "Style and words", "People and clothes", "Spending"):
            unfold(mine, group)
        mine.wait_for_selector(f"{PANEL} .rp_text .rp_part")
        too_wide = mine.eval_on_selector_all(
            f"{PANEL} *",
            """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)
                .map(one => one.className)""",
        )
        ARTEFACTS.mkdir(exist_ok=True)
        mine.locator(PANEL).screenshot(path=ARTEFACTS / f"panel-{width}.png")
        assert too_wide == []
    finally:
        mine.set_viewport_size({"width": 1280, "height": 900})
