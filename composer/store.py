"""Pictures and their records on disk: each file whole or not there at all, and the picture before its record.

A record is the JSON file beside the pictures of one request. A picture counts only when its record is complete and its
bytes are those the record names; everything else is the rest of an interrupted run and is drawn again.
"""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from composer.errors import EmptyAnswerError
from composer.files import sync_folder, write_whole
from composer.pictures import Picture

#: The endings of picture files; a media type that is not here is stored under its own name.
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SavedPicture:
    """A picture that is safe on disk.

    Attributes:
        job_id: the job it belongs to; number: which of the job's pictures, from 0.
        path, sidecar: the picture and the JSON record beside it.
        media_type, width, height, seed: as the backend delivered it; backend, model: who drew it.
    """

    job_id: str
    number: int
    path: Path
    sidecar: Path
    media_type: str
    width: int
    height: int
    seed: int | None
    backend: str
    model: str


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True)


class PictureRecord(_Stored):
    """One picture of a record: its file name, what it holds and how to recognise it."""

    file: str
    media_type: str
    width: int
    height: int
    seed: int | None = None
    bytes: int
    sha256: str


class PersonRecord(_Stored):
    """The prompt of one person (`composer.types.PersonPrompt`)."""

    name: str
    prompt: str
    negative_prompt: str = ""
    position: tuple[float, float] | None = None


class Record(_Stored):
    """All that is known of one job, as it stands in the JSON file beside its pictures.

    Attributes:
        status, reason: whether it was drawn, and why not; ``unknown``: it was sent, and no answer came.
        chat, message, message_number, swipe, profile: where the request stands and under which profile it was drawn.
        request: what it asks for; source: as written in the message.
        prompt, negative_prompt, people, parts, references, changes: see `composer.prompt_data`.
        backend, model, seed: who drew it; time: when it was begun (ISO 8601, UTC); seconds: how long it took.
    """

    job_id: str
    status: Literal["finished", "failed", "unknown"]
    reason: str = ""
    chat: str = ""
    message: str = ""
    message_number: int = 0
    swipe: int = 0
    profile: str = ""
    request: dict[str, Any] = {}
    source: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    people: tuple[PersonRecord, ...] = ()
    parts: list[dict[str, Any]] = []
    references: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    backend: str = ""
    model: str = ""
    seed: int | None = None
    time: str = ""
    seconds: float = 0.0
    pictures: tuple[PictureRecord, ...] = ()


class Store:
    """The pictures and records of one chat, in one folder.

    Args:
        folder: made when the first file is saved.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sidecar(self, job_id: str) -> Path:
        """Return where the record of a job stands, or would stand."""
        return self.folder / f"{job_id}.json"

    def paths(self, record: Record) -> tuple[Path, ...]:
        """Return where the pictures of a record stand."""
        return tuple(self.folder / picture.file for picture in record.pictures)

    def find(self, job_id: str) -> Record | None:
        """Return the record of a job; None when there is none, or it or one of its pictures is not whole."""
        try:
            record = Record.model_validate_json(self.sidecar(job_id).read_bytes())
        except (OSError, ValidationError):
            return None
        complete = record.job_id == job_id and bool(record.pictures) == (record.status == "finished")
        return record if complete and all(self._holds(picture) for picture in record.pictures) else None

    def save(self, record: Record, pictures: Sequence[Picture]) -> tuple[Record, tuple[SavedPicture, ...]]:
        """Write the pictures, then the record that names them; return the record and what to announce.

        Raises:
            OSError: the disk does not take it; nothing that was complete before is lost.
        """
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            sync_folder(self.folder.parent)
        described = tuple(_describe(record.job_id, number, picture) for number, picture in enumerate(pictures))
        for one, picture in zip(described, pictures, strict=True):
            write_whole(self.folder / one.file, picture.data, name_follows=True)  # with that of their record
        record = record.model_copy(update={"pictures": described})
        write_whole(self.sidecar(record.job_id), _json(record))
        return record, tuple(self._saved(record, number) for number in range(len(described)))

    def records(self) -> Iterator[Record]:
        """Yield every record that is whole, in no particular order."""
        for path in self.folder.glob("*.json"):
            record = self.find(path.stem)
            if record is not None:
                yield record

    def unrecorded(self, job_id: str, since: float) -> tuple[Picture, ...]:
        """Return the pictures of a job that stand in the folder, were written since then, and are what they seem.

        Args:
            since: seconds since 1970, as file systems count them.
        """
        from composer.decoding import picture_of

        found = []
        for path in sorted(self.folder.glob(f"{job_id}*")):
            if re.fullmatch(r"(-[2-9]|-\d\d)?\.\w+", path.name.removeprefix(job_id)) and path.suffix != ".json":
                with contextlib.suppress(OSError, EmptyAnswerError):
                    if path.stat().st_mtime >= since:
                        found.append(picture_of(path.read_bytes()))
        return tuple(found)

    def delete(self, job_id: str, pictures: Sequence[PictureRecord]) -> None:
        """Delete the record of a job, then its pictures; what is not there is no error."""
        self.sidecar(job_id).unlink(missing_ok=True)
        for picture in pictures:
            (self.folder / Path(picture.file).name).unlink(missing_ok=True)

    def _holds(self, picture: PictureRecord) -> bool:
        if Path(picture.file).name != picture.file:  # a record may not point out of the folder
            return False
        try:
            data = (self.folder / picture.file).read_bytes()
        except OSError:
            return False
        return len(data) == picture.bytes and hashlib.sha256(data).hexdigest() == picture.sha256

    def _saved(self, record: Record, number: int) -> SavedPicture:
        one = record.pictures[number]
        return SavedPicture(
            job_id=record.job_id,
            number=number,
            path=self.folder / one.file,
            sidecar=self.sidecar(record.job_id),
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            seed=one.seed,
            backend=record.backend,
            model=record.model,
        )


def _describe(job_id: str, number: int, picture: Picture) -> PictureRecord:
    suffix = _SUFFIXES.get(picture.media_type, ".picture")
    return PictureRecord(
        file=f"{job_id}{f'-{number + 1}' if number else ''}{suffix}",
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        seed=picture.seed,
        bytes=len(picture.data),
        sha256=hashlib.sha256(picture.data).hexdigest(),
    )


def _json(record: Record) -> bytes:
    import json

    # Half a surrogate pair (a file name that is no UTF-8, a cut emoji) is neither UTF-8 nor read again as JSON.
    text = json.dumps(record.model_dump(), ensure_ascii=False, indent=2)
    return (_HALF.sub("\ufffd", text) + "\n").encode("utf-8")
