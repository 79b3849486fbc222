"""From a call to the wish it is, with the pictures of an edit, whichever way they came."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from composer.errors import PictureError
from composer.references.sources import fetch_source, is_address
from composer.server.errors import AnswerError
from composer.server.service import Service
from composer_plugins.serving_openai.bodies import Edit, Generation
from composer_plugins.serving_prompts.bodies import checked, json_of
from composer_plugins.serving_prompts.choices import profile_named
from composer_plugins.serving_prompts.multipart import FormPart, parts_of
from composer_plugins.serving_prompts.pictures import picture_bytes, picture_in
from composer_plugins.serving_prompts.wishes import Wish, instruction_of, size_of

#: As many as OpenAI takes.
_MOST_PICTURES = 16
_PICTURE_FIELDS = ("image", "image[]")


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of an edit: the first is edited, the words say what the others are for."""

    images: tuple[bytes, ...] = ()
    mask: bytes = b""


def wish_of(service: Service, body: Generation, pictures: Pictures | None = None) -> Wish:
    """Return what a call asks for; errors are those of `profile_named`."""
    profile = profile_named(service, body.model or "")
    asked = {
        "prompt": body.prompt,
        "size": size_of(*body.sides) if body.sides else None,
        "aspect_ratio": body.ratio,
        "quality": body.quality if body.quality != "auto" else None,
        "n": body.n,
    }
    instruction, changes = instruction_of(asked, profile)
    sent = pictures or Pictures()
    source, *given = sent.images or (b"",)
    return Wish(profile, instruction, None, source, sent.mask, tuple(given), changes)


async def edit_of(request: Request, service: Service) -> tuple[Edit, Pictures]:
    """Return an edit and its pictures, from a form or from JSON.

    Raises:
        AnswerError: the form is broken, or a picture is missing or none. RequestValidationError: a field is wrong.
    """
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() == "multipart/form-data":
        return _of_form(parts_of(await request.body(), kind))
    body = checked(Edit, await json_of(request))
    _check_number(body.images or ())
    images = [await _picture_at(service, one, f"images.{number}") for number, one in enumerate(body.images or ())]
    mask = await _picture_at(service, body.mask, "mask") if body.mask else b""
    return body, Pictures(tuple(images), mask)


def _of_form(parts: Sequence[FormPart]) -> tuple[Edit, Pictures]:
    images = [one for one in parts if one.name in _PICTURE_FIELDS]
    _check_number(images)
    mask = next((one.data for one in parts if one.name == "mask" and one.data), b"")
    typed = {one.name: one.text for one in parts if not one.is_file and one.name not in (*_PICTURE_FIELDS, "mask")}
    body = checked(Edit, {name: text for name, text in typed.items() if text and name != "images"})
    sent = tuple(picture_bytes(one.data, one.name) for one in images)
    return body, Pictures(sent, picture_bytes(mask, "mask") if mask else b"")


def _check_number(images: Sequence[Any]) -> None:
    if not images:
        raise AnswerError(422, "missing_picture", "an edit needs the picture that is edited", "image")
    if len(images) > _MOST_PICTURES:
        raise AnswerError(422, "too_many", f"at most {_MOST_PICTURES} pictures are taken, not {len(images)}", "image")


async def _picture_at(service: Service, sent: Any, field: str) -> bytes:
    """Return the picture of ``{"image_url": …}``: a data URL, or an address in the public net."""
    address = sent.get("image_url") if isinstance(sent, dict) else None
    if isinstance(address, dict):  # as chat completions have it
        address = address.get("url")
    if not isinstance(address, str):
        raise AnswerError(
            422, "invalid", 'a picture is {"image_url": DATA-URL or address}; there are no files here', field
        )
    if not is_address(address):
        return await asyncio.to_thread(picture_in, address, field)
    try:
        return picture_bytes(await fetch_source(address, service.client), field)
    except PictureError as error:
        raise AnswerError(422, "bad_picture", str(error), field) from error
