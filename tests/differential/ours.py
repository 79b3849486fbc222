"""Ask for pictures with rp-composer, as a program would that has a profile: ``$BACKEND`` says with which backend."""

import asyncio
import os

from composer.app import Composer
from composer.profiles import Profile
from composer.references import Assets
from composer.types import ImageRequest, Reference, RenderedPrompt, Scene
from tests.differential.wish import PEOPLE, Wish, read_wishes, reference


def main() -> None:
    """Ask for each wish once, without retries."""
    endpoint, wishes = read_wishes()
    for wish in wishes:
        asyncio.run(ask(endpoint, wish))


async def ask(endpoint: str, wish: Wish) -> None:
    """Ask for pictures in the given words."""
    assets = Assets()
    people = [(PEOPLE[number], reference(number)) for number in range(wish.references)]
    references = tuple(Reference(name, "identity", assets.add("card", name, data)) for name, data in people)
    composer = Composer(profile_of(endpoint, wish), assets=assets)
    request = ImageRequest(wish.prompt, seed=wish.seed, n=wish.pictures)
    await composer.generate(Scene(request), RenderedPrompt(wish.prompt, references=references))


def profile_of(endpoint: str, wish: Wish) -> Profile:
    """Return a profile that says where, and in which form."""
    fields = {
        "backend": os.environ["BACKEND"],
        "endpoint": endpoint,
        "key_variable": "SDK_KEY",
        "model": wish.model,
        "size": wish.size,
        "quality": wish.quality,
        "aspect_ratio": wish.aspect_ratio or None,
        "resolution": wish.resolution,
        "max_pictures_per_request": 4,
        "retries": {"times": 0},
    }
    return Profile.model_validate(fields)


if __name__ == "__main__":
    main()
