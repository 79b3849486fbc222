"""What the profile's `enhancer` does to the fragments of a scene: nothing, or it adds what a model wants. Pure.

What is proper to a family of models stands in the catalogue; what a scene leaves open is said by a stage; how words are
tidied stands in `composer.writing.tidying`, and which capitals a prompt has is its dialect's.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from composer.models import Model
from composer.profiles import Profile
from composer.types import Change, Evidence, Fragment, Words
from composer.writing.tidying import listed_tags, tag_key, without_tags

#: The source of fragments with the tags of a family.
SOURCE = "enhancer"
_SAID = "the prompt has it already"
_AVOIDED = "it is to be avoided"
_WANTED = "usually avoided, but the prompt speaks of it"


def enhanced(
    fragments: Sequence[Fragment], profile: Profile, model: Model
) -> tuple[list[Fragment], tuple[Change, ...]]:
    """Return fragments with what the enhancer adds for a model at the end, and what it left out and why.

    ``off`` adds nothing and marks all words as not to be touched.
    """
    if profile.enhancer == "off":
        return [_untouched(fragment) for fragment in fragments], ()
    proper = _Proper(fragments, model)
    return [*proper.given, *proper.quality(), *proper.negative()], tuple(proper.changes)


def _untouched(fragment: Fragment) -> Fragment:
    content = fragment.content
    return replace(fragment, content=replace(content, untouched=True)) if isinstance(content, Words) else fragment


class _Proper:
    """Adds the tags of a model's family to fragments, and takes those of other families out.

    A tag that the fragments have already is not said twice, and one that contradicts them not at all.
    """

    def __init__(self, fragments: Iterable[Fragment], model: Model) -> None:
        self.model = model
        self.changes: list[Change] = []
        self.given = [one for fragment in fragments if (one := self._without_foreign(fragment))]
        self.wanted = "\n".join(_texts(self.given, avoid=False))
        self.avoided = "\n".join(_texts(self.given, avoid=True))

    def quality(self) -> list[Fragment]:
        """Return the quality tags of the family."""
        tags = self._without(self.model.quality_tags, listed_tags(self.wanted), "merged", _SAID)
        return self._proper(
            "quality", "quality_tags", self._without(tags, listed_tags(self.avoided), "dropped", _AVOIDED)
        )

    def negative(self) -> list[Fragment]:
        """Return what pictures of the family are to avoid, where the model has a prompt for that."""
        if self.model.avoidance != "negative_field":
            return []
        tags = self._without(self.model.negative_tags, listed_tags(self.avoided), "merged", _SAID)
        wanted = _spoken_of(self.model.negative_tags, self.wanted)
        return self._proper("avoid", "negative_tags", self._without(tags, wanted, "dropped", _WANTED))

    def _without(self, tags: Sequence[str], others: Collection[str], kind: str, why: str) -> list[str]:
        """Return the tags that are not among others, and note those that are."""
        self.changes += [Change(kind, tag, why) for tag in tags if tag_key(tag) in others]
        return [tag for tag in tags if tag_key(tag) not in others]

    def _proper(self, slot: str, key: str, tags: Iterable[str]) -> list[Fragment]:
        text = ", ".join(tags)
        evidence = Evidence(f"catalogue:{self.model.name}.{key}", 0, len(text), text)
        return [Fragment(slot, Words(text, own=True), (evidence,), SOURCE)] if text else []

    def _without_foreign(self, fragment: Fragment) -> Fragment | None:
        """Return a fragment without the tags that only other families know; None when nothing else was in it."""
        content = fragment.content
        if not isinstance(content, Words) or not self.model.foreign_tags:
            return fragment
        pattern = _pattern(self.model.foreign_tags)
        found = list(dict.fromkeys(match[0] for match in pattern.finditer(content.text)))
        if not found:
            return fragment
        why = f"{self.model.name} does not know these tags of another family"
        self.changes.append(Change("dropped", ", ".join(found), why))
        text = without_tags(content.text, pattern)
        return replace(fragment, content=replace(content, text=text)) if text else None


def _texts(fragments: Iterable[Fragment], avoid: bool) -> Iterable[str]:
    for one in fragments:
        if isinstance(one.content, Words) and (one.slot == "avoid") == avoid:
            yield one.content.text


@lru_cache(maxsize=64)
def _pattern(tags: tuple[str, ...]) -> re.Pattern[str]:
    r"""Return the pattern of words that fit one of some tags, ``*`` for any letters: ``score_*``."""
    words = (re.escape(tag).replace(r"\*", r"\w*") for tag in tags)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?![\w#])", re.IGNORECASE)


def _spoken_of(tags: tuple[str, ...], text: str) -> set[str]:
    """Return the keys of the tags that stand in a text."""
    return {tag_key(match) for match in _pattern(tags).findall(text)} if tags else set()
