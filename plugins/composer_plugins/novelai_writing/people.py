"""People as NovelAI's prompts call them: ``girl``, ``boy`` or ``other``, without numbers."""

from composer.types import Person
from composer_plugins.booru.counting import gender_of, is_creature

KINDS = {"feminine": "girl", "masculine": "boy"}


def kind_of(person: Person, request: str = "") -> str:
    """Return what the prompt of one person calls them; `request` may tell the gender of somebody who is alone."""
    return "other" if is_creature(person) else KINDS.get(gender_of(person, request), "other")
