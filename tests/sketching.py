"""Sketches to compare: of somebody in a scene, with one thing changed."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from composer.pictures import GenerationJob, GenerationSettings, Picture
from composer.types import Garment, ImageRequest, Operation, Person, RenderedPrompt, Scene, Term
from composer_plugins.backends.sketch import SketchBackend
from composer_plugins.sketching.gallery import person, worn

Box = tuple[int, int, int, int]
SQUARE = GenerationSettings("sketch")


def drawn(scene: Scene, options: GenerationSettings = SQUARE, operation: Operation = "generate") -> tuple[Picture, ...]:
    exchange = SketchBackend().exchange(GenerationJob(RenderedPrompt("words"), scene, options, operation=operation))
    with pytest.raises(StopIteration) as end:
        next(exchange)
    pictures: tuple[Picture, ...] = end.value.value
    return pictures


@cache
def image(scene: Scene, options: GenerationSettings = SQUARE) -> Image.Image:
    return Image.open(BytesIO(drawn(scene, options)[0].data)).convert("RGB")


def scene(*people: Person, prompt: str = "a walk", **more: str) -> Scene:
    place = Term(more["place"]) if "place" in more else None
    request = ImageRequest(prompt, style=more.get("style"))
    return Scene(request, people, place=place)


def changed(before: Scene, after: Scene, options: GenerationSettings = SQUARE) -> Box | None:
    box: Box | None = ImageChops.difference(image(before, options), image(after, options)).getbbox()
    return box


TRAITS = {
    "gender": "woman",
    "hair_color": "brown",
    "hair_style": "bob",
    "eye_color": "green",
    "skin": "pale",
    "build": "average",
}


GARMENTS = {
    "raincoat": worn("raincoat", "outer", "yellow", state="unbuttoned"),
    "sweater": worn("sweater", "top", "white", pattern="striped"),
    "trousers": worn("trousers", "bottom", "blue"),
    "boots": worn("boots", "feet", "brown"),
}


def subject(
    traits: dict[str, str] | None = None, features: str = "", garments: dict[str, Garment] | None = None
) -> Person:
    stated = "; ".join(f"{name}: {value}" for name, value in {**TRAITS, **(traits or {})}.items())
    clothes = {**GARMENTS, **(garments or {})}
    return person("Maren", f"{stated}; {features}", *clothes.values())
