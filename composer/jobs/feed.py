"""What happens to jobs, told to whoever listens: slow listeners miss some progress, but never the end."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from composer.jobs.job import Event, Job

_WAITING = 32


class Feed:
    """The events of one job, for any number of listeners."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._listeners: set[_Listener] = set()

    def publish(self, job: Job) -> None:
        """Tell every listener of the job's new state or progress."""
        kind = "progress" if job.status == self.job.status == "running" else "state"
        self.job = job
        for listener in self._listeners:
            listener.put(Event(kind, job))  # type: ignore[arg-type]

    def close(self) -> None:
        """Send the listeners away: what else happens to the job is not known here."""
        for listener in self._listeners:
            listener.put(None)

    async def listen(self) -> AsyncGenerator[Event, None]:
        """Yield the present state, then all that happens, until the job has ended or nothing more is known here."""
        listener = _Listener()
        listener.put(Event("state", self.job))
        self._listeners.add(listener)
        try:
            while True:
                event = await listener.get()
                if event is None:
                    return
                yield event
                if event.job.ended:
                    return
        finally:
            self._listeners.discard(listener)


class _Listener:
    """Keeps the latest events; the oldest goes when there are too many, so the end is always among them."""

    def __init__(self) -> None:
        self._events: deque[Event | None] = deque(maxlen=_WAITING)
        self._there = asyncio.Event()

    def put(self, event: Event | None) -> None:
        self._events.append(event)
        self._there.set()

    async def get(self) -> Event | None:
        while not self._events:
            self._there.clear()
            await self._there.wait()
        return self._events.popleft()
