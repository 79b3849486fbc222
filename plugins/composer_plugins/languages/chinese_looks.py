"""What a Chinese sentence says of somebody's looks."""

import re
from collections.abc import Callable, Iterator, Sequence

from composer.reading.described import Found
from composer.reading.lexicon import normalise
from composer.reading.owners import Whose
from composer.reading.segments import Sentence
from composer.types import Term, Trait
from composer_plugins.languages.chinese_words import Word, clauses, words

_MODIFIERS = {
    "hair": ("hair_style", "color", "shade"),
    "hairdo": ("hair_style", "color", "shade", "part_mod"),
    "eye": ("color", "eye_color", "shade"),
    "skin": ("tone", "color", "shade"),
    "feature": ("part_mod", "color", "shade"),
}
_COLORS = ("color", "eye_color", "shade", "tone")
_NUMBER = "[0-9]{1,5}|[零〇一二三四五六七八九十百千万两]+[多几]?"
_AGE = re.compile(rf"(?:{_NUMBER})[多几来余]?(?:周岁|岁)(?:左右|出头)?")
_HEIGHT = re.compile(
    r"[12]\d\d(?:\.\d)?\s?(?:cm|CM|Cm|厘米|公分)|[12]\.\d{1,2}\s?(?:m|M|米)|[12]米[0-9]{1,2}"
    r"|[一两]米[零一二三四五六七八九]+(?:十[一二三四五六七八九]?)?"
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ALWAYS = frozenset({"如果", "要是", "假如", "若", "若是", "倘若"})
_NOTHING = re.compile(r"(?:无|没有|未知|不详|暂无|保密|不明|none|n/a|unknown|\?+|？+)\W*", re.IGNORECASE)
_PERSONS = ("relation", "figure", "gender", "species")
_SKIPPED = ("joining", "degree", "part", "copula")
_LONGEST_VALUE = 24
_NEAR = 3
_READS = {"hair": "hair", "eyes": "eye", "skin": "skin"}
_ATTRIBUTES = {"hair": "hair_color", "eye": "eye_color", "skin": "skin"}
_NOUNS = {"hair": "头发", "eye": "眼睛", "skin": "皮肤"}


def read_looks(sentence: Sentence, whose: Whose | None, reads: str) -> Iterator[tuple[Found, Trait]]:
    """Yield the traits of a sentence; see `composer.reading.language.Rules.looks`."""
    if whose is None and _NOTHING.fullmatch(sentence.source):
        return
    row = words(sentence, _names(whose))
    reader = _Reader(sentence, row, whose, reads)
    found = list(reader.read()) if not _asks(sentence, row) else []
    reader.follow()
    for one in found:
        yield one, _trait(sentence, one, row, 1.0 if reads else one.confidence)


def _asks(sentence: Sentence, row: Sequence[Word]) -> bool:
    text = sentence.text.text[sentence.start : sentence.end + 1]
    return any(mark in text for mark in "？?") or any(word.has("question") for word in row)


def _names(whose: Whose | None) -> Callable[[str, int], tuple[int, str]]:
    known = [] if whose is None else [(name, "own") for name in whose.own] + [(name, "") for name in whose.foreign]
    known.sort(key=lambda one: len(one[0]), reverse=True)

    def name_at(text: str, position: int) -> tuple[int, str]:
        for name, own in known:
            if name[0] == text[position].casefold() and normalise(text[position : position + len(name)]) == name:
                return position + len(name), own or "foreign"
        return 0, ""

    return name_at


def _trait(sentence: Sentence, found: Found, row: Sequence[Word], confidence: float) -> Trait:
    evidence = sentence.text.evidence(row[found.first].start, row[found.last - 1].end)
    phrase = found.phrase if found.phrase != found.value else ""
    return Trait(found.attribute, found.value, tuple(dict.fromkeys(found.words)), confidence, (evidence,), phrase)


class _Reader:
    """Reads one sentence, clause by clause."""

    def __init__(self, sentence: Sentence, row: list[Word], whose: Whose | None, reads: str) -> None:
        self.text = sentence.text.text
        self.row = row
        self.whose = whose
        self.reads = reads
        self.listed = bool(reads)
        self.owner = whose.topic if whose is not None else True
        self.first_owner: bool | None = None
        self.noun = _READS.get(reads, "")
        self.noun_at = 0
        self.real = True
        self.present = True
        self.begin = self.end = 0

    def follow(self) -> None:
        """Take note of whom the sentence was about."""
        if self.whose is not None and self.first_owner is not None:
            self.whose.topic = self.first_owner

    def read(self) -> Iterator[Found]:
        """Yield what is stated of the person."""
        both = self._two_eyes()
        if both is not None:
            yield both
        for begin, end in clauses(self.row):
            self.begin, self.end = begin, end
            mentions = self._mentions()
            for found in self._clause():
                if both is not None and found.attribute == "eye_color":
                    continue
                if self._owned(found, mentions) and self._stated(found):
                    yield found
            self._after_clause(mentions)

    def _after_clause(self, mentions: list[tuple[int, bool]]) -> None:
        named = [whose for at, whose in mentions if not self._is_object(at)]
        if named:
            self.owner = named[-1]
            self.first_owner = named[-1] if self.first_owner is None else self.first_owner
        for word in self.row[self.begin : self.end]:
            if word.has("turn"):
                self.present = True
            elif word.has("former"):
                self.present = False
            if word.text in _ALWAYS:
                self.real = False

    def _is_object(self, at: int) -> bool:
        """Return whether a mention is of somebody's "的" or after "对", "与"."""
        before = self.row[at - 1].text if at > self.begin else ""
        return before in ("对", "与", "和", "跟", "向", "给", "把", "比")

    # ── who ──

    def _mentions(self) -> list[tuple[int, bool]]:
        found: list[tuple[int, bool]] = []
        for at in range(self.begin, self.end):
            whose = self._mention(at, found)
            if whose is not None:
                found.append((at, whose))
        return found

    def _mention(self, at: int, before: Sequence[tuple[int, bool]]) -> bool | None:
        word = self.row[at]
        if word.name:
            return word.name == "own"
        pronoun = word.entry("pronoun")
        if pronoun:
            return self._pronoun(pronoun.get("person"), pronoun.get("gender"))
        if self.listed:
            return False if word.has("relation") and not self._is_part(at) else None
        if word.has("gender"):
            return self._gendered(at, before)
        if word.has("relation", "figure") and not before and self._apposed():
            return None
        if word.has("relation", "species", "figure"):
            return None if self._is_part(at) or self._is_predicate(at) or self._is_bare(word, at) else False
        return None

    def _apposed(self) -> bool:
        """Return whether a clause says what somebody just named is: "老周，五十多岁的修车师傅"."""
        name = self.row[self.begin - 2] if self.begin > 1 else None
        alone = self.begin == 2 or (self.begin > 2 and self.row[self.begin - 3].ends_clause)
        return name is not None and name.name == "own" and alone

    def _is_bare(self, word: Word, at: int) -> bool:
        """Return whether "人" is only a part of an unknown word."""
        return word.text == "人" and self._word(at - 1) not in ("的", "个", "位", "名")

    def _is_part(self, at: int) -> bool:
        """Return whether an animal's name only describes a part of the body: "狐狸的耳朵" of somebody."""
        after = at + 1 + (self._word(at + 1) == "的")
        return self.row[at].has("part_mod") and after == at + 1 and self._has(after, "feature")

    def _pronoun(self, person: str, gender: str) -> bool | None:
        assert self.whose is not None or self.listed
        if self.whose is None or person == "reflexive" or gender == "neuter":
            return None
        if person in ("first", "second"):
            return self.whose.first if person == "first" else self.whose.second
        if self.whose.gender and gender != self.whose.gender:
            return False
        return True if self.whose.gender else self.owner

    def _gendered(self, at: int, before: Sequence[tuple[int, bool]]) -> bool | None:
        entry = self.row[at].entry("gender")
        assert entry is not None
        fits = self.whose is None or not self.whose.gender or entry.get("gender") == self.whose.gender
        if self._is_predicate(at):
            return None
        begins = not before and self.first_owner is None and self.owner and fits
        return begins and not any(word.has("copula") and not word.has("being") and word.text != "有着"
                                  for word in self.row[self.begin : at])  # fmt: skip

    def _is_predicate(self, at: int) -> bool:
        return any(word.has("being") or word.text.endswith("是") for word in self.row[self.begin : at])

    def _owned(self, found: Found, mentions: Sequence[tuple[int, bool]]) -> bool:
        after = self._described_person(found.last)
        if after >= 0:
            whose = next((whose for at, whose in mentions if at == after), None)
            if whose is not None:
                return whose
        before = [whose for at, whose in mentions if at < found.first]
        if not before and self.row[found.first].has("gender", "species"):
            before = [whose for at, whose in mentions if at == found.first]
        return before[-1] if before else self.owner

    def _described_person(self, position: int) -> int:
        """Return where the person stands that an attribute before it describes: "金发的*姐姐*"; -1 for none."""
        led = False
        for at in range(position, min(self.end, position + 7)):
            word = self.row[at]
            if word.has(*_PERSONS) or word.name:
                return at if led or at == position else -1
            led = led or word.text == "的"
            if not (word.has(*_SKIPPED, "build", "height", "color", "hair", "eye", "hair_style", "age_word", "shade")):
                return -1
            if word.has("copula") and not word.has("joining"):
                return -1
        return -1

    def _stated(self, found: Found) -> bool:
        real, present, denied = self.real, self.present, False
        for word in self.row[self.begin : found.first]:
            if word.has("turn"):
                present, denied = True, False
            elif word.has("former"):
                present = False
            elif word.has("irreal") and not (self.listed and word.text in ("像", "会")):
                real = False
            elif word.has("negation"):
                denied = True
        return real and present and not denied

    # ── what ──

    def _clause(self) -> Iterator[Found]:
        taken: set[int] = set()
        nouns = False
        for at in range(self.begin, self.end):
            word = self.row[at]
            for kind in ("hairdo", "hair", "eye", "skin", "feature"):
                if word.has(kind) and at not in taken:
                    read = list(self._noun(at, kind))
                    nouns = nouns or bool(read) or kind in _ATTRIBUTES
                    taken |= {place for one in read for place in range(one.first, one.last)}
                    yield from read
                    break
        yield from self._mixed_eyes()
        if not nouns and self.noun:
            yield from self._carried(taken)
        yield from self._singles(taken)
        yield from self._reach()
        yield from self._measures()

    def _has(self, at: int, *kinds: str) -> bool:
        return self.begin <= at < self.end and self.row[at].has(*kinds)

    def _word(self, at: int) -> str:
        return self.row[at].text if self.begin <= at < self.end else ""

    def _before(self, at: int, kinds: tuple[str, ...]) -> list[int]:
        """Return the places of the words that describe a noun from before it."""
        found: list[int] = []
        position = at - 1
        while position >= self.begin:
            word = self.row[position]
            if word.has(*kinds):
                found.insert(0, position)
            elif (word.has("part") and not word.has("joining")) or not word.has("joining", "degree"):
                break
            position -= 1
        return found

    def _behind(self, at: int, kinds: tuple[str, ...]) -> list[int]:
        """Return the places of the words after a noun that say how it is; none when they describe the next noun."""
        found: list[int] = []
        position = at + 1
        while position < self.end and self.row[position].has(*kinds, "copula", "degree", "joining"):
            if self.row[position].has(*kinds):
                found.append(position)
            position += 1
        follows = position < self.end and (self._word(position - 1) == "的" or self.row[position - 1].has(*kinds))
        unknown = position < self.end and not self.row[position].has("negation", "turn", "pronoun", "irreal")
        return [] if found and follows and unknown else found

    def _noun(self, at: int, kind: str) -> Iterator[Found]:
        entry = self.row[at].entry(kind)
        assert entry is not None
        kinds = _MODIFIERS[kind]
        before = self._before(at, kinds)
        near = self._has(at - 1, *kinds) or (
            kind in ("feature", "hairdo") and self._word(at - 1) == "的" and before != []
        )
        near = near or (kind == "feature" and self._has(at - 1, "part") and self._word(at - 1) not in "个只")
        if entry.get("near") and not near:
            return
        if kind in _ATTRIBUTES:
            self.noun, self.noun_at = kind, at
        if kind == "feature":
            yield from self._feature(at, before)
            return
        if kind == "eye" and entry.get("side"):
            return
        behind = [] if before and kind != "hair" else self._behind(at, kinds)
        if kind == "hairdo":
            yield self._value("hair_style", [*self._of(before[-1:], "hair_style", "part_mod"), at], at)
        yield from self._colors(at, kind, before, behind)
        if kind == "hair":
            yield from self._styles(at, before, behind)

    def _of(self, places: Sequence[int], *kinds: str) -> list[int]:
        return [place for place in places if self.row[place].has(*kinds)]

    def _colors(self, at: int, kind: str, before: list[int], behind: list[int]) -> Iterator[Found]:
        kinds = _COLORS if kind == "skin" else _COLORS[:3]
        colors = self._of(before, *kinds) or self._of(behind, *kinds)
        if not any(self.row[place].has("color", "eye_color", "tone") for place in colors):
            return
        noun = "hair" if kind == "hairdo" else kind
        entry = self.row[at].entry(kind)
        tips = entry is not None and entry.get("tips") != ""
        animal = entry is not None and entry.get("animal") != ""
        if tips or animal:
            yield self._value(_ATTRIBUTES[noun], [*colors, at], at, mixed=tips)
        else:
            yield self._value(_ATTRIBUTES[noun], colors, at, noun=_NOUNS[noun])

    def _styles(self, at: int, before: list[int], behind: list[int]) -> Iterator[Found]:
        entry = self.row[at].entry("hair")
        assert entry is not None
        run: list[int] = []
        if style := entry.get("style"):
            run = self._adjacent(before, at)
            value = self._source([*run, at])
            yield Found("hair_style", value, value, (Term(value, f"{style} hair"),), min([*run, at]), at + 1, at)
        if color := entry.get("color"):
            yield Found("hair_color", "黑", "黑发", (Term("黑", color),), at, at + 1, at)
        free = [place for place in [*before, *behind] if place not in run]
        yield from (self._style(place, at) for place in self._of(free, "hair_style"))

    def _adjacent(self, before: Sequence[int], at: int) -> list[int]:
        """Return the words of style that make one phrase with a noun: "*齐肩*短发"."""
        run: list[int] = []
        for place in reversed(before):
            between = self.row[place + 1 : run[0] if run else at]
            if not self.row[place].has("hair_style") or any(word.text != "的" for word in between):
                break
            run.insert(0, place)
        return run

    def _style(self, place: int, at: int) -> Found:
        word = self.row[place]
        entry = word.entry("hair_style")
        assert entry is not None
        first, last = min(place, at), max(place, at) + 1
        value = word.text + "发" if len(word.text) == 1 else word.text
        return Found("hair_style", value, f"{value}头发" if value == word.text else value,
                     (Term(value, f"{entry.english} hair"),), first, last, at)  # fmt: skip

    def _value(self, attribute: str, places: Sequence[int], at: int, noun: str = "", mixed: bool = False) -> Found:
        """Return a trait whose value is the text of the words at these places."""
        run = sorted(places)
        value = self._source(run)
        value = value.removesuffix("的")
        first, last = min(run[0], at), max(run[-1], at) + 1
        return Found(attribute, value, f"{value}{noun}" if noun else value, self._terms(run), first, last, at,
                     mixed=mixed)  # fmt: skip

    def _source(self, run: Sequence[int]) -> str:
        """Return the text from the first to the last of these words where nothing but joining stands between."""
        between = self.row[run[0] : run[-1] + 1]
        together = all(word.has("joining", "degree") or number + run[0] in run for number, word in enumerate(between))
        if together:
            return "".join(self.text[between[0].start : between[-1].end].split())
        return "".join(self.row[place].text for place in run)

    def _terms(self, places: Sequence[int]) -> tuple[Term, ...]:
        found: list[Term] = []
        shade = ""
        for place in places:
            word = self.row[place]
            entry = word.entry("color", "eye_color", "tone", "shade", "feature", "hairdo", "part_mod", "skin", "hair")
            if entry is None or not entry.english:
                continue
            if entry.kind == "shade":
                shade = entry.english
                continue
            found.append(Term(word.text, f"{shade} {entry.english}".strip()))
            shade = ""
        return tuple(found)

    def _feature(self, at: int, before: list[int]) -> Iterator[Found]:
        entry = self.row[at].entry("feature")
        assert entry is not None
        if (entry.get("modified") and not before) or entry.get("optional"):
            return
        yield self._value("feature", [*before, at], at)

    def _carried(self, taken: set[int]) -> Iterator[Found]:
        """Yield what a clause without a noun says of the noun before it: "头发乱糟糟的，呈灰白色"."""
        kinds = _MODIFIERS[self.noun]
        row = range(self.begin, self.end)
        free = [at for at in row if self.row[at].has(*kinds) and at not in taken]
        others = [at for at in row if not self.row[at].has(*kinds, "copula", "degree", "joining", "turn", "part")]
        if not free or (others and not self.listed) or (len(others) > _NEAR):
            return
        at = free[0]
        kinds = _COLORS if self.noun == "skin" else _COLORS[:3]
        colors = self._of(free, *kinds)
        if any(self.row[place].has("color", "eye_color", "tone") for place in colors):
            yield self._value(_ATTRIBUTES[self.noun], colors, at, noun=_NOUNS[self.noun])
        if self.noun == "hair":
            yield from (self._style(place, place) for place in self._of(free, "hair_style"))

    def _mixed_eyes(self) -> Iterator[Found]:
        for at in range(self.begin, self.end):
            entry = self.row[at].entry("mixed_eyes")
            if entry:
                value = self.row[at].text
                yield Found("eye_color", value, value, (Term(value, entry.english),), at, at + 1, at, mixed=True)

    def _two_eyes(self) -> Found | None:
        """Read "左眼蓝色，右眼金色"."""
        sides = [at for at, word in enumerate(self.row) if (eye := word.entry("eye")) and eye.get("side")]
        if len(sides) != 2:
            return None
        colors = [at for at in range(sides[0], min(len(self.row), sides[1] + 5)) if self.row[at].has("color")]
        if len(colors) != 2 or not sides[0] < colors[0] < sides[1] < colors[1]:
            return None
        value = "".join(self.text[self.row[sides[0]].start : self.row[colors[1]].end].split())
        return Found("eye_color", value, value, self._terms(colors), sides[0], colors[1] + 1, sides[0], mixed=True)

    def _singles(self, taken: set[int]) -> Iterator[Found]:
        for at in range(self.begin, self.end):
            if at in taken:
                continue
            word = self.row[at]
            for kind, reader in self._single_readers().items():
                entry = word.entry(kind)
                if entry is not None and reader(at, entry.get("weak") != ""):
                    attribute = entry.get("attribute") or {"age_word": "age_look", "skin_alone": "skin"}.get(kind, kind)
                    english = entry.get("years") if kind == "age_word" and entry.get("years") else entry.english
                    yield Found(attribute, word.text, word.text, (Term(word.text, english),), at, at + 1, at)
                    break

    def _single_readers(self) -> dict[str, Callable[[int, bool], bool]]:
        return {"build": self._is_build, "height": self._is_height, "age_word": self._is_age, "gender": self._is_gender,
                "species": self._is_species, "skin_alone": self._is_build}  # fmt: skip

    def _is_build(self, at: int, weak: bool) -> bool:
        noun = self._word(at + 1) == "的" and at + 2 < self.end
        if noun and not self._has(at + 2, "body", "stature", "gender", "figure", "build", "height", "part"):
            return False
        near = any(self._has(place, "body", "stature") for place in range(at - _NEAR, at + _NEAR + 1))
        if weak and not near and self.reads != "build":
            person = noun and self._has(at + 2, "gender")
            return person or (self._has(at - 1, "degree") and self._is_subject(at - 2) and at + 1 == self.end)
        return True

    def _is_subject(self, at: int) -> bool:
        return self.begin <= at < self.end and (self.row[at].name != "" or self.row[at].has("pronoun"))

    def _is_height(self, at: int, weak: bool) -> bool:
        if not weak:
            return True
        before = any(self._has(place, "stature", "body") for place in range(at - 2, at))
        after = self._word(at + 1) == "的" and self._has(at + 2, "stature", "body")
        said = self._has(at - 1, "degree") and self._is_subject(at - 2) and at + 1 == self.end
        return before or after or said or self.reads == "height"

    def _is_age(self, at: int, _weak: bool) -> bool:
        after = at + 1 + (self._word(at + 1) == "的")
        said = self._has(at - 1, "degree", "copula") and at + 1 == self.end
        return self._has(after, "gender", "figure") or said or self.reads in ("looks", "age")

    def _is_gender(self, at: int, _weak: bool) -> bool:
        if self.reads in ("gender", "looks"):
            return at + 1 == self.end or self.reads == "gender"
        if len(self.row[at].text) < 2 or self._word(at + 1) == "的" or self._has(at + 1, "relation"):
            return False
        return self._is_predicate(at) or (self.owner and self.first_owner is None and not self._names_before(at))

    def _names_before(self, at: int) -> bool:
        return any(word.name or word.has("pronoun", "copula") for word in self.row[self.begin : at])

    def _is_species(self, at: int, _weak: bool) -> bool:
        entry = self.row[at].entry("species")
        if self.reads == "species":
            return True
        if entry is None or entry.get("label") or self._word(at + 1) == "的":
            return False
        return self.reads == "looks" or self._is_predicate(at)

    def _reach(self) -> Iterator[Found]:
        """Yield how far hair reaches: "垂到腰间"."""
        for at in range(self.begin, self.end - 1):
            part = self.row[at + 1].entry("length_part")
            if self.noun == "hair" and self.row[at].has("reach") and part:
                value = self.row[at].text + self.row[at + 1].text
                yield Found("hair_style", value, f"头发{value}", (Term(value, f"{part.english} hair"),), at, at + 2, at)

    def _measures(self) -> Iterator[Found]:
        start, end = self.row[self.begin].start, self.row[self.end - 1].end
        if self.reads in ("", "looks", "height", "build", "body"):
            for match in _HEIGHT.finditer(self.text, start, end):
                yield self._measure("height", match, match[0])
        if self.reads in ("", "looks", "age"):
            for match in _AGE.finditer(self.text, start, end):
                yield self._measure("age_look", match, str(_number(match[0])))
            bare = re.compile(r"\s*([0-9]{1,4})\s*").fullmatch(self.text, start, end) if self.reads == "age" else None
            if bare:
                yield self._measure("age_look", bare, bare[1])

    def _measure(self, attribute: str, match: re.Match[str], english: str) -> Found:
        inside = [n for n in range(self.begin, self.end)
                  if self.row[n].start < match.end() and self.row[n].end > match.start()]  # fmt: skip
        value = match[0].strip()
        return Found(attribute, value, value, (Term(value, english),), inside[0], inside[-1] + 1, inside[0])


def _number(text: str) -> int:
    """Return the number that a Chinese or Arabic numeral at a text's start says, 0 for none."""
    digits = re.match(r"[0-9]+", text)
    if digits:
        return int(digits[0])
    total, one = 0, 0
    for sign in text:
        if sign in _DIGITS:
            one = _DIGITS[sign]
        elif sign in "十百千":
            total += (one or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            one = 0
    return total + one
