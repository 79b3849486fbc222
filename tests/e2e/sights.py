"""What the eye meets on the page, measured: contrast, what is cut off or too small for a finger; and a light theme."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
#: Colours of a light theme; SillyTavern ships dark ones alone, but its users have such.
LIGHT = {
    "BodyColor": "rgb(40, 40, 44)", "EmColor": "rgb(90, 90, 98)", "UnderlineColor": "rgb(20, 90, 60)",
    "QuoteColor": "rgb(150, 70, 0)", "BlurTintColor": "rgb(246, 244, 240)", "ChatTintColor": "rgb(246, 244, 240)",
    "UserMesBlurTintColor": "rgb(236, 233, 226)", "BotMesBlurTintColor": "rgb(252, 251, 249)",
    "ShadowColor": "rgba(255, 255, 255, 0.4)", "BorderColor": "rgba(0, 0, 0, 0.25)",
}  # fmt: skip
#: What WCAG's level AA asks of texts.
ENOUGH = 4.5

_MEASURES = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def in_light(page: "Page", on: bool = True) -> None:
    """Give the page a light theme's colours, or take them away again."""
    page.evaluate(
        """([colours, on]) => Object.entries(colours).forEach(([name, value]) => {
            document.documentElement.style.setProperty(`--SmartTheme${name}`, on ? value : ''); })""",
        [LIGHT, on],
    )


def faint(page: "Page", selector: str) -> list[str]:
    """Return the texts in what a selector finds that differ too little from what is behind them."""
    return _measured(page, "faint", selector, ENOUGH)


def cut_off(page: "Page", selector: str) -> list[str]:
    """Return what reaches over the page's edge, or over its own where that hides it."""
    return _measured(page, "cutOff", selector)


def small(page: "Page", selector: str) -> list[str]:
    """Return the controls that are smaller than 44 by 44 pixels, a box counting with its label."""
    return _measured(page, "small", selector)


def covered(page: "Page", selector: str) -> list[str]:
    """Return what lies under something else when it is scrolled to."""
    return _measured(page, "covered", selector)


def box(page: "Page", selector: str) -> dict[str, Any]:
    """Return where something is on the page."""
    found = page.locator(selector).bounding_box()
    assert found is not None
    return dict(found)


def _measured(page: "Page", name: str, *given: object) -> list[str]:
    return list(page.evaluate(f"given => (0, eval)({json.dumps(_MEASURES)}).{name}(...given)", list(given)))
