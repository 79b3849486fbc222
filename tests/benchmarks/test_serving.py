"""What a picture costs with our server beside a bare pass-through; ``ratio`` is to be at most 1.3."""

import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.serving import passing
from tests.benchmarks.serving.__main__ import OURS, compare, ratios

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processor time is read from /proc")
BARE = "bare, httpx"


@pytest.mark.parametrize("at_once", [1, 50])
def test_a_picture_beside_a_bare_pass_through(benchmark: "BenchmarkFixture", at_once: int) -> None:
    measured = not benchmark.disabled
    if not measured:
        at_once = min(at_once, 4)
    wanted = (100 if measured else 4, at_once, (BARE, OURS), 2 if measured else 1)
    found = benchmark.pedantic(compare, wanted)  # type: ignore[no-untyped-call]
    assert all(one.median > 0 and one.processor > 0 for one in found.values())
    if benchmark.stats is not None:
        told = ratios(found, BARE)
        benchmark.extra_info["ratio"] = round(told["median latency"], 2)
        benchmark.extra_info["ratios"] = {what: round(ratio, 2) for what, ratio in told.items()}


@pytest.mark.parametrize("at_once", [1, 50])
def test_a_request_in_until_the_request_out(benchmark: "BenchmarkFixture", at_once: int) -> None:
    measured = not benchmark.disabled
    wanted = (300, at_once) if measured else (4, min(at_once, 2))
    found = benchmark.pedantic(passing.compare, wanted)  # type: ignore[no-untyped-call]
    bare = found[passing.BARE]
    assert all(0 < one.median <= one.slowest for one in found.values())
    if benchmark.stats is not None:
        benchmark.extra_info["ratios"] = {
            name: {"p50": round(one.median / bare.median, 2), "p99": round(one.slowest / bare.slowest, 2)}
            for name, one in found.items()
        }
