"""Pictures on their way in and out: base64 that clients send, and what is finished in the format they want."""

import asyncio
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from composer.decoding import bytes_of, media_type_of, open_picture
from composer.errors import EmptyAnswerError
from composer.jobs.job import Job
from composer.server.errors import AnswerError
from composer.server.service import Service

#: The formats of Pillow by media type; those without transparency want a background.
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_USUAL_QUALITY = 95


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished picture as a client gets it."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def base64(self) -> str:
        """Its base64, without any prefix."""
        return b64encode(self.data).decode()


def picture_in(text: str, field: str) -> bytes:
    """Return the picture that base64 or a data URL holds; AnswerError names the field."""
    try:
        data = bytes_of(text)
    except EmptyAnswerError as error:
        raise AnswerError(422, "bad_picture", f"Invalid encoded image: {error}", field) from error
    return picture_bytes(data, field)


def picture_bytes(data: bytes, field: str) -> bytes:
    """Return bytes that begin as a picture does; AnswerError names the field."""
    if not media_type_of(data):
        raise AnswerError(422, "bad_picture", "Invalid encoded image: it is no PNG, JPEG, WebP or GIF", field)
    return data


async def finished(
    service: Service, job: Job, media_type: str = "image/png", quality: int = _USUAL_QUALITY
) -> list[Finished]:
    """Return the pictures of a finished job, each converted unless it is in the format that is wanted."""
    return [await finished_one(service, job, number, media_type, quality) for number in range(len(job.pictures))]


async def finished_one(
    service: Service, job: Job, number: int, media_type: str = "image/png", quality: int = _USUAL_QUALITY
) -> Finished:
    """Return one picture of a finished job; NotFoundError when it has no such picture."""
    path, kind = await service.jobs.picture(job.id, number)
    known = job.pictures[number]
    data = await asyncio.to_thread(path.read_bytes)
    if kind != media_type:
        data = await asyncio.to_thread(converted, data, kind, media_type, quality)
    return Finished(data, media_type, known.width, known.height)


def converted(data: bytes, media_type: str, wanted: str, quality: int = _USUAL_QUALITY) -> bytes:
    """Return a picture in another format."""
    image = open_picture(data, media_type)
    kept = image.convert("RGB" if wanted == "image/jpeg" or not image.has_transparency_data else "RGBA")
    file = BytesIO()
    kept.save(file, _FORMATS[wanted], **({} if wanted == "image/png" else {"quality": quality}))
    return file.getvalue()
