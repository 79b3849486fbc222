"""What lorebooks say of the places and things that the request names, with their pictures."""

from composer.hookspecs import hookimpl
from composer.types import Description, Fragment, Reference, Scene, Words


@hookimpl
def add_fragments(scene: Scene) -> list[Fragment]:
    """Describe places and things as their book does."""
    return [_fragment(one) for one in scene.lore if one.text]


@hookimpl
def add_references(scene: Scene) -> list[Reference]:
    """Name the pictures of places."""
    return [reference for one in scene.lore for reference in one.references]


def _fragment(described: Description) -> Fragment:
    words = Words(described.text, terms=described.terms)
    return Fragment(described.kind, words, described.evidence, after="place")
