"""A new user's path, walked and counted: from a SillyTavern in use and a clone of the project to pictures in a chat.

``SILLYTAVERN_PACKAGE=FOLDER python -m tests.e2e.new_user`` copies that SillyTavern and starts it as somebody has it who
chats already. From then on the clock runs: it does what README.md says, by README's own commands (the backend into an
environment of its own, the extension, the server), and on the page what a user does with a mouse, up to a picture by
the sketch backend and one by a paid service (a stub of Google's, on loopback). It prints every step with its seconds
and clicks, and leaves the screens in ``tests/e2e/artefacts/new-user``. What is not committed is not installed.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.e2e import page as pages
from tests.e2e.chat_model import ChatModel
from tests.e2e.missing import chromium, why_missing
from tests.e2e.tavern import merge, settings_of_a_user, user_folder
from tests.painting import tag
from tests.sillytavern.server import VARIABLE, SillyTavern
from tests.stubs.server import Stub

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent
SCREENS = Path(__file__).parent / "artefacts" / "new-user"
SERVER = "http://127.0.0.1:8765"
PANEL = "#rp_composer_panel"
KEY = "AIza" + "0123456789abcdefghij" * 2
#: Counts what a mouse does; a script's own clicks are no user's.
COUNTING = """addEventListener('pointerdown', event => {
    if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1; }, true);"""


@dataclass
class Story:
    """What was done, with the seconds since the beginning and the clicks up to then."""

    began: float = field(default_factory=time.monotonic)
    clicks: int = 0
    unseen: int = 0

    def tell(self, step: str, page: "Page | None" = None, screen: str = "") -> None:
        """Print a step, and leave a screen of the page."""
        if page is not None:
            self.clicks = int(page.evaluate("() => Number(sessionStorage.clicks ?? 0)")) + self.unseen
        if page is not None and screen:
            page.screenshot(path=SCREENS / f"{screen}.png")
            step = f"{step} [{screen}.png]"
        print(f"{time.monotonic() - self.began:6.1f} s  {self.clicks:2d} clicks  {step}", flush=True)


def main() -> None:
    """Walk the path; say how long it took and how many clicks."""
    if missing := why_missing():
        sys.exit(missing)
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ChatModel() as model, Stub("gemini") as service:
        home = Path(folder)
        tavern = in_use(home, model.url)
        with tavern, browsing(tavern) as page:
            walk(page, home, model, service)


def in_use(home: Path, model: str) -> SillyTavern:
    """Return a SillyTavern with all its own extensions and a connected chat model, and nothing of ours."""
    package = home / "SillyTavern"
    shutil.copytree(os.environ[VARIABLE], package, symlinks=True)
    shutil.rmtree(package / "data", ignore_errors=True)
    tavern = SillyTavern(package, package)
    user = user_folder(tavern)
    user.mkdir(parents=True)
    settings = json.loads((package / "default" / "content" / "settings.json").read_text(encoding="utf-8"))
    merge(settings, settings_of_a_user(model))
    (user / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    return tavern


@contextmanager
def browsing(tavern: SillyTavern) -> "Iterator[Page]":
    """Open the page as it is before anything of ours is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(COUNTING)
        page.goto(f"http://127.0.0.1:{tavern.port}", wait_until="domcontentloaded")
        pages.ready(page)
        yield page
        browser.close()


def walk(page: "Page", home: Path, model: ChatModel, service: Stub) -> None:
    """Do what README.md says."""
    environment = os.environ | {"HOME": str(home)}
    for name in ("VIRTUAL_ENV", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "PYTHONPATH"):
        environment.pop(name, None)
    story = Story()
    clone = home / "rp-composer"
    run(f"git clone -q '{ROOT}' '{clone}'", home, environment)
    story.tell("the project is cloned")
    run(block("Quick start"), clone, environment)
    story.tell(f"$ {block('Quick start')}")
    install, serve = block("In SillyTavern").splitlines()
    print(run(f". .venv/bin/activate && {install}", clone, environment))
    story.tell(f"$ {install}")
    proxied(home, service.endpoint)
    with serving(f". .venv/bin/activate && exec {serve}", clone, environment):
        story.tell(f"$ {serve}")
        first_picture(page, story, model)
        paid_picture(page, story, model, service)


def first_picture(page: "Page", story: Story, model: ChatModel) -> None:
    """Reload the page, open a character, write to her."""
    page.reload()
    story.unseen += 1  # the browser's own button
    pages.ready(page)
    story.tell("the page is loaded again", page, "1-page")
    page.click("#rightNavDrawerIcon")
    page.click("#rm_print_characters_block .character_select:has-text('Seraphina')")
    page.wait_for_function("() => SillyTavern.getContext().chat.length > 0")
    story.tell("a character is chosen", page, "2-chat")
    model.replies.append(f"*She kneels by the spring.* {tag('Seraphina kneeling by a spring in her glade')} There.")
    write(page, "I open my eyes. Where am I?")
    pages.picture(page)
    assert "data-iig-instruction" in json.dumps(model.asked[-1]), "the language model was told nothing"
    page.wait_for_timeout(500)
    story.tell("FIRST PICTURE, by the sketch backend", page, "3-first-picture")


def paid_picture(page: "Page", story: Story, model: ChatModel, service: Stub) -> None:
    """Choose a service in the panel, hand over its key, and write again."""
    page.click("#extensions-settings-button .drawer-toggle")
    page.click(f"{PANEL} .inline-drawer-toggle")
    page.wait_for_selector(f"{PANEL} .inline-drawer-content")
    story.tell("the panel is open", page, "4-panel")
    page.click("#rp_composer_profile")
    page.select_option("#rp_composer_profile", "gemini")
    story.unseen += 1  # the click on it in the list, which is the browser's own
    page.wait_for_selector(f"{PANEL} .rp_profiles small:has-text('gemini')")
    story.tell("the profile is chosen", page, "5-profile")
    page.click(f"{PANEL} [data-key=key] input")
    page.keyboard.insert_text(KEY)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{PANEL} [data-key=key] button:has-text('Forget')")
    story.tell("its key is kept by the server", page, "6-key")
    model.replies.append(f"*She rises.* {tag('Seraphina holding out a cup of tea')} Drink.")
    write(page, "I sit up slowly.")
    pages.picture(page)
    page.wait_for_timeout(500)
    story.tell("SECOND PICTURE, by the paid service", page, "7-paid-picture")
    assert service.billed == 1, f"the service drew {service.billed} pictures"


def write(page: "Page", text: str) -> None:
    """Type a message and send it."""
    pages.idle(page)
    page.click("#send_textarea")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    page.wait_for_function("() => !SillyTavern.getContext().chat.at(-1).is_user")


def block(section: str) -> str:
    """Return the commands of a section of README.md."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {section}\n.*?^```bash\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no commands for {section}"
    return found[1].strip()


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Run what a user types; return what it says, or end with it."""
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def proxied(home: Path, endpoint: str) -> None:
    """Put the stub in place of Google: the built-in profile of that name, with another address."""
    profiles = home / ".config" / "rp-composer" / "profiles"
    profiles.mkdir(parents=True)
    built_in = (ROOT / "composer" / "data" / "profiles" / "gemini.yaml").read_text(encoding="utf-8")
    own = f"endpoint: {endpoint}\nkey_variable: RP_COMPOSER_STUB_KEY\n"
    (profiles / "gemini.yaml").write_text(built_in + own, encoding="utf-8")


@contextmanager
def serving(command: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run the server until the end, from when it answers."""
    process = subprocess.Popen(["bash", "-c", command], cwd=folder, env=environment)
    try:
        for _ in range(600):
            try:
                httpx.get(f"{SERVER}/api/health").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


if __name__ == "__main__":
    main()
