"""What a picture is not to show, for models that read no "no": said as what it shows instead, or left out and told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.types import Fragment, Words
from composer.writing.weights import Span, read_weights, syntax_of, write_weights
from composer.writing.writing import Writing

_NOT = re.compile(r"^(?:no|not|without|avoid|never)\s+", re.IGNORECASE)
_DETERMINED = re.compile(r"^(?:(?:any|an?|the|her|his|their|its|other|visible)\s+)+", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;\n]|\.(?!\d))\s*")
_DRAWN = "the model draws what it reads, and it cannot be said otherwise"


class _Concept(BaseModel):
    """One concept of `composer/data/avoidance.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    words: frozenset[str]
    instead: str
    hairless: str = ""
    unless: frozenset[str] = frozenset()


class _Avoidance(BaseModel):
    """The table of concepts."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    concepts: tuple[_Concept, ...]
    quality: frozenset[str]
    clauses: dict[str, str]
    idioms: frozenset[str]
    fillers: tuple[str, ...]
    followers: frozenset[str]

    @cached_property
    def of(self) -> dict[str, _Concept]:
        """The concept of each word."""
        return {word: concept for concept in self.concepts for word in concept.words}


@dataclass(frozen=True, slots=True)
class Avoided:
    """One thing that is to be avoided, without its "no", and the fragment that says so."""

    text: str
    fragment: Fragment


@cache
def table() -> _Avoidance:
    """Return the table of what is avoided and what is said instead."""
    return check_builtin(_Avoidance, resources.files("composer") / "data" / "avoidance.yaml")


def avoided(fragment: Fragment, writing: Writing) -> Iterator[Avoided]:
    """Yield the single things that a fragment wants avoided, harmless and each once."""
    own = isinstance(fragment.content, Words) and fragment.content.own
    for text in _things(writing.words(fragment), own):
        if writing.is_new(fragment.slot, "avoided", text.casefold()):
            yield Avoided(text, fragment)


@lru_cache(maxsize=256)
def _things(text: str, own: bool) -> tuple[str, ...]:
    """Return the single things of a list, without their "no"."""
    things = (without_determiner(_NOT.sub("", part)).strip() for part in _listed(text, own))
    return tuple(filter(None, things))


def _listed(text: str, own: bool) -> Iterator[str]:
    """Yield the parts of a list; weights that a user gave several of them at once are those of each."""
    syntax = syntax_of(text) if own else "none"
    if syntax == "none":
        yield from _PARTS.split(text)
        return
    for span in read_weights(text, syntax):
        for thing in filter(None, _PARTS.split(span.text)):
            yield write_weights([Span(thing, span.weight)], syntax)


def without_determiner(text: str) -> str:
    """Return words without "any", "a", "the" or "other" before them, where something is left then."""
    return _DETERMINED.sub("", text) or text


def is_about_quality(text: str) -> bool:
    """Say whether something to be avoided is about the making of a picture ("bad hands") and not what it shows."""
    return text.casefold() in table().quality


def rewritten(thing: Avoided, writing: Writing, facts: str = "") -> str:
    """Return what a picture shows instead, "" where there is no such thing; what was done stands in the changes.

    Args:
        facts: looks and clothes of everybody in the picture, in lower case: what they say is not contradicted.
    """
    if is_about_quality(thing.text):
        undrawn(thing.text, writing)
        return ""
    return instead_of(thing.text, writing, facts)


def instead_of(text: str, writing: Writing, facts: str = "") -> str:
    """Return what is said instead of "no" and `text`, "" for nothing, with the change that says so."""
    concept = table().of.get(text.casefold())
    if concept is None:
        undrawn(text, writing)
        return ""
    said = _said(concept, facts)
    if said:
        writing.note("dropped", f"no {text}", f"looks or clothes in the picture say otherwise: {said}")
        return ""
    instead = concept.hairless if concept.hairless and _HAIRLESS.search(facts) else concept.instead
    if not writing.is_new(f"no {text}", "instead", instead):
        return ""
    writing.note("rewritten", f"no {text}", instead)
    return instead


def undrawn(text: str, writing: Writing) -> None:
    """Note that something to be avoided is left out, since naming it would have it drawn."""
    if is_about_quality(text):
        writing.note("dropped", text, "the model draws by prose, in which words about quality have no use")
    else:
        writing.note("dropped", f"no {text}", _DRAWN)


_HAIRLESS = re.compile(r"\b(?:bald|balding|hairless|shaved head|shaven head|shaven)\b")


def _said(concept: _Concept, facts: str) -> str:
    """Return the word of a concept that facts say, "" when they say none."""
    words = (word for word in sorted(concept.words | concept.unless) if word in facts)
    return next((word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", facts)), "")
