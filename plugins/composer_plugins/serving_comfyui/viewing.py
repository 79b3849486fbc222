"""``/view``: finished pictures and uploaded ones by name, never a file by its path."""

import re

from starlette.responses import Response

from composer.decoding import media_type_of
from composer.errors import NotFoundError
from composer.server.service import Service
from composer_plugins.serving_comfyui.body import is_prompt_id
from composer_plugins.serving_comfyui.prompts import Prompts, job_id
from composer_plugins.serving_prompts.pictures import finished_one

_NAME = re.compile(r"rp-composer_([0-9a-f-]{36})_(\d{5})\.png")
_TYPES = ("output", "input", "temp")


async def view(service: Service, prompts: Prompts, filename: str, subfolder: str, kind: str) -> Response:
    """Return a picture, or ComfyUI's empty refusals: 400 for what is no name, 403 for a folder, 404 for nothing."""
    if not filename or ".." in filename or filename.startswith("/") or kind not in _TYPES:
        return Response(None, 400)
    if subfolder:
        return Response(None, 403)
    if kind == "input":
        return _uploaded(prompts, filename)
    match = _NAME.fullmatch(filename)
    if match is None or not is_prompt_id(match[1]) or kind != "output":
        return Response(None, 404)
    try:
        job = await service.jobs.get(job_id(match[1]))
        picture = await finished_one(service, job, int(match[2]) - 1)
    except NotFoundError:
        return Response(None, 404)
    return _picture(picture.data, filename)


def _uploaded(prompts: Prompts, name: str) -> Response:
    data = prompts.uploads.find(name)
    return Response(None, 404) if data is None else _picture(data, "")


def _picture(data: bytes, name: str) -> Response:
    headers = {"content-disposition": f'filename="{name}"'} if name else {}
    return Response(data, 200, headers, media_type_of(data))
