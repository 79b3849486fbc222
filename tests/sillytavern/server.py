"""A SillyTavern server on loopback with a data folder of its own, stopped by its own process."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

#: Names the folder of an installed SillyTavern (the one with ``server.js``); nothing is ever downloaded.
VARIABLE = "SILLYTAVERN_PACKAGE"
_BOOT_SECONDS = 180
_CONFIG = """\
listen: false
port: {port}
browserLaunch: {{enabled: false}}
enableDownloadableTokenizers: false
enableServerPlugins: false
enableServerPluginsAutoUpdate: false
extensions: {{enabled: true, autoUpdate: false, models: {{autoDownload: false}}}}
backups: {{chat: {{enabled: false}}}}
"""


def why_missing() -> str:
    """Return why SillyTavern cannot be run here, "" when it can."""
    if shutil.which("node") is None:
        return "node is not on this machine"
    named = os.environ.get(VARIABLE, "")
    if not named:
        return f"{VARIABLE} names no installed SillyTavern"
    return "" if (Path(named) / "server.js").is_file() else f"{VARIABLE}: there is no server.js in {named}"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes of the tests waiting: in a container a SillyTavern compiles its pages at its first start,
    into its own folder, and two at once would spoil each other's.
    """
    import fcntl

    with (Path(tempfile.gettempdir()) / "rp-composer-sillytavern.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class SillyTavern:
    """The server; `client` speaks to it as its page does.

    Args:
        package: the folder of ``server.js``. folder: where ``data`` and the configuration are made.
        options: of node.
    """

    def __init__(self, package: Path, folder: Path, options: Sequence[str] = ()) -> None:
        self.package, self.folder = package.resolve(), folder.resolve()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        self.config = self.folder / "config.yaml"
        self._options, self._configured = options, False

    def configure(self, more: str = "") -> None:
        """Write its configuration, with more lines than are usual in tests."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(_CONFIG.format(port=self.port) + more, encoding="utf-8")
        self._configured = True

    def __enter__(self) -> "SillyTavern":
        if not self._configured:
            self.configure()
        self._log = (self.folder / "server.log").open("wb")
        paths = ["--configPath", str(self.config), "--dataRoot", str(self.folder / "data")]
        command = ["node", *self._options, str(self.package / "server.js"), *paths]
        with _alone():
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=self._log, stderr=subprocess.STDOUT)
            try:
                self._wait()
                token = self.client.get("/csrf-token").raise_for_status().json()["token"]
            except BaseException:
                self.__exit__(None, None, None)
                raise
        self.client.headers["X-CSRF-Token"] = token
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)
        self._log.close()
        self.client.close()

    def post(self, address: str, fields: object) -> Any:
        """Send JSON and return what comes back."""
        return self._answer(self.client.post(address, json=fields))

    def upload(self, address: str, name: str, data: bytes, **fields: str) -> Any:
        """Send a file as the page's file pickers do and return what comes back."""
        return self._answer(self.client.post(address, files={"avatar": (name, data)}, data=fields))

    def _answer(self, response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json() if "json" in response.headers.get("content-type", "") else response.text

    def _wait(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < _BOOT_SECONDS:
            if self._process.poll() is not None:
                break
            try:
                if self.client.get("/version").status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        log = (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"SillyTavern did not start: {log[-2000:]}")
