"""Idempotency keys: the same key with the same body leads to the same jobs, with another body to an error."""

import hashlib
import json
import time
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from composer.database import Database
from composer.server.errors import AnswerError

_MIGRATIONS = (("CREATE TABLE keys (name TEXT PRIMARY KEY, body TEXT NOT NULL, used REAL NOT NULL)",),)
#: How long a key is remembered, in seconds, and how many at most.
_REMEMBERED = 30 * 24 * 3600
_MOST = 100_000


class IdempotencyKeys:
    """The keys that clients have used, in a table on disk.

    Args:
        path: of the SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _MIGRATIONS)

    async def open(self) -> None:
        """Open the file; StorageError when that cannot be done."""
        await self._database.open()

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()

    async def claim(self, key: str, body: Any) -> str:
        """Note what a key is used for, and return a name for it that is the same each time.

        Raises:
            AnswerError: it was used for something else before. StorageError: it cannot be noted.
        """
        name, wanted = _hash(key)[:32], _hash(json.dumps(body, sort_keys=True))
        if await self._database.do(lambda connection: _noted(connection, name, wanted)) != wanted:
            raise AnswerError(
                422, "idempotency_key_reused", "this Idempotency-Key was sent with another body; use a new one",
                "idempotency-key",
            )  # fmt: skip
        return name


def _noted(connection: Connection, name: str, body: str) -> str:
    """Return the hash of the body that is noted for a key, this one if there was none yet."""
    now = time.time()
    connection.execute("DELETE FROM keys WHERE used < ?", (now - _REMEMBERED,))
    connection.execute("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", (name, body, now))
    connection.execute(
        "DELETE FROM keys WHERE name IN (SELECT name FROM keys ORDER BY used DESC LIMIT -1 OFFSET ?)", (_MOST,)
    )
    row = connection.execute("SELECT body FROM keys WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else body


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
