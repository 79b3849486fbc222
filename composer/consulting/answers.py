"""What readers have answered in this run: each question is asked once, and one whose service failed has a rest."""

import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from composer.consulting.remembered import Fact
from composer.errors import BackendError, ComposerError, PluginError

#: How long a reader whose service failed is left alone, in seconds.
_REST = 60.0
#: How many answers are kept.
_KEPT = 1000


class Answers:
    """Asks readers and keeps what counts of their answers, by content.

    Attributes:
        reports: what went wrong with a reader; what the rules have read stands all the same.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.reports: list[PluginError] = []
        self._clock = clock
        self._kept: dict[str, tuple[Fact, ...]] = {}
        self._rests: dict[str, float] = {}

    def knows(self, question: tuple[str, ...]) -> bool:
        """Return whether a question was answered in this run; its first part is the reader's name."""
        return _key(question) in self._kept

    async def to(
        self,
        question: tuple[str, ...],
        about: str,
        ask: Callable[[], Awaitable[Iterable[Any]]],
        checked: Callable[[Iterable[Any]], Iterable[Fact]],
        known: bool = False,
    ) -> tuple[Fact, ...]:
        """Return what counts of a reader's answer; () when it has none.

        Args:
            question: all that decides the answer, the reader's name first. about: what is read, for reports.
            ask: asks the reader. checked: yields what counts of its answer. known: it has the answer without asking
                its service, so that it needs no rest.
        """
        reader, key = question[0], _key(question)
        if key in self._kept:
            return self._kept[key]
        if not known and self._clock() < self._rests.get(reader, float("-inf")):
            return ()
        try:
            facts = tuple(checked(await ask()))
        except BackendError as error:  # a service may be away; the picture is drawn from what the rules found
            self._rests[reader] = self._clock() + _REST
            self.reports.append(PluginError(f"reader {reader}: {error}; {about} is read by the rules alone"))
            return ()
        except ComposerError:
            raise
        except Exception as error:
            self.reports.append(PluginError(f"reader {reader}: {error!r}"))
            return ()
        self._keep(key, facts)
        return facts

    def _keep(self, key: str, facts: tuple[Fact, ...]) -> None:
        while len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = facts


def _key(question: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(question).encode("utf-8", "replace")).hexdigest()
