"""The guard's lexicon, checked and compiled: what each language says of sex, of youth and of ages under 18."""

import re
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from composer.documents import check_builtin
from composer.guard.disguise import Seen, readings

Script = Literal["latin", "cyrillic"]
Phrases = tuple[str, ...]
Letters = dict[str, str]

#: How many names of people, and how much of each, patterns look for: names come from cards and may be anything.
MOST_NAMES, LONGEST_NAME = 40, 60

#: Stands for a letter of a name; readings of foreign text never hold it.
NAME = "\ue000"


class Words(BaseModel):
    """One language's lists and patterns; `composer/data/guard.yaml` says what each is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    script: Script
    sexual: Phrases
    revealing: Phrases
    harmless: Phrases
    no_sex: Phrases
    sex_as_fact: str
    youth: Phrases
    always: Phrases
    unclear: Phrases
    grown: Phrases
    memories: Phrases
    numbers: Phrases
    tens: Phrases
    hints: Phrases
    lists: dict[str, Phrases]
    ages: Phrases
    any_age: Phrases
    adult_age: str
    past: str
    past_after: str
    other: str
    other_subject: str
    other_weak: str
    relation: str
    relations: Phrases
    thing: str
    things: Phrases
    linked: str
    stop: str
    plural: str
    self: str
    undress: Phrases
    no_adults: Phrases


class Lexicon(BaseModel):
    """The whole file: languages, and the letters and digits that look like others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: tuple[Words, ...] = Field(min_length=1)
    latin: Letters
    cyrillic: Letters
    latin_digits: tuple[Letters, ...]
    cyrillic_digits: tuple[Letters, ...]

    def alike(self, script: Script) -> tuple[Letters, tuple[Letters, ...]]:
        """Return the letters of a script that look like others, and the tables of digits."""
        return (self.latin, self.latin_digits) if script == "latin" else (self.cyrillic, self.cyrillic_digits)


# The words of one scene are asked for again by every model that it is written for.
@lru_cache(maxsize=64)
def plain_readings(text: str, script: Script) -> tuple[Seen, ...]:
    """Return the plain readings of a text in one script; see `composer.guard.disguise.readings`."""
    letters, digits = lexicon().alike(script)
    return tuple(readings(text, str.maketrans(letters), [str.maketrans(table) for table in digits]))


@cache
def lexicon() -> Lexicon:
    """Return the guard's lexicon; ProfileError when the file is wrong."""
    source = resources.files("composer") / "data" / "guard.yaml"
    return check_builtin(Lexicon, source)


class Patterns:
    """One language's lists and patterns, each compiled when it is first asked for.

    ``{name}`` in a pattern is what `hide_names` puts in the place of names, so that it is compiled once for all people.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lists = {name: _any(phrases) for name, phrases in words.lists.items()}
        self.lists |= {"relations": _any(words.relations), "things": _any(words.things), "stop": words.stop}
        self.lists |= {"name": f"{NAME}++", "number": _number(words)}

    @cached_property
    def ages(self) -> list[re.Pattern[str]]:
        """The patterns for an age that is stated."""
        return [self._filled(pattern) for pattern in self.words.ages]

    @cached_property
    def any_age(self) -> list[re.Pattern[str]]:
        """The patterns for an age that count only where whatever is named is in the picture."""
        return [self._filled(pattern) for pattern in self.words.any_age]

    @cached_property
    def hint(self) -> re.Pattern[str]:
        """What every stated age has: a text without it needs no other pattern."""
        listed = _any((*self.words.youth, *self.words.always, *self.words.hints))
        # The first condition stands before them all, so that most places in a text cost one comparison.
        return re.compile(rf"(?<!\w)(?:{self.lists['number']}|(?:{listed})(?!\w))")

    @cached_property
    def harmless(self) -> re.Pattern[str]:
        """Everyday phrases with a word that would be sexual alone."""
        return re.compile(f"{_whole(self.words.harmless)}|{self.words.sex_as_fact}")

    @cached_property
    def no_sex(self) -> re.Pattern[str]:
        """A "no" right before the end of a text."""
        return re.compile(rf"(?<!\w)(?:{_any(self.words.no_sex)})[\s-]+$")

    @cached_property
    def self(self) -> re.Pattern[str]:
        """The first person shortly before the end of a text."""
        return re.compile(rf"(?:{self.words.self})[^.!?\n]{{0,30}}$")

    @cached_property
    def named(self) -> re.Pattern[str]:
        """One of the names, not as an owner, shortly before the end of a text."""
        return self._filled(r"(?<!\w)(?:{name})(?!['’]s)(?:\W+\w+){0,4}\W*$")

    def find(self, key: str) -> re.Pattern[str]:
        """Return the pattern of one list of words, or one pattern, by its name in the file."""
        return self._found[key] if key in self._found else self._found.setdefault(key, self._compiled(key))

    @cached_property
    def _found(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _compiled(self, key: str) -> re.Pattern[str]:
        value: str | Phrases = getattr(self.words, key)
        return self._filled(value) if isinstance(value, str) else re.compile(_whole(value))

    def _filled(self, pattern: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{([a-z]+)\}", lambda match: f"(?:{self.lists[match[1]]})", pattern))


@cache
def patterns(language: str) -> Patterns:
    """Return the patterns of one language."""
    return Patterns(next(one for one in lexicon().languages if one.name == language))


def hide_names(text: str, names: Sequence[str], script: Script) -> str:
    """Put a mark, repeated to the same length, in the place of every name and of the first word of each."""
    pattern = _names(tuple(names), script)
    return pattern.sub(_mark, text) if pattern else text


@lru_cache(maxsize=1024)
def _names(names: tuple[str, ...], script: Script) -> re.Pattern[str] | None:
    wanted = dict.fromkeys(one for name in names for one in (name, *name.split()[:1]) if len(one) > 1)
    found = {_name(name, script) for name in list(wanted)[:MOST_NAMES]} - {""}
    ordered = sorted(found, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)") if ordered else None


def _name(name: str, script: Script) -> str:
    """Return a pattern for a name in a plain reading: as it is, in Cyrillic with any case ending; "" for no name."""
    plain = plain_readings(name[:LONGEST_NAME], script)[0].text.strip()
    stem = re.sub(r"[аеиоуыэюяйь]$", "", plain) if script == "cyrillic" and len(plain) > 3 else plain
    return re.escape(stem) + (r"\w{0,3}" if script == "cyrillic" else "") if stem else ""


def _mark(match: re.Match[str]) -> str:
    return NAME * len(match[0])


def _any(phrases: Sequence[str]) -> str:
    return "|".join(_phrase(phrase) for phrase in phrases)


def _phrase(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")


def _whole(phrases: Sequence[str]) -> str:
    return rf"(?<!\w)(?:{_any(phrases)})(?!\w)"


def _number(words: Words) -> str:
    """Return the pattern of a number from 0 to 17 in digits or words, but not of the end of a larger one."""
    behind = "".join(rf"(?<!{re.escape(word)}[\s-])" for word in words.tens)
    # Most words begin with none of these letters: they are left before anything behind them is compared.
    begins = "".join(sorted({re.escape(phrase[0]) for phrase in words.numbers}))
    return rf"(?<!\w)(?=[\d{begins}])(?<!\d[.,-]){behind}(?:0?\d(?!\d)|1[0-7](?!\d)|{_any(words.numbers)})"
