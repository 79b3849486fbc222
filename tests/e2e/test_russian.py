"""The interface in Russian: nothing of ours is left in English, wherever a user of a Russian SillyTavern looks."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import LAST, SLOT, idle, picture, send, set_ours, settle
from tests.e2e.sights import DESKTOP, PHONE, cut_off
from tests.e2e.tavern import EXTENSION
from tests.e2e.test_look import CONTROLS, DIALOGS, POPUP, unfold_all
from tests.e2e.test_panel import PANEL
from tests.painting import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WORDS: dict[str, str] = json.loads((Path(EXTENSION) / "i18n" / "ru-ru.json").read_text(encoding="utf-8"))
#: Texts that are one in both languages, or the user's own and the server's names.
ENGLISH = {english for english, russian in WORDS.items() if english != russian and len(english) > 2}
_TEXTS = """selector => [...document.querySelectorAll(selector)].flatMap(root => [root, ...root.querySelectorAll('*')]
    .filter(one => !one.closest('.rp_log'))
    .flatMap(one => [
        ...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.textContent.trim()),
        ...['title', 'aria-label', 'placeholder'].map(name => one.getAttribute(name) ?? ''),
    ]))"""


@pytest.fixture(scope="module")
def russian_page(browser: "Browser", lasting_page: "Page", lasting_backend: Backend) -> "Iterator[Page]":
    context = browser.new_context(viewport=DESKTOP, locale="ru-RU")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(lasting_page.url)
    pages.ready(page)
    pages.open_character(page)
    yield page
    context.close()


@pytest.fixture
def russian(page: "Page", russian_page: "Page") -> "Page":
    """A Russian page with a new chat, beside the usual one, which looks after server and model."""
    set_ours(russian_page, automatic="on", profile="")
    pages.streaming(russian_page, False)
    pages.new_chat(russian_page)
    return russian_page


def left(page: "Page", selector: str) -> set[str]:
    """Return the English texts of ours that are to be seen."""
    found: list[str] = page.evaluate(_TEXTS, selector)
    assert any(found)
    return ENGLISH & set(found)


def test_a_picture_and_all_that_can_be_done_about_it(russian: "Page", model: ChatModel, backend: Backend) -> None:
    with backend.waiting() as go_on:
        model.replies.append(f"Maren puts on a yellow raincoat. {tag('Maren at the harbour', style='ink')}")
        send(russian)
        russian.wait_for_selector(f"{SLOT} button:has-text('Отменить')")
        assert left(russian, SLOT) == set()
        go_on.set()
    picture(russian)
    idle(russian)
    assert left(russian, f"{LAST} .rp_frame") == set()
    russian.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for title in DIALOGS:
        russian.dispatch_event(f"{LAST} .rp_toolbar button[aria-label='{WORDS[title]}']", "click")
        russian.wait_for_selector(f"{POPUP}:not([opening]) :is(.rp_part, .rp_person, .rp_version, textarea, p)")
        assert left(russian, f"{POPUP} .popup-content, {POPUP} .popup-controls") == set(), title
        assert cut_off(russian, POPUP) == [], title
        russian.keyboard.press("Escape")
        russian.wait_for_selector(POPUP, state="detached")
    russian.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    russian.dispatch_event(f"{LAST} .rp_toolbar button[aria-label='{WORDS['Full size']}']", "click")
    assert left(russian, "dialog.rp_viewer") == set()
    russian.keyboard.press("Escape")
    assert left(russian, f"{LAST} .rp_illustrate, #rp_composer_looks") == set()


def test_a_failure_and_a_picture_that_waits(russian: "Page", model: ChatModel, backend: Backend) -> None:
    def fail(_: str) -> None:
        raise ValueError("the brush broke")

    backend.easel.before = fail
    model.replies.append(f"Look. {tag('a pier')}")
    send(russian)
    assert pages.slot(russian, "failed").splitlines()[0] in WORDS.values()
    assert left(russian, SLOT) == set()
    set_ours(russian, automatic="off")
    model.replies.append(f"Look. {tag('a pier')}")
    send(russian)
    pages.slot(russian, "waiting")
    assert left(russian, SLOT) == set()


def test_the_panel_with_all_its_groups(russian: "Page", model: ChatModel) -> None:
    model.replies.append(f"Look. {tag('a pier')}")
    send(russian)
    picture(russian)
    russian.click("#extensions-settings-button .drawer-toggle")
    russian.click(f"{PANEL} .inline-drawer-toggle")
    unfold_all(russian)
    russian.wait_for_selector(f"{PANEL} .rp_text .rp_part")
    assert left(russian, PANEL) == set()
    russian.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert cut_off(russian, PANEL) == []
    russian.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert russian.locator(f"{PANEL} {CONTROLS}").count() > 60
    russian.click("#extensions-settings-button .drawer-toggle")


def test_another_language_is_taken_up_everywhere_at_once_and_nothing_old_listens_any_more(
    page: "Page", model: ChatModel
) -> None:
    pages.streaming(page, False)
    model.replies.append(f"Look. {tag('a pier')}")
    send(page)
    picture(page)
    listening = (
        "() => Object.values(SillyTavern.getContext().eventSource.events).reduce((sum, all) => sum + all.length, 0)"
    )
    before = page.evaluate(listening)
    choose = f"{PANEL} details[data-group='Server and language']"
    page.eval_on_selector(choose, "group => { group.open = true; }")
    for chosen, title in (("ru-ru", WORDS["Remove"]), ("", "Remove")):
        page.wait_for_selector(f"{choose} select", state="attached")
        page.eval_on_selector(
            f"{choose} select",
            "(field, chosen) => { field.value = chosen; field.dispatchEvent(new Event('change')); }", chosen,
        )  # fmt: skip
        page.wait_for_selector(f"{LAST} .rp_toolbar button[aria-label='{title}']", state="attached")
        settle(page, f"() => document.querySelectorAll('{PANEL}').length === 1")
        if chosen:
            assert left(page, f"{LAST} .rp_frame, {PANEL}, #rp_composer_looks, {LAST} .rp_illustrate") == set()
    assert page.evaluate(listening) <= before  # SillyTavern itself may have stopped to listen to something meanwhile
    page.hover(f"{LAST} .rp_frame img")
    page.click(f"{LAST} .rp_frame img", position={"x": 60, "y": 40})
    assert page.locator("dialog.rp_viewer").count() == 1
    page.keyboard.press("Escape")
