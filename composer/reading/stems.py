"""The forms of a lexicon kept small: each word's stem once, and for many words together the endings it takes.

"чёрного" is found as the stem "чёрн" with an ending of its paradigm; a language that bends nothing has stems alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Forms that begin with the same so many letters share a stem: "снять" and "снимать" do not.
_SHARED = 3


class StemPacker:
    """Collects the forms of entries and packs them."""

    def __init__(self) -> None:
        self.stems: dict[str, list[str]] = {}
        self.paradigms: dict[tuple[tuple[str, int], ...], int] = {}

    def add(self, number: int, forms: Mapping[str, int]) -> None:
        """Add an entry's forms, each with the number of its set of tags."""
        clusters: dict[str, dict[str, int]] = {}
        for form in sorted(forms):
            clusters.setdefault(form[:_SHARED], {})[form] = forms[form]
        for cluster in clusters.values():
            stem = _common(cluster)
            paradigm = tuple((form[len(stem) :], tags) for form, tags in cluster.items())
            place = self.paradigms.setdefault(paradigm, len(self.paradigms))
            self.stems.setdefault(stem, []).append(f"{number}.{place}")

    def packed(self) -> dict[str, object]:
        """Return stems and paradigms as plain data."""
        return {
            "stems": {stem: " ".join(items) for stem, items in sorted(self.stems.items())},
            "paradigms": [dict(paradigm) for paradigm in self.paradigms],
        }


class Stems:
    """Finds forms.

    Args:
        stems, paradigms: as `StemPacker.packed` gives them.
    """

    def __init__(self, stems: Mapping[str, str], paradigms: Sequence[Mapping[str, int]]) -> None:
        self._stems = stems
        self._paradigms = paradigms
        self._longest = max((len(ending) for paradigm in paradigms for ending in paradigm), default=0)

    def find(self, form: str) -> list[tuple[int, int]]:
        """Return (entry, set of tags) of all that a normalised form may be, in the order of the entries."""
        found: list[tuple[int, int]] = []
        for end in range(len(form), max(len(form) - self._longest, min(len(form), _SHARED)) - 1, -1):
            packed = self._stems.get(form[:end])
            if packed is not None:
                found += self._bent(packed, form[end:])
        return sorted(found)

    def forms(self) -> Iterator[str]:
        """Yield all forms, one of several entries as often as there are entries."""
        for stem, packed in self._stems.items():
            for item in packed.split():
                yield from (stem + ending for ending in self._paradigms[int(item.partition(".")[2])])

    def _bent(self, packed: str, ending: str) -> Iterator[tuple[int, int]]:
        for item in packed.split():
            entry, _, paradigm = item.partition(".")
            tags = self._paradigms[int(paradigm)].get(ending)
            if tags is not None:
                yield int(entry), tags


def pack_words(words: Iterable[str]) -> str:
    """Return words that mostly begin alike as one text: "чёрн|ый|ая|ое"."""
    listed = list(words)
    if not listed:
        return ""
    stem = _common(listed)
    return "|".join([stem, *(word[len(stem) :] for word in listed)])


def unpack_words(packed: str) -> tuple[str, ...]:
    """Return the words of such a text."""
    if not packed:
        return ()
    stem, *endings = packed.split("|")
    return tuple(stem + ending for ending in endings)


def _common(words: Iterable[str]) -> str:
    """Return what some words all begin with."""
    ordered = sorted(words)
    first, last = ordered[0], ordered[-1]
    shared = next((n for n, letters in enumerate(zip(first, last, strict=False)) if len(set(letters)) > 1), None)
    return first[: min(len(first), len(last)) if shared is None else shared]
