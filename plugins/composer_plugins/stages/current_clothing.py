"""What everybody in the picture wears at this moment of the story: the characters first, then the user."""

from composer.fragments import evidence_of
from composer.hookspecs import hookimpl
from composer.profiles import Profile, override_of
from composer.types import Fragment, Outfit, Person, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Give the outfits of everybody in the picture."""
    dressed = [person for person in scene.people if person.garments and _is_detected(person, profile)]
    return [
        Fragment("clothing", Outfit(person, person.garments), evidence_of(person.garments))
        for person in sorted(dressed, key=_is_user)
    ]


def _is_detected(person: Person, profile: Profile) -> bool:
    own = override_of(profile, person).detect_clothing
    return profile.detect_clothing if own is None else own


def _is_user(person: Person) -> bool:
    return person.role == "persona"
