"""A full run as a user has it, with a provider that repeats the key wherever it can: it is found in no place.

``rp-composer serve`` and the other commands run as processes of their own. What they print, answer and write is
searched for the keys, each in all forms it may come back in; only ``keys.json`` may hold the stored one.
"""

import base64
import contextlib
import http.server
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.painting import tag, write_chat
from tests.stubs.pictures import picture

GIVEN = "sk-given/+AbCdEfGh0123456789-in-the-environment"
STORED = "sk-stored/+QrStUvWx9876543210-in-the-file"
COMMAND = [sys.executable, "-c", "from composer.cli import main; main()"]
#: How the provider answers, by a word of the prompt.
TROUBLE = ("fails", "cut", "redirects", "elsewhere", "broken", "refuses", "text")


def forms(key: str) -> Iterator[str]:
    """Yield what must not be found: the key in each form, and its ends."""
    yield from (key, quote(key, safe=""), json.dumps(key).replace("/", "\\/"), key[:12], key[-12:])
    yield base64.b64encode(key.encode()).decode()
    yield base64.b64encode(f"user:{key}".encode()).decode()[12:-4]


def assert_free(where: str, data: bytes | str, *keys: str) -> None:
    low = (data if isinstance(data, str) else data.decode("latin-1")).lower()
    assert not [form for key in keys or (GIVEN, STORED) for form in forms(key) if form.lower() in low], where


class Echo(http.server.BaseHTTPRequestHandler):
    """A provider that tells everybody what it was sent."""

    protocol_version = "HTTP/1.1"
    sent: list[str]

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """List models under the name of the key."""
        self._answer(200, {"data": [{"id": f"gpt-image-{self._key()}", "object": "model"}], "note": self._key()})

    def do_POST(self) -> None:
        """Draw, or fail in the way the prompt names."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        key = self._key()
        self.sent.append(key)
        every = f"{key} {quote(key, safe='')} {base64.b64encode(key.encode()).decode()}"
        error = {"message": f"wrong key {every}", "code": key, "type": f"Bearer {key}", "param": key}
        drawn = {"b64_json": base64.b64encode(picture()).decode(), "revised_prompt": f"as {every} wished"}
        answers: dict[str, tuple[int, Any, dict[str, str]]] = {
            "fails": (401, {"error": error}, {}),
            "cut": (400, {"error": {"message": "x" * 270 + f" {key}"}}, {}),
            "redirects": (307, {}, {"location": f"http://{quote(key, safe='')}.test/{key}?key={key}"}),
            "elsewhere": (200, {"data": [{"url": f"http://10.0.0.1/{key}.png?token={quote(key, safe='')}"}]}, {}),
            "broken": (200, {"data": [{"b64_json": base64.b64encode(key.encode()).decode()}]}, {}),
            "refuses": (400, {"error": {**error, "code": "moderation_blocked"}}, {}),
            "text": (200, {"choices": [{"message": {"content": f"I was sent {every}"}}]}, {}),
        }
        word = next((one for one in TROUBLE if one in body), "")
        status, told, headers = answers.get(word, (200, {"data": [drawn], "usage": every}, {}))
        self._answer(status, told, headers)

    def _key(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def _answer(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        data, key = json.dumps(told).encode(), self._key()
        own = {"x-request-id": key, "set-cookie": f"key={key}", "server": key, "content-type": "application/json"}
        self.send_response(status, f"you sent {key}")
        for name, value in {**own, **(headers or {}), "content-length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def provider() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a provider that echoes, and the keys it was sent."""
    sent: list[str] = []
    handler = type("Echoing", (Echo,), {"sent": sent})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", sent
        finally:
            server.shutdown()
            thread.join()


class Run:
    """A user's folders and commands; `printed` is all that was ever printed."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.config, self.printed = folder, folder / "config", ""
        profiles = self.config / "profiles"
        profiles.mkdir(parents=True)
        shared = "backend: openai\nmodel: gpt-image-1\nretries: {times: 0}\n"
        (profiles / "given.yaml").write_text(f"{shared}endpoint: {address}/v1\nkey_variable: GIVEN_KEY\n", "utf-8")
        (profiles / "stored.yaml").write_text(f"{shared}endpoint: {address}/v1\n", "utf-8")
        self.environment = os.environ | {
            "RP_COMPOSER_CONFIG": str(self.config), "RP_COMPOSER_DATA": str(folder / "data"),
            "GIVEN_KEY": GIVEN, "OPENAI_API_KEY": "", "RP_COMPOSER_DEBUG": "1",
        }  # fmt: skip

    def __call__(self, *arguments: object, given: str | None = None) -> str:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)], cwd=self.folder, env=self.environment, input=given, text=True,
            encoding="utf-8", capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        self.printed += done.stdout + done.stderr
        return done.stdout + done.stderr

    @contextlib.contextmanager
    def serving(self) -> Iterator[httpx.Client]:
        """Yield a client of ``rp-composer serve`` that remembers whatever it was answered."""
        arguments = [*COMMAND, "serve", "--port", "0", "--profile", "given"]
        with subprocess.Popen(
            arguments,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            self.printed += first
            try:
                with httpx.Client(base_url=first.split()[1], event_hooks={"response": [self._remember]}) as client:
                    client.timeout = httpx.Timeout(60)
                    yield client
                    line = Path(f"/proc/{process.pid}/cmdline")
                    self.printed += line.read_bytes().decode() if line.exists() else ""
            finally:
                process.terminate()
                self.printed += process.communicate(timeout=60)[0]

    def _remember(self, answer: httpx.Response) -> None:
        self.printed += f"{answer.headers}{answer.read().decode('latin-1')}"


def submitted(client: httpx.Client, words: str, profile: str) -> dict[str, Any]:
    """Have a picture drawn; return the job when it has ended, having followed its events."""
    sent = {"chat": "c", "message": {"text": tag(words), "id": words}, "profile": profile}
    [one] = client.post("/api/jobs", json=sent).json()["requests"]
    client.get(f"/api/jobs/{one['id']}/events")
    job: dict[str, Any] = client.get(f"/api/jobs/{one['id']}", params={"wait": 30}).json()
    return job


def use_the_server(run: Run, address: str) -> str:
    """Ask the server for everything, with both keys; return the id of a job."""
    with run.serving() as client:
        put = client.put("/api/keys/openai", json={"key": STORED, "endpoint": f"{address}/v1"})
        assert put.status_code == 204
        for profile in ("given", "stored"):
            draw_and_fail(client, profile)
        client.put("/api/profiles/more", json={"extends": "stored", "positive": "bright"})
        for path in ("jobs", "logs", "keys", "models", "health", "spending", "profiles", "profiles/more"):
            assert client.get(f"/api/{path}").status_code == 200, path
        return str(client.get("/api/jobs").json()["jobs"][0]["id"])


def draw_and_fail(client: httpx.Client, profile: str) -> None:
    """Have pictures drawn under a profile, in all the ways that go well and wrong."""
    drawn = submitted(client, f"a lamp {profile}", profile)
    assert drawn["status"] == "finished", drawn
    client.get(drawn["pictures"][0]["url"])
    for word in TROUBLE:
        job = submitted(client, f"it {word} {profile}", profile)
        assert job["status"] in ("failed", "unknown"), job
        client.post(f"/api/jobs/{job['id']}/retry")
        client.get(f"/api/jobs/{job['id']}", params={"wait": 30})
    client.post(f"/api/jobs/{drawn['id']}/redraw", json={"prompt": "it fails, redrawn"})
    again = client.post(f"/api/jobs/{drawn['id']}/reroll", json={}).json()
    client.get(f"/api/jobs/{again['id']}", params={"wait": 30})
    client.get(f"/api/jobs/{drawn['id']}/versions")


def use_the_commands(run: Run, job_id: str) -> None:
    """Run every command that has to do with services, keys and jobs."""
    for profile in ("given", "stored"):
        chat = write_chat(run.folder / f"{profile}.jsonl", [tag(f"it {word}") for word in (*TROUBLE, "is drawn")])
        run("illustrate", chat, "--profile", profile)
        run("jobs", "list", chat)
        run("jobs", "show", job_id)
        run("jobs", "export", f"{profile}.zip")
        run("jobs", "export", f"{profile}-chat.zip", "--chat", chat, "--with-pictures")
        run("doctor", "--profile", profile)
        run("profiles", "show", profile)
    run("keys", "list")
    run("models")


def test_a_full_run_leaves_no_key_behind(tmp_path: Path, provider: tuple[str, list[str]]) -> None:
    address, sent = provider
    run = Run(tmp_path, address)
    use_the_commands(run, use_the_server(run, address))
    assert {GIVEN, STORED} <= set(sent)
    assert "[key]" in run.printed
    assert_free("what was printed and answered", run.printed)
    for export in ("given.zip", "given-chat.zip", "stored-chat.zip"):
        with zipfile.ZipFile(tmp_path / export) as archive:
            assert archive.namelist()
            for name in archive.namelist():
                assert_free(f"{name} of {export}", archive.read(name))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {".sqlite3", ".json", ".jsonl", ".png"} <= {path.suffix for path in files}
    for path in files:
        assert_free(str(path), path.read_bytes(), *((GIVEN,) if path.name == "keys.json" else ()))


def test_a_stored_key_is_in_a_file_that_only_its_user_can_read(tmp_path: Path, provider: tuple[str, list[str]]) -> None:
    run = Run(tmp_path, provider[0])
    run("keys", "set", "openai", "--endpoint", f"{provider[0]}/v1", given=STORED)
    path = run.config / "keys.json"
    assert STORED in json.loads(path.read_bytes())["openai"].values()
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert_free("what was printed", run.printed)
