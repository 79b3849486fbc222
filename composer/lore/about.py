"""Which entries are about somebody who is known: those that nothing but their name calls."""

from collections.abc import Set

from composer.lore.conditions import Decorators
from composer.reading.lexicon import normalise
from composer.types import LoreEntry


def is_about(entry: LoreEntry, names: Set[str]) -> bool:
    """Return whether an entry is about the person with these names, normalised, and nobody and nothing else."""
    if not entry.enabled or not entry.keys or any(normalise(key) not in names for key in entry.keys):
        return False
    title = normalise(entry.name.strip())
    return (not title or title in names) and bool(entry.content.strip()) and Decorators.of(entry).allow(replies=0)
