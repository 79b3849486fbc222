"""How long ``rp-composer compose`` takes from nothing, as a ratio to importing the libraries it cannot do without."""

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

LIBRARIES = "import click, pydantic, yaml, pluggy"
COMPOSE = "from composer.cli import main; main()"


def seconds(*command: str) -> float:
    """Run Python once and return how long it took."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", *command], check=True, capture_output=True)
    return time.perf_counter() - began


def test_startup_of_compose(benchmark: "BenchmarkFixture", tmp_path: Path) -> None:
    message = tmp_path / "message.md"
    message.write_text("""<img data-iig-instruction='{"prompt":"a gull"}' src="[IMG:GEN]">""", encoding="utf-8")
    command = (COMPOSE, "compose", str(message))
    rounds = 7 if benchmark.enabled else 1
    least = min(seconds(LIBRARIES) for _ in range(rounds))
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        seconds, command, rounds=rounds, warmup_rounds=1
    )
    ratio = min(seconds(*command) for _ in range(rounds)) / least
    benchmark.extra_info["ratio"] = round(ratio, 2)
    assert ratio > 0
