"""Fixtures that several test files share."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.command_line import CommandLine
from tests.foreign import KEY_VARIABLE, served
from tests.painting import DROP_IN, PAINTER_PROFILE, Painter
from tests.sillytavern.server import VARIABLE, SillyTavern

#: Each process of ``pytest -n auto`` collects all tests and loads the tables of all languages, up to a gigabyte.
MOST_PROCESSES = 4


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    return min((yield), MOST_PROCESSES)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the files of whoever runs it."""
    for name in ("CONFIG", "DATA", "PLUGINS"):
        monkeypatch.setenv(f"RP_COMPOSER_{name}", str(tmp_path / "user" / name.lower()))
    monkeypatch.delenv("RP_COMPOSER_SILLYTAVERN", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    config = tmp_path / "config"
    (config / "plugins").mkdir(parents=True)
    (config / "plugins" / "painter.py").write_text(DROP_IN, encoding="utf-8")
    (config / "painted.yaml").write_text(PAINTER_PROFILE, encoding="utf-8")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("RP_COMPOSER_PLUGINS", str(config / "plugins"))
    monkeypatch.setenv("PAINTED", str(config / "painted.log"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("COLUMNS", "120")
    return CommandLine(tmp_path, capsys)


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def stub_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the key of a profile that draws at a stub."""
    monkeypatch.setenv(KEY_VARIABLE, "stub-key-0123456789")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """Run a server that draws sketches; it asks as a frontend of others does."""
    with served(tmp_path) as client:
        yield client


@pytest.fixture(scope="session")
def sillytavern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SillyTavern]:
    """Run a new SillyTavern for all tests that leave it as it was; they skip themselves where there is none."""
    with SillyTavern(Path(os.environ[VARIABLE]), tmp_path_factory.mktemp("sillytavern")) as running:
        yield running


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Run one server with a painter for all tests of a module that leave it as it was, away from the user's files."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("server")
        for name in ("CONFIG", "DATA", "PLUGINS"):
            patch.setenv(f"RP_COMPOSER_{name}", str(folder / name.lower()))
        with served(folder, Painter()) as client:
            yield client
