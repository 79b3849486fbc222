"""SQLite files: opened with the right schema, set aside when broken, written by one thread."""

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from composer.errors import ComposerError, DiskFullError, StorageError
from composer.files import locked

T = TypeVar("T")

#: What leads from one version of a schema to the next: statements, each run once.
Migration = tuple[str, ...]

_BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_PATIENCE = 30.0
_BATCH = 64
_CHECKED = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database; `new`: it was made just now; `notice`: what the user should know about that, "" for nothing."""

    connection: sqlite3.Connection
    new: bool
    notice: str = ""


def open_database(path: Path, migrations: Sequence[Migration]) -> Opened:
    """Open a database, make it or bring it to the newest schema; one that is broken is set aside and made anew.

    Args:
        path: the file; its folder is made. migrations: all there ever were; their number is the schema's version.

    Raises:
        StorageError: it was written by a newer version, or the disk does not take it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(path, error) from error
    with _alone(path):
        try:
            return _opened(path, migrations)
        except sqlite3.DatabaseError as error:
            if not isinstance(error, _DamagedError) and _code(error) not in _BROKEN:
                raise storage_error(path, error) from error
        aside = _set_aside(path)
        notice = f"{path} was broken and is now {aside.name}; a new one was made"
        return Opened(_opened(path, migrations).connection, new=True, notice=notice)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Do several things at once or not at all, alone among processes; StorageError when the disk does not take it."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            _roll_back(connection)
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        raise storage_error(path, error) from error


def storage_error(path: Path, error: sqlite3.Error | OSError) -> StorageError:
    """Return what a failure to read or write a file means to its user."""
    full = is_full(error) if isinstance(error, OSError) else _code(error) in _NO_ROOM
    if full:
        return DiskFullError(f"{path}: it cannot be written ({_cause(error)}); make room on that disk and try again")
    if isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_BUSY:
        return StorageError(f"{path}: another program keeps it locked; close that program, then try again")
    return StorageError(f"{path}: {_cause(error)}")


def is_full(error: OSError) -> bool:
    """Return whether an error means that the disk, a quota or a file's allowed size is full."""
    import errno

    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Database:
    """A database for many tasks: one thread does everything, what waits together shares a commit.

    Args:
        path, migrations: as for `open_database`.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self.path = path
        self.migrations = migrations
        self._wishes: queue.SimpleQueue[tuple[Callable[[sqlite3.Connection], Any], Future[Any]] | None]
        self._wishes = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def open(self) -> Opened:
        """Open the file and start its thread; the errors are those of `open_database`."""
        opening: Future[Opened] = Future()
        self._thread = threading.Thread(target=self._work, args=(opening,), name=self.path.name, daemon=True)
        self._thread.start()
        return await asyncio.wrap_future(opening)

    async def do(self, operation: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `operation` returns, once it is on disk; what it raises undoes it, and only it.

        Raises:
            StorageError: the disk does not take it; nothing was done.
        """
        done: Future[T] = Future()
        self._wishes.put((operation, done))
        return await asyncio.wrap_future(done)

    async def close(self) -> None:
        """Do what still waits, then close the file."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._wishes.put(None)
            await asyncio.to_thread(thread.join)

    def _work(self, opening: "Future[Opened]") -> None:
        try:
            opened = open_database(self.path, self.migrations)
        except BaseException as error:
            opening.set_exception(error)
            return
        opening.set_result(opened)
        with contextlib.closing(opened.connection) as connection:
            going = True
            while going:
                batch = self._batch()
                going = None not in batch
                self._commit(connection, [wish for wish in batch if wish is not None])

    def _batch(self) -> list[tuple[Callable[[sqlite3.Connection], Any], Future[Any]] | None]:
        batch = [self._wishes.get()]
        with contextlib.suppress(queue.Empty):
            while len(batch) < _BATCH:
                batch.append(self._wishes.get_nowait())
        return batch

    def _commit(
        self, connection: sqlite3.Connection, batch: list[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]]
    ) -> None:
        wishes = [(operation, done) for operation, done in batch if done.set_running_or_notify_cancel()]
        outcomes: list[Any] = []
        try:
            with transaction(connection, self.path):
                outcomes = [_tried(connection, operation) for operation, _ in wishes]
        except ComposerError as error:
            outcomes = [error] * len(wishes)
        for (_, done), outcome in zip(wishes, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)


def _tried(connection: sqlite3.Connection, operation: Callable[[sqlite3.Connection], T]) -> T | BaseException:
    connection.execute("SAVEPOINT operation")
    try:
        result: T | BaseException = operation(connection)
    except sqlite3.Error:
        raise  # the whole transaction is in doubt
    except BaseException as error:
        connection.execute("ROLLBACK TO operation")
        result = error
    connection.execute("RELEASE operation")
    return result


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from opening the file for the moment it takes to check and change its schema."""
    until = time.monotonic() + _PATIENCE
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(locked(path))
                break
            except ComposerError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            except OSError as error:
                raise storage_error(path, error) from error
        yield


def _opened(path: Path, migrations: Sequence[Migration]) -> Opened:
    new = not path.exists()
    if new:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # it holds what was said in chats
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        _check(connection, path)
        _migrate(connection, path, migrations)
    except BaseException:
        connection.close()
        raise
    return Opened(connection, new)


class _DamagedError(sqlite3.DatabaseError):
    """A file that opens, and whose pages do not fit together."""


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size > _CHECKED:
        return  # it would hold up the start; what is damaged shows when it is read
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _DamagedError(verdict)


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise StorageError(
            f"{path} was written by a newer rp-composer (schema {version}, this one knows {len(migrations)}); "
            "update rp-composer, or name another folder"
        )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for number, statements in enumerate(migrations[version:], version + 1):
        with transaction(connection, path):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number:d}")


def _set_aside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{stamp}-{number}")
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _cause(error: sqlite3.Error | OSError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
