"""Installed by the project's address, with SillyTavern's own dialog."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.git_server import GitServer, published
from tests.e2e.page import settle
from tests.e2e.tavern import user_folder
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")
def test_sillytavern_s_own_dialog_installs_it_by_its_address(page: "Page", tavern: SillyTavern, tmp_path: Path) -> None:
    published(ROOT, ("manifest.json", "plugins/sillytavern"), tmp_path / "git" / "pictures.git")
    place = user_folder(tavern) / "extensions" / "pictures"
    with GitServer(tmp_path / "git") as server:
        page.evaluate("() => { document.querySelector('#third_party_extension_button').click(); }")
        page.fill("dialog[open] .popup-input", server.url("pictures.git"))
        page.click("dialog[open] .popup-button-ok:visible")
        page.click("dialog[open] .popup-button-ok:has-text('Yes, install it')")
        settle(page, "async () => (await fetch('/scripts/extensions/third-party/pictures/manifest.json')).ok")
        for _ in range(2000):
            if (place / "plugins" / "sillytavern" / "index.js").is_file():
                break
            page.evaluate("() => new Promise(requestAnimationFrame)")
    manifest = page.evaluate(
        "async () => (await fetch('/scripts/extensions/third-party/pictures/manifest.json')).json()"
    )
    for path in (manifest["js"], manifest["css"], *manifest["i18n"].values()):
        status = page.evaluate(
            "async path => (await fetch(`/scripts/extensions/third-party/pictures/${path}`)).status", path
        )
        assert (path, status) == (path, 200)
    shutil.rmtree(place)
