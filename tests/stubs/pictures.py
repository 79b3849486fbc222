"""Pictures for the stubs to answer with: of any size in pixels and about any size in bytes."""

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image

#: A picture as services draw them: 1024 by 1024, 1.5 MB.
LARGE = (1024, 1024, 1, 0.48)


@cache
def picture(width: int = 64, height: int = 96, seed: int = 1, noisy: float = 1.0, kind: str = "PNG") -> bytes:
    """Return an encoded picture whose upper part, `noisy` of its height, is noise and the rest a gradient.

    Noise cannot be compressed: a PNG of 1024 by 1024 with a noisy half weighs 1.5 MB.
    """
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    rows = max(1, round(height * noisy))
    image.paste(Image.frombytes("RGB", (width, rows), Random(seed).randbytes(width * rows * 3)))
    data = BytesIO()
    image.save(data, kind)
    return data.getvalue()


@cache
def blank(width: int = 64, height: int = 96) -> bytes:
    """Return a picture of one colour."""
    data = BytesIO()
    Image.new("RGB", (width, height), "black").save(data, "PNG")
    return data.getvalue()
