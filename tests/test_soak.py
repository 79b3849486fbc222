"""The soak in small: with services that fail at random, every request is accounted for and none is billed twice."""

from pathlib import Path

import pytest

from tests.benchmarks.serving.soak import RUNS, End, account, marker, soak
from tests.stubs.server import Stub


@pytest.mark.parametrize("way", RUNS)
def test_everything_is_accounted_for_and_nothing_billed_twice(way: str, tmp_path: Path) -> None:
    made = soak(RUNS[way], count=60, at_once=10, seed=1, folder=tmp_path)
    assert made.requests == sum(made.ended.values()) == 60
    assert (made.twice, made.lost) == ((), ())
    assert made.kept == made.ended["finished"]
    assert len(made.ended) > 4
    assert made.calls > made.requests


def test_the_account_would_tell() -> None:
    stub = Stub("openai")
    stub.done = {marker(0): ["drip", ""], marker(1): [""], marker(2): [""], marker(3): []}
    kept, bare = End(0, "finished", "", True), End(1, "finished", "", False)
    failed, invented = End(2, "failed", "backend_failed", False), End(3, "finished", "", True)
    made = account([stub], [kept, bare, failed, invented], count=5)
    assert made.twice == (marker(0),)
    assert made.lost == (marker(1), marker(2), marker(3), marker(4))
