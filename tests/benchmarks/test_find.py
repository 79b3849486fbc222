"""What finding costs per kB: plain text, an ordinary message, and text made to be slow (at most three times plain)."""

import time
from typing import TYPE_CHECKING

import pytest

from composer.requests.finding import find
from tests.grammars import DETAILS, IMAGE_TAG, LEGACY_TAG, builtin_grammars

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SIZE = 1_000_000
PLAIN = 'The rain fell on "Lantern" street, *slowly*, and she turned; it\'s cold.\n\n'
GRAMMARS = builtin_grammars()
UNITS = {
    "plain": PLAIN,
    "message": PLAIN * 10 + IMAGE_TAG + "\n" + PLAIN * 10 + LEGACY_TAG + "\n" + PLAIN * 10 + DETAILS + "\n",
    "image openers": "<img ",
    "braces": "{",
    "legacy openers": "[IMG:GEN:",
    "legacy braces": "[IMG:GEN:{",
    "legacy strings": '[IMG:GEN:{"',
    "legacy keys": '[IMG:GEN:{"a":"[IMG:GEN:{",',
    "instructions": "<img data-iig-instruction='{ ",
    "instructions in double quotes": '<img data-iig-instruction="{"a":"',
    "instructions with entities": "<img data-iig-instruction='&quot;",
    "attributes": '<img a="',
    "attributes with stray quotes": '<img x" a="',
    "details": "<details>",
    "details blocks": "<details><summary>Image: New</summary>",
    "comments": "<!--",
    "thoughts": "<think>",
    "templates": '<pic prompt="',
    "line breaks": "\n",
    "backticks": "`` a ` ",
    "backticks over lines": "`\n``\n",
}


def text_of(kind: str) -> str:
    if kind == "growing backticks":
        return "".join("`" * length + " x " for length in range(1, 1400))[:SIZE]
    unit = UNITS[kind]
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


def seconds_per_kilobyte(text: str) -> float:
    """Return the best of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        find(text, GRAMMARS)
        times.append(time.perf_counter() - start)
    return min(times) / len(text) * 1000


@pytest.fixture(scope="module")
def plain_cost() -> float:
    return seconds_per_kilobyte(text_of("plain"))


@pytest.mark.parametrize("kind", [*UNITS, "growing backticks"])
def test_find_per_kilobyte(benchmark: "BenchmarkFixture", kind: str, plain_cost: float) -> None:
    text = text_of(kind)
    found = benchmark.pedantic(find, args=(text, GRAMMARS), rounds=3)  # type: ignore[no-untyped-call]
    assert (len(found) > 3) == (kind == "message")
    cost = seconds_per_kilobyte(text)
    benchmark.extra_info["microseconds_per_kilobyte"] = round(cost * 1e6, 2)
    benchmark.extra_info["ratio_to_plain_text"] = round(cost / plain_cost, 2)


def main() -> None:
    """Print the table."""
    plain = seconds_per_kilobyte(text_of("plain"))
    for kind in [*UNITS, "growing backticks"]:
        cost = seconds_per_kilobyte(text_of(kind))
        print(f"{kind:32} {cost * 1e6:8.1f} µs/kB {cost / plain:6.2f} × plain")


if __name__ == "__main__":
    main()
