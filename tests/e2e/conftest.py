"""One SillyTavern, one browser and one server of ours for all tests of this folder; a chat of its own for each."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.builtin import Plain, plain_tavern, quiet
from tests.e2e.chat_model import ChatModel
from tests.e2e.missing import chromium, why_missing
from tests.e2e.tavern import import_characters, prepare
from tests.painting import tag
from tests.sillytavern.server import VARIABLE, SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: A name under which a browser finds this machine, as it would find another one.
ELSEWHERE = "tavern.test"
ARTEFACTS = Path(__file__).parent / "artefacts"
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = why_missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@contextlib.contextmanager
def own_user_folders(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep servers that outlive a test away from the files of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = factory.mktemp("server")
        for name in ("CONFIG", "DATA", "PLUGINS"):
            patch.setenv(f"RP_COMPOSER_{name}", str(folder / name.lower()))
        yield folder


@pytest.fixture(scope="package")
def model() -> Iterator[ChatModel]:
    with ChatModel() as running:
        yield running


@pytest.fixture(scope="package")
def tavern(tmp_path_factory: pytest.TempPathFactory, model: ChatModel) -> Iterator[SillyTavern]:
    running = SillyTavern(Path(os.environ[VARIABLE]), tmp_path_factory.mktemp("sillytavern"))
    prepare(running, model.url)
    with running:
        import_characters(running)
        yield running


@pytest.fixture(scope="package")
def lasting_backend(tmp_path_factory: pytest.TempPathFactory, tavern: SillyTavern) -> Iterator[Backend]:
    with own_user_folders(tmp_path_factory) as folder:
        running = Backend(folder / "library", f"http://127.0.0.1:{tavern.port}")
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), headless=True, args=_ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="package")
def plain(tmp_path_factory: pytest.TempPathFactory, model: ChatModel) -> Iterator[Plain]:
    """Run a SillyTavern without our extension: its own Image Generation and quick replies are on."""
    with own_user_folders(tmp_path_factory), plain_tavern(tmp_path_factory.mktemp("plain"), model.url) as running:
        yield running


@pytest.fixture(scope="package")
def lasting_plain_page(browser: "Browser", plain: Plain) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{plain.tavern.port}", wait_until="domcontentloaded")
    pages.ready(page)
    pages.open_character(page)
    yield page
    context.close()


@pytest.fixture
def plain_page(lasting_plain_page: "Page", plain: Plain, model: ChatModel) -> "Page":
    """The page of a SillyTavern without our extension, with a new chat with Maren."""
    model.replies.clear()
    model.asked.clear()
    model.pause = None
    plain.backend.easel.before = lambda _: None
    plain.backend.easel.painted.clear()
    quiet(lasting_plain_page)
    pages.open_character(lasting_plain_page)
    pages.new_chat(lasting_plain_page)
    return lasting_plain_page


@pytest.fixture(scope="package")
def lasting_page(browser: "Browser", tavern: SillyTavern, lasting_backend: Backend) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{tavern.port}", wait_until="domcontentloaded")
    pages.ready(page)
    pages.set_ours(page, address=lasting_backend.address)
    pages.keep_settings(page)
    pages.open_character(page)
    yield page
    context.close()


@pytest.fixture
def backend(lasting_backend: Backend) -> Backend:
    lasting_backend.easel.before = lambda _: None
    lasting_backend.easel.painted.clear()
    return lasting_backend


@pytest.fixture
def page(lasting_page: "Page", backend: Backend, model: ChatModel) -> "Iterator[Page]":
    """The page with a new chat with Maren; what it asks for, and what goes wrong on it, is looked at in the end."""
    model.replies.clear()
    model.asked.clear()
    model.pause = None
    wrong: list[str] = []
    foreign: list[str] = []
    allowed = (f"{lasting_page.url.split('/')[0]}//{lasting_page.url.split('/')[2]}/", backend.address)

    def hear(message: object) -> None:
        text = str(getattr(message, "text", message))
        if getattr(message, "type", "error") == "error" and ("rp-composer" in text or "rp_composer" in text):
            wrong.append(text)

    def see(request: object) -> None:
        url = str(getattr(request, "url", ""))
        if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(allowed):
            foreign.append(url)

    lasting_page.on("console", hear)
    lasting_page.on("pageerror", hear)
    lasting_page.on("request", see)
    pages.set_ours(
        lasting_page, enabled=True, automatic="on", profile="", users=False, address=backend.address, token=""
    )
    pages.open_character(lasting_page)
    pages.new_chat(lasting_page)
    yield lasting_page
    for event, listener in (("console", hear), ("pageerror", hear), ("request", see)):
        lasting_page.remove_listener(event, listener)
    assert wrong == []
    assert foreign == []


@pytest.fixture
def drawn(page: "Page", model: ChatModel) -> str:
    """A picture in the last message; its path."""
    pages.streaming(page, False)
    model.replies.append(f"Maren puts on a yellow raincoat.\n\n{tag('Maren at the harbour')}\n\nShe waits.")
    pages.send(page)
    path = pages.picture(page)
    pages.idle(page)
    return path
