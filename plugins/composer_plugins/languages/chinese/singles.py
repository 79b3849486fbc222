"""Chinese words that state a look by themselves: builds, heights, ages, sexes, species."""

from collections.abc import Callable, Iterator, Set

from composer.reading.looks.described import Found
from composer.types import Term
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.owners import Owners

_ATTRIBUTES = {"age_word": "age_look", "skin_alone": "skin"}
_NEAR = 3
_FEW = 4


def read_singles(clause: Clause, taken: Set[int], reads: str, owners: Owners) -> Iterator[Found]:
    """Yield what single words of a clause state; those at the places `taken` are part of something else."""
    build: Found | None = None
    for found in _read(clause, taken, reads, owners):
        if build is not None and found.attribute == "build" and _adjoin(clause, build, found):
            build = _joined(clause, build, found)
            continue
        if build is not None:
            yield build
        build = found if found.attribute == "build" else None
        if build is None:
            yield found
    if build is not None:
        yield build


def _adjoin(clause: Clause, one: Found, other: Found) -> bool:
    """Return whether nothing but joining words stands between two words about the figure: "修长挺拔", "瘦而结实"."""
    return all(clause.has(at, "joining") and clause.row[at].text != "、" for at in range(one.last, other.first))


def _joined(clause: Clause, one: Found, other: Found) -> Found:
    value = clause.text[clause.row[one.first].start : clause.row[other.last - 1].end]
    return Found("build", value, value, (*one.words, *other.words), one.first, other.last, one.anchor)


def _read(clause: Clause, taken: Set[int], reads: str, owners: Owners) -> Iterator[Found]:
    reader = _Reader(clause, reads, owners)
    for at in clause.places:
        if at in taken:
            continue
        word = clause.row[at]
        for kind, is_meant in reader.kinds.items():
            entry = word.entry(kind)
            if entry is not None and entry.get("near") == "label" and not reads:
                continue
            if entry is not None and is_meant(at, entry.get("weak") != ""):
                attribute = entry.get("attribute") or _ATTRIBUTES.get(kind, kind)
                english = entry.get("years") if kind == "age_word" and entry.get("years") else entry.english
                yield Found(attribute, word.text, word.text, (Term(word.text, english),), at, at + 1, at)
                break


class _Reader:
    """Tells of each word whether it is meant; a weak one also has other senses."""

    def __init__(self, clause: Clause, reads: str, owners: Owners) -> None:
        self.clause = clause
        self.reads = reads
        self.owners = owners
        self.kinds: dict[str, Callable[[int, bool], bool]] = {
            "build": self._is_build,
            "height": self._is_height,
            "age_word": self._is_age,
            "gender": self._is_gender,
            "species": self._is_species,
            "skin_alone": self._is_build,
        }

    def _is_build(self, at: int, weak: bool) -> bool:
        clause = self.clause
        noun = clause.word(at + 1) == "的" and at + 2 < clause.end
        if noun and not clause.has(at + 2, "body", "stature", "gender", "figure", "build", "height", "part"):
            return False
        near = any(clause.has(place, "body", "stature") for place in range(at - _NEAR, at + _NEAR + 1))
        if weak and not near and self.reads != "build":
            person = noun and clause.has(at + 2, "gender")
            return person or self._is_said(at)
        return True

    def _is_said(self, at: int) -> bool:
        """Return whether a clause says of somebody no more than this: "她很*高*", "他*瘦*得像根竹竿"."""
        clause = self.clause
        if clause.word(at + 1) == "得":
            return at == clause.begin or self._is_subject(at - 1)
        return clause.has(at - 1, "degree") and self._is_subject(at - 2) and at + 1 == clause.end

    def _is_subject(self, at: int) -> bool:
        row = self.clause.row
        return at in self.clause.places and (row[at].name != "" or row[at].has("pronoun"))

    def _is_height(self, at: int, weak: bool) -> bool:
        if not weak:
            return True
        clause = self.clause
        before = any(clause.has(place, "stature", "body") for place in range(at - 2, at))
        after = clause.word(at + 1) == "的" and clause.has(at + 2, "stature", "body")
        return before or after or self._is_said(at) or self.reads == "height"

    def _is_age(self, at: int, _weak: bool) -> bool:
        clause = self.clause
        after = at + 1 + (clause.word(at + 1) == "的")
        said = clause.has(at - 1, "degree", "copula") and at + 1 == clause.end
        return clause.has(after, "gender", "figure") or said or self.reads in ("looks", "age")

    def _is_gender(self, at: int, _weak: bool) -> bool:
        clause = self.clause
        if self.reads in ("gender", "looks"):
            return at + 1 == clause.end or self.reads == "gender"
        if len(clause.row[at].text) < 2:
            return at == clause.begin and at + 1 == clause.end and self.owners.owner
        if clause.word(at + 1) == "的" or clause.has(at + 1, "relation"):
            return False
        if clause.is_predicate(at):
            return True
        return self.owners.owner and not self._names_before(at) and clause.describes(at)

    def _names_before(self, at: int) -> bool:
        return any(word.name or word.has("pronoun", "copula") for word in self.clause.before(at))

    def _is_species(self, at: int, _weak: bool) -> bool:
        entry = self.clause.row[at].entry("species")
        if self.reads == "species":
            return True
        if (
            entry is None
            or (entry.get("label") and not self._is_creature(at))
            or self.clause.leads(at, "part", "feature", "relation", "garment")
        ):
            return False
        alone = self.clause.end - self.clause.begin - 1 <= _FEW and self.owners.owner
        return self.reads == "looks" or self.clause.is_predicate(at) or (alone and self._ends(at))

    def _is_creature(self, at: int) -> bool:
        """Return whether somebody is said to be an animal: "是一条活了九百年的*红龙*"."""
        clause = self.clause
        counted = any(clause.row[place].text[:1] in "一只条" and clause.has(place, "part") for place in clause.places)
        return clause.is_predicate(at) and at + 1 == clause.end and counted and len(clause.row[at].text) > 1

    def _ends(self, at: int) -> bool:
        """Return whether nothing but what is counted or described stands beside a word in its clause."""
        clause = self.clause
        return all(
            clause.has(place, "part", "joining", "degree", "color", "age_word", "gender", "build", "height")
            for place in clause.places
            if place != at
        )
