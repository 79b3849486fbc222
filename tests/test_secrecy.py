"""The key is in the request to its own service, and nowhere else: not in any output, log, error, file or database."""

import asyncio
import base64
import json
import logging
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from composer.app import Composer
from composer.contracts import Exchange
from composer.errors import BackendError
from composer.illustration import Illustration
from composer.jobs.exporting import write_export
from composer.keys import Keys
from composer.pictures import GenerationJob, Picture
from composer.profiles import Profile
from composer.routing import Step
from composer.types import Change, ImageRequest, Scene
from tests.painting import tag, write_chat
from tests.remote import KEY, Remote

#: What a hostile or careless service may make of the key it was sent.
ECHOES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "quoted": lambda key: quote(key, safe=""),
    "json": lambda key: json.dumps(key).replace("/", "\\/"),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "basic": lambda key: "Basic " + base64.b64encode(f"user:{key}".encode()).decode(),
}


class Careless(Remote):
    """Repeats whatever the service says: as an error, as a notice, and as what is kept with the picture."""

    def exchange(self, job: GenerationJob) -> Exchange:
        answer = yield httpx.Request("POST", f"{job.endpoint}/draw")
        assert answer is not None
        logging.getLogger("httpx").warning("answered with %s", answer.headers["x-echo"])
        if not answer.is_success:
            raise BackendError(f"it says {answer.text} and {answer.headers['x-echo']}")
        yield Change("dropped", "seed", answer.headers["x-echo"])
        return (Picture(b"\x89PNG " + job.prompt.prompt.encode(), "image/png", 8, 8, 1, {"kept": answer.text}),)


def forms() -> Iterator[str]:
    """Yield what must not be found: the key and its forms, and pieces long enough to be of use."""
    for echo in ECHOES.values():
        yield echo(KEY)
    yield from (KEY[:12], KEY[-12:], KEY[4:16])


def assert_free_of_the_key(where: str, text: str) -> None:
    low = text.lower()
    assert not [form for form in forms() if form.lower() in low], where


def assert_files_free_of_the_key(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert_free_of_the_key(str(path), path.read_bytes().decode("latin-1"))


def echoing(echo: Callable[[str], str], status: int) -> httpx.AsyncClient:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["x-remote-key"] == KEY
        told = echo(request.headers["x-remote-key"])
        return httpx.Response(status, headers={"x-echo": told, "set-cookie": f"key={told}"}, text=f"you sent {told}")

    return httpx.AsyncClient(transport=httpx.MockTransport(handler))


def composer_of(client: httpx.AsyncClient, folder: Path) -> Composer:
    profile = Profile.model_validate({"name": "test", "backend": "remote", "retries": {"times": 1, "wait": 0}})
    return Composer(profile, plugins={"remote": Careless()}, keys=Keys(folder, {"REMOTE_KEY": KEY}), client=client)


@pytest.fixture(autouse=True)
def all_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize("status", [200, 400, 401, 503])
@pytest.mark.parametrize("form", ECHOES)
def test_illustrating_a_chat_leaves_no_key_behind(
    tmp_path: Path, form: str, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").mkdir()
    chat = write_chat(tmp_path / "work" / "chat.jsonl", [tag("the harbour at dawn"), tag("a gull")])
    composer = composer_of(echoing(ECHOES[form], status), tmp_path)
    tasks: list[Any] = []
    Illustration(composer, chat).run(tasks.append)
    assert {task.state for task in tasks} == {"drawn" if status == 200 else "failed"}
    assert_files_free_of_the_key(tmp_path / "work")
    assert_free_of_the_key("what is reported", repr(tasks))
    assert "answered with" in caplog.text
    assert_free_of_the_key("the log", caplog.text)
    assert_free_of_the_key("the terminal", "".join(capfd.readouterr()))


@pytest.mark.parametrize("form", ECHOES)
def test_errors_steps_and_tracebacks_hold_no_key(tmp_path: Path, form: str) -> None:
    steps: list[Step] = []

    async def listen(step: Step) -> None:
        steps.append(step)

    async def go() -> None:
        async with echoing(ECHOES[form], 401) as client:
            await composer_of(client, tmp_path).generate(Scene(ImageRequest("a lamp")), listen=listen)

    with pytest.raises(BackendError, match="it says") as caught:
        asyncio.run(go())
    assert_free_of_the_key("the error", repr(caught.value) + repr(caught.value.attempts))
    assert_free_of_the_key("the traceback", "".join(traceback.format_exception(caught.value)))
    assert_free_of_the_key("the steps", repr(steps))


@pytest.mark.parametrize("form", ECHOES)
def test_a_result_holds_no_key(tmp_path: Path, form: str) -> None:
    async def go() -> str:
        async with echoing(ECHOES[form], 200) as client:
            return repr(await composer_of(client, tmp_path).generate(Scene(ImageRequest("a lamp"))))

    told = asyncio.run(go())
    assert "dropped" in told
    assert_free_of_the_key("the result", told)


def test_a_composer_that_has_drawn_does_not_show_its_key(tmp_path: Path) -> None:
    async def go() -> Composer:
        async with echoing(str, 200) as client:
            composer = composer_of(client, tmp_path)
            await composer.generate(Scene(ImageRequest("a lamp")))
            return composer

    composer = asyncio.run(go())
    assert_free_of_the_key("the objects", repr(composer.keys) + repr(composer.profile) + repr(vars(composer)))


@pytest.mark.parametrize("form", ECHOES)
def test_an_export_of_jobs_holds_no_key(tmp_path: Path, form: str) -> None:
    chat = write_chat(tmp_path / "chat.jsonl", [tag("the harbour at dawn"), tag("a gull")])
    composer = composer_of(echoing(ECHOES[form], 400), tmp_path)
    tasks = Illustration(composer, chat).run().tasks
    jobs = [task.job for task in tasks if task.job is not None]
    told = [replace(job, reason=f"{job.reason} {ECHOES[form](KEY)}") for job in jobs]
    assert write_export(tmp_path / "export.zip", told, chat.with_name("chat.jsonl.pictures"), composer.keys.redact) == 2
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        for name in archive.namelist():
            assert_free_of_the_key(name, archive.read(name).decode())
