"""Finished pictures."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import FileResponse, Response

from composer.server.errors import not_found
from composer.server.service import ServiceOf

router = APIRouter(tags=["pictures"])

_ID = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,79})-(\d{1,3})")
#: What a browser may take for a picture; anything else is only to be saved.
_SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif")
_CACHED = {
    # A job that was deleted, or whose file was lost, and is drawn again has another picture under the same id.
    "cache-control": "private, no-cache",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


class _Whole(FileResponse):
    """Reads a picture in one or two pieces: each is a trip to another thread, which costs more than the reading."""

    chunk_size = 1024 * 1024


@router.get(
    "/pictures/{picture_id}",
    response_class=FileResponse,
    responses={
        200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _SHOWN}},
        206: {"description": "The range that was asked for."},
        304: {"description": "The picture that is known already."},
        416: {"description": "There is no such range."},
    },
)
async def picture(
    picture_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,83}$", description="Of the picture.")],
    service: ServiceOf,
    request: Request,
) -> Response:
    """Return a finished picture."""
    match = _ID.fullmatch(picture_id)
    if match is None:
        not_found(f"there is no picture {picture_id!r}; an answer's `pictures` has the ids")
    path, media_type = await service.jobs.picture(match[1], int(match[2]))
    kind = media_type if media_type in _SHOWN else "application/octet-stream"
    whole = _Whole(path, media_type=kind, headers=_CACHED, stat_result=path.stat())
    etag = whole.headers["etag"]
    if request.headers.get("if-none-match") == etag:
        return Response(None, 304, _CACHED | {"etag": etag})
    return whole
