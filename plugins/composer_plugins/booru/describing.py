"""Descriptions from lorebooks as tags: what a place is; colours and shapes of things have no tags that fit anywhere."""

from composer.types import Words
from composer_plugins.booru.vocabulary import bare, scenes

_WHERE = ("{}", "in a {}", "on a {}", "by a {}", "at a {}")
#: Why the rest of a description is left out.
WHY = "of a description from a lorebook, models of tags are told what kind of place it is; the rest has no tags"


def described_tags(words: Words) -> list[str]:
    """Return the tags for what a description is of, [] for what has none."""
    named = (term.english for term in words.terms or () if term.english)
    return list(dict.fromkeys(_place_tag(name) for name in named))


def _place_tag(name: str) -> str:
    """Return the tag for a place alone: whether it is seen from inside is for the request to say."""
    found = (scenes().by_phrase.get(bare(where.format(name))) for where in _WHERE)
    slot, tags = next((one for one in found if one), ("", ""))
    return tags.partition(",")[0] if slot == "place" else name
