"""What pictures cost, and the user's limits: booked before a call goes out, corrected when its answer is there."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer.errors import OverBudgetError
from composer.folders import data_folder
from composer.profiles import Limits

if TYPE_CHECKING:
    import sqlite3

_MIGRATIONS = (
    (
        """CREATE TABLE charges (
            id INTEGER PRIMARY KEY,
            job TEXT NOT NULL,
            backend TEXT NOT NULL,
            model TEXT NOT NULL,
            pictures INTEGER NOT NULL,
            usd REAL,
            settled INTEGER NOT NULL DEFAULT 0,
            day TEXT NOT NULL
        )""",
        "CREATE INDEX charges_by_day ON charges(day)",
    ),
)
_DAYS_REPORTED = 30


@dataclass(frozen=True, slots=True)
class Spent:
    """What was drawn and spent: pictures, US dollars, and for how many of the pictures nobody knows the price."""

    pictures: int = 0
    usd: float = 0.0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What was spent today, this month, this month by (backend, model), and on each of the last 30 days with any."""

    today: Spent
    month: Spent
    by_model: dict[tuple[str, str], Spent]
    days: dict[str, Spent]


class Spending:
    """The book of what is spent, shared by every process of the user.

    A call that was booked counts from the moment before it goes out, whatever comes of it, until it is released; so a
    crash or an answer that never came can make the book say too much, never too little. Pictures of every backend that
    has a service are booked, those of local ones at no cost; what rp-composer draws by itself is not.

    Args:
        path: the database; None for the one in the data folder.
        now: returns the time in the user's own time zone, by which days and months begin.
    """

    def __init__(
        self, path: Path | None = None, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        self.path = path or data_folder() / "spending.sqlite3"
        self.notice = ""
        self._now = now
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def reserve(
        self, limits: Limits, usd: float | None, pictures: int, job_id: str, backend: str = "", model: str = ""
    ) -> None:
        """Book a call that is about to go out.

        Args:
            limits: what may be spent. usd: what the call will cost, None when nobody knows. pictures: how many.
            job_id: what the entry is known by until it is settled or released.

        Raises:
            OverBudgetError: a limit would be exceeded, or a limit on money stands against a price nobody knows.
            StorageError: it cannot be booked.
        """
        day = self._now().date().isoformat()
        with self._booked() as connection:
            self._check(connection, limits, usd, pictures, day, f"{model or 'the model'} of {backend or 'the backend'}")
            connection.execute(
                "INSERT INTO charges(job, backend, model, pictures, usd, day) VALUES (?, ?, ?, ?, ?, ?)",
                (job_id, backend, model, pictures, usd, day),
            )

    def settle(self, job_id: str, usd: float | None = None, pictures: int | None = None) -> None:
        """Correct an entry for good once the answer is there, or will never be; None for what was right."""
        if not self.path.exists():
            return
        with self._booked() as connection:
            connection.execute(
                "UPDATE charges SET settled = 1, usd = coalesce(?, usd), pictures = coalesce(?, pictures) "
                "WHERE job = ? AND NOT settled",
                (usd, pictures, job_id),
            )

    def release(self, job_id: str) -> None:
        """Take an entry back whose call did not go out, or was answered without a picture and without a bill."""
        if not self.path.exists():
            return
        with self._booked() as connection:
            connection.execute("DELETE FROM charges WHERE job = ? AND NOT settled", (job_id,))

    def report(self) -> Report:
        """Return what was spent."""
        today = self._now().date()
        month = today.isoformat()[:7]
        first = (today - timedelta(days=_DAYS_REPORTED - 1)).isoformat()
        with self._booked() as connection:
            by_model = connection.execute(
                f"SELECT backend, model, {_SUMS} FROM charges WHERE day >= ? GROUP BY backend, model "
                "ORDER BY 4 DESC, 3 DESC",
                (f"{month}-01",),
            ).fetchall()
            days = connection.execute(
                f"SELECT day, {_SUMS} FROM charges WHERE day >= ? GROUP BY day ORDER BY day DESC", (first,)
            ).fetchall()
            return Report(
                today=_spent_since(connection, today.isoformat()),
                month=_spent_since(connection, f"{month}-01"),
                by_model={(backend, model): _spent(sums) for backend, model, *sums in by_model},
                days={day: _spent(sums) for day, *sums in days},
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _check(
        self, connection: "sqlite3.Connection", limits: Limits, usd: float | None, pictures: int, day: str, who: str
    ) -> None:
        money = limits.usd_per_day is not None or limits.usd_per_month is not None
        if usd is None and money:
            raise OverBudgetError(
                f"there is a limit on money, but nobody knows what {who} costs; "
                "give its `prices` in a file of the folder models beside your profiles, or lift the limit"
            )
        today, month = _spent_since(connection, day), _spent_since(connection, f"{day[:7]}-01")
        tomorrow, next_month = self._resets()
        _check_pictures(limits.pictures_per_day, today.pictures, pictures, tomorrow)
        _check_money(limits.usd_per_day, "day", today.usd, usd or 0.0, tomorrow)
        _check_money(limits.usd_per_month, "month", month.usd, usd or 0.0, next_month)

    def _resets(self) -> tuple[str, str]:
        today = self._now().date()
        next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (today + timedelta(days=1)).isoformat(), next_month.isoformat()

    @contextmanager
    def _booked(self) -> "Iterator[sqlite3.Connection]":
        from composer.database import transaction  # composing alone does not pay for SQLite

        with self._lock:
            connection = self._open()
            with transaction(connection, self.path):
                yield connection

    def _open(self) -> "sqlite3.Connection":
        from composer.database import open_database

        if self._connection is None:
            opened = open_database(self.path, _MIGRATIONS)
            self._connection = opened.connection
            if opened.notice:
                self.notice = f"{opened.notice}: what was spent before counts no more against your limits"
        return self._connection


_SUMS = "coalesce(sum(pictures), 0), coalesce(sum(usd), 0), coalesce(sum(CASE WHEN usd IS NULL THEN pictures END), 0)"


def _check_pictures(limit: int | None, drawn: int, more: int, reset: str) -> None:
    if limit is not None and drawn + more > limit:
        raise OverBudgetError(
            f"the limit of {limit} pictures a day is reached: {drawn} were drawn today and {more} more "
            f"asked for; it starts anew on {reset}"
        )


def _check_money(limit: float | None, period: str, spent: float, cost: float, reset: str) -> None:
    if limit is not None and spent + cost > limit + 1e-9:
        raise OverBudgetError(
            f"the limit of {_dollars(limit)} a {period} would be exceeded: {_dollars(spent)} is spent and this costs "
            f"{_dollars(cost)}; it starts anew on {reset}"
        )


def _spent_since(connection: "sqlite3.Connection", day: str) -> Spent:
    return _spent(connection.execute(f"SELECT {_SUMS} FROM charges WHERE day >= ?", (day,)).fetchone())


def _spent(sums: Any) -> Spent:
    pictures, usd, unpriced = sums
    return Spent(int(pictures), round(float(usd), 6), int(unpriced))


def _dollars(usd: float) -> str:
    """Return an amount to the cent, or to the hundredth of one where that says more."""
    return f"${usd:.2f}" if round(usd, 2) == round(usd, 4) else f"${usd:.4f}"
