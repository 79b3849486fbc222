"""Jobs in one file for a report: all that tells what happened, and nothing that tells who or where the user is."""

import json
import platform
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from composer.jobs.job import Job

_ADDRESS = re.compile(r"(?i)\b(https?|socks[45]h?)://(?:[^\s/@'\"<>]*@)?([^\s/?#'\"<>@]+)[^\s'\"<>]*")
_HOMES = re.compile(r"(?i)(/home/|/users/|[a-z]:[\\/]+(?:users|documents and settings)[\\/]+)[^\s\\/'\":;,]+")
_DATA = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=]{32,}")


def redacted(text: str, redact: Callable[[str], str] = str) -> str:
    """Return a text without keys, without the paths and accounts of addresses, and without names of home folders.

    Args:
        redact: takes the keys out (`composer.keys.Keys.redact`).
    """
    text = _DATA.sub("data:…", redact(text))
    text = _ADDRESS.sub(lambda match: f"{match[1]}://{match[2]}/…", text)
    return _HOMES.sub(lambda match: f"{match[1]}…", text.replace(str(Path.home()), "~"))


def job_fields(job: Job) -> dict[str, Any]:
    """Return a job as plain data."""
    return {**asdict(job), "pictures": [picture.model_dump() for picture in job.pictures]}


def export_fields(job: Job, redact: Callable[[str], str] = str) -> dict[str, Any]:
    """Return a job as plain data, every text in it redacted; the prompt is in it, cards and chats are not."""
    result: dict[str, Any] = _cleaned(job_fields(job), redact)
    return result


def write_export(
    target: Path, jobs: Iterable[Job], folder: Path, redact: Callable[[str], str] = str, pictures: bool = False
) -> int:
    """Write jobs to a ZIP file and return how many there were.

    Args:
        folder: where their pictures are; pictures: put them in, too.

    Raises:
        OSError: the file cannot be written.
    """
    found = list(jobs)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", _json(_about()))
        with archive.open("jobs.jsonl", "w") as lines:
            for job in found:
                lines.write((_json(export_fields(job, redact)) + "\n").encode("utf-8", "replace"))
        for picture in (one for job in found for one in job.pictures if pictures):
            path = folder / Path(picture.file).name
            if path.is_file():
                archive.write(path, f"pictures/{path.name}", zipfile.ZIP_STORED)
    return len(found)


def _about() -> dict[str, str]:
    return {
        "rp-composer": version("rp-composer"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _cleaned(value: Any, redact: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return redacted(value, redact)
    if isinstance(value, dict):
        return {name: _cleaned(one, redact) for name, one in value.items()}
    return [_cleaned(one, redact) for one in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
