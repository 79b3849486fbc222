"""What drawings work with: the things of a folder, a job that is queued or in work, pictures that have arrived."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from composer.errors import DiskFullError
from composer.jobs.feed import Feed
from composer.jobs.job import Job, Submission
from composer.jobs.table import Row
from composer.pictures import Picture
from composer.store import Store
from composer.types import RenderedPrompt, Scene

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from composer.app import Composer
    from composer.database import Database
    from composer.profiles import Profile
    from composer.spending import Spending


@dataclass
class Desk:
    """What every drawing of a process works with.

    Attributes:
        owner: the name of this process in the table; unsaved: finished pictures the disk has not taken yet, by job.
        room: called before anything is sent; raises StorageError while there is no room for what it would bring.
    """

    folder: Path
    database: "Database"
    store: Store
    spending: "Spending"
    composer_for: "Callable[[Profile], Composer]"
    owner: str
    unsaved: "dict[str, Delivery]" = field(default_factory=dict)

    def check_room(self) -> None:
        """Raise DiskFullError while earlier pictures wait for room: what is sent now could not be kept either."""
        if self.unsaved:
            waiting = ", ".join(self.unsaved)
            raise DiskFullError(f"{self.folder}: the pictures of {waiting} still wait for room; nothing was sent")

    def account(self, job_id: str, owner: str | None = None) -> str:
        """Return the name of a job's entry in the book of what is spent, another for each process."""
        return f"{owner or self.owner}/{job_id}"


@dataclass
class Work:
    """A job that this process has queued or in work.

    Attributes:
        row: as it stands in the table. cancelling: somebody wants it to stop. out: a call is out that will be billed.
        delivered: its pictures have arrived and are on their way to the disk.
    """

    submission: Submission
    row: Row
    feed: Feed
    cancelling: bool = False
    out: bool = False
    delivered: bool = False
    task: "asyncio.Task[None] | None" = None
    _stopped: bool = False

    @property
    def job(self) -> Job:
        """The job as it is now."""
        return self.feed.job

    def stop(self) -> None:
        """Stop its task; a second time would break off what writes down how it ended."""
        if self.task is not None and not self._stopped:
            self._stopped = True
            self.task.cancel()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Pictures that arrived, with all that is to be kept of them."""

    job: Job
    scene: Scene
    prompt: RenderedPrompt
    pictures: tuple[Picture, ...]
    composer: "Composer"
    booked: bool

    @property
    def unsaved(self) -> Job:
        """The job as it is while the disk takes nothing, not even this."""
        reason = "there is no room for its picture, which is kept in memory and written as soon as there is"
        return replace(self.job, status="failed", code=DiskFullError.code, reason=reason)
