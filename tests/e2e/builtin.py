"""SillyTavern's own Image Generation without any extension of ours: set up as a user does it, and what is seen."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer.cli import run
from tests.e2e import page as pages
from tests.e2e.backend import Backend
from tests.e2e.page import PATIENCE, settle
from tests.e2e.tavern import import_characters, prepare, user_folder
from tests.sillytavern.server import VARIABLE, SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOAST = "#toast-container .toast"
STOP = f"{TOAST} .action-loader-stop"
#: The picture in the last message.
ATTACHED = f"{pages.LAST} .mes_img"


class Plain:
    """A SillyTavern without our extension, set up by ``rp-composer sillytavern comfy``, and a server of ours."""

    def __init__(self, tavern: SillyTavern, backend: Backend) -> None:
        self.tavern, self.backend = tavern, backend

    def jobs(self) -> list[dict[str, Any]]:
        """Return all jobs, the newest first."""
        return list(self.backend.get("/api/jobs")["jobs"])

    def has_heard(self, request: str) -> None:
        """Wait until our server has answered a request, as ``POST /interrupt``."""
        for _ in range(1000):
            if re.search(rf"{re.escape(request)} 2\d\d", str(self.backend.get("/api/logs"))):
                return
        raise AssertionError(f"nobody asked {request}")


@contextlib.contextmanager
def plain_tavern(folder: Path, model: str) -> Iterator[Plain]:
    """Run both."""
    tavern = SillyTavern(Path(os.environ[VARIABLE]), folder / "sillytavern")
    tavern.configure()
    prepare(tavern, model, extension=False, needed=("stable-diffusion", "quick-reply"))
    for name in ("characters", "chats"):  # by these a user's folder is known
        (user_folder(tavern) / name).mkdir()
    backend = Backend(folder / "library", f"http://127.0.0.1:{tavern.port}")
    command = ["sillytavern", "comfy", str(tavern.folder), "--yes", "--messages", "--server", backend.address]
    assert run(command) == 0
    backend.start()
    try:
        with tavern:
            import_characters(tavern)
            yield Plain(tavern, backend)
    finally:
        backend.stop()


def open_settings(page: "Page") -> None:
    """Open the drawer of Image Generation."""
    settle(page, "() => document.querySelector('#sd_source')")
    _toggle(page, open_it=True)
    inner = ".sd_settings .inline-drawer-content"
    if page.eval_on_selector(inner, "content => getComputedStyle(content).display === 'none'"):
        page.click(".sd_settings .inline-drawer-toggle")
    page.wait_for_selector("#sd_source")


def close_settings(page: "Page") -> None:
    """Close the drawer, which lies over the chat."""
    _toggle(page, open_it=False)


def _toggle(page: "Page", *, open_it: bool) -> None:
    """Open or close the drawer of the extensions; what it is to be counts, since it moves for a while."""
    wanted = f"#rm_extensions_block.{'openDrawer' if open_it else 'closedDrawer'}"
    if page.locator(wanted).count() == 0:
        page.click("#extensions-settings-button .drawer-toggle")
        page.wait_for_selector(wanted, state="attached")


def choose_model(page: "Page", name: str) -> None:
    """Choose who draws, as SillyTavern's user does."""
    if page.evaluate("() => document.querySelector('#sd_model').value") != name:
        open_settings(page)
        page.select_option("#sd_model", name)


def brush(page: "Page") -> None:
    """Press the brush on the last message."""
    page.hover(pages.LAST)
    page.click(f"{pages.LAST} .extraMesButtonsHint")
    page.click(f"{pages.LAST} .sd_message_gen")


def connect(page: "Page", source: str, address: str) -> str:
    """Choose a source, type the address and press Connect; return what SillyTavern says."""
    open_settings(page)
    page.select_option("#sd_source", source)
    page.fill(f"#sd_{source}_url", address)
    quiet(page)
    page.click(f"#sd_{source}_validate")
    return toast(page, "API")


def imagine(page: "Page", what: str) -> None:
    """Type ``/imagine`` into the chat and send it; nobody waits for the picture."""
    close_settings(page)
    pages.idle(page)
    page.fill("#send_textarea", f"/imagine {what}")
    page.click("#send_but")


def attached(page: "Page", selector: str = ATTACHED) -> str:
    """Wait until a message has a picture that can be seen, and return its address."""
    page.wait_for_function(
        """selector => { const image = document.querySelector(selector);
            return image?.naturalWidth > 0 && image.complete && image.getAttribute('src').startsWith('/user/'); }""",
        arg=selector, timeout=PATIENCE,
    )  # fmt: skip
    return str(page.get_attribute(selector, "src"))


def toast(page: "Page", part: str) -> str:
    """Wait until a toast says something, and return all of it."""
    page.wait_for_selector(f"{TOAST}:has-text('{part}')", timeout=PATIENCE)
    return str(page.inner_text(f"{TOAST}:has-text('{part}')"))


def quiet(page: "Page") -> None:
    """Take away all toasts: they lie over the page."""
    page.evaluate("() => toastr.remove()")
