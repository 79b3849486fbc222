"""People as NovelAI's prompts call them: ``girl``, ``boy`` or ``other`` in the prompt of one, a noun in a sentence."""

from collections.abc import Sequence

from composer.types import Person
from composer_plugins.booru.counting import gender_of, is_creature
from composer_plugins.booru.looks import trait_tags
from composer_plugins.booru.request import Called
from composer_plugins.booru.vocabulary import rules

#: What the prompt of one person begins with.
KINDS = {"feminine": "girl", "masculine": "boy"}


def kind_of(person: Person, request: str = "") -> str:
    """Return what the prompt of one person calls them; `request` may tell the gender of somebody who is alone."""
    return "other" if is_creature(person) else KINDS.get(gender_of(person, request), "other")


def called(people: Sequence[Person], viewer: Person | None = None) -> tuple[Called, ...]:
    """Return what a sentence calls people, whose names say nothing to the model.

    Args:
        viewer: through whose eyes we look.
    """
    seen = [_called(person, len(people) > 1) for person in people]
    return (*seen, *((_called(viewer, True, viewer=True),) if viewer else ()))


def _called(person: Person, several: bool, viewer: bool = False) -> Called:
    gender = gender_of(person) or "other"
    kind = next((one.value.lower() for one in person.traits if one.attribute == "species"), "")
    noun = kind if is_creature(person) else rules().nouns[gender]
    hair = _hair(person) if several else ""
    names = tuple(name for name in (person.name, *person.aliases) if name.strip())
    return Called(person.name, names or (noun,), f"{hair}{noun}", rules().pronouns[gender], viewer)


def _hair(person: Person) -> str:
    """Return what tells somebody apart in a sentence: "blonde-haired ", "" where their hair is not known."""
    tags = (tag for one in person.traits if one.attribute == "hair_color" for tag in trait_tags(one, ""))
    hair = next((tag.removesuffix(" hair") for tag in tags if tag.endswith(" hair")), "")
    return f"{hair.replace(' ', '-')}-haired " if hair else ""
