"""What the labels of cards announce, whoever's they are: "Hair color", "hair on top", "winter clothes"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from composer.reading.language import Language, written_in
from composer.reading.lexicon import LABEL, Entry, normalise

#: hair, eyes, skin, build, height, age, species, gender, feature: a value of that kind; looks: a description in any
#: form; prose: text; outfit, none: nothing about looks; accessories: features or garments; said: what the person says.
Reads = str

_LONGEST = 4
#: What a label's head may announce, whatever stands before it.
_BY_HEAD = frozenset({"hair", "eyes", "skin", "build", "height", "age", "gender", "feature", "outfit", "body"})
#: What is no answer to what a label announces.
_NO_READS = frozenset({"qualifier", "aspect", "link", ""})
#: Where a label of program code begins its next word: "HostHair".
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: What joins two labels in one, beside the languages' words for "and".
_JOINING = r"[/&,+]"
#: Cards use the same labels again and again.
_remember = lru_cache(maxsize=4096)


@lru_cache(maxsize=64)
def _joined(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return what joins two labels in one, in some languages."""
    words = sorted({word for language in languages for word in language.lexicon.words["word_and"]})
    return re.compile("|".join([_JOINING, *(rf" {re.escape(word)} " for word in words)]))


class Labels:
    """The labels that some languages know; what was asked of a label once is remembered.

    Attributes:
        reads: label → what it announces, None when it is unknown.
        by_head: unknown label → what its head announces: "hair on top", "winter clothes", "colour of her eyes".
        is_aspect: label → whether it names a side of what the label above it is about: "color", "length", "style".
        is_another: label → whether its last word is somebody else: "Odette's *cat*", "Ann's older *sister*".
        is_somebody: label → whether it names another person: «секретарша Глеба».
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        self._languages = languages
        self.reads = _remember(self._reads)
        self.by_head = _remember(self._by_head)
        self.is_aspect = _remember(self._is_aspect)
        self.is_another = _remember(self._is_another)
        self.is_somebody = _remember(self._is_somebody)

    def _reads(self, label: str) -> Reads | None:
        for part in (label, *_joined(written_in((label,), self._languages)).split(label)):
            words = _words(part)
            reads = self._known(words)
            while not reads and len(words) > 1 and "qualifier" in (self._known(words[:1]), self._known(words[-1:])):
                words = words[1:] if self._known(words[:1]) == "qualifier" else words[:-1]
                reads = self._known(words)
            if reads and reads not in _NO_READS:
                return reads
        return None

    def _by_head(self, label: str) -> Reads | None:
        words = _words(label)
        known = [self._known([word]) for word in words]
        link = known.index("link") if "link" in known else len(words)
        if not 0 < link <= _LONGEST or "none" in known[:link]:
            return "none" if "none" in known[:link] else None
        head = known[link - 1]
        if head == "aspect":  # "colour of her eyes", "horn shape"
            head = next((one for one in (*known[link + 1 :], *known[: link - 1]) if one in _BY_HEAD), "")
        return head if len(words) > 1 and head in _BY_HEAD else None

    def _is_aspect(self, label: str) -> bool:
        key = LABEL + normalise(label.strip(" '’"))
        return any(entry.get("reads") == "aspect" for entry in self._entries(key))

    def _is_another(self, label: str) -> bool:
        forms = (form for one in self._languages for word in _words(label)[-1:] for form in one.lexicon.lookup(word))
        entries = (form.entry for form in forms)
        return any(one.kind == "relation" or (one.kind == "species" and one.get("weak")) for one in entries)

    def _is_somebody(self, label: str) -> bool:
        forms = (form for one in self._languages for form in one.lexicon.lookup(normalise(label)))
        return any(form.entry.kind in ("relation", "person") for form in forms)

    def _known(self, words: Iterable[str]) -> Reads:
        """Return what a label in the lexicon announces, "" when it is not there."""
        return next((entry.get("reads") for entry in self._entries(LABEL + " ".join(words))), "")

    def _entries(self, key: str) -> Iterator[Entry]:
        """Yield what a label may be, in the languages that have its letters."""
        written = (language for language in self._languages if language.writes(key))
        return (form.entry for language in written for form in language.lexicon.lookup(key))


@lru_cache(maxsize=16)
def labels_of(languages: tuple[Language, ...]) -> Labels:
    """Return the labels that some languages know."""
    return Labels(languages)


def _words(label: str) -> list[str]:
    """Return the normalised words of a label: "Hair color", "hair_color", "HairColor"."""
    return normalise(_CAMEL.sub(" ", label)).replace("_", " ").replace("-", " ").split()
