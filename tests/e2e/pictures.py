"""What a user does with a finished picture: its toolbar, its popups, and screens of them in both widths."""

import json
from typing import TYPE_CHECKING, Any

from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import LAST, PICTURE, at_rest, idle, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

FRAME = f"{LAST} .rp_frame"
POPUP = "dialog.popup[open]"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def press(page: "Page", title: str, frame: str = FRAME) -> None:
    """Press a button of a picture's toolbar, as with a mouse."""
    page.hover(f"{frame} img")
    page.click(f"{frame} button[aria-label='{title}']")


def another(page: "Page", before: str) -> str:
    """Wait until another picture is shown, and return its path."""
    settle(
        page,
        """([selector, before]) => { const image = document.querySelector(selector);
            return image?.complete && image.naturalWidth > 0 && image.getAttribute('src') !== before; }""",
        [PICTURE, before],
    )
    idle(page)
    return str(page.get_attribute(PICTURE, "src"))


def shot(page: "Page", name: str) -> None:
    """Keep what is to be seen, at the width of a desktop and of a phone."""
    ARTEFACTS.mkdir(exist_ok=True)
    for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        at_rest(page)
        page.screenshot(path=ARTEFACTS / f"{name}-{kind}.png")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def close(page: "Page") -> None:
    """Close the popup."""
    page.click(f"{POPUP} .popup-button-ok")
    page.wait_for_selector(POPUP, state="detached")


def body_of(page: "Page", route: str, act: Any) -> dict[str, Any]:
    """Return what is sent to a route of ours while something is done."""
    with page.expect_request(lambda request: request.url.endswith(route)) as heard:
        act()
    return dict(json.loads(heard.value.post_data or "{}"))
