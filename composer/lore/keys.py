"""The keys of a book, compiled once and found in one pass over a text.

Words are found as whole words in any of their forms, whatever stands between them being as the key has it. Scripts
without spaces have no ends of words; there, and where a book wants no whole words, a key is found anywhere.

SillyTavern finds a single word between signs that are no ASCII letters, and several words anywhere, even inside of
others; by default it finds any key anywhere. A picture of the wrong place is worse than none, so we want whole words
unless a book says otherwise. (public/scripts/world-info.js, `matchKeys`.)
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from composer.lore.expressions import MOST_SLOW, Expression, Patience, expression_of
from composer.lore.forms import bases_of, fold, forms_of
from composer.reading.language import Language
from composer.reading.lexicon import Remembered

#: The longest key that is looked for, in characters.
LONGEST_KEY = 200
_WORD = re.compile(r"[^\W_]+")
#: Scripts that put no spaces between words, or write what follows a name to its end (Hangul).
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W_]")
#: So many texts are searched once.
_REMEMBERED = 64

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Key:
    """A key as an entry wants it found; `bare`: expressions need no slashes."""

    text: str
    case_sensitive: bool = False
    whole_words: bool = True
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A key of words: the forms of each word, and what stands before, between and behind them."""

    number: int
    words: tuple[frozenset[str], ...]
    signs: tuple[str, ...]


class KeyTable:
    """Finds keys; they are called by their numbers.

    Args:
        keys: the keys; languages: whose words take other forms.
    """

    def __init__(self, keys: Sequence[Key], languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._phrases: dict[str, list[_Phrase]] = {}
        self._anywhere: list[tuple[int, str, bool, bool]] = []
        self._expressions: list[tuple[int, Expression]] = []
        self._opening = Remembered(self._begun_by)
        for number, key in enumerate(keys):
            self._add(number, key)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._plain)
        self._searched: dict[str, dict[int, Span]] = {}

    def found(self, text: str, patience: Patience) -> Mapping[int, Span]:
        """Return the keys that stand in a text, each with its first place there."""
        plain = self._read(text)
        if not self._expressions:
            return plain
        known = self._searched.get(text)
        if known is None:
            known = self._matched(text, patience)
            if patience.left > 0:
                if len(self._searched) >= _REMEMBERED:
                    self._searched.clear()
                self._searched[text] = known
        self._note(patience)
        return {**plain, **known}

    # ── compiling ──

    def _add(self, number: int, key: Key) -> None:
        expression = expression_of(key.text, key.bare, not key.case_sensitive)
        if expression is not None:
            self._expressions.append((number, expression))
            return
        text = key.text.strip()
        if not text or len(text) > LONGEST_KEY:
            return
        words = _WORD.findall(text)
        whole = key.whole_words and not _UNSPACED.search(text)
        if key.case_sensitive or not whole or not words:
            self._anywhere.append((number, text if key.case_sensitive else fold(text), key.case_sensitive, whole))
        if not key.case_sensitive and words and not _UNSPACED.search(text):
            phrase = _Phrase(number, tuple(forms_of(word, self._languages) for word in words), _signs(fold(text)))
            for form in phrase.words[0]:
                self._phrases.setdefault(form, []).append(phrase)

    # ── finding ──

    def _begun_by(self, word: str) -> tuple[_Phrase, ...]:
        """Return the keys that a word of a text may begin."""
        found = (phrase for base in bases_of(word, self._languages) for phrase in self._phrases.get(base, ()))
        return tuple({id(phrase): phrase for phrase in found}.values())

    def _plain(self, text: str) -> dict[int, Span]:
        folded = fold(text)
        found = dict(self._somewhere(text, folded))
        words = list(_WORD.finditer(folded))
        for place, word in enumerate(words):
            for phrase in self._opening[word[0]] if len(word[0]) <= LONGEST_KEY else ():
                if phrase.number not in found and (span := self._at(phrase, folded, words, place)):
                    found[phrase.number] = span
        return found

    def _at(self, phrase: _Phrase, text: str, words: Sequence[re.Match[str]], place: int) -> Span | None:
        """Return where a key stands whose first word is at `place`, None when the rest of it does not follow."""
        last = place + len(phrase.words) - 1
        if last >= len(words):
            return None
        for number in range(1, len(phrase.words)):
            word = words[place + number]
            if len(word[0]) > LONGEST_KEY:
                return None
            between = _between(text[words[place + number - 1].end() : word.start()])
            if between != phrase.signs[number] or phrase.words[number].isdisjoint(bases_of(word[0], self._languages)):
                return None
        start, end = words[place].start() - len(phrase.signs[0]), words[last].end() + len(phrase.signs[-1])
        around = (
            text[max(0, start) : words[place].start()] == phrase.signs[0]
            and text[words[last].end() : end] == (phrase.signs[-1])
        )
        return (start, end) if start >= 0 and around else None

    def _somewhere(self, text: str, folded: str) -> Iterator[tuple[int, Span]]:
        for number, key, as_written, whole in self._anywhere:
            searched = text if as_written else folded
            if key in searched and (span := _place(key, searched, whole)):
                yield number, span

    def _matched(self, text: str, patience: Patience) -> dict[int, Span]:
        slow = sum(expression.slow for _, expression in self._expressions)
        found = {}
        for number, expression in self._expressions:
            if slow > MOST_SLOW and not expression.slow:
                patience.notices.setdefault(expression.written, "too many expressions of its book took too long")
            elif span := expression.find(text, patience):
                found[number] = span
        return found

    def _note(self, patience: Patience) -> None:
        for _, expression in self._expressions:
            if expression.slow or expression.problem:
                patience.notices.setdefault(expression.written, expression.problem or "it took too long")


def _signs(text: str) -> tuple[str, ...]:
    """Return what stands before, between and behind the words of a key; white space is one space."""
    words = list(_WORD.finditer(text))
    inner = (_between(text[one.end() : other.start()]) for one, other in pairwise(words))
    return (text[: words[0].start()], *inner, text[words[-1].end() :])


def _between(signs: str) -> str:
    return " ".join(signs.split()) or (" " if signs else "")


def _place(key: str, text: str, whole: bool) -> Span | None:
    """Return where a key stands, not beside letters when whole words are wanted."""
    at = text.find(key)
    while at >= 0:
        end = at + len(key)
        if not whole or not (_joined(text, at - 1, at) or _joined(text, end - 1, end)):
            return at, end
        at = text.find(key, at + 1)
    return None


def _joined(text: str, left: int, right: int) -> bool:
    """Return whether the characters at two places are letters of one word."""
    if left < 0 or right >= len(text):
        return False
    return bool(_LETTER.match(text[left]) and _LETTER.match(text[right]))


def unique(keys: Iterable[Key]) -> dict[Key, int]:
    """Return keys with their numbers, each once."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}
