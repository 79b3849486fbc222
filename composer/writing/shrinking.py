"""Looks beside a reference picture: only the traits that must win against it, since text and picture would mix.

Eyes, hair and marks are what people are recognised by and what models get wrong; what the chat, the request or the user
has changed is not in the picture at all, and what the user locked or a card pins is to win. What somebody is (species,
gender) stays as the noun of the sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.fragments import evidence_of
from composer.models import Model
from composer.types import Fragment, Looks, Person, Reference, Trait
from composer.writing.facts import printed
from composer.writing.writing import Writing

WINNING = frozenset({"hair_color", "hair_style", "eye_color", "feature", "species", "gender"})
_PICTURED = ("card:", "persona:")
#: Looks that a card's maker or user wants whatever its picture shows.
_PINNED = ".extensions.rp_composer.looks"


def beside_pictures(
    fragments: Iterable[Fragment], references: Sequence[Reference], model: Model, writing: Writing
) -> list[Fragment]:
    """Return fragments in which people with a picture of their own are told of in fewer words.

    A ``loose`` reference is one that words may correct, and an adapter may turn out to be missing: both get all words.

    Args:
        references: those that travel with the prompt. writing: notes what is left to the picture.
    """
    uses = [use for one in references if one.consistency != "loose" for use in ((one.person, one.role), *one.also)]
    shown = {person for person, role in uses if role in ("identity", "persona")}
    if not shown or not model.references_named:
        return list(fragments)
    return [_shorter(fragment, shown, writing) for fragment in fragments]


def _shorter(fragment: Fragment, shown: set[str], writing: Writing) -> Fragment:
    content = fragment.content
    if not isinstance(content, Looks) or content.person.name not in shown:
        return fragment
    traits = tuple(trait for trait in content.traits if _wins(trait, content.person))
    for trait in content.traits:
        if trait not in traits:
            writing.note("shortened", printed(trait), f"the picture of {content.person.name} shows it")
    return replace(fragment, content=replace(content, traits=traits), evidence=evidence_of(traits))


def _wins(trait: Trait, person: Person) -> bool:
    pinned = any(one.source.endswith(_PINNED) for one in trait.evidence)
    return pinned or is_newer(trait) or trait.attribute in WINNING or trait.attribute in person.locked


def is_newer(trait: Trait) -> bool:
    """Say whether somebody's picture cannot show a trait: the request, the chat or the user has said it since."""
    return any(not one.source.startswith(_PICTURED) for one in trait.evidence)
