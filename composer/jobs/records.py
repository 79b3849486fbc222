"""Jobs and the records beside their pictures: each can be made from the other."""

from composer.jobs.job import Job
from composer.jobs.table import now
from composer.prompt_data import prompt_fields, reference_fields, reference_of
from composer.store import PersonRecord, Record
from composer.types import Change, PersonPrompt, RenderedPrompt


def record_of(job: Job, prompt: RenderedPrompt | None) -> Record:
    """Return the record of a job that has ended; `prompt` as it was sent, None when that is no longer known."""
    sent = prompt if prompt is not None else RenderedPrompt(job.prompt, people=job.people)
    fields = prompt_fields(sent)
    return Record.model_validate(
        {
            "job_id": job.id,
            "status": job.status if job.status in ("finished", "unknown") else "failed",
            "reason": job.reason,
            "chat": job.chat,
            "message": job.message,
            "message_number": job.message_number,
            "swipe": job.swipe,
            "profile": job.profile,
            "request": job.request or {},
            "source": job.source,
            "prompt": job.prompt,
            "negative_prompt": job.negative_prompt,
            "people": fields["people"],
            "parts": fields["parts"],
            "references": list(job.references),
            "changes": [{"kind": one.kind, "what": one.what, "why": one.why} for one in job.changes],
            "backend": job.backend,
            "model": job.model,
            "seed": job.seed,
            "time": job.created,
            "seconds": job.seconds,
            "pictures": job.pictures,
        }
    )


def job_of(record: Record) -> Job:
    """Return what a record still tells of its job."""
    return Job(
        id=record.job_id,
        status=record.status,
        reason=record.reason,
        code={"unknown": "unknown_outcome", "failed": "error"}.get(record.status, ""),
        chat=record.chat,
        message=record.message,
        message_number=record.message_number,
        swipe=record.swipe,
        profile=record.profile,
        source=record.source,
        request=record.request,
        prompt=record.prompt,
        negative_prompt=record.negative_prompt,
        backend=record.backend,
        model=record.model,
        seed=record.seed,
        people=tuple(_person(one) for one in record.people),
        references=tuple(reference_fields(reference_of(one)) for one in record.references),
        pictures=record.pictures,
        changes=tuple(Change(*(str(one.get(name, "")) for name in ("kind", "what", "why"))) for one in record.changes),
        created=record.time,
        updated=record.time or now(),
        seconds=record.seconds,
    )


def _person(fields: PersonRecord) -> PersonPrompt:
    return PersonPrompt(fields.name, fields.prompt, fields.negative_prompt, fields.position)
