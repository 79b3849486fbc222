"""Whether what a Chinese sentence says of somebody's looks is so: not denied, wished, supposed or long gone."""

from composer.reading.looks.described import Found
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.words import Word

#: What a simile does not make of somebody: "像个精灵".
_NOT_ALIKE = ("species", "gender")
#: How near a word of likeness stands before what it only compares: "十指*如*鸡爪".
_LIKENED = 2
_DESCRIBING = (
    "pronoun",
    "degree",
    "part",
    "joining",
    "color",
    "shade",
    "part_mod",
    "hair_style",
    "tone",
    "build",
    "copula",
)


class Stated:
    """Follows through one sentence what of it holds now.

    Args:
        listed: whether this is a labelled value.
    """

    def __init__(self, listed: bool) -> None:
        self.listed = listed
        self.real = True
        self.present = True

    def holds(self, clause: Clause, found: Found) -> bool:
        """Return whether something that was found in a clause is so."""
        real, present, denied = self.real, self.present, False
        for at in range(clause.begin, found.first):
            word = clause.row[at]
            if clause.turns(at):
                present, denied = True, False
            elif word.has("former"):
                present = False
            elif word.has("irreal"):
                real = real and not self._doubts(clause, at, found)
            elif word.has("negation"):
                denied = denied or _reaches(clause, at, found.first)
        return real and present and not denied

    def follow(self, clause: Clause) -> None:
        """Take note of what a clause says of the ones after it."""
        for at, word in zip(clause.places, clause.words, strict=True):
            if clause.turns(at):
                self.present = True
            elif word.has("former"):
                self.present = False
            elif is_lasting(word):
                self.real = False

    def _doubts(self, clause: Clause, at: int, found: Found) -> bool:
        entry = clause.row[at].entry("irreal")
        assert entry is not None
        if entry.get("alike"):
            likened = found.attribute == "feature" and 0 < found.first - at <= _LIKENED
            return found.attribute in _NOT_ALIKE or likened
        if entry.get("habit") and clause.has(at + 1, "taking", "copula", "wearing_verb"):
            return False
        if self.listed and entry.get("able"):
            return False
        return entry.get("lasting") != "" or _reaches(clause, at, found.first)


def is_lasting(word: Word) -> bool:
    """Return whether nothing that follows a word in its sentence is a fact: "如果", "据说"."""
    entry = word.entry("irreal")
    return entry is not None and entry.get("lasting") != ""


def _reaches(clause: Clause, at: int, to: int) -> bool:
    """Return whether a denial or wish holds as far as a place, not only in a description: "不爱说话*的*黑发少女"."""
    acts = False
    for word in clause.row[at + 1 : to]:
        if word.base == "的" and acts:
            return False
        acts = acts or not word.has(*_DESCRIBING)
    return True
