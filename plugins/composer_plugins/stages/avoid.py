"""What the picture must not show: first what the profile always avoids, then what the request names."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.profiles import Profile
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say what to avoid."""
    return [
        *words("avoid", profile.negative, f"profile:{profile.name}.negative"),
        *words("avoid", scene.request.negative_prompt, "request.negative_prompt"),
    ]
