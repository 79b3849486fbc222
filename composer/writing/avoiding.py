"""What a picture is not to show, for models that read no "no": said as what it shows instead, or left out and told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.types import Fragment
from composer.writing.writing import Writing

_NOT = re.compile(r"^(?:no|not|without|avoid|never)\s+(?:any\s+|a\s+|an\s+)?", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,;.\n]\s*")


class _Concept(BaseModel):
    """One concept of `composer/data/avoidance.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    words: frozenset[str]
    instead: str


class _Avoidance(BaseModel):
    """The table of concepts."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    concepts: tuple[_Concept, ...]
    quality: frozenset[str]

    @cached_property
    def instead(self) -> dict[str, str]:
        """What is said instead, by each of the words."""
        return {word: concept.instead for concept in self.concepts for word in concept.words}


@dataclass(frozen=True, slots=True)
class Avoided:
    """One thing that is to be avoided, without its "no", and the fragment that says so."""

    text: str
    fragment: Fragment


@cache
def _table() -> _Avoidance:
    return check_builtin(_Avoidance, resources.files("composer") / "data" / "avoidance.yaml")


def avoided(fragment: Fragment, writing: Writing) -> Iterator[Avoided]:
    """Yield the single things that a fragment wants avoided, harmless and each once."""
    for part in _PARTS.split(writing.words(fragment, one_line=True)):
        text = _NOT.sub("", part).strip()
        if text and writing.is_new(fragment.slot, "avoided", text.casefold()):
            yield Avoided(text, fragment)


def is_about_quality(text: str) -> bool:
    """Say whether something to be avoided is about the making of a picture ("bad hands") and not what it shows."""
    return text.casefold() in _table().quality


def rewritten(thing: Avoided, writing: Writing) -> str:
    """Return what a picture shows instead, "" where there is no such thing; what was done stands in the changes."""
    if is_about_quality(thing.text):
        writing.note("dropped", thing.text, "the model draws by prose, in which words about quality have no use")
        return ""
    instead = _table().instead.get(thing.text.casefold(), "")
    if instead:
        writing.note("rewritten", f"no {thing.text}", instead)
    else:
        writing.note("dropped", f"no {thing.text}", "the model draws what it reads, and it cannot be said otherwise")
    return instead
