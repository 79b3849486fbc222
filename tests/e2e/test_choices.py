"""What the user decides: whose requests are drawn, when, at what price, by whom, and what is taken over from others."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import LAST, PICTURE, SLOT, chat_id, idle, last, messages, picture, send, set_ours, settle, slot
from tests.e2e.sights import DESKTOP, PHONE, cut_off, small
from tests.e2e.test_panel import KEY, PANEL, connect, open_panel, unfold, write, written
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HARBOUR = tag("the harbour at night")
RIVAL = "/scripts/extensions/third-party/a-fork/index.js"


def mine(page: "Page") -> str:
    """Return a selector of the user's last message."""
    number = max(number for number, message in enumerate(messages(page)) if message["is_user"])
    return f"#chat .mes[mesid='{number}']"


def test_a_request_in_the_user_s_own_message_is_a_text_until_the_user_wants_it_drawn(
    page: "Page", backend: Backend
) -> None:
    pages.streaming(page, False)
    send(page, f"I look at the sea. {HARBOUR}")
    own = mine(page)
    assert page.locator(f"{own} [data-rp-slot]").count() == 0
    assert backend.easel.painted == []
    open_panel(page)
    page.check(f"{PANEL} label:has-text('Draw requests in my own messages') input")
    path = picture(page, f"{own} .mes_text img[data-iig-instruction]")
    assert path in next(message["mes"] for message in messages(page) if message["is_user"])
    send(page, f"And at the boats. {tag('boats')}")
    picture(page, f"{mine(page)} .mes_text img[data-iig-instruction]")
    assert backend.easel.painted == ["the harbour at night", "boats"]


def test_each_of_several_greetings_has_a_picture_of_its_own(page: "Page", backend: Backend) -> None:
    page.evaluate(
        """async texts => { const context = SillyTavern.getContext();
            const one = context.characters.find(one => one.name === 'Maren'), card = one.data;
            globalThis.__greetings = [card.first_mes, card.alternate_greetings, one.first_mes];
            one.first_mes = card.first_mes = texts[0];
            card.alternate_greetings = [texts[1]]; }""",
        [f"Welcome, {{{{user}}}}. {HARBOUR}", f"Good evening. {tag('the lamp room')}"],
    )  # fmt: skip
    try:
        pages.new_chat(page)
        first = picture(page)
        idle(page)
        assert first in last(page)["mes"]
        page.click(f"{LAST} .swipe_right")
        settle(page, "() => SillyTavern.getContext().chat[0].mes.startsWith('Good evening')")
        settle(
            page,
            """([selector, first]) => { const image = document.querySelector(selector);
                return image?.naturalWidth > 0 && image.getAttribute('src') !== first; }""",
            [PICTURE, first],
        )
        idle(page)
        page.click(f"{LAST} .swipe_left")
        settle(
            page,
            "first => document.querySelector('#chat .mes img[data-iig-instruction]')?.getAttribute('src') === first",
            first,
        )
        assert backend.easel.painted == ["the harbour at night", "the lamp room"]
    finally:
        page.evaluate(
            """() => { const one = SillyTavern.getContext().characters.find(one => one.name === 'Maren');
                [one.data.first_mes, one.data.alternate_greetings, one.first_mes] = globalThis.__greetings; }"""
        )


def test_before_a_picture_that_costs_money_the_price_is_shown_and_nothing_is_sent(
    page: "Page", model: ChatModel, backend: Backend
) -> None:
    pages.streaming(page, False)
    write(backend, "paid", {"backend": "openai", "model": "gpt-image-1", "quality": "high", "aspect_ratio": "2:3"})
    set_ours(page, profile="paid", automatic="ask")
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    assert "$" in slot(page, "waiting")
    assert [job["status"] for job in backend.jobs(chat_id(page))] == ["held"]
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / "choices-price.png")
    set_ours(page, profile="")
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)
    assert backend.easel.painted == ["the harbour at night"]


@pytest.fixture(params=["ask", "off"])
def waiting(request: pytest.FixtureRequest, page: "Page") -> "Iterator[Page]":
    """The page with pictures that wait for the user, as SillyTavern has it on its disk, too."""
    set_ours(page, automatic=request.param)
    pages.keep_settings(page)
    yield page
    set_ours(page, automatic="on")
    pages.keep_settings(page)


@pytest.mark.usefixtures("waiting")
def test_nothing_is_drawn_before_the_button_is_pressed(page: "Page", model: ChatModel, backend: Backend) -> None:
    pages.streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    send(page)
    slot(page, "waiting")
    pages.reload(page)
    slot(page, "waiting")
    assert backend.easel.painted == []
    page.click(f"{SLOT} button:has-text('Draw')")
    picture(page)
    assert len(backend.easel.painted) == 1


def test_chosen_beside_another_extension_ours_draws_after_the_page_has_loaded_again(
    page: "Page", browser: "Browser", model: ChatModel, backend: Backend
) -> None:
    """The other one is on the page only as long as it is not switched off, as SillyTavern does it."""
    script = "document.querySelectorAll('img[data-iig-instruction]'); const path = '/v1/images/generations';"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route(f"**{RIVAL}", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    context.add_init_script(
        f"""addEventListener('DOMContentLoaded', () => {{
            if (localStorage.getItem('a-fork') === 'off') return;
            document.head.append(Object.assign(document.createElement('script'), {{src: '{RIVAL}'}})); }});"""
    )
    try:
        other = context.new_page()
        other.goto(page.url)
        pages.ready(other)
        set_ours(other, automatic="on", profile="")
        pages.open_character(other)
        pages.new_chat(other)
        pages.streaming(other, False)
        other.wait_for_selector("#rp_composer_rival[role=alertdialog]")
        other.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert cut_off(other, "#rp_composer_rival") == []
        assert small(other, "#rp_composer_rival button") == []
        other.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        model.replies.append(f"Look. {HARBOUR}")
        send(other)
        assert other.locator(SLOT).count() == 0
        assert backend.easel.painted == []
        other.evaluate("() => localStorage.setItem('a-fork', 'off')")
        with other.expect_navigation():
            other.click("#rp_composer_rival button:has-text('rp-composer (switches')")
        pages.ready(other)
        disabled = "() => SillyTavern.getContext().extensionSettings.disabledExtensions"
        assert "third-party/a-fork" in other.evaluate(disabled)
        pages.open_character(other)
        picture(other)
        assert backend.easel.painted == ["the harbour at night"]
    finally:
        context.close()
        pages.keep_settings(page)


@pytest.fixture
def offered(page: "Page", backend: Backend) -> "Iterator[Page]":
    """The page with the panel open, and what other extensions have set."""
    write(backend, "mine", {"backend": "painter"})
    set_ours(page, profile="mine")
    page.evaluate(
        """key => Object.assign(SillyTavern.getContext().extensionSettings, {
            inline_image_gen: {apiType: 'openai', endpoint: 'https://api.example', apiKey: key, model: 'gpt-image-1',
                enabled: false, styles: [{id: '1', name: 'Ink', value: 'black ink'}], activeStyleId: '1'},
            sd: {source: 'auto', auto_url: 'http://127.0.0.1:7860', auto_auth: 'me:password', steps: 30, width: 512,
                height: 768, prompt_prefix: 'best quality, {prompt}', negative_prompt: 'lowres',
                styles: [{name: 'Pony', prefix: 'score 9', negative: 'score 4'}],
                character_prompts: {Maren: 'red scarf'}}})""",
        KEY,
    )
    open_panel(page)
    connect(page)
    unfold(page, "Take over settings of other extensions")
    yield page
    page.evaluate(
        """async () => { const all = SillyTavern.getContext().extensionSettings;
            delete all.inline_image_gen;
            delete all.sd;
            await __script.saveSettings(); }"""
    )
    for one in backend.get("/api/keys")["keys"]:
        page.evaluate(
            """async ([address, backend]) => { await fetch(`${address}/api/keys/${backend}`, {method: 'DELETE'}); }""",
            [backend.address, one["backend"]],
        )
    set_ours(page, profile="")
    page.evaluate(
        f"() => document.querySelector('{PANEL}')?.querySelectorAll('details').forEach(one => one.open = false)"
    )


def take_over(page: "Page", source: str, *, key: bool) -> None:
    offer = f"{PANEL} .rp_offer:has(legend:text-is('{source}'))"
    page.set_checked(f"{offer} .rp_tick:has-text('Its key, too') input", key)
    page.click(f"{offer} button")
    page.wait_for_selector(f"{offer} small:has-text('Taken over')")


@pytest.mark.parametrize("consent", [True, False], ids=["with its key", "without its key"])
def test_the_inline_image_family_is_taken_over(offered: "Page", backend: Backend, consent: bool) -> None:
    assert KEY not in offered.inner_text(PANEL)
    take_over(offered, "Inline Image Generation", key=consent)
    assert written(backend, "from-inline-images") == {
        "backend": "openai", "endpoint": "https://api.example/v1", "model": "gpt-image-1", "style": "Ink",
        "styles": {"Ink": "black ink"},
    }  # fmt: skip
    kept = backend.get("/api/keys")["keys"]
    assert [one["origin"] for one in kept] == (["https://api.example"] if consent else [])
    assert offered.input_value("#rp_composer_profile") == "from-inline-images"


def test_the_built_in_image_generation_is_taken_over_with_what_its_styles_avoid(
    offered: "Page", backend: Backend
) -> None:
    offered.uncheck(f"{PANEL} .rp_offer .rp_tick:has-text('Size in pixels: 512x768') input")
    take_over(offered, "Image Generation", key=True)
    taken: dict[str, Any] = written(backend, "from-image-generation")
    assert taken == {
        "backend": "a1111", "endpoint": "http://127.0.0.1:7860", "steps": 30, "positive": "best quality",
        "negative": "lowres", "styles": {"Pony": {"words": "score 9", "negative": "score 4"}},
        "characters": {"Maren": {"positive": "red scarf"}},
    }  # fmt: skip
    assert [one["origin"] for one in backend.get("/api/keys")["keys"]] == ["http://127.0.0.1:7860"]
