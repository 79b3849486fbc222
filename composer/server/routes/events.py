"""What happens to a job, as server-sent events."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from composer.jobs.job import Job
from composer.server.routes.jobs import JobId, described
from composer.server.service import ServiceOf
from composer.server.waiting import until

router = APIRouter(tags=["jobs"])


async def _existing(job_id: JobId, service: ServiceOf) -> Job:
    """Return the job before the answer begins, so that one that is not there is an ordinary error."""
    return await service.jobs.get(job_id)


@router.get("/api/jobs/{job_id}/events", response_class=EventSourceResponse)
async def events(job: Annotated[Job, Depends(_existing)], service: ServiceOf) -> AsyncIterator[ServerSentEvent]:
    """Follow a job: first its present state, then every change (`state`) and `progress`, until it has ended.

    The data of each event is the job as `GET /api/jobs/{job_id}` returns it. Comments keep the connection open; who
    connects again begins with the state as it is then.
    """
    async for event in until(service.stopping, service.jobs.events(job.id)):
        yield ServerSentEvent(event=event.kind, data=await described(service, event.job))
