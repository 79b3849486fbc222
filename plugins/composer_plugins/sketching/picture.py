"""The whole picture: paper, panel, setting, figures, names, caption."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from composer.pictures import GenerationSettings, Picture
from composer.types import Scene
from composer_plugins.sketching.canvas import INK, OVERSAMPLE, PAPER, Pen, mixed
from composer_plugins.sketching.caption import draw_caption, draw_name
from composer_plugins.sketching.figure import Figure, draw_figure
from composer_plugins.sketching.geometry import oval
from composer_plugins.sketching.hands import draw_own_hands
from composer_plugins.sketching.layout import (
    CAPTION,
    MARGIN,
    Box,
    Place,
    figures,
    heights,
    panel,
    picture_size,
    places,
    strips,
)
from composer_plugins.sketching.mood import read_mood

if TYPE_CHECKING:
    from PIL import Image


def sketch(scene: Scene, settings: GenerationSettings) -> tuple[Picture, ...]:
    """Draw `settings.n` pictures (at least one) of a scene.

    The same scene and settings give the same bytes; seed and number of the picture choose poses and scenery.
    """
    count = max(settings.n, 1)
    return tuple(_picture(scene, settings, number) for number in range(count))


def _picture(scene: Scene, settings: GenerationSettings, number: int) -> Picture:
    image = draw_scene(scene, settings, (settings.seed or 0) + number)
    data = BytesIO()
    image.save(data, "PNG", compress_level=4)
    return Picture(data.getvalue(), "image/png", image.width, image.height, (settings.seed or 0) + number)


def draw_scene(scene: Scene, settings: GenerationSettings, variation: int = 0) -> "Image.Image":
    """Return the picture of a scene, drawn in one of its variations."""
    from PIL import Image

    from composer_plugins.sketching.finish import finished
    from composer_plugins.sketching.setting import draw_setting

    size, mood, people = picture_size(settings), read_mood(scene), figures(scene, variation)
    spots = places(heights(people), size, mood.framing)
    large = Image.new("RGB", (size[0] * OVERSAMPLE, size[1] * OVERSAMPLE), PAPER)
    frames = strips(len(people), size)
    for box in frames:
        large.paste(draw_setting(_enlarged(box), mood, variation), (box[0] * OVERSAMPLE, box[1] * OVERSAMPLE))
        for figure, spot in zip(people, spots, strict=True):
            if len(frames) == 1 or box[1] < spot.y < box[3]:
                _stand(large, figure, spot)
    owner = scene.point_of_view
    if owner:
        draw_own_hands(large, size, owner)
    image = large.reduce(OVERSAMPLE)
    image.paste(finished(image.crop(panel(size)), mood.style), panel(size)[:2])
    _paper(image, size, frames)
    for figure, spot in zip(people, spots, strict=True):
        draw_name(image, figure.look.name, spot.x, min(spot.y + 7, panel(size)[3] - 30), spot.width)
    draw_caption(image, _caption_box(size), _undrawn(scene, people, mood.undrawn), scene.request.prompt)
    return image


def _enlarged(box: Box) -> tuple[int, int]:
    return (box[2] - box[0]) * OVERSAMPLE, (box[3] - box[1]) * OVERSAMPLE


def _stand(image: "Image.Image", figure: Figure, place: Place) -> None:
    unit = place.scale * figure.look.height
    pen = Pen(image, (place.x, place.y), unit)
    pen.glow(oval(0, 0.2, 15, 2.4, 32), (44, 34, 60), 0.26)
    draw_figure(pen, figure)


def _paper(image: "Image.Image", size: tuple[int, int], frames: Sequence[Box]) -> None:
    """Lay the paper's border over what stands out of the panel."""
    from PIL import ImageDraw

    left, top, right, bottom = panel(size)
    draw = ImageDraw.Draw(image)
    for box in (
        (0, 0, size[0], top),
        (0, bottom, size[0], size[1]),
        (0, 0, left, size[1]),
        (right, 0, size[0], size[1]),
    ):
        draw.rectangle(box, fill=PAPER)
    for (_, _, _, end), (_, start, _, _) in pairwise(frames):
        draw.rectangle((left, end + 1, right, start - 1), fill=PAPER)
    for frame in frames:
        draw.rectangle((frame[0] - 1, frame[1] - 1, frame[2], frame[3]), outline=INK, width=2)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=mixed(PAPER, INK, 0.18), width=1)


def _caption_box(size: tuple[int, int]) -> tuple[int, int, int, int]:
    return MARGIN + 2, size[1] - MARGIN - CAPTION + 9, size[0] - MARGIN - 2, size[1] - 6


def _undrawn(scene: Scene, people: tuple[Figure, ...], others: tuple[str, ...]) -> list[str]:
    several = len(people) > 1
    found = [f"{figure.look.name}: {word}" if several else word for figure in people for word in figure.undrawn]
    absent = [person.name for person in scene.people[len(people) :]]
    return [*found, *others, *absent]
