"""The words the sketch understands: tables in YAML, checked when read, and the search for them in a phrase."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from composer.documents import check
from composer.types import Term

Colour = tuple[int, int, int]
Words = dict[str, tuple[str, ...]]


def _colour(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
    return value


HexColour = Annotated[Colour, BeforeValidator(_colour)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColourTable(_Table):
    """Colours by name, for hair, skin and eyes first, then in general, and the words that change them."""

    general: dict[str, HexColour]
    hair: dict[str, HexColour]
    skin: dict[str, HexColour]
    eyes: dict[str, HexColour]
    materials: dict[str, HexColour]
    modifiers: dict[str, tuple[HexColour, float]]


class LookTable(_Table):
    """Words for looks: for each attribute, concept → words."""

    hair_length: Words
    hair_texture: Words
    hair_arrangement: Words
    hair_fringe: Words
    build: Words
    height: Words
    age: Words
    gender: Words
    ears: Words
    tail: Words
    horns: Words
    wings: Words
    features: Words
    hide: Words


class Species(_Table):
    """What a kind of being looks like where the text says no more; `plain` is a human."""

    words: tuple[str, ...]
    plain: bool = False
    ears: str = ""
    tail: str = ""
    horns: str = ""
    wings: str = ""
    snout: str = ""
    hide: str = ""
    skin: HexColour | None = None
    features: tuple[str, ...] = ()
    build: str = ""
    height: str = ""
    bald: bool = False


class SpeciesTable(_Table):
    """All kinds of beings."""

    species: tuple[Species, ...]


class Shape(_Table):
    """How a garment is drawn; see the head of ``garments.yaml`` for the values."""

    words: tuple[str, ...]
    shape: str
    kind: str = ""
    neckline: str = "crew"
    sleeve: str = "long"
    hem: str = ""
    flare: float = 0
    front: str = "closed"
    colour: HexColour | None = None
    tucked: bool = False
    ribbed: bool = False
    hood: bool = False
    pocket: bool = False
    waisted: bool = False
    lapel: bool = False
    sash: bool = False
    tight: bool = False
    pleats: bool = False


class GarmentTable(_Table):
    """All garments, the fallback of each slot, and the words of length, sleeve, pattern and state."""

    garments: tuple[Shape, ...]
    fallback: dict[str, Shape]
    lengths: Words
    sleeves: Words
    patterns: Words
    states: Words


class SettingTable(_Table):
    """Words for places, lights, weather, framing, bare feet and styles: concept → words."""

    places: Words
    lights: Words
    weather: Words
    cameras: Words
    feet: Words
    styles: Words


class LetterTable(_Table):
    """Letters the built-in font does not have, and what to print instead."""

    letters: dict[str, str]


M = TypeVar("M", bound=BaseModel)


def _read(model: type[M], name: str) -> M:
    source = resources.files("composer_plugins.sketching") / "data" / f"{name}.yaml"
    return check(model, source.read_text(encoding="utf-8"), source.name)


@cache
def colours() -> ColourTable:
    """Return the colours."""
    return _read(ColourTable, "colours")


@cache
def looks() -> LookTable:
    """Return the words for looks."""
    return _read(LookTable, "looks")


@cache
def species() -> tuple[Species, ...]:
    """Return the kinds of beings."""
    return _read(SpeciesTable, "species").species


@cache
def garments() -> GarmentTable:
    """Return the garments."""
    return _read(GarmentTable, "garments")


@cache
def settings() -> SettingTable:
    """Return the words for places, lights and styles."""
    return _read(SettingTable, "settings")


@cache
def letters() -> dict[str, str]:
    """Return the replacements for letters the font lacks."""
    return _read(LetterTable, "letters").letters


class Finder:
    """Finds the words of one table in a phrase, longest first, each stretch of text once."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self.meanings = dict(meanings)
        words = sorted(self.meanings, key=len, reverse=True)
        pattern = "|".join(re.escape(word) for word in words) or r"(?!)"
        self.pattern = re.compile(rf"(?<!\w)(?:{pattern})(?=s?(?!\w))")

    def all(self, text: str) -> list[str]:
        """Return the meanings found, in the order of the text, each once."""
        return list(dict.fromkeys(self.meanings[match.group()] for match in self.pattern.finditer(text)))

    def words(self, text: str) -> list[str]:
        """Return the words found, in the order of the text."""
        return [match.group() for match in self.pattern.finditer(text)]


@cache
def finder(table: str, section: str) -> Finder:
    """Return the finder of one section of the looks, garments or settings table."""
    source: _Table = {"looks": looks, "garments": garments, "settings": settings}[table]()
    words: Words = getattr(source, section)
    return Finder({word: concept for concept, variants in words.items() for word in variants})


def phrase(term: Term) -> str:
    """Return the words of a term to look for: its English where the lexicon has it, in lower case."""
    return normalised(term.english or term.text)


def phrases(words: Sequence[Term], value: str) -> list[str]:
    """Return what a trait says: its terms, or its value when it has none."""
    return [phrase(term) for term in words] or [normalised(value)]


def normalised(text: str, most: int = 400) -> str:
    """Return `text` in lower case, with plain apostrophes and single spaces, at most `most` characters of it."""
    return " ".join(text[:most].lower().replace("’", "'").replace("_", " ").split())


def best(names: Iterable[str], text: str) -> str:
    """Return the longest of `names` that stands in `text` as a word or words, or ""."""
    return max((name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), key=len, default="")
