"""A stretch of a sentence that means something for clothes."""

from composer.reading.clothes.garments import Phrase
from composer.reading.lexicon import Entry
from composer.reading.matching import Match

NO_CASE: frozenset[str] = frozenset()
#: What only opens a noun phrase.
OPENERS = frozenset({"article", "possessive", "own", "others", "wearing_only"})
_NOTHING: dict[str, str] = {}


class Mark:
    """A stretch of a sentence that means something for clothes, or one other word; nothing changes it once it is made.

    Attributes:
        kind: of the lexicon, or person, break, word.
        name: of a person; case: of a name ("nominative", "possessive", …) or the tags of a word.
        features: of the word in this reading.
    """

    __slots__ = ("case", "features", "first", "kind", "last", "match", "name", "phrase")

    def __init__(
        self, kind: str, first: int, last: int, match: Match | None = None, phrase: Phrase | None = None,
        name: str = "", case: frozenset[str] = NO_CASE,
    ) -> None:  # fmt: skip
        self.kind, self.first, self.last = kind, first, last
        self.match, self.phrase = match, phrase
        self.name, self.case = name, case
        self.features = _NOTHING if match is None else match.forms.features[kind]

    def read_as(self, kind: str) -> "Mark":
        """Return the same words in another reading."""
        return Mark(kind, self.first, self.last, self.match, self.phrase, self.name, self.case)

    def entry(self, kind: str = "") -> Entry | None:
        """Return the lexicon's entry in this reading."""
        return self.match.entry(kind or self.kind) if self.match else None

    def get(self, feature: str) -> str:
        """Return a feature of the word in this reading, "" when there is none."""
        return self.features.get(feature, "")


def is_opener(mark: Mark) -> bool:
    """Return whether a mark only opens a noun phrase."""
    return mark.kind in OPENERS
