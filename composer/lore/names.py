"""Whom or what an entry is about: the names among its title and keys."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from composer.lore.expressions import expression_of
from composer.reading.language import Language
from composer.reading.lexicon import normalise
from composer.types import LoreEntry

_MOST_WORDS, _LONGEST = 5, 60
_LONGEST_TITLE, _LONGEST_CONTENT = 200, 4000
_MOST_NAMES = 20
_WORD = re.compile(r"[^\W\d_]+")
_BRACKETED = re.compile(r"\s*[(\[{（【][^)\]}）】]*[)\]}）】]\s*")
#: What stands before a name in a title: "NPC: Hrald", "Characters - Hrald".
_HEADED = re.compile(r"^.{1,40}(?:[:：|]|\s[-–—]\s)\s*(?=\S)")
_UNCASED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Small words of names that have no capital letter.
_SMALL = frozenset({
    "of", "the", "de", "da", "di", "du", "del", "der", "den", "van", "von", "la", "le", "al", "el", "bin", "ibn", "und",
    "zu", "y", "i",
})  # fmt: skip
#: Kinds of words that stand for anybody: a key "blacksmith" calls one, but is nobody's name.
_COMMON = frozenset({"figure", "title", "relation", "gender", "place", "scenery", "pronoun"})


@dataclass(frozen=True, slots=True)
class EntryNames:
    """The names of what an entry is about; `name` is "" where it has none that looks like one.

    `title` is the name that its title gives, in whatever letters; `nouns` are the keys that are no names.
    """

    name: str
    aliases: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    title: str = ""


def names_of(entry: LoreEntry, languages: tuple[Language, ...]) -> EntryNames:
    """Return the names among an entry's title and keys."""
    keys = tuple(key for key in entry.keys[:_MOST_NAMES] if len(key) <= _LONGEST)
    return _names(entry.name[:_LONGEST_TITLE], keys, entry.content[:_LONGEST_CONTENT], languages)


@lru_cache(maxsize=4096)
def _names(title: str, keys: tuple[str, ...], content: str, languages: tuple[Language, ...]) -> EntryNames:
    plain = [key.strip() for key in keys if expression_of(key, bare=False, ignore_case=True) is None]
    titled = _of_title(title)
    names = [name for one in (titled, *plain) for name in _as_name(one, content, languages)]
    unique = list({normalise(name): name for name in reversed(names)}.values())[::-1]
    nouns = tuple(key for key in plain if not list(_as_name(key, content, languages)))
    shown = titled or next(iter(unique or plain), "")
    return EntryNames(unique[0] if unique else "", tuple(unique[1:]), nouns, shown[:_LONGEST])


def _of_title(title: str) -> str:
    """Return what a title calls its entry, without what stands around it."""
    bare = _BRACKETED.sub(" ", title).strip()
    return _HEADED.sub("", bare).strip(" \t\"'«»“”*_#")


def _as_name(text: str, content: str, languages: tuple[Language, ...]) -> Iterator[str]:
    """Yield a text as a name, if it looks like one: in capitals, or written so in the content."""
    words = _WORD.findall(text)
    if not words or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or "{{" in text:
        return
    if len(words) == 1 and _is_common(text, languages):
        return
    if _UNCASED.search(text) or _is_capitalised(words):
        yield text
    elif text == text.lower() and text.isalpha():
        match = re.search(rf"(?<!\w){re.escape(text[0].upper() + text[1:])}(?!\w)", content)
        if match and not _is_known(text, languages):
            yield match[0]


def _is_capitalised(words: Iterable[str]) -> bool:
    large = [word for word in words if word.lower() not in _SMALL]
    return bool(large) and all(word[0].isupper() for word in large)


def _is_common(word: str, languages: tuple[Language, ...]) -> bool:
    """Return whether a word stands for anybody or anywhere."""
    return any(form.entry.kind in _COMMON for one in languages for form in one.lexicon.lookup(normalise(word)))


def _is_known(word: str, languages: tuple[Language, ...]) -> bool:
    """Return whether a word is in a lexicon as another word than a first name."""
    kinds = {form.entry.kind for one in languages for form in one.lexicon.lookup(normalise(word))}
    return bool(kinds - {"given_name"})
