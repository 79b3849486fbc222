"""What the characters in the picture look like, one after the other in scene order; others of the story count too."""

from composer.fragments import evidence_of, quoted
from composer.hookspecs import hookimpl
from composer.profiles import Profile, override_of
from composer.types import Fragment, Looks, Person, Scene


@hookimpl
def add_fragments(scene: Scene, profile: Profile) -> list[Fragment]:
    """Give the looks of everybody in the picture but the user, and the tags of their cards, for models of tags."""
    read = [person for person in scene.people if person.role != "persona" and _is_read(person, profile)]
    looks = [
        Fragment("character", Looks(person, person.traits), evidence_of(person.traits))
        for person in read
        if person.traits and not _only_requested(person)
    ]
    tags = [fragment for person in read for fragment in quoted("character", person.wishes.tags, tags_of=person.name)]
    return [*looks, *tags]


def _is_read(person: Person, profile: Profile) -> bool:
    own = override_of(profile, person).extract_appearance
    return profile.extract_appearance.character if own is None else own


def _only_requested(person: Person) -> bool:
    """Say whether all that is known of an extra ("an old guard") are the request's words, which the prompt has."""
    return person.role == "npc" and {one.source for one in evidence_of(person.traits)} == {"request"}
