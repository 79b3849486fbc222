"""The pictures in a web UI's answer: those that were asked for, without the grid before and the maps after them."""

import json
from typing import TYPE_CHECKING, Any

from composer.answers import at, json_of
from composer.decoding import bytes_of, picture_of
from composer.errors import EmptyAnswerError
from composer.types import Change
from composer_plugins.stable_diffusion.problems import problem_of

if TYPE_CHECKING:
    import httpx

    from composer.contracts import Exchange
    from composer.pictures import Picture


def pictures_in(response: "httpx.Response", asked: int) -> "Exchange":
    """Return the pictures of an answer; of several, those that cannot be used are left out with a notice.

    Args:
        asked: how many pictures were asked for.

    Raises:
        BackendError: the answer is an error, or holds no picture that can be used.
    """
    if not response.is_success:
        raise problem_of(response)
    data = json_of(response)
    pictures: list[Picture] = []
    problems: list[EmptyAnswerError] = []
    for text, seed in _images(data, _info(data), asked):
        try:
            pictures.append(picture_of(bytes_of(text), seed))
        except EmptyAnswerError as error:
            problems.append(error)
    if not pictures:
        raise problems[0] if problems else EmptyAnswerError("the web UI sent no picture; was it interrupted?")
    yield from (Change("dropped", "picture", str(problem)) for problem in problems)
    return tuple(pictures)


def _images(data: Any, info: Any, asked: int) -> list[tuple[str, int | None]]:
    """Return the asked images in base64, each with its seed where known.

    A grid may stand before them, which `index_of_first_image` tells, and the maps of ControlNet after them.
    """
    found = at(data, "images")
    images = [image for image in found if isinstance(image, str)] if isinstance(found, list) else []
    first = at(info, "index_of_first_image")
    start = first if isinstance(first, int) and 0 <= first < len(images) else 0
    return [(image, _seed(info, number)) for number, image in enumerate(images[start : start + asked])]


def _seed(info: Any, number: int) -> int | None:
    seed = at(info, "all_seeds", number)
    if number == 0 and seed is None:
        seed = at(info, "seed")
    return seed if isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**63 else None


def _info(data: Any) -> Any:
    """Return the information on the pictures, which is JSON in a string; None when it is not."""
    info = at(data, "info")
    try:
        return json.loads(info) if isinstance(info, str) else info
    except (ValueError, RecursionError):
        return None
