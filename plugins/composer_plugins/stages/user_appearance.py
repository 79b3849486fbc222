"""What the user's persona looks like, when the user is in the picture."""

from composer.fragments import evidence_of
from composer.hookspecs import hookimpl
from composer.profiles import Profile, override_of
from composer.types import Fragment, Looks, Person, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Give the looks of the user."""
    return [
        Fragment("user", Looks(person, person.traits), evidence_of(person.traits))
        for person in scene.people
        if person.role == "persona" and person.traits and _is_read(person, profile)
    ]


def _is_read(person: Person, profile: Profile) -> bool:
    own = override_of(profile, person).extract_appearance
    return profile.extract_appearance.persona if own is None else own
