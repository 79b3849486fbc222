"""Facts as tags of a prompt: what becomes of each stands in the changes, in its own words."""

from collections.abc import Sequence

from composer.types import Garment, Trait
from composer.writing.facts import printed
from composer_plugins.booru.page import Page, as_one, written_tag


def accepted_tags(fact: Trait | Garment, tags: Sequence[str], page: Page, person: str, slot: str) -> list[str]:
    """Return the tags of a fact that the prompt does not say or exclude yet; a fact that has none left is told.

    Args:
        tags: those of the fact, harmless. person: whose fact it is, as `Page.accepted` tells people apart.
    """
    if kept := page.accepted(tags, person, slot):
        return kept
    said, known = printed(fact), [tag for tag in tags if tag.strip()]
    if not known:
        page.writing.note("dropped", said, "tags have no word for it")
    elif written_tag(said) not in known:
        page.writing.note("merged", said, f"the prompt says {as_one(known)} already, or what excludes it")
    return []
