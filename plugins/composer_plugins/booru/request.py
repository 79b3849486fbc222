"""What a request's prose says, as tags in the slots of expression, pose, place, light and camera, and the rest of it.

Names mean nothing to models that know only captions: they give way to a noun, or go where nobody else can be meant.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from composer_plugins.booru.page import balanced
from composer_plugins.booru.verbs import as_doing
from composer_plugins.booru.vocabulary import bare, rules, scenes

_CLAUSE = re.compile(r"\s*(?:[,;!?…\n—–|]+|\.(?!\d)|(?<!\d):|\s-\s)\s*")
_QUOTES = str.maketrans("", "", '"“”„«»*`')
_ADJECTIVE = re.compile(r"(?<![\w'-])[a-z-]+(?![\w'-])")
_NONE_OF = re.compile(r"^(?:no|without)\s+(?:any\s+|an?\s+)?(.+)$")
#: How far back it is read what stands before a word, in characters.
_LEAD = 60
_LAST_WORD = re.compile(r"[\w'’]+(?=\W*$)")


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody of the picture: their names, and the noun and the possessive that stand for them.

    `viewer`: it is seen through their eyes.
    """

    key: str
    names: tuple[str, ...]
    noun: str
    possessive: str
    viewer: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Tags or words of a request: in which slot, and of whom when it is of one person among several."""

    slot: str
    text: str
    person: str = ""
    denied: bool = False


@dataclass(frozen=True, slots=True)
class RequestRead:
    """What was found in a text, in its order; `names` are those that are left out, with what stands for them."""

    said: tuple[Said, ...]
    names: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1024)
def read_request(text: str, people: tuple[Called, ...]) -> RequestRead:
    """Read a request's words, harmless and on one line."""
    reader = _Reader(people)
    clauses = [clause for clause in _CLAUSE.split(text.translate(_QUOTES)) if clause.strip()]
    said = tuple(dict.fromkeys(one for clause in clauses for one in reader.read(balanced(clause.strip().lower()))))
    stand = {name: noun if any(noun in one.text for one in said) else "" for name, noun in reader.gone.items()}
    return RequestRead(said, tuple(stand.items()))


class _Reader:
    def __init__(self, people: Sequence[Called]) -> None:
        self.people = people
        self.alone = sum(not one.viewer for one in people) == 1
        self.gone: dict[str, str] = {}
        self._by_name = {name.lower(): one for one in people for name in one.names if name.strip()}
        names = "|".join(map(re.escape, sorted(self._by_name, key=len, reverse=True)))
        name = rf"(?<!\w)(?:{names})(?!\w)"
        self._name = re.compile(rf"({name})(['’]s?(?!\w))?", re.IGNORECASE) if names else None
        self._subject = (
            re.compile(rf"^(?:and\s+)?{name}(?!['’])(?:(?:\s*,?\s+and\s+|\s+&\s+){name}(?!['’]))*(?=\s|$)\s*")
            if names
            else None
        )

    def read(self, clause: str) -> Iterator[Said]:
        if clause in rules().nobody_words:
            yield Said("people", rules().nobody)
            return
        if denied := _NONE_OF.match(clause):
            yield Said("avoid", self.renamed(denied[1]), denied=True)
            return
        person, rest, label = self._of_whom(clause)
        tail = rest
        position, words = 0, list[str]()
        shared = "" if self._name and self._name.search(rest) else person  # what two do together
        rest = yield from _described(self.renamed(rest))
        for match in scenes().pattern.finditer(rest):
            slot, tags = scenes().by_phrase[bare(match[0])]
            before = rest[max(position, match.start() - 2 * _LEAD) : match.start()]
            if not self._is_meant(slot, match, before, rest):
                continue
            yield Said(slot, tags, {"pose": shared, "expression": person}.get(slot, ""))
            words.append(rest[position : match.start()])
            position = match.end() + self._object(rest[match.end() :])
        words.append(rest[position:])
        yield from self._left(words, person, label, named=len(clause) > len(tail))

    def _is_meant(self, slot: str, match: re.Match[str], before: str, clause: str) -> bool:
        """Say whether words mean their tag: they are not denied, and one word alone is not part of another phrase."""
        if _is_denied(before):
            return False
        if " " in bare(match[0]):
            return True
        lead = len(before) > _LEAD or self._trimmed(before, ending=True)
        if slot not in ("pose", "expression"):
            return not lead and not clause[match.end() : match.end() + _LEAD].strip()
        last = _LAST_WORD.search(before[-_LEAD:])
        return not lead or (last is not None and last[0] in rules().joining | _people())

    def _left(self, words: Sequence[str], person: str, label: str, named: bool) -> Iterator[Said]:
        for number, one in enumerate(words):
            trimmed = self._trimmed(one, ending=number + 1 < len(words))
            if trimmed in scenes().by_phrase:
                slot, tags = scenes().by_phrase[trimmed]
                yield Said(slot, tags, person if slot in ("pose", "expression") else "")
            elif trimmed:
                does = as_doing(trimmed) if named and number == 0 and one.lstrip().startswith(trimmed) else trimmed
                yield Said("prompt", f"{label} {does}".strip() if number == 0 else does, person)

    def _of_whom(self, clause: str) -> tuple[str, str, str]:
        """Return whom a clause is about among several, the clause without its subject, and the noun for the subject."""
        match = self._subject.match(clause) if self._subject else None
        if match is None or self._name is None:
            return self._by_pronoun(clause)
        found = {self._by_name[name[1].lower()].key: self._by_name[name[1].lower()] for name in
                 self._name.finditer(match[0])}  # fmt: skip
        single = len(found) == 1 and not self.alone
        for one in found.values():
            self.gone.setdefault(one.names[0], one.noun if single else "")
        key, who = next(iter(found.items()))
        return (key, clause[match.end() :], who.noun) if single else ("", clause[match.end() :], "")

    def _by_pronoun(self, clause: str) -> tuple[str, str, str]:
        """Tell by "she" or "he" whom a clause is about where only one of several can be meant."""
        first, _, rest = clause.partition(" ")
        possessive = {"she": "her", "he": "his"}.get(first)
        meant = [one for one in self.people if one.possessive == possessive and not one.viewer]
        return (meant[0].key, rest, meant[0].noun) if len(meant) == 1 and not self.alone else ("", clause, "")

    def renamed(self, text: str) -> str:
        return self._name.sub(self._noun, text) if self._name else text

    def _noun(self, match: re.Match[str]) -> str:
        who = self._by_name[match[1].lower()]
        stands = (who.possessive if self.alone else f"the {who.noun}'s") if match[2] else f"the {who.noun}"
        self.gone[who.names[0]] = stands
        return stands

    def _object(self, text: str) -> int:
        """Return the length of the noun for somebody who is the object of what was told by a tag ("hugs the man")."""
        nouns = (f" the {one.noun}" for one in self.people if not one.viewer)
        return next((len(noun) for noun in nouns if text == noun or text.startswith(f"{noun} ")), 0)

    def _trimmed(self, text: str, ending: bool) -> str:
        """Return a phrase without what is left of its grammar at its beginning, and at its end where words went."""
        words = text.split()
        nouns = [one.noun for one in self.people if self.alone and not one.viewer]
        subject = [f"{of}the {noun}".split() for noun in nouns for of in ("", "of ")]
        while words:
            lead = next((noun for noun in subject if words[: len(noun)] == noun), None)
            if lead:
                words = words[len(lead) :]
            elif words[0] in rules().leading:
                words = words[1:]
            elif ending and words[-1] in rules().trailing:
                words = words[:-1]
            else:
                break
        return "" if self.alone and len(words) == 1 and words[0] in _people() else " ".join(words)


def _is_denied(before: str) -> bool:
    last = _LAST_WORD.search(before[-_LEAD:])
    return last is not None and last[0] in rules().denying


@cache
def _people() -> frozenset[str]:
    return rules().feminine | rules().masculine


def _described(clause: str) -> Generator[Said, None, str]:
    """Yield what adjectives say of light and weather, and return the clause without them."""
    position, kept = 0, list[str]()
    for match in _ADJECTIVE.finditer(clause):
        found = scenes().by_phrase.get(match[0]) if match[0] in rules().adjectives else None
        if found and not _is_denied(clause[max(0, match.start() - _LEAD) : match.start()]):
            yield Said(*found)
            kept.append(clause[position : match.start()])
            position = match.end()
    return " ".join((*kept, clause[position:]))
