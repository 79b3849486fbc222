"""SQLite files: their schema, what is broken or from the future, and one thread that does everything."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from composer.database import Database, open_database, storage_error, transaction
from composer.errors import DiskFullError, StorageError

FIRST = (
    "CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT)",
    "INSERT INTO notes(text) VALUES ('from the first')",
)
SECOND = ("ALTER TABLE notes ADD COLUMN colour TEXT DEFAULT 'red'",)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "notes.sqlite3"


def notes(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM notes").fetchall()


def test_a_new_file_is_made_with_its_folder_and_for_its_owner_only(path: Path) -> None:
    opened = open_database(path, [FIRST])
    with closing(opened.connection) as connection:
        assert (opened.new, opened.notice) == (True, "")
        assert notes(connection) == [(1, "from the first")]
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["notes.sqlite3"]


def test_what_is_committed_is_on_disk_before_the_next_step(path: Path) -> None:
    with closing(open_database(path, [FIRST]).connection) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_an_older_schema_is_brought_forward_and_keeps_what_it_holds(path: Path) -> None:
    open_database(path, [FIRST]).connection.close()
    opened = open_database(path, [FIRST, SECOND])
    with closing(opened.connection) as connection:
        assert notes(connection) == [(1, "from the first", "red")]
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert not opened.new


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    open_database(path, [FIRST]).connection.close()
    with pytest.raises(StorageError):
        open_database(path, [FIRST, (*SECOND, "SELECT nonsense")])
    with closing(open_database(path, [FIRST]).connection) as connection:
        assert notes(connection) == [(1, "from the first")]


def test_a_schema_from_the_future_is_left_alone_and_named(path: Path) -> None:
    open_database(path, [FIRST, SECOND]).connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"notes\.sqlite3 was written by a newer rp-composer \(schema 2.*knows 1\)"):
        open_database(path, [FIRST])
    assert path.read_bytes() == before


@pytest.mark.parametrize("broken", [b"scribble" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_broken_file_is_set_aside_whole(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    opened = open_database(path, [FIRST])
    with closing(opened.connection) as connection:
        assert notes(connection) == [(1, "from the first")]
    (aside,) = path.parent.glob("notes.sqlite3.broken-*")
    assert aside.read_bytes() == broken
    assert opened.new
    assert aside.name in opened.notice


def test_a_file_that_is_damaged_inside_is_set_aside(path: Path) -> None:
    with closing(open_database(path, [FIRST]).connection) as connection:
        connection.executemany("INSERT INTO notes(text) VALUES (?)", [("word " * 100,)] * 200)
    data = bytearray(path.read_bytes())
    assert len(data) > 65536
    data[32768:49152] = b"\x5a" * 16384
    path.write_bytes(data)
    opened = open_database(path, [FIRST])
    opened.connection.close()
    assert "was broken" in opened.notice


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="folder"):
        open_database(tmp_path / "file" / "folder" / "a.sqlite3", [FIRST])


def test_a_full_disk_is_said_to_be_full() -> None:
    path = Path("notes.sqlite3")
    assert isinstance(storage_error(path, OSError(28, "No space left on device")), DiskFullError)
    assert not isinstance(storage_error(path, OSError(13, "Permission denied")), DiskFullError)


def test_a_transaction_that_fails_is_undone(path: Path) -> None:
    with closing(open_database(path, [FIRST]).connection) as connection:
        with pytest.raises(KeyError), transaction(connection, path):
            connection.execute("DELETE FROM notes")
            raise KeyError
        assert notes(connection) == [(1, "from the first")]


# ── many tasks ──


def add(text: str) -> Callable[[sqlite3.Connection], int]:
    def operation(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO notes(text) VALUES (?)", (text,))
        if text == "bad":
            raise KeyError(text)
        return threading.get_ident()

    return operation


async def filled(path: Path, texts: list[str]) -> list[int | BaseException]:
    database = Database(path, [FIRST])
    await database.open()
    done = await asyncio.gather(*(database.do(add(text)) for text in texts), return_exceptions=True)
    await database.close()
    return done


def test_one_thread_does_everything_and_a_failure_undoes_only_itself(path: Path) -> None:
    done = asyncio.run(filled(path, ["a", "bad", "b"]))
    assert isinstance(done[1], KeyError)
    assert done[0] == done[2] != threading.get_ident()
    with closing(open_database(path, [FIRST]).connection) as connection:
        assert [row[1] for row in notes(connection)] == ["from the first", "a", "b"]


def test_what_waits_is_done_before_the_file_closes(path: Path) -> None:
    async def run() -> list[int]:
        database = Database(path, [FIRST])
        await database.open()
        waiting = [asyncio.ensure_future(database.do(add(str(number)))) for number in range(200)]
        await asyncio.sleep(0)
        await database.close()
        return await asyncio.gather(*waiting)

    assert len(asyncio.run(run())) == 200


def test_a_file_that_cannot_be_opened_says_so_where_it_is_opened(path: Path) -> None:
    open_database(path, [FIRST, SECOND]).connection.close()
    with pytest.raises(StorageError, match="newer"):
        asyncio.run(Database(path, [FIRST]).open())


def test_a_file_that_another_program_keeps_locked_is_said_to_be(path: Path) -> None:
    with (
        closing(open_database(path, [FIRST]).connection) as one,
        closing(open_database(path, [FIRST]).connection) as two,
    ):
        two.execute("PRAGMA busy_timeout = 0")
        words = pytest.raises(StorageError, match="another program keeps it locked")
        with transaction(one, path), words, transaction(two, path):
            pass
