"""One prompt of tags: none twice, no two that exclude each other, no more words of quality than help."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import NamedTuple

from composer.enhancing import SOURCE
from composer.models import Model
from composer.types import Fragment
from composer.writing.operators import has_operators, neutral_operators
from composer.writing.weights import Span, Syntax, read_weights, syntax_of, write_weights
from composer.writing.writing import Writing
from composer_plugins.booru.vocabulary import looks, rules

_GAP = re.compile(r"(?<=\w)_+(?=\w)|(?<=\))_+|_+(?=\()")
_BRACKETS = re.compile(r"[()\[\]{}\\]|::")
_ROUND = re.compile(r"[()]")
_COMMAS = re.compile(r"\s*[,\n]\s*")


class Page:
    """What has been said so far, of whom; `several` people have words of their own, else all is said of one picture."""

    def __init__(self, writing: Writing, model: Model, several: bool) -> None:
        self.writing = writing
        self.model = model
        self.several = several
        self._tags = defaultdict[str, set[str]](set)
        self._said = set[str]()
        self._of_group = defaultdict[tuple[str, str], list[str]](list)
        self._quality = 0

    def know(self, text: str) -> None:
        """Take notice of the tags in the user's own words, which stay as they are."""
        plain = "".join(span.text for span in read_weights(text, syntax_of(text)))
        for tag in filter(None, _COMMAS.split(plain.strip().casefold())):
            written = written_tag(tag)
            self._keep(written, _kind_of(written).group, "")

    def accepted(self, tags: Iterable[str], person: str = "", what: str = "") -> list[str]:
        """Return those of some tags that may be said, and note why the others may not.

        Args:
            person: of whom, among several; what: the slot, for the notes.
        """
        whom = person if self.several else ""
        return [tag for tag in dict.fromkeys(map(written_tag, tags)) if tag and self._is_wanted(tag, whom, what)]

    def weighed(self, text: str, weight: float) -> str:
        """Return words as the model's syntax of weights writes them, brackets in them as brackets to be seen."""
        return _weighed(text, weight, self.model.weights)

    def said(self) -> AbstractSet[str]:
        """Return all tags of the prompt."""
        return self._said

    def needed(self, tag: str, fragment: Fragment | None) -> str:
        """Return what of the prompt a negative tag works against, "" for nothing; only a family's own are weighed."""
        if tag in self._said:
            return tag
        if fragment is None or fragment.source != SOURCE or tag not in rules().against:
            return ""
        return min(rules().against[tag] & self._said, default="")

    def note_needed(self, tag: str, needed: str) -> None:
        """Note that a negative tag is left out for what the prompt needs."""
        asked = "it" if needed == tag.casefold() else needed
        self.writing.note("dropped", f"no {tag}", f"the prompt asks for {asked}")

    def _is_wanted(self, tag: str, whom: str, what: str) -> bool:
        if tag in self._said and (tag in self._tags[""] or tag in self._tags[whom]):
            self.writing.note("merged", tag, f"the prompt says it already ({what})")
            return False
        kind = _kind_of(tag)
        if kind.of_family and tag not in self.model.quality_tags and what != "quality":
            self.writing.note("dropped", tag, f"{self.model.name} was not taught with this tag")
            return False
        if kind.of_quality or what == "quality":
            self._quality += 1
            if self._quality > rules().most_quality:
                self.writing.note("dropped", tag, f"more than {rules().most_quality} words of quality do not help")
                return False
        if kind.group and not self._agrees(tag, kind.group, whom):
            return False
        self._keep(tag, kind.group, whom)
        return True

    def _agrees(self, tag: str, group: str, whom: str) -> bool:
        before = self._of_group[whom, group]
        if not before or len(before) < self._room(group, whom):
            return True
        self.writing.note("dropped", tag, f"the prompt says {before[0]}, and only one of them can hold")
        return False

    def _room(self, group: str, whom: str) -> int:
        """Return how many tags of a group may hold at once."""
        said = self._tags[whom] | self._tags[""]
        allowing = {"eye colour": rules().two_eyes, "hair colour": rules().two_hairs}.get(group, frozenset())
        return 3 if allowing & said else 1

    def _keep(self, tag: str, group: str, whom: str) -> None:
        self._said.add(tag)
        self._tags[whom].add(tag)
        if group:
            self._of_group[whom, group].append(tag)


class _Kind(NamedTuple):
    """What the rules say of a tag: what it is one of, or "", and whether it is one family's or one of quality."""

    group: str
    of_family: bool
    of_quality: bool


@lru_cache(maxsize=4096)
def _kind_of(tag: str) -> _Kind:
    return _Kind(groups().get(tag, ""), bool(rules().of_family.fullmatch(tag)), tag in rules().quality)


@cache
def groups() -> Mapping[str, str]:
    """Return what each tag is one of, where only one may hold."""
    eyes = {f"{colour} eyes": "eye colour" for colour in looks().eye_colors}
    hair = {f"{colour} hair": "hair colour" for colour in looks().hair_colors if colour != "multicolored"}
    return {**eyes, **hair, **rules().group}


@lru_cache(maxsize=4096)
def _weighed(text: str, weight: float, syntax: Syntax) -> str:
    return write_weights([Span(text, round(weight, 3))], syntax)


@lru_cache(maxsize=4096)
def written_tag(tag: str) -> str:
    """Return a tag as it is written: lower case, harmless, no bracket without its other half, and spaces for
    underscores but in those that keep them."""
    plain = " ".join(tag.lower().split())
    if "<" in plain:
        plain = neutral_operators(plain)
    if "(" in plain or ")" in plain:
        plain = balanced(plain)
    return plain if "_" not in plain or rules().keeps_underscores.fullmatch(plain) else _GAP.sub(" ", plain)


def balanced(text: str) -> str:
    """Return words without their round brackets when the other half of one stands elsewhere."""
    depth = 0
    for bracket in _ROUND.findall(text):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            break
    # A space, so that what stood apart does not become one: two braces would be those of a macro.
    return " ".join(_ROUND.sub(" ", text).split()) if depth else text


@lru_cache(maxsize=1024)
def has_syntax(text: str) -> bool:
    """Say whether a text has brackets or operators that an expert may mean."""
    return bool(_BRACKETS.search(text)) or has_operators(text)


@lru_cache(maxsize=1024)
def split_tags(text: str) -> tuple[str, ...]:
    """Return the tags of a text."""
    return tuple(tag for tag in _COMMAS.split(text) if tag.strip())


def as_one(tags: Sequence[str]) -> str:
    """Return tags as one text."""
    return ", ".join(tags)
