"""What the user's persona looks like, when the user is in the picture."""

from composer.fragments import evidence_of
from composer.hookspecs import hookimpl
from composer.profiles import Profile
from composer.types import Fragment, Looks, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Give the looks of the user."""
    if not profile.extract_appearance.persona:
        return []
    return [
        Fragment("user", Looks(person, person.traits), evidence_of(person.traits))
        for person in scene.people
        if person.role == "persona" and person.traits
    ]
