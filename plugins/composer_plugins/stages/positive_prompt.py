"""The profile's positive prompt, which stands in every picture's prompt."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.profiles import Profile
from composer.types import Fragment


@hookimpl
def add_fragments(profile: Profile) -> list[Fragment]:
    """Say the profile's positive prompt."""
    return words("positive", profile.positive, f"profile:{profile.name}.positive")
