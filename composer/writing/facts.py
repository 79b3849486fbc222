"""Facts one by one: in which order looks are told, how a fact is called, and the fragment that says it alone."""

from collections.abc import Iterable, Mapping
from functools import cache

from composer.fragments import with_content
from composer.types import Fragment, Garment, Looks, Outfit, Trait


def in_order(traits: Iterable[Trait], attributes: tuple[str, ...]) -> list[Trait]:
    """Return traits in the order of their attributes; what the order does not name comes last."""
    places = _places(attributes)
    last = len(attributes)
    return sorted(traits, key=lambda trait: places.get(trait.attribute, last))


@cache
def _places(attributes: tuple[str, ...]) -> Mapping[str, int]:
    return {attribute: place for place, attribute in enumerate(attributes)}


def printed(fact: Trait | Garment) -> str:
    """Return a fact in the words of its source, as the changes of a prompt call it."""
    if isinstance(fact, Garment):
        return fact.text or fact.name.text
    return fact.phrase or fact.value


def alone(fragment: Fragment, fact: Trait | Garment) -> Fragment:
    """Return a fragment of looks or clothes narrowed to one of its facts, with the evidence of that."""
    content = fragment.content
    assert isinstance(content, Looks | Outfit)
    one = Looks(content.person, (fact,)) if isinstance(fact, Trait) else Outfit(content.person, (fact,))
    return with_content(fragment, one, fact.evidence)
