"""One clause of a Chinese sentence, and what stands where in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from composer_plugins.languages.chinese.words import Word

#: What may describe a person from before.
DESCRIBING = (
    "part", "joining", "degree", "color", "shade", "hair", "hair_style", "hairdo", "eye", "skin", "tone", "build",
    "body", "stature", "height", "age_word", "species", "gender", "part_mod", "feature", "wearing_verb", "garment",
    "material", "pattern", "garment_look", "garment_length", "turn", "being", "copula",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """The words ``row[begin:end]`` of a sentence; `text` is the whole text that was read."""

    text: str
    row: Sequence[Word]
    begin: int
    end: int
    #: What rules have found out about its words, by place.
    known: dict[int | str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def places(self) -> range:
        """The places of its words."""
        return range(self.begin, self.end)

    @property
    def words(self) -> Sequence[Word]:
        """Its words."""
        return self.row[self.begin : self.end]

    @property
    def announces(self) -> bool:
        """Whether it ends in a dash or colon."""
        return self.end < len(self.row) and self.row[self.end].text in ("—", ":", "：")

    def before(self, at: int) -> Sequence[Word]:
        """Return its words before a place."""
        return self.row[self.begin : at]

    def has(self, at: int, *kinds: str) -> bool:
        """Return whether the word at a place may be of one of these kinds; outside of the clause none is."""
        return self.begin <= at < self.end and self.row[at].has(*kinds)

    def has_unknown(self, at: int) -> bool:
        """Return whether a letter that nobody knows stands at a place."""
        return self.begin <= at < self.end and self.row[at].is_unknown

    def word(self, at: int) -> str:
        """Return the word at a place as the lexicon spells it, "" outside of the clause."""
        return self.row[at].base if self.begin <= at < self.end else ""

    def all(self, kind: str) -> list[int]:
        """Return the places of all its words that may be of a kind."""
        found: list[int] | None = self.known.get(kind)
        if found is None:
            found = self.known[kind] = [at for at in self.places if kind in self.row[at].kinds]
        return found

    def of(self, places: Sequence[int], *kinds: str) -> list[int]:
        """Return those of some places whose words may be of one of these kinds."""
        return [place for place in places if self.row[place].has(*kinds)]

    def is_predicate(self, at: int) -> bool:
        """Return whether the word at a place says what somebody is: "她是*女孩*"."""
        return any(word.has("being") or word.text.endswith("是") for word in self.before(at))

    def leads(self, at: int, *kinds: str) -> bool:
        """Return whether a word of one of these kinds follows a place, "的" between them left out."""
        return self.has(at + 1 + (self.word(at + 1) == "的"), *kinds)

    def turns(self, at: int) -> bool:
        """Return whether a word leads back from what was or might be: "现在", "但"; "可是" only in front."""
        entry = self.row[at].entry("turn")
        return entry is not None and (not entry.get("front") or at == self.begin)

    def describes(self, at: int) -> bool:
        """Return whether all that stands before a place in the clause describes what stands there: "银发的*少女*"."""
        return all(word.has(*DESCRIBING) or word.text[0].isdigit() for word in self.before(at))
