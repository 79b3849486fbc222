"""How long ``rp-composer compose`` takes from nothing, as a ratio to importing the libraries it cannot do without."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

LIBRARIES = "import click, pydantic, yaml, pluggy"
COMPOSE = "from composer.cli import main; main()"


def seconds(compiled: Path, *command: str) -> float:
    """Run Python once and return how long it took; modules are compiled once, into a folder, as after installing."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", *command], check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


@pytest.mark.parametrize("chat", ["message", "sample:maren"])
def test_startup_of_compose(benchmark: "BenchmarkFixture", tmp_path: Path, chat: str) -> None:
    message = tmp_path / "message.md"
    message.write_text("""<img data-iig-instruction='{"prompt":"a gull"}' src="[IMG:GEN]">""", encoding="utf-8")
    compiled = tmp_path / "compiled"
    command = (COMPOSE, "compose", str(message) if chat == "message" else chat)
    rounds = 7 if benchmark.enabled else 1
    least = min(seconds(compiled, LIBRARIES) for _ in range(rounds + 1))
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        seconds, (compiled, *command), rounds=rounds, warmup_rounds=1
    )
    ratio = min(seconds(compiled, *command) for _ in range(rounds)) / least
    benchmark.extra_info["ratio"] = round(ratio, 2)
    assert ratio > 0
