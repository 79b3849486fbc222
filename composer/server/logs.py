"""The last records of the log, without secrets, for the page and for whoever looks for a fault."""

import logging
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

_MOST = 1000
_LONGEST = 4000


class LogRing(logging.Handler):
    """Keeps the last records as plain data.

    Args:
        redact: takes secrets out of a text; a record is redacted before it is kept.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__(logging.DEBUG)
        self._redact = redact
        self.records: deque[dict[str, str]] = deque(maxlen=_MOST)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        try:
            message = record.getMessage()
            if record.exc_info and record.exc_info[1] is not None:
                message += f": {told(record.exc_info[1])}"
            entry = {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(),
                "logger": record.name,
                "message": self._redact(message)[:_LONGEST],
            }
        except Exception:
            self.handleError(record)
            return
        self.records.append(entry)

    def last(self, count: int) -> list[dict[str, str]]:
        """Return the last records, the oldest first."""
        return list(self.records)[-count:]


def told(error: BaseException) -> str:
    """Return an error with the place in our code where it came up."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{place}"
