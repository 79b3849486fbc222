"""How fast cards load from disk, as a ratio to inflating and JSON-decoding the same chunks; see `cards` for more."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer.carriers import read_card
from tests.benchmarks.cards import SMALL, costs, formats, peak_mib, written

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.parametrize("size", [SMALL, 300_000])
def test_loading_cards(benchmark: "BenchmarkFixture", tmp_path: Path, size: int) -> None:
    known = formats()
    paths = written(tmp_path, 100 if benchmark.enabled else 10, size)
    benchmark(lambda: [read_card(path, known) for path in paths])
    benchmark.extra_info["ratio"] = round(costs(paths, known, rounds=5 if benchmark.enabled else 1).ratio, 2)
    assert peak_mib(paths, known) < 16
