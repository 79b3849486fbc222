"""Sizes: the nearest that keeps to the limits, its ratio before its area."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from composer.models import Limits
from composer.models.sizes import distance, is_legal, nearest_legal, nearest_listed, nearest_tier, read_size, write_size

SIDE = st.integers(1, 9000)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """Return limits that a square of some size keeps to."""
    step = draw(st.sampled_from([1, 8, 16, 64]))
    side = step * draw(st.integers(2, 32))
    assume(side >= 64)
    return Limits(
        multiple_of=step,
        minimum_side=draw(st.integers(1, side)),
        minimum_long_side=draw(st.integers(1, side)),
        maximum_side=draw(st.integers(side, 8192)),
        minimum_pixels=draw(st.integers(1, side * side)),
        maximum_pixels=draw(st.integers(side * side, 8192 * 8192)),
        maximum_ratio=draw(st.floats(1, 20)),
    )


@given(SIDE, SIDE, limits())
def test_the_nearest_size_keeps_to_all_limits(width: int, height: int, within: Limits) -> None:
    size = nearest_legal((width, height), within)
    assert size is not None
    assert is_legal(size, within)


@given(SIDE, SIDE, limits())
def test_a_size_that_keeps_to_the_limits_stays(width: int, height: int, within: Limits) -> None:
    legal = nearest_legal((width, height), within) or (0, 0)
    assert nearest_legal(legal, within) == legal


def test_limits_that_no_size_keeps_to_give_none() -> None:
    assert nearest_legal((512, 512), Limits(minimum_side=512, maximum_side=512, maximum_pixels=1000)) is None


@pytest.mark.parametrize(
    ("wish", "size"),
    [((1000, 1500), (992, 1488)), ((100, 100), (816, 816)), ((9000, 100), (1632, 544)), ((5000, 5000), (2880, 2880))],
)
def test_the_ratio_is_kept_before_the_area(wish: tuple[int, int], size: tuple[int, int]) -> None:
    within = Limits(multiple_of=16, maximum_side=3840, minimum_pixels=655360, maximum_pixels=8294400, maximum_ratio=3)
    assert nearest_legal(wish, within) == size


def test_of_listed_sizes_the_nearest_ratio_counts_then_the_area() -> None:
    sizes = [(512, 512), (1024, 1024), (1024, 1536)]
    assert nearest_listed(2 / 3, 512 * 512, sizes) == (1024, 1536)
    assert nearest_listed(1, 900 * 900, sizes) == (1024, 1024)


def test_the_nearest_tier_is_by_area() -> None:
    assert nearest_tier(1792 * 1024, ["1K", "2K", "4K"]) == "1K"
    assert nearest_tier(1600 * 1600, ["1K", "2K", "4K"]) == "2K"


@pytest.mark.parametrize("text", ["auto", "", None, "0x5", "12", "axb", "1024x", "999999x1", "1024x1024\n"])
def test_what_is_no_size_is_none(text: str | None) -> None:
    assert read_size(text) is None


@given(SIDE, SIDE)
def test_a_size_is_read_as_it_is_written(width: int, height: int) -> None:
    assert read_size(write_size((width, height))) == (width, height)


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_distance_is_the_same_both_ways(one: float, other: float) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))
