"""Whom a Chinese clause is about: the person whose looks are read, or somebody else."""

from collections.abc import Sequence

from composer.reading.looks.described import Found
from composer.reading.looks.owners import Whose
from composer_plugins.languages.chinese.clause import Clause
from composer_plugins.languages.chinese.words import Word

_OTHERS = ("relation", "species", "figure")
_PERSONS = ("relation", "figure", "gender", "species")
_SKIPPED = ("joining", "degree", "part", "copula")
_DESCRIBING = ("build", "height", "color", "hair", "eye", "hair_style", "age_word", "shade")
_FARTHEST = 7
_COUNTING = "一几两那这那這個个位名"

#: Where somebody is mentioned, and whether that is the person.
Mentions = Sequence[tuple[int, bool]]


class Owners:
    """Follows through one sentence who is spoken of.

    Args:
        whose: who is who; None in a labelled value.
        listed: whether this is a labelled value.
    """

    def __init__(self, whose: Whose | None, listed: bool) -> None:
        self.whose = whose
        self.listed = listed
        self.owner = whose.topic if whose is not None else True
        self.first_owner: bool | None = None
        self.began: bool | None = None

    @property
    def awaits_subject(self) -> bool:
        """Whether the sentence goes on about the person and has named nobody yet."""
        return self.owner and self.first_owner is None

    def remember(self) -> None:
        """Take note of whom the sentence was about."""
        if self.whose is not None and self.began is not None:
            self.whose.topic = self.began

    def follow(self, clause: Clause, mentions: Mentions) -> None:
        """Take note of whom a clause was about."""
        named = [(at, whose) for at, whose in mentions if not _is_aside(clause, at)]
        if named:
            last = clause.row[named[-1][0]]
            # A pet that is kept is what the text goes on about, somebody who is only met is not.
            self.owner = named[0 if last.name or last.has("pronoun") else -1][1]
            self.first_owner = self.owner if self.first_owner is None else self.first_owner
        self.began = self.owner if self.began is None else self.began

    def mentions(self, clause: Clause) -> Mentions:
        """Return who is mentioned in a clause."""
        found: list[tuple[int, bool]] = []
        for at in clause.places:
            whose = self._mention(clause, at, found)
            if whose is not None and not (found and _is_embedded(clause, at)):
                found.append((at, whose))
        return found

    def owns(self, clause: Clause, found: Found, mentions: Mentions) -> bool:
        """Return whether something that was found is said of the person."""
        after = _described_person(clause, found.last)
        if after >= 0:
            whose = next((whose for at, whose in mentions if at == after), None)
            if whose is not None:
                return whose
        before = [whose for at, whose in mentions if at < found.first]
        if not before and clause.row[found.first].has("gender", "species"):
            before = [whose for at, whose in mentions if at == found.first]
        return before[-1] if before else self.owner

    def _mention(self, clause: Clause, at: int, before: Mentions) -> bool | None:
        word = clause.row[at]
        if word.name:
            return word.name == "own"
        pronoun = word.entry("pronoun")
        if pronoun:
            return self._pronoun(pronoun.get("person"), pronoun.get("gender"))
        if self.listed:
            return False if word.has("relation") and not _is_part(clause, at) else None
        if _called(clause, at) or is_same(word):
            return None
        if word.has("gender"):
            return self._gendered(clause, at, before)
        return False if word.has(*_OTHERS) and not self._is_own(clause, at, before) else None

    def _is_own(self, clause: Clause, at: int, before: Mentions) -> bool:
        """Return whether "elf", "smith" or "friend" says what the person is, or describes a part of the body."""
        word = clause.row[at]
        if word.has("species") and not word.has("relation") and not _is_one_of_others(clause, at):
            return True
        if word.has("relation", "figure") and not before and _apposed(clause):
            return True
        if word.has("figure") and not before and self.owner and _ends_description(clause, at):
            return True
        if word.has("figure") and clause.begin == 0 and self.owner and _is_title(clause, at):
            return True
        return _is_part(clause, at) or clause.is_predicate(at) or _is_bare(clause, word, at)

    def _pronoun(self, person: str, gender: str) -> bool | None:
        assert self.whose is not None or self.listed
        if self.whose is None or person == "reflexive" or gender == "neuter":
            return None
        if person in ("first", "second"):
            return self.whose.first if person == "first" else self.whose.second
        if self.whose.gender and gender != self.whose.gender:
            return False
        return True if self.whose.gender else self.owner

    def _gendered(self, clause: Clause, at: int, before: Mentions) -> bool | None:
        entry = clause.row[at].entry("gender")
        assert entry is not None
        fits = self.whose is None or not self.whose.gender or entry.get("gender") == self.whose.gender
        described = _ends_description(clause, at) or (clause.begin == 0 and _is_title(clause, at))
        described = (
            described or (not before and _apposed(clause)) or (clause.begin == at and clause.end == at + 1)
        )  # "苏晚，*女*，24岁"
        if clause.is_predicate(at) or (self.owner and described):
            return None
        begins = not before and self.awaits_subject and fits
        return begins and not any(
            word.has("copula", "wearing_verb") and not word.has("being") for word in clause.before(at)
        )


def is_same(word: Word) -> bool:
    """Return whether a word for somebody means who was spoken of: "*此人*身材高大"."""
    entry = word.entry("figure")
    return entry is not None and entry.get("same") != ""


def _is_object(clause: Clause, at: int) -> bool:
    """Return whether a mention stands after "对", "与" or the like."""
    return clause.has(at - 1, "towards")


def _is_aside(clause: Clause, at: int) -> bool:
    """Return whether a mention is not what a text goes on about: "与他", "有人", "*哥哥*的旧衣服"."""
    lends = clause.word(at + 1) == "的" and clause.leads(at, "garment", "garment_look", "color", "material")
    return _is_object(clause, at) or _is_anyone(clause, at) or (lends and at > clause.begin)


def _is_anyone(clause: Clause, at: int) -> bool:
    """Return whether nobody in particular is meant: "少*有人*见过"."""
    entry = clause.row[at].entry("figure")
    return entry is not None and entry.get("anyone") != ""


def _is_embedded(clause: Clause, at: int) -> bool:
    """Return whether somebody is only named in what is said of another: "她是*你*捡回来的猫娘"."""
    return clause.is_predicate(at) and any(clause.word(place) == "的" for place in range(at + 1, clause.end - 1))


def _apposed(clause: Clause) -> bool:
    """Return whether a clause says what somebody just named is: "老周，五十多岁的修车师傅"."""
    row, begin = clause.row, clause.begin
    name = row[begin - 2] if begin > 1 else None
    alone = begin == 2 or (begin > 2 and (row[begin - 3].ends_clause or row[begin - 3].has("being", "calling")))
    return name is not None and name.name == "own" and alone


def _called(clause: Clause, at: int) -> bool:
    """Return whether the person's name describes a noun: "一个叫林深的*男人*"."""
    named = clause.word(at - 1) == "的" and clause.begin <= at - 3 and clause.row[at - 2].name == "own"
    return named and clause.has(at - 3, "calling")


def _ends_description(clause: Clause, at: int) -> bool:
    """Return whether a clause only says what somebody is: "成年*雄性*", not "一个*男人*走来"."""
    return at + 1 == clause.end and at > clause.begin and clause.describes(at) and not clause.has(clause.begin, "part")


def _is_title(clause: Clause, at: int) -> bool:
    """Return whether a sentence begins with what somebody is: "刑侦支队*副队长*，三十四"."""
    acts = any(word.has("wearing_verb", "carried", "look", "towards", "at") for word in clause.before(at))
    counted = any(word.has("part") and word.text[0] in _COUNTING for word in clause.before(at))
    return at + 1 == clause.end and not acts and not counted


def _is_bare(clause: Clause, word: Word, at: int) -> bool:
    """Return whether "人" is only a part of an unknown word."""
    return word.text == "人" and clause.word(at - 1) not in ("的", "个", "位", "名")


def _is_one_of_others(clause: Clause, at: int) -> bool:
    """Return whether a creature's name means some other: "一个精灵", "精灵们"."""
    counted = clause.has(at - 1, "part") and not clause.is_predicate(at)
    return counted or clause.word(at + 1) == "们" or clause.has(at - 1, "pronoun") or clause.word(at - 1) == "的"


def _is_part(clause: Clause, at: int) -> bool:
    """Return whether an animal's name only describes a part of the body: "狐狸耳朵" of somebody."""
    return clause.row[at].has("part_mod") and clause.word(at + 1) != "的" and clause.has(at + 1, "feature")


def _described_person(clause: Clause, position: int) -> int:
    """Return where the person stands that an attribute before it describes: "金发的*姐姐*"; -1 for none."""
    led = False
    for at in range(position, min(clause.end, position + _FARTHEST)):
        word = clause.row[at]
        if word.has(*_PERSONS) or word.name:
            return at if led or at == position else -1
        led = led or word.base == "的"
        if not word.has(*_SKIPPED, *_DESCRIBING):
            return -1
        if word.has("copula") and not word.has("joining"):
            return -1
    return -1
