"""Where a card turns to one of its people: a heading, a label or a field with a name, and what stands below it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from composer.reading.language import Language
from composer.reading.lexicon import Remembered, normalise
from composer.reading.looks.layout import POSSESSOR, Layout

#: Words in a name, and in what follows it in a heading ("Dax, the ship's diver").
_LONGEST_NAME, _LONGEST_HEADING = 5, 8
#: A small word inside of a name has at most so many letters: "Ann of Harrow", "Людвиг ван Дорн".
_PARTICLE = 4
_SIGNS = r"[^\n:：()（）\[\]【】{}=<>|*\"“”«»,，;；!?。—–]"
_NAME = rf"(?P<name>[^\W\d_]{_SIGNS}{{0,48}}?)"
_REMARK = r"(?:[ \t]*[(（][^()（）\n]{0,60}[)）])?"
_QUOTES = "\"'“”«»*_"
#: "Wren: tall …", "Wren — tall …"
_PREFIX = re.compile(
    rf"^[ \t\[{_QUOTES}]*{_NAME}[{_QUOTES}]*{_REMARK}(?P<mark>[ \t]*[:：]|[ \t]+[-—–|])[ \t]*(?=\S)", re.MULTILINE
)
#: A line that is nothing but a name.
_HEADING = re.compile(
    rf"^[ \t\[【=~{_QUOTES}]*(?:\d{{1,2}}[.)][ \t]*)?{_NAME}"
    rf"(?P<tail>[ \t]*[,—–(（][^\n:：]{{0,60}}|[ \t]+-[ \t][^\n:：]{{0,60}})?"
    rf"[ \t\]】=~{_QUOTES}]*(?:[:：][ \t]*)?[{{\[]?[ \t]*(?<![.…。！？])$",
    re.MULTILINE,
)
#: "Wren, 26, …", "Wren (26) is …", "Wren is …": a paragraph that begins with a name.
_LEAD = re.compile(
    rf"^[ \t{_QUOTES}]*{_NAME}[{_QUOTES}]*"
    r"(?:(?P<comma>[ \t]*[,，][ \t]*(?=\S))|(?=[ \t]*[(（]|[ \t]+(?P<verb>[^\W\d_A-ZА-ЯЁ][^\W\d_]*)))",
    re.MULTILINE,
)
#: "Wren": {
_KEY = re.compile(rf"\"{_NAME}\"[ \t]*:[ \t]*\{{")
_LEADING = "lead"
_ITEM = re.compile(r"([^,，:：.\n]{1,40})[,，:：][ \t]*")
_OPEN = re.compile(r"[ \t\"']*[:=：]?[ \t]*[\[{]")
_BRACKET = re.compile(r"[\[\]{}]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LONGEST_CJK = 8
_WORD = re.compile(r"[^\s]+")
#: Small letters of alphabets: Latin, Greek, Cyrillic.
_ALPHABETS = (*range(0x61, 0x7B), *range(0x3B1, 0x3CA), *range(0x430, 0x460))
#: Names that begin with these letters are looked at, and so many of them at most.
_STEM, _MOST_ALIKE = 2, 20
_LETTERS = re.compile(r"[^\W\d_]+")
#: A sentence behind a name in a field: "Name: Nell. Red hair …"
_BEHIND_FIELD = re.compile(r"(?<=[^\W\d_]{3})[.。]\s*(?=\S).*")


@dataclass(frozen=True, slots=True)
class Introduction:
    """A place where a text turns to somebody, or to another subject.

    Attributes:
        name: theirs, "" for a subject that is nobody.
        start: where it stands; begin: where what is told of them begins; end: where it ends.
        labelled: the text goes on in the same line, as behind a label.
        aside: it stands in a part about other people, such as the character's family.
        lead: no more than a name at the beginning of a paragraph shows it.
    """

    name: str
    start: int
    begin: int
    end: int
    labelled: bool = False
    aside: bool = False
    lead: bool = False


@dataclass(slots=True)
class _Found:
    name: str
    start: int
    begin: int
    labelled: bool = False
    style: str = ""


@dataclass(frozen=True)
class Introductions:
    """Finds the introductions of people in the languages given.

    Args:
        languages: whose labels are known. excluded: normalised names of nobody, such as the user's.
    """

    languages: tuple[Language, ...]
    excluded: frozenset[str] = frozenset()

    @cached_property
    def layout(self) -> Layout:
        """Says which labels are known."""
        return Layout(self.languages, lambda _: None)

    @cached_property
    def _subjects(self) -> Remembered[str]:
        """Label → the name in it; most labels stand in many cards."""
        return Remembered(self._found_subject)

    def rows(self, text: str) -> list[tuple[Introduction, ...]]:
        """Return the introductions that are alike (all headings, all labels …), where there are several names."""
        styles: dict[str, list[_Found]] = {}
        for found in (
            *self._fields(text),
            *self._keys(text),
            *self._headings(text),
            *self._prefixes(text),
            *self._leads(text),
        ):
            styles.setdefault(found.style, []).append(found)
        rows = (row for row in styles.values() if len({one.name for one in row if one.name}) > 1)
        asides = None
        read = []
        for row in rows:
            asides = self._asides(text) if asides is None else asides
            read.append(tuple(_bounded(row, text, asides)))
        return read

    def _fields(self, text: str) -> Iterator[_Found]:
        """Yield fields with a name: ``Name: Wren``, ``Character("Wren")``, ``"name": "Wren"``."""
        found = []
        for match in named_field(self.languages).finditer(text):
            name = self.name(self._bare(match["name"]).strip(" \t.'"))
            if name:
                place = match.start("label")
                found.append(_Found(name, place, place, style="field " + normalise(match["label"])))
        depths = _depths(text, [one.start for one in found])
        # What stands deeper than the first is part of somebody: "coworker": {"name": …}.
        yield from (one for one, depth in zip(found, depths, strict=True) if depth <= depths[0])

    def _bare(self, name: str) -> str:
        """Return the name of a field without the sentence that may follow it; "Mrs. Holt" is all a name."""
        titled = self._is_kind(name.split(".")[0], "title")
        return name if titled else _BEHIND_FIELD.sub("", name)

    def _keys(self, text: str) -> Iterator[_Found]:
        for match in _KEY.finditer(text):
            yield _Found(self._subject(match["name"]), match.start(), match.end(), style="key")

    def _headings(self, text: str) -> Iterator[_Found]:
        for match in _HEADING.finditer(text):
            name = self._subject(match["name"])
            if name and (match["tail"] or name != match["name"].strip()) and self.is_word(name.split()[0]):
                continue  # "Red hair, tall"
            if name or not self._reads(match["name"]):
                yield _Found(name, match.start(), match.end(), style="heading")

    def _prefixes(self, text: str) -> Iterator[_Found]:
        for match in _PREFIX.finditer(text):
            name = self._subject(match["name"])
            if owner := self._owner(match["name"].strip(), text):
                yield _Found(owner, match.start(), match.start(), style="owned")
            elif name and name == match["name"].strip():
                mark = match["mark"].strip()
                yield _Found(name, match.start(), match.end(), True, "prefix " + ("-" if mark in "-—–" else mark))

    def _owner(self, label: str, text: str) -> str:
        """Return whose looks or clothes a label announces: "Nell's appearance", «Внешность Нелли»; "" for nobody's."""
        parts = POSSESSOR.fullmatch(label)
        if parts:
            name = parts[1].strip()
            return name if self._reads(parts[2]) and self._subject(name) == name else ""
        first, _, last = label.rpartition(" ")
        return self._nominative(last, text) if first and last[:1].isupper() and self._reads(first) else ""

    def _nominative(self, name: str, text: str) -> str:
        """Return the name of which another case is this, as it stands in the text or as its language declines it."""
        made = tuple(name[:-1] + ending for ending in ("", *self._letters))
        for candidates in (_capitalised(text).get(name[:_STEM], ()), made):
            found = [one for one in candidates if self._declined(one, name)]
            if len(found) == 1:
                return found[0]
        return ""

    @cached_property
    def _letters(self) -> tuple[str, ...]:
        """The letters with which names may end in languages that change them."""
        changing = [language for language in self.languages if language.cases]
        return tuple(letter for letter in map(chr, _ALPHABETS) if any(one.writes(letter) for one in changing))

    def _declined(self, name: str, form: str) -> bool:
        """Return whether this is the form of a name in which it is somebody's; one that never changes is its own."""
        forms = [language.name_forms(name) for language in self.languages if language.cases and language.writes(name)]
        return any(one.get(form) == "genitive" or set(one) == {form} for one in forms)

    def _leads(self, text: str) -> Iterator[_Found]:
        for match in _LEAD.finditer(text):
            name = self._subject(match["name"])
            if name and name == match["name"].strip() and (not match["verb"] or self._is_copula(match["verb"])):
                begin = self._past_relation(text, match.end()) if match["comma"] else match.start()
                yield _Found(name, match.start(), begin, bool(match["comma"]), _LEADING)

    def _past_relation(self, text: str, start: int) -> int:
        """Return where a description begins, behind what somebody is to another: "Tom, *her nephew*, 24: …"."""
        item = _ITEM.match(text, start)
        related = item is not None and any(self._is_kind(word, "relation") for word in _WORD.findall(item[1]))
        return item.end() if item is not None and related else start

    def _is_copula(self, word: str) -> bool:
        return self._is_kind(word, "copula", "having")

    def _is_kind(self, word: str, *kinds: str) -> bool:
        forms = (form for language in self.languages for form in language.lexicon.lookup(normalise(word)))
        return any(form.entry.kind in kinds for form in forms)

    def _subject(self, label: str) -> str:
        """Return the name in a label, "" when it is no name."""
        return self._subjects[label]

    def _found_subject(self, label: str) -> str:
        name = self.name(label)
        known = name and (self._reads(label) or _others(self.languages).fullmatch(label.strip()))
        return "" if known else name

    def _reads(self, label: str) -> str | None:
        return self.layout.reads(label.strip())

    def name(self, label: str) -> str:
        """Return the name that a label begins with, "" when it cannot be one."""
        label = label.strip()
        if _CJK.search(label):
            return label if len(label) <= _LONGEST_CJK and not self._is_known(label) else ""
        words = _WORD.findall(label)
        if len(words) > _LONGEST_HEADING:
            return ""
        last = 0
        for number, word in enumerate(words):
            if word[0].isupper():
                last = number + 1
            elif number > last or len(word) > _PARTICLE:
                break
        words = words[:last]
        if last > _LONGEST_NAME or any(self._is_known(word) for word in words[1 if last > 1 else 0 :]):
            return ""
        return " ".join(words).rstrip(".,")

    def _is_known(self, word: str) -> bool:
        """Return whether a word is no name: a relation, a pronoun, a form somebody takes, a number, or the user's."""
        word = normalise(word)
        if word in self.excluded:
            return True
        if word in words_of(self.languages, "people_form") or word in words_of(self.languages, "people_group"):
            return True
        forms = [form.entry for language in self.languages for form in language.lexicon.lookup(word)]
        return any(entry.kind in _NO_NAMES and not entry.get("weak") for entry in forms)

    def is_word(self, word: str) -> bool:
        """Return whether a word means something in one of the languages, too; a first name means nobody else."""
        forms = (form for language in self.languages for form in language.lexicon.lookup(normalise(word)))
        return any(form.entry.kind != "given_name" for form in forms)

    def _asides(self, text: str) -> list[tuple[int, int]]:
        """Return the parts of a text that are about other people than the character."""
        spans: list[tuple[int, int]] = []
        sections = [*self._sections(text), len(text) + 1]
        for match in _others(self.languages).finditer(text):
            opened = _OPEN.match(text, match.end())
            if spans and match.start() < spans[-1][1]:
                continue
            if opened:
                spans.append((match.start(), _closing(text, opened.end())))
            elif _stands_alone(text, match.start(), match.end()):
                spans.append((match.start(), sections[bisect_right(sections, match.end())]))
        return spans

    def _sections(self, text: str) -> list[int]:
        """Return where the parts begin that a known heading announces, those about other people not among them."""
        others = _others(self.languages)
        headings = (match for match in _HEADING.finditer(text) if self._reads(match["name"]))
        return [match.start() for match in headings if not others.search(match[0])]


@lru_cache(maxsize=8)
def _capitalised(text: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a text that may be names, by their first letters, of each no more than a few."""
    found: dict[str, dict[str, None]] = {}
    for word in _LETTERS.findall(text):
        alike = found.setdefault(word[:_STEM], {})
        if word[0].isupper() and len(alike) < _MOST_ALIKE:
            alike[word] = None
    return {start: tuple(words) for start, words in found.items()}


#: Kinds of words that are no names. "Mother Superior" is lost, "Mother Ann" of somebody else not taken for a character.
_NO_NAMES = frozenset({
    "relation", "pronoun", "possessive", "number", "copula", "having", "negation", "article", "title",
})  # fmt: skip


@lru_cache(maxsize=64)
def introductions(languages: tuple[Language, ...], other: str) -> Introductions:
    """Return what finds introductions; `other` is the name of the user, who is none of a card's people."""
    return Introductions(languages, frozenset(normalise(word) for word in other.split()))


def _bounded(row: Sequence[_Found], text: str, asides: Sequence[tuple[int, int]]) -> Iterator[Introduction]:
    """Yield the introductions of a row, each up to the next; what only leads a paragraph up to its end."""
    ordered = sorted(row, key=lambda one: one.start)
    ends = [*(one.start for one in ordered[1:]), len(text)]
    for one, end in zip(ordered, ends, strict=True):
        lead = one.style == _LEADING
        line_end = text.find("\n", one.begin) if lead else -1
        aside = next((last for first, last in asides if first < one.start < last), 0)
        end = min(end, aside or end, line_end if line_end >= 0 else end)
        yield Introduction(one.name, one.start, one.begin, end, one.labelled, bool(aside), lead)


def _depths(text: str, places: Sequence[int]) -> list[int]:
    """Return in how many brackets each of some places, in order, stands."""
    depth, position, depths = 0, 0, []
    for place in places:
        depth += sum(1 if mark[0] in "[{" else -1 for mark in _BRACKET.finditer(text, position, place))
        position = place
        depths.append(depth)
    return depths


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a label is all of its line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    return not before.strip(" \t*[【=~#") and not after.strip(" \t*]】=~:：")


def _closing(text: str, start: int) -> int:
    """Return where a bracket that was opened before `start` is closed."""
    depth = 1
    for mark in _BRACKET.finditer(text, start):
        depth += 1 if mark[0] in "[{" else -1
        if not depth:
            return mark.end()
    return len(text)


@lru_cache(maxsize=8)
def named_field(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of a field that holds a character's name."""
    labels = "|".join(_alternatives(languages, "people_field")) or "(?!)"
    # "Character 2: Orrin", "Character B: Orrin", 角色二：陈海
    number = r"(?:[ \t]*[#№]?\d{1,2}|(?:[ \t]+[^\W\d_]|[\u3400-\u9fff])(?=[ \t]*[:：]))?"
    return re.compile(
        rf"(?<![^\W_])(?P<label>{labels}){number}[\"'”]?[ \t]*(?:[:：=]|\()[ \t{_QUOTES}]*"
        rf"(?P<name>[^\W\d_][^\n\"”»,，;；(){{}}\[\]]{{0,48}})",
        re.IGNORECASE,
    )


@lru_cache(maxsize=8)
def _others(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of labels that announce people who are not the character."""
    labels = "|".join(_alternatives(languages, "people_others")) or "(?!)"
    return re.compile(rf"(?<![^\W_])(?:{labels})(?![^\W_])", re.IGNORECASE)


def _alternatives(languages: tuple[Language, ...], kind: str) -> list[str]:
    return [re.escape(word) for word in sorted(words_of(languages, kind), key=len, reverse=True)]


@lru_cache(maxsize=32)
def words_of(languages: tuple[Language, ...], kind: str) -> frozenset[str]:
    """Return the normalised words of one kind in all languages."""
    return frozenset(normalise(entry.text) for language in languages for entry in language.lexicon.of_kind(kind))
