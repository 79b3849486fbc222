"""The tags of a garment: colour, kind, length and state in the words by which models know them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from composer.types import Garment
from composer_plugins.booru.vocabulary import garments, rules

_LINKS = frozenset({"with", "of", "around", "from", "in", "on", "that", "over", "tied", "made"})
_OWNER = re.compile(r"^[\w-]+['’]s$|^[\w-]+s['’]$")


@dataclass(slots=True)
class _Said:
    """A garment's words sorted: its tag, what stands before it, and tags of their own."""

    noun: str
    kinds: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def garment_tags(garment: Garment) -> tuple[str, ...]:
    """Return the tags of one garment, the garment itself first; what has no tag stands in its own words."""
    text = " ".join((garment.text or garment.name.text).casefold().split())
    said = _sorted([word for word in text.split(" ") if word not in rules().determiners and not _OWNER.match(word)])
    states = [_state(state.text.casefold(), said.noun) for state in garment.state if state.text.casefold() not in text]
    tags = (*_named(said), *said.beside, *states)
    return tuple(dict.fromkeys(tag for joined in tags for tag in joined.split(", ") if tag))


def _named(said: _Said) -> Iterator[str]:
    """Yield the garment with its colour; a kind that models know is a tag of its own: green jacket, leather jacket."""
    patterned = any(one.endswith(f" {said.noun}") for one in said.beside)
    if said.before or not (said.kinds or patterned):
        yield " ".join((*said.before, said.noun))
    yield from (f"{kind} {said.noun}" for kind in said.kinds)


def _sorted(words: Sequence[str]) -> _Said:
    before, noun, after = _split(words)
    main, *others = garments().by_word["nouns"].get(noun, noun).split(", ")
    kind, _, plain = main.rpartition(" ")
    said = _Said(plain, [kind], beside=others) if main in garments().kinds else _Said(main, beside=others)
    if "and" in before:
        said.before = list(_mapped(before))
    else:
        _place(before, said)
    if after:
        said.beside.append(" ".join((said.noun, *after)))
    return said


def _split(words: Sequence[str]) -> tuple[Sequence[str], str, Sequence[str]]:
    """Return the words before a garment's noun, the noun, and what follows it."""
    link = next((place for place, word in enumerate(words) if place and word in _LINKS), len(words))
    head, nouns = words[:link], garments().by_word["nouns"]
    start = next((start for start in range(len(head)) if " ".join(head[start:]) in nouns), None)
    if start is None:
        start = max(0, len(head) - 1)
    return head[:start], " ".join(head[start:]), words[link:]


def _mapped(words: Sequence[str]) -> Iterator[str]:
    colours = garments().by_word["colors"]
    return (colours.get(word, word) for word in words)


def _place(words: Sequence[str], said: _Said) -> None:
    """Sort what stands before a noun: colours, patterns, lengths, kinds, states, and the rest."""
    known = garments().by_word
    place = 0
    while place < len(words):
        pair, word = " ".join(words[place : place + 2]), words[place]
        place += 2 if pair in known["colors"] and " " in pair else 1
        if pair in known["colors"] or word in known["colors"]:
            said.before.append(known["colors"].get(pair) or known["colors"][word])
        elif word in known["patterns"]:
            said.beside.append(f"{known['patterns'][word]} {said.noun}")
        elif not _lengthened(word, said):
            _kind_or_rest(word, said)


def _kind_or_rest(word: str, said: _Said) -> None:
    states = garments().by_word["states"]
    if f"{word} {said.noun}" in garments().kinds:
        said.kinds.append(word)
    elif word in states:
        said.beside.append(states[word].format(noun=said.noun))
    else:
        said.before.append(word)


def _lengthened(word: str, said: _Said) -> bool:
    """Say whether a word is a length; what it makes of the garment then stands in `said`."""
    for made in garments().of_length.get(word, ()):
        noun, equals, tag = made.partition("=")
        if equals and (said.noun == noun or said.noun.endswith(f" {noun}")):
            said.noun = tag if said.noun == noun else said.noun
            if said.noun != tag:
                said.beside.append(tag)
            return True
        if not equals:
            said.beside += made.format(noun=said.noun).split(", ")[1:]
            if ", " not in made:
                said.before.append(word)
            return True
    return False


def _state(state: str, noun: str) -> str:
    known = garments().by_word["states"].get(state)
    if known:
        return known.format(noun=noun)
    return f"{state} {noun}" if " " not in state and state.isascii() else state
