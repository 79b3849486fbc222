"""What the characters in the picture look like, one after the other in scene order; others of the story count too."""

from composer.fragments import evidence_of
from composer.hookspecs import hookimpl
from composer.profiles import Profile, override_of
from composer.types import Fragment, Looks, Person, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Give the looks of everybody in the picture but the user."""
    return [
        Fragment("character", Looks(person, person.traits), evidence_of(person.traits))
        for person in scene.people
        if person.role != "persona" and person.traits and not _only_requested(person) and _is_read(person, profile)
    ]


def _is_read(person: Person, profile: Profile) -> bool:
    own = override_of(profile, person).extract_appearance
    return profile.extract_appearance.character if own is None else own


def _only_requested(person: Person) -> bool:
    """Say whether all that is known of an extra ("an old guard") are the request's words, which the prompt has."""
    return person.role == "npc" and {one.source for one in evidence_of(person.traits)} == {"request"}
