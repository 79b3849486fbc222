"""Who does what to whom, where a request says it plainly of people in the picture: "Ida hugs Ruth"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin

Side = Literal["source", "target", "mutual"]

_AND = re.compile(r"\s*(?:,\s*and|,|and|&|\+)\s+|\s*&\s*")
_POSSESSIVE = re.compile(r"['’]s?\b")


@dataclass(frozen=True, slots=True)
class Interaction:
    """One person's side of what two do, and the range of the text that says it."""

    person: int
    side: Side
    tag: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return it as a character prompt says it."""
        return f"{self.side}#{self.tag}"


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    verbs: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    of: tuple[str, ...] = ("",)


class _Interactions(BaseModel):
    """`interactions.yaml`; of several kinds with one verb, the one whose part of the body is named counts."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    interactions: dict[str, _Kind]
    fillers: tuple[str, ...]
    follows: tuple[str, ...]
    objects_before: tuple[str, ...]

    def tags(self, list_name: str) -> Mapping[str, Mapping[str, str]]:
        """Return the tags by verb, and then by what follows, or by the part it is about ("" for all of the other)."""
        found: dict[str, dict[str, str]] = {}
        for tag, kind in self.interactions.items():
            for verb in getattr(kind, list_name):
                for part in kind.then or kind.of if list_name == "verbs" else ("",):
                    found.setdefault(verb, {})[part] = tag
        return found

    @cached_property
    def between(self) -> tuple[tuple[re.Pattern[str], Mapping[str, Mapping[str, str]], tuple[Side, Side]], ...]:
        """What may stand between two people, the tags of it, and the sides of the first and the second one."""
        active, passive, both = self.tags("verbs"), self.tags("by"), self.tags("both")
        return (
            (self._verb(active, r"(?:\s+\w+ly)?\s+"), active, ("source", "target")),
            (self._verb(passive, r"(?:\s+\w+ly)?\s+by\s+"), passive, ("target", "source")),
            (self._verb(both, r"\s+"), both, ("mutual", "mutual")),
        )

    @cached_property
    def done_together(self) -> Mapping[str, Mapping[str, str]]:
        """The tags of what several people do to each other, as `tags` returns them."""
        return self.tags("together")

    @cached_property
    def behind(self) -> re.Pattern[str]:
        """What several people do to each other, behind their names."""
        follows = "|".join(map(re.escape, self.follows))
        return self._verb(self.done_together, rf"(?=\s*(?:$|[,.;:!?\n)])|\s+(?:{follows}|\w+ly)\b)")

    @cached_property
    def following(self) -> re.Pattern[str]:
        """What may follow the name of the other one and changes what is done."""
        words = "|".join(re.escape(one) for kind in self.interactions.values() for one in kind.then)
        return re.compile(rf"\s+({words})\b", re.IGNORECASE)

    @cached_property
    def not_subject(self) -> re.Pattern[str]:
        """What stands before a name that is somebody's or something's object."""
        return re.compile(rf"\b(?:{'|'.join(self.objects_before)})\s+$", re.IGNORECASE)

    def _verb(self, tags: Mapping[str, object], after: str) -> re.Pattern[str]:
        verbs = "|".join(re.escape(verb) for verb in sorted(tags, key=len, reverse=True))
        fillers = "|".join(self.fillers)
        return re.compile(rf",?\s+(?:(?:{fillers}|\w+ly)\s+)*({verbs}){after}", re.IGNORECASE)


@cache
def _words() -> _Interactions:
    return check_builtin(_Interactions, resources.files("composer_plugins") / "novelai_writing" / "interactions.yaml")


@dataclass(frozen=True, slots=True)
class _Group:
    """People named one after the other ("Ida and Ruth"), by their numbers, and where."""

    people: tuple[int, ...]
    start: int
    end: int


def interactions(text: str, names: Sequence[Sequence[str]]) -> list[Interaction]:
    """Return who does what to whom, both sides of each; only what is plainly said of people with a name in the text.

    Args:
        names: the names of each person in the picture.
    """
    groups = list(_groups(text, names))
    found = [one for group in groups for one in _together(text, group)]
    found += [one for first, second in pairwise(groups) for one in _between(text, first, second)]
    return list({(one.person, one.side, one.tag): one for one in found}.values())


def _groups(text: str, names: Sequence[Sequence[str]]) -> Iterator[_Group]:
    group: _Group | None = None
    for person, start, end in _mentions(text, names):
        if group and _AND.fullmatch(text, group.end, start):
            group = _Group((*group.people, person), group.start, end)
            continue
        if group:
            yield group
        group = _Group((person,), start, end)
    if group:
        yield group


def _mentions(text: str, names: Sequence[Sequence[str]]) -> list[tuple[int, int, int]]:
    """Return every name in the text: whose it is and where; of two at one place the longer one."""
    found: dict[int, tuple[int, int, int]] = {}
    for person, called in enumerate(names):
        for name in called:
            for start in _places(text, name):
                if start + len(name) > found.get(start, (0, 0, 0))[2]:
                    found[start] = (person, start, start + len(name))
    return _apart(sorted(found.values(), key=lambda mention: mention[1]))


def _apart(mentions: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    kept: list[tuple[int, int, int]] = []
    for mention in mentions:
        if not kept or mention[1] >= kept[-1][2]:
            kept.append(mention)
    return kept


def _places(text: str, name: str) -> Iterator[int]:
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(name, end)


def _together(text: str, group: _Group) -> Iterator[Interaction]:
    match = _words().behind.match(text, group.end) if len(group.people) > 1 else None
    if match:
        tag = _words().done_together[match[1].lower()][""]
        yield from (Interaction(person, "mutual", tag, group.start, match.end()) for person in group.people)


def _between(text: str, first: _Group, second: _Group) -> Iterator[Interaction]:
    for pattern, tags, sides in _words().between:
        match = pattern.fullmatch(text, first.end, second.start)
        if not match or not (sides[0] == "target" or _acts(text, first, match[1])):
            continue
        tag, end = _tag(text, second.end, tags[match[1].lower()])
        if tag:
            for group, side in zip((first, second), sides, strict=True):
                yield from (Interaction(person, side, tag, first.start, end) for person in group.people)


def _acts(text: str, group: _Group, verb: str) -> bool:
    """Say whether a verb is what somebody does: not behind a comma or a preposition, unless it is a participle."""
    if verb.split()[0].lower().endswith("ing"):
        return True
    return text[group.end] != "," and not _words().not_subject.search(text[: group.start])


def _tag(text: str, end: int, tags: Mapping[str, str]) -> tuple[str, int]:
    """Return the tag of what is done to somebody whose name ends here, "" when it is done to something of theirs."""
    then = _words().following.match(text, end)
    if then and then[1].lower() in tags:
        return tags[then[1].lower()], then.end()
    possessive = _POSSESSIVE.match(text, end)
    parts = sorted((part for part in tags if part), key=len, reverse=True)
    if parts:
        joint = r"\s+" if possessive else r"\s+(?:on|by|in)\s+(?:the|her|his|their)\s+"
        place = re.compile(rf"{joint}(?:{'|'.join(parts)})\b").match(text, possessive.end() if possessive else end)
        if place:
            return tags[place[0].split()[-1]], place.end()
    return ("", end) if possessive else (tags.get("", ""), end)
