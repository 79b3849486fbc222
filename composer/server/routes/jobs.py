"""Jobs: submitted, looked at, waited for, cancelled, drawn again."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query

from composer.errors import NotFoundError, ProfileError
from composer.jobs.job import Job, Status
from composer.profiles import Profile
from composer.server.answering import jobs_fields, planned_fields
from composer.server.errors import AnswerError
from composer.server.job_models import JobFields, JobList, JobsAnswer
from composer.server.request_models import JobsRequest, RedrawRequest, RerollRequest
from composer.server.service import Service, ServiceOf
from composer.server.stories import Setting, consulted, setting_of
from composer.server.submissions import Planned, plan, requests_of
from composer.server.waiting import unless
from composer.types import PersonPrompt

router = APIRouter(tags=["jobs"])

#: An id of a job.
JobId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$", description="The job's id.")]
_IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=255, pattern=r"^[!-~]*$",
        description="Sent again with the same body, it leads to the same jobs; with another body, to an error.",
    ),
]  # fmt: skip


@router.post("/api/jobs")
async def submit(
    sent: JobsRequest,
    service: ServiceOf,
    idempotency_key: _IdempotencyKey = "",
    wait: Annotated[float, Query(ge=0, le=60, description="How long to wait for all to end, in seconds.")] = 0,
) -> JobsAnswer:
    """Have the pictures of a message drawn: an answer for each of its requests, in their order.

    It comes at once; with `wait`, as soon as all have ended, and at the latest after so many seconds. Who hangs up
    meanwhile cancels nothing. The same request of the same chat, message and swipe is the same job, however often it is
    submitted.
    """
    _check_running(service)
    chat = await _chat(service, sent, idempotency_key)
    composer = await asyncio.to_thread(service.composer, sent.profile)
    setting = await consulted(await setting_of(composer, sent))
    planned = await asyncio.to_thread(_plan, setting, sent, chat)
    jobs = [await _job(service, one) for one in planned]
    if wait:
        ended = asyncio.gather(*(_ended(service, job, wait) for job in jobs))
        jobs = await unless(service.stopping, ended) or jobs
    return await asyncio.to_thread(_answered, setting, planned, jobs)


@router.get("/api/jobs")
async def list_jobs(
    service: ServiceOf,
    status: Annotated[Status | None, Query(description="Only jobs in this state.")] = None,
    chat: Annotated[str | None, Query(max_length=500, description="Only jobs of this chat.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100,
) -> JobList:
    """List jobs, the newest first."""
    found = await service.jobs.list(status=status, chat=chat, limit=limit)
    return JobList(jobs=await described_all(service, found))


@router.get("/api/jobs/{job_id}")
async def get_job(
    job_id: JobId,
    service: ServiceOf,
    wait: Annotated[float, Query(ge=0, le=60, description="How long to wait for its end, in seconds.")] = 0,
) -> JobFields:
    """Return a job; with `wait`, as soon as it has ended, and at the latest after so many seconds."""
    job = await service.jobs.get(job_id)
    if wait and not job.ended:
        job = await unless(service.stopping, service.jobs.wait(job_id, wait)) or await service.jobs.get(job_id)
    return await described(service, job)


@router.get("/api/jobs/{job_id}/versions")
async def versions(job_id: JobId, service: ServiceOf) -> JobList:
    """List all versions of a picture, the first one first: the one that was asked for, rerolls and redraws."""
    found = await service.jobs.versions(job_id)
    return JobList(jobs=await described_all(service, found))


@router.post("/api/jobs/{job_id}/cancel")
async def cancel(job_id: JobId, service: ServiceOf) -> JobFields:
    """Cancel a job; a call that a paid provider already has is finished and kept."""
    return await described(service, await service.jobs.cancel(job_id))


@router.post("/api/jobs/{job_id}/retry")
async def retry(job_id: JobId, service: ServiceOf) -> JobFields:
    """Draw a job that was held, has failed or was cancelled, or of which nobody knows what came of it.

    As with every new version, what counts is the job's profile as it is now: it may have been put right since.
    """
    _check_running(service)
    profile = await _profile(service, job_id)
    return await described(service, await service.jobs.retry(job_id, profile=profile))


@router.post("/api/jobs/{job_id}/reroll")
async def reroll(
    job_id: JobId, service: ServiceOf, sent: RerollRequest | None = None, idempotency_key: _IdempotencyKey = ""
) -> JobFields:
    """Draw another version with another seed; with a key that was sent before, the same one."""
    _check_running(service)
    profile = await _profile(service, job_id)
    seed = sent.seed if sent else None
    wish = await _wish(service, idempotency_key, {"reroll": job_id, "seed": seed})
    return await described(service, await service.jobs.reroll(job_id, seed, profile, wish))


@router.post("/api/jobs/{job_id}/redraw")
async def redraw(
    job_id: JobId, sent: RedrawRequest, service: ServiceOf, idempotency_key: _IdempotencyKey = ""
) -> JobFields:
    """Draw another version with these words, in another shape if wanted; with a key that was sent before, the same."""
    _check_running(service)
    profile = await _profile(service, job_id)
    wish = await _wish(service, idempotency_key, {"redraw": job_id} | sent.model_dump(mode="json"))
    people = None if sent.people is None else tuple(PersonPrompt(**one.model_dump()) for one in sent.people)
    words = sent.model_dump(exclude={"people"})
    job = await service.jobs.redraw(job_id, **words, people=people, profile=profile, wish=wish)
    return await described(service, job)


@router.delete("/api/jobs/{job_id}", status_code=204)
async def delete(job_id: JobId, service: ServiceOf) -> None:
    """Delete a job with its pictures; while it is queued or running it is a conflict: cancel it first."""
    await service.jobs.delete(job_id)


async def described(service: Service, job: Job) -> JobFields:
    """Return a job as it is answered."""
    [fields] = await described_all(service, [job])
    return fields


async def described_all(service: Service, jobs: Sequence[Job]) -> list[JobFields]:
    """Return jobs as they are answered."""
    return await asyncio.to_thread(jobs_fields, service, jobs)


async def _chat(service: Service, sent: JobsRequest, key: str) -> str:
    """Return the id of the chat: its own, else one for this key, else one that nobody has."""
    claimed = await service.idempotency.claim(key, sent.model_dump(mode="json")) if key else ""
    if sent.chat:
        return sent.chat
    return f"key:{claimed}" if claimed else f"once:{uuid.uuid4().hex}"


async def _wish(service: Service, key: str, body: dict[str, object]) -> str:
    """Return a name for what is wished under a key, the same each time; "" without one."""
    return await service.idempotency.claim(key, body) if key else ""


async def _profile(service: Service, job_id: str) -> Profile | None:
    """Return a job's profile as it is now; None when there is none of that name any more, or it is broken."""
    job = await service.jobs.get(job_id)
    try:
        return await asyncio.to_thread(service.profile, job.profile)
    except ProfileError:
        return None


def _plan(setting: Setting, sent: JobsRequest, chat: str) -> list[Planned]:
    return plan(setting, requests_of(setting, sent.request), chat, sent.automatic, sent.hold)


async def _job(service: Service, planned: Planned) -> Job | None:
    if planned.submission is not None:
        return await service.jobs.submit(planned.submission)
    try:
        return await service.jobs.get(planned.job_id) if planned.job_id else None
    except NotFoundError:
        return None  # drawn elsewhere, or long deleted


async def _ended(service: Service, job: Job | None, seconds: float) -> Job | None:
    """Return a job once it has ended, or as it is after so many seconds; None for none."""
    if job is None or job.ended:
        return job
    try:
        return await service.jobs.wait(job.id, seconds)
    except NotFoundError:
        return job  # cancelled and deleted meanwhile


def _answered(setting: Setting, planned: Sequence[Planned], jobs: Sequence[Job | None]) -> JobsAnswer:
    fields = [planned_fields(setting.composer, one, job) for one, job in zip(planned, jobs, strict=True)]
    return JobsAnswer(requests=fields, state=setting.state())


def _check_running(service: Service) -> None:
    if service.stopping.is_set():
        raise AnswerError(503, "stopping", "the server is stopping; ask again later", headers={"retry-after": "5"})
