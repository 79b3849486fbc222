"""What the picture must not show: what the profile always avoids, what cards do, what the style does, then what the
request names."""

from composer.fragments import quoted, words
from composer.hookspecs import hookimpl
from composer.profiles import Profile, overridden, styles_in
from composer.types import Fragment, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Say what to avoid."""
    fragments = words("avoid", profile.negative, f"profile:{profile.name}.negative")
    for name, own in (overridden(profile, person) for person in scene.people):
        fragments += words("avoid", own.negative, f"profile:{profile.name}.characters.{name}.negative")
    fragments += quoted("avoid", dict.fromkeys(said for person in scene.people for said in person.wishes.negative))
    for style in styles_in(profile, scene):
        fragments += words("avoid", style.negative, f"{style.source}.negative")
    return [*fragments, *words("avoid", scene.request.negative_prompt, "request.negative_prompt")]
