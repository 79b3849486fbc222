"""Masks: transparent pixels are to be repainted with us, white ones with A1111."""

from io import BytesIO

from composer.errors import InvalidRequestError
from composer.pictures import ReferencePicture


def white_where_transparent(mask: ReferencePicture) -> bytes:
    """Return a mask as a greyscale PNG, the whiter the more transparent it was.

    Raises:
        InvalidRequestError: it is no picture, or nothing in it is transparent, so that there is nothing to repaint.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(mask.data)) as picture:
            transparency = ImageOps.invert(picture.convert("RGBA").getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidRequestError("mask", mask.media_type, f"the mask is no picture: {error}") from error
    if transparency.getextrema()[1] == 0:
        raise InvalidRequestError("mask", mask.media_type, "the mask has no transparent pixel: nothing is repainted")
    file = BytesIO()
    transparency.save(file, "PNG")
    return file.getvalue()
