"""What takes a request's place in its message, with a place for the path of each picture."""

from dataclasses import replace

from composer.app import Composer
from composer.jobs.job import Job
from composer.types import Failed, FoundRequest, Illustrated, Outcome

#: What has come of a job that failed stands in the message as well.
_FAILED = ("failed", "unknown")


def replacement_of(composer: Composer, found: FoundRequest, job: Job) -> str | None:
    """Return the text that takes the place of a request once its job has ended; None while nothing does.

    ``{{picture:0}}`` stands in it for the path of the first picture: the frontend keeps the pictures where it can show
    them, and writes the paths.
    """
    outcome = _outcome(job)
    if outcome is None or not found.source:
        return None
    alone = replace(found, start=0, end=len(found.source))
    return composer.replace(found.source, alone, outcome)


def found_again(composer: Composer, job: Job) -> FoundRequest | None:
    """Return the request of a job as its own text says it; None when it has none, or it cannot be read alone."""
    requests = composer.find(job.source) if job.source else []
    found = next((found for found in requests if found.source == job.source), None)
    if found is not None and found.status == "incomplete":
        # Only what follows it in its message shows that a request which is never closed has come to its end. It has a
        # job, so that it had.
        return replace(found, status="pending")
    return found


def _outcome(job: Job) -> Outcome | None:
    if job.status == "finished":
        return Illustrated(tuple(f"{{{{picture:{number}}}}}" for number in range(len(job.pictures))), job.id)
    return Failed(job.reason or "it failed", job.id) if job.status in _FAILED else None
