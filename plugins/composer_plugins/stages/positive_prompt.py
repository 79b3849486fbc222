"""The profile's positive prompt, which stands in every picture's prompt, and those of the cards in a picture."""

from composer.fragments import quoted, words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, overridden
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say the profile's positive prompt, then what it adds for each person in the picture, then what their cards do."""
    fragments = words("positive", profile.positive, f"profile:{profile.name}.positive")
    for name, own in (overridden(profile, person) for person in scene.people):
        fragments += words("positive", own.positive, f"profile:{profile.name}.characters.{name}.positive")
    return fragments + quoted("positive", dict.fromkeys(said for one in scene.people for said in one.wishes.positive))
