"""How the server is: health, spending and the log."""

import asyncio
import time
from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Query

from composer.errors import ComposerError
from composer.server.request_models import ProfileName
from composer.server.service import Service, ServiceOf
from composer.server.settings_models import (
    DaySpending,
    HealthAnswer,
    LogList,
    LogRecord,
    ModelSpending,
    SpendingAnswer,
    SpentFields,
)

router = APIRouter(tags=["status"])


@router.get("/api/health")
async def health(
    service: ServiceOf, profile: Annotated[ProfileName | None, Query(description="Of whom to say who draws.")] = None
) -> HealthAnswer:
    """Say that the server is there, who draws, and how many jobs there are."""
    name, backends, problems = await asyncio.to_thread(_profile, service, profile)
    return HealthAnswer(
        status="stopping" if service.stopping.is_set() else "ok",
        version=version("rp-composer"),
        uptime=round(time.monotonic() - service.began, 3),
        profile=name,
        backends=backends,
        jobs=await service.jobs.counts(),
        problems=[service.redact(problem) for problem in (*problems, *service.jobs.notices)],
    )


@router.get("/api/spending")
async def spending(service: ServiceOf) -> SpendingAnswer:
    """Return what was drawn and spent today, this month and on the last days with any, and the profile's limits."""
    return await asyncio.to_thread(_spending, service)


@router.get("/api/logs")
async def logs(
    service: ServiceOf, count: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 200
) -> LogList:
    """Return the last records of the log, without keys or token."""
    return LogList(records=[LogRecord(**record) for record in service.log.last(count)])


def _profile(service: Service, name: str | None) -> tuple[str, list[str], list[str]]:
    try:
        composer = service.composer(name)
    except ComposerError as error:
        return "", [], [str(error)]
    backends = [target.profile.backend for target in composer.targets]
    return composer.profile.name, backends, [str(report) for report in composer.plugins.reports]


def _spending(service: Service) -> SpendingAnswer:
    report = service.spending.report()
    return SpendingAnswer(
        today=SpentFields(**asdict(report.today)),
        month=SpentFields(**asdict(report.month)),
        by_model=[
            ModelSpending(backend=backend, model=model, **asdict(spent))
            for (backend, model), spent in report.by_model.items()
        ],
        days=[DaySpending(day=day, **asdict(spent)) for day, spent in report.days.items()],
        limits=service.profile().limits.model_dump(),
    )
