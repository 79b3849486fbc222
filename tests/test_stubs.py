"""The stubs as programs, as somebody runs them who tries a profile without paying."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from composer.app import Composer
from composer.profiles import Profile
from composer.types import ImageRequest, Scene
from tests.stubs.chance import faults_by_chance
from tests.stubs.server import FAULTS
from tests.stubs.wire import FORMATS


@pytest.mark.skipif(os.name != "posix", reason="the stub is ended by a signal")
@pytest.mark.parametrize("service", FORMATS)
def test_a_stub_draws_and_tells_what_it_was_asked(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUB_KEY", "stub:key/0123456789")
    command = [sys.executable, "-m", "tests.stubs", service]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        endpoint = process.stdout.readline().split()[-1]
        composer = Composer(Profile(backend=service, endpoint=endpoint, key_variable="STUB_KEY"))
        assert len(composer.generate_sync(Scene(ImageRequest("a lamp"))).pictures) == 1
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=20)
    assert any(line.startswith("POST /") for line in told.splitlines())
    assert process.returncode == 0


def test_chance_is_the_same_for_the_same_seed_and_leaves_nothing_out() -> None:
    first, again, other = (faults_by_chance(seed) for seed in (1, 1, 2))
    drawn = [next(first) for _ in range(1000)]
    assert drawn == [next(again) for _ in range(1000)] != [next(other) for _ in range(1000)]
    assert set(drawn) == set(FAULTS)
