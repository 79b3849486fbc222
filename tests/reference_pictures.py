"""Pictures to refer to: plain ones, and a card with its text all over."""

import base64
import json
import random
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from composer.models import Model
from composer.types import Reference

MODEL = Model(name="m", backend="b", references=4, reference_edge=256)
FACE = Reference("Maren", "identity", "card:Maren#0000000000000000")
SECRET = "Maren keeps a secret that nobody may read"


def picture(width: int = 90, height: int = 120, mode: str = "RGB") -> Image.Image:
    noise = random.Random(7).randbytes(width * height * len(Image.new(mode, (1, 1)).tobytes()))
    return Image.frombytes(mode, (width, height), noise)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def card_picture(image: Image.Image | None = None) -> bytes:
    """Return a character card: a PNG with its text in a chunk, more of it in others, and after the end."""
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("chara", base64.b64encode(json.dumps({"data": {"name": "Maren", "description": SECRET}}).encode()))
    hidden.add_itxt("notes", SECRET)
    hidden.add_text("more", SECRET, zip=True)
    hidden.add(b"prVt", SECRET.encode(), after_idat=True)
    return encoded(image or picture(), pnginfo=hidden) + SECRET.encode()


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    image = Image.open(BytesIO(data))
    return image.mode, image.size, image.tobytes()
