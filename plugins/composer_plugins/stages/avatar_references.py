"""The avatars of the people in the picture as reference pictures, and the pictures that the user's profile lists."""

from composer.hookspecs import hookimpl
from composer.profiles import Profile, override_of
from composer.types import Person, Reference, Scene


@hookimpl
def add_references(scene: Scene, profile: Profile) -> list[Reference]:
    """Name the pictures of everybody in the picture whose avatar the profile sends, and those the profile lists."""
    avatars = [reference for person in scene.people if _is_sent(person, profile) for reference in person.references]
    return [*avatars, *scene.references]


def _is_sent(person: Person, profile: Profile) -> bool:
    own = override_of(profile, person).avatar
    if own is not None:
        return own
    return profile.avatars.persona if person.role == "persona" else profile.avatars.character
