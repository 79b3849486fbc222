"""The profile's positive prompt, which stands in every picture's prompt."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, overridden
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say the profile's positive prompt, then what it adds for each person in the picture."""
    fragments = words("positive", profile.positive, f"profile:{profile.name}.positive")
    for name, own in (overridden(profile, person) for person in scene.people):
        fragments += words("positive", own.positive, f"profile:{profile.name}.characters.{name}.positive")
    return fragments
