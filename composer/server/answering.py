"""From what the core returns to what the server answers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from composer.app import Composer
from composer.errors import ComposerError
from composer.jobs.job import Job
from composer.profiles import Profile
from composer.server.job_models import (
    AttemptFields,
    ChangeFields,
    JobFields,
    PersonFields,
    PictureFields,
    PriceFields,
    ReferenceFields,
    RequestFields,
)
from composer.server.prices import price_of
from composer.server.replacing import found_again, replacement_of
from composer.server.service import Service
from composer.server.submissions import Planned
from composer.types import FoundRequest, Scene


def jobs_fields(service: Service, jobs: Sequence[Job]) -> list[JobFields]:
    """Return all that is known of jobs; each profile is looked up once."""
    composers = {job.profile: composer_of(service, job) for job in {job.profile: job for job in jobs}.values()}
    return [job_fields(composers[job.profile], job) for job in jobs]


def job_fields(composer: Composer, job: Job) -> JobFields:
    """Return all that is known of a job; the composer is that of its profile."""
    found = found_again(composer, job)
    return JobFields(
        **_common(composer, job, found),
        price=_price_of_another(composer, job, found),
        chat=job.chat,
        message=job.message,
        swipe=job.swipe,
        profile=job.profile,
        request=job.request,
        prompt=job.prompt,
        negative_prompt=job.negative_prompt,
        people=[PersonFields(**asdict(one)) for one in job.people],
        backend=job.backend,
        model=job.model,
        seed=job.seed,
        attempts=[AttemptFields(**asdict(one)) for one in job.attempts],
        changes=[ChangeFields(**asdict(one)) for one in job.changes],
        references=[ReferenceFields(**one) for one in job.references],
        usd=job.usd,
        created=job.created,
        updated=job.updated,
        seconds=job.seconds,
        base=job.base,
        reroll=job.reroll,
        kind=job.kind,
    )


def planned_fields(composer: Composer, planned: Planned, job: Job | None) -> RequestFields:
    """Return what becomes of a request of a message; `job` is its job where it has one."""
    price = PriceFields(usd=planned.price.usd, note=planned.price.note) if planned.price else None
    if job is not None and planned.status != "done":
        place = {"original": planned.found.source, "occurrence": planned.occurrence}
        fields = _common(composer, job, planned.found) | place
        return RequestFields(**fields, price=price)
    return RequestFields(
        id=planned.job_id,
        status=planned.status or "error",
        original=planned.found.source,
        occurrence=planned.occurrence,
        grammar=planned.found.grammar,
        reason=planned.reason,
        code=planned.code,
        pictures=_pictures(job) if job else [],
    )


def composer_of(service: Service, job: Job) -> Composer:
    """Return the composer whose grammars write a job's outcome: its profile's, else the server's own."""
    try:
        return service.composer(job.profile)
    except ComposerError:
        return service.composers.get(Profile())


def _price_of_another(composer: Composer, job: Job, found: FoundRequest | None) -> PriceFields | None:
    """Return what another version of a job is expected to cost; None where its request is not known."""
    if found is None or found.request is None:
        return None
    price = price_of(composer, Scene(found.request), len(job.references))
    return PriceFields(usd=price.usd, note=price.note)


def _common(composer: Composer, job: Job, found: Any) -> dict[str, Any]:
    return {
        "id": job.id,
        "status": job.status,
        "original": job.source,
        "occurrence": job.occurrence,
        "replacement": replacement_of(composer, found, job) if found else None,
        "pictures": _pictures(job),
        "grammar": found.grammar if found else "",
        "reason": job.reason,
        "code": job.code,
        "progress": job.progress,
    }


def _pictures(job: Job) -> list[PictureFields]:
    return [
        PictureFields(
            id=f"{job.id}-{number}",
            url=f"/pictures/{job.id}-{number}",
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
        )
        for number, picture in enumerate(job.pictures)
    ]
