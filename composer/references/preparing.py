"""Making a picture fit for a model: its type, its size, and nothing in it but the picture."""

import contextlib
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from composer.decoding import media_type_of, open_picture
from composer.errors import PictureError
from composer.models import Model
from composer.pictures import ReferencePicture
from composer.references.assets import Assets
from composer.references.stripping import stripped_jpeg, stripped_png
from composer.types import Reference

if TYPE_CHECKING:
    from PIL.Image import Image

#: The largest picture that is decoded, in pixels; it takes 256 MB in memory.
PIXELS_LIMIT = 64 * 1024 * 1024
_STRIPPERS = {"image/png": stripped_png, "image/jpeg": stripped_jpeg}
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_JPEG_QUALITY = 90
_ORIENTATION = 0x0112
_UPRIGHT = 1
_SENT_AS_THEY_ARE = frozenset({"L", "LA", "P", "RGB", "RGBA", "1"})

_Prepared = tuple[bytes, str, int, int]


def prepare(reference: Reference, data: bytes, model: Model, edge: int | None = None) -> ReferencePicture:
    """Make a reference picture ready to be sent to a model; in asynchronous code, call it in a thread.

    It is turned upright, made smaller where it is larger than the model wants, and freed of all metadata. A picture
    that fits already keeps its pixels to the bit. The last few pictures are remembered.

    Args:
        reference: whose picture, for the error. data: a PNG, JPEG, WebP or GIF, of which the first frame counts.
        edge: the longer side in pixels at most, in the place of the model's `reference_edge`.

    Raises:
        PictureError: the picture is broken, or has more than `PIXELS_LIMIT` pixels.
    """
    try:
        made, media_type, width, height = _prepared(data, edge or model.reference_edge, model.reference_types)
    # Pillow's readers fail on hostile bytes with whatever comes first.
    except Exception as error:
        whose = f"{reference.person}'s picture" if reference.person else "the picture"
        raise PictureError(
            f"{whose} ({reference.asset}) cannot be sent: {error}; replace it, or name another file for them under "
            "avatars.files in the profile"
        ) from error
    return ReferencePicture(reference, made, media_type, width, height)


async def prepare_all(references: Sequence[Reference], assets: Assets, model: Model) -> tuple[ReferencePicture, ...]:
    """Load and prepare the pictures that a prompt numbers, in their order and in a thread.

    Raises:
        PictureError: one of them cannot be used. `assets` knows it from then on, so that composing the prompt again
            leaves it out and says why.
    """
    import asyncio  # composing alone does not pay for it

    return await asyncio.to_thread(_all_loaded, references, assets, model) if references else ()


def _all_loaded(references: Sequence[Reference], assets: Assets, model: Model) -> tuple[ReferencePicture, ...]:
    return tuple(_loaded(reference, assets, model) for reference in references)


def _loaded(reference: Reference, assets: Assets, model: Model) -> ReferencePicture:
    try:
        return prepare(reference, assets.get(reference.asset), model)
    except PictureError as error:
        assets.reject(reference.asset, str(error))
        raise


@lru_cache(maxsize=16)
def _prepared(data: bytes, edge: int, types: tuple[str, ...]) -> _Prepared:
    media_type = media_type_of(data)
    if not media_type:
        raise ValueError("it is no PNG, JPEG, WebP or GIF")
    image = open_picture(data, media_type)
    width, height = image.size
    if not 0 < width * height <= PIXELS_LIMIT:
        raise ValueError(f"it has {width}x{height} pixels, more than {PIXELS_LIMIT}")
    fits = media_type in types and max(image.size) <= edge and image.mode in _SENT_AS_THEY_ARE
    if fits and media_type in _STRIPPERS:
        image.load()  # a broken picture is found here and not by the service
        if image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT:
            with contextlib.suppress(ValueError):  # Pillow read it for all that: its pixels are encoded anew
                return _STRIPPERS[media_type](data), media_type, width, height
    return _encoded(_reduced(image, edge), types)


def _reduced(image: "Image", edge: int) -> "Image":
    """Return the picture upright, in plain colours, no side longer than `edge`."""
    from PIL import Image, ImageOps

    image.draft("RGB", (edge, edge))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I;16"):  # 16 bits of grey, of which Pillow would cut off the upper ones
        upright = upright.point(lambda value: value / 256).convert("L")
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return plain


def _encoded(image: "Image", types: tuple[str, ...]) -> _Prepared:
    """Encode pixels alone: as PNG what is partly transparent, else as JPEG, as far as the model takes them."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    order = ["image/png", "image/webp", "image/jpeg"]
    if image.mode != "RGBA":
        order = ["image/jpeg", "image/png", "image/webp"]
    media_type = next((one for one in order if one in types), order[0])
    if media_type == "image/jpeg":
        image = _on_white(image)
    file = BytesIO()
    image.info = {}  # whatever Pillow would write into the file besides
    image.save(file, _FORMATS[media_type], quality=_JPEG_QUALITY)
    return file.getvalue(), media_type, image.width, image.height


def _on_white(image: "Image") -> "Image":
    from PIL import Image

    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return ground.convert("RGB")
