"""How far the pictures are for which clients of this protocol wait."""

from collections.abc import Sequence
from typing import Any

from composer.jobs.job import Job

#: Steps are shown as hundredths: what a picture takes is not always counted in steps.
_STEPS = 100


def progress(jobs: Sequence[Job]) -> dict[str, Any]:
    """Return what A1111 answers; 0 and no job while nobody waits, which is what clients wait for."""
    share = sum(job.progress or 0.0 for job in jobs) / len(jobs) if jobs else 0.0
    return {
        "progress": round(share, 4),
        "eta_relative": 0.0,
        "state": {
            "skipped": False,
            "interrupted": False,
            "stopping_generation": False,
            "job": jobs[0].id if jobs else "",
            "job_count": len(jobs),
            "job_timestamp": "0",
            "job_no": 0,
            "sampling_step": int(share * _STEPS),
            "sampling_steps": _STEPS if jobs else 0,
        },
        "current_image": None,
        "textinfo": None,
    }
