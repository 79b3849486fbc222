"""Other names of somebody: Nell "Sparrow" Quick; Orrin (aka Old Salt); Нелли, по прозвищу Воробей; 林小燕（外号麻雀）.

They are found before anything else is read and taken out of the text, where they would only stand between a name and
what is told of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from composer.reading.language import Language
from composer.reading.lexicon import normalise
from composer.reading.looks.introductions import named_field, words_of
from composer.reading.text.mapped import MappedText
from composer.types import Person

#: So many other names somebody has at most, and so much of a name is looked at.
_MOST, _BEFORE = 8, 60
_OPEN, _CLOSE = "\"“”«„'‘「『", "\"”“»'’」』"
#: A word with a capital letter, and a name of up to three of them; letters of a script without spaces.
_CAPITAL = r"(?![a-zа-яё])[^\W\d_\u3400-\u9fff][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAMED = rf"{_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,2}}"
_UNSPACED = r"[\u3400-\u9fff]{1,6}"
#: In quotation marks a small word may lead: "the Sparrow".
_WITHIN = rf"(?:[^\W\d_]{{1,3}}[ \t]+)?(?:{_CAPITAL}|{_UNSPACED})[^\n{_OPEN}{_CLOSE},.!?;:]{{0,30}}"
_QUOTED = rf"[{_OPEN}](?P<said>{_WITHIN})[{_CLOSE}]"
#: `Nell "Sparrow" Quick`, «Орест „Старый“ Гаврилов», "Rosalind (Roz) Vane"
_BETWEEN = re.compile(rf"(?<=[^\W\d_])[ \t]+(?:{_QUOTED}|\((?P<round>{_CAPITAL})\))(?=[ \t]+{_CAPITAL})")
_LAST = re.compile(rf"{_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,3}}$")
_BEHIND_NAME = ' \t】」』”*_"'
_BETWEEN_VALUES = r"[,，、;；/+|·\"“”«»„「」『』\[\]]"
_LETTER = re.compile(r"[^\W\d_]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_FEWEST_LETTERS, _MOST_WORDS, _LONGEST, _LONGEST_UNSPACED = 2, 3, 30, 6


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of somebody, and what stands before it in its text: the end of that is whose it is."""

    name: str
    before: str


def without_aliases(text: MappedText, languages: tuple[Language, ...]) -> tuple[MappedText, tuple[Alias, ...]]:
    """Return a text without the other names that stand behind a name in it, and those names."""
    found: list[Alias] = []

    def taken(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _BEFORE) : match.start()].rstrip(_BEHIND_NAME)
        if not _CJK.match(before[-1:]) and not _LAST.search(before):
            return match[0]
        name = _said(match)
        if _is_name(name, languages):
            found.append(Alias(name, before))
        return ""

    lead, *forms = _behind(languages)
    for pattern in (_BETWEEN, *(forms if lead.search(text.text) else ())):
        text = text.replaced(pattern, taken)
    return text, tuple(found)


def with_aliases(person: Person, found: Iterable[Alias]) -> Person:
    """Return somebody with those other names that stand behind theirs."""
    return _known_as(person, [one.name for one in found if _is_behind(person, one.before)])


def _is_behind(person: Person, before: str) -> bool:
    """Return whether a text ends with somebody's name: with all of it, or with nothing but a part of it."""
    last = _LAST.search(before)
    if last is None:
        return before.endswith(person.name)
    own, said = set(normalise(person.name).split()), set(normalise(last[0]).split())
    return own <= said or said <= own


def with_listed_aliases(person: Person, texts: Iterable[MappedText], languages: tuple[Language, ...]) -> Person:
    """Return somebody with the other names that a field of a text about nobody else lists: "Nickname: Sparrow"."""
    names: list[str] = []
    for text in texts:
        match = _fields(languages).search(text.text)
        if match is not None and not _is_of_another(person, text.text[: match.start()], languages):
            names += (name.strip(" \t'.()*_") for name in _between(languages).split(match["value"]))
    return _known_as(person, [name for name in names if _is_name(name, languages)])


def _is_of_another(person: Person, before: str, languages: tuple[Language, ...]) -> bool:
    """Return whether the last name in a field is another's: a relative's, in somebody's card."""
    named = [match["name"].strip() for match in named_field(languages).finditer(before)]
    if not named:
        return False
    own = {normalise(word) for name in (person.name, *person.aliases) for word in name.split()}
    return own.isdisjoint(normalise(word) for word in named[-1].split()) and normalise(named[-1]) not in own


def _known_as(person: Person, names: Iterable[str]) -> Person:
    own = {normalise(name) for name in (person.name, *person.aliases)}
    new = [name for name in dict.fromkeys(names) if normalise(name) not in own]
    return replace(person, aliases=(*person.aliases, *new)[: max(_MOST, len(person.aliases))]) if new else person


def _said(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next((groups[key].strip() for key in ("said", "round", "named") if groups.get(key)), "")


def _is_name(name: str, languages: tuple[Language, ...]) -> bool:
    """Return whether words may be somebody's name: a single word that means something else is none."""
    if len(_LETTER.findall(name)) < _FEWEST_LETTERS or len(name) > _LONGEST:
        return False
    if normalise(name) in words_of(languages, "nothing"):
        return False
    if _CJK.search(name):
        return len(name) <= _LONGEST_UNSPACED and not _means_something(name, languages)
    words = name.split()
    capital = any(word[0].isupper() for word in words)
    return capital and len(words) <= _MOST_WORDS and not (len(words) == 1 and _means_something(name, languages))


def _means_something(word: str, languages: tuple[Language, ...]) -> bool:
    """Return whether a word is read as something else: "Ginger", not "Rose", which is a first name, nor "Sparrow"."""
    kinds = {form.entry.kind for one in languages for form in one.lexicon.lookup(normalise(word))}
    return not ("given_name" in kinds or kinds <= {"species"})


@lru_cache(maxsize=8)
def _behind(languages: tuple[Language, ...]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of other names behind a name: in brackets, behind a comma, and by themselves."""
    spaced, unspaced = _leads(languages, "people_alias")
    articles = _alternatives(words_of(languages, "article"))
    lead = rf"(?:(?<![^\W_])(?i:{spaced})[ \t]+(?:(?:{articles})[ \t]+)?|(?:{unspaced})[ \t:：]*)"
    named = rf"(?:{_QUOTED}|(?P<named>{_NAMED}|{_UNSPACED}(?![\u3400-\u9fff])))"
    forms = (
        rf"[ \t]*[(（][ \t]*{lead}{named}[^()（）\n]{{0,60}}[)）]",
        rf"[ \t]*[,，][ \t]*{lead}{named}(?:[ \t]*\([^()\n]{{0,40}}\))?",
        rf"[ \t]*{lead}{named}",
    )
    return (re.compile(lead), *(re.compile(rf"(?<=[^\W\d_]|[】」』\"”*]){form}") for form in forms))


@lru_cache(maxsize=8)
def _fields(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of a field that lists other names: ``Nickname: Roz, Cap``, ``Aliases("Roz" + "Cap")``."""
    spaced, unspaced = _leads(languages, "people_alias_field")
    label = rf"(?:(?<![^\W_])(?i:{spaced})|(?:{unspaced}))"
    quoted = r"(?:[\"“«][^\"”»\n]{1,40}[\"”»](?![ \t]*:)(?:[ \t]*[+,/][ \t]*(?=[\"“«]))?){1,12}"
    value = rf"(?P<value>{quoted}|[^\n(){{}}\]\"“«.;；。]{{1,120}})"
    return re.compile(rf"{label}[\"'”*_]*[ \t]*(?:\([ \t]*|[:：=][ \t]*)[ \t\[*_]*{value}")


@lru_cache(maxsize=8)
def _between(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """Return the pattern of what stands between two names of a list."""
    joints = _alternatives(words_of(languages, "people_joint"))
    return re.compile(rf"{_BETWEEN_VALUES}|\s(?:{joints})\s")


def _leads(languages: tuple[Language, ...], kind: str) -> tuple[str, str]:
    """Return the words of a kind as patterns: those that are written with spaces between words, and the others."""
    words = words_of(languages, kind)
    unspaced = {word for word in words if _CJK.search(word)}
    return _alternatives(words - unspaced), _alternatives(unspaced)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
