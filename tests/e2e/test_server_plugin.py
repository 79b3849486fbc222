"""The server plugin in a SillyTavern of its own: installed by command, it leads to rp-composer, starts and stops it."""

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from composer.cli import run
from tests.e2e import page as pages
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.tavern import prepare
from tests.painting import tag
from tests.sillytavern.content import CHARACTERS
from tests.sillytavern.server import VARIABLE, SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HARBOUR = tag("Maren at the harbour at night")
ROUTES = "/api/plugins/rp-composer"
PANEL = "#rp_composer_panel .rp_connection"
STATUS = f"{PANEL} [data-state]"
START, STOP = (f"{PANEL} button:has-text('{what} the picture server')" for what in ("Start", "Stop"))
#: Starting rp-composer on a busy machine takes longer than what a page does.
PATIENCE = 60_000
#: Has SillyTavern look for its plugins in another folder than the one beside its `server.js`.
_ELSEWHERE = """\
import path from 'node:path';
const join = path.join;
path.join = (...parts) => (join(...parts) === %s ? %s : join(...parts));
"""


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def hosting(tmp_path_factory: pytest.TempPathFactory, model: ChatModel, port: int) -> Iterator[SillyTavern]:
    """The installed SillyTavern with plugins of its own, so that nobody's are touched; else it is as it is."""
    folder, package = tmp_path_factory.mktemp("hosting"), Path(os.environ[VARIABLE]).resolve()
    root = folder / "SillyTavern"
    (root / "plugins").mkdir(parents=True)
    (root / "server.js").symlink_to(package / "server.js")
    elsewhere = folder / "elsewhere.mjs"
    elsewhere.write_text(_ELSEWHERE % (json.dumps(str(package / "plugins")), json.dumps(str(root / "plugins"))))
    running = SillyTavern(package, folder / "own", ["--import", elsewhere.as_uri()])
    running.configure()
    prepare(running, model.url, address=f"http://127.0.0.1:{port}")
    where = ["--data", str(running.folder / "data"), "--config", str(running.config)]
    server = ["--server-plugin", "--server", f"http://127.0.0.1:{port}", "--yes"]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "PLUGINS"):
            patch.setenv(f"RP_COMPOSER_{name}", str(folder / name.lower()))
        assert run(["sillytavern", "install", str(root), *where, *server]) == 0
        with running:
            card = CHARACTERS / "maren" / "card.png"
            running.upload("/api/characters/import", card.name, card.read_bytes(), file_type="png")
            yield running


@pytest.fixture(scope="module")
def hosted_page(browser: "Browser", hosting: SillyTavern) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{hosting.port}", wait_until="domcontentloaded")
    pages.ready(page)
    pages.open_character(page)
    yield page
    context.close()


@pytest.fixture
def stopped(hosting: SillyTavern) -> Iterator[None]:
    yield
    hosting.post(f"{ROUTES}/stop", {})


def state(page: "Page", wanted: str) -> str:
    """Wait until the panel says that the connection is in a state, and return its words."""
    page.wait_for_function(
        f"wanted => document.querySelector({STATUS!r})?.dataset.state === wanted", arg=wanted, timeout=PATIENCE
    )
    return str(page.text_content(STATUS))


def press(page: "Page", button: str) -> None:
    """Press a button of the panel, also while the drawer is closed."""
    page.locator(button).first.dispatch_event("click")


def show(page: "Page", name: str) -> None:
    """Keep what the panel shows, on a desktop and on a phone."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.evaluate(
        """() => { const panel = document.querySelector('#rp_composer_panel');
            if (!document.querySelector('#rm_extensions_block').classList.contains('openDrawer')) {
                document.querySelector('#extensions-settings-button .drawer-toggle').click();
            }
            const content = panel.querySelector('.inline-drawer-content');
            if (getComputedStyle(content).display === 'none') panel.querySelector('.inline-drawer-toggle').click();
        }"""
    )
    for width, kind in ((1280, "desktop"), (390, "phone")):
        page.set_viewport_size({"width": width, "height": 900 if width > 1000 else 844})
        page.wait_for_selector(PANEL, state="visible")
        page.evaluate(f"() => document.querySelector({PANEL!r}).scrollIntoView({{block: 'center'}})")
        page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')")
        page.screenshot(path=ARTEFACTS / f"server_plugin_{name}_{kind}.png")
    page.set_viewport_size({"width": 1280, "height": 900})


@contextlib.contextmanager
def serving(port: int, handler: type[BaseHTTPRequestHandler]) -> Iterator[None]:
    """Have another program at the port."""
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as other:
        listening = threading.Thread(target=other.serve_forever)
        listening.start()
        try:
            yield
        finally:
            other.shutdown()
            listening.join()


def health(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_the_first_picture_with_a_backend_that_the_panel_starts_and_stops(
    hosted_page: "Page", model: ChatModel, port: int, stopped: None
) -> None:
    page = hosted_page
    assert "is not running" in state(page, "nobody")
    assert page.locator(f"{PANEL} code").count() == 0
    show(page, "stopped")
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(
            request.url.partition(f":{page.url.split(':')[2].split('/')[0]}")[2] or request.url
        ),
    )
    press(page, START)
    assert "through the server plugin" in state(page, "connected")
    assert health(port)
    show(page, "running")
    pages.streaming(page, False)
    model.replies.append(f"Look. {HARBOUR}")
    pages.send(page)
    pages.picture(page)
    assert any(url.startswith(f"{ROUTES}/backend/pictures/") for url in asked)
    assert any(url.startswith(f"{ROUTES}/backend/api/jobs/") and url.endswith("/events") for url in asked)
    assert not [url for url in asked if url.startswith(("http", "/api/sd/"))]
    press(page, STOP)
    assert "is not running" in state(page, "nobody")
    assert not health(port)


def test_one_that_cannot_start_says_why_in_its_own_words(hosted_page: "Page", port: int, stopped: None) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    page = hosted_page
    with serving(port, Other):
        press(page, START)
        page.wait_for_selector(f"{PANEL} .rp_output", state="attached", timeout=PATIENCE)
        assert "another program" in (page.text_content(f"{PANEL} .rp_output") or "")
        assert "ended right away" in (page.text_content(f"{PANEL} .rp_error") or "")
        show(page, "failed")


def test_events_and_pictures_pass_through_sillytavern_as_they_are(hosting: SillyTavern, port: int) -> None:
    picture, go_on = bytes(range(256)) * 40, threading.Event()

    class Backend(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            kind = "image/png" if self.path.startswith("/pictures/") else "text/event-stream"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(picture if kind == "image/png" else b"data: 1\n\n")
            if kind != "image/png" and go_on.wait(30):
                self.wfile.write(b"data: 2\n\n")

        def log_message(self, *_: Any) -> None:
            pass

    with serving(port, Backend):
        client = hosting.client
        assert client.get(f"{ROUTES}/backend/pictures/j-1/0").content == picture
        with client.stream("GET", f"{ROUTES}/backend/api/jobs/j-1/events") as answer:
            pieces = answer.iter_text()
            assert next(pieces) == "data: 1\n\n"
            go_on.set()
            assert "".join(pieces) == "data: 2\n\n"


def test_nobody_but_sillytavern_s_own_page_may_ask(hosting: SillyTavern, port: int, stopped: None) -> None:
    stranger = httpx.Client(base_url=f"http://127.0.0.1:{hosting.port}", timeout=30)
    with stranger:
        assert stranger.get(f"{ROUTES}/status").status_code == 200
        for route in ("/start", "/stop", "/backend/api/jobs"):
            assert stranger.post(ROUTES + route, json={}).status_code == 403
        for site in ("cross-site", "same-site"):
            assert hosting.client.get(f"{ROUTES}/status", headers={"Sec-Fetch-Site": site}).status_code == 403
            assert hosting.client.post(f"{ROUTES}/start", json={}, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert not health(port)


def test_a_page_of_another_origin_neither_reads_nor_starts_anything(
    browser: "Browser", hosting: SillyTavern, port: int
) -> None:
    page = browser.new_page()
    page.route("http://localhost:9/", lambda route: route.fulfill(body="<p>another</p>", content_type="text/html"))
    page.goto("http://localhost:9/")
    ask = "async ([url, options]) => fetch(url, options).then(answer => answer.type, () => 'refused')"
    ways: list[tuple[str, dict[str, str]]] = [
        ("/status", {}), ("/start", {"method": "POST"}), ("/start", {"method": "POST", "mode": "no-cors"}),
    ]  # fmt: skip
    root = f"http://127.0.0.1:{hosting.port}{ROUTES}"
    outcome = [page.evaluate(ask, [root + route, options]) for route, options in ways]
    page.close()
    assert outcome[:2] == ["refused", "refused"]
    assert outcome[2] in ("refused", "opaque")  # it may have been sent, and nobody may read what was answered
    assert not health(port)


def test_what_the_plugin_has_started_ends_with_sillytavern(hosting: SillyTavern, port: int) -> None:
    """The last one here: afterwards there is no SillyTavern any more."""
    assert hosting.post(f"{ROUTES}/start", {})["own"] is True
    assert health(port)
    hosting.__exit__(None, None, None)
    assert not health(port)
