"""What the picture must not show: what the profile always avoids, what its style does, then what the request names."""

from composer.fragments import words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, Style, asked_styles, fixed_style, overridden
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say what to avoid."""
    fragments = words("avoid", profile.negative, f"profile:{profile.name}.negative")
    for name, own in (overridden(profile, person) for person in scene.people):
        fragments += words("avoid", own.negative, f"profile:{profile.name}.characters.{name}.negative")
    for style in _styles(scene, profile):
        fragments += words("avoid", style.negative, f"{style.source}.negative")
    return [*fragments, *words("avoid", scene.request.negative_prompt, "request.negative_prompt")]


def _styles(scene: Scene, profile: Profile) -> list[Style]:
    fixed = fixed_style(profile, scene)
    return [fixed] if fixed else [style for _, _, style in asked_styles(profile, scene.request) if style]
