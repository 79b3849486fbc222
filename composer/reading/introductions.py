"""Where a card turns to one of its people: a heading, a label or a field with a name, and what stands below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from composer.reading.language import Language
from composer.reading.layout import Layout
from composer.reading.lexicon import normalise

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
    rf"^[ \t\[{_QUOTES}]*{_NAME}[{_QUOTES}]*{_REMARK}(?P<mark>[ \t]*[:：]|[ \t]+[-—–])[ \t]*(?=\S)", re.MULTILINE
)
#: A line that is nothing but a name.
_HEADING = re.compile(
    rf"^[ \t\[【=~{_QUOTES}]*(?:\d{{1,2}}[.)][ \t]*)?{_NAME}"
    rf"(?:[ \t]*[,，—–(（][^\n:：]{{0,60}}|[ \t]+-[ \t][^\n:：]{{0,60}})?"
    rf"[ \t\]】=~{_QUOTES}]*(?:[:：][ \t]*)?[{{\[]?[ \t]*(?<![.…])$",
    re.MULTILINE,
)
#: "Wren": {
_KEY = re.compile(rf"\"{_NAME}\"[ \t]*:[ \t]*\{{")
_OPEN = re.compile(r"[ \t\"']*[:=：]?[ \t]*[\[{]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LONGEST_CJK = 8
_WORD = re.compile(r"[^\s]+")


@dataclass(frozen=True, slots=True)
class Introduction:
    """A place where a text turns to somebody, or to another subject.

    Attributes:
        name: theirs, "" for a subject that is nobody.
        start: where it stands; begin: where what is told of them begins; end: where it ends.
        labelled: the text goes on in the same line, as behind a label.
        aside: it stands in a part about other people, such as the character's family.
    """

    name: str
    start: int
    begin: int
    end: int
    labelled: bool = False
    aside: bool = False


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
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layout", Layout(self.languages, lambda _: None))

    def rows(self, text: str) -> list[tuple[Introduction, ...]]:
        """Return the introductions that are alike (all headings, all labels …), where there are several names."""
        styles: dict[str, list[_Found]] = {}
        for found in (*self._fields(text), *self._keys(text), *self._headings(text), *self._prefixes(text)):
            styles.setdefault(found.style, []).append(found)
        rows = (row for row in styles.values() if len({one.name for one in row if one.name}) > 1)
        asides = None
        read = []
        for row in rows:
            asides = self._asides(text) if asides is None else asides
            read.append(tuple(_bounded(row, len(text), asides)))
        return read

    def _fields(self, text: str) -> Iterator[_Found]:
        """Yield fields with a name: ``Name: Wren``, ``Character("Wren")``, ``"name": "Wren"``."""
        for match in _named_field(self.languages).finditer(text):
            name = self.name(match["name"].strip(" \t.'"))
            if name:
                yield _Found(
                    name, match.start("label"), match.start("label"), style="field " + normalise(match["label"])
                )

    def _keys(self, text: str) -> Iterator[_Found]:
        for match in _KEY.finditer(text):
            yield _Found(self._subject(match["name"]), match.start(), match.end(), style="key")

    def _headings(self, text: str) -> Iterator[_Found]:
        for match in _HEADING.finditer(text):
            name = self._subject(match["name"])
            if name or not self._reads(match["name"]):
                yield _Found(name, match.start(), match.end(), style="heading")

    def _prefixes(self, text: str) -> Iterator[_Found]:
        for match in _PREFIX.finditer(text):
            name = self._subject(match["name"]) if self.name(match["name"]) == match["name"].strip() else ""
            if name:
                mark = match["mark"].strip()
                yield _Found(name, match.start(), match.end(), True, "prefix " + ("-" if mark in "-—–" else ":"))

    def _subject(self, label: str) -> str:
        """Return the name in a label, "" when it is no name."""
        return "" if self._reads(label) else self.name(label)

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

    def _asides(self, text: str) -> list[tuple[int, int]]:
        """Return the parts of a text that are about other people than the character."""
        spans = []
        for match in _others(self.languages).finditer(text):
            opened = _OPEN.match(text, match.end())
            if opened:
                spans.append((match.start(), _closing(text, opened.end())))
            elif _stands_alone(text, match.start(), match.end()):
                spans.append((match.start(), self._next_section(text, match.end())))
        return spans

    def _next_section(self, text: str, start: int) -> int:
        """Return where the next part begins that a known heading announces."""
        for match in _HEADING.finditer(text, start):
            if self._reads(match["name"]) and not _others(self.languages).search(match[0]):
                return match.start()
        return len(text)


#: Kinds of words that are no names. "Mother Superior" is lost, "Mother Ann" of somebody else not taken for a character.
_NO_NAMES = frozenset({"relation", "pronoun", "possessive", "number", "copula", "having", "negation", "article"})


def _bounded(row: Sequence[_Found], length: int, asides: Sequence[tuple[int, int]]) -> Iterator[Introduction]:
    """Yield the introductions of a row, each up to the next."""
    ordered = sorted(row, key=lambda one: one.start)
    ends = [*(one.start for one in ordered[1:]), length]
    for one, end in zip(ordered, ends, strict=True):
        aside = next((last for first, last in asides if first < one.start < last), 0)
        yield Introduction(one.name, one.start, one.begin, min(end, aside or end), one.labelled, bool(aside))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a label is all of its line, or stands before a list."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    rest = text[end : max(end, text.find("\n", end)) if "\n" in text[end:] else len(text)]
    return not line.strip(" \t*[【=~#") and not rest.strip(" \t*]】=~:：")


def _closing(text: str, start: int) -> int:
    """Return where a bracket that was opened before `start` is closed."""
    depth = 1
    for mark in re.finditer(r"[\[\]{}]", text[start:]):
        depth += 1 if mark[0] in "[{" else -1
        if not depth:
            return start + mark.end()
    return len(text)


@lru_cache(maxsize=8)
def _named_field(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of a field that holds a character's name."""
    labels = "|".join(_alternatives(languages, "people_field")) or "(?!)"
    return re.compile(
        rf"(?<![^\W_])(?P<label>{labels})(?:[ \t]*[#№]?\d{{1,2}})?[\"'”]?[ \t]*(?:[:：=]|\()[ \t{_QUOTES}]*"
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
