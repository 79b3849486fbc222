"""The book of what is spent: booked before a call, corrected after it, and limits that hold over all processes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import OverBudgetError
from composer.profiles import Limits
from composer.spending import Spending, Spent

ZONE = timezone(timedelta(hours=-8))


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 31, 23, 30, tzinfo=ZONE)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spending(tmp_path: Path, clock: Clock) -> Iterator[Spending]:
    made = Spending(tmp_path / "spending.sqlite3", clock)
    yield made
    made.close()


def book(spending: Spending, usd: float | None = 0.04, pictures: Any = 1, job: Any = "a", **limits: Any) -> None:
    spending.reserve(Limits.model_validate(limits), usd, pictures, job, "gemini", "banana")


def test_what_is_booked_counts_before_it_is_settled(spending: Spending) -> None:
    book(spending)
    assert spending.report().today == Spent(1, 0.04)


def test_settling_corrects_what_was_booked(spending: Spending) -> None:
    book(spending, pictures=2)
    spending.settle("a", usd=0.03, pictures=1)
    assert spending.report().today == Spent(1, 0.03)


def test_what_is_settled_without_an_answer_stays_as_it_was_booked(spending: Spending) -> None:
    book(spending)
    spending.settle("a")
    spending.release("a")
    assert spending.report().today == Spent(1, 0.04)


def test_what_is_released_counts_no_more(spending: Spending) -> None:
    book(spending)
    spending.release("a")
    assert spending.report().today == Spent()


def test_one_jobs_end_leaves_the_others_booked(spending: Spending) -> None:
    book(spending, job="a")
    book(spending, job="b")
    spending.release("a")
    assert spending.report().today == Spent(1, 0.04)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"pictures_per_day": 2}, "limit of 2 pictures a day is reached: 2 were drawn today.*anew on 2026-02-01"),
        ({"usd_per_day": 0.1}, r"limit of \$0.10 a day.*\$0.08 is spent.*\$0.04; it starts anew on 2026-02-01"),
        ({"usd_per_month": 0.1}, r"limit of \$0.10 a month.*anew on 2026-02-01"),
    ],
)
def test_a_limit_says_how_much_is_spent_and_when_it_starts_anew(
    spending: Spending, limits: dict[str, float], words: str
) -> None:
    for job in "ab":
        book(spending, job=job, **limits)
    with pytest.raises(OverBudgetError, match=words):
        book(spending, job="c", **limits)
    assert spending.report().today.pictures == 2


def test_parts_of_a_cent_are_told_and_added_up_exactly(spending: Spending) -> None:
    for job in "abc":
        book(spending, 0.0195, job=job)
    assert spending.report().today.usd == 0.0585
    with pytest.raises(OverBudgetError, match=r"limit of \$0.07 a day.*\$0.0585 is spent and this costs \$0.0195"):
        book(spending, 0.0195, job="d", usd_per_day=0.07)


@pytest.mark.parametrize("limits", [{"usd_per_day": 0.12}, {"usd_per_month": 0.12}, {"pictures_per_day": 3}])
def test_a_limit_may_be_used_up_to_the_last_cent(spending: Spending, limits: dict[str, float]) -> None:
    for job in "abc":
        book(spending, job=job, **limits)
    assert spending.report().today.pictures == 3


def test_days_begin_at_midnight_where_the_user_is(spending: Spending, clock: Clock) -> None:
    book(spending, pictures_per_day=1)
    clock.time += timedelta(minutes=31)
    book(spending, job="b", pictures_per_day=1)
    assert list(spending.report().days) == ["2026-02-01", "2026-01-31"]


def test_months_begin_on_their_first_day(spending: Spending, clock: Clock) -> None:
    book(spending, usd_per_month=0.04)
    clock.time += timedelta(minutes=31)
    book(spending, job="b", usd_per_month=0.04)
    assert spending.report().month == Spent(1, 0.04)


def test_a_limit_on_money_refuses_a_price_nobody_knows_and_says_how_to_give_it(spending: Spending) -> None:
    with pytest.raises(OverBudgetError, match=r"nobody knows what banana of gemini costs.*`prices`"):
        book(spending, usd=None, usd_per_day=5)


def test_a_price_nobody_knows_is_reported_as_that(spending: Spending) -> None:
    book(spending, usd=None, pictures=2, pictures_per_day=5)
    assert spending.report().today == Spent(2, 0.0, unpriced=2)


def test_free_pictures_fit_under_any_limit_on_money(spending: Spending) -> None:
    book(spending, usd=0.0, usd_per_day=0)
    assert spending.report().today == Spent(1, 0.0)


def test_the_report_tells_models_apart(spending: Spending) -> None:
    book(spending)
    spending.reserve(Limits(), 0.2, 1, "b", "openai", "image")
    report = spending.report()
    assert report.by_model == {("openai", "image"): Spent(1, 0.2), ("gemini", "banana"): Spent(1, 0.04)}


def test_days_of_long_ago_are_not_reported(spending: Spending, clock: Clock) -> None:
    book(spending)
    clock.time += timedelta(days=30)
    assert spending.report().days == {}


def test_a_broken_book_is_set_aside_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "spending.sqlite3"
    path.write_bytes(b"no database at all, whatever its name says" * 100)
    spending = Spending(path)
    assert spending.report().month == Spent()
    assert "counts no more" in spending.notice
    assert len(list(tmp_path.glob("*.broken-*"))) == 1
    spending.close()


def test_releasing_what_was_never_booked_makes_no_file(tmp_path: Path) -> None:
    Spending(tmp_path / "spending.sqlite3").release("a")
    assert list(tmp_path.iterdir()) == []


PROCESS = """
import sys
from pathlib import Path
from composer.errors import OverBudgetError
from composer.profiles import Limits
from composer.spending import Spending

spending, booked = Spending(Path(sys.argv[1])), 0
for number in range(20):
    try:
        spending.reserve(Limits(usd_per_day=1.0), 0.1, 1, f"{sys.argv[2]}-{number}")
        booked += 1
    except OverBudgetError:
        pass
print(booked)
"""


def test_processes_at_once_never_book_beyond_the_limit(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", PROCESS, str(tmp_path / "spending.sqlite3")]
    processes = [subprocess.Popen([*arguments, name], stdout=subprocess.PIPE, text=True) for name in "abc"]
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 10


ACTIONS = st.lists(st.tuples(st.sampled_from(("reserve", "settle", "release")), st.sampled_from("abc")), max_size=25)


@settings(max_examples=40, deadline=None)
@given(ACTIONS)
def test_what_counts_never_exceeds_the_limit(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, str]]
) -> None:
    spending = Spending(tmp_path_factory.mktemp("book") / "spending.sqlite3")
    open_, closed = dict.fromkeys("abc", 0), 0
    for action, job in actions:
        if action == "reserve":
            fits = sum(open_.values()) + closed < 3
            outcome = _reserved(lambda job=job: book(spending, 1.0, job=job, usd_per_day=3))  # type: ignore[misc]
            assert outcome is fits
            open_[job] += fits
        elif action == "settle":
            spending.settle(job)
            closed, open_[job] = closed + open_[job], 0
        else:
            spending.release(job)
            open_[job] = 0
        assert spending.report().today.usd == sum(open_.values()) + closed
    spending.close()


def _reserved(reserve: Callable[[], None]) -> bool:
    try:
        reserve()
    except OverBudgetError:
        return False
    return True
