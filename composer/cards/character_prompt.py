"""The image prompt a card brings along, ``extensions.sd_character_prompt``: booru tags that are facts, and the rest.

SillyTavern calls it the shareable character prompt: ``positive`` is put into every prompt, ``negative`` into every
negative one, each a text. Weights, networks, choices and macros in it work nowhere here, and what it says of quality,
of the number of people and of how explicit a picture is counts for nothing. Source: SillyTavern,
public/scripts/extensions/stable-diffusion.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

from composer.documents import check_builtin
from composer.neutral import neutral_line
from composer.reading.lexicon import normalise
from composer.reading.text.mapped import MappedText
from composer.types import Quoted

NAME = "sd_character_prompt"
#: How much of a text is read, in characters, how many tags of it, and how long a tag may be.
LONGEST, MOST_TAGS, LONGEST_TAG = 4000, 120, 100

#: ``<lora:name:0.8>``, which loads a file; also one that is never closed. ``__hair__`` and what is chosen by chance.
NETWORK = re.compile(r"<\w{1,20}:[^<>,\n]{0,200}>?")
_WILDCARD = re.compile(r"__[\w/*-]{1,80}__")
_OPERATOR = re.compile(r"\b(?:BREAK|AND|ADDCOMM|ADDBASE|ADDROW|ADDCOL)\b")
_TAG = re.compile(r"[^,，、;；\n。|]+|\|")
#: Weights before and behind a tag: ``((tag:1.2))``, ``1.2::tag::``, ``{tag}``.
_BEFORE = re.compile(r"[\s(\[{]*(?:-?\d{0,2}\.?\d{1,3}::)?[\s(\[{]*")
_BEHIND = re.compile(r"[\s\\]*(?::\s*-?\d{0,2}\.?\d{1,3}\s*)?(?:::)?[\s)\]}\\]*$")
_SCHEDULE = re.compile(r"\[[^\[\]]*:\s*\d{0,2}\.?\d{1,3}\s*\]")
_TAKEN_AWAY = re.compile(r"(?:^|[(\[{\s])-\d{0,2}\.?\d{1,3}::|:\s*-\s*\d{0,2}\.?\d{1,3}\s*\)")
_GAP = re.compile(r"(?<=\w)_+(?=\w)|(?<=\))_+|_+(?=\()")
_ESCAPE = re.compile(r"\\+(?=[()\[\]\\:])")
#: What no tag holds: what is left of choices and schedules, and files of a program.
_SYNTAX = re.compile(r"[<>{}\[\]|@$=]|::|\bembedding:", re.IGNORECASE)
_SAYS = re.compile(r"[^\W\d_]")


class _Noise(BaseModel):
    """`composer/data/character_prompts.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    quality: tuple[str, ...]
    counts: tuple[str, ...]
    rating: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CharacterPrompt:
    """A card's image prompt, read.

    Attributes:
        tags: of its positive text, without weights and without those that say nothing of anybody, where they stand in
            `text`. negative: what its negative text names.
    """

    text: MappedText
    tags: tuple[tuple[int, int], ...] = ()
    negative: tuple[Quoted, ...] = ()

    def listed(self, label: str) -> MappedText:
        """Return the tags as a text in which each stands on a line of its own behind a label."""
        return self.text.lines(self.tags, label)

    def quoted(self, start: int, end: int) -> Quoted:
        """Return a tag as it is written in prompts."""
        return Quoted(neutral_line(_ESCAPE.sub("", self.text.text[start:end])).text, self.text.evidence(start, end))


def character_prompt(
    extensions: Mapping[str, Any], card: str, readable: Callable[[MappedText], MappedText]
) -> CharacterPrompt:
    """Read the image prompt of a card; one that is missing or no object of texts says nothing.

    Args:
        card: the name of the card in evidence: ``card:Maren``. readable: fills macros in and takes markup out.
    """
    data = extensions.get(NAME)
    said = data if isinstance(data, Mapping) else {}
    positive, negative = (
        readable(without_networks(f"{card}.extensions.{NAME}.{key}", said.get(key))) for key in ("positive", "negative")
    )
    positive = positive.replaced(_GAP, _space)
    avoided = CharacterPrompt(negative, tuple(_tags(negative.text, _avoids)))
    return CharacterPrompt(
        positive, tuple(_tags(positive.text, _says)), tuple(avoided.quoted(*one) for one in avoided.tags)
    )


def without_networks(source: str, text: Any) -> MappedText:
    """Return a stored text, as far as it is read, without networks and wildcards; "" for what is no text."""
    stored = text[:LONGEST] if isinstance(text, str) else ""
    cut = MappedText.of(source, stored).replaced(NETWORK, _nothing).replaced(_WILDCARD, _nothing)
    return cut.replaced(_OPERATOR, _comma)


def _tags(text: str, wanted: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where the tags of a text stand, without what weighs them."""
    seen = set[str]()
    for match in _TAG.finditer(text):
        start, end = _bare(text, match.start(), match.end())
        tag = normalise(text[start:end])
        if tag in seen or _TAKEN_AWAY.search(match[0]) or _is_choice(text, match) or not wanted(tag):
            continue
        seen.add(tag)
        yield start, end
        if len(seen) == MOST_TAGS:
            return


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    before = _BEFORE.match(text, start, end)
    start = before.end() if before else start
    behind = _BEHIND.search(text, start, end)
    bare = behind.start() if behind else end
    missing = text.count("(", start, bare) - text.count(")", start, bare)
    while missing > 0 and bare < end:  # "kira (my game)"
        missing -= text[bare] == ")"
        bare += 1
    return start, bare


def _is_choice(text: str, match: re.Match[str]) -> bool:
    """Return whether a program would choose a tag from several: ``{red|blue} hair``, ``[red:blue:9] hair``."""
    if _SCHEDULE.search(match[0]):
        return True
    return text[match.start() - 1 : match.start()] == "|" or text[match.end() : match.end() + 1] == "|"


def _avoids(tag: str) -> bool:
    return bool(_SAYS.search(tag)) and len(tag) <= LONGEST_TAG and not _SYNTAX.search(tag)


def _says(tag: str) -> bool:
    """Return whether a tag may say something of somebody."""
    return _avoids(tag) and not _noise().fullmatch(tag)


@cache
def _noise() -> re.Pattern[str]:
    noise = check_builtin(_Noise, resources.files("composer") / "data" / "character_prompts.yaml")
    return re.compile("|".join(_all(noise)))


def _all(noise: _Noise) -> Iterable[str]:
    return (*noise.quality, *noise.counts, *noise.rating)


def _space(_: re.Match[str]) -> str:
    return " "


def _nothing(_: re.Match[str]) -> str:
    return ""


def _comma(_: re.Match[str]) -> str:
    return ","
