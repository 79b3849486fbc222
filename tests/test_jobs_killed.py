"""Jobs survive kill -9 at every step: nothing is lost, and nothing that is billed is asked for twice by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes that are killed are forked")


@pytest.fixture(scope="module", params=["paid", "free"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("killed")
    output = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(folder), request.param],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert output.returncode == 0, output.stderr
    return request.param, [json.loads(line) for line in output.stdout.splitlines()]


def test_there_are_many_steps(found: tuple[str, list[dict[str, Any]]]) -> None:
    assert len(found[1]) > 15


def test_what_is_billed_is_never_asked_for_twice_by_itself(found: tuple[str, list[dict[str, Any]]]) -> None:
    kind, ends = found
    assert {end["calls"] for end in ends} <= ({0, 1} if kind == "paid" else {1, 2})


def test_it_ends_with_a_picture_or_in_the_open(found: tuple[str, list[dict[str, Any]]]) -> None:
    kind, ends = found
    statuses = {end["status"] for end in ends}
    assert statuses == ({"finished", "unknown"} if kind == "paid" else {"finished"})


def test_only_a_call_that_may_be_out_is_unknown(found: tuple[str, list[dict[str, Any]]]) -> None:
    unknown = [end["at"] for end in found[1] if end["status"] == "unknown"]
    assert unknown == list(range(unknown[0], unknown[-1] + 1)) if unknown else found[0] == "free"


def test_a_retry_draws_what_is_unknown(found: tuple[str, list[dict[str, Any]]]) -> None:
    assert all(end["retried"] == "finished" for end in found[1])
    assert all(end["all_calls"] == end["calls"] + (end["status"] == "unknown") for end in found[1])


def test_what_is_recorded_is_there_and_nothing_else(found: tuple[str, list[dict[str, Any]]]) -> None:
    assert all(end["recorded"] == ["gull-0.png"] for end in found[1])
    assert all(end["files"] == ["gull-0.json", "gull-0.png"] for end in found[1])


def test_every_call_that_may_be_billed_stands_in_the_book(found: tuple[str, list[dict[str, Any]]]) -> None:
    kind, ends = found
    if kind == "paid":
        assert all(end["booked"] == 1 + (end["status"] == "unknown") for end in ends)
    else:
        assert all(end["booked"] == 1 for end in ends)
