"""From one state of a job to the next: each function is one whole transaction."""

from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from composer.errors import ConflictError
from composer.jobs import table
from composer.jobs.ids import request_fields
from composer.jobs.job import RETRIED, Job, Kind, Submission
from composer.jobs.table import Row
from composer.profiles import Profile
from composer.prompt_data import reference_of


def job_for(submission: Submission, kind: Kind = "first") -> Job:
    """Return the job of a submission as it begins."""
    request = submission.scene.request
    if submission.seed is not None:
        request = replace(request, seed=submission.seed)
    return Job(
        id=submission.id,
        status="held" if submission.hold else "queued",
        reason=submission.hold,
        code="held" if submission.hold else "",
        chat=submission.chat,
        message=submission.message,
        message_number=submission.message_number,
        swipe=submission.swipe,
        profile=submission.profile.name,
        source=submission.source,
        occurrence=submission.occurrence,
        request=request_fields(request),
        prompt=submission.prompt or "",
        negative_prompt=submission.negative_prompt,
        people=submission.people,
        kind=kind,
    )


def admit(connection: Connection, submission: Submission, job: Job, owner: str) -> tuple[Job, bool]:
    """Add a job unless somebody else just has; return it as it is, and whether it was added."""
    row = table.find(connection, submission.id)
    if row is not None:
        return row.job, False
    return table.insert(connection, job, submission, owner if job.status == "queued" else ""), True


def placed(job: Job, submission: Submission) -> Job:
    """Return a job with the place where its request stands now, as the latest submission tells it."""
    return replace(job, source=submission.source, occurrence=submission.occurrence)


def ask_again(connection: Connection, submission: Submission, owner: str) -> tuple[Job, bool]:
    """Answer a repeated submission; return the job, and whether `owner` is to draw it now."""
    row = table.load(connection, submission.id)
    if not row.owner and (job := placed(row.job, submission)) != row.job:
        row = replace(row, job=table.save(connection, replace(row, job=job), row))
    if (row.job.status == "cancelled" and submission.asked) or (row.job.status == "queued" and not row.owner):
        table.keep_submission(connection, submission)
        return table.queue(connection, row, owner), True
    return row.job, False


def retry(
    connection: Connection,
    job_id: str,
    owner: str,
    submission: Submission | None = None,
    profile: Profile | None = None,
) -> tuple[Job, Submission]:
    """Queue a job again that has ended without a picture, drawn from `submission` or from what it was before."""
    row = table.load(connection, job_id)
    if row.job.status not in RETRIED:
        raise ConflictError(f"the job {job_id} is {row.job.status}; only {', '.join(sorted(RETRIED))} ones are retried")
    wanted = submission or _drawn_from(connection, job_id)
    wanted = replace(wanted, profile=profile or wanted.profile, awaited=False)
    table.keep_submission(connection, wanted)
    return table.queue(connection, row, owner), wanted


def new_version(
    connection: Connection, job_id: str, kind: Kind, wishes: dict[str, Any], owner: str, wish: str = ""
) -> tuple[Job, Submission | None]:
    """Queue the next version of a job; `wishes` are what is new of its submission or request, None for as before.

    The same `wish` leads to the version that was made for it, with nothing to submit; "" is never the same.
    """
    if wish and (known := table.wished(connection, wish)):
        return known, None
    row, number = table.next_version(connection, job_id)
    before = _drawn_from(connection, job_id)
    new = {name: value for name, value in wishes.items() if value is not None}
    if ratio := new.pop("aspect_ratio", None):
        new["scene"] = replace(before.scene, request=replace(before.scene.request, aspect_ratio=ratio))
    if kind == "redraw":
        new = {"negative_prompt": row.job.negative_prompt, "people": row.job.people} | new
        new["references"] = tuple(reference_of(one) for one in row.job.references)
    submission = replace(before, id=f"{row.job.base}-{number}", hold="", awaited=False, **new)
    job = table.insert(connection, job_for(submission, kind), submission, owner)
    if wish:
        table.keep_wish(connection, job.id, wish)
    return job, submission


def cancel_elsewhere(connection: Connection, job_id: str, owner: str) -> Job:
    """Cancel what nobody of this process draws: at once while it is queued, else by word to its owner."""
    row = table.load(connection, job_id)
    if row.job.status == "queued":
        return table.save(connection, Row(replace(row.job, status="cancelled")), row)
    if row.job.status == "running" and row.owner != owner:
        table.ask_to_stop(connection, job_id)
    return row.job


def adopt(connection: Connection, owner: str) -> list[tuple[Job, Submission]]:
    """Take over every queued job that nobody owns.

    Those that cannot be drawn any more are left, and those of which nobody hears any more are cancelled.
    """
    adopted = []
    for row in table.at_work(connection, ""):
        submission = table.submission_of(connection, row.job.id)
        if submission is None or row.job.status != "queued":
            continue
        if submission.awaited:
            table.save(connection, Row(replace(row.job, status="cancelled")), row)
        else:
            adopted.append((table.queue(connection, row, owner), submission))
    return adopted


def lose_pictures(connection: Connection, job_id: str) -> Job:
    """Say of a finished job that its pictures are gone."""
    row = table.load(connection, job_id)
    reason = "its picture is no longer in the folder as it was saved; a retry draws it again"
    lost = replace(row.job, status="failed", code="picture_lost", reason=reason, pictures=())
    return table.save(connection, Row(lost), row)


def _drawn_from(connection: Connection, job_id: str) -> Submission:
    submission = table.submission_of(connection, job_id)
    if submission is None:
        raise ConflictError(f"only the record of {job_id} is left, not what it was drawn from; ask for it again")
    return submission
