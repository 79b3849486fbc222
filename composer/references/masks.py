"""Masks: what of a source picture may change."""

import asyncio
from io import BytesIO

from composer.decoding import media_type_of, open_picture
from composer.errors import PictureError
from composer.pictures import ReferencePicture
from composer.references.assets import Assets
from composer.types import Reference

_OPAQUE = (255, 255)


async def prepared_mask(mask: Reference, assets: Assets, source: ReferencePicture) -> ReferencePicture:
    """Return a mask as services want it: a PNG of the size of its source, transparent where that may change.

    A mask without anything transparent is taken as one of black and white, of which the white may change.

    Raises:
        PictureError: it is no picture, so that nobody knows what is to be kept.
    """
    return await asyncio.to_thread(_prepared, mask, assets.get(mask.asset), source)


def _prepared(mask: Reference, data: bytes, source: ReferencePicture) -> ReferencePicture:
    from PIL import Image, ImageChops, ImageOps

    try:
        given = open_picture(data, media_type_of(data)).convert("RGBA")
    # Pillow's readers fail on hostile bytes with whatever comes first.
    except Exception as error:
        raise PictureError(f"the mask ({mask.asset}) cannot be sent: {error}; replace it in the profile") from error
    opacity = given.getchannel("A")
    if opacity.getextrema() == _OPAQUE:
        opacity = ImageOps.invert(given.convert("L"))
    opacity = opacity.resize((source.width, source.height), Image.Resampling.BILINEAR)
    made = Image.merge("RGBA", (*[ImageChops.constant(opacity, 0)] * 3, opacity))
    file = BytesIO()
    made.save(file, "PNG")
    return ReferencePicture(mask, file.getvalue(), "image/png", source.width, source.height)
