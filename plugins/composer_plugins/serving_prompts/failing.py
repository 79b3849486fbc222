"""Why a job was not drawn, as an error of the call that waited for it."""

from composer.jobs.job import Job
from composer.server.errors import AnswerError

#: What a job's code means to an HTTP client.
_STATUSES = {
    "refused": 422, "bad_picture": 422, "bad_request": 422, "unsupported": 422, "bad_profile": 422, "rate_limited": 429,
    "overloaded": 503, "timed_out": 504, "over_budget": 409, "held": 409, "disk_full": 507, "storage": 500,
    "plugin_failed": 500, "error": 500,
}  # fmt: skip
_CANCELLED = "it was interrupted before a picture was drawn"


def failure_of(job: Job) -> AnswerError:
    """Return the error of a job that has ended without a picture."""
    if job.status == "cancelled":
        return AnswerError(409, "interrupted", _CANCELLED)
    return AnswerError(_STATUSES.get(job.code, 502), job.code or "backend_failed", job.reason or "it was not drawn")
