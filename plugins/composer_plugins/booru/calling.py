"""What sentences call the people of a picture, whose names mean nothing to models that know only captions."""

from composer.types import Cast, Person
from composer_plugins.booru.counting import gender_of, is_creature
from composer_plugins.booru.looks import trait_tags
from composer_plugins.booru.request import Called
from composer_plugins.booru.vocabulary import rules


def called(cast: Cast | None) -> tuple[Called, ...]:
    """Return what everybody is called, with the colour of their hair where there are several, and the viewer."""
    if cast is None:
        return ()
    seen = tuple(_called(person, len(cast.people) > 1) for person in cast.people)
    viewer = cast.point_of_view
    names = tuple(name for name in (viewer.name, *viewer.aliases) if name.strip()) if viewer else ()
    return (*seen, Called(names[0], names, "viewer", "viewer's", viewer=True)) if names else seen


def _called(person: Person, several: bool) -> Called:
    gender = gender_of(person) or "other"
    kind = next((one.value.lower() for one in person.traits if one.attribute == "species"), "")
    noun = kind if is_creature(person) else rules().nouns[gender]
    hair = next((tag for one in person.traits if one.attribute == "hair_color" for tag in trait_tags(one, "")), "")
    if several and hair.endswith(" hair"):
        noun = f"{hair.removesuffix(' hair').replace(' ', '-')}-haired {noun}"
    names = tuple(name for name in (person.name, *person.aliases) if name.strip())
    return Called(person.name, names or (noun,), noun, rules().pronouns[gender])
